"""The personalizer: one student's calls reach one replica, where the state is warm."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ray.serve.handle import DeploymentHandle

from fynq import wiring
from fynq.deployments.calls import sender
from fynq.deployments.coalesce import Coalescer, outcome
from fynq.deployments.replica import Replica, settings_of
from fynq.domain.errors import FynqError
from fynq.domain.identifiers import Tenant
from fynq.domain.learner import LearnerContext
from fynq.domain.practice import PlacementStanding, Suggested, Wish

ROOM = "personalizer"


@dataclass(frozen=True, slots=True)
class ContextQuestion:
    tenant: Tenant
    student: UUID
    skills: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ObserveQuestion:
    tenant: Tenant
    student: UUID


@dataclass(frozen=True, slots=True)
class SuggestQuestion:
    tenant: Tenant
    student: UUID
    wish: Wish


@dataclass(frozen=True, slots=True)
class StandingQuestion:
    tenant: Tenant
    student: UUID


class PersonalizerReplica(Replica[wiring.LearnerRoom]):
    async def __init__(self, overrides: Mapping[str, Any]) -> None:  # type: ignore[misc]
        self._built = await wiring.build_personalizer(settings_of(overrides))

    async def contexts(
        self, questions: Sequence[ContextQuestion]
    ) -> list[LearnerContext | FynqError]:
        return await asyncio.gather(
            *(outcome(ROOM, self.room.context(q.tenant, q.student, q.skills)) for q in questions)
        )

    async def observations(self, questions: Sequence[ObserveQuestion]) -> list[FynqError | None]:
        return await asyncio.gather(
            *(outcome(ROOM, self.room.observe(q.tenant, q.student)) for q in questions)
        )

    async def suggestions(
        self, questions: Sequence[SuggestQuestion]
    ) -> list[Suggested | FynqError]:
        return await asyncio.gather(
            *(outcome(ROOM, self.room.suggest(q.tenant, q.student, q.wish)) for q in questions)
        )

    async def standings(
        self, questions: Sequence[StandingQuestion]
    ) -> list[PlacementStanding | FynqError]:
        return await asyncio.gather(
            *(outcome(ROOM, self.room.standing(q.tenant, q.student)) for q in questions)
        )


class RemotePersonalizer:
    """The ports Personalizer and Recommender over a handle. observe is applied exactly once by its
    contract, and the others change nothing, so every call may be repeated.

    buckets: students share messages by bucket, and a bucket has one replica: 1 where there is one
    replica, some more than there are replicas elsewhere.
    """

    def __init__(self, handle: DeploymentHandle[Any], buckets: int, seconds: float = 5.0) -> None:
        self._buckets = buckets
        self._contexts: list[Coalescer[ContextQuestion, LearnerContext]] = []
        self._observations: list[Coalescer[ObserveQuestion, None]] = []
        self._suggestions: list[Coalescer[SuggestQuestion, Suggested]] = []
        self._standings: list[Coalescer[StandingQuestion, PlacementStanding]] = []
        for bucket in range(buckets):
            near = handle.options(session_id=f"students-{bucket}")
            self._contexts.append(Coalescer(ROOM, sender(near.contexts), seconds, repeatable=True))
            self._observations.append(
                Coalescer(ROOM, sender(near.observations), 2 * seconds, repeatable=True)
            )
            self._suggestions.append(
                Coalescer(ROOM, sender(near.suggestions), seconds, batch=16, repeatable=True)
            )
            self._standings.append(
                Coalescer(ROOM, sender(near.standings), seconds, repeatable=True)
            )

    async def context(self, tenant: Tenant, student: UUID, skills: Sequence[str]) -> LearnerContext:
        return await self._contexts[student.int % self._buckets](
            ContextQuestion(tenant, student, tuple(skills))
        )

    async def observe(self, tenant: Tenant, student: UUID) -> None:
        await self._observations[student.int % self._buckets](ObserveQuestion(tenant, student))

    async def suggest(self, tenant: Tenant, student: UUID, wish: Wish) -> Suggested:
        return await self._suggestions[student.int % self._buckets](
            SuggestQuestion(tenant, student, wish)
        )

    async def standing(self, tenant: Tenant, student: UUID) -> PlacementStanding:
        return await self._standings[student.int % self._buckets](StandingQuestion(tenant, student))

    async def aclose(self) -> None:
        await asyncio.gather(
            *(each.aclose() for each in self._contexts),
            *(each.aclose() for each in self._observations),
            *(each.aclose() for each in self._suggestions),
            *(each.aclose() for each in self._standings),
        )
