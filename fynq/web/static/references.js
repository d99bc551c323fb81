import { element } from "./element.js";

const SHORT_CHARS = 20;
const MARK = /\[(\d{1,3})\]/g;

/** Turns each [n] that counts a citation into a button that opens it; formulas and code stay. */
export function linkReferences(view, citations, open) {
  for (const container of view.querySelectorAll(".prose")) {
    const walker = document.createTreeWalker(container, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) {
      if (!text.parentElement.closest("math, code, a, button")) replace(text, citations, open);
    }
  }
}

function replace(text, citations, open) {
  const formula = text.previousSibling?.localName === "math" ? text.previousSibling : null;
  const made = pieces(text.data, citations, open);
  text.replaceWith(...made);
  // A full stop does not leave the formula that it closes.
  if (formula && made[0] === "" && formula.textContent.length <= SHORT_CHARS) made[1].prepend(formula);
}

function pieces(text, citations, open) {
  const made = [];
  let at = 0;
  for (const match of text.matchAll(MARK)) {
    const number = Number(match[1]);
    const citation = citations[number - 1];
    if (!citation) continue;
    // A number stays on the line of the word that it belongs to.
    const before = text.slice(at, match.index).trimEnd();
    const word = /\S*$/.exec(before)[0];
    const button = element("button", { type: "button", class: "reference", "aria-label": `Source ${number}: ${citation.title}`, onclick: () => open(number) }, String(number));
    made.push(before.slice(0, before.length - word.length), element("span", { class: "whole" }, word, button));
    at = match.index + match[0].length;
  }
  return [...made, text.slice(at)];
}
