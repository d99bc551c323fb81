import { byId, element } from "./element.js";
import { demo, logIn, register } from "./session.js";

/** The page before a log-in: log in, register, or try the demo. */
export function startEntry() {
  const form = byId("entry-form");
  const note = byId("entry-note");
  const swap = byId("entry-swap");
  const demoButton = byId("demo");
  let registering = false;
  let credentials = null;

  const arrange = () => {
    for (const field of form.querySelectorAll("[data-register]")) {
      field.hidden = !registering;
      const input = field.querySelector("input");
      if (input) input.disabled = !registering;
    }
    byId("entry-title").textContent = registering ? "Create your account" : "Log in";
    byId("entry-submit").textContent = registering ? "Create account" : "Log in";
    byId("entry-question").textContent = registering ? "Already have an account?" : "New here?";
    swap.textContent = registering ? "Log in" : "Create an account";
    form.elements.password.minLength = registering ? 10 : 1;
    form.elements.password.autocomplete = registering ? "new-password" : "current-password";
    note.textContent = "";
  };

  const attempt = async (act) => {
    note.textContent = "";
    const buttons = byId("entry").querySelectorAll("button");
    buttons.forEach((button) => { button.disabled = true; });
    try {
      await act();
      form.reset();
      registering = false;
      arrange();
    } catch (problem) {
      note.replaceChildren(element("span", {}, entryWords(problem, registering)));
      form.elements[problem.field]?.focus?.();
    } finally {
      buttons.forEach((button) => { button.disabled = false; });
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const filled = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, name === "password" ? value : value.trim()]).filter(([, value]) => value));
    attempt(() => (registering ? register(filled) : logIn(filled)));
  });
  swap.addEventListener("click", () => { registering = !registering; arrange(); form.elements.username.focus(); });
  demoButton.addEventListener("click", () => attempt(() => logIn(credentials)));
  arrange();

  return {
    async show(message = "") {
      byId("entry").hidden = false;
      note.textContent = message;
      credentials ??= await demo();
      byId("demo-part").hidden = !credentials;
    },
    /** A newcomer most likely presses the demo; where there is none, they log in. */
    focus() {
      const first = byId("demo-part").hidden ? form.elements.username : demoButton;
      first.focus({ preventScroll: true, focusVisible: false });
    },
    hide() {
      byId("entry").hidden = true;
    },
  };
}

function entryWords(problem, registering) {
  if (problem.status === 401 && !registering) return "The e-mail address or the password is not right.";
  if (problem.status === 429) return `Too many attempts. Try again in ${Math.ceil(problem.retryAfter ?? 60)} s.`;
  if (problem.status === 503) return "fynq is starting or busy. Try again in a moment.";
  return problem.message;
}
