import { byId } from "./element.js";

/** The side bar on narrow screens: slides over the page, which rests meanwhile. */
export function drawer() {
  const side = byId("side");
  const button = byId("menu");
  const narrow = window.matchMedia("(max-width: 859px)");

  const set = (open) => {
    const over = open && narrow.matches;
    side.classList.toggle("open", over);
    byId("veil").hidden = !over;
    button.setAttribute("aria-expanded", String(over));
    byId("middle").inert = over;
    side.inert = narrow.matches && !over;
  };
  const close = () => {
    const within = side.contains(document.activeElement) && narrow.matches;
    set(false);
    if (within) button.focus();
  };

  button.addEventListener("click", () => {
    set(!side.classList.contains("open"));
    if (side.classList.contains("open")) side.querySelector("button, a").focus();
  });
  byId("veil").addEventListener("click", close);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && side.classList.contains("open")) close(); });
  narrow.addEventListener("change", () => set(false));
  set(false);
  return { close };
}
