"""Teachers' rulings on the way of a doubt: before known answers, before and after the reasoner.

The last word is `DoubtLog.close`, which looks at the rulings once more in the transaction of the
outcome; what is done here saves the work and keeps a wrong text from being streamed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

from fynq.answering.ports import KnownAnswers, Reasoner
from fynq.answering.rulings import (
    ADVICE_WITHDRAWN,
    FORMER_WRONG,
    NO_HINTS,
    WITHDRAWN,
    Rulings,
    answer_of,
    bars,
    overturns,
)
from fynq.answering.same_answer import asked_by, asked_first
from fynq.domain.doubt import (
    Answer,
    AnswerEvent,
    AnswerReady,
    AnswerRefused,
    AnswerText,
    Doubt,
    Progress,
)
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Passage, Sufficiency
from fynq.domain.learner import LearnerContext
from fynq.domain.ruling import Ruling, RulingKind
from fynq.domain.streams import closing
from fynq.reasoning.classified import looks_like_exam
from fynq.reasoning.followup import is_about_former
from fynq.reasoning.hints.request import request_of

_LOOKED_AT = 3
"""Of a thread's last questions, besides the first."""


@dataclass(frozen=True)
class RuledAnswers:
    """KnownAnswers with what teachers wrote, without what they ruled out. exam_phrases: of exams
    that the operator blocks; a school has its own."""

    known: KnownAnswers
    rulings: Rulings
    exam_phrases: tuple[str, ...] = ()

    async def find(self, tenant: Tenant, doubt: Doubt, learner: LearnerContext) -> Answer | None:
        ruling = await ruling_on(self.rulings, tenant, doubt)
        if ruling is None:
            return await self.known.find(tenant, doubt, learner)
        hinted = request_of(doubt, learner.policy).hinted
        if hinted and overturns(ruling):
            return None
        if ruling.kind is RulingKind.CORRECTION and not hinted:
            blocked = _is_exam(doubt, learner, self.exam_phrases)
            return None if blocked else answer_of(ruling)
        found = await self.known.find(tenant, doubt, learner)
        return None if found is None or bars(ruling, found) else found

    async def find_alike(
        self, tenant: Tenant, doubt: Doubt, learner: LearnerContext, vector: bytes
    ) -> Answer | None:
        ruling = await ruling_on(self.rulings, tenant, doubt)
        if ruling is not None and (ruling.kind is RulingKind.CORRECTION or overturns(ruling)):
            return None
        found = await self.known.find_alike(tenant, doubt, learner, vector)
        barred = found is not None and ruling is not None and bars(ruling, found)
        return None if barred else found

    async def keep(
        self, tenant: Tenant, doubt: Doubt, learner: LearnerContext, answer: Answer, vector: bytes
    ) -> None:
        await self.known.keep(tenant, doubt, learner, answer, vector)


@dataclass(frozen=True)
class RuledReasoner:
    """The reasoner, which does not solve again what a teacher has solved or withdrawn. It notes in
    which style an answer was explained."""

    reasoner: Reasoner
    rulings: Rulings
    exam_phrases: tuple[str, ...] = ()

    async def reason(
        self,
        tenant: Tenant,
        doubt: Doubt,
        learner: LearnerContext,
        passages: Sequence[Passage],
        sufficiency: Sufficiency | None = None,
    ) -> AsyncIterator[AnswerEvent]:
        ruling = await ruling_on(self.rulings, tenant, doubt)
        hinted = request_of(doubt, learner.policy).hinted
        leans = ruling is None and (hinted or is_about_former(doubt.question))
        if leans and await self._led_astray(tenant, doubt):
            yield AnswerRefused(FORMER_WRONG, ADVICE_WITHDRAWN)
            return
        if ruling is not None and not _is_exam(doubt, learner, self.exam_phrases):
            if hinted and overturns(ruling):
                yield AnswerRefused(NO_HINTS, ADVICE_WITHDRAWN)
                return
            if ruling.kind is RulingKind.CORRECTION and not hinted:
                yield AnswerText(ruling.text)
                yield AnswerReady(answer_of(ruling))
                return
        events = self.reasoner.reason(tenant, doubt, learner, passages, sufficiency)
        if ruling is not None and not hinted:
            events = _withheld(events, ruling)
        async with closing(events):
            async for event in events:
                if isinstance(event, AnswerReady):
                    yield replace(event, answer=replace(event.answer, style=learner.detail))
                else:
                    yield event

    async def _led_astray(self, tenant: Tenant, doubt: Doubt) -> bool:
        """Whether the thread is about a problem whose result a teacher has ruled out: the solver would
        explain its own way to it once more."""
        said = dict.fromkeys(
            turn.question for turn in (*doubt.turns[:1], *doubt.turns[-_LOOKED_AT:])
        )
        for question in said:
            asked = asked_first(question, doubt.subject)
            ruling = await self.rulings.on(tenant, asked) if asked is not None else None
            if ruling is not None and overturns(ruling):
                return True
        return False


async def _withheld(
    events: AsyncIterator[AnswerEvent], ruling: Ruling
) -> AsyncIterator[AnswerEvent]:
    """Nothing of an answer before it is known that the ruling lets it stand."""
    held: list[AnswerEvent] = []
    async with closing(events):
        async for event in events:
            if isinstance(event, Progress):
                yield event
                continue
            if isinstance(event, AnswerReady) and bars(ruling, event.answer):
                yield AnswerRefused(WITHDRAWN, ADVICE_WITHDRAWN)
                return
            held.append(event)
    for event in held:
        yield event


async def ruling_on(rulings: Rulings, tenant: Tenant, doubt: Doubt) -> Ruling | None:
    asked = asked_by(doubt)
    return None if asked is None else await rulings.on(tenant, asked)


def _is_exam(doubt: Doubt, learner: LearnerContext, phrases: tuple[str, ...]) -> bool:
    """A time in which the school allows no help at all counts as one."""
    exams = (*phrases, *learner.policy.exam_phrases)
    return learner.policy.closed or (bool(exams) and looks_like_exam(doubt.question, exams))
