import { read } from "./api.js";

const SOON_MS = 1_200;
const LATE_MS = 6_000;
const SLOWER = 1.3;
const FAILED_MS = 30_000;
const PAGES = 5;

export const PENDING = ["queued", "reading", "embedding"];

/**
 * Reads a collection's uploads while some are on their way: often while they move, less often while
 * they do not, never while the tab is hidden. `show(uploads, problem)`: problem when they could not
 * be read. `mine`: the ids that are worth another page.
 */
export function following(collection, mine, show) {
  const ended = new AbortController();
  let timer = null;
  let wait = SOON_MS;
  let before = "";
  let looking = false;
  let wanted = false;

  async function look() {
    if (looking) {
      wanted = true;
      return;
    }
    looking = true;
    wanted = false;
    clearTimeout(timer);
    try {
      const uploads = await pages();
      const now = JSON.stringify(uploads);
      wait = now === before ? Math.min(wait * SLOWER, LATE_MS) : SOON_MS;
      before = now;
      show(uploads, null);
      if (uploads.some(({ status }) => PENDING.includes(status))) later(wait);
    } catch (problem) {
      if (ended.signal.aborted) return;
      wait = Math.min(Math.max(wait * 2, (problem.retryAfter ?? 0) * 1000), FAILED_MS);
      show(null, problem);
      if (problem.retryable) later(wait);
    } finally {
      looking = false;
    }
    if (wanted) look();
  }

  async function pages() {
    const found = [];
    let cursor = null;
    for (let page = 0; page < PAGES; page += 1) {
      const query = new URLSearchParams({ collection, limit: 100, ...(cursor ? { cursor } : {}) });
      const { items = [], next_cursor: next } = await read(`/v1/knowledge/uploads?${query}`, { signal: ended.signal });
      found.push(...items);
      cursor = next;
      if (!cursor || !items.some(({ id, status }) => PENDING.includes(status) || mine().has(id))) break;
    }
    return found;
  }

  function later(milliseconds) {
    if (!ended.signal.aborted && !document.hidden) timer = setTimeout(look, milliseconds);
  }
  const seen = () => {
    if (document.hidden) clearTimeout(timer);
    else look();
  };
  document.addEventListener("visibilitychange", seen);
  window.addEventListener("online", look);
  look();

  return {
    soon() {
      wait = SOON_MS;
      look();
    },
    stop() {
      clearTimeout(timer);
      ended.abort();
      document.removeEventListener("visibilitychange", seen);
      window.removeEventListener("online", look);
    },
  };
}
