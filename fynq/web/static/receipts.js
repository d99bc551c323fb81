import { read } from "./api.js";
import { announce, element } from "./element.js";
import { icon } from "./icons.js";
import { clock } from "./words.js";

const EVERY_MS = 1_500;
const TRIES = 20;

/** What was removed, and which of the processes that search have confirmed it. */
export function receiptsPart() {
  const list = element("ul", { class: "receipts" });
  const view = element("section", { "aria-label": "Removed", hidden: true }, list);
  return {
    view,
    /** receipt: null where nothing was in it. */
    add(words, receipt) {
      const state = element("p", { class: "state" });
      list.prepend(element("li", { class: "receipt" }, icon("check"), element("div", {}, element("p", { class: "name" }, words), state)));
      view.hidden = false;
      announce(words);
      if (receipt) confirm(receipt, state);
    },
  };
}

async function confirm(receipt, state) {
  let seen = receipt;
  state.textContent = "No search finds it any more. Asking the search processes…";
  for (let tries = 0; tries < TRIES && state.isConnected; tries += 1) {
    try {
      seen = await read(`/v1/knowledge/deletions/${encodeURIComponent(receipt.id)}`);
      state.textContent = confirmation(seen);
      if (seen.complete) break;
    } catch (problem) {
      if (!problem.retryable) {
        state.textContent = `No search finds it any more. The receipt cannot be read: ${problem.message}`;
        return;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
  if (seen.complete) announce(state.textContent);
}

function confirmation({ confirmations = [], at }) {
  const done = confirmations.filter((each) => each.at);
  if (!confirmations.length) return `Removed at ${clock(at)}. No search process holds it in memory.`;
  const last = done.map((each) => each.at).sort().at(-1);
  const word = confirmations.length === 1 ? "process" : "processes";
  return `Removed at ${clock(at)}. Confirmed by ${done.length} of ${confirmations.length} search ${word}${last ? ` at ${clock(last)}` : ""}.${done.length < confirmations.length ? " The others apply it before their next search." : ""}`;
}
