"""Equal questions in flight at once are worked out once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Hashable
from dataclasses import dataclass, field, replace

from fynq.answering.asked_before import first_question, levelled, partition_of
from fynq.domain.chat import Usage
from fynq.domain.doubt import (
    TERMINAL,
    AnswerEvent,
    AnswerFailed,
    AnswerReady,
    AnswerRefused,
    Doubt,
    Progress,
    Verification,
)
from fynq.domain.identifiers import Tenant
from fynq.domain.learner import LearnerContext
from fynq.domain.streams import closing

Solve = Callable[[], AsyncIterator[AnswerEvent]]

_FAILURES = 2
"""Leaders that may fail before a follower stops waiting for others."""


@dataclass(eq=False)
class _Flight:
    """ended: without an outcome when its leader left or failed; then one of its followers leads the
    successor, which may have ended too before the others look."""

    progress: list[Progress] = field(default_factory=list)
    outcome: AnswerReady | AnswerRefused | None = None
    failed: bool = False
    ended: bool = False
    successor: _Flight | None = None
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()

    async def watch(self) -> AsyncIterator[Progress]:
        seen = 0
        while True:
            while seen < len(self.progress):
                seen += 1
                yield self.progress[seen - 1]
            if self.ended:
                return
            await self._news.wait()


class SingleFlight:
    """The flights of one process; every key begins with the tenant.

    The first to ask leads, in its own task and for its own client. The others see its progress and
    get its outcome if it is verified or a refusal; with any other they go on by themselves. When
    the leader fails or leaves, one of those who wait leads.
    """

    def __init__(self) -> None:
        self._flights: dict[Hashable, _Flight] = {}

    async def __call__(
        self, tenant: Tenant, doubt: Doubt, learner: LearnerContext, solve: Solve
    ) -> AsyncGenerator[AnswerEvent, None]:
        """The events of `solve`, or of somebody else's. Raises what `solve` raises."""
        key = (tenant, levelled(doubt.question), partition_of(doubt, learner))
        former: _Flight | None = None
        failures = 0
        while first_question(doubt) and failures < _FAILURES:
            flight = (former and former.successor) or self._flights.get(key)
            if flight is None:
                async with closing(self._lead(key, solve, former)) as events:
                    async for event in events:
                        yield event
                return
            async with closing(flight.watch()) as progress:
                async for stage in progress:
                    yield stage
            if flight.outcome is not None:
                shared = _shared(flight.outcome)
                if shared is None:
                    break
                yield shared
                return
            failures += flight.failed
            former = flight
        async with closing(solve()) as events:
            async for event in events:
                yield event

    async def _lead(
        self, key: Hashable, solve: Solve, former: _Flight | None
    ) -> AsyncGenerator[AnswerEvent, None]:
        flight = self._flights[key] = _Flight()
        if former is not None:
            former.successor = flight
        try:
            async with closing(solve()) as events:
                async for event in events:
                    if isinstance(event, Progress):
                        flight.progress.append(event)
                        flight.tell()
                    elif isinstance(event, AnswerReady | AnswerRefused):
                        flight.outcome = event
                    elif isinstance(event, AnswerFailed):
                        flight.failed = True
                    if isinstance(event, TERMINAL):
                        self._end(key, flight)
                    yield event
        except Exception:
            flight.failed = True
            raise
        finally:
            self._end(key, flight)

    def _end(self, key: Hashable, flight: _Flight) -> None:
        """Followers get the outcome before the leader's own client has read it."""
        if self._flights.get(key) is flight:
            del self._flights[key]
        flight.ended = True
        flight.tell()


def _shared(outcome: AnswerReady | AnswerRefused) -> AnswerReady | AnswerRefused | None:
    """What the followers get: without the usage, which the leader's doubt has paid for."""
    if isinstance(outcome, AnswerRefused):
        return outcome
    if outcome.answer.status is not Verification.VERIFIED:
        return None
    return AnswerReady(replace(outcome.answer, usage=Usage()))
