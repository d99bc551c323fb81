import { element } from "./element.js";

const WORD = /[\p{L}\p{N}]+/gu;
const SHORT_STEM = 4;
const ENDING = 5;
const SHORT_ENDING = 3;

/** Marks the words of the view that belong to a matched term; formulas and code stay as they are. */
export function markTerms(view, terms) {
  if (!terms.length) return;
  const walker = document.createTreeWalker(view, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    if (!text.parentElement.closest("math, code")) mark(text, terms);
  }
}

function mark(text, terms) {
  const made = [];
  let at = 0;
  for (const match of text.data.matchAll(WORD)) {
    if (!terms.some((term) => belongs(match[0], term))) continue;
    made.push(text.data.slice(at, match.index), element("mark", {}, match[0]));
    at = match.index + match[0].length;
  }
  if (made.length) text.replaceWith(...made, text.data.slice(at));
}

/** The words of the question that the terms were made of: terms are stems. */
export function asWritten(terms, question) {
  const words = question.match(WORD) ?? [];
  return [...new Set(terms.map((term) => words.find((word) => belongs(word, term)) ?? term))];
}

/** "studi" is the stem of study and of studies; "ice" is not that of iceberg. */
function belongs(word, term) {
  const plain = bare(word);
  const stem = bare(term);
  if (plain === stem) return true;
  const root = stem.endsWith("i") ? stem.slice(0, -1) : stem;
  const rest = plain.slice(root.length);
  if (root.length < 3 || !plain.startsWith(root)) return false;
  return rest.length <= (root.length > SHORT_STEM ? ENDING : SHORT_ENDING) && (root === stem || /^[yi]/.test(rest));
}

const bare = (word) => word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
