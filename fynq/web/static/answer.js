import { drawn } from "./drawn.js";
import { element } from "./element.js";
import { feedbackForm } from "./feedback.js";
import { icon } from "./icons.js";
import { sourceList } from "./sources.js";

export const STATUS = {
  verified: { word: "Verified", says: "An independent check agrees with this answer." },
  likely: { word: "Likely", says: "Part of this was checked independently, but not all of it." },
  unverified: { word: "Not verified", says: "Nothing independent has confirmed this. Check it before you rely on it." },
};

const WITNESSES = {
  substitution: "Put back into the question",
  recomputation: "Computed a second way",
  numeric: "Tried with numbers",
  quoted_source: "Quoted from a source",
  units: "Units agree",
};

/** The whole answer of a stored doubt: result, check, steps, explanation, sources, rating. */
export function answerView(doubt) {
  const answer = doubt.answer;
  const steps = answer.steps ?? [];
  const shown = [resultCard(answer)];
  if (steps.length) {
    shown.push(element("section", { class: "part" }, element("h3", {}, "Step by step"), element("ol", { class: "steps" }, steps.map((step) => stepView(step)))));
  }
  if (answer.text && repeats(answer.text, steps)) {
    shown.push(element("details", { class: "whole" }, element("summary", {}, "Everything in one piece"), drawn(answer.text_html, answer.text)));
  } else if (answer.text) {
    shown.push(element("section", { class: "part" }, element("h3", {}, steps.length ? "In words" : "Explanation"), drawn(answer.text_html, answer.text)));
  }
  if (answer.citations?.length) shown.push(sourceList(answer.citations));
  shown.push(
    element("footer", { class: "colophon" },
      element("p", { class: "model" }, "Answered by ", element("strong", {}, answer.model || "fynq")),
      doubt.id ? feedbackForm(doubt.id) : null),
  );
  return element("div", { class: "answer" }, shown);
}

function resultCard(answer) {
  const kind = STATUS[answer.status] ? answer.status : "unverified";
  const { word, says } = STATUS[kind];
  const witnesses = answer.witnesses ?? [];
  return element("section", { class: `result ${kind}`, "aria-label": "Result" },
    answer.final ? element("div", { class: "final" }, element("h3", { class: "eyebrow" }, "Answer"), drawn(answer.final_html, answer.final, "p")) : null,
    element("div", { class: "check" },
      element("p", { class: "badge" }, icon(kind), element("strong", {}, word), element("span", { class: "says" }, says)),
      witnesses.length ? element("ul", { class: "witnesses", "aria-label": "What checked it" }, witnesses.map(witnessView)) : null));
}

function witnessView(witness) {
  const where = Number.isInteger(witness.step) ? ` (step ${witness.step})` : "";
  return element("li", {}, icon("check"),
    element("div", {}, element("strong", {}, `${WITNESSES[witness.kind] ?? witness.kind}${where}`), drawn(witness.detail_html, witness.detail)));
}

export function stepView(step, { arriving = false } = {}) {
  return element("li", { class: arriving ? "step arriving" : "step" },
    element("div", { class: "head" },
      element("h4", {}, step.title_html ? drawn(step.title_html, step.title, "span") : step.title || `Step ${step.index}`),
      step.checked ? element("span", { class: "checked" }, icon("check"), "Checked") : null),
    drawn(step.text_html, step.text));
}

export function refusedView({ reason, reason_html, advice, advice_html, citations = [] }) {
  return element("div", { class: "answer" },
    element("section", { class: "result refused", "aria-label": "No answer" },
      element("p", { class: "badge" }, icon("refused"), element("strong", {}, "fynq cannot answer this"), element("span", { class: "says" }, "It would rather say so than guess.")),
      drawn(reason_html, reason),
      advice ? element("div", { class: "advice" }, element("h3", {}, "What would help"), drawn(advice_html, advice)) : null),
    citations.length ? sourceList(citations, "Worth reading") : null);
}

/** True when the text only strings the steps together, as it does for worked solutions. */
function repeats(text, steps) {
  const squashed = (value) => String(value ?? "").replace(/\s+/g, " ").trim();
  const whole = squashed(text);
  return steps.length > 0 && steps.every((step) => whole.includes(squashed(step.text)));
}
