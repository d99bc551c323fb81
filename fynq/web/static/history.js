import { read } from "./api.js";
import { byId, element } from "./element.js";
import { icon } from "./icons.js";
import { STATUS } from "./answer.js";

const PAGE = 20;
const WORDS = { refused: "Not answered", failed: "Failed", cancelled: "Stopped", open: "Working" };
const ICONS = { refused: "refused", failed: "failed", cancelled: "stop", open: "wait" };

/** The list of earlier questions: filter, pages, and the current one marked. */
export function history() {
  const list = byId("history-list");
  const note = byId("history-note");
  const more = byId("history-more");
  const filter = byId("history-filter");
  let cursor = null;
  let current = null;
  let loading = null;

  const load = async ({ first }) => {
    loading?.abort();
    loading = new AbortController();
    const { signal } = loading;
    const query = new URLSearchParams({ limit: PAGE });
    if (filter.value) query.set("status", filter.value);
    if (!first && cursor) query.set("cursor", cursor);
    more.disabled = true;
    try {
      const page = await read(`/v1/doubts?${query}`, { signal });
      const rows = (page.items ?? []).map(row);
      const focused = !first && document.activeElement === more;
      if (first) list.replaceChildren(...rows);
      else list.append(...rows);
      cursor = page.next_cursor ?? null;
      more.hidden = !cursor;
      note.textContent = list.childElementCount ? "" : filter.value ? "None of this kind." : "Your questions will appear here.";
      mark(current);
      if (focused) rows[0]?.querySelector("a").focus();
    } catch (problem) {
      if (signal.aborted) return;
      note.replaceChildren(`The history cannot be read. ${problem.message} `, element("button", { type: "button", class: "plain-button", onclick: () => load({ first }) }, "Try again"));
    } finally {
      if (!signal.aborted) more.disabled = false;
    }
  };

  const mark = (id) => {
    current = id;
    for (const link of list.querySelectorAll("a")) {
      if (link.dataset.doubt === id) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  };

  filter.addEventListener("change", () => load({ first: true }));
  more.addEventListener("click", () => load({ first: false }));
  return {
    refresh: () => load({ first: true }),
    mark,
    empty: () => { loading?.abort(); list.replaceChildren(); note.textContent = ""; more.hidden = true; },
  };
}

function row(doubt) {
  const verification = doubt.answer?.status ?? doubt.verification;
  const words = doubt.status === "answered" ? STATUS[verification]?.word ?? "Answered" : WORDS[doubt.status] ?? doubt.status;
  const name = doubt.status === "answered" ? (STATUS[verification] ? verification : "check") : ICONS[doubt.status] ?? "wait";
  const asked = new Date(doubt.asked_at);
  const when = Number.isNaN(asked.valueOf()) ? "" : asked.toLocaleDateString(undefined, { day: "numeric", month: "short" });
  return element("li", {},
    element("a", { href: `#/doubts/${encodeURIComponent(doubt.id)}`, "data-doubt": doubt.id },
      element("span", { class: "asked" }, String(doubt.question ?? "").replaceAll("$", "")),
      element("span", { class: `meta ${verification ?? doubt.status}` }, icon(name), words, when ? ` · ${when}` : "")));
}
