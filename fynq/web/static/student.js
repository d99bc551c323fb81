import { read, write } from "./api.js";
import { byId, element } from "./element.js";
import { clear, tell } from "./fields.js";
import { icon } from "./icons.js";
import { clock } from "./words.js";

const USUAL = { display_name: "", grade: null, syllabus: "", exam_on: null, minutes_a_day: null, language: "en", reading: null, detail: "normal", order: "usual", steps: "normal", tone: "plain" };
const NUMBERS = ["grade", "minutes_a_day"];
const MAY_BE_NULL = ["grade", "exam_on", "minutes_a_day", "reading"];

let shown = {};

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
  clear(form, note);
  form.inert = true;
  byId("settings").showModal();
  try {
    const [profile, policy] = await Promise.all([read("/v1/students/me"), read("/v1/school/policy").catch(() => ({}))]);
    offerSyllabuses(policy.syllabuses ?? []);
    fill(form, profile);
    form.inert = false;
    form.elements.display_name.focus();
  } catch (problem) {
    note.textContent = problem.message;
  }
}

/** A choice where the school names what it teaches by, else a name in the student's own words. */
function offerSyllabuses(names) {
  const field = names.length
    ? element("select", { name: "syllabus" }, element("option", { value: "" }, "Not set"), names.map((name) => element("option", { value: name }, name)))
    : element("input", { name: "syllabus", maxlength: 80, autocomplete: "off" });
  byId("syllabus-label").replaceChildren("Syllabus ", field);
}

function fill(form, profile) {
  const fields = form.elements;
  const now = new Date();
  fields.exam_on.min = new Date(now - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  for (const [name, usual] of Object.entries(USUAL)) put(fields[name], profile[name] ?? usual);
  for (const box of form.querySelectorAll("[name=need]")) box.checked = (profile.needs ?? []).includes(box.value);
  put(fields["session/goal"], profile.session?.goal);
  put(fields["session/minutes"], profile.session?.minutes);
  const until = profile.session ? clock(profile.session.until).replace(/(:\d\d):\d\d/, "$1") : "";
  byId("session-note").textContent = until ? `Until ${until}.` : "It ends after its minutes, or after four hours.";
  lock(form, profile.set_by_school ?? []);
  shown = told(form);
}

/** A value that the page does not know yet is offered all the same, so that saving keeps it. */
function put(field, value) {
  const text = String(value ?? "");
  if (field.options && ![...field.options].some((option) => option.value === text)) field.append(element("option", { value: text }, text));
  field.value = text;
}

function lock(form, names) {
  for (const old of form.querySelectorAll(".by-school")) old.remove();
  for (const name of Object.keys(USUAL)) {
    const field = form.elements[name];
    field.disabled = names.includes(name);
    if (field.disabled) field.after(element("small", { class: "by-school" }, "Set by your school."));
  }
}

/** What the form says, in the shape of the API. */
function told(form) {
  const said = {};
  for (const name of Object.keys(USUAL)) {
    const text = form.elements[name].value.trim();
    if (text === "" && MAY_BE_NULL.includes(name)) said[name] = null;
    else said[name] = NUMBERS.includes(name) ? Number(text) : text;
  }
  said.needs = [...form.querySelectorAll("[name=need]:checked")].map((box) => box.value);
  const goal = form.elements["session/goal"].value || null;
  const minutes = form.elements["session/minutes"].value;
  said.session = goal || minutes ? { goal, minutes: minutes ? Number(minutes) : null } : null;
  return said;
}

/** Only what was changed is sent: a detail that is sent counts as wished for, and an exam may be over. */
function changed(form) {
  const now = told(form);
  return Object.fromEntries(Object.entries(now).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(shown[name])));
}

async function save(event) {
  event.preventDefault();
  const form = event.target;
  const note = byId("settings-note");
  clear(form, note);
  const unread = [...form.elements].find((field) => field.validity?.badInput);
  if (unread) {
    tell(form, { field: unread.name, message: "This cannot be read." }, note);
    return;
  }
  const changes = changed(form);
  if (!Object.keys(changes).length) {
    note.textContent = "Nothing has changed.";
    return;
  }
  note.textContent = "Saving…";
  try {
    const profile = await write("PATCH", "/v1/students/me", changes);
    fill(form, profile);
    note.textContent = "Saved.";
    byId("who").textContent = profile.display_name;
  } catch (problem) {
    tell(form, problem, note, "Not saved.");
  }
}
