import { read } from "./api.js";
import { collectionPart } from "./collection.js";
import { byId, element } from "./element.js";
import { icon } from "./icons.js";
import { receiptsPart } from "./receipts.js";
import { searchPart } from "./search.js";
import { user } from "./session.js";
import { shelfPart } from "./shelf.js";

const WRITERS = ["teacher", "admin", "owner"];

/** The school's knowledge: search for everybody, collections to fill and empty for teachers. */
export function knowledge() {
  const place = byId("knowledge");
  byId("confirm-close").append(icon("close"));
  byId("confirm-close").addEventListener("click", () => byId("confirm").close(""));
  let search = null;
  let receipts = null;
  let part = null;
  let showing = 0;

  // A file that is dropped beside the zone would take the page's place.
  for (const name of ["dragover", "drop"]) {
    window.addEventListener(name, (event) => { if (!place.hidden && event.dataTransfer?.types.includes("Files")) event.preventDefault(); });
  }

  const leave = () => {
    showing += 1;
    part?.stop();
    part = null;
  };

  /** name: of a collection, or null for all of them. */
  async function show(name) {
    leave();
    const mine = showing;
    const writes = WRITERS.includes(user().role);
    search ??= searchPart();
    receipts ??= receiptsPart();
    const title = element("h1", { id: "knowledge-title", tabindex: "-1" }, name ?? "Knowledge");
    const intro = element("p", { class: "quiet" }, writes ? "What answers are built on and quote. Students find what you let them find." : "What your school’s answers are built on and quote.");
    const back = element("a", { class: "back", href: "#/knowledge" }, icon("back"), "All collections");
    const rest = element("div");
    place.replaceChildren(...(name ? [back, title] : [title, intro]), search.view, ...(name ? [] : [receipts.view]), rest);
    place.hidden = false;
    title.focus({ preventScroll: true });
    window.scrollTo(0, 0);
    if (!name) {
      search.within(null);
      part = shelfPart(writes, (sheets) => search.named(sheets));
      rest.replaceWith(part.view);
      return;
    }
    search.within({ name, title: name });
    rest.append(element("p", { class: "quiet", role: "status" }, "Reading…"));
    try {
      const sheet = await read(`/v1/knowledge/collections/${encodeURIComponent(name)}`);
      if (mine !== showing) return;
      part = collectionPart(sheet, writes, {
        changed(found) {
          title.textContent = found.title;
          search.within(found);
        },
        removed: (document) => search.forget(document),
        gone(words, receipt) {
          search.empty();
          location.hash = "#/knowledge";
          receipts.add(words, receipt);
        },
      });
      rest.replaceWith(part.view);
    } catch (problem) {
      if (mine !== showing) return;
      rest.replaceChildren(element("p", { role: "alert" }, problem.status === 404 ? "There is no such collection." : `It cannot be read. ${problem.message} `, problem.status === 404 ? "" : element("button", { type: "button", class: "plain-button", onclick: () => show(name) }, "Try again")));
    }
  }

  return {
    show,
    hide() {
      leave();
      place.hidden = true;
    },
    shown: () => !place.hidden,
    focus: () => search?.focus(),
    /** Nothing of it stays for who logs in next. */
    empty() {
      leave();
      place.hidden = true;
      place.replaceChildren();
      search = null;
      receipts = null;
    },
  };
}
