import { write } from "./api.js";
import { announce, element } from "./element.js";
import { icon } from "./icons.js";
import { newKey } from "./session.js";

const REASONS = {
  wrong: "It is wrong",
  unclear: "It is unclear",
  too_hard: "Too hard for me",
  too_easy: "Too easy for me",
  off_topic: "Not what I asked",
  other: "Something else",
};
let count = 0;

/** Thumbs for one doubt. Up is sent at once; down asks why first. */
export function feedbackForm(doubt) {
  const outcome = element("p", { class: "outcome", role: "status" });
  const details = element("div");
  const thumb = (rating, name, words) =>
    element("button", { type: "button", class: "thumb", "aria-pressed": "false", "data-rating": rating, title: words, "aria-label": words, onclick: () => choose(rating) }, icon(name));
  const thumbs = [thumb(1, "up", "Helpful"), thumb(-1, "down", "Not helpful")];

  const press = (rating) => thumbs.forEach((button) => button.setAttribute("aria-pressed", String(Number(button.dataset.rating) === rating)));
  const choose = (rating) => {
    press(rating);
    outcome.replaceChildren();
    details.replaceChildren();
    if (rating > 0) {
      rate(rating, "", "");
      return;
    }
    details.append(reasonForm((reason, comment) => rate(rating, reason, comment)));
    details.querySelector("input").focus({ preventScroll: true });
    details.firstElementChild.scrollIntoView({ block: "nearest" });
  };

  const rate = async (rating, reason, comment, key = newKey()) => {
    outcome.replaceChildren("Sending…");
    try {
      await write("POST", "/v1/feedback", { doubt_id: doubt, rating, reason, comment }, { key });
      details.replaceChildren();
      outcome.replaceChildren("Thank you. This helps fynq get better.");
    } catch (problem) {
      outcome.replaceChildren(`That did not arrive. ${problem.message} `, element("button", { type: "button", class: "plain-button", onclick: () => rate(rating, reason, comment, key) }, "Send again"));
      announce("The rating did not arrive.");
    }
  };

  return element("div", { class: "feedback" },
    element("div", { class: "thumbs", role: "group", "aria-label": "Was this helpful?" }, element("span", { "aria-hidden": "true" }, "Was this helpful?"), thumbs),
    details, outcome);
}

function reasonForm(send) {
  count += 1;
  const name = `reason-${count}`;
  const choices = Object.entries(REASONS).map(([value, words]) =>
    element("label", { class: "chip" }, element("input", { type: "radio", name, value, required: true }), element("span", {}, words)));
  const comment = element("textarea", { rows: 2, maxlength: 2000, "aria-label": "Tell us more (optional)", placeholder: "Tell us more (optional)" });
  const submit = (event) => {
    event.preventDefault();
    send(new FormData(event.target).get(name), comment.value.trim());
  };
  return element("form", { class: "reasons", onsubmit: submit },
    element("fieldset", {}, element("legend", {}, "What was not right?"), element("div", { class: "chips" }, choices)),
    comment,
    element("button", { type: "submit", class: "button small" }, "Send"));
}
