import { element } from "./element.js";
import { percent } from "./plot.js";

const SHADES = 5;
const UNSURE = 0.85;

/** Students by skills: how likely each skill is known, in colour and in figures; what is hardly known yet is marked. */
export function heatMap({ students, skills, skills_left_out: more }) {
  if (!skills.length) return element("p", { class: "quiet" }, "Nobody has practised yet, so there is nothing to show by skill.");
  const head = element("tr", {}, element("th", { scope: "col" }, "Student"),
    skills.map((skill) => element("th", { scope: "col", class: "skill-head" }, element("span", {}, skill.name), skill.stuck ? element("small", {}, `${skill.stuck} stuck`) : null)));
  const rows = students.map((student) => {
    const cells = new Map(student.cells.map((cell) => [cell.skill, cell]));
    return element("tr", {},
      element("th", { scope: "row" }, element("a", { href: `#/classes/${encodeURIComponent(`student:${student.id}`)}` }, student.display_name || "A student")),
      skills.map((skill) => cellView(cells.get(skill.skill), skill.name)));
  });
  const foot = element("tr", {}, element("th", { scope: "row" }, "Together"),
    skills.map((skill) => element("td", { class: `heat shade-${shade(skill.mastery)}` }, percent(skill.mastery))));
  return element("section", { class: "part-of-room", "aria-label": "What each student knows" }, element("h2", {}, "What each student knows"),
    element("p", { class: "quiet" }, "How likely it is that the skill is known. ✓ is mastered, ? is a first guess. Empty: not met yet."),
    element("div", { class: "scroll heat-scroll", tabindex: "0", role: "region", "aria-label": "Students by skills" },
      element("table", { class: "heat-map" }, element("thead", {}, head), element("tbody", {}, rows), element("tfoot", {}, foot))),
    more ? element("p", { class: "quiet" }, `${more} more skills, which fewer students met, are left out.`) : null);
}

function cellView(cell, skill) {
  if (!cell) return element("td", { class: "heat none" }, element("span", { class: "unseen" }, "not met"));
  const guess = cell.uncertainty > UNSURE;
  const words = `${skill}: known with ${percent(cell.mastery)}${cell.mastered ? ", mastered" : ""}${guess ? ", a first guess" : ""}; ${cell.attempts} exercises${cell.recall === null ? "" : `; remembered with ${percent(cell.recall)}`}`;
  return element("td", { class: `heat shade-${shade(cell.mastery)}${guess ? " guess" : ""}`, title: words },
    element("span", {}, percent(cell.mastery)), element("span", { "aria-hidden": "true" }, cell.mastered ? " ✓" : guess ? " ?" : ""),
    element("span", { class: "unseen" }, cell.mastered ? " mastered" : guess ? " a first guess" : ""));
}

const shade = (share) => Math.min(SHADES - 1, Math.floor(share * SHADES));
