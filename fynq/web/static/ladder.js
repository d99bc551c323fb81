import { drawn } from "./drawn.js";
import { element } from "./element.js";
import { icon } from "./icons.js";

export const MORE = "Another hint, please.";

const RUNGS = {
  restate: "What is asked",
  concept: "The idea",
  next_step: "The next step",
  worked_neighbour: "A problem like it, worked out",
  full_solution: "The solution",
};
const COUNT = Object.keys(RUNGS).length;

/** 'Hint 2: The idea', for the screen and for those who listen. */
export function hintName(hint) {
  return `Hint ${hint.rung}: ${RUNGS[hint.name] ?? "On the way"}`;
}

export function isHint(answer) {
  return Boolean(answer.hint) && answer.hint.name !== "full_solution";
}

/** The rungs, those reached in colour: words beside them say the same. */
export function ladder(hint) {
  return element("div", { class: "ladder" },
    element("h3", { class: "eyebrow" }, hintName(hint)),
    element("ol", { class: "rungs", "aria-hidden": "true" },
      Object.keys(RUNGS).map((_, place) => element("li", { class: place < hint.rung ? "reached" : "" }))),
    element("p", { class: "unseen" }, `Rung ${hint.rung} of ${COUNT}.`));
}

/** The hint itself with the way to the next one; `another` is missing where none can be asked for. */
export function hintView(answer, another) {
  return [
    ladder(answer.hint),
    element("div", { class: "told" }, drawn(answer.text_html, answer.text)),
    answer.hint.more && another
      ? element("p", { class: "actions reword" }, element("button", { type: "button", class: "button small", onclick: another }, icon("plus"), "Another hint"))
      : null,
  ];
}
