"""Mathematics that the solver refuses: first the school's worked examples, then language models.

An answer from an example that nothing independent confirms yet is compared with what a language
model finds without seeing the example. The same result confirms both; another one is an objection.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

from fynq.domain.chat import ChatModel
from fynq.domain.doubt import (
    AnswerEvent,
    AnswerRefused,
    Doubt,
    Hint,
    Progress,
)
from fynq.domain.errors import CannotSolve, FynqError, QuotaExceeded
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Citation, Passage
from fynq.domain.learner import LearnerContext
from fynq.domain.streams import closing
from fynq.reasoning import example_route, explain, model_answer
from fynq.reasoning.attempt import Attempt
from fynq.reasoning.confidence import Calibration, Kind
from fynq.reasoning.escalating import Escalating
from fynq.reasoning.example_route import Example
from fynq.reasoning.further_reading import further_reading
from fynq.reasoning.hinting import proposed_solution, told_hint
from fynq.reasoning.hints.request import Request
from fynq.reasoning.model_route import MOST_EXAMPLE, Asker
from fynq.reasoning.opinions import Equivalent, Opinions
from fynq.reasoning.ports import CheckUnits, Hints, LookUp, Outcomes, Verify
from fynq.reasoning.program_route import RunProgram
from fynq.reasoning.repair import what_holds
from fynq.reasoning.topics import topics

UNREAD = "I cannot solve this reliably yet."
CONTRADICTED = "I found an answer, but my own check of it failed, so I do not give it."
UNSURE = "I found an answer, but I am not as sure of it as your school asks me to be."
ADVICE_UNSURE = "Ask your teacher about this one; your teacher has been told of it."
ADVICE_FORMULA = (
    "Write the problem as a formula, one problem at a time, for example: Solve 2x + 3 = 11."
)


@dataclass
class _Tried:
    """What came of language models. contradicted: an answer was rejected for a reason."""

    last: Attempt | None = None
    contradicted: bool = False


@dataclass(frozen=True)
class Unsolved:
    """seconds: for one check or one look into the texts; model_seconds: for all that a doubt asks of
    models. look_up, model, program, equivalent, hints, check_units: None to do without."""

    verify: Verify
    model: ChatModel | None
    look_up: LookUp | None
    outcomes: Outcomes | None
    seconds: float
    model_seconds: float
    repairs: int
    program: RunProgram | None
    equivalent: Equivalent | None
    hints: Hints | None
    calibration: Calibration | None
    check_units: CheckUnits | None

    async def route(
        self,
        tenant: Tenant,
        doubt: Doubt,
        learner: LearnerContext,
        passages: Sequence[Passage],
        refusal: CannotSolve,
        request: Request,
        asker: Asker,
    ) -> AsyncIterator[AnswerEvent]:
        """Ends with one terminal event."""
        reading = further_reading(doubt.question, (), passages)
        given: Example | None = None
        near: tuple[str, tuple[Citation, ...]] = ("", ())
        if self.look_up is not None and passages:
            yield Progress("solving", "reading worked examples")
            given, near = await self._in_texts(self.look_up, doubt.question, passages)
        settled = given is not None and given.report.agreed
        tried = _Tried()
        if self.model is not None and not settled:
            attempts = self._attempts(
                self.model,
                tenant,
                doubt,
                learner,
                asker,
                "" if given is not None else near[0],
                tried,
            )
            try:
                async with closing(attempts):
                    async for progress in attempts:
                        yield progress
            except QuotaExceeded:
                # What the texts say costs nothing.
                if given is None:
                    raise
        last = tried.last
        if given is not None and last is not None and not settled and not last.rejected:
            if await self._same(doubt.question, given.found.final, last.proposed.final):
                given = given.agreed_by(last.proposed.model, last.proposed.usage)
            elif last.report.agreed:
                given = None
            else:
                yield AnswerRefused(CONTRADICTED, ADVICE_FORMULA, reading, needs_teacher=True)
                return
        elif given is not None and last is not None:
            given = replace(given, usage=last.proposed.usage)
        if given is not None:
            told = self._from_example(doubt, given, learner, reading, request)
        elif last is not None and not last.rejected:
            cited = near[1] if last.proposed.used_example else ()
            told = self._from_model(
                doubt, last, learner, (*cited, *_others(reading, cited)), request
            )
        else:
            yield _refused(refusal, tried, reading, request)
            return
        async with closing(told):
            async for event in told:
                yield event

    async def _in_texts(
        self, look_up: LookUp, question: str, passages: Sequence[Passage]
    ) -> tuple[Example | None, tuple[str, tuple[Citation, ...]]]:
        """An answer out of the worked examples, None without; the example that is most like the
        question, with where it stands. Never raises: the texts are an extra."""
        texts = example_route.sources(passages)
        try:
            found = await look_up(question, [each.text for each in texts], self.seconds)
            given = example_route.example(found.answer, texts) if found.answer else None
            if found.near is None:
                return given, ("", ())
            return given, example_route.in_full(found.near, texts, MOST_EXAMPLE)
        except (FynqError, IndexError):
            return None, ("", ())

    async def _attempts(
        self,
        model: ChatModel,
        tenant: Tenant,
        doubt: Doubt,
        learner: LearnerContext,
        asker: Asker,
        example: str,
        tried: _Tried,
    ) -> AsyncIterator[Progress]:
        opinions = None
        if self.equivalent is not None:
            opinions = Opinions(model, self.equivalent, self.seconds)
        escalating = Escalating(
            model,
            self.verify,
            self.outcomes,
            self.seconds,
            self.model_seconds,
            self.repairs,
            self.program,
            opinions,
            self.check_units,
            example,
        )
        attempts = escalating.attempts(tenant, doubt.question, learner, asker)
        async with closing(attempts):
            async for event in attempts:
                if isinstance(event, Progress):
                    yield event
                    continue
                tried.last = event
                objected = bool(event.objections and event.proposed.final)
                tried.contradicted = tried.contradicted or objected

    async def _same(self, question: str, one: str, other: str) -> bool:
        if "".join(one.split()) == "".join(other.split()):
            return True
        if self.equivalent is None:
            return False
        try:
            return await self.equivalent(one, other, question, self.seconds)
        except FynqError:
            return False

    def _from_example(
        self,
        doubt: Doubt,
        given: Example,
        learner: LearnerContext,
        reading: tuple[Citation, ...],
        request: Request,
    ) -> AsyncIterator[AnswerEvent]:
        confidence = self._confidence(given.kind)
        hint = Hint(request.rung, False) if request.rung is not None else None
        told = example_route.told(doubt.question, given, reading, confidence, hint)
        if request.hinted:
            told = told_hint(
                self.hints,
                self.seconds,
                request,
                example_route.solution(doubt.question, given),
                given.report,
                (*given.citations, *_others(reading, given.citations)),
                model=example_route.MODEL,
                confidence=confidence,
                usage=given.usage,
            )
        return _if_sure(told, confidence, learner, reading)

    def _from_model(
        self,
        doubt: Doubt,
        last: Attempt,
        learner: LearnerContext,
        reading: tuple[Citation, ...],
        request: Request,
    ) -> AsyncIterator[AnswerEvent]:
        proposed, report = last.proposed, replace(last.report, witnesses=last.witnesses)
        confidence = self._confidence(explain.kind_of_model(report, topics(doubt.question)))
        hint = Hint(request.rung, False) if request.rung is not None else None
        told = model_answer.told(last, report, reading, confidence, hint)
        if request.hinted:
            told = told_hint(
                self.hints,
                self.seconds,
                request,
                proposed_solution(doubt.question, proposed),
                report,
                reading,
                model=proposed.model,
                confidence=confidence,
                usage=proposed.usage,
            )
        return _if_sure(told, confidence, learner, reading)

    def _confidence(self, kind: Kind) -> float | None:
        return None if self.calibration is None else self.calibration.probability(kind)


async def _if_sure(
    told: AsyncIterator[AnswerEvent],
    confidence: float | None,
    learner: LearnerContext,
    reading: tuple[Citation, ...],
) -> AsyncIterator[AnswerEvent]:
    async with closing(told):
        if too_unsure(confidence, learner):
            yield AnswerRefused(UNSURE, ADVICE_UNSURE, reading, needs_teacher=True)
            return
        async for event in told:
            yield event


def too_unsure(confidence: float | None, learner: LearnerContext) -> bool:
    """What was never measured is not sure enough for a school that sets a limit."""
    return (confidence or 0.0) < learner.policy.least_confidence


def _refused(
    refusal: CannotSolve, tried: _Tried, reading: tuple[Citation, ...], request: Request
) -> AnswerRefused:
    if tried.last is not None and tried.contradicted:
        holds = "" if request.hinted else what_holds(tried.last)
        advice = f"{holds} {ADVICE_FORMULA}".strip()
        return AnswerRefused(CONTRADICTED, advice, reading, needs_teacher=True)
    return AnswerRefused(f"{UNREAD} {refusal.detail}", ADVICE_FORMULA, reading)


def _others(reading: Sequence[Citation], cited: Sequence[Citation]) -> tuple[Citation, ...]:
    documents = {each.document for each in cited}
    return tuple(each for each in reading if each.document not in documents)
