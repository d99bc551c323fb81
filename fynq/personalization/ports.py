"""What personalization needs of storage."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol
from uuid import UUID

from fynq.domain.belief import Belief
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Skill
from fynq.domain.learner import Learner, LearnerProfile, LearningEvent
from fynq.personalization.beliefs import Difficulty
from fynq.personalization.knowledge_tracing import Tracing

Thing = tuple[Literal["item", "skill"], str]
"""What has a difficulty."""


@dataclass(frozen=True)
class Edition:
    """What was calibrated together, apart from the difficulties. 0 is what fynq brings. blend: a
    weight for each of foresight.FEATURES; () is the usual one. memory: the weights of forgetting; ()
    are the usual ones."""

    version: int = 0
    tracing: Mapping[str, Tracing] = field(default_factory=dict)
    blend: tuple[float, ...] = ()
    memory: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Meeting:
    """What an event met when it was applied: with it the log can be replayed exactly.

    turn: of the student's events, from 1. version: of the calibration. amount: how much the event
    counted, 0 for nothing. item, skills: difficulties before the event, in the order of `topics`.
    side: what the student could do and how sure that was, without difficulties.
    """

    turn: int
    version: int
    amount: float = 0.0
    item: Difficulty | None = None
    skills: tuple[Difficulty, ...] = ()
    side: Belief | None = None


Difficulties = Mapping[Thing, Difficulty]
Update = Callable[[Learner, LearningEvent, Difficulties, Edition], tuple[Learner, Meeting]]
"""Gives the learner after the event, and moves the difficulties in place."""


class LearnerStore(Protocol):
    async def learner(self, tenant: Tenant, student: UUID) -> tuple[Learner, bool]:
        """The learner, and whether events wait to be applied."""
        ...

    async def apply_pending(self, tenant: Tenant, student: UUID, update: Update) -> Learner:
        """Folds the student's events that are not applied yet into the learner, oldest first, in
        one transaction that no other for the same student overlaps; returns the new learner."""
        ...

    async def profile(self, tenant: Tenant, student: UUID) -> LearnerProfile | None: ...

    async def skills(self, tenant: Tenant) -> Sequence[Skill]: ...


class LearningLog(Protocol):
    async def record(self, tenant: Tenant, events: Sequence[LearningEvent]) -> None:
        """Durable when it returns. Idempotent by the events' ids: the first of an id stays."""
        ...

    async def history(
        self, tenant: Tenant, student: UUID
    ) -> Sequence[tuple[LearningEvent, Meeting]]:
        """What was applied, in the order of the turns."""
        ...

    async def restore(self, tenant: Tenant, student: UUID, replay: Replay) -> Learner:
        """Puts what the replay of the history gives in the place of the stored learner."""
        ...


Replay = Callable[[Sequence[tuple[LearningEvent, Meeting]], Mapping[int, Edition]], Learner]


@dataclass(frozen=True, slots=True)
class Standing:
    """A difficulty now, and where the calibration `version` let it start."""

    now: Difficulty
    start: Difficulty
    version: int


class Calibrations(Protocol):
    async def publish(
        self, tenant: Tenant, edition: Edition, difficulties: Difficulties
    ) -> Edition:
        """Holds for every event that is applied from now on; no fold overlaps it. Difficulties that
        are named start anew, others go on. Returns the edition with its version."""
        ...

    async def editions(self, tenant: Tenant) -> Mapping[int, Edition]:
        """All of them by version, with the one that fynq brings."""
        ...

    async def standings(self, tenant: Tenant) -> Mapping[Thing, Standing]: ...

    async def met(
        self, tenant: Tenant, thing: Thing, version: int
    ) -> Sequence[tuple[LearningEvent, Meeting]]:
        """The events that moved a difficulty since it started with `version`, in order."""
        ...
