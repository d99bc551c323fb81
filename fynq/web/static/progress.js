import { read } from "./api.js";
import { beliefsPart } from "./beliefs.js";
import { byId, element } from "./element.js";
import { dayPlot, percent } from "./plot.js";

const DAYS = 30;

/** How a student stands: figures, the way there, and what is believed with its evidence. */
export function progress() {
  const place = byId("progress");
  let showing = 0;

  async function show() {
    showing += 1;
    const mine = showing;
    const title = element("h1", { id: "progress-title", tabindex: "-1" }, "Your progress");
    const body = element("div", { class: "standing" }, element("p", { class: "quiet", role: "status" }, "Reading…"));
    place.replaceChildren(title, body);
    place.hidden = false;
    title.focus({ preventScroll: true });
    window.scrollTo(0, 0);
    try {
      const parts = await standing("/v1/students/me");
      if (mine === showing) body.replaceChildren(...parts);
    } catch (problem) {
      if (mine === showing) body.replaceChildren(element("p", { role: "alert" }, `It cannot be read. ${problem.message} `, element("button", { type: "button", class: "plain-button", onclick: show }, "Try again")));
    }
  }

  return {
    show,
    hide() {
      showing += 1;
      place.hidden = true;
    },
    shown: () => !place.hidden,
    focus: () => byId("progress-title")?.focus(),
    empty() {
      showing += 1;
      place.hidden = true;
      place.replaceChildren();
    },
  };
}

/** base: '/v1/students/me' or that of another student. Throws Problem. */
export async function standing(base) {
  const [report, history] = await Promise.all([
    read(`${base}/progress`),
    read(`${base}/progress/history?days=${DAYS}`).catch(() => null),
  ]);
  const own = base.endsWith("/me");
  const mastered = report.skills.filter((skill) => skill.mastered).length;
  const due = report.skills.filter((skill) => skill.mastered && skill.recall !== null && skill.recall < 0.9);
  const figure = (number, words) => element("div", {}, element("dd", {}, String(number)), element("dt", {}, words));
  return [
    element("dl", { class: "figures" },
      report.streak ? figure(report.streak.current, report.streak.current === 1 ? "day in a row" : "days in a row") : null,
      figure(mastered, mastered === 1 ? "skill mastered" : "skills mastered"), figure(report.asked, "questions asked"), figure(report.verified, "answers verified")),
    due.length ? element("p", { class: "due" }, `Due for review: ${due.map((skill) => skill.name ?? skill.skill).join(", ")}. `, own ? element("a", { href: "#/practice" }, "Practise now") : null) : null,
    ...(history && history.days.some((day) => day.exercises || day.asked || day.mastery !== null) ? plots(history) : []),
    beliefsPart(base),
  ].filter(Boolean);
}

function plots({ days }) {
  const names = days.map(({ day }) => day);
  return [
    dayPlot({ title: "How well your skills are known, on average", days: names, most: 1, format: percent, series: [{ name: "Mastery", kind: "line", values: days.map(({ mastery }) => mastery) }] }),
    dayPlot({ title: "What you did each day", days: names, series: [
      { name: "Exercises", kind: "bars", values: days.map(({ exercises }) => exercises) },
      { name: "Questions", kind: "line", values: days.map(({ asked }) => asked) },
    ] }),
  ];
}
