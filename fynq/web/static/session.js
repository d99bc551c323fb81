import { offline, Problem, problemOf } from "./problem.js";

const KEY = "fynq.session";
const EARLY_MS = 60_000;

let session = restored();
let refreshing = null;
const listeners = new Set();

export const signedIn = () => session !== null;
export const user = () => session?.user ?? {};
export const school = () => session?.school ?? {};

/** Calls `listener` whenever somebody logs in or out. */
export const onSession = (listener) => listeners.add(listener);

export const newKey = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export async function logIn(credentials) {
  const response = await post("/v1/auth/login", credentials);
  keep(await response.json());
  tell();
}

/** Registers, and logs in with the same words where the reply carries no tokens. */
export async function register(details) {
  const response = await post("/v1/auth/register", details);
  const reply = await response.json();
  if (reply?.access_token) {
    keep(reply);
    tell();
    return;
  }
  const { school: place, username, password } = details;
  await logIn({ ...(place ? { school: place } : {}), username, password });
}

/** The demo student's credentials, or null where this server has none. */
export async function demo() {
  try {
    const response = await fetch("/v1/demo", { headers: { Accept: "application/json" } });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

export async function logOut() {
  const leaving = session;
  forget();
  if (!leaving) return;
  const token = leaving.access;
  try {
    await post("/v1/auth/logout", { refresh_token: leaving.refresh }, token);
  } catch {
    // The tokens are gone from this browser either way, and the server's copies expire.
  }
}

export function forget() {
  session = null;
  store();
  tell();
}

/** A token that is good for a while. Refreshes it first when it is about to expire or `renewed`. */
export async function accessToken({ renewed = false } = {}) {
  if (session === null) throw new Problem({ status: 401, code: "unauthenticated", detail: "Log in first." });
  if (renewed || Date.now() > session.expiresAt - Math.min(EARLY_MS, session.lifetime / 4)) {
    refreshing ??= refresh().finally(() => { refreshing = null; });
    await refreshing;
  }
  return session.access;
}

async function refresh() {
  // The same key for the same token: a lost reply is replayed, where a second use would be theft.
  if (!session.refreshKey) {
    session.refreshKey = newKey();
    store();
  }
  const before = session;
  try {
    const response = await post("/v1/auth/refresh", { refresh_token: before.refresh }, null, before.refreshKey);
    const reply = await response.json();
    if (session === before) keep({ ...reply, user: reply.user ?? before.user, school: reply.school ?? before.school, refresh_token: reply.refresh_token ?? before.refresh });
  } catch (problem) {
    if (problem.status >= 400 && problem.status < 500 && !problem.retryable && session === before) {
      forget();
      throw new Problem({ status: 401, code: "session_ended", detail: "Your session has ended. Please log in again." });
    }
    throw problem;
  }
  if (session === null) throw new Problem({ status: 401, code: "session_ended", detail: "You have logged out." });
}

async function post(path, body, token = null, key = newKey()) {
  const headers = { "Content-Type": "application/json", Accept: "application/json", "Idempotency-Key": key };
  if (token) headers.Authorization = `Bearer ${token}`;
  let response;
  try {
    response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  } catch {
    throw offline();
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

function keep(reply) {
  const lifetime = (Number(reply.expires_in) || 900) * 1000;
  session = {
    access: reply.access_token,
    refresh: reply.refresh_token,
    expiresAt: Date.now() + lifetime,
    lifetime,
    user: reply.user ?? {},
    school: reply.school ?? {},
  };
  store();
}

function store() {
  try {
    if (session) sessionStorage.setItem(KEY, JSON.stringify(session));
    else sessionStorage.removeItem(KEY);
  } catch {
    // Storage is closed to the page: the session lasts until it is reloaded.
  }
}

function restored() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY));
    return kept && typeof kept.access === "string" ? kept : null;
  } catch {
    return null;
  }
}

function tell() {
  for (const listener of listeners) listener();
}
