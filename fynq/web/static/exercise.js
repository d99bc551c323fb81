import { write } from "./api.js";
import { drawn } from "./drawn.js";
import { announce, element } from "./element.js";
import { icon } from "./icons.js";
import { newKey } from "./session.js";
import { many } from "./words.js";

const VERDICTS = {
  right: { word: "Right", mark: "verified" },
  partly: { word: "Nearly", mark: "likely" },
  wrong: { word: "Not yet", mark: "failed" },
  unread: { word: "I cannot read that", mark: "refused" },
};
const PLACEHOLDERS = { number: "A number", text: "A word or a short sentence", set: "Like {1, 2}", equation: "Like y = 2x + 1" };
let count = 0;

/**
 * One item that is posed: the question, the answer's field, help, and what became of each answer.
 * settled(attempt): it is over. skip: leaves it; missing where it cannot be left. heading: 'h2' or 'h3'.
 */
export function exerciseView(attempt, { settled = () => {}, skip, heading = "h2", title } = {}) {
  count += 1;
  const name = `exercise-${count}`;
  let now = attempt;
  let key = newKey();
  const told = element("div", { class: "told-so-far" });
  const help = element("ol", { class: "hints", "aria-label": "Hints" });
  const solution = element("div");
  const note = element("p", { class: "note", role: "alert" });
  const field = answerField(attempt, name);
  const check = element("button", { type: "submit", class: "button" }, "Check");
  const hint = element("button", { type: "button", class: "button small quiet-button", onclick: () => ask(hintOf) }, icon("plus"), "Hint");
  const show = element("button", { type: "button", class: "plain-button", onclick: () => ask(solutionOf) }, "Show the solution");
  const leave = skip ? element("button", { type: "button", class: "plain-button", onclick: () => ask(leaving) }, "Skip") : null;
  const row = element("div", { class: "actions" }, check, hint, show, leave);
  const form = element("form", { class: "answering", novalidate: true }, field.view, note, row);

  const act = async (work) => {
    form.inert = true;
    note.textContent = "";
    try {
      await work();
    } catch (problem) {
      note.textContent = problem.field === "answer" || !problem.retryable ? problem.message : `${problem.message} Your answer is still here.`;
    } finally {
      form.inert = false;
    }
  };
  const ask = (work) => act(work);

  const update = (attempt) => {
    now = attempt;
    const over = now.status !== "open";
    form.hidden = over;
    if (!over) note.textContent = "";
    show.hidden = now.solution_seen;
    hint.hidden = now.solution_seen;
    if (over) settled(now);
  };

  async function answer() {
    const given = field.value();
    if (!given) {
      note.textContent = "Give an answer first.";
      field.focus();
      return;
    }
    const graded = await write("POST", path(now, "answer"), { answer: given }, { key });
    key = newKey();
    told.replaceChildren(verdictView(graded, given));
    announce(`${VERDICTS[graded.verdict]?.word ?? ""}. ${graded.message}`);
    update(graded.attempt);
    if (now.status === "open") field.focus();
  }

  async function hintOf() {
    const given = await write("POST", path(now, "hint"), {});
    if (help.childElementCount < given.number) help.append(element("li", {}, drawn(given.text_html, given.text)));
    announce(`Hint ${given.number}. ${given.text}`);
    update(given.attempt);
    hint.hidden = !given.more;
  }

  async function solutionOf() {
    const shown = await write("POST", path(now, "solution"), {});
    solution.replaceChildren(element("section", { class: "solution" },
      element("h3", { class: "eyebrow" }, shown.by_author ? "The solution" : "The solution, by fynq’s solver"),
      element("div", { class: "final-answer" }, element("span", {}, "Answer: "), drawn(shown.answer_html, shown.answer, "span")),
      shown.text ? drawn(shown.text_html, shown.text) : null));
    announce("The solution is shown.");
    update(shown.attempt);
  }

  async function leaving() {
    const left = await write("POST", path(now, "skip"), {});
    now = left;
    skip(left);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    act(answer);
  });
  update(attempt);
  const view = element("article", { class: "exercise", "aria-labelledby": `${name}-title` },
    element("div", { class: "exercise-head" },
      element(heading, { id: `${name}-title`, class: "eyebrow", tabindex: "-1" }, title ?? attempt.skill.name),
      element("span", { class: "grade", title: `Difficulty ${attempt.difficulty} of 5` }, dots(attempt.difficulty), element("span", { class: "unseen" }, `Difficulty ${attempt.difficulty} of 5`))),
    element("div", { class: "posed", id: `${name}-question` }, drawn(attempt.question_html, attempt.question)),
    whyView(attempt), help, solution, told, form);
  return { view, focus: () => field.focus(), attempt: () => now };
}

const path = (attempt, verb) => `/v1/practice/attempts/${encodeURIComponent(attempt.id)}/${verb}`;

const dots = (difficulty) => element("span", { class: "grade-dots", "aria-hidden": "true" },
  Array.from({ length: 5 }, (_, place) => element("i", { class: place < difficulty ? "full" : "" })));

function whyView(attempt) {
  const chance = typeof attempt.expected_success === "number" ? `fynq expects that you get it right with a chance of ${Math.round(attempt.expected_success * 100)} %.` : null;
  return element("details", { class: "why" }, element("summary", {}, "Why this one"),
    element("p", {}, attempt.why.sentence), chance ? element("p", { class: "quiet" }, chance) : null);
}

function verdictView({ verdict, message, message_html, misconception, attempt }, given) {
  const { word, mark } = VERDICTS[verdict] ?? VERDICTS.unread;
  const left = attempt.status === "open" && verdict === "wrong" ? ` ${many(attempt.tries_left, "try", "tries")} left.` : "";
  return element("section", { class: `verdict-card ${verdict}`, "aria-label": "Result of the check" },
    element("p", { class: "badge" }, icon(mark), element("strong", {}, word), element("span", { class: "says" }, `You said: ${given}.${left}`)),
    message && message !== `${word}.` ? drawn(message_html, message) : null,
    misconception ? element("p", { class: "slip" }, element("strong", {}, "Looks like: "), misconception.title) : null);
}

/** A line to write in, or the choices; Enter checks. */
function answerField(attempt, name) {
  if (!attempt.choices.length) {
    const input = element("input", { name: "answer", maxlength: 2000, autocomplete: "off", autocapitalize: "none", spellcheck: "false", placeholder: PLACEHOLDERS[attempt.kind] ?? "Like 3/4, x^2 + 1 or sqrt(2)", "aria-describedby": `${name}-question` });
    return {
      view: element("label", {}, "Your answer", input),
      value: () => input.value.trim(),
      focus: () => { input.focus(); input.select(); },
    };
  }
  const boxes = attempt.choices.map((choice) => element("label", { class: "option" },
    element("input", { type: "radio", name: `${name}-answer`, value: choice.label }),
    element("span", { class: "option-label" }, choice.label), drawn(choice.text_html, choice.text, "span")));
  const set = element("fieldset", { class: "options", "aria-describedby": `${name}-question` }, element("legend", {}, "Your answer"), boxes);
  const inputs = () => [...set.querySelectorAll("input")];
  return {
    view: set,
    value: () => inputs().find((input) => input.checked)?.value ?? "",
    focus: () => (inputs().find((input) => input.checked) ?? inputs()[0]).focus(),
  };
}
