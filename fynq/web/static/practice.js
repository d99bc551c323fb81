import { read, write } from "./api.js";
import { byId, element } from "./element.js";
import { exerciseView } from "./exercise.js";
import { icon } from "./icons.js";
import { many } from "./words.js";

/** Practice: one item after another, chosen for this student, and how the session goes. */
export function practice() {
  const place = byId("practice");
  const body = element("div", { class: "practising" });
  const session = { asked: 0, right: 0, unaided: 0 };
  const summary = element("p", { class: "quiet session", role: "status" });
  let showing = 0;
  let current = null;
  let skill = null;

  const tell = () => {
    summary.textContent = session.asked ? `This session: ${many(session.asked, "item")}, ${session.right} right, ${session.unaided} of them without help.` : "";
  };

  /** wanted: a skill's slug, or null for what fynq suggests. */
  async function show(wanted = null) {
    skill = wanted;
    const title = element("h1", { id: "practice-title", tabindex: "-1" }, "Practice");
    place.replaceChildren(title, element("p", { class: "quiet" }, "Short exercises, chosen so that each teaches you something."), body, summary);
    place.hidden = false;
    tell();
    title.focus({ preventScroll: true });
    window.scrollTo(0, 0);
    await next();
  }

  async function next({ skip = false } = {}) {
    showing += 1;
    const mine = showing;
    current = null;
    body.replaceChildren(element("p", { class: "quiet", role: "status" }, "Choosing an exercise…"));
    try {
      const query = new URLSearchParams({ ...(skill ? { skill } : {}), ...(skip ? { skip: "true" } : {}) });
      const attempt = await read(`/v1/practice/next${query.size ? `?${query}` : ""}`);
      const placement = attempt.purpose === "placement" ? await read("/v1/practice/placement").catch(() => null) : null;
      if (mine !== showing) return;
      pose(attempt, placement);
    } catch (problem) {
      if (mine !== showing) return;
      body.replaceChildren(problem.status === 404 ? nothing() : failure(problem));
    }
  }

  function pose(attempt, placement) {
    const after = element("p", { class: "actions" });
    current = exerciseView(attempt, {
      skip: () => next(),
      settled(over) {
        session.asked += 1;
        if (over.outcome === 1) session.right += 1;
        if (over.outcome === 1 && over.unaided) session.unaided += 1;
        tell();
        const go = element("button", { type: "button", class: "button", onclick: () => next() }, "Next exercise");
        after.replaceChildren(go, element("a", { class: "plain-button", href: "#/progress" }, "See your progress"));
        go.focus();
      },
    });
    body.replaceChildren(...(placement ? [placementView(placement)] : []), current.view, after);
    current.focus();
  }

  function placementView(placement) {
    const at = Math.min(placement.answered + 1, placement.at_most);
    return element("section", { class: "placement", "aria-label": "Placement" },
      element("p", {}, element("strong", {}, `Question ${at} of at most ${placement.at_most}: `), "a few questions to find where to begin. It is no test."),
      element("progress", { max: placement.at_most, value: placement.answered, "aria-label": `${placement.answered} of at most ${placement.at_most} answered` }),
      element("button", { type: "button", class: "plain-button", onclick: leavePlacement }, "Skip this and begin"));
  }

  async function leavePlacement() {
    try {
      await write("POST", "/v1/practice/placement/skip", {});
      await next({ skip: true });
    } catch (problem) {
      body.replaceChildren(failure(problem));
    }
  }

  const nothing = () => element("section", { class: "empty-room" }, icon("verified"),
    element("p", {}, skill ? "There is nothing to practise on this skill now." : "There is nothing to practise now. Come back tomorrow, or ask a question."),
    skill ? element("a", { class: "button", href: "#/practice" }, "Practise something else") : element("a", { class: "button", href: "#/" }, "Ask a question"));
  const failure = (problem) => element("p", { role: "alert" }, `There is no exercise yet. ${problem.message} `, element("button", { type: "button", class: "plain-button", onclick: () => next() }, "Try again"));

  return {
    show,
    hide() {
      showing += 1;
      place.hidden = true;
    },
    shown: () => !place.hidden,
    focus: () => current?.focus(),
    /** Nothing of it stays for who logs in next. */
    empty() {
      showing += 1;
      place.hidden = true;
      place.replaceChildren();
      Object.assign(session, { asked: 0, right: 0, unaided: 0 });
    },
  };
}
