import { write } from "./api.js";
import { element } from "./element.js";
import { disclosed, tell } from "./fields.js";
import { heatMap } from "./heatmap.js";
import { dayPlot } from "./plot.js";
import { joined, many } from "./words.js";

const UNRESOLVED = { refused: "fynq could not answer", failed: "Something went wrong", needs_teacher: "Waits for a teacher", disliked: "The answer did not help" };

/** One class: who is stuck, what nobody has helped with, what each knows, what was done. renew: reads it anew. */
export function classView(found, overview, renew) {
  for (const student of overview.students) sessionStorage.setItem(`fynq-student-${student.id}`, student.display_name);
  return [
    element("p", { class: "quiet" }, joined(many(found.students ?? 0, "student"), found.description, found.join_code ? `Join code ${found.join_code}` : "")),
    overview.students.length ? null : element("p", {}, "Nobody is in this class yet. Add students below", found.join_code ? `, or give them the code ${found.join_code}.` : "."),
    ...(overview.students.length ? [stuckPart(overview), unresolvedPart(overview), heatMap(overview), activityPart(overview)] : []),
    membersPart(found, renew),
  ].filter(Boolean);
}

const studentLink = (id, name) => element("a", { href: `#/classes/${encodeURIComponent(`student:${id}`)}` }, name || "A student");

function stuckPart({ stuck }) {
  return element("section", { class: "part-of-room", "aria-label": "Who is stuck" }, element("h2", {}, "Who is stuck, and on what"),
    stuck.length
      ? element("ul", { class: "stuck-list" }, stuck.map((each) => element("li", {},
          element("p", {}, studentLink(each.student_id, each.display_name), each.name ? ` on ${each.name}` : ""),
          each.why.map((why) => element("p", { class: "quiet" }, why)),
          each.doubt_ids.length ? element("p", {}, each.doubt_ids.slice(0, 5).map((id, place) => [place ? " · " : "", element("a", { href: `#/doubts/${encodeURIComponent(id)}` }, each.doubt_ids.length > 1 ? `Question ${place + 1}` : "See the question")])) : null)))
      : element("p", { class: "quiet" }, "Nobody, by the last seven days."));
}

function unresolvedPart({ unresolved }) {
  return element("section", { class: "part-of-room", "aria-label": "Questions without help yet" }, element("h2", {}, "Questions that nobody has helped with yet"),
    unresolved.length
      ? element("ul", { class: "stuck-list" }, unresolved.map((doubt) => element("li", {},
          element("p", {}, element("a", { href: `#/doubts/${encodeURIComponent(doubt.id)}` }, doubt.question.replace(/\$/g, ""))),
          element("p", { class: "quiet" }, joined(doubt.display_name, UNRESOLVED[doubt.why] ?? "", new Date(doubt.asked_at).toLocaleDateString(undefined, { dateStyle: "medium" }))))))
      : element("p", { class: "quiet" }, "None."));
}

function activityPart({ activity }) {
  return dayPlot({ title: "What the class did each day", days: activity.map(({ day }) => day), series: [
    { name: "Exercises", kind: "bars", values: activity.map(({ exercises }) => exercises) },
    { name: "Students active", kind: "line", values: activity.map(({ active }) => active) },
  ] });
}

function membersPart(found, renew) {
  const note = element("p", { class: "note", role: "alert" });
  const box = element("textarea", { name: "emails", rows: 3, maxlength: 8000, placeholder: "ada@example.org, ben@example.org" });
  const form = element("form", { id: "add-members", class: "new-class" },
    element("label", {}, "E-mail addresses of people in your school", box), note, element("button", { type: "submit", class: "button" }, "Add"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const emails = box.value.split(/[\s,;]+/).filter(Boolean);
    if (!emails.length) return;
    form.inert = true;
    try {
      await write("POST", `/v1/classes/${encodeURIComponent(found.id)}/members`, { emails });
      renew();
    } catch (problem) {
      form.inert = false;
      tell(form, problem, note);
    }
  });
  const rows = (found.members ?? []).map((member) => element("li", {},
    element("span", {}, member.teaches ? member.display_name : studentLink(member.id, member.display_name)),
    element("span", { class: "quiet" }, joined(member.teaches ? "Teacher" : "", member.email)),
    element("button", { type: "button", class: "plain-button", "aria-label": `Take ${member.display_name} out of the class`, onclick: async (event) => {
      event.target.disabled = true;
      try {
        await write("DELETE", `/v1/classes/${encodeURIComponent(found.id)}/members/${encodeURIComponent(member.id)}`);
        renew();
      } catch (problem) {
        event.target.disabled = false;
        note.textContent = problem.message;
      }
    } }, "Take out")));
  return element("section", { class: "part-of-room" }, disclosed(`Members (${rows.length})`, element("ul", { class: "members" }, rows), form));
}
