"""What happened in a school, for those who look at it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from fynq.analytics.mastery import DayEnd
from fynq.analytics.rollup import Cell, Tally
from fynq.analytics.school import SchoolDay
from fynq.analytics.streaks import QUARTER_HOUR
from fynq.analytics.stuck import OpenDoubt, Unresolved
from fynq.answering.analytics_books import ClassFacts, StudentHistory
from fynq.domain.identifiers import Tenant
from fynq.domain.learner import Learner, SkillState
from fynq.storage.database import Database
from fynq.storage.school_days import PostgresSchoolDays
from fynq.storage.statements import statements

_SKILL = 7
"""The first column of a skill in the statement `learners`."""


@dataclass(frozen=True)
class PostgresAnalyticsBook:
    database: Database

    async def history(self, tenant: Tenant, student: UUID, since: date) -> StudentHistory:
        sql = statements("analytics")
        async with self.database.transaction(tenant, read_only=True) as connection:
            cells = await connection.fetch(sql["cells_since"], tenant, [student], since)
            ends = await connection.fetch(sql["ends_since"], tenant, student, since)
            asked = await connection.fetch(sql["asked_since"], tenant, [student], _start(since))
        return StudentHistory(
            _cells(cells),
            {(row["skill"], row["day"]): DayEnd(*row[2:]) for row in ends},
            {row["day"]: row["asked"] for row in asked},
        )

    async def active_moments(
        self, tenant: Tenant, student: UUID, since: datetime
    ) -> Sequence[datetime]:
        rows = await self.database.rows(
            tenant, statements("analytics")["active_moments"], tenant, student, since
        )
        return [datetime.fromtimestamp(row["quarter"] * QUARTER_HOUR, UTC) for row in rows]

    async def class_facts(
        self, tenant: Tenant, students: Sequence[UUID], since: date, most_doubts: int
    ) -> ClassFacts:
        sql, ids, start = statements("analytics"), list(students), _start(since)
        async with self.database.transaction(tenant, read_only=True) as connection:
            learners = await connection.fetch(sql["learners"], tenant, ids)
            cells = await connection.fetch(sql["cells_since"], tenant, ids, since)
            asked = await connection.fetch(sql["asked_since"], tenant, ids, start)
            active = await connection.fetch(sql["last_active"], tenant, ids)
            open_ = await connection.fetch(sql["unresolved"], tenant, ids, start, most_doubts)
        return ClassFacts(
            learners=_learners(learners),
            cells=_cells(cells),
            asked={(row["student"], row["day"]): row["asked"] for row in asked},
            last_active={
                row["student"]: row["last_active"] for row in active if row["last_active"]
            },
            waiting=frozenset(row["student"] for row in active if row["waiting"]),
            unresolved=[_open_doubt(row) for row in open_],
        )

    async def skill_names(self, tenant: Tenant, skills: Sequence[str]) -> Mapping[str, str]:
        rows = await self.database.rows(
            tenant, statements("analytics")["skill_names"], tenant, list(skills)
        )
        return {row["slug"]: row["name"] for row in rows}

    async def active_students(self, tenant: Tenant, since: date, until: date) -> int:
        row = await self.database.row(
            tenant, statements("analytics")["active_students"], tenant, since, until
        )
        return row["active"] if row else 0

    async def school_days(self, tenant: Tenant, since: date, until: date) -> Sequence[SchoolDay]:
        return await PostgresSchoolDays(self.database).days(tenant, since, until)


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _cells(rows: Sequence[Any]) -> dict[Cell, Tally]:
    return {Cell(row["student"], row["skill"], row["day"]): Tally(*row[3:]) for row in rows}


def _learners(rows: Sequence[Any]) -> Mapping[UUID, Learner]:
    """Without their misconceptions."""
    skills: dict[UUID, dict[str, SkillState]] = {}
    overall: dict[UUID, Any] = {}
    for row in rows:
        student = row["student"]
        overall[student] = row
        if row["skill"] is not None:
            skills.setdefault(student, {})[row["skill"]] = SkillState(*row[_SKILL:])
    return {
        student: Learner(
            row["turn"],
            row["overall"],
            row["overall_variance"],
            row["all_successes"],
            row["all_failures"],
            row["all_recent"],
            skills.get(student, {}),
        )
        for student, row in overall.items()
    }


def _open_doubt(row: Any) -> OpenDoubt:
    return OpenDoubt(
        row["id"],
        row["student"],
        row["question"],
        row["asked_at"],
        tuple(row["skills"]),
        Unresolved(row["why"]),
        row["reason"],
    )
