"""Replies as ASGI messages, without a Response object in between."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.types import Send

Headers = Iterable[tuple[bytes, bytes]]
EVENTS = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache"),
    (b"x-accel-buffering", b"no"),
)


async def send_json(send: Send, body: bytes, headers: Headers = ()) -> None:
    await send_whole(send, body, [(b"content-type", b"application/json"), *headers])


async def send_whole(send: Send, body: bytes, headers: Headers) -> None:
    raw = [*headers, (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": raw})
    await send({"type": "http.response.body", "body": body})


class EventReply:
    """A stream of events that begins with its first content, so that what fails before that still
    has a status."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = False

    async def begin(self, headers: Headers) -> None:
        self.begun = True
        raw = [*EVENTS, *headers]
        await self._send({"type": "http.response.start", "status": 200, "headers": raw})

    async def more(self, events: bytes) -> None:
        await self._send({"type": "http.response.body", "body": events, "more_body": True})

    async def end(self, events: bytes) -> None:
        await self._send({"type": "http.response.body", "body": events})
