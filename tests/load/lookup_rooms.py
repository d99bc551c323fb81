"""What `lookups` deploys: a process that stands for the gateway, the personalizer, and an echo."""

from __future__ import annotations

import asyncio
import itertools
import time
from bisect import bisect_left
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime
from random import Random
from typing import Any
from uuid import UUID

from fynq.deployments.personalizer import PersonalizerReplica, RemotePersonalizer
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.learner import EventKind, LearnerContext, LearningEvent
from fynq.personalization.freshness import Freshness
from fynq.personalization.lookups import Lookups
from fynq.storage.database import Database
from fynq.storage.learner_store import PostgresLearnerStore, PostgresLearningLog
from tests.load.arrivals import quantile

SKILLS = 60
_SKEW = 1.1
_WARM_UP = 1.0

Look = Callable[[UUID], Awaitable[object]]


class Crowd:
    """Draws students with a long tail: the n-th is asked for in proportion to 1/n^1.1."""

    def __init__(self, students: Sequence[UUID], seed: int) -> None:
        self._students = students
        self._random = Random(seed)
        weights = (1.0 / (n + 1) ** _SKEW for n in range(len(students)))
        self._until = list(itertools.accumulate(weights))

    def __call__(self) -> UUID:
        at = bisect_left(self._until, self._random.random() * self._until[-1])
        return self._students[min(at, len(self._students) - 1)]


async def looked_up(
    look: Look, then: Look | None, crowd: Crowd, users: int, seconds: float
) -> list[float]:
    """Seconds of each lookup, after a moment of warming up; `then` follows it without being timed."""
    taken: list[float] = []
    begin = time.monotonic()

    async def user() -> None:
        while (now := time.monotonic()) < begin + _WARM_UP + seconds:
            student = crowd()
            await look(student)
            if now >= begin + _WARM_UP:
                taken.append(time.monotonic() - now)
            if then is not None:
                await then(student)

    await asyncio.gather(*(user() for _ in range(users)))
    return taken


def figures(taken: list[float], seconds: float) -> dict[str, float]:
    ordered = sorted(taken)
    return {
        "lookups": len(ordered),
        "per_second": round(len(ordered) / seconds, 1),
        "p50_ms": round(1000 * quantile(ordered, 0.50), 2),
        "p95_ms": round(1000 * quantile(ordered, 0.95), 2),
        "p99_ms": round(1000 * quantile(ordered, 0.99), 2),
    }


class Gateway:
    """Stands for a gateway: holds the Remote, and users who do nothing but look students up."""

    def __init__(self, personalizer: Any, echo: Any, url: str) -> None:
        database = Database(url)
        self._room = personalizer
        self._personalizer = RemotePersonalizer(
            personalizer, 1, Freshness(PostgresLearnerStore(database))
        )
        self._echo = RemotePersonalizer(echo, 1)
        self._log = PostgresLearningLog(database)

    async def reference(
        self, tenant: Tenant, students: list[UUID], users: int, seconds: float
    ) -> Any:
        async def look(student: UUID) -> None:
            await self._echo.context(tenant, student, ())

        return figures(await looked_up(look, None, Crowd(students, 1), users, seconds), seconds)

    async def first(self, tenant: Tenant, students: list[UUID], users: int) -> Any:
        """Every student once: none of them is in memory yet."""
        waiting = list(students)
        taken: list[float] = []
        begin = time.monotonic()

        async def user() -> None:
            while waiting:
                now = time.monotonic()
                await self._personalizer.context(tenant, waiting.pop(), ())
                taken.append(time.monotonic() - now)

        await asyncio.gather(*(user() for _ in range(users)))
        return figures(taken, time.monotonic() - begin)

    async def lookups(
        self, tenant: Tenant, students: list[UUID], users: int, seconds: float, writes: float
    ) -> Any:
        """missed: lookups that did not know of an event that was acknowledged before."""
        r = Random(3)
        missed = written = 0

        async def look(student: UUID) -> None:
            await self._personalizer.context(tenant, student, ())

        async def learn(student: UUID) -> None:
            nonlocal missed, written
            if r.random() >= writes:
                return
            skill = f"s{r.randrange(SKILLS)}"
            known = await self._personalizer.context(tenant, student, (skill,))
            event = LearningEvent(
                new_id(), student, EventKind.ITEM_ANSWERED, (skill,), 1.0, datetime.now(UTC)
            )
            await self._log.record(tenant, [event])
            await self._personalizer.observe(tenant, student)
            written += 1
            after = await self._personalizer.context(tenant, student, (skill,))
            missed += after.abilities[skill] <= known.abilities.get(skill, -9.0)

        before = await self._room.lookups.remote()
        before.near, near = 0, self._personalizer.lookups.near
        replica, own_cpu = await self._room.seconds_of_cpu.remote(), time.process_time()
        taken = await looked_up(look, learn, Crowd(students, 2), users, seconds)
        after = await self._room.lookups.remote()
        after.near = self._personalizer.lookups.near - near
        looked = len(taken) * (_WARM_UP + seconds) / seconds
        replica = await self._room.seconds_of_cpu.remote() - replica
        own_cpu = time.process_time() - own_cpu
        own = Lookups(*(getattr(after, f.name) - getattr(before, f.name) for f in fields(Lookups)))
        return {
            **figures(taken, seconds),
            **asdict(own),
            "warm_share": round(own.warm_share, 4),
            "written": written,
            "missed": missed,
            "gateway_cpu_us": round(1e6 * own_cpu / looked),
            "replica_cpu_us": round(1e6 * replica / looked),
        }


class Timed(PersonalizerReplica):
    async def seconds_of_cpu(self) -> float:
        return time.process_time()


class Echo:
    """A replica that answers at once: what is left of a lookup is the hop."""

    async def contexts(self, questions: Sequence[Any]) -> list[Any]:
        return [LearnerContext()] * len(questions)
