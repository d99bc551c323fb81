const SPACE = "http://www.w3.org/1998/Math/MathML";
const LONG_CHARS = 24;
const BREAKS = new Set(["=", "+", "−", "±", "<", ">", "≤", "≥", "≈", "→", "⇒", "⇔"]);
const OPENING = new Set(["(", "[", "{"]);
const CLOSING = new Set([")", "]", "}"]);

/**
 * Cuts long formulas before their outermost signs, so that they wrap where the line ends: browsers
 * do not break MathML by themselves. What cannot be cut scrolls.
 */
export function breakLong(view) {
  for (const math of view.querySelectorAll("math")) {
    if (math.parentElement.closest("math, .quote")) continue;
    let row = math;
    while (row.childElementCount === 1 && ["mrow", "math"].includes(row.firstElementChild.localName)) row = row.firstElementChild;
    if (row.textContent.replace(/\s/g, "").length < LONG_CHARS) continue;
    const parts = cut([...row.children]);
    if (parts.length > 1) replace(math, parts);
  }
}

function cut(children) {
  const parts = [[]];
  let depth = 0;
  for (const child of children) {
    const sign = child.localName === "mo" ? child.textContent : "";
    if (CLOSING.has(sign)) depth -= 1;
    const signed = BREAKS.has(sign) && BREAKS.has(parts.at(-1).at(-1)?.textContent);
    const breaks = depth === 0 && !signed && (BREAKS.has(sign) || child.localName === "mtext" || fenced(child) || OPENING.has(sign));
    if (breaks && parts.at(-1).length > (BREAKS.has(sign) ? 0 : 1)) parts.push([]);
    parts.at(-1).push(child);
    if (OPENING.has(sign)) depth += 1;
    if (depth === 0 && child.localName === "mspace" && parseFloat(child.getAttribute("width")) >= 1) parts.push([]);
  }
  return depth === 0 ? parts.filter((part) => part.length) : [];
}

const fenced = (child) => child.localName === "mrow" && child.firstElementChild?.localName === "mo" && OPENING.has(child.firstElementChild.textContent);

function replace(math, parts) {
  const block = math.getAttribute("display") === "block";
  const pieces = parts.map((part) => {
    // A sign that begins a line keeps the space of one between two terms.
    if (part[0].localName === "mo" && BREAKS.has(part[0].textContent) && part !== parts[0]) part[0].setAttribute("form", "infix");
    const piece = document.createElementNS(SPACE, "math");
    if (block) piece.setAttribute("displaystyle", "true");
    piece.append(...part);
    return piece;
  });
  const lines = document.createElement("span");
  lines.className = block ? "lines block" : "lines";
  lines.append(...pieces);
  math.replaceWith(lines);
}
