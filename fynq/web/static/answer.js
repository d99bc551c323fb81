import { breakLong } from "./breaking.js";
import { checkItemView } from "./check.js";
import { drawn } from "./drawn.js";
import { element } from "./element.js";
import { feedbackForm } from "./feedback.js";
import { icon } from "./icons.js";
import { hintView, isHint, ladder } from "./ladder.js";
import { linkReferences } from "./references.js";
import { retold, sameText } from "./retold.js";
import { builtOnView, ruledView } from "./ruled.js";
import { openSource, sourceList } from "./sources.js";
import { workView } from "./work.js";

export const STATUS = {
  verified: { word: "Verified", says: "A second, independent check agrees with this answer." },
  likely: { word: "Likely", says: "Part of this was checked independently, but not all of it." },
  unverified: { word: "Not verified", says: "Nothing independent has confirmed this. Check it before you rely on it." },
};

const WITNESSES = {
  substitution: "Put back into the question",
  recomputation: "Computed a second way",
  numeric: "Tried with numbers",
  quoted_source: "Quoted word for word",
  worked_example: "Done as in a worked example",
  units: "Units agree",
  enumeration: "Every case counted",
  counter_example: "No counter-example",
  program: "A program computes the same",
  second_model: "Another maker’s model agrees",
  vote: "Asked several times",
  judge: "Judged by another maker’s model",
};
const MODELS = { "builtin/solver": "fynq’s built-in solver", "builtin/library": "fynq’s library", "builtin/work-check": "fynq’s check of your steps", "builtin/worked-examples": "fynq, from your school’s texts" };
const OF_SOURCES = ["quoted_source", "worked_example"];
const QUOTED = /^Quoted word for word from “.*” \[\d+\]\.$/s;
const LONG_RESULT_CHARS = 60;

/**
 * The whole answer of a stored doubt: result, check, steps, explanation, sources, rating; or a hint,
 * where `another` asks for the next one.
 */
export function answerView(doubt, another) {
  const answer = doubt.answer;
  if (!answer) return element("div", { class: "answer" }, ruledView(doubt.correction));
  if (isHint(answer)) return hintAnswer(doubt, another);
  const steps = answer.steps ?? [];
  const witnesses = answer.witnesses ?? [];
  const citations = answer.citations ?? [];
  const quotes = witnesses.some((witness) => OF_SOURCES.includes(witness.kind));
  const open = quotes ? (number) => openSource(citations[number - 1]) : null;
  const { result, before, after, told } = retold(answer);
  const shown = [ruledView(doubt.correction), builtOnView(doubt.built_on), resultCard(answer, result, citations)].filter(Boolean);
  if (answer.work) shown.push(workView(answer.work));
  if (steps.length) {
    shown.push(element("section", { class: "part" }, element("h3", {}, "Step by step"),
      told ? before : null, element("ol", { class: "steps" }, steps.map((step) => stepView(step))), told ? after : null));
  }
  if (!told && before) {
    const heading = steps.length ? "In words" : result && quotes ? "More from the sources" : answer.work ? "What this means" : "Explanation";
    shown.push(element("section", { class: "part" }, element("h3", {}, heading), before));
  }
  if (citations.length) shown.push(sourceList(citations, quotes ? "Sources" : "Read more", { numbered: quotes }));
  const check = checkItemView(doubt.check_item);
  if (check) shown.push(check);
  shown.push(
    element("footer", { class: "colophon" },
      element("p", { class: "model" }, "Answered by ", element("strong", {}, MODELS[answer.model] ?? (answer.model || "fynq"))),
      doubt.id ? feedbackForm(doubt.id) : null),
  );
  const view = element("div", { class: "answer" }, shown);
  if (open) linkReferences(view, citations, open);
  breakLong(view);
  return view;
}

function hintAnswer(doubt, another) {
  const { answer } = doubt;
  const citations = answer.citations ?? [];
  const kind = STATUS[answer.status] ? answer.status : "unverified";
  const checked = (answer.witnesses ?? []).length > 0;
  const view = element("div", { class: "answer" },
    ruledView(doubt.correction), builtOnView(doubt.built_on),
    element("section", { class: `result hinted ${kind}`, "aria-label": "Hint" },
      hintView(answer, another),
      checked ? element("div", { class: "check" },
        element("p", { class: "badge" }, icon(kind), element("strong", {}, STATUS[kind].word), element("span", { class: "says" }, answer.witnesses[0].detail))) : null),
    citations.length ? sourceList(citations, "Read more", { numbered: false }) : null,
    element("footer", { class: "colophon" }, doubt.id ? feedbackForm(doubt.id) : null));
  breakLong(view);
  return view;
}

function resultCard(answer, result, citations) {
  const kind = STATUS[answer.status] ? answer.status : "unverified";
  const { word } = STATUS[kind];
  const witnesses = witnessGroups(answer.witnesses ?? [], citations);
  return element("section", { class: `result ${kind}`, "aria-label": "Result" },
    answer.hint ? ladder(answer.hint) : null,
    finalView(answer, result),
    element("div", { class: "check" },
      element("p", { class: "badge" }, icon(kind), element("strong", {}, word), element("span", { class: "says" }, meaning(kind, answer.witnesses ?? []))),
      sureness(answer.confidence),
      witnesses.length ? element("ul", { class: "witnesses", "aria-label": "What checked it" }, witnesses) : null));
}

/** The short result, unless it only names the one step that is explained. */
function finalView(answer, result) {
  if (!answer.final || (answer.steps?.length === 1 && sameText(answer.final, answer.steps[0].title))) return null;
  const shown = result ?? drawn(answer.final_html, answer.final, "p");
  const long = !shown.querySelector("math") && shown.textContent.length > LONG_RESULT_CHARS;
  return element("div", { class: long ? "final long" : "final" }, element("h3", { class: "eyebrow" }, answer.work ? "Your work" : "Answer"), shown);
}

function meaning(kind, witnesses) {
  if (kind === "verified" && witnesses.length && witnesses.every((witness) => witness.kind === "quoted_source")) {
    return "The sources say exactly this. Judge whether it fits your question.";
  }
  return STATUS[kind].says;
}

function sureness(confidence) {
  if (typeof confidence !== "number") return null;
  return element("p", { class: "sure" }, `Of 100 answers found and checked like this one, ${Math.floor(confidence * 100)} are right.`);
}

/** One entry for each kind of witness, with all that witnesses of the kind say. */
function witnessGroups(witnesses, citations) {
  const kinds = new Map();
  for (const witness of witnesses) {
    const name = `${WITNESSES[witness.kind] ?? witness.kind}${Number.isInteger(witness.step) ? ` (step ${witness.step})` : ""}`;
    kinds.set(name, [...(kinds.get(name) ?? []), witness]);
  }
  return [...kinds].map(([name, group]) => element("li", {}, icon("check"),
    element("div", {}, element("strong", {}, name), witnessWords(group, citations))));
}

function witnessWords(group, citations) {
  if (group.length > 1 && group.length === citations.length && group.every((witness) => QUOTED.test(witness.detail))) {
    const titles = new Map();
    citations.forEach(({ title }, place) => titles.set(title, [...(titles.get(title) ?? []), `[${place + 1}]`]));
    return element("p", { class: "prose" }, `From ${[...titles].map(([title, marks]) => `“${title}” ${marks.join(" ")}`).join(", ")}.`);
  }
  return group.map((witness) => drawn(witness.detail_html, witness.detail));
}

export function stepView(step, { arriving = false } = {}) {
  return element("li", { class: arriving ? "step arriving" : "step" },
    element("div", { class: "head" },
      element("h4", {}, step.title_html ? drawn(step.title_html, step.title, "span") : step.title || `Step ${step.index}`),
      step.checked ? element("span", { class: "checked" }, icon("check"), "Checked") : null),
    drawn(step.text_html, step.text));
}

export function refusedView({ reason, reason_html, advice, advice_html, citations = [] }, edit) {
  return element("div", { class: "answer" },
    element("section", { class: "result refused", "aria-label": "No answer" },
      element("p", { class: "badge" }, icon("refused"), element("strong", {}, "fynq cannot answer this"), element("span", { class: "says" }, "It would rather say so than guess.")),
      drawn(reason_html, reason),
      advice ? element("div", { class: "advice" }, element("h3", {}, "What would help"), drawn(advice_html, advice)) : null,
      edit ? element("p", { class: "actions reword" }, element("button", { type: "button", class: "button small", onclick: edit }, "Edit the question")) : null),
    citations.length ? sourceList(citations, "Worth reading") : null);
}
