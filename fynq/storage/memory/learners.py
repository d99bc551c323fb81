"""Learners, the log behind them and calibrations in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from fynq.answering.evidence import EvidenceKind
from fynq.domain.errors import NotFound
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Skill
from fynq.domain.learner import EventKind, Learner, LearnerProfile, LearningEvent
from fynq.personalization.claims import voids
from fynq.personalization.folding import folded
from fynq.personalization.learner_model import things, topics, unmet
from fynq.personalization.ports import (
    Difficulties,
    Edition,
    Meeting,
    Replay,
    Standing,
    Thing,
    Update,
)
from fynq.personalization.replay import in_order, replayed
from fynq.storage.memory.contents import Contents, storable
from fynq.storage.memory.learning import MemoryCurriculum


def add_event(contents: Contents, tenant: Tenant, event: LearningEvent) -> None:
    """Idempotent by its id. What a student makes of the item after a doubt is weighed."""
    contents.events.setdefault((tenant, event.id), event)
    if event.kind is EventKind.ITEM_ANSWERED and event.doubt is not None:
        ask_to_weigh(contents, tenant, EvidenceKind.NEXT_ITEM, event.id, event.doubt, event.student)


def ask_to_weigh(
    contents: Contents,
    tenant: Tenant,
    kind: EvidenceKind,
    evidence: UUID,
    doubt: UUID,
    student: UUID,
) -> None:
    payload = {
        "kind": kind.value,
        "id": str(evidence),
        "doubt": str(doubt),
        "student": str(student),
    }
    if (tenant, "weigh", payload) not in contents.jobs:
        contents.jobs.append((tenant, "weigh", payload))


@dataclass(frozen=True)
class MemoryLearnerStore:
    contents: Contents

    async def learner(self, tenant: Tenant, student: UUID) -> tuple[Learner, bool]:
        learner = self.contents.learners.get((tenant, student), Learner())
        return learner, bool(self._pending(tenant, student))

    async def apply_pending(self, tenant: Tenant, student: UUID, update: Update) -> Learner:
        pending = self._pending(tenant, student)
        learner, _ = await self.learner(tenant, student)
        edition = self.contents.editions.get(tenant, [Edition()])[-1]
        difficulties = {}
        for thing in (thing for event in pending for thing in things(event)):
            standing = self.contents.standings.get((tenant, thing))
            difficulties[thing] = replace(standing.now) if standing else unmet(thing)
        pending.sort(key=lambda event: (event.at, event.id))
        history = await MemoryLearningLog(self.contents).history(tenant, student)
        told = [event for event, _ in history] + pending
        void = voids([event for event in told if event.kind is EventKind.CORRECTED])
        if any(event.kind is EventKind.CORRECTED for event in pending):
            editions = await MemoryCalibrations(self.contents).editions(tenant)
            learner = replayed(history, editions, void)
        learner, met = folded(learner, pending, void, update, difficulties, edition)
        if pending:
            self.contents.learners[tenant, student] = learner
        self.contents.met.update({(tenant, event.id): meeting for event, meeting in met})
        for thing, now in difficulties.items():
            former = self.contents.standings.get((tenant, thing))
            self.contents.standings[tenant, thing] = (
                replace(former, now=now) if former else Standing(now, unmet(thing), edition.version)
            )
        return learner

    async def profile(self, tenant: Tenant, student: UUID) -> LearnerProfile | None:
        return self.contents.profiles.get((tenant, student))

    async def skills(self, tenant: Tenant) -> Sequence[Skill]:
        return await MemoryCurriculum(self.contents).skills(tenant)

    def _pending(self, tenant: Tenant, student: UUID) -> list[LearningEvent]:
        return [
            event
            for key, event in self.contents.events.items()
            if key[0] == tenant and event.student == student and key not in self.contents.met
        ]


@dataclass(frozen=True)
class MemoryLearningLog:
    contents: Contents

    async def record(self, tenant: Tenant, events: Sequence[LearningEvent]) -> None:
        storable(events)
        if any((tenant, event.student) not in self.contents.accounts for event in events):
            raise NotFound("Something that this refers to is not there.")
        for event in events:
            add_event(self.contents, tenant, event)

    async def history(
        self, tenant: Tenant, student: UUID
    ) -> Sequence[tuple[LearningEvent, Meeting]]:
        own = [
            (self.contents.events[key], meeting)
            for key, meeting in self.contents.met.items()
            if key[0] == tenant and self.contents.events[key].student == student
        ]
        return sorted(own, key=lambda one: one[1].turn)

    async def restore(self, tenant: Tenant, student: UUID, replay: Replay) -> Learner:
        history = await self.history(tenant, student)
        learner = replay(history, await MemoryCalibrations(self.contents).editions(tenant))
        if history:
            self.contents.learners[tenant, student] = learner
        return learner


@dataclass(frozen=True)
class MemoryCalibrations:
    contents: Contents

    async def publish(
        self, tenant: Tenant, edition: Edition, difficulties: Difficulties
    ) -> Edition:
        kept = self.contents.editions.setdefault(tenant, [Edition()])
        published = replace(edition, version=kept[-1].version + 1)
        kept.append(published)
        for thing, given in difficulties.items():
            start = replace(given, answers=0)
            self.contents.standings[tenant, thing] = Standing(
                replace(start), start, published.version
            )
        return published

    async def editions(self, tenant: Tenant) -> Mapping[int, Edition]:
        kept = self.contents.editions.get(tenant, [Edition()])
        return {edition.version: edition for edition in kept}

    async def standings(self, tenant: Tenant) -> Mapping[Thing, Standing]:
        return {
            thing: replace(standing, now=replace(standing.now))
            for (owner, thing), standing in self.contents.standings.items()
            if owner == tenant
        }

    async def met(
        self, tenant: Tenant, thing: Thing, version: int
    ) -> Sequence[tuple[LearningEvent, Meeting]]:
        found = []
        for key, meeting in self.contents.met.items():
            event = self.contents.events[key]
            counted = meeting.amount > 0.0 and event.kind is EventKind.ITEM_ANSWERED
            of_it = thing[1] == event.item if thing[0] == "item" else thing[1] in topics(event)
            if key[0] == tenant and meeting.version >= version and counted and of_it:
                found.append((event, meeting))
        return in_order(thing, found)
