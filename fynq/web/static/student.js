import { read, write } from "./api.js";
import { byId, element } from "./element.js";
import { icon } from "./icons.js";

/** The dialog that shows and changes what the student told fynq. */
export function startStudent() {
  const panel = byId("settings");
  byId("settings-close").append(icon("close"));
  byId("settings-close").addEventListener("click", () => panel.close());
  panel.addEventListener("click", (event) => { if (event.target === panel) panel.close(); });
  byId("open-settings").addEventListener("click", openSettings);
  byId("settings-form").addEventListener("submit", save);
}

async function openSettings() {
  const form = byId("settings-form");
  const note = byId("settings-note");
  note.textContent = "";
  form.inert = true;
  byId("settings").showModal();
  try {
    const profile = await read("/v1/students/me");
    form.elements.display_name.value = profile.display_name ?? "";
    form.elements.grade.value = profile.grade ?? "";
    choose(form.elements.language, profile.language ?? "en");
    choose(form.elements.detail, profile.detail ?? "normal");
    form.inert = false;
    form.elements.display_name.focus();
  } catch (problem) {
    note.textContent = problem.message;
  }
}

/** A value that the page does not know yet is offered all the same, so that saving keeps it. */
function choose(select, value) {
  if (![...select.options].some((option) => option.value === value)) select.append(element("option", { value }, value));
  select.value = value;
}

async function save(event) {
  event.preventDefault();
  const form = event.target;
  const note = byId("settings-note");
  const fields = form.elements;
  const profile = {
    display_name: fields.display_name.value.trim(),
    grade: fields.grade.value ? Number(fields.grade.value) : null,
    language: fields.language.value,
    detail: fields.detail.value,
  };
  note.textContent = "Saving…";
  try {
    await write("PATCH", "/v1/students/me", profile);
    note.textContent = "Saved.";
    byId("who").textContent = profile.display_name;
  } catch (problem) {
    note.textContent = `Not saved. ${problem.message}`;
  }
}
