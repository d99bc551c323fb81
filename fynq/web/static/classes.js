import { read, write } from "./api.js";
import { classView } from "./class.js";
import { byId, element } from "./element.js";
import { disclosed, tell } from "./fields.js";
import { icon } from "./icons.js";
import { standing } from "./progress.js";
import { joined, many } from "./words.js";

/** A teacher's classes: all of them, one of them, a student in one. */
export function classes() {
  const place = byId("classes");
  let showing = 0;

  /** part: null for all, a class's id, or 'student:<id>'. */
  async function show(part = null) {
    showing += 1;
    const mine = showing;
    const title = element("h1", { id: "classes-title", tabindex: "-1" }, part ? "…" : "Classes");
    const body = element("div", { class: "standing" }, element("p", { class: "quiet", role: "status" }, "Reading…"));
    const back = element("a", { class: "back", href: "#/classes" }, icon("back"), "All classes");
    place.replaceChildren(...(part ? [back] : []), title, body);
    place.classList.toggle("wide", Boolean(part) && !part.startsWith("student:"));
    place.hidden = false;
    title.focus({ preventScroll: true });
    window.scrollTo(0, 0);
    try {
      const [name, ...parts] = await viewOf(part, () => show(part));
      if (mine !== showing) return;
      title.textContent = name;
      body.replaceChildren(...parts);
    } catch (problem) {
      if (mine !== showing) return;
      title.textContent = "Classes";
      body.replaceChildren(element("p", { role: "alert" }, problem.status === 404 ? "There is no such class." : `It cannot be read. ${problem.message} `, problem.status === 404 ? "" : element("button", { type: "button", class: "plain-button", onclick: () => show(part) }, "Try again")));
    }
  }

  return {
    show,
    hide() {
      showing += 1;
      place.hidden = true;
      place.classList.remove("wide");
    },
    shown: () => !place.hidden,
    focus: () => byId("classes-title")?.focus(),
    empty() {
      showing += 1;
      place.hidden = true;
      place.replaceChildren();
    },
  };
}

/** Its name and what stands below. */
async function viewOf(part, renew) {
  if (part === null) return ["Classes", ...(await listView())];
  if (!part.startsWith("student:")) {
    const path = `/v1/classes/${encodeURIComponent(part)}`;
    const [found, overview] = await Promise.all([read(path), read(`${path}/overview`)]);
    return [found.name, ...classView(found, overview, renew)];
  }
  const student = part.slice("student:".length);
  const base = `/v1/students/${encodeURIComponent(student)}`;
  const called = await nameOf(student);
  return [called, ...(await standing(base))];
}

/** The API names students within their classes only. */
async function nameOf(student) {
  const known = sessionStorage.getItem(`fynq-student-${student}`);
  return known ?? "Student";
}

async function listView() {
  const { items, next_cursor: more } = await read("/v1/classes?limit=100");
  const list = element("ul", { class: "shelf" }, items.map((each) => element("li", { class: "collection" }, icon("people"), element("div", {},
    element("p", {}, element("a", { class: "name", href: `#/classes/${encodeURIComponent(each.id)}` }, each.name)),
    element("p", { class: "quiet" }, joined(many(each.students ?? 0, "student"), many(each.teachers ?? 0, "teacher"), each.description))))));
  const note = element("p", { class: "note", role: "alert" });
  const form = element("form", { id: "new-class", class: "new-class" },
    element("label", {}, "Name", element("input", { name: "name", required: true, maxlength: 80, placeholder: "7b" })),
    element("label", {}, "Description ", element("small", {}, "(optional)"), element("input", { name: "description", maxlength: 500 })),
    element("label", { class: "tick" }, element("input", { type: "checkbox", name: "joinable" }), element("span", {}, "Students may join with a code")),
    note, element("button", { type: "submit", class: "button" }, "Make it"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    form.inert = true;
    try {
      const fields = form.elements;
      const made = await write("POST", "/v1/classes", { name: fields.name.value.trim(), description: fields.description.value.trim(), joinable: fields.joinable.checked });
      location.hash = `#/classes/${encodeURIComponent(made.id)}`;
    } catch (problem) {
      form.inert = false;
      tell(form, problem, note);
    }
  });
  return [
    items.length ? list : element("section", { class: "empty-room" }, icon("people"), element("p", {}, "No class yet. Make one, and you will see who is stuck and on what.")),
    more ? element("p", { class: "quiet" }, "The first 100 are shown.") : null,
    disclosed("New class", form),
  ].filter(Boolean);
}
