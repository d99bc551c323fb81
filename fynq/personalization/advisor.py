"""What a student should practise next, where the student's state is warm."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID
from weakref import WeakValueDictionary

from fynq.domain.bridge import Gap
from fynq.domain.errors import NotFound
from fynq.domain.identifiers import Tenant
from fynq.domain.learner import Learner, LearnerContext
from fynq.domain.policy import zone_of
from fynq.domain.practice import Chosen, PlacementStanding, Purpose, Suggested, Wish
from fynq.personalization.bank import Bank, History, PracticeStore
from fynq.personalization.check_item import check_item
from fynq.personalization.circumstances import began, exam_of, goal_of, minutes_of
from fynq.personalization.lookups import Lookups
from fynq.personalization.misconceptions import open_ones
from fynq.personalization.next_item import choose
from fynq.personalization.personalizer import Personalizer, Recalled
from fynq.personalization.placement import MOST_ASKED, newcomer, placement
from fynq.personalization.ports import Stamp
from fynq.personalization.probes import probes
from fynq.personalization.suggestion import Candidate, Probe, Situation, Suggestion

T = TypeVar("T")

_BANK_SECONDS = 30.0
"""How long the difficulties of a bank in memory are trusted; its items never longer than they are."""
_BANKS = 64
_PROBES = 8
"""Open misconceptions that a choice may look after."""
_AT_ONCE = 2_000
"""Candidates that are weighed on the event loop; more are in a thread."""


class Advisor:
    """Personalizer, Gaps and Recommender ports over one set of hot learners."""

    def __init__(self, personalizer: Personalizer, store: PracticeStore) -> None:
        self._personalizer = personalizer
        self._store = store
        self._banks: OrderedDict[Tenant, tuple[float, Bank]] = OrderedDict()
        self._locks: WeakValueDictionary[Tenant, asyncio.Lock] = WeakValueDictionary()

    async def context(self, tenant: Tenant, student: UUID, skills: Sequence[str]) -> LearnerContext:
        return await self._personalizer.context(tenant, student, skills)

    async def observe(self, tenant: Tenant, student: UUID) -> None:
        await self._personalizer.observe(tenant, student)

    async def recall(
        self, tenant: Tenant, student: UUID, skills: Sequence[str], stamp: Stamp | None = None
    ) -> Recalled:
        return await self._personalizer.recall(tenant, student, skills, stamp)

    async def gap(self, tenant: Tenant, student: UUID, skills: Sequence[str]) -> Gap | None:
        return await self._personalizer.gap(tenant, student, skills)

    @property
    def lookups(self) -> Lookups:
        return self._personalizer.lookups

    async def standing(self, tenant: Tenant, student: UUID) -> PlacementStanding:
        known, history = await asyncio.gather(
            self._personalizer.known(tenant, student), self._store.history(tenant, student)
        )
        return PlacementStanding(_needs_placement(known.learner, history), history.placement)

    async def suggest(self, tenant: Tenant, student: UUID, wish: Wish) -> Suggested:
        now, zone = datetime.now(UTC), zone_of(wish.zone)
        known, history = await asyncio.gather(
            self._personalizer.known(tenant, student),
            self._store.history(tenant, student, began(now, zone)),
        )
        if wish.skill is not None and wish.skill not in known.graph:
            raise NotFound("There is no such skill.", field="skill")
        bank = await self._bank(tenant, history.version)
        learner, graph, profile = known.learner, known.graph, known.profile
        situation = Situation(
            now=now,
            graph=graph,
            general=bank.general,
            edition=bank.edition,
            goal=wish.goal or goal_of(profile, history.asked, graph, now),
            exam=exam_of(profile, now, zone),
            minutes=minutes_of(profile, history.minutes, now)
            if wish.minutes is None
            else wish.minutes,
            probes=_probes(learner),
            lately=history.lately,
            excluded=frozenset(wish.skipped),
        )
        return await self._suggested(learner, bank, history, situation, wish)

    async def _suggested(
        self, learner: Learner, bank: Bank, history: History, situation: Situation, wish: Wish
    ) -> Suggested:
        if wish.purpose is Purpose.CHECK:
            about = bank.candidates(bank.of(wish.about), history, wish.kind)
            found = await _weighed(
                about, lambda: check_item(learner, about, wish.about, situation, wish.seed)
            )
            return _as_suggested(found, Purpose.CHECK, situation)
        items = bank.items if wish.skill is None else bank.of((wish.skill,))
        candidates = bank.candidates(items, history, wish.kind)
        placed = False
        if wish.skill is None and _needs_placement(learner, history):
            asked = history.placement.asked
            found = await _weighed(
                candidates, lambda: placement(learner, candidates, asked, situation, wish.seed)
            )
            if found is not None:
                return _as_suggested(found, Purpose.PLACEMENT, situation)
            placed = bool(candidates)
        found = await _weighed(
            candidates, lambda: choose(learner, candidates, situation, wish.seed)
        )
        return _as_suggested(found, Purpose.PRACTICE, situation, placed=placed)

    async def _bank(self, tenant: Tenant, version: int) -> Bank:
        held = self._banks.get(tenant)
        if held is None or _is_old(held, version):
            async with self._locks.setdefault(tenant, asyncio.Lock()):
                held = self._banks.get(tenant)
                if held is None or _is_old(held, version):
                    asked = time.monotonic()
                    held = self._banks[tenant] = (asked, await self._store.bank(tenant))
        self._banks.move_to_end(tenant)
        while len(self._banks) > _BANKS:
            self._banks.popitem(last=False)
        return held[1]


def _is_old(held: tuple[float, Bank], version: int) -> bool:
    return held[1].version < version or time.monotonic() - held[0] > _BANK_SECONDS


def _needs_placement(learner: Learner, history: History) -> bool:
    so_far = history.placement
    return so_far.ended is None and len(so_far.asked) <= MOST_ASKED and newcomer(learner)


def _probes(learner: Learner) -> Sequence[Probe]:
    """Where the student's open misconceptions would show."""
    found = open_ones(learner.misconceptions)[:_PROBES]
    return [Probe(state.slug, frozenset(probes(state))) for state in found]


async def _weighed(candidates: Sequence[Candidate], work: Callable[[], T]) -> T:
    return work() if len(candidates) <= _AT_ONCE else await asyncio.to_thread(work)


def _as_suggested(
    found: Suggestion | None, purpose: Purpose, situation: Situation, *, placed: bool = False
) -> Suggested:
    if found is None:
        return Suggested(purpose=purpose, placed=placed)
    names = {
        slug: situation.graph[slug].name
        for slug in (*found.item.skills, found.skill)
        if slug in situation.graph
    }
    chosen = Chosen(
        skill=found.skill,
        reason=found.why.value,
        sentence=found.sentence,
        expected=found.expected,
        figures=dict(found.figures),
        names=names,
    )
    return Suggested(found.item.slug, chosen, purpose, placed)
