import { element } from "./element.js";

// The server's HTML is rebuilt from these lists, element by element, and never given to the browser
// to parse: even a server gone wrong cannot add anything else to the page.
const MATHS = new Set("math mrow mi mn mo ms mtext mspace mfrac msqrt mroot msub msup msubsup munder mover munderover mmultiscripts mprescripts none mtable mtr mtd mstyle mpadded mphantom".split(" "));
const PROSE = new Set("p h3 h4 h5 h6 ul ol li blockquote pre code em strong br hr div table thead tbody tr th td mark a".split(" "));
const EMPTY = new Set(["br", "hr"]);
const CLASSES = new Set("formula table plain latex boxed struck overlined underlined to-left to-right to-center".split(" "));
const WORDS = new Set("display displaystyle scriptlevel stretchy fence form separator symmetric largeop movablelimits accent accentunder mathvariant start".split(" "));
const LENGTHS = new Set("width height depth voffset lspace rspace linethickness minsize maxsize".split(" "));
const NAMED = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'" };
const PIECE = /<(\/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")*)>|[^<]+|</g;
const ATTRIBUTE = / ([a-z-]+)="([^"]*)"/g;

/** A container filled with the server's HTML, or with the text itself where none was sent. */
export function drawn(html, text, tag = "div") {
  const container = element(tag, { class: "prose" });
  if (typeof html === "string" && html !== "") fill(container, html);
  else if (text) container.append(tag === "div" ? element("p", { class: "plain" }, text) : text);
  return container;
}

function fill(container, html) {
  const open = [container];
  for (const [piece, closing, name, attributes] of html.matchAll(PIECE)) {
    if (name === undefined) {
      open.at(-1).append(decoded(piece));
    } else if (closing) {
      if (open.length > 1 && open.at(-1).localName === name) open.pop();
    } else if (MATHS.has(name) || PROSE.has(name)) {
      const made = allowed(name, attributes);
      open.at(-1).append(made);
      if (!EMPTY.has(name)) open.push(made);
    }
  }
}

function allowed(name, attributes) {
  const made = MATHS.has(name) ? document.createElementNS("http://www.w3.org/1998/Math/MathML", name) : document.createElement(name);
  for (const [, attribute, written] of attributes.matchAll(ATTRIBUTE)) {
    const value = decoded(written);
    if (WORDS.has(attribute) && /^[a-z0-9]{1,9}$/.test(value)) made.setAttribute(attribute, value);
    if (LENGTHS.has(attribute) && /^[-+]?[\d.]{1,8}[a-z]{0,2}$/.test(value)) made.setAttribute(attribute, value);
    if (attribute === "class" && CLASSES.has(value)) made.setAttribute("class", value);
    if (name === "a" && attribute === "href" && /^https?:\/\//.test(value)) made.setAttribute("href", value);
  }
  if (name === "a") {
    made.setAttribute("rel", "noopener noreferrer nofollow");
    made.setAttribute("target", "_blank");
  }
  return made;
}

const decoded = (text) => text.replace(/&(amp|lt|gt|quot|#x27);/g, (whole, name) => NAMED[name]);
