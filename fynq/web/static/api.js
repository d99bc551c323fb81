import { offline, Problem, problemOf } from "./problem.js";
import { accessToken, newKey } from "./session.js";

/**
 * One request as the person who is logged in; renews the token once on 401. A FormData body goes as
 * it is, any other as JSON. Throws Problem, or AbortError when `signal` fires.
 */
export async function send(method, path, { body, key, signal, accept = "application/json" } = {}) {
  const headers = { Accept: accept };
  const form = body instanceof FormData;
  if (body !== undefined && !form) headers["Content-Type"] = "application/json";
  if (method === "POST") headers["Idempotency-Key"] = key ?? newKey();
  const once = async (renewed) => {
    headers.Authorization = `Bearer ${await accessToken({ renewed })}`;
    try {
      return await fetch(path, { method, headers, signal, body: body === undefined || form ? body : JSON.stringify(body) });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw offline();
    }
  };
  let response = await once(false);
  if (response.status === 401) response = await once(true);
  if (!response.ok) throw await problemOf(response);
  return response;
}

export async function read(path, options) {
  return json(await send("GET", path, options));
}

export async function write(method, path, body, options) {
  const response = await send(method, path, { ...options, body });
  return response.status === 204 ? null : json(response);
}

async function json(response) {
  try {
    return await response.json();
  } catch {
    throw new Problem({ code: "unreadable", detail: "The reply cannot be read.", retryable: true });
  }
}
