import { element } from "./element.js";
import { exerciseView } from "./exercise.js";
import { icon } from "./icons.js";

/** The one exercise that ends a resolved doubt: did it stick? */
export function checkItemView(attempt) {
  if (!attempt || attempt.status === "skipped") return null;
  const section = element("section", { class: "part check-item" }, element("h3", {}, "Did it stick? One to try yourself"));
  if (attempt.status !== "open") {
    section.append(overView(attempt));
    return section;
  }
  const exercise = exerciseView(attempt, {
    heading: "h4",
    skip: () => section.remove(),
    settled: (over) => { if (over.purpose === "check") section.append(element("p", { class: "actions" }, element("a", { class: "plain-button", href: "#/practice" }, "Practise more"))); },
  });
  section.append(exercise.view);
  return section;
}

const overView = (attempt) => element("p", { class: "badge" }, icon(attempt.outcome === 1 ? "verified" : "wait"),
  element("span", {}, attempt.outcome === 1 ? (attempt.unaided ? "You solved it without help." : "You solved it with help.") : "You tried it. A similar one will come up in practice."));
