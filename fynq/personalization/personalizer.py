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
from fynq.domain.learner import Learner, LearnerContext, LearnerProfile
from fynq.personalization.bridging import gap_of
from fynq.personalization.freshness import Freshness
from fynq.personalization.learner_model import apply
from fynq.personalization.lookups import Lookups
from fynq.personalization.options import PersonalizationOptions
from fynq.personalization.ports import LearnerStore, Stamp, StudentRecord, Update
from fynq.personalization.resolve import context_of, exam_in

_GRAPHS = 64


@dataclass(frozen=True, slots=True)
class _Held:
    """A student as read, and when that was asked for, on the monotonic clock."""

    record: StudentRecord
    asked: float


@dataclass(frozen=True, slots=True)
class Known:
    """A student with what waited folded in, and the school's skills by slug."""

    learner: Learner
    graph: Mapping[str, Skill]
    profile: LearnerProfile = LearnerProfile()


@dataclass(frozen=True, slots=True)
class _Graph:
    version: int
    skills: Mapping[str, Skill]


@dataclass(frozen=True, slots=True)
class _Known:
    record: StudentRecord
    graph: Mapping[str, Skill]


@dataclass(frozen=True, slots=True)
class Recalled:
    """A context as it is remembered, and the profile that is in it. It holds as long as the stamp is
    the student's."""

    context: LearnerContext
    profile: LearnerProfile
    stamp: Stamp


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
        return _recalled(await self._known(tenant, student), skills).context

    async def recall(
        self, tenant: Tenant, student: UUID, skills: Sequence[str], stamp: Stamp | None = None
    ) -> Recalled:
        """For callers who see to the stamp themselves. Without one, from memory where the student is
        there. stamp: the student's, as it was seen since the lookup began; then from memory only if
        it is the same there."""
        key = (tenant, student)
        arrived = time.monotonic()
        known = self._remembered(key)
        if known is None or stamp not in (None, known.record.stamp):
            self._count(known)
            known = await self._anew(key, arrived)
        else:
            self.lookups.warm += 1
        return _recalled(known, skills)

    async def known(self, tenant: Tenant, student: UUID) -> Known:
        found = await self._known(tenant, student)
        record = found.record
        return Known(record.learner, found.graph, record.profile or LearnerProfile())

    async def gap(self, tenant: Tenant, student: UUID, skills: Sequence[str]) -> Gap | None:
        """The weakest uncertain foundation of these skills; None where nothing speaks for one."""
        known = await self._known(tenant, student)
        now, record = datetime.now(UTC), known.record
        exam = exam_in(record.profile, now) if record.profile else None
        return gap_of(record.learner, known.graph, skills, now, exam)

    async def observe(self, tenant: Tenant, student: UUID) -> None:
        key = (tenant, student)
        async with self._lock(key):
            await self._fold(key)

    async def _fold(self, key: tuple[Tenant, UUID]) -> _Held:
        """Afterwards the student is warm again. What is held meanwhile has another stamp."""
        await self._store.apply_pending(*key, self._update())
        asked = time.monotonic()
        held = _Held(await self._store.student(*key), asked)
        self._keep(key, held)
        return held

    def _update(self) -> Update:
        return partial(apply, self._options)

    def _remembered(self, key: tuple[Tenant, UUID]) -> _Known | None:
        held, graph = self._hot.get(key), self._graphs.get(key[0])
        if held is None or graph is None or graph.version < held.record.graph:
            return None
        self._hot.move_to_end(key)
        return _Known(held.record, graph.skills)

    async def _known(self, tenant: Tenant, student: UUID) -> _Known:
        key = (tenant, student)
        arrived = time.monotonic()
        known = self._remembered(key)
        if known is not None:
            stamp = await self._freshness.stamp(tenant, student)
            if stamp == known.record.stamp:
                self.lookups.warm += 1
                return known
        self._count(known)
        return await self._anew(key, arrived)

    def _count(self, outdated: _Known | None) -> None:
        if outdated is None:
            self.lookups.cold += 1
        else:
            self.lookups.changed += 1

    async def _anew(self, key: tuple[Tenant, UUID], arrived: float) -> _Known:
        record = (await self._read(key, arrived)).record
        return _Known(record, (await self._graph(key[0], record.graph)).skills)

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

    async def _graph(self, tenant: Tenant, version: int) -> _Graph:
        """The school's skills, in this version or a later one."""
        async with self._graph_locks.setdefault(tenant, asyncio.Lock()):
            known = self._graphs.get(tenant)
            if known is None or known.version < version:
                found, skills = await self._store.graph(tenant)
                known = _Graph(found, {skill.slug: skill for skill in skills})
                self._graphs[tenant] = known
            self._graphs.move_to_end(tenant)
            while len(self._graphs) > _GRAPHS:
                self._graphs.popitem(last=False)
            return known


def _recalled(known: _Known, skills: Sequence[str]) -> Recalled:
    record = known.record
    profile = record.profile or LearnerProfile()
    context = context_of(profile, record.learner, known.graph, skills, datetime.now(UTC))
    return Recalled(context, profile, record.stamp)
