"""What AnswerDoubt needs of the other rooms. Plain objects, fakes and Remotes all have these shapes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from typing import Protocol
from uuid import UUID

from fynq.domain.chat import ChatModel, EmbeddingModel, Listed
from fynq.domain.doubt import (
    Answer,
    AnswerEvent,
    AnswerFailed,
    AnswerReady,
    AnswerRefused,
    Doubt,
)
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Citation, Found, Passage, Search, Sufficiency
from fynq.domain.learner import LearnerContext, LearningEvent
from fynq.domain.policy import SchoolPolicy
from fynq.domain.ruling import AnswerCheck


class DoubtLog(Protocol):
    """Each method is one short transaction."""

    async def open(self, tenant: Tenant, doubt: Doubt) -> None:
        """Stores the doubt as OPEN. Returns only when it is durable."""
        ...

    async def close(
        self,
        tenant: Tenant,
        doubt: Doubt,
        outcome: AnswerReady | AnswerRefused | AnswerFailed,
        events: Sequence[LearningEvent],
    ) -> bool:
        """Writes the outcome, its learning events and the outbox row together.

        Raises Recalled, and nothing is written, when a teacher has ruled this answer out. False, and nothing is written, when the doubt is no longer OPEN (cancelled meanwhile).
        """
        ...

    async def cancel(self, tenant: Tenant, doubt: UUID) -> bool:
        """OPEN → CANCELLED; False when it was not open."""
        ...


class Policies(Protocol):
    async def policy(self, tenant: Tenant) -> SchoolPolicy:
        """What the school allows; everything where it said nothing. Raises StorageUnavailable."""
        ...


class Personalizer(Protocol):
    async def context(
        self, tenant: Tenant, student: UUID, skills: Sequence[str]
    ) -> LearnerContext: ...

    async def observe(self, tenant: Tenant, student: UUID) -> None:
        """Applies the student's recorded events that are not applied yet, each exactly once.

        The new state is durable when this returns.
        """
        ...


class Retriever(Protocol):
    async def look_up(self, tenant: Tenant, search: Search) -> Found:
        """Best passages first, of this tenant only and what the search may see, none when nothing
        is near; and the query's vector, if one was needed."""
        ...


class Reasoner(Protocol):
    def reason(
        self,
        tenant: Tenant,
        doubt: Doubt,
        learner: LearnerContext,
        passages: Sequence[Passage],
        sufficiency: Sufficiency | None = None,
    ) -> AsyncIterator[AnswerEvent]:
        """Ends with exactly one terminal event. sufficiency: of the passages for the question; None
        where nobody judged it."""
        ...


class AnswerChecker(Protocol):
    async def check_answer(self, question: str, final: str) -> AnswerCheck:
        """What fynq's own checks say of somebody's answer to a question. Raises Unavailable."""
        ...


class KnownAnswers(Protocol):
    """Verified answers that this tenant already has. None while they cannot be looked at."""

    async def find(self, tenant: Tenant, doubt: Doubt, learner: LearnerContext) -> Answer | None:
        """To the same question, or to mathematics that reads the same."""
        ...

    async def find_alike(
        self, tenant: Tenant, doubt: Doubt, learner: LearnerContext, vector: bytes
    ) -> Answer | None:
        """To a question that asks the same in other words. vector: as in Found."""
        ...

    async def keep(
        self, tenant: Tenant, doubt: Doubt, learner: LearnerContext, answer: Answer, vector: bytes
    ) -> None:
        """Keeps a verified answer to a first question; passes over any other."""
        ...


class Sources(Protocol):
    async def unchanged(self, tenant: Tenant, cited: Collection[Citation]) -> bool:
        """Every document is there, at the cited revision, and students may see what is cited."""
        ...


class Recall(Protocol):
    async def forget(self, tenant: Tenant, doubt: UUID) -> None:
        """The answer that this doubt got, as the first or from another, is served to nobody again.

        Raises CacheUnavailable when it may still be.
        """
        ...


class ModelGateway(ChatModel, EmbeddingModel, Protocol):
    """The router, as callers of single models see it."""

    async def catalog(self) -> Sequence[Listed]:
        """What may be asked for by name: models, then policies."""
        ...
