"""Whose turn it is at the solvers: one student's hard problems do not keep out everybody else."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Hashable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from fynq.domain.doubt import AnswerEvent, Doubt
from fynq.domain.errors import RoomUnavailable
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Passage, Sufficiency
from fynq.domain.learner import LearnerContext
from fynq.domain.policy import Help
from fynq.domain.ruling import AnswerCheck
from fynq.reasoning.hints.hinted import Hinted
from fynq.reasoning.hints.shown_work import OwnWork
from fynq.reasoning.ports import Hints
from fynq.reasoning.reasoner import Reasoner
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.verification.units_checked import Units
from fynq.reasoning.work.checked import CheckedWork
from fynq.reasoning.worked_examples.found import LookedUp

_HARD_SECONDS = 4.0
_STRAINED_SECONDS = 60.0


@dataclass
class _Line:
    running: int = 0
    waiting: deque[asyncio.Future[None]] = field(default_factory=deque)
    strained_until: float = 0.0


class Turns:
    """At most `width` problems of one student are at the solvers together, and one only for a
    minute after a problem that took four seconds; `queue` more may wait."""

    def __init__(self, width: int, queue: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._width = width
        self._queue = queue
        self._clock = clock
        self._lines: dict[Hashable, _Line] = {}

    @asynccontextmanager
    async def turn(self, who: Hashable) -> AsyncGenerator[None, None]:
        """Raises RoomUnavailable when too many of the same student wait."""
        line = self._lines.setdefault(who, _Line())
        await self._enter(who, line)
        began = self._clock()
        try:
            yield
        finally:
            now = self._clock()
            if now - began >= _HARD_SECONDS:
                line.strained_until = now + _STRAINED_SECONDS
            line.running -= 1
            self._let_in(line)
            self._forget(who, line)

    async def _enter(self, who: Hashable, line: _Line) -> None:
        if line.running < self._room(line) and not line.waiting:
            line.running += 1
            return
        if len(line.waiting) >= self._queue:
            raise RoomUnavailable("Too many problems of yours wait for a solver.", retry_after=5.0)
        mine = asyncio.get_running_loop().create_future()
        line.waiting.append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if not mine.cancelled():
                line.running -= 1
            elif mine in line.waiting:
                line.waiting.remove(mine)
            self._let_in(line)
            self._forget(who, line)
            raise

    def _room(self, line: _Line) -> int:
        return 1 if self._clock() < line.strained_until else self._width

    def _let_in(self, line: _Line) -> None:
        while line.waiting and line.running < self._room(line):
            first = line.waiting.popleft()
            if not first.cancelled():
                line.running += 1
                first.set_result(None)

    def _forget(self, who: Hashable, line: _Line) -> None:
        if not line.running and not line.waiting and self._clock() >= line.strained_until:
            self._lines.pop(who, None)
        if len(self._lines) > 10_000:
            idle = [
                w for w, other in self._lines.items() if not other.running and not other.waiting
            ]
            for each in idle:
                del self._lines[each]


@dataclass(frozen=True)
class FairReasoner:
    """The reasoner, with every use of its solvers in turn."""

    reasoner: Reasoner
    turns: Turns

    def reason(
        self,
        tenant: Tenant,
        doubt: Doubt,
        learner: LearnerContext,
        passages: Sequence[Passage],
        sufficiency: Sufficiency | None = None,
    ) -> AsyncIterator[AnswerEvent]:
        who = (tenant, doubt.student)
        inner = self.reasoner

        async def solve(question: str, seconds: float) -> SolvedProblem:
            async with self.turns.turn(who):
                return await inner.solve(question, seconds)

        async def verify(question: str, solved: SolvedProblem, seconds: float) -> Report:
            async with self.turns.turn(who):
                return await inner.verify(question, solved, seconds)

        async def check_work(question: str, former: str, seconds: float) -> CheckedWork:
            assert inner.check_work is not None
            async with self.turns.turn(who):
                return await inner.check_work(question, former, seconds)

        async def check_units(
            question: str, steps: Sequence[str], final: str, seconds: float
        ) -> Units:
            assert inner.check_units is not None
            async with self.turns.turn(who):
                return await inner.check_units(question, steps, final, seconds)

        async def look_up(question: str, texts: Sequence[str], seconds: float) -> LookedUp:
            assert inner.look_up is not None
            async with self.turns.turn(who):
                return await inner.look_up(question, texts, seconds)

        fair = replace(inner, solve=solve, verify=verify)
        if inner.check_units is not None:
            fair = replace(fair, check_units=check_units)
        if inner.check_work is not None:
            fair = replace(fair, check_work=check_work)
        if inner.look_up is not None:
            fair = replace(fair, look_up=look_up)
        if inner.hints is not None:
            fair = replace(fair, hints=_FairHints(inner.hints, self.turns, who))
        return fair.reason(tenant, doubt, learner, passages, sufficiency)

    async def check_answer(self, question: str, final: str) -> AnswerCheck:
        """Asked by teachers, now and then: no student's turn."""
        return await self.reasoner.check_answer(question, final)


@dataclass(frozen=True)
class _FairHints:
    hints: Hints
    turns: Turns
    who: Hashable

    async def own_work(self, texts: Sequence[str], seconds: float) -> OwnWork:
        async with self.turns.turn(self.who):
            return await self.hints.own_work(texts, seconds)

    async def hint(
        self,
        question: str,
        solved: SolvedProblem,
        wanted: Help,
        own: OwnWork | None,
        seconds: float,
    ) -> Hinted:
        async with self.turns.turn(self.who):
            return await self.hints.hint(question, solved, wanted, own, seconds)

    async def leaks(self, question: str, gold: str, hint: str, seconds: float) -> bool:
        async with self.turns.turn(self.who):
            return await self.hints.leaks(question, gold, hint, seconds)
