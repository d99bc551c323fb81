"""Answers a doubt over one connection, as JSON or as a stream of events."""

from __future__ import annotations

import asyncio
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from fynq.domain.bridge import Bridge
from fynq.domain.doubt import TERMINAL, AnswerFailed, AnswerReady, AnswerRefused, Doubt
from fynq.domain.errors import Cancelled, DeadlineExceeded, InvalidInput
from fynq.domain.principal import Principal
from fynq.http.accept import wants_events
from fynq.http.departure import noticing_departure
from fynq.http.drawing import drawn
from fynq.http.edge.visit import visit_of
from fynq.http.event_stream import LEARNING_SECONDS, EventStream
from fynq.http.parts import options_of, parts_of
from fynq.http.reply import created
from fynq.http.retold import Retold
from fynq.http.schemas.bridges import chars_of_bridge, show_bridge
from fynq.http.schemas.doubts import chars_to_draw, show_ending
from fynq.http.watch import ClientLeft, Watch

_GRACE_SECONDS = 30.0


async def answered(request: Request, asker: Principal, doubt: Doubt) -> Response:
    """201 with the finished doubt, or the stream of its events.

    Raises FynqError when the doubt could not be stored, or its outcome could not.
    """
    parts = parts_of(request)
    again = visit_of(request.scope).again
    watch: Watch | Retold
    if again is None:
        watch = Watch(parts, asker.tenant, doubt)
    else:
        doubt, watch = again.doubt, Retold(again)
    if not wants_events(request.scope):
        return await _whole(request, watch, doubt)
    seconds = options_of(request).doubt_seconds + _GRACE_SECONDS
    try:
        async with asyncio.timeout(seconds):
            first = await watch.next()
    except BaseException as error:
        watch.leave()
        if isinstance(error, TimeoutError):
            raise _too_long() from None
        raise
    return EventStream(doubt, watch, first, seconds=seconds, draw=parts.draw)


async def _whole(request: Request, watch: Watch | Retold, doubt: Doubt) -> Response:
    with noticing_departure(request.receive, watch):
        try:
            async with asyncio.timeout(options_of(request).doubt_seconds + _GRACE_SECONDS):
                event = await watch.next()
                while not isinstance(event, TERMINAL):
                    event = await watch.next()
        except ClientLeft:
            raise Cancelled from None
        except TimeoutError:
            raise _too_long() from None
        # A student who asks for their progress next should find this doubt in it.
        bridge = await watch.settled(LEARNING_SECONDS)
    return await _finished(request, doubt, event, bridge)


async def _finished(
    request: Request,
    doubt: Doubt,
    event: AnswerReady | AnswerRefused | AnswerFailed,
    bridge: Bridge | None,
) -> Response:
    visit_of(request.scope).note(doubt.id, event)
    answer = event.answer if isinstance(event, AnswerReady) else None
    draw = parts_of(request).draw
    show = partial(show_ending, doubt, event, draw)
    shown = await drawn(chars_to_draw(doubt, answer), show)
    if bridge is not None:
        shown.bridge = await drawn(chars_of_bridge(bridge), partial(show_bridge, bridge, draw))
    return created(shown, f"/v1/doubts/{doubt.id}")


def _too_long() -> DeadlineExceeded:
    return DeadlineExceeded("The doubt was not answered in its time.", retry_after=5.0)


def sound_question(request: Request, question: str) -> str:
    """Without surrounding space. Raises InvalidInput(field='question')."""
    longest = options_of(request).max_question_chars
    stripped = question.strip()
    if len(stripped) > longest:
        raise InvalidInput(f"A question has at most {longest} characters.", field="question")
    return stripped
