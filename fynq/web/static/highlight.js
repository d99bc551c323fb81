import { element } from "./element.js";

const WORD = /[\p{L}\p{N}]+/gu;
const LONGEST_ENDING = 6;

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

/** "studi" is the stem of study and of studies. */
function belongs(word, term) {
  const plain = bare(word);
  const stem = bare(term);
  if (plain === stem) return true;
  const root = stem.endsWith("i") ? stem.slice(0, -1) : stem;
  return root.length > 2 && plain.startsWith(root) && plain.length - root.length <= LONGEST_ENDING && (root === stem || /^(y|i)/.test(plain.slice(root.length)));
}

const bare = (word) => word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
