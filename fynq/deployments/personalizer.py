"""The personalizer: one student's calls reach one replica, where the state is warm."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
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
from fynq.domain.practice import PlacementStanding, Suggested, Wish
from fynq.personalization.freshness import Freshness
from fynq.personalization.lookups import Lookups
from fynq.personalization.personalizer import Recalled
from fynq.personalization.ports import Stamp
from fynq.personalization.resolve import at_this_moment

ROOM = "personalizer"
_NEAR = 4_096
"""Students that a gateway keeps at hand."""
_TOLD_EVERY = 64


@dataclass(frozen=True, slots=True)
class ContextQuestion:
    """stamp: the student's, as the caller has just seen it; None without."""

    tenant: Tenant
    student: UUID
    skills: tuple[str, ...]
    stamp: Stamp | None = None


@dataclass(frozen=True, slots=True)
class ObserveQuestion:
    tenant: Tenant
    student: UUID
    recalls: bool = False


@dataclass(frozen=True, slots=True)
class SuggestQuestion:
    tenant: Tenant
    student: UUID
    wish: Wish


@dataclass(frozen=True, slots=True)
class StandingQuestion:
    tenant: Tenant
    student: UUID


class PersonalizerReplica(Replica[wiring.RecallingRoom]):
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

    async def recalls(self, questions: Sequence[ContextQuestion]) -> list[Recalled | FynqError]:
        """From memory where the student is there; see RemotePersonalizer."""
        found = await asyncio.gather(
            *(
                outcome(ROOM, self.room.recall(q.tenant, q.student, q.skills, q.stamp))
                for q in questions
            )
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

    async def observations(
        self, questions: Sequence[ObserveQuestion]
    ) -> list[Recalled | FynqError | None]:
        """With the student as it is now, where somebody will look the student up again."""
        return await asyncio.gather(*(outcome(ROOM, self._observed(q)) for q in questions))

    async def _observed(self, question: ObserveQuestion) -> Recalled | None:
        tenant, student = question.tenant, question.student
        await self.room.observe(tenant, student)
        return await self.room.recall(tenant, student, ()) if question.recalls else None

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
    """The ports Personalizer, Gaps and Recommender over a handle. observe is applied exactly once by its
    contract, and the others change nothing, so every call may be repeated.

    buckets: students share messages by bucket, and a bucket has one replica: 1 where there is one
    replica, some more than there are replicas elsewhere.

    freshness: where the stamps of students can be had. Then what was last heard of a student is kept
    here as well, also after an observe, and a lookup needs no replica where the stamp is still the
    same. Where nothing is kept, the replica is asked for what it remembers and storage for the stamp,
    both at once.
    """

    def __init__(
        self,
        handle: DeploymentHandle[Any],
        buckets: int,
        freshness: Freshness | None = None,
        seconds: float = 5.0,
    ) -> None:
        self._buckets = buckets
        self._freshness = freshness
        self._near: OrderedDict[tuple[Tenant, UUID], Recalled] = OrderedDict()
        self._counted = LookupCounter() if freshness is not None else None
        self.lookups = Lookups()
        self._contexts: list[Coalescer[ContextQuestion, LearnerContext]] = []
        self._recalls: list[Coalescer[ContextQuestion, Recalled]] = []
        self._gaps: list[Coalescer[ContextQuestion, Gap | None]] = []
        self._observations: list[Coalescer[ObserveQuestion, Recalled | None]] = []
        self._suggestions: list[Coalescer[SuggestQuestion, Suggested]] = []
        self._standings: list[Coalescer[StandingQuestion, PlacementStanding]] = []
        for bucket in range(buckets):
            near = handle.options(session_id=f"students-{bucket}")
            self._contexts.append(Coalescer(ROOM, sender(near.contexts), seconds, repeatable=True))
            self._recalls.append(Coalescer(ROOM, sender(near.recalls), seconds, repeatable=True))
            self._gaps.append(Coalescer(ROOM, sender(near.gaps), seconds, repeatable=True))
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
        bucket = student.int % self._buckets
        question = ContextQuestion(tenant, student, tuple(skills))
        if self._freshness is None:
            return await self._contexts[bucket](question)
        ask = self._recalls[bucket]
        recalled = self._near.get((tenant, student)) if not skills else None
        if recalled is not None:
            stamp = await self._freshness.stamp(tenant, student)
            if recalled.stamp == stamp:
                self._hit((tenant, student))
                return at_this_moment(recalled.context, recalled.profile, datetime.now(UTC))
        else:
            recalled, stamp = await _both(ask(question), self._freshness.stamp(tenant, student))
        if recalled.stamp != stamp:
            recalled = await ask(replace(question, stamp=stamp))
        if not skills:
            self._keep(tenant, student, recalled)
        return recalled.context

    async def observe(self, tenant: Tenant, student: UUID) -> None:
        keeps = self._freshness is not None
        recalled = await self._observations[student.int % self._buckets](
            ObserveQuestion(tenant, student, keeps)
        )
        if recalled is not None:
            self._keep(tenant, student, recalled)

    def _hit(self, key: tuple[Tenant, UUID]) -> None:
        if key in self._near:
            self._near.move_to_end(key)
        self.lookups.near += 1
        if self._counted is not None and self.lookups.near % _TOLD_EVERY == 0:
            self._counted.tell(self.lookups)

    def _keep(self, tenant: Tenant, student: UUID, recalled: Recalled) -> None:
        self._near[tenant, student] = recalled
        self._near.move_to_end((tenant, student))
        while len(self._near) > _NEAR:
            self._near.popitem(last=False)

    async def gap(self, tenant: Tenant, student: UUID, skills: Sequence[str]) -> Gap | None:
        return await self._gaps[student.int % self._buckets](
            ContextQuestion(tenant, student, tuple(skills))
        )

    async def suggest(self, tenant: Tenant, student: UUID, wish: Wish) -> Suggested:
        return await self._suggestions[student.int % self._buckets](
            SuggestQuestion(tenant, student, wish)
        )

    async def standing(self, tenant: Tenant, student: UUID) -> PlacementStanding:
        return await self._standings[student.int % self._buckets](StandingQuestion(tenant, student))

    async def aclose(self) -> None:
        await asyncio.gather(
            *(each.aclose() for each in self._contexts),
            *(each.aclose() for each in self._recalls),
            *(each.aclose() for each in self._gaps),
            *(each.aclose() for each in self._observations),
            *(each.aclose() for each in self._suggestions),
            *(each.aclose() for each in self._standings),
        )


async def _both(
    one: Coroutine[Any, Any, Recalled], other: Awaitable[Stamp]
) -> tuple[Recalled, Stamp]:
    """Whichever fails first ends the other."""
    asked = asyncio.ensure_future(one)
    try:
        stamp = await other
        return await asked, stamp
    finally:
        asked.cancel()
