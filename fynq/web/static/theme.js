import { byId } from "./element.js";
import { icon } from "./icons.js";

const KEY = "fynq.theme";
const dark = window.matchMedia("(prefers-color-scheme: dark)");

/** The button shows the theme that a press leads to. */
export function startTheme() {
  const button = byId("theme");
  const show = () => {
    const next = current() === "dark" ? "light" : "dark";
    button.replaceChildren(icon(next === "dark" ? "moon" : "sun"));
    button.setAttribute("aria-label", `Switch to ${next} colours`);
    button.title = `Switch to ${next} colours`;
  };
  button.addEventListener("click", () => {
    const next = current() === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // The choice lasts as long as the page.
    }
    show();
  });
  dark.addEventListener("change", show);
  show();
}

function current() {
  return document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light");
}
