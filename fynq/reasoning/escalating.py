"""Asks a model, checks its answer, and asks a better one when the check rejects it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

import structlog

from fynq.domain.chat import ChatModel, Escalation, Usage
from fynq.domain.doubt import Progress
from fynq.domain.errors import FynqError, ModelError, QuotaExceeded, RoomUnavailable
from fynq.domain.identifiers import Tenant
from fynq.domain.learner import LearnerContext
from fynq.reasoning.attempt import Attempt, together
from fynq.reasoning.claimed import claimed
from fynq.reasoning.model_route import Asker, Proposed, propose
from fynq.reasoning.opinions import Opinions
from fynq.reasoning.ports import CheckUnits, Outcomes, Verify
from fynq.reasoning.program_route import RunProgram, compute, same_result, witness
from fynq.reasoning.repair import from_there
from fynq.reasoning.solved import Report
from fynq.reasoning.verification.units_checked import NO_UNITS, Units, may_have_units
from fynq.reasoning.verification.worked import check_worked

log = structlog.get_logger()

BUILTIN = "builtin/"
MOST_ESCALATIONS = 2
_LEAST_SECONDS = 3.0
"""With less of the time budget left a better model would not come to an end."""
_NOTING_SECONDS = 1.0


@dataclass(frozen=True)
class Escalating:
    """check_seconds: for one check of a result; seconds: for all that a doubt asks of models.

    repairs: how often the same model is shown its first bad step before another is asked. program:
    runs programs, None to do without; opinions: of other models, where no check can judge.
    check_units: of the working, None to do without. example: a worked one that the answering models
    may follow, '' for none.
    """

    model: ChatModel
    verify: Verify
    outcomes: Outcomes | None
    check_seconds: float
    seconds: float
    repairs: int = 0
    program: RunProgram | None = None
    opinions: Opinions | None = None
    check_units: CheckUnits | None = None
    example: str = ""

    async def attempts(
        self, tenant: Tenant, question: str, learner: LearnerContext, asker: Asker
    ) -> AsyncIterator[Progress | Attempt]:
        """Attempts until one is not rejected, at most three; nothing when no model answers.

        Usage adds up from attempt to attempt. Raises QuotaExceeded before the first attempt.
        """
        clock = asyncio.get_running_loop().time
        deadline = clock() + self.seconds
        escalation: Escalation | None = None
        spent = Usage()
        for escalations in range(1 + MOST_ESCALATIONS):
            left = deadline - clock()
            if escalations and left < _LEAST_SECONDS:
                return
            yield Progress("solving", "asking another model" if escalations else "asking a language model")  # fmt: skip
            proposed = await self._proposed(question, learner, left, asker, escalation)
            former = escalation.models if escalation else ()
            if proposed is None or proposed.model in former:
                return
            spent = together(spent, proposed.usage)
            yield Progress("verifying")
            attempt = await self._checked(question, replace(proposed, usage=spent))
            await note(self.outcomes, tenant, attempt.proposed.model, asker.skills, attempt.right)
            for _ in range(self.repairs):
                left = deadline - clock()
                if not attempt.rejected or left < _LEAST_SECONDS:
                    break
                attempt = await self._repaired(question, learner, left, asker, attempt)
            left = deadline - clock()
            if self.program is not None and left >= _LEAST_SECONDS:
                attempt = await self._programmed(question, left, asker, attempt)
            left = deadline - clock()
            if self._pays(attempt) and left >= _LEAST_SECONDS and self.opinions is not None:
                attempt = await self.opinions.on(question, learner, left, asker, attempt, former)
            spent = attempt.proposed.usage
            yield attempt
            if not attempt.rejected:
                return
            escalation = Escalation((*former, proposed.model), attempt.text, attempt.objections)

    def _pays(self, attempt: Attempt) -> bool:
        """Other models are asked only of what no check could judge."""
        model = attempt.proposed.model
        return not (attempt.rejected or attempt.report.agreed or model.startswith(BUILTIN))

    async def _repaired(
        self, question: str, learner: LearnerContext, seconds: float, asker: Asker, former: Attempt
    ) -> Attempt:
        """Solved again by the same model from its first bad step; the former attempt where that
        does not come about."""
        asked = from_there(question, former)
        model = former.proposed.model
        if asked is None or model.startswith(BUILTIN):
            return former
        try:
            async with asyncio.timeout(seconds):
                found = await propose(self.model, asked, learner, seconds, asker, pinned=model)
        except (ModelError, QuotaExceeded, TimeoutError):
            return former
        spent = together(former.proposed.usage, found.usage)
        if found.refused or not found.final:
            return replace(former, proposed=replace(former.proposed, usage=spent))
        return await self._checked(question, replace(found, usage=spent))

    async def _programmed(
        self, question: str, seconds: float, asker: Asker, attempt: Attempt
    ) -> Attempt:
        """Compared with what a program computes, where no check could judge the result."""
        final, model = attempt.proposed.final, attempt.proposed.model
        judged = attempt.report.agreed or attempt.report.contradicted
        if self.program is None or judged or not final or model.startswith(BUILTIN):
            return attempt
        try:
            async with asyncio.timeout(seconds):
                found = await compute(self.model, self.program, question, seconds, asker)
        except (ModelError, QuotaExceeded, RoomUnavailable, TimeoutError):
            return attempt
        spent = together(attempt.proposed.usage, found.usage)
        attempt = replace(attempt, proposed=replace(attempt.proposed, usage=spent))
        same = same_result(final, found.answer) if found.answer else None
        if same is None:
            return attempt
        if same:
            return replace(attempt, program=witness(found, model))
        return replace(attempt, program_differs=f"A program for the same problem computes {found.answer}.")  # fmt: skip

    async def _proposed(
        self,
        question: str,
        learner: LearnerContext,
        seconds: float,
        asker: Asker,
        escalation: Escalation | None,
    ) -> Proposed | None:
        """None when no model answers, or none that is better than those rejected."""
        try:
            async with asyncio.timeout(seconds):
                found = await propose(
                    self.model, question, learner, seconds, asker, escalation, example=self.example
                )
        except (ModelError, TimeoutError):
            return None
        except QuotaExceeded:
            if escalation is None:
                raise
            return None
        return None if found.refused and not found.model.startswith(BUILTIN) else found

    async def _checked(self, question: str, proposed: Proposed) -> Attempt:
        worked = check_worked([text for _, text in proposed.steps], proposed.final)
        units = await self._units(question, proposed)
        return Attempt(proposed, await self._report(question, proposed.final), worked, units)

    async def _units(self, question: str, proposed: Proposed) -> Units:
        """Nothing is said of the units where none are written, or where the check does not come
        about."""
        steps = [text for _, text in proposed.steps]
        if self.check_units is None or not any(may_have_units(text) for text in (question, *steps, proposed.final)):  # fmt: skip
            return NO_UNITS
        try:
            return await self.check_units(question, steps, proposed.final, self.check_seconds)
        except FynqError:
            return NO_UNITS

    async def _report(self, question: str, final: str) -> Report:
        """A model's result against the question; not agreed when the two cannot be compared."""
        if not final:
            return Report(False)
        try:
            return await self.verify(question, claimed(question, final), self.check_seconds)
        except FynqError:
            return Report(False)


async def note(
    outcomes: Outcomes | None,
    tenant: Tenant,
    model: str,
    skills: Sequence[str],
    right: bool | None,
) -> None:
    """Writes down how a model did. Never raises: no doubt fails because of a rating. The built-in
    model is not rated, it says itself what it cannot do."""
    if outcomes is None or right is None or not model or model.startswith(BUILTIN):
        return
    try:
        async with asyncio.timeout(_NOTING_SECONDS):
            await outcomes.observe(tenant, model, skills, right)
    except (FynqError, TimeoutError) as error:
        log.warning("outcome_not_noted", model=model, error=type(error).__name__)
