/** What went wrong with a request (RFC 9457), or with the way to the server: then status is 0. */
export class Problem extends Error {
  constructor({ status = 0, code = "offline", detail = "", field = null, retryable = false, retryAfter = null, requestId = "" }) {
    super(detail || code);
    Object.assign(this, { status, code, detail, field, retryable, retryAfter, requestId });
  }
}

export function offline() {
  const detail = navigator.onLine === false
    ? "You are offline."
    : "fynq cannot be reached right now.";
  return new Problem({ detail, retryable: true });
}

export function cut() {
  return new Problem({ code: "stream_cut", detail: "The connection broke off.", retryable: true });
}

export async function problemOf(response) {
  let body = {};
  try {
    body = await response.json();
  } catch {
    // Not JSON: the status alone must do.
  }
  if (typeof body !== "object" || body === null) body = {};
  const retryAfter = seconds(response.headers.get("Retry-After"));
  return new Problem({
    status: response.status,
    code: String(body.code ?? `http_${response.status}`),
    detail: typeof body.detail === "string" && body.detail ? body.detail : String(body.title ?? "Something went wrong."),
    field: body.field ?? null,
    retryable: body.retryable === true || [429, 502, 503, 504].includes(response.status) || (response.status === 409 && retryAfter !== null),
    retryAfter,
    requestId: String(body.request_id ?? ""),
  });
}

/** Retry-After is a number of seconds or a date (RFC 9110, section 10.2.3). */
function seconds(header) {
  if (header === null) return null;
  const number = Number(header);
  if (Number.isFinite(number)) return Math.max(0, number);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, (date - Date.now()) / 1000);
}
