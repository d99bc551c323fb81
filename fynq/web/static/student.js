import { read, write } from "./api.js";
import { byId, element } from "./element.js";
import { icon } from "./icons.js";

/** The dialogs that show and change what fynq knows of the student. */
export function startStudent() {
  for (const name of ["progress", "settings"]) {
    const panel = byId(name);
    byId(`${name}-close`).append(icon("close"));
    byId(`${name}-close`).addEventListener("click", () => panel.close());
    panel.addEventListener("click", (event) => { if (event.target === panel) panel.close(); });
  }
  byId("open-progress").addEventListener("click", openProgress);
  byId("open-settings").addEventListener("click", openSettings);
  byId("settings-form").addEventListener("submit", save);
}

async function openProgress() {
  const body = byId("progress-body");
  body.replaceChildren(element("p", { class: "quiet", role: "status" }, "Reading…"));
  byId("progress").showModal();
  try {
    const progress = await read("/v1/students/me/progress");
    body.replaceChildren(...progressView(progress));
  } catch (problem) {
    body.replaceChildren(element("p", { role: "alert" }, problem.message, " ", element("button", { type: "button", class: "plain-button", onclick: () => { byId("progress").close(); openProgress(); } }, "Try again")));
  }
}

function progressView({ asked = 0, answered = 0, verified = 0, skills = [] }) {
  const figure = (number, words) => element("div", {}, element("dd", {}, String(number)), element("dt", {}, words));
  const figures = element("dl", { class: "figures" }, figure(asked, "asked"), figure(answered, "answered"), figure(verified, "verified"));
  if (!skills.length) return [figures, element("p", { class: "quiet" }, "Ask a few questions, and the skills that you meet will show up here.")];
  return [figures, element("h3", {}, "Your skills"), element("ul", { class: "skills" }, skills.map(skillView))];
}

/** ability is in logits relative to an average exercise, so its logistic is the chance to solve one. */
function skillView(skill) {
  const slug = skill.name ?? skill.skill ?? "";
  const name = skill.name ?? (slug.charAt(0).toUpperCase() + slug.slice(1)).replace(/[-_.]/g, " ");
  const chance = skill.success ?? 1 / (1 + Math.exp(-(skill.ability ?? 0)));
  const words = skill.mastered ? "Mastered" : chance < 0.4 ? "Needs practice" : chance < 0.65 ? "Getting there" : "Strong";
  const sure = (skill.attempts ?? 0) < 3 ? "early estimate" : `${skill.attempts} observations`;
  return element("li", {},
    element("span", { class: "name" }, name), element("span", { class: "level" }, `${words} · ${sure}`),
    element("meter", { min: 0, max: 1, low: 0.4, high: 0.65, optimum: 1, value: chance.toFixed(3), "aria-label": `${name}: ${words}` }));
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
