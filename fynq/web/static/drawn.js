import { element } from "./element.js";

// The server's HTML is rebuilt from this list, so that even a server gone wrong cannot add to it.
const MATHS = "math mrow mi mn mo ms mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mmultiscripts mprescripts none mtable mtr mtd mstyle mpadded mphantom";
const PROSE = "p h3 h4 h5 h6 ul ol li blockquote pre code em strong br hr div table thead tbody tr th td mark";
const ALLOWED = new Set(`${MATHS} ${PROSE}`.split(" "));
const CLASSES = new Set(["formula", "table", "plain", "latex", "boxed", "struck", "overlined", "underlined", "to-left", "to-right", "to-center"]);
const WORDS = new Set("display displaystyle scriptlevel stretchy fence form separator symmetric largeop movablelimits accent accentunder mathvariant start".split(" "));
const LENGTHS = new Set("width height depth voffset lspace rspace linethickness minsize maxsize".split(" "));

/** A container filled with the server's HTML, or with the text itself where none was sent. */
export function drawn(html, text, tag = "div") {
  const container = element(tag, { class: "prose" });
  if (typeof html !== "string" || html === "") {
    if (text) container.append(tag === "div" ? element("p", { class: "plain" }, text) : text);
    return container;
  }
  const parsed = new DOMParser().parseFromString(html, "text/html");
  container.append(...copies(parsed.body));
  return container;
}

function copies(parent) {
  const made = [];
  for (const node of parent.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) made.push(document.createTextNode(node.data));
    if (node.nodeType === Node.ELEMENT_NODE) made.push(...copy(node));
  }
  return made;
}

function copy(node) {
  if (node.localName === "a") return [link(node)];
  if (["script", "style", "template", "iframe", "object"].includes(node.localName)) return [];
  if (!ALLOWED.has(node.localName)) return copies(node);
  const made = document.createElementNS(node.namespaceURI, node.localName);
  for (const { name, value } of node.attributes) {
    const kept = WORDS.has(name) ? /^[a-z0-9]{1,9}$/ : LENGTHS.has(name) ? /^[-+]?[\d.]{1,8}[a-z]{0,2}$/ : null;
    if (kept?.test(value)) made.setAttribute(name, value);
    if (name === "class" && CLASSES.has(value)) made.setAttribute(name, value);
  }
  made.append(...copies(node));
  return [made];
}

function link(node) {
  const target = node.getAttribute("href") ?? "";
  if (!/^https?:\/\//.test(target)) return document.createTextNode(node.textContent);
  return element("a", { href: target, rel: "noopener noreferrer nofollow", target: "_blank" }, node.textContent);
}
