import { read } from "./api.js";
import { byId, element } from "./element.js";
import { clear, tell } from "./fields.js";
import { dayPlot, percent } from "./plot.js";

const PERIODS = { 7: "The last 7 days", 30: "The last 30 days", 90: "The last 90 days", 365: "The last 365 days", own: "Other days" };
const DAY_MS = 86_400_000;

/** The school in figures over a period: usage, quality, cost. For admins and owners. */
export function school() {
  const place = byId("school");
  let showing = 0;

  async function show() {
    showing += 1;
    const title = element("h1", { id: "school-title", tabindex: "-1" }, "School figures");
    const body = element("div", { class: "standing" });
    const form = periodForm((query) => fill(body, query, form));
    place.replaceChildren(title, form, body);
    place.hidden = false;
    title.focus({ preventScroll: true });
    window.scrollTo(0, 0);
    await fill(body, lastDays(30), form);
  }

  async function fill(body, query, form) {
    showing += 1;
    const mine = showing;
    const note = form.querySelector(".note");
    clear(form, note);
    body.replaceChildren(element("p", { class: "quiet", role: "status" }, "Reading…"));
    try {
      const found = await read(`/v1/school/analytics?${query}`);
      if (mine === showing) body.replaceChildren(...figuresView(found));
    } catch (problem) {
      if (mine !== showing) return;
      body.replaceChildren();
      if (problem.field) tell(form, problem, note);
      else body.replaceChildren(element("p", { role: "alert" }, problem.status === 403 ? "The school's figures are for admins and owners." : `They cannot be read. ${problem.message} `,
        problem.status === 403 ? null : element("button", { type: "button", class: "plain-button", onclick: () => fill(body, query, form) }, "Try again")));
    }
  }

  return {
    show,
    hide() {
      showing += 1;
      place.hidden = true;
    },
    shown: () => !place.hidden,
    focus: () => byId("school-title")?.focus(),
    empty() {
      showing += 1;
      place.hidden = true;
      place.replaceChildren();
    },
  };
}

const dayBefore = (days) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
const lastDays = (days) => new URLSearchParams({ since: dayBefore(days - 1), until: dayBefore(-1) });

/** ask(query): the days that were chosen, in UTC as the API counts them. */
function periodForm(ask) {
  const period = element("select", { name: "period" }, Object.entries(PERIODS).map(([value, words]) => element("option", { value }, words)));
  period.value = "30";
  const since = element("input", { type: "date", name: "since", value: dayBefore(29) });
  const last = element("input", { type: "date", name: "until", value: dayBefore(0) });
  const own = element("div", { class: "own-days", hidden: true },
    element("label", {}, "From", since), element("label", {}, "Up to", last), element("button", { type: "submit", class: "button" }, "Show"));
  const form = element("form", { id: "school-period", class: "period", novalidate: true },
    element("label", {}, "Period", period), own, element("p", { class: "note", role: "alert" }));
  period.addEventListener("change", () => {
    own.hidden = period.value !== "own";
    if (own.hidden) ask(lastDays(Number(period.value)));
    else since.focus();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const query = new URLSearchParams();
    if (since.value) query.set("since", since.value);
    if (last.value) query.set("until", dayAfter(last.value));
    ask(query);
  });
  return form;
}

/** The API's `until` is not included; people name the last day that is. */
function dayAfter(day) {
  const when = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(when.valueOf()) ? day : new Date(when.valueOf() + DAY_MS).toISOString().slice(0, 10);
}

const count = (number) => number.toLocaleString("en");
const share = (part) => (part === null || part === undefined ? "–" : percent(part));
const dollars = (micros) => (micros === null || micros === undefined ? "–" : `$${(micros / 1e6).toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: micros && micros < 1e6 ? 5 : 2 })}`);

function figuresView({ total, days, active }) {
  const figure = (number, words) => element("div", {}, element("dd", {}, number), element("dt", {}, words));
  const names = days.map(({ day }) => day);
  const values = (pick) => days.map(pick);
  return [
    element("dl", { class: "figures" },
      figure(count(active), active === 1 ? "student active" : "students active"), figure(count(total.asked), "questions"), figure(share(total.verified_share), "of answers verified"),
      figure(share(total.next_item_correctness), "right at the next exercise"), figure(share(total.liked_share), "of ratings liked it"), figure(dollars(total.cost_micros), "for language models")),
    part("Usage", [
      dayPlot({ title: "Students active and questions, each day", days: names, series: [
        { name: "Questions", kind: "bars", values: values(({ asked }) => asked) }, { name: "Students active", kind: "line", values: values((day) => day.active) }] }),
      total.exercises ? dayPlot({ title: "Exercises answered, each day", days: names, series: [{ name: "Exercises", kind: "bars", values: values(({ exercises }) => exercises) }] }) : nothing("No exercise was answered."),
      totals("Usage in the whole period", [["Questions", total.asked], ["Answered", total.answered], ["Not answered", total.refused], ["Failed", total.failed], ["Stopped", total.cancelled], ["Exercises answered", total.exercises], ["of them right", total.correct]]),
    ]),
    part("Quality", [
      total.answered ? dayPlot({ title: "Share of answers that were verified", days: names, most: 1, format: percent, series: [{ name: "Verified", kind: "line", values: values((day) => day.verified_share) }] }) : nothing("Nothing was answered."),
      total.checked ? dayPlot({ title: "Share right, without help, at the exercise after an answer", days: names, most: 1, format: percent, series: [{ name: "Right at the next exercise", kind: "line", values: values((day) => day.next_item_correctness) }] }) : nothing("No exercise after an answer was answered."),
      total.liked + total.disliked ? dayPlot({ title: "Ratings, each day", days: names, series: [{ name: "Liked", kind: "bars", values: values(({ liked }) => liked) }, { name: "Disliked", kind: "line", values: values(({ disliked }) => disliked) }] }) : nothing("Nobody rated an answer."),
      totals("Quality in the whole period", [["Verified", total.verified], ["Likely", total.likely], ["Not verified", total.unverified], ["Hints", total.hints], ["Waiting for a teacher", total.needs_teacher], ["Exercises after an answer", total.checked], ["of them right at once, without help", total.check_right], ["Liked", total.liked], ["Disliked", total.disliked]]),
    ]),
    part("Cost", [
      total.cost_micros ? dayPlot({ title: "Cost of language models, each day", days: names, format: dollars, series: [{ name: "Cost", kind: "bars", values: values((day) => day.cost_micros) }] }) : nothing("Language models cost nothing."),
      totals("Cost in the whole period", [["Requests to language models", total.requests], ["Cost", dollars(total.cost_micros)], ["Cost per answer", dollars(total.cost_per_answer)]]),
    ]),
    element("p", { class: "quiet" }, "Days are counted in UTC. A share is empty where there was nothing to share out."),
  ];
}

const part = (name, parts) => element("section", { class: "part-of-room", "aria-label": name }, element("h2", {}, name), parts);

const nothing = (words) => element("p", { class: "quiet" }, `${words} There is nothing to plot.`);

const totals = (name, rows) => element("table", { class: "totals" }, element("caption", {}, name),
  element("tbody", {}, rows.map(([words, number]) => element("tr", {}, element("th", { scope: "row" }, words), element("td", {}, typeof number === "number" ? count(number) : number)))));
