"""The life of a doubt. Read this file to understand fynq."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import structlog

from fynq.answering.check_items import Checks, no_checks
from fynq.answering.concerning import concerning
from fynq.answering.deadline import within
from fynq.answering.learning import events_of
from fynq.answering.ports import (
    DoubtLog,
    KnownAnswers,
    Personalizer,
    Policies,
    Reasoner,
    Retriever,
    Sources,
)
from fynq.answering.rulings import Recalled
from fynq.answering.single_flight import SingleFlight
from fynq.domain.doubt import (
    TERMINAL,
    AnswerEvent,
    AnswerFailed,
    AnswerReady,
    AnswerRefused,
    AnswerRestarted,
    Doubt,
    Progress,
    Verification,
)
from fynq.domain.errors import FynqError, RoomUnavailable, Unavailable
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Citation, Found, Search
from fynq.domain.learner import LearnerContext
from fynq.domain.streams import closing

log = structlog.get_logger()

Outcome = AnswerReady | AnswerRefused | AnswerFailed
_TRIES = 2
"""At an answer whose sources change while it is worked out."""


@dataclass(frozen=True)
class AnswerDoubt:
    """seconds: the time budget of one doubt; passages: how many a search returns. sources: looked
    at before an answer that cites is given, because a source may go while it is worked out. around:
    whether models read what stands around the passages. checks: adds the item that ends a resolved
    doubt."""

    doubts: DoubtLog
    personalizer: Personalizer
    retriever: Retriever
    reasoner: Reasoner
    known: KnownAnswers
    policies: Policies
    seconds: float = 60.0
    passages: int = 6
    together: SingleFlight = field(default_factory=SingleFlight)
    sources: Sources | None = None
    around: bool = False
    checks: Checks = no_checks

    async def __call__(self, tenant: Tenant, doubt: Doubt) -> AsyncGenerator[AnswerEvent, None]:
        """Yields the events of one doubt; the last is the only terminal one.

        The doubt is durable before the first event. Raises StorageUnavailable if the doubt or its
        outcome cannot be stored; every other failure is an AnswerFailed event. Closing the
        generator early, as when the client leaves, cancels the doubt.
        """
        try:
            await self.doubts.open(tenant, doubt)
            async with closing(self._events(tenant, doubt)) as events:
                async for event in events:
                    if isinstance(event, TERMINAL):
                        async for last in self._settled(tenant, doubt, event):
                            yield last
                        break
                    yield event
        except (GeneratorExit, asyncio.CancelledError):
            await asyncio.shield(self.doubts.cancel(tenant, doubt.id))
            raise
        await self._learn(tenant, doubt)

    async def _settled(
        self, tenant: Tenant, doubt: Doubt, event: Outcome
    ) -> AsyncGenerator[AnswerEvent, None]:
        """The outcome once it is durable; another where a teacher ruled it out just now."""
        outcome = await self.checks(tenant, doubt, event)
        try:
            kept = await self.doubts.close(tenant, doubt, outcome, events_of(doubt, outcome))
        except Recalled as recalled:
            yield AnswerRestarted()
            async for last in self._settled(tenant, doubt, recalled.instead):
                yield last
            return
        yield outcome if kept else AnswerFailed("cancelled", "Cancelled.", False)

    async def _events(self, tenant: Tenant, doubt: Doubt) -> AsyncGenerator[AnswerEvent, None]:
        """The events of `_answer`, with whatever goes wrong turned into a terminal one."""
        failure: FynqError = RoomUnavailable("The reasoner stopped without an answer.")
        try:
            async with closing(within(self.seconds, self._answer(tenant, doubt))) as events:
                async for event in events:
                    yield event
        except FynqError as error:
            failure = error
        except Exception:
            log.exception("doubt_broke", doubt=str(doubt.id))
            failure = FynqError("Something went wrong inside fynq.")
        log.warning("doubt_failed", doubt=str(doubt.id), code=failure.code)
        yield AnswerFailed(failure.code, failure.detail or failure.title, failure.retryable)

    async def _answer(self, tenant: Tenant, doubt: Doubt) -> AsyncGenerator[AnswerEvent, None]:
        yield Progress("understanding")
        learner = await self._learner(tenant, doubt)
        known = await self.known.find(tenant, doubt, learner)
        if known is not None:
            yield AnswerReady(known)
            return
        solve = partial(self._solve, tenant, doubt, learner)
        async with closing(self.together(tenant, doubt, learner, solve)) as events:
            async for event in events:
                yield event

    async def _solve(
        self, tenant: Tenant, doubt: Doubt, learner: LearnerContext
    ) -> AsyncGenerator[AnswerEvent, None]:
        """Once more where a source that the answer cites was revised or removed meanwhile."""
        for _ in range(_TRIES):
            stood = True
            async with closing(self._once(tenant, doubt, learner)) as events:
                async for event in events:
                    stood = await self._stands(tenant, event)
                    if not stood:
                        break
                    yield event
            if stood:
                return
            yield AnswerRestarted()
        raise Unavailable("The sources of the answer are changing. Ask again.")

    async def _once(
        self, tenant: Tenant, doubt: Doubt, learner: LearnerContext
    ) -> AsyncGenerator[AnswerEvent, None]:
        yield Progress("retrieving")
        found, missing = await self._found(tenant, doubt)
        known = await self.known.find_alike(tenant, doubt, learner, found.vector)
        if known is not None:
            yield AnswerReady(known)
            return
        reasoned = self.reasoner.reason(tenant, doubt, learner, found.passages, found.sufficiency)
        async with closing(reasoned) as events:
            async for event in events:
                if isinstance(event, AnswerReady) and event.answer.status is Verification.VERIFIED:
                    await self.known.keep(tenant, doubt, learner, event.answer, found.vector)
                if isinstance(event, AnswerRefused) and missing is not None:
                    raise missing
                yield event

    async def _stands(self, tenant: Tenant, event: AnswerEvent) -> bool:
        """Whether all that a terminal event cites is still so."""
        cited: Sequence[Citation] = ()
        if isinstance(event, AnswerReady):
            cited = event.answer.citations
        elif isinstance(event, AnswerRefused):
            cited = event.citations
        if self.sources is None or not cited:
            return True
        return await self.sources.unchanged(tenant, cited)

    async def _learner(self, tenant: Tenant, doubt: Doubt) -> LearnerContext:
        """Without its learner a doubt is still answered, but never without the school's policy."""
        policy = await self.policies.policy(tenant)
        try:
            learner = await self.personalizer.context(tenant, doubt.student, ())
        except Unavailable:
            log.warning("answering_without_learner", doubt=str(doubt.id))
            learner = LearnerContext()
        return await concerning(doubt, replace(learner, policy=policy))

    async def _found(self, tenant: Tenant, doubt: Doubt) -> tuple[Found, Unavailable | None]:
        """Without sources mathematics is still answered, but a refusal would not be honest."""
        try:
            search = Search(doubt.question, self.passages, around=self.around)
            return await self.retriever.look_up(tenant, search), None
        except Unavailable as error:
            log.warning("answering_without_sources", doubt=str(doubt.id))
            return Found(), error

    async def _learn(self, tenant: Tenant, doubt: Doubt) -> None:
        try:
            await self.personalizer.observe(tenant, doubt.student)
        except Unavailable:
            log.warning("learning_later", doubt=str(doubt.id))
