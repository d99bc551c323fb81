"""A student's own settings and progress."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from fynq.answering.books import StudentProgress
from fynq.domain.errors import NotFound
from fynq.domain.identifiers import Tenant
from fynq.domain.learner import LearnerProfile
from fynq.personalization.misconceptions import open_ones
from fynq.storage.database import Database
from fynq.storage.learner_rows import learner_of
from fynq.storage.profiles import columns_of, profile_of
from fynq.storage.statements import statements


@dataclass(frozen=True)
class PostgresStudents:
    database: Database

    async def profile(self, tenant: Tenant, student: UUID) -> LearnerProfile | None:
        row = await self.database.row(tenant, statements("contexts")["profile"], tenant, student)
        return profile_of(row) if row and row["language"] is not None else None

    async def save_profile(self, tenant: Tenant, student: UUID, profile: LearnerProfile) -> None:
        """Raises NotFound when there is no such student."""
        await self.change_profile(tenant, student, lambda _: profile)

    async def change_profile(
        self, tenant: Tenant, student: UUID, change: Callable[[LearnerProfile], LearnerProfile]
    ) -> LearnerProfile:
        sql = statements("contexts")
        async with self.database.transaction(tenant) as connection:
            row = await connection.fetchrow(sql["hold_profile"], tenant, student)
            if row is None:
                raise NotFound("There is no such student.", field="student")
            changed = change(profile_of(row))
            await connection.execute(sql["save_profile"], tenant, student, *columns_of(changed))
        return changed

    async def progress(self, tenant: Tenant, student: UUID) -> StudentProgress:
        sql = statements("learning")
        counts = await self.database.row(tenant, sql["counts"], tenant, student)
        rows = await self.database.rows(tenant, sql["learner"], tenant, student)
        learner, waiting = learner_of(rows)
        asked, answered, verified = counts or (0, 0, 0)
        misconceptions = open_ones(learner.misconceptions)
        return StudentProgress(asked, answered, verified, learner.shown(), waiting, misconceptions)
