import { drawn } from "./drawn.js";
import { element } from "./element.js";
import { icon } from "./icons.js";
import { user } from "./session.js";
import { openSource } from "./sources.js";

const KEY = "fynq.bridges-put-away";

/**
 * What the student needs first, offered after the answer: the skill, why, a passage and practice. Null
 * without a bridge, and where it was put away.
 */
export function bridgeView(bridge, doubt) {
  if (!bridge?.skill || putAway().includes(doubt.id)) return null;
  const own = !doubt.student_id || doubt.student_id === user().id;
  const { passage, practice } = bridge;
  const content = [
    bridge.explanation ? element("p", {}, bridge.explanation) : null,
    passage?.text ? element("blockquote", { class: "bridge-text" }, drawn(passage.text_html, passage.text)) : null,
    practice?.question ? element("div", { class: "bridge-try" }, element("h4", {}, "One to try"), drawn(practice.question_html, practice.question)) : null,
  ].filter(Boolean);
  const section = element("section", { class: "part bridge", "aria-label": `What may help first: ${bridge.name}` },
    element("h3", {}, icon("bridge"), `What may help first: ${bridge.name}`),
    drawn(bridge.why_html, bridge.why),
    content.length ? element("details", { class: "why" }, element("summary", {}, `About ${bridge.name}`), content) : null,
    element("p", { class: "actions" },
      passage ? element("button", { type: "button", class: "button small", onclick: () => openSource({ ...passage, quote: passage.text || undefined }) }, icon("source"), `Read: ${[passage.title, passage.place].filter(Boolean).join(", ")}`) : null,
      own ? element("a", { class: passage ? "plain-button" : "button small", href: `#/practice/${encodeURIComponent(bridge.skill)}` }, `Practise ${bridge.name}`) : null,
      own ? element("button", { type: "button", class: "plain-button", onclick: () => leave() }, "Not now") : null));
  const leave = () => {
    const before = section.closest(".turn");
    keep(doubt.id);
    section.remove();
    before?.querySelector(".question")?.focus();
  };
  return section;
}

function putAway() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY));
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

function keep(id) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify([...putAway(), id].slice(-200)));
  } catch {
    // Storage is closed to the page: the bridge is back when the question is opened again.
  }
}
