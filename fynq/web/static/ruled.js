import { drawn } from "./drawn.js";
import { element } from "./element.js";
import { icon } from "./icons.js";

const TITLES = { correction: "Corrected by a teacher", recall: "Withdrawn by a teacher", note: "A note from a teacher", confirmation: "Confirmed by a teacher" };

/** That an answer before this one did not hold, so this one may not either. */
export function builtOnView(built) {
  if (!built?.doubt_id) return null;
  const became = built.kind === "recall" ? "withdrawn" : "corrected";
  return element("section", { class: "ruled recall", "aria-label": `Followed an answer that was ${became}` },
    element("p", { class: "badge" }, icon("failed"), element("strong", {}, `This followed an answer that was ${became}`)),
    element("p", {}, `A teacher has ${became} an answer that came before this one. What is said here may rest on what was wrong there. `,
      element("a", { href: `#/doubts/${encodeURIComponent(built.doubt_id)}` }, `See the ${became} answer`)));
}

/** What a teacher said of the answer, and what was told before. */
export function ruledView(correction) {
  if (!correction) return null;
  const { kind, notice, note, former, teacher, at } = correction;
  return element("section", { class: `ruled ${kind}`, "aria-label": TITLES[kind] ?? "From a teacher" },
    element("p", { class: "badge" }, icon(kind === "recall" ? "failed" : "verified"), element("strong", {}, TITLES[kind] ?? "From a teacher"),
      element("span", { class: "says" }, [teacher, new Date(at).toLocaleDateString(undefined, { dateStyle: "medium" })].filter(Boolean).join(", "))),
    element("p", {}, notice),
    note ? element("blockquote", { class: "plain" }, note) : null,
    former?.text ? element("details", { class: "why" }, element("summary", {}, "What was told before"), drawn(former.text_html, former.text)) : null);
}
