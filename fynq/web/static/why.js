import { element } from "./element.js";
import { asWritten } from "./highlight.js";

/** Why a passage was chosen: how near its words and its meaning are, told and as bars. */
export function whyView(why, question) {
  if (!why) return null;
  const words = asWritten(why.terms ?? [], question);
  return element("details", { class: "why" },
    element("summary", {}, "Why this passage"),
    element("p", {}, reason(why)),
    element("dl", {},
      part("Words", why.lexical, why.lexical_rank),
      part("Meaning", why.dense, why.dense_rank),
      part("Together", why.fused, null)),
    element("p", { class: "quiet" }, "100 % is as near as a passage can be found for this question."),
    element("p", { class: "quiet" }, words.length ? ["Words of the question in it: ", element("strong", {}, words.join(", "))] : "None of the question’s words stand in it."));
}

function reason({ lexical, dense }) {
  if (lexical === 0) return "It was found by its meaning alone.";
  if (dense === 0) return "It was found by its words alone.";
  if (lexical > dense + 0.25) return "It was found mostly by its words.";
  if (dense > lexical + 0.25) return "It was found mostly by its meaning.";
  return "It was found by its words and by its meaning.";
}

/** Scores are shares of the best that was found. */
function part(name, score, rank) {
  const place = rank === null ? "" : rank === 1 ? ", the nearest" : rank ? `, place ${rank}` : ", not among the nearest";
  const text = `${Math.round(score * 100)} %${place}`;
  return element("div", {},
    element("dt", {}, name),
    element("dd", {}, element("meter", { min: 0, max: 1, value: score.toFixed(3), "aria-label": `${name}: ${text}` }), element("span", {}, text)));
}
