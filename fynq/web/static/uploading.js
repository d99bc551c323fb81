import { read, send } from "./api.js";
import { Problem } from "./problem.js";
import { newKey, onSession, signedIn } from "./session.js";

const AT_ONCE = 2;
const WAITS_S = [1, 2, 4, 8, 15, 30];
const PATIENCE = 3;
const MEMORY = "fynq.uploads";
const REMEMBERED = 200;

// Files on their way to the server. They outlive the view: who leaves it loses nothing.
let queue = [];
let memory = remembered();
const listeners = new Set();

/** Calls `listener(sending, upload)` when a file moves; `upload` is the server's, once it is there. */
export function onSending(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const sendings = (collection) => queue.filter((one) => one.collection === collection);

/** The uploads that this tab has sent; and the files that a reload kept from being sent. */
export const sentFrom = (collection) => new Set(memory.filter((one) => one.collection === collection && one.id).map((one) => one.id));
export const lostFrom = (collection) => memory.filter((one) => one.collection === collection && !one.id && !queue.some((other) => other.key === one.key)).map((one) => one.name);

export function forgetLost(collection) {
  memory = memory.filter((one) => one.id || one.collection !== collection || queue.some((other) => other.key === one.key));
  store();
}

export function addFiles(collection, files, audience) {
  for (const file of files) {
    const one = { collection, file, name: file.name, audience, key: newKey(), state: "waiting", tries: 0, stop: new AbortController() };
    queue.push(one);
    memory.push({ collection, name: one.name, key: one.key });
    tell(one);
  }
  store();
  work();
}

export function sentUpload(collection, name, id) {
  memory.push({ collection, name, id });
  store();
}

export function again(one) {
  clearTimeout(one.timer);
  Object.assign(one, { state: "waiting", tries: 0, problem: null });
  tell(one);
  work();
}

export function drop(one) {
  clearTimeout(one.timer);
  one.stop.abort();
  settle(one, null);
  tell(one);
  work();
}

function work() {
  const busy = queue.filter((one) => one.state === "sending").length;
  for (const one of queue.filter((each) => each.state === "waiting").slice(0, Math.max(0, AT_ONCE - busy))) attempt(one);
}

/** The same key every time: a reply that was lost on the way is given again, not a second upload. */
async function attempt(one) {
  one.state = "sending";
  tell(one);
  try {
    await readable(one.file);
    const body = new FormData();
    body.append("audience", one.audience);
    // The form's own spelling of a file's name has no quotation marks.
    body.append("source", one.name);
    body.append("file", one.file, one.name);
    const path = `/v1/knowledge/collections/${encodeURIComponent(one.collection)}/documents`;
    const reply = await send("POST", path, { body, key: one.key, signal: one.stop.signal });
    const upload = await reply.json();
    settle(one, upload.id);
    tell(one, upload);
  } catch (problem) {
    if (one.stop.signal.aborted) return;
    one.problem = await judged(one, problem);
    if (one.stop.signal.aborted) return;
    if (one.problem.retryable) pause(one);
    else one.state = "refused";
    tell(one);
  }
  work();
}

/** A proxy that refuses a file by hanging up looks like a broken network that never heals. */
async function judged(one, problem) {
  if (problem.status !== 0 || one.tries < PATIENCE) return problem;
  try {
    await read(`/v1/knowledge/collections/${encodeURIComponent(one.collection)}`);
  } catch {
    return problem;
  }
  return new Problem({ code: "stream_cut", detail: "The connection breaks off each time, although fynq can be reached. The file may be too large for the network in between." });
}

/** A file that was moved or changed meanwhile would look like a broken connection. */
async function readable(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch {
    throw new Error("The file can no longer be read here. Choose it again.");
  }
}

function pause(one) {
  one.state = "pausing";
  one.seconds = Math.max(one.problem.retryAfter ?? 0, WAITS_S[Math.min(one.tries, WAITS_S.length - 1)]);
  one.tries += 1;
  one.timer = setTimeout(() => {
    one.state = "waiting";
    work();
  }, one.seconds * 1000);
}

function settle(one, id) {
  queue = queue.filter((other) => other !== one);
  memory = memory.filter((other) => other.key !== one.key);
  if (id) memory.push({ collection: one.collection, name: one.name, id });
  store();
}

function tell(one, upload = null) {
  for (const listener of listeners) listener(one, upload);
}

function store() {
  memory = memory.slice(-REMEMBERED);
  try {
    if (memory.length) sessionStorage.setItem(MEMORY, JSON.stringify(memory));
    else sessionStorage.removeItem(MEMORY);
  } catch {
    // Storage is closed to the page: a reload forgets which uploads were this tab's.
  }
}

function remembered() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(MEMORY));
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

window.addEventListener("online", () => { for (const one of queue.filter((each) => each.state === "pausing")) again(one); });
window.addEventListener("beforeunload", (event) => { if (queue.some((one) => one.state !== "refused")) event.preventDefault(); });
onSession(() => {
  if (signedIn()) return;
  for (const one of [...queue]) drop(one);
  memory = [];
  store();
});
