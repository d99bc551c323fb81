"""What personalization needs of storage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Skill
from fynq.domain.learner import LearnerProfile, LearningEvent, SkillState

States = Mapping[str, SkillState]
Update = Callable[[States, LearningEvent], States]


class LearnerStore(Protocol):
    async def states(self, tenant: Tenant, student: UUID) -> States: ...

    async def apply_pending(self, tenant: Tenant, student: UUID, update: Update) -> States:
        """Folds the student's unapplied events into the states, oldest first, in one transaction
        that no other for the same student overlaps; returns the new states."""
        ...

    async def profile(self, tenant: Tenant, student: UUID) -> LearnerProfile | None: ...

    async def skills(self, tenant: Tenant) -> Sequence[Skill]: ...
