import { write } from "./api.js";
import { breakLong } from "./breaking.js";
import { drawn } from "./drawn.js";
import { element } from "./element.js";
import { clear, tell } from "./fields.js";
import { markTerms } from "./highlight.js";
import { icon } from "./icons.js";
import { openSource } from "./sources.js";
import { whyView } from "./why.js";
import { joined, many } from "./words.js";

const LIMIT = 10;
const KINDS = { example: "Example", exercise: "Exercise", solution: "Solution", answer_key: "Answer key", definition: "Definition", table: "Table", code: "Code", summary: "Summary", glossary: "Glossary" };

/** A search box and what it found, in one collection or in all. */
export function searchPart() {
  const field = element("input", { type: "search", name: "query", maxlength: 2000, enterkeyhint: "search", "aria-label": "Search the knowledge" });
  const note = element("p", { class: "note", role: "alert" });
  const status = element("p", { class: "quiet", role: "status" });
  const list = element("ol", { class: "passages" });
  const form = element("form", { id: "knowledge-search", role: "search", onsubmit: (event) => { event.preventDefault(); search(); } },
    element("div", { class: "search-row" }, field, element("button", { type: "submit", class: "button" }, icon("search"), "Search")));
  const view = element("section", { class: "searching", "aria-label": "Search" }, form, note, status, list);
  let scope = null;
  let titles = new Map();
  let searching = null;
  field.addEventListener("input", () => { if (!field.value) clean(); });

  async function search() {
    const query = field.value.trim();
    if (!query) return field.focus();
    searching?.abort();
    searching = new AbortController();
    const { signal } = searching;
    clear(form, note);
    status.textContent = "Searching…";
    const body = { query, limit: LIMIT, collections: scope ? [scope.name] : [] };
    try {
      const { items = [] } = await write("POST", "/v1/knowledge/search", body, { signal });
      if (signal.aborted) return;
      list.replaceChildren(...items.map((passage) => passageView(passage, query, scope ? "" : titles.get(passage.collection) ?? passage.collection)));
      breakLong(list);
      status.textContent = items.length ? `${many(items.length, "passage")}, the nearest first.` : "Nothing near was found.";
    } catch (problem) {
      if (signal.aborted) return;
      // What an earlier question found would pass for the answer to this one.
      list.replaceChildren();
      status.textContent = "";
      tell(form, problem, note, "Not searched.");
    }
  }

  return {
    view,
    focus: () => field.focus(),
    /** collection: null for all of them. */
    within(collection) {
      const words = collection ? `Search in ${collection.title}` : "Search the knowledge";
      field.placeholder = `${words}…`;
      field.setAttribute("aria-label", words);
      if (scope?.name === collection?.name) return;
      scope = collection;
      clean();
    },
    named(sheets) { titles = new Map(sheets.map(({ name, title }) => [name, title])); },
    /** Takes what was removed out of the results. */
    forget(document) {
      const rows = [...list.querySelectorAll("[data-document]")].filter((row) => row.dataset.document === document);
      for (const row of rows) row.remove();
      if (rows.length) status.textContent = `${many(list.childElementCount, "passage")}, without what was removed.`;
    },
    empty() {
      field.value = "";
      clean();
    },
  };

  function clean() {
    searching?.abort();
    clear(form, note);
    list.replaceChildren();
    status.textContent = "";
  }
}

function passageView(passage, query, collection) {
  const text = drawn(passage.text_html, passage.text);
  markTerms(text, passage.why?.terms ?? []);
  const open = () => openSource({ ...passage, quote: passage.text, searched: true });
  return element("li", { class: "passage", "data-document": passage.document_id },
    element("h3", {}, element("button", { type: "button", class: "passage-title", onclick: open }, icon("source"), element("span", {}, passage.title || "Untitled", element("span", { class: "unseen" }, ", open at this passage")))),
    element("p", { class: "quiet" }, joined(collection, passage.heading.replaceAll(" > ", " › "), passage.place, KINDS[passage.kind])),
    text,
    whyView(passage.why, query));
}
