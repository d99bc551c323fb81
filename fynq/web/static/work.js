import { drawn } from "./drawn.js";
import { element } from "./element.js";
import { icon } from "./icons.js";

const VERDICTS = {
  given: { word: "Given", mark: "plus" },
  right: { word: "Right", mark: "check" },
  wrong: { word: "Wrong", mark: "close" },
  carried: { word: "Follows from the wrong line", mark: "wait" },
  unread: { word: "Not read", mark: "refused" },
};

/** The student's own lines, each with what was found of it. */
export function workView({ lines = [] }) {
  return element("section", { class: "part" }, element("h3", {}, "Line by line"),
    element("ol", { class: "work" }, lines.map((line) => {
      const { word, mark } = VERDICTS[line.verdict] ?? VERDICTS.unread;
      return element("li", { class: `line ${VERDICTS[line.verdict] ? line.verdict : "unread"}` },
        element("span", { class: "number" }, String(line.number)),
        drawn(line.text_html, line.text, "span"),
        element("span", { class: "verdict" }, icon(mark), word));
    })));
}
