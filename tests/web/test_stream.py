"""The page's reader of server-sent events, fed in pieces of every size."""

from __future__ import annotations

import json

import pytest

from fynq.web.render import to_html
from tests.web import lessons
from tests.web.conftest import Visit

pytestmark = pytest.mark.browser

READ = """async ([bytes, size]) => {
  const { events } = await import("/static/stream.js");
  const all = Uint8Array.from(bytes);
  const body = new ReadableStream({
    start(control) {
      for (let at = 0; at < all.length; at += size) control.enqueue(all.slice(at, at + size));
      control.close();
    },
  });
  const seen = [];
  for await (const one of events(body)) seen.push(one);
  return seen;
}"""

TEXT = {"text": "Größe 😀 \u2028 \n x"}
STREAM = (
    ": a comment\r\n\r\n"
    "id: 0\r\nevent: doubt\r\ndata: {\"id\": \"1\"}\r\n\r\n"
    f"event: text\ndata: {json.dumps(TEXT, ensure_ascii=False)}\n\n"
    "event:step\rdata: {\"index\":\rdata: 1}\r\r"
    "event: broken\ndata: {not json\n\n"
    "data: {\"alone\": true}\n\n"
    "event: cut\ndata: {\"half\""
)  # fmt: skip
EXPECTED = [
    {"event": "doubt", "data": {"id": "1"}},
    {"event": "text", "data": TEXT},
    {"event": "step", "data": {"index": 1}},
    {"event": "message", "data": {"alone": True}},
]


def test_events_survive_any_cut(visit: Visit) -> None:
    everything = list(STREAM.encode())
    for size in [*range(1, 12), len(everything)]:
        assert visit.page.evaluate(READ, [everything, size]) == EXPECTED, size


def test_what_the_server_drew_is_rebuilt_exactly(visit: Visit) -> None:
    """The page builds the server's HTML by itself; the browser's own parser must agree."""
    source = (
        "# A & B\n\n"
        + lessons.wild()["text"]
        + "\n\n> `<b>` \"quoted\" 'x' [l](https://e.example/?a=1&b=2)\n"
    )
    html = to_html(source)
    rebuilt = visit.page.evaluate(
        "async (html) => (await import('/static/drawn.js')).drawn(html, '').innerHTML", html
    )
    parsed = visit.page.context.new_page().evaluate(
        "(html) => { const box = document.createElement('div'); box.innerHTML = html; return box.innerHTML }",
        html,
    )
    assert rebuilt == parsed
