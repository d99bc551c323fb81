"""What the reasoner may know of a student, and how a student's events become beliefs."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from uuid import UUID
from weakref import WeakValueDictionary

from fynq.domain.bridge import Gap
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Skill
from fynq.domain.learner import LearnerContext, LearnerProfile
from fynq.personalization.bridging import gap_of
from fynq.personalization.freshness import Freshness
from fynq.personalization.learner_model import apply
from fynq.personalization.lookups import Lookups
from fynq.personalization.options import PersonalizationOptions
from fynq.personalization.ports import LearnerStore, StudentRecord, Update
from fynq.personalization.resolve import context_of, exam_in

_GRAPHS = 64


@dataclass(frozen=True, slots=True)
class _Held:
    """A student as read, and when that was asked for, on the monotonic clock."""

    record: StudentRecord
    asked: float


@dataclass(frozen=True, slots=True)
class _Graph:
    version: int
    skills: Mapping[str, Skill]


class Personalizer:
    """Personalizer port. One student's calls take turns; different students do not wait for each
    other. Storage holds the truth, and is asked at every call whether what is in memory is still so:
    what was acknowledged before a call, by whatever process, is in its reply. An outage of storage
    passes through as Unavailable."""

    def __init__(self, store: LearnerStore, options: PersonalizationOptions) -> None:
        self._store = store
        self._options = options
        self._freshness = Freshness(store)
        self._hot: OrderedDict[tuple[Tenant, UUID], _Held] = OrderedDict()
        self._locks: WeakValueDictionary[tuple[Tenant, UUID], asyncio.Lock] = WeakValueDictionary()
        self._graphs: OrderedDict[Tenant, _Graph] = OrderedDict()
        self._graph_locks: WeakValueDictionary[Tenant, asyncio.Lock] = WeakValueDictionary()
        self.lookups = Lookups()

    async def context(self, tenant: Tenant, student: UUID, skills: Sequence[str]) -> LearnerContext:
        """skills: what the doubt is about; () means the skills that the student met last."""
        record, graph = await self._known(tenant, student)
        profile = record.profile or LearnerProfile()
        return context_of(profile, record.learner, graph.skills, skills, datetime.now(UTC))

    async def gap(self, tenant: Tenant, student: UUID, skills: Sequence[str]) -> Gap | None:
        """The weakest uncertain foundation of these skills; None where nothing speaks for one."""
        record, graph = await self._known(tenant, student)
        now = datetime.now(UTC)
        exam = exam_in(record.profile, now) if record.profile else None
        return gap_of(record.learner, graph.skills, skills, now, exam)

    async def observe(self, tenant: Tenant, student: UUID) -> None:
        key = (tenant, student)
        async with self._lock(key):
            await self._fold(key)

    async def _fold(self, key: tuple[Tenant, UUID]) -> _Held:
        """Afterwards the student is warm again."""
        self._hot.pop(key, None)
        await self._store.apply_pending(*key, self._update())
        asked = time.monotonic()
        held = _Held(await self._store.student(*key), asked)
        self._keep(key, held)
        return held

    def _update(self) -> Update:
        return partial(apply, self._options)

    async def _known(self, tenant: Tenant, student: UUID) -> tuple[StudentRecord, _Graph]:
        key = (tenant, student)
        arrived = time.monotonic()
        held, graph = self._hot.get(key), self._graphs.get(tenant)
        if held is None or graph is None:
            self.lookups.cold += 1
            record = (await self._read(key, arrived)).record
            graph = self._graphs.get(tenant)
            if graph is None or graph.version < record.graph:
                graph = await self._graph(tenant, graph)
            return record, graph
        stamp = held.record.stamp
        other, others = await self._freshness.changed(tenant, student, stamp, graph.version)
        if others:
            graph = await self._graph(tenant, graph)
        if other:
            self.lookups.changed += 1
            held = await self._read(key, arrived)
        else:
            self.lookups.warm += 1
            if key in self._hot:
                self._hot.move_to_end(key)
        return held.record, graph

    async def _read(self, key: tuple[Tenant, UUID], arrived: float) -> _Held:
        """Unless somebody has read the student since the call arrived. Events that a crash left
        waiting are folded before anything is said of the student."""
        async with self._lock(key):
            held = self._hot.get(key)
            if held is not None and held.asked >= arrived:
                return held
            asked = time.monotonic()
            record = await self._store.student(*key)
            if record.waiting:
                return await self._fold(key)
            held = _Held(record, asked)
            self._keep(key, held)
            return held

    def _keep(self, key: tuple[Tenant, UUID], held: _Held) -> None:
        self._hot[key] = held
        self._hot.move_to_end(key)
        while len(self._hot) > max(self._options.hot_students, 1):
            self._hot.popitem(last=False)

    def _lock(self, key: tuple[Tenant, UUID]) -> asyncio.Lock:
        return self._locks.setdefault(key, asyncio.Lock())

    async def _graph(self, tenant: Tenant, outdated: _Graph | None) -> _Graph:
        """The school's skills, anew unless somebody has read them since `outdated`."""
        async with self._graph_locks.setdefault(tenant, asyncio.Lock()):
            known = self._graphs.get(tenant)
            if known is None or known is outdated:
                version, skills = await self._store.graph(tenant)
                known = _Graph(version, {skill.slug: skill for skill in skills})
                self._graphs[tenant] = known
            self._graphs.move_to_end(tenant)
            while len(self._graphs) > _GRAPHS:
                self._graphs.popitem(last=False)
            return known
