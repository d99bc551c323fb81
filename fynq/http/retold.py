"""A doubt that was answered before, in the shape of a Watch."""

from __future__ import annotations

from collections.abc import Iterator

from fynq.answering.books import StoredDoubt
from fynq.domain.bridge import Bridge
from fynq.domain.doubt import (
    AnswerEvent,
    AnswerFailed,
    AnswerReady,
    AnswerRefused,
    AnswerText,
    DoubtStatus,
    StepFound,
)


class Retold:
    """Tells the outcome as it is now; nothing is worked out and nothing can be stopped."""

    def __init__(self, stored: StoredDoubt) -> None:
        self._events = _events(stored)
        self._bridge = stored.bridge

    async def next(self) -> AnswerEvent:
        return next(self._events)

    def ready(self) -> bool:
        return False

    def client_left(self) -> None:
        return None

    def leave(self) -> None:
        return None

    async def settled(self, seconds: float) -> Bridge | None:
        return self._bridge


def _events(stored: StoredDoubt) -> Iterator[AnswerEvent]:
    answer = stored.answer
    if answer is not None:
        for step in answer.steps:
            yield StepFound(step)
        yield AnswerText(answer.text)
        yield AnswerReady(answer)
    elif stored.status is DoubtStatus.REFUSED:
        yield AnswerRefused(stored.reason, stored.advice, stored.citations, stored.needs_teacher)
    else:
        yield AnswerFailed(stored.failure or stored.status.value, "", False)
