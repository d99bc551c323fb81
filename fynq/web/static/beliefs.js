import { read, write } from "./api.js";
import { drawn } from "./drawn.js";
import { announce, element } from "./element.js";
import { icon } from "./icons.js";
import { percent } from "./plot.js";
import { many } from "./words.js";

const SURE = { unsure: "a first guess", fairly_sure: "fairly sure", sure: "sure" };
const CLAIMS = {
  i_know_this: ["I know this", "The student knows this"],
  i_do_not_know_this: ["I do not know this", "The student does not know this"],
  no_longer: ["I do not make this mistake any more", "The student does not make this mistake any more"],
};
const MOST = 30;

/**
 * What fynq believes of a student, each with its evidence and a way to correct it. base: '/v1/students/me'
 * or that of another student, whom a teacher reads about.
 */
export function beliefsPart(base) {
  const own = base.endsWith("/me");
  const list = element("ul", { class: "beliefs" });
  const more = element("button", { type: "button", class: "plain-button", hidden: true }, "Show more");
  const note = element("p", { class: "quiet", role: "status" }, "Reading…");
  let cursor = null;

  async function fetchPage() {
    more.hidden = true;
    try {
      const query = new URLSearchParams({ limit: MOST, ...(cursor ? { cursor } : {}) });
      const page = await read(`${base}/beliefs?${query}`);
      note.textContent = "";
      list.append(...page.items.filter(({ kind }) => kind !== "setting").map((belief) => beliefView(belief, base, own)));
      if (!list.childElementCount) note.textContent = "Nothing yet. Ask a question or practise, and what fynq makes of it will show here.";
      cursor = page.next_cursor;
      more.hidden = !cursor;
    } catch (problem) {
      note.replaceChildren(`It cannot be read. ${problem.message} `, element("button", { type: "button", class: "plain-button", onclick: fetchPage }, "Try again"));
    }
  }
  more.addEventListener("click", fetchPage);
  fetchPage();
  return element("section", { class: "part-of-room", "aria-label": "What fynq believes, and why" },
    element("h2", {}, own ? "What fynq believes you can do, and why" : "What fynq believes, and why"),
    element("p", { class: "quiet" }, own ? "Open one to see what it rests on. If it is not right, say so: that counts too." : "Open one to see what it rests on, or to correct it."),
    list, note, more);
}

function beliefView(belief, base, own) {
  const body = element("div", { class: "belief-body" });
  const head = element("summary", {}, ...headOf(belief));
  const view = element("details", { class: `belief ${belief.kind}` }, head, body);
  const renew = (changed) => head.replaceChildren(...headOf(changed));
  let read = false;
  view.addEventListener("toggle", () => {
    if (view.open && !read) {
      read = true;
      evidenceInto(body, belief, base, own, renew, () => { read = false; });
    }
  });
  return element("li", {}, view);
}

function headOf(belief) {
  const { skill } = belief;
  const badge = skill?.mastered ? element("span", { class: "mark-good" }, icon("check"), "Mastered") : skill?.claimed ? element("span", { class: "mark-likely" }, "Claimed") : null;
  const review = skill?.mastered && skill.recall !== null && skill.recall < 0.9 ? element("span", { class: "mark-likely" }, "Due for review") : null;
  const state = belief.misconception?.state === "open" ? element("span", { class: "mark-bad" }, "Mix-up") : null;
  return [
    element("span", { class: "belief-title" }, belief.title, badge, review, state),
    belief.value === null ? element("span", { class: "quiet" }, belief.says) : rangeView(belief),
  ];
}

/** The chance to solve an average exercise, with its middle 90 %: a bar in a band. */
function rangeView({ title, value, low, high, certainty }) {
  const meter = element("span", { class: "range", role: "img", "aria-label": `${title}: would solve ${Math.round(value * 10)} of 10 average exercises, between ${Math.round(low * 10)} and ${Math.round(high * 10)}` },
    element("i", { class: "band" }), element("i", { class: "point" }));
  const [band, point] = meter.children;
  band.style.left = `${low * 100}%`;
  band.style.width = `${(high - low) * 100}%`;
  point.style.left = `${value * 100}%`;
  return element("span", { class: "range-row" }, meter, element("span", { class: "quiet" }, `${percent(value)} · ${SURE[certainty] ?? ""}`));
}

async function evidenceInto(body, belief, base, own, renew, again) {
  const path = `${base}/beliefs/${encodeURIComponent(belief.id)}`;
  body.replaceChildren(element("p", { class: "quiet", role: "status" }, "Reading…"));
  try {
    show(await read(path));
  } catch (problem) {
    again();
    body.replaceChildren(element("p", { role: "alert" }, problem.message));
  }

  function show(detail) {
    renew(detail.belief);
    const rows = element("ol", { class: "evidence" }, detail.evidence.map((event) => evidenceView(event, own, correct)));
    const older = detail.next_cursor ? element("button", { type: "button", class: "plain-button", onclick: (event) => longer(event.target, rows, detail.next_cursor) }, "Show older") : null;
    body.replaceChildren(
      element("p", {}, detail.belief.says),
      ...(detail.belief.misconception ? [drawn(null, detail.belief.misconception.explanation.replace(/\$/g, ""))] : []),
      ...(detail.verify_with ? [element("p", { class: "verify" }, detail.verify_with.says, " ", detail.belief.kind === "skill" && own ? element("a", { href: `#/practice/${encodeURIComponent(detail.belief.id)}` }, "Practise it now") : null)] : []),
      claimsView(detail.belief, own, correct),
      element("h4", {}, `What it rests on (${many(detail.belief.events, "event")})`),
      detail.evidence.length ? rows : element("p", { class: "quiet" }, "Nothing has happened yet."), ...(older ? [older] : []));
  }

  async function longer(button, rows, cursor) {
    button.disabled = true;
    try {
      const detail = await read(`${path}?${new URLSearchParams({ cursor })}`);
      rows.append(...detail.evidence.map((event) => evidenceView(event, own, correct)));
      if (detail.next_cursor) button.replaceWith(element("button", { type: "button", class: "plain-button", onclick: (event) => longer(event.target, rows, detail.next_cursor) }, "Show older"));
      else button.remove();
    } catch (problem) {
      button.disabled = false;
      announce(problem.message);
    }
  }

  /** what: a claim to make, or the id of a correction to take back. Throws what the API says. */
  async function correct(what) {
    if (typeof what === "string") await write("DELETE", `${path}/corrections/${what}`);
    else await write("POST", `${path}/corrections`, what);
    show(await read(path));
    announce("Noted. It counts from now on.");
  }
}

function claimsView(belief, own, correct) {
  const named = belief.claims.filter((claim) => CLAIMS[claim]);
  if (!named.length) return element("span");
  const note = element("p", { class: "note", role: "alert" });
  const words = element("input", { name: "note", maxlength: 500, placeholder: "Why? (optional)", "aria-label": "Why? (optional)" });
  const buttons = named.map((claim) => element("button", { type: "button", class: "button small quiet-button", onclick: async () => {
    note.textContent = "";
    try {
      await correct({ claim, note: words.value.trim() });
    } catch (problem) {
      note.textContent = problem.message;
    }
  } }, CLAIMS[claim][own ? 0 : 1]));
  return element("details", { class: "disclosed" }, element("summary", {}, "That is not right"),
    element("div", { class: "claims" }, words, element("p", { class: "actions" }, buttons), note));
}

function evidenceView(event, own, correct) {
  const note = element("p", { class: "note", role: "alert" });
  const act = (what, words) => element("button", { type: "button", class: "plain-button", onclick: async () => {
    note.textContent = "";
    try {
      await correct(what);
    } catch (problem) {
      note.textContent = problem.message;
    }
  } }, words);
  const when = new Date(event.at);
  const takeBack = event.correction?.stands && event.correction.claim !== "taken_back" && (!own || !event.correction.by_teacher);
  return element("li", { class: event.counts ? "" : "ruled-out" },
    element("div", {},
      element("p", {}, event.says, event.correction?.note ? element("q", {}, event.correction.note) : null),
      event.line ? element("p", { class: "quiet" }, "In the line ", element("code", {}, event.line.text.replace(/\$/g, ""))) : null,
      element("p", { class: "quiet" }, when.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" }),
        event.counts ? "" : " · ruled out",
        event.doubt_id ? [" · ", element("a", { href: `#/doubts/${encodeURIComponent(event.doubt_id)}` }, "See the question")] : null),
      takeBack ? act(event.correction.id, "Take it back") : event.can_be_ruled_out && event.counts ? act({ claim: "not_me", events: [event.id] }, own ? "That was not me" : "Do not count it") : null,
      note),
    element("span", { class: "change" }, changeWords(event)));
}

function changeWords({ before, after, counts }) {
  if (!counts || !after) return "";
  if (after.success === null || after.success === undefined) return after.state ? (after.state === "open" ? "open" : "overcome") : "";
  const from = before?.success;
  if (typeof from !== "number") return percent(after.success);
  return `${percent(from)} → ${percent(after.success)}`;
}
