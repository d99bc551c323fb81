"""What other models say of an answer that no check can judge.

First a model of another maker solves the problem without seeing the answer; the same result is an
independent witness. Where there is no such model, the answering model votes. Where the two differ,
a judge of another maker is told which step to look at: the first that no calculation confirms.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from fynq.domain.chat import ChatModel, Usage
from fynq.domain.doubt import Witness
from fynq.domain.errors import FynqError, ModelError, QuotaExceeded
from fynq.domain.learner import LearnerContext
from fynq.reasoning.attempt import Attempt, together
from fynq.reasoning.judge import judge
from fynq.reasoning.model_route import Asker, Proposed, propose
from fynq.reasoning.vote import vote

SECOND_MODEL = "second_model"
T = TypeVar("T")


class Equivalent(Protocol):
    async def __call__(self, gold: str, answer: str, question: str, seconds: float) -> bool:
        """Whether two answers to the question are the same. Raises RoomUnavailable."""
        ...


@dataclass(frozen=True)
class Opinions:
    """check_seconds: for one comparison of two answers."""

    model: ChatModel
    equivalent: Equivalent
    check_seconds: float

    async def on(
        self,
        question: str,
        learner: LearnerContext,
        seconds: float,
        asker: Asker,
        attempt: Attempt,
        rejected: tuple[str, ...] = (),
    ) -> Attempt:
        """The attempt with what was said of it. rejected: models that this doubt no longer asks.
        Never raises; without an opinion the attempt stays as it was."""
        clock = asyncio.get_running_loop().time
        deadline = clock() + seconds
        name = attempt.proposed.model
        second = await _or_none(
            propose(self.model, question, learner, seconds, asker, unlike=(name, *rejected)),
            seconds,
        )
        if second is None or second.refused or not second.final:
            spent = second.usage if second is not None else Usage()
            return await self._voted(question, learner, deadline - clock(), asker, _paid(attempt, spent))  # fmt: skip
        attempt = _paid(attempt, second.usage)
        if await self._same(question, attempt.proposed.final, second.final):
            detail = f"A model of another maker ({second.model}) solved the problem by itself and came to the same result."
            witness = Witness(SECOND_MODEL, detail)
            report = replace(attempt.report, agreed=True)
            return replace(attempt, report=report, opinions=(*attempt.opinions, witness))
        return await self._judged(question, deadline - clock(), asker, attempt, second)

    async def _voted(
        self, question: str, learner: LearnerContext, seconds: float, asker: Asker, attempt: Attempt
    ) -> Attempt:
        final, name = attempt.proposed.final, attempt.proposed.model

        async def same(one: str, other: str) -> bool:
            return await self._same(question, one, other)

        if seconds <= 0:
            return attempt
        found = await vote(self.model, question, final, name, learner, seconds, asker, same)
        attempt = _paid(attempt, found.usage)
        if found.witness is None:
            return attempt
        return replace(attempt, opinions=(*attempt.opinions, found.witness))

    async def _judged(
        self, question: str, seconds: float, asker: Asker, attempt: Attempt, second: Proposed
    ) -> Attempt:
        """Two models differ: unless a judge stands by the answer, it is not given."""
        differs = f"Another model finds {second.final}."
        steps = attempt.proposed.steps
        open_steps = (at for at in range(len(steps)) if not attempt.checked(at))
        step = next(open_steps, len(steps) - 1)
        found = None
        if seconds > 0 and steps:
            name = attempt.proposed.model
            found = await _or_none(
                judge(self.model, question, steps, step, name, seconds, asker), seconds
            )
        if found is None:
            return replace(attempt, doubted=differs)
        attempt = _paid(attempt, found.usage)
        if found.witness is not None:
            return replace(attempt, opinions=(*attempt.opinions, found.witness))
        return replace(attempt, doubted=found.objection or differs)

    async def _same(self, question: str, one: str, other: str) -> bool:
        try:
            return await self.equivalent(one, other, question, self.check_seconds)
        except FynqError:
            return False


async def _or_none(asked: Awaitable[T], seconds: float) -> T | None:
    try:
        async with asyncio.timeout(max(seconds, 0.0)):
            return await asked
    except (ModelError, QuotaExceeded, TimeoutError):
        return None


def _paid(attempt: Attempt, spent: Usage) -> Attempt:
    usage = together(attempt.proposed.usage, spent)
    return replace(attempt, proposed=replace(attempt.proposed, usage=usage))
