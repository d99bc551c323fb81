import { read, write } from "./api.js";
import { confirmed } from "./confirm.js";
import { element } from "./element.js";
import { icon } from "./icons.js";
import { openSource } from "./sources.js";
import { joined, many, size } from "./words.js";

const PAGE = 20;

/** The documents of a collection, page by page. `removed(line, receipt)` after one was deleted. */
export function documentsPart(collection, writes, removed) {
  const list = element("ul", { class: "documents" });
  const note = element("p", { class: "quiet", role: "status" });
  const more = element("button", { type: "button", class: "plain-button", hidden: true, onclick: () => load(false) }, "Show more");
  const title = element("h2", { id: "documents-title", tabindex: "-1" }, "Documents");
  const view = element("section", { "aria-labelledby": "documents-title" }, title, list, note, more);
  let cursor = null;
  let loading = null;

  async function load(first) {
    loading?.abort();
    loading = new AbortController();
    const { signal } = loading;
    // What is shown stays shown when the list is read anew.
    const least = first ? Math.min(Math.max(list.childElementCount, PAGE), 100) : PAGE;
    const query = new URLSearchParams({ limit: least, ...(!first && cursor ? { cursor } : {}) });
    const focused = !first && document.activeElement === more;
    const held = first ? heldIn(list) : null;
    more.disabled = true;
    try {
      const page = await read(`/v1/knowledge/collections/${encodeURIComponent(collection.name)}/documents?${query}`, { signal });
      const rows = page.items.map(row);
      if (first) list.replaceChildren(...rows);
      else list.append(...rows);
      cursor = page.next_cursor;
      more.hidden = !cursor;
      note.textContent = list.childElementCount ? "" : "No documents yet.";
      if (focused) rows[0]?.querySelector("button").focus();
      held?.();
    } catch (problem) {
      if (signal.aborted) return;
      note.replaceChildren(`The documents cannot be read. ${problem.message} `, element("button", { type: "button", class: "plain-button", onclick: () => load(first) }, "Try again"));
    } finally {
      if (!signal.aborted) more.disabled = false;
    }
  }

  function row(line) {
    const name = line.title || line.source;
    const open = element("button", { type: "button", class: "document-title", onclick: () => openSource({ document_id: line.id, title: name }) }, name);
    const facts = joined(line.source === name ? "" : line.source, many(line.chunks, "passage"), size(line.bytes), line.revision > 1 ? `revision ${line.revision}` : "");
    return element("li", { class: "document", "data-id": line.id }, icon("source"),
      element("div", {},
        open,
        element("p", { class: "quiet" }, facts),
        writes && line.audience === "staff" ? element("p", { class: "mark-staff" }, "Teachers and admins only") : null,
        writes ? hidden(line.stripped) : null),
      writes ? element("button", { type: "button", class: "icon-button", "aria-label": `Delete ${name}`, title: "Delete", onclick: (event) => remove(line, name, event.currentTarget.closest("li")) }, icon("remove")) : null);
  }

  async function remove(line, name, row) {
    const sure = await confirmed(`Delete “${name}”?`, [
      `Its ${many(line.chunks, "passage")} and the uploaded file go for good.`,
      "From the next search on nobody finds it, and no new answer quotes it.",
      "Earlier answers that quote it show “Source removed” instead.",
    ], "Delete");
    if (!sure) return;
    row.inert = true;
    try {
      removed({ ...line, name }, await write("DELETE", `/v1/knowledge/documents/${encodeURIComponent(line.id)}`));
    } catch (problem) {
      row.inert = false;
      if (problem.status !== 404) {
        note.textContent = `“${name}” was not deleted. ${problem.message}`;
        row.querySelector(".icon-button").focus();
        return;
      }
    }
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    (next?.querySelector("button") ?? title).focus();
    load(true);
  }

  return { view, refresh: () => load(true), stop: () => loading?.abort() };
}

/** Gives the focus back to where it was after the list is made anew; null when it was elsewhere. */
function heldIn(list) {
  const { id } = document.activeElement.closest("li")?.dataset ?? {};
  if (!id || !list.contains(document.activeElement)) return null;
  const { className } = document.activeElement;
  return () => [...list.children].find((row) => row.dataset.id === id)?.querySelector(`button.${className}`)?.focus();
}

function hidden(stripped) {
  const count = Object.values(stripped ?? {}).reduce((sum, each) => sum + each, 0);
  return count ? element("p", { class: "quiet" }, `${many(count, "hidden sign")} taken out (${Object.keys(stripped).join(", ").replaceAll("_", " ")}).`) : null;
}
