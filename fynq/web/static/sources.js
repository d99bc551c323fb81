import { read } from "./api.js";
import { breakLong } from "./breaking.js";
import { drawn } from "./drawn.js";
import { byId, element } from "./element.js";
import { icon } from "./icons.js";

/** The quoted sources, each a button that opens the document at the quotation. */
export function sourceList(citations, heading, { numbered = false } = {}) {
  const rows = citations.map((citation, place) =>
    element("li", {},
      citation.source === "removed"
        ? element("p", { class: "quiet" }, `${numbered ? `${place + 1}. ` : ""}Source removed`)
        : element("button", { type: "button", class: "source", onclick: () => openSource(citation) },
          numbered ? element("span", { class: "number" }, String(place + 1)) : icon("source"),
          element("span", {},
            element("span", { class: "title" }, [citation.title || "Untitled source", citation.place].filter(Boolean).join(", ")),
            citation.quote ? quoteView(citation) : null))));
  return element("section", { class: "part sources" }, element("h3", {}, heading), element("ol", {}, rows));
}

export function startSources() {
  const panel = byId("source");
  byId("source-close").append(icon("close"));
  byId("source-close").addEventListener("click", () => panel.close());
  panel.addEventListener("click", (event) => {
    if (event.target === panel) panel.close();
  });
  panel.addEventListener("close", () => reading?.abort());
}

let reading = null;

/**
 * Opens the document at the quotation, or from its beginning where there is none. searched: not
 * quoted in an answer, but found now.
 */
export async function openSource(citation) {
  const panel = byId("source");
  const body = byId("source-body");
  reading?.abort();
  reading = new AbortController();
  const { signal } = reading;
  byId("source-title").textContent = citation.title || "Source";
  body.replaceChildren(element("p", { class: "quiet", role: "status" }, "Opening the source…"));
  if (!panel.open) panel.showModal();
  if (citation.source === "removed") {
    body.replaceChildren(element("p", { role: "alert" }, "This source was removed by the school."));
    return;
  }
  try {
    const where = new URLSearchParams({ start: citation.start ?? 0, end: citation.end ?? 0 });
    const found = await read(`/v1/documents/${encodeURIComponent(citation.document_id)}?${where}`, { signal });
    if (signal.aborted) return;
    body.replaceChildren(...documentView(found, citation));
    breakLong(body);
    const mark = body.querySelector("mark");
    (mark ?? body).scrollIntoView({ block: mark ? "center" : "start" });
  } catch (problem) {
    if (signal.aborted) return;
    if ((citation.searched || citation.quote === undefined) && problem.status === 404) {
      body.replaceChildren(element("p", { role: "alert" }, "This document is no longer there."));
      return;
    }
    body.replaceChildren(
      element("p", { role: "alert" }, problem.status === 404 ? "This source is no longer there. It was quoted as:" : `The source cannot be opened now. ${problem.message}${citation.quote ? " It was quoted as:" : ""}`),
      citation.quote ? element("blockquote", {}, element("mark", {}, citation.quote)) : "",
      problem.status === 404 ? "" : element("button", { type: "button", class: "plain-button", onclick: () => openSource(citation) }, "Try again"));
  }
}

function documentView(found, citation) {
  if (!citation.quote) return [drawn(found.text_html, found.text)];
  const changed = found.revision !== undefined && citation.revision !== undefined && found.revision !== citation.revision;
  const [start, end] = place(found.text, citation);
  if (changed || start < 0) {
    const note = element("p", { class: "note" }, citation.searched ? "This document has changed since it was found. It said: " : "This source has changed since the answer was written. It was quoted as: ", element("q", {}, citation.quote));
    return [note, start < 0 ? marked(found.text, 0, 0) : marked(found.text, start, end)];
  }
  if (found.text_html?.includes("<mark>")) return [drawn(found.text_html, "")];
  return [marked(found.text, start, end)];
}

/** Where the quotation stands, as indexes of the string; the offsets that came count code points. */
function place(text, citation) {
  const [start, end] = indexes(text, citation.start, citation.end);
  if (text.slice(start, end) === citation.quote) return [start, end];
  const found = citation.quote ? text.indexOf(citation.quote) : -1;
  return [found, found + citation.quote.length];
}

function indexes(text, ...offsets) {
  const found = offsets.map(() => text.length);
  let points = 0;
  for (let index = 0; index < text.length; points += 1) {
    offsets.forEach((offset, which) => { if (offset === points) found[which] = index; });
    index += text.codePointAt(index) > 0xffff ? 2 : 1;
  }
  return found;
}

function marked(text, start, end) {
  const quote = end > start ? element("mark", {}, text.slice(start, end)) : null;
  return element("p", { class: "plain" }, text.slice(0, start), quote, text.slice(end));
}

/** The quotation on one or two lines; without the server's HTML, the text less its Markdown marks. */
function quoteView(citation) {
  const words = (citation.quote ?? "").replace(/[*_`$#>]+/g, "").replace(/\s+/g, " ").trim();
  const quote = drawn(citation.quote_html, words.length > 200 ? `${words.slice(0, 197).trimEnd()}…` : words, "span");
  for (const link of quote.querySelectorAll("a")) link.replaceWith(link.textContent);
  quote.prepend("“");
  quote.append("”");
  quote.classList.add("quote");
  return quote;
}
