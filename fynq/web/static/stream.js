/**
 * Server-sent events of a fetch body, as {event, data} with data parsed as JSON.
 * Format: https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export async function* events(body) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let buffer = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      buffer += done ? decoder.decode() : decoder.decode(value, { stream: true });
      // A carriage return at the very end may be half of a line end.
      const whole = buffer.endsWith("\r") && !done ? buffer.slice(0, -1) : buffer;
      const blocks = whole.replace(/\r\n?/g, "\n").split("\n\n");
      buffer = blocks.pop() + buffer.slice(whole.length);
      for (const block of blocks) {
        const event = parsed(block);
        if (event) yield event;
      }
      if (done) return;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

function parsed(block) {
  let event = "message";
  const data = [];
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon === 0) continue;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") event = value;
    if (field === "data") data.push(value);
  }
  if (!data.length) return null;
  try {
    return { event, data: JSON.parse(data.join("\n")) };
  } catch {
    return null;
  }
}
