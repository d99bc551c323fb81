import { read, write } from "./api.js";
import { drawn } from "./drawn.js";
import { announce, byId, element } from "./element.js";
import { tell, tick } from "./fields.js";
import { icon } from "./icons.js";
import { user } from "./session.js";
import { joined, many } from "./words.js";

const RESOLVED = { correction: "Corrected", recall: "Withdrawn", confirmation: "Found right", note: "Noted", dismissed: "Set aside" };
const CHECKED = {
  agreed: "fynq’s own check agrees.",
  contradicted: "fynq’s own check finds something else.",
  open: "fynq’s own check cannot tell.",
};
let count = 0;

/** The answers that a teacher should look at: claimed, then corrected, withdrawn, confirmed or set aside. */
export function reviews() {
  const place = byId("reviews");
  const list = element("ul", { class: "reviews" });
  const note = element("p", { class: "quiet", role: "status" });
  const more = element("button", { type: "button", class: "plain-button", hidden: true, onclick: () => fetchPage() }, "Show more");
  let cursor = null;
  let showing = 0;

  async function show() {
    showing += 1;
    const title = element("h1", { id: "reviews-title", tabindex: "-1" }, "To review");
    place.replaceChildren(title, element("p", { class: "quiet" }, "Answers that students doubt, or that fynq could not give. What you correct holds for everybody who got it, and for whoever asks next."), list, note, more);
    place.hidden = false;
    title.focus({ preventScroll: true });
    window.scrollTo(0, 0);
    list.replaceChildren();
    cursor = null;
    await fetchPage();
  }

  async function fetchPage() {
    const mine = showing;
    more.hidden = true;
    note.textContent = "Reading…";
    try {
      const page = await read(`/v1/reviews?${new URLSearchParams({ limit: 20, ...(cursor ? { cursor } : {}) })}`);
      if (mine !== showing) return;
      list.append(...page.items.map(reviewView));
      cursor = page.next_cursor;
      more.hidden = !cursor;
      note.textContent = list.childElementCount ? "" : "Nothing waits for you.";
    } catch (problem) {
      if (mine === showing) note.replaceChildren(`It cannot be read. ${problem.message} `, element("button", { type: "button", class: "plain-button", onclick: fetchPage }, "Try again"));
    }
  }

  return {
    show,
    hide() {
      showing += 1;
      place.hidden = true;
    },
    shown: () => !place.hidden,
    focus: () => byId("reviews-title")?.focus(),
    empty() {
      showing += 1;
      place.hidden = true;
      place.replaceChildren();
    },
  };
}

function reviewView(review) {
  const item = element("li", { class: "review" });
  const fill = (found) => item.replaceChildren(...(found.resolution ? resolvedView(found) : waitingView(found, fill)));
  fill(review);
  return item;
}

const headView = (review) => [
  element("div", { class: "review-question" }, drawn(review.question_html, review.question_html ? review.question : review.question.replaceAll("$", ""))),
  element("p", { class: "review-why" }, review.why),
];

function resolvedView(review, said = "") {
  return [...headView(review), element("p", { class: "badge" }, icon("check"), element("strong", {}, RESOLVED[review.resolution] ?? "Done"), said || review.note ? element("span", { class: "says" }, said || review.note) : null)];
}

/** Listed answers come without their formulas drawn: they are drawn when somebody looks. */
async function drawAnswer(details, review, path) {
  if (!details.open || review.text_html) return;
  try {
    const whole = await read(path);
    review.text_html = whole.text_html;
    if (whole.text_html) details.lastElementChild.replaceWith(drawn(whole.text_html, whole.text));
  } catch {
    // The text stands there as it was written.
  }
}

function waitingView(review, fill) {
  const mine = review.claimed_by === user().id;
  const taken = review.claimed_by && !mine;
  const note = element("p", { class: "note", role: "alert" });
  const path = `/v1/reviews/${encodeURIComponent(review.id)}`;
  const act = async (work) => {
    note.textContent = "";
    try {
      await work();
    } catch (problem) {
      note.textContent = problem.message;
    }
  };
  const answer = review.text
    ? element("details", { class: "why", ontoggle: (event) => drawAnswer(event.target, review, path) }, element("summary", {}, "fynq’s answer"), drawn(review.text_html, review.text))
    : element("p", { class: "quiet" }, "fynq gave no answer.");
  const comments = review.comments.length ? element("ul", { class: "comments" }, review.comments.map((comment) => element("li", {}, element("q", {}, comment)))) : null;
  const link = element("a", { class: "plain-button", href: `#/doubts/${encodeURIComponent(review.doubt_id)}` }, "See the question");
  const claim = element("button", { type: "button", class: "button small", onclick: () => act(async () => fill(await write("POST", `${path}/claim`, {}))) }, "Look at it");
  if (!mine) {
    return [...headView(review), answer, comments, note,
      element("p", { class: "actions" }, taken ? element("span", { class: "quiet" }, "A colleague is looking at it.") : claim, link)].filter(Boolean);
  }
  const settle = (resolution, words) => element("button", { type: "button", class: "button small quiet-button", onclick: () => act(async () => fill(await write("POST", `${path}/resolve`, { resolution }))) }, words);
  const done = async (ruling, words) => {
    const found = await read(path).catch(() => ({ ...review, resolution: ruling.kind }));
    announce(words);
    fill({ ...found, note: joined(words, found.note) });
  };
  return [...headView(review), answer, comments,
    correctionForm(review, path, done),
    note,
    element("p", { class: "actions" },
      review.text ? settle("confirm", "It is right") : null,
      review.text ? element("button", { type: "button", class: "button small quiet-button", onclick: () => act(async () => {
        const ruling = await write("POST", `${path}/recall`, {});
        await done(ruling, `Withdrawn from ${many(ruling.students, "student")}.`);
      }) }, "Withdraw it") : null,
      settle("dismiss", "Nothing to do"), link,
      element("button", { type: "button", class: "plain-button", onclick: () => act(async () => { fill(await write("POST", `${path}/release`, {})); }) }, "Leave it to others")),
  ].filter(Boolean);
}

function correctionForm(review, path, done) {
  count += 1;
  const note = element("p", { class: "note", role: "alert" });
  const insist = tick("I am sure: keep it all the same", "insist", false);
  insist.hidden = true;
  const form = element("form", { id: `correction-${count}`, class: "correction" },
    element("label", {}, "The right answer, as students will read it", element("textarea", { name: "text", rows: 5, maxlength: 20000, required: true, placeholder: "Markdown; formulas between dollar signs" })),
    element("label", {}, "The result in short ", element("small", {}, "(optional; fynq checks it)"), element("input", { name: "final", maxlength: 1000, placeholder: "x = 4" })),
    element("label", {}, "A word to those who got the old answer ", element("small", {}, "(optional)"), element("input", { name: "note", maxlength: 2000 })),
    insist, note, element("button", { type: "submit", class: "button" }, "Correct it for everybody"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    form.inert = true;
    const fields = form.elements;
    try {
      const ruling = await write("POST", `${path}/correction`, { text: fields.text.value, final: fields.final.value.trim(), note: fields.note.value.trim(), insist: fields.insist.checked });
      await done(ruling, `It holds now. ${CHECKED[ruling.checked] ?? ""} ${many(ruling.students, "student")} will be told.`);
    } catch (problem) {
      form.inert = false;
      if (problem.status === 409 || /insist/.test(problem.message)) insist.hidden = false;
      tell(form, problem, note);
    }
  });
  return element("details", { class: "disclosed" }, element("summary", {}, review.text ? "Correct it" : "Answer it"), form);
}
