import { byId, element } from "./element.js";

/** Shows what is wrong beside the field that the API names, or in `note`, and goes there. */
export function tell(form, problem, note, words = "") {
  clear(form, note);
  const field = problem.field ? form.elements[problem.field] : null;
  const text = [words, problem.message].filter(Boolean).join(" ");
  if (!field?.setAttribute) {
    note.textContent = text;
    return;
  }
  const id = `${form.id}-${problem.field}-note`;
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", id);
  (field.closest("label") ?? field).after(element("p", { id, class: "note field-note", role: "alert" }, text));
  field.addEventListener("input", () => clear(form, note), { once: true });
  field.focus();
}

export function clear(form, note) {
  note.textContent = "";
  for (const field of form.querySelectorAll("[aria-invalid]")) {
    byId(field.getAttribute("aria-describedby"))?.remove();
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  }
}

/** A disclosure with a form in it. */
export function disclosed(summary, ...content) {
  return element("details", { class: "disclosed" }, element("summary", {}, summary), ...content);
}

export function choice(label, name, options, chosen) {
  const select = element("select", { name }, Object.entries(options).map(([value, words]) => element("option", { value }, words)));
  select.value = chosen;
  return element("label", {}, label, select);
}

export function tick(label, name, ticked) {
  const box = element("input", { type: "checkbox", name });
  box.checked = ticked;
  return element("label", { class: "tick" }, box, element("span", {}, label));
}

export const AUDIENCES = { everyone: "Everybody in the school", staff: "Teachers and admins only" };
