import { element } from "./element.js";

const MARK = /\[(\d{1,3})\]/g;

/** Turns each [n] that counts a citation into a button that opens it; formulas and code stay. */
export function linkReferences(view, citations, open) {
  for (const container of view.querySelectorAll(".prose")) {
    const walker = document.createTreeWalker(container, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) {
      if (!text.parentElement.closest("math, code, a, button")) text.replaceWith(...pieces(text.data, citations, open));
    }
  }
}

function pieces(text, citations, open) {
  const made = [];
  let at = 0;
  for (const match of text.matchAll(MARK)) {
    const number = Number(match[1]);
    const citation = citations[number - 1];
    if (!citation) continue;
    // A number stays on the line of the words that it belongs to.
    const before = text.slice(at, match.index);
    made.push(before.trim() ? `${before.trimEnd()}\u2060` : before, element("button", { type: "button", class: "reference", "aria-label": `Source ${number}: ${citation.title}`, onclick: () => open(number) }, String(number)));
    at = match.index + match[0].length;
  }
  return [...made, text.slice(at)];
}
