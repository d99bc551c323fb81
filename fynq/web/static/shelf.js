import { read, write } from "./api.js";
import { announce, element } from "./element.js";
import { AUDIENCES, choice, clear, disclosed, tell, tick } from "./fields.js";
import { icon } from "./icons.js";
import { newKey } from "./session.js";
import { examinationWords, joined, many } from "./words.js";

export const addressOf = (name) => `#/knowledge/${encodeURIComponent(name)}`;

export const HIDING = "Hide solutions and answer keys from students";

/** What a collection holds and who sees what of it. */
export function factsOf(sheet, writes) {
  if (!writes) return many(sheet.documents, "document");
  return joined(
    many(sheet.documents, "document"),
    many(sheet.chunks, "passage"),
    AUDIENCES[sheet.audience] ?? sheet.audience,
    sheet.hide_solutions ? "solutions hidden from students" : "");
}

/** The list of collections, and the form for a new one. `known(sheets)`: once they are read. */
export function shelfPart(writes, known) {
  const list = element("ul", { class: "shelf" });
  const note = element("p", { class: "quiet", role: "status" }, "Reading…");
  const title = element("h2", { id: "shelf-title" }, "Collections");
  const view = element("section", { "aria-labelledby": "shelf-title" }, title, list, note, writes ? makingForm() : null);
  const ended = new AbortController();

  async function load() {
    try {
      const { items } = await read("/v1/knowledge/collections", { signal: ended.signal });
      known(items);
      list.replaceChildren(...items.map((sheet) => row(sheet, writes)));
      note.textContent = items.length ? "" : writes ? "No collections yet. Make the first one." : "Your school has put nothing here yet.";
    } catch (problem) {
      if (ended.signal.aborted) return;
      note.replaceChildren(`The collections cannot be read. ${problem.message} `, element("button", { type: "button", class: "plain-button", onclick: load }, "Try again"));
    }
  }

  load();
  return { view, stop: () => ended.abort() };
}

function row(sheet, writes) {
  const busy = sheet.pending ? `${many(sheet.pending, "file")} on the way` : "";
  return element("li", { class: "collection" }, icon("books"),
    element("div", {},
      element("h3", {}, element("a", { href: addressOf(sheet.name) }, sheet.title)),
      element("p", { class: "quiet" }, joined(factsOf(sheet, writes), writes ? busy : "")),
      writes ? element("p", { class: "quiet" }, examinationWords(sheet.examination)) : null));
}

function makingForm() {
  const note = element("p", { class: "note", role: "alert" });
  const title = element("input", { name: "title", required: true, maxlength: 300, autocomplete: "off" });
  const name = element("input", { name: "name", required: true, maxlength: 64, autocomplete: "off", autocapitalize: "none", spellcheck: "false" });
  const button = element("button", { type: "submit", class: "button" }, "Make it");
  const form = element("form", { id: "making-form" },
    element("label", {}, "Title", title),
    element("label", {}, "Short name ", element("small", {}, "(small letters, digits, dots and hyphens; stays)"), name),
    choice("Who may find it", "audience", AUDIENCES, "everyone"),
    tick(HIDING, "hide_solutions", false),
    button, note);
  let typed = false;
  let key = null;
  name.addEventListener("input", () => { typed = name.value !== ""; });
  title.addEventListener("input", () => { if (!typed) name.value = slug(title.value); });
  form.addEventListener("input", () => { key = null; });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clear(form, note);
    button.disabled = true;
    key ??= newKey();
    const body = { name: name.value, title: title.value, audience: form.elements.audience.value, hide_solutions: form.elements.hide_solutions.checked };
    try {
      await write("POST", "/v1/knowledge/collections", body, { key });
      announce(`${body.title} is made.`);
      location.hash = addressOf(body.name);
    } catch (problem) {
      if (!problem.retryable) key = null;
      tell(form, problem, note);
    } finally {
      button.disabled = false;
    }
  });
  return disclosed("New collection", form);
}

const slug = (title) => title.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 64);
