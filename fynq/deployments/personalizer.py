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
from fynq.deployments.measures import LookupCounter
from fynq.deployments.replica import Replica, settings_of
from fynq.domain.bridge import Gap
from fynq.domain.errors import FynqError
from fynq.domain.identifiers import Tenant
from fynq.domain.learner import LearnerContext
from fynq.personalization.lookups import Lookups

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


class PersonalizerReplica(Replica[wiring.CountedRoom]):
    async def __init__(self, overrides: Mapping[str, Any]) -> None:  # type: ignore[misc]
        self._built = await wiring.build_personalizer(settings_of(overrides))
        self._counted = LookupCounter()

    async def contexts(
        self, questions: Sequence[ContextQuestion]
    ) -> list[LearnerContext | FynqError]:
        found = await asyncio.gather(
            *(outcome(ROOM, self.room.context(q.tenant, q.student, q.skills)) for q in questions)
        )
        self._counted.tell(self.room.lookups)
        return found

    async def gaps(self, questions: Sequence[ContextQuestion]) -> list[Gap | FynqError | None]:
        return await asyncio.gather(
            *(outcome(ROOM, self.room.gap(q.tenant, q.student, q.skills)) for q in questions)
        )

    async def lookups(self) -> Lookups:
        """Since this replica began."""
        return self.room.lookups

    async def observations(self, questions: Sequence[ObserveQuestion]) -> list[FynqError | None]:
        return await asyncio.gather(
            *(outcome(ROOM, self.room.observe(q.tenant, q.student)) for q in questions)
        )


class RemotePersonalizer:
    """The ports answering.Personalizer and Gaps over a handle. observe is applied exactly once by its
    contract, so every call may be repeated.

    buckets: students share messages by bucket, and a bucket has one replica: 1 where there is one
    replica, some more than there are replicas elsewhere.
    """

    def __init__(self, handle: DeploymentHandle[Any], buckets: int, seconds: float = 5.0) -> None:
        self._buckets = buckets
        self._contexts: list[Coalescer[ContextQuestion, LearnerContext]] = []
        self._gaps: list[Coalescer[ContextQuestion, Gap | None]] = []
        self._observations: list[Coalescer[ObserveQuestion, None]] = []
        for bucket in range(buckets):
            near = handle.options(session_id=f"students-{bucket}")
            self._contexts.append(Coalescer(ROOM, sender(near.contexts), seconds, repeatable=True))
            self._gaps.append(Coalescer(ROOM, sender(near.gaps), seconds, repeatable=True))
            self._observations.append(
                Coalescer(ROOM, sender(near.observations), 2 * seconds, repeatable=True)
            )

    async def context(self, tenant: Tenant, student: UUID, skills: Sequence[str]) -> LearnerContext:
        return await self._contexts[student.int % self._buckets](
            ContextQuestion(tenant, student, tuple(skills))
        )

    async def gap(self, tenant: Tenant, student: UUID, skills: Sequence[str]) -> Gap | None:
        return await self._gaps[student.int % self._buckets](
            ContextQuestion(tenant, student, tuple(skills))
        )

    async def observe(self, tenant: Tenant, student: UUID) -> None:
        await self._observations[student.int % self._buckets](ObserveQuestion(tenant, student))

    async def aclose(self) -> None:
        await asyncio.gather(
            *(each.aclose() for each in self._contexts),
            *(each.aclose() for each in self._gaps),
            *(each.aclose() for each in self._observations),
        )
