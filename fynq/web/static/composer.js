import { announce, byId } from "./element.js";
import { icon } from "./icons.js";

/**
 * The box to ask in: Enter sends, Shift+Enter makes a new line, and Stop stands in for Send. `hint`
 * sends the question too, for help on the way.
 */
export function composer({ send, hint, stop }) {
  const form = byId("composer");
  const field = byId("question");
  const button = byId("send");
  const hinting = byId("ask-hint");
  let busy = false;

  const fit = () => {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, window.innerHeight * 0.35)}px`;
    button.disabled = !busy && field.value.trim() === "";
    hinting.disabled = busy || field.value.trim() === "";
  };
  const show = () => {
    button.replaceChildren(icon(busy ? "stop" : "send"));
    button.setAttribute("aria-label", busy ? "Stop" : "Send");
    button.title = busy ? "Stop" : "Send (Enter)";
    button.classList.toggle("stopping", busy);
    fit();
  };

  const take = (pass) => {
    const question = field.value.trim();
    if (!question) return;
    field.value = "";
    fit();
    pass(question);
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (busy) {
      stop();
      field.focus();
      return;
    }
    take(send);
  });
  hinting.addEventListener("click", () => {
    if (busy) return;
    field.focus();
    take(hint);
  });
  field.addEventListener("input", fit);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (busy) announce("fynq is still working on the last question.");
    else form.requestSubmit();
  });
  for (const example of document.querySelectorAll("[data-example]")) {
    example.addEventListener("click", () => {
      field.value = example.dataset.example;
      form.requestSubmit();
    });
  }
  show();

  return {
    running(now) { busy = now; show(); },
    fill(question) { if (!field.value.trim()) field.value = question; fit(); field.focus(); },
    follow(now) {
      byId("question-label").textContent = now ? "Ask a follow-up" : "Ask a question";
      field.placeholder = now ? "Ask a follow-up…" : "Type or paste a question…";
    },
    focus() { field.focus({ preventScroll: true }); },
  };
}
