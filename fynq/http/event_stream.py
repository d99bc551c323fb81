"""Answer events as server-sent events (WHATWG HTML, 9.2)."""

from __future__ import annotations

import asyncio
from functools import partial

import structlog
from pydantic import BaseModel
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from fynq.domain.doubt import (
    TERMINAL,
    AnswerEvent,
    AnswerFailed,
    AnswerReady,
    AnswerRefused,
    AnswerRestarted,
    AnswerText,
    BridgeFound,
    Doubt,
    Progress,
    StepFound,
)
from fynq.domain.errors import FynqError
from fynq.http.departure import noticing_departure
from fynq.http.drawing import Draw, drawn
from fynq.http.edge.visit import Visit, visit_of
from fynq.http.retold import Retold
from fynq.http.schemas.answers import show_step
from fynq.http.schemas.bridges import chars_of_bridge, show_bridge
from fynq.http.schemas.doubts import (
    ProgressOut,
    RestartOut,
    TextOut,
    chars_to_draw,
    show_ending,
    show_failure,
    show_open,
)
from fynq.http.watch import ClientLeft, Watch

log = structlog.get_logger()

LEARNING_SECONDS = 1.0
HEARTBEAT = b": still here\n\n"
HEADERS = {"cache-control": "no-cache", "x-accel-buffering": "no"}


class EventStream(Response):
    """Sends a `doubt` event, then what `watch` yields; after the terminal event at most a `bridge`.

    first: the event that was awaited before the status was decided. seconds: after this long the
    connection is given up, whatever the client does.
    """

    media_type = "text/event-stream"

    def __init__(
        self,
        doubt: Doubt,
        watch: Watch | Retold,
        first: AnswerEvent,
        *,
        seconds: float,
        draw: Draw | None,
        heartbeat_seconds: float = 10.0,
    ) -> None:
        self.status_code = 200
        self.background = None
        self.init_headers({**HEADERS, "location": f"/v1/doubts/{doubt.id}"})
        self._doubt = doubt
        self._watch = watch
        self._first = first
        self._seconds = seconds
        self._draw = draw
        self._heartbeat = heartbeat_seconds
        self._number = 0
        self._visit: Visit | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._visit = visit_of(scope)
        headers = [pair for pair in self.raw_headers if pair[0] != b"content-length"]
        with noticing_departure(receive, self._watch):
            try:
                async with asyncio.timeout(self._seconds):
                    await send(
                        {
                            "type": "http.response.start",
                            "status": self.status_code,
                            "headers": headers,
                        }
                    )
                    await self._stream(send)
            except (ClientLeft, OSError, TimeoutError):
                log.info("stream_left", doubt=str(self._doubt.id))

    async def _stream(self, send: Send) -> None:
        taken = partial(show_open, self._doubt, self._draw)
        chunk = self._event("doubt", await drawn(chars_to_draw(self._doubt), taken))
        event = self._first
        chunk += await self._written(event)
        last = isinstance(event, TERMINAL)
        while not last:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
            try:
                async with asyncio.timeout(self._heartbeat):
                    event = await self._next()
            except TimeoutError:
                chunk = HEARTBEAT
                continue
            chunk = await self._written(event)
            last = isinstance(event, TERMINAL)
            while not last and self._watch.ready():
                event = await self._next()
                chunk += await self._written(event)
                last = isinstance(event, TERMINAL)
        more = isinstance(event, AnswerReady) and bool(event.answer.skills)
        await send({"type": "http.response.body", "body": chunk, "more_body": more})
        if more:
            offered = await self._offered()
            await send({"type": "http.response.body", "body": offered, "more_body": False})

    async def _offered(self) -> bytes:
        """What comes after the answer: at most a bridge, and soon."""
        bridge = await self._watch.settled(LEARNING_SECONDS)
        if bridge is None:
            return b""
        shown = await drawn(chars_of_bridge(bridge), partial(show_bridge, bridge, self._draw))
        return self._event("bridge", shown)

    async def _next(self) -> AnswerEvent:
        try:
            return await self._watch.next()
        except FynqError as error:
            return AnswerFailed(error.code, error.detail or error.title, error.retryable)

    async def _written(self, event: AnswerEvent) -> bytes:
        doubt, draw = self._doubt, self._draw
        if self._visit is not None:
            self._visit.note(doubt.id, event)
        match event:
            case Progress():
                return self._event("progress", ProgressOut(stage=event.stage, detail=event.detail))
            case StepFound():
                step = event.step
                shown = await drawn(len(step.text), partial(show_step, step, draw))
                return self._event("step", shown)
            case AnswerText():
                return self._event("text", TextOut(text=event.text))
            case AnswerRestarted():
                return self._event("restart", RestartOut())
            case AnswerReady():
                chars = chars_to_draw(doubt, event.answer)
                return self._event(
                    "answer", await drawn(chars, partial(show_ending, doubt, event, draw))
                )
            case AnswerRefused():
                chars = chars_to_draw(doubt)
                return self._event(
                    "refused", await drawn(chars, partial(show_ending, doubt, event, draw))
                )
            case AnswerFailed():
                chars = chars_to_draw(doubt)
                return self._event(
                    "failed", await drawn(chars, partial(show_failure, doubt, event, draw))
                )
            case BridgeFound():
                return b""

    def _event(self, name: str, data: BaseModel) -> bytes:
        number = self._number
        self._number += 1
        return f"id: {number}\nevent: {name}\ndata: {data.model_dump_json()}\n\n".encode()
