import { byId, element } from "./element.js";

/** Asks before something is removed for good; says what goes. Resolves to whether to go ahead. */
export function confirmed(title, consequences, action) {
  const panel = byId("confirm");
  const settle = (answer) => () => panel.close(answer);
  byId("confirm-title").textContent = title;
  byId("confirm-body").replaceChildren(
    element("ul", { class: "consequences" }, consequences.map((each) => element("li", {}, each))),
    element("div", { class: "actions" },
      element("button", { type: "button", class: "button danger", onclick: settle("yes") }, action),
      element("button", { type: "button", class: "button second", autofocus: true, onclick: settle("") }, "Keep it")));
  panel.returnValue = "";
  panel.showModal();
  return new Promise((resolve) => {
    panel.addEventListener("close", () => resolve(panel.returnValue === "yes"), { once: true });
  });
}
