/**
 * Builds an element. Text children are text nodes, so nothing here can become markup.
 * Properties: `on…` functions listen, `class`, `data-…`, `aria-…` and others are attributes;
 * true sets an empty attribute, false, null and undefined leave it out.
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on") && typeof value === "function") {
      made.addEventListener(name.slice(2), value);
    } else {
      made.setAttribute(name, value === true ? "" : String(value));
    }
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

export const byId = (id) => document.getElementById(id);

/** Says something to screen readers without moving the focus. */
export function announce(text) {
  const line = element("p", {}, text);
  byId("announcer").append(line);
  while (byId("announcer").childElementCount > 6) byId("announcer").firstElementChild.remove();
}
