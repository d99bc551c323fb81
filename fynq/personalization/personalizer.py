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

from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Skill
from fynq.domain.learner import Learner, LearnerContext, LearnerProfile
from fynq.personalization.learner_model import apply
from fynq.personalization.misconceptions import believed
from fynq.personalization.options import PersonalizationOptions
from fynq.personalization.ports import LearnerStore, Update
from fynq.personalization.prerequisites import ancestors, weak
from fynq.personalization.readiness import due

HOT_SECONDS = 10.0
"""How long a state in memory is trusted: another replica may have learned of the student since."""
_GRAPH_SECONDS = 30.0
_GRAPHS = 64
_RECENT = 3
_WEAK = 5
_ABILITIES = 32
_DUE = 5
_MISCONCEPTIONS = 5


@dataclass(frozen=True, slots=True)
class _Held:
    """A value and when it was asked for, on the monotonic clock."""

    value: Learner
    asked: float


@dataclass(frozen=True, slots=True)
class Known:
    """A student with what waited folded in, and the school's skills by slug."""

    learner: Learner
    graph: Mapping[str, Skill]


class Personalizer:
    """Personalizer port. One student's calls take turns; different students do not wait for each
    other. Storage holds the truth: what is in memory is never older than the student's last
    observe() here, and after a failed one it is read again. An outage of storage passes through as
    Unavailable."""

    def __init__(self, store: LearnerStore, options: PersonalizationOptions) -> None:
        self._store = store
        self._options = options
        self._hot: OrderedDict[tuple[Tenant, UUID], _Held] = OrderedDict()
        self._locks: WeakValueDictionary[tuple[Tenant, UUID], asyncio.Lock] = WeakValueDictionary()
        self._graphs: OrderedDict[Tenant, tuple[float, Mapping[str, Skill]]] = OrderedDict()

    async def context(self, tenant: Tenant, student: UUID, skills: Sequence[str]) -> LearnerContext:
        """skills: what the doubt is about; () means the skills that the student met last."""
        learner = await self._learner(tenant, student)
        profile = await self._store.profile(tenant, student) or LearnerProfile()
        about = tuple(dict.fromkeys(skills)) or _recent(learner)
        foundations = ancestors(about, await self._graph(tenant)) if about else []
        met = dict.fromkeys(slug for slug in (*about, *foundations) if slug in learner.skills)
        states = {slug: learner.whole(slug) for slug in met}
        shown = list(states)[:_ABILITIES]
        return LearnerContext(
            level=level_of(profile.grade),
            language=profile.language or "en",
            detail=profile.detail or "normal",
            weak_prerequisites=tuple(weak(foundations, states, _WEAK)),
            abilities={slug: states[slug].ability for slug in shown},
            mastered=tuple(slug for slug in shown if states[slug].mastered),
            due=tuple(due(learner.skills.values(), datetime.now(UTC), _DUE)),
            misconceptions=believed(learner.misconceptions, _MISCONCEPTIONS),
        )

    async def known(self, tenant: Tenant, student: UUID, skill: str | None = None) -> Known:
        """skill: the graph is read again where it is not in it."""
        graph = await self._graph(tenant)
        if skill is not None and skill not in graph:
            graph = await self._graph(tenant, fresh=True)
        return Known(await self._learner(tenant, student), graph)

    async def observe(self, tenant: Tenant, student: UUID) -> None:
        key = (tenant, student)
        async with self._lock(key):
            await self._fold(key)

    async def _fold(self, key: tuple[Tenant, UUID]) -> _Held:
        self._hot.pop(key, None)
        asked = time.monotonic()
        learner = await self._store.apply_pending(*key, self._update())
        held = _Held(learner, asked)
        self._keep(key, held)
        return held

    def _update(self) -> Update:
        return partial(apply, self._options)

    async def _learner(self, tenant: Tenant, student: UUID) -> Learner:
        key = (tenant, student)
        held = self._hot.get(key)
        if held is None or time.monotonic() - held.asked > HOT_SECONDS:
            async with self._lock(key):
                held = self._hot.get(key)
                if held is None or time.monotonic() - held.asked > HOT_SECONDS:
                    held = await self._read(key)
        if key in self._hot:
            self._hot.move_to_end(key)
        return held.value

    async def _read(self, key: tuple[Tenant, UUID]) -> _Held:
        """Events that a crash left waiting are folded before anything is said of the student."""
        asked = time.monotonic()
        learner, waiting = await self._store.learner(*key)
        if waiting:
            return await self._fold(key)
        held = _Held(learner, asked)
        self._keep(key, held)
        return held

    def _keep(self, key: tuple[Tenant, UUID], held: _Held) -> None:
        self._hot[key] = held
        self._hot.move_to_end(key)
        while len(self._hot) > max(self._options.hot_students, 1):
            self._hot.popitem(last=False)

    def _lock(self, key: tuple[Tenant, UUID]) -> asyncio.Lock:
        return self._locks.setdefault(key, asyncio.Lock())

    async def _graph(self, tenant: Tenant, *, fresh: bool = False) -> Mapping[str, Skill]:
        """At most half a minute old; with `fresh` as it is now."""
        known = None if fresh else self._graphs.get(tenant)
        if known is not None and time.monotonic() - known[0] < _GRAPH_SECONDS:
            return known[1]
        asked = time.monotonic()
        graph = {skill.slug: skill for skill in await self._store.skills(tenant)}
        self._graphs[tenant] = (asked, graph)
        self._graphs.move_to_end(tenant)
        while len(self._graphs) > _GRAPHS:
            self._graphs.popitem(last=False)
        return graph


def level_of(grade: int | None) -> str:
    """School years to 'primary' (1 to 5), 'middle' (6 to 8), 'high' (9 to 12), 'college'."""
    if grade is None:
        return "high"
    for last, level in ((5, "primary"), (8, "middle"), (12, "high")):
        if grade <= last:
            return level
    return "college"


def _recent(learner: Learner) -> tuple[str, ...]:
    newest = sorted(learner.skills.values(), key=lambda state: state.updated_at, reverse=True)
    return tuple(state.skill for state in newest[:_RECENT])
