import { drawn } from "./drawn.js";
import { element } from "./element.js";

const squashed = (text) => String(text ?? "").replace(/\s+/g, " ").trim();
const CHECK = /^(Checked|Partly checked|Not checked): /;
const REFERENCE = /\s*\[\d{1,3}\]$/;

export const sameText = (one, other) => squashed(one) === squashed(other);

/**
 * An answer's text less what the page shows elsewhere, so that nothing is read twice.
 *
 * A worked solution's text strings together what the steps, the result and the witnesses say
 * already: then `told` is true, and only the words `before` and `after` the steps are left. A
 * quoting answer's text begins with its result: that block becomes `result`, with its reference.
 * What is left of any other text is `before`. Each is an element or null.
 */
export function retold(answer) {
  const whole = drawn(answer.text_html, answer.text);
  const steps = answer.steps ?? [];
  const blocks = [...whole.children];
  if (!steps.length) return { result: opening(whole, answer), before: filled(blocks), after: null, told: false };

  const heads = new Set(steps.map((step) => `${step.index}. ${squashed(drawn(step.title_html, step.title, "span").textContent)}`));
  const bodies = steps.flatMap((step) => [...drawn(step.text_html, step.text).children].map((block) => squashed(block.textContent)));
  const result = `Answer: ${squashed(drawn(answer.final_html, answer.final, "p").textContent)}`;
  const details = squashed((answer.witnesses ?? []).map((one) => drawn(one.detail_html, one.detail).textContent).join(" "));
  const texts = blocks.map((block) => squashed(block.textContent));
  const told = bodies.length > 0 && bodies.every((body) => texts.includes(body));
  if (!told) return { result: null, before: filled(blocks), after: null, told };
  const repeats = (text) => text === result || bodies.includes(text) || heads.has(text) || (CHECK.test(text) && sameText(text.replace(CHECK, ""), details));
  const first = texts.findIndex(repeats);
  const kept = (from, to) => blocks.slice(from, to).filter((_, place) => !repeats(texts[from + place]));
  return { result: null, before: filled(kept(0, first)), after: filled(kept(first, blocks.length)), told };
}

/** Takes the first block out of the text where it says just what the result says. */
function opening(whole, answer) {
  const first = whole.firstElementChild;
  const result = squashed(drawn(answer.final_html, answer.final, "p").textContent);
  if (!first || !result || squashed(first.textContent).replace(REFERENCE, "") !== result) return null;
  const line = first.localName === "blockquote" && first.childElementCount === 1 ? first.firstElementChild : first;
  if (line.localName !== "p") return null;
  const taken = element("p", { class: "prose" }, [...line.childNodes]);
  first.remove();
  return taken;
}

function filled(blocks) {
  const left = blocks.filter((block) => block.parentNode && squashed(block.textContent));
  return left.length ? element("div", { class: "prose" }, left) : null;
}
