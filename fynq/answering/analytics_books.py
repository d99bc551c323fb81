"""What the API and the jobs read of what happened in a school."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from fynq.analytics.mastery import DayEnds
from fynq.analytics.rollup import Rollup
from fynq.analytics.school import SchoolDay
from fynq.analytics.stuck import OpenDoubt
from fynq.domain.identifiers import Tenant
from fynq.domain.learner import Learner


@dataclass(frozen=True, slots=True)
class StudentHistory:
    """cells: from the first day asked for on. ends: those, and of each skill the last one before.
    asked: doubts by UTC day."""

    cells: Rollup
    ends: DayEnds
    asked: Mapping[date, int]


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """Of a class's students, by id. learners: without their misconceptions. cells: from the first day asked for on. asked: doubts in the same
    days; last_active: when the student did anything, None for never; waiting: whose events are not all
    in yet; unresolved: doubts that nobody has helped with, newest first."""

    learners: Mapping[UUID, Learner]
    cells: Rollup
    asked: Mapping[tuple[UUID, date], int]
    last_active: Mapping[UUID, datetime]
    waiting: frozenset[UUID]
    unresolved: Sequence[OpenDoubt]


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """cells: counts and ends of days in a student's rollups; different: of them stored otherwise than
    the log says, or missing, or too many."""

    events: int
    cells: int
    different: int


class Rollups(Protocol):
    """Every fold adds what it applied. Where that could not be done, because what came before was
    not there, the student is behind until the log is gathered anew."""

    async def behind(self, tenant: Tenant, students: Sequence[UUID]) -> Sequence[UUID]: ...

    async def catch_up(self, tenant: Tenant, student: UUID, *, write: bool = True) -> CaughtUp:
        """Gathers the whole log anew and, with `write`, puts what differs in its place."""
        ...


class AnalyticsBook(Protocol):
    async def history(self, tenant: Tenant, student: UUID, since: date) -> StudentHistory: ...

    async def active_moments(
        self, tenant: Tenant, student: UUID, since: datetime
    ) -> Sequence[datetime]:
        """The quarters of an hour in which the student did something, by their beginnings."""
        ...

    async def class_facts(
        self, tenant: Tenant, students: Sequence[UUID], since: date, most_doubts: int
    ) -> ClassFacts: ...

    async def skill_names(self, tenant: Tenant, skills: Sequence[str]) -> Mapping[str, str]:
        """Of the skills that the school has."""
        ...

    async def active_students(self, tenant: Tenant, since: date, until: date) -> int:
        """Students who did something from `since` on, before `until`, in UTC days."""
        ...

    async def school_days(self, tenant: Tenant, since: date, until: date) -> Sequence[SchoolDay]:
        """Every UTC day from `since` on, before `until`."""
        ...
