import { read, send } from "./api.js";
import { cut, Problem } from "./problem.js";
import { newKey } from "./session.js";
import { events } from "./stream.js";

const ATTEMPTS = 4;
const RECOVERIES = 5;

/**
 * Asks one doubt and follows it to its end, whatever happens on the way.
 *
 * One Idempotency-Key serves every attempt, so a doubt that was taken is never taken twice.
 * `on` receives: taken(doubt), progress(data), step(data), text(data), discarded() when the
 * steps and the text so far are void, again(problem, seconds) which resolves when the next attempt
 * may start, restarted(), and bridge(data), which may come before this returns or after it.
 * Returns {kind: "answer"|"refused"|"failed", …}. Throws Problem, or AbortError when stopped.
 */
export async function ask({ path, body, signal, on, key = newKey() }) {
  let id = null;
  const taken = (doubt) => {
    if (!doubt.id || doubt.id === id) return;
    id = doubt.id;
    on.taken(doubt);
  };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once({ path, body, key, signal, on, taken });
    } catch (problem) {
      if (signal.aborted || !(problem instanceof Problem)) throw problem;
      const recovered = id && problem.status === 0 ? await ending(id, signal) : null;
      if (recovered) return recovered;
      problem.key = key;
      if (!problem.retryable || attempt >= ATTEMPTS) throw problem;
      await on.again(problem, problem.retryAfter ?? 2 ** (attempt - 1));
      signal.throwIfAborted();
      on.restarted();
    }
  }
}

async function once({ path, body, key, signal, on, taken }) {
  const response = await send("POST", path, { body, key, signal, accept: "text/event-stream" });
  if (!(response.headers.get("Content-Type") ?? "").startsWith("text/event-stream")) {
    const doubt = await response.json();
    taken(doubt);
    return outcome(doubt);
  }
  const stream = events(response.body);
  let answered = false;
  try {
    for (let next = await stream.next(); !next.done; next = await stream.next()) {
      const { event, data } = next.value;
      if (event === "doubt") taken(data);
      if (event === "progress") on.progress(data);
      if (event === "step") on.step(data);
      if (event === "text") on.text(data);
      if (event === "restart") on.discarded();
      if (event === "bridge") on.bridge(data);
      if (event === "answer") {
        const doubt = data.doubt ?? data;
        taken(doubt);
        answered = true;
        bridgeAfter(stream, on);
        return { kind: "answer", doubt };
      }
      if (event === "failed" && data.code === "cancelled") return { kind: "cancelled" };
      if (event === "refused" || event === "failed") return { kind: event, ...data };
    }
  } catch (error) {
    if (signal.aborted || error instanceof Problem) throw error;
  } finally {
    if (!answered) stream.return().catch(() => {});
  }
  throw cut();
}

/** The answer does not wait for it. One that is lost on the way is shown when the doubt is opened again. */
async function bridgeAfter(stream, on) {
  try {
    for await (const { event, data } of stream) {
      if (event === "bridge") on.bridge(data);
    }
  } catch {
    // The answer is there, and whole without it.
  }
}

/** How a doubt that was taken ended on the server, or null while that is not known. */
async function ending(id, signal) {
  for (let tries = 0; tries < RECOVERIES; tries += 1) {
    try {
      const doubt = await read(`/v1/doubts/${encodeURIComponent(id)}`, { signal });
      if (doubt.status === "cancelled") return null;
      if (doubt.status !== "open") return outcome(doubt);
    } catch (problem) {
      if (signal.aborted || !problem.retryable) return null;
    }
    await pause(500 * 2 ** tries, signal);
  }
  return null;
}

/** A stored doubt in the shape of a stream's last event. */
export function outcome(doubt) {
  if (doubt.answer || doubt.correction) return { kind: "answer", doubt };
  if (doubt.status === "refused") return { kind: "refused", reason: doubt.reason, reason_html: doubt.reason_html, advice: doubt.advice, advice_html: doubt.advice_html, citations: doubt.citations ?? [] };
  if (doubt.status === "cancelled") return { kind: "cancelled" };
  if (doubt.status === "open") return { kind: "open" };
  return { kind: "failed", code: doubt.failure ?? "", detail: "This question could not be answered at the time.", retryable: true };
}

export function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => { clearTimeout(timer); reject(signal.reason); };
    const timer = setTimeout(() => { signal?.removeEventListener("abort", stop); resolve(); }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
