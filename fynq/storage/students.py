"""A student's own settings and progress."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from fynq.answering.books import StudentProgress
from fynq.domain.errors import NotFound
from fynq.domain.identifiers import Tenant
from fynq.domain.learner import LearnerProfile
from fynq.personalization.misconceptions import open_ones
from fynq.storage.database import Database
from fynq.storage.learner_rows import learner_of
from fynq.storage.statements import statements


@dataclass(frozen=True)
class PostgresStudents:
    database: Database

    async def profile(self, tenant: Tenant, student: UUID) -> LearnerProfile | None:
        return await profile_of(tenant, self.database, student)

    async def save_profile(self, tenant: Tenant, student: UUID, profile: LearnerProfile) -> None:
        """Raises NotFound when there is no such student."""
        saved = await self.database.write(
            tenant,
            statements("accounts")["save_profile"],
            tenant,
            student,
            profile.display_name,
            profile.grade,
            profile.language,
            profile.detail,
        )
        if saved is None:
            raise NotFound("There is no such student.", field="student")

    async def progress(self, tenant: Tenant, student: UUID) -> StudentProgress:
        sql = statements("learning")
        counts = await self.database.row(tenant, sql["counts"], tenant, student)
        rows = await self.database.rows(tenant, sql["learner"], tenant, student)
        learner, waiting = learner_of(rows)
        asked, answered, verified = counts or (0, 0, 0)
        misconceptions = open_ones(learner.misconceptions)
        return StudentProgress(asked, answered, verified, learner.shown(), waiting, misconceptions)


async def profile_of(tenant: Tenant, database: Database, student: UUID) -> LearnerProfile | None:
    row = await database.row(tenant, statements("accounts")["profile"], tenant, student)
    return LearnerProfile(*row) if row else None
