"""An in-memory twin of what personalization needs of storage."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Skill
from fynq.domain.learner import LearnerProfile, LearningEvent
from fynq.personalization.ports import States, Update


class MemoryLearners:
    """LearnerStore port, with record() in the place of the transaction that writes an event."""

    def __init__(self, skills: Sequence[Skill] = ()) -> None:
        self._skills = tuple(skills)
        self._states: dict[tuple[Tenant, UUID], States] = {}
        self._pending: dict[tuple[Tenant, UUID], list[LearningEvent]] = {}
        self._seen: set[tuple[Tenant, UUID]] = set()
        self._profiles: dict[tuple[Tenant, UUID], LearnerProfile] = {}

    def record(self, tenant: Tenant, event: LearningEvent) -> bool:
        """False when the event was recorded before."""
        if (tenant, event.id) in self._seen:
            return False
        self._seen.add((tenant, event.id))
        self._pending.setdefault((tenant, event.student), []).append(event)
        return True

    def enroll(self, tenant: Tenant, student: UUID, profile: LearnerProfile) -> None:
        self._profiles[tenant, student] = profile

    async def states(self, tenant: Tenant, student: UUID) -> States:
        return self._states.get((tenant, student), {})

    async def apply_pending(self, tenant: Tenant, student: UUID, update: Update) -> States:
        key = (tenant, student)
        states = self._states.get(key, {})
        for event in sorted(self._pending.pop(key, ()), key=lambda event: (event.at, event.id)):
            states = update(states, event)
        self._states[key] = states
        return states

    async def profile(self, tenant: Tenant, student: UUID) -> LearnerProfile | None:
        return self._profiles.get((tenant, student))

    async def skills(self, tenant: Tenant) -> Sequence[Skill]:
        return self._skills
