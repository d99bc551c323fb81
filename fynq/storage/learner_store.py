"""What is believed about students, and the observations that are still to be folded in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Skill
from fynq.domain.learner import LearnerProfile, SkillState
from fynq.personalization.ports import States, Update
from fynq.storage.curriculum import skills_of
from fynq.storage.database import Connection, Database
from fynq.storage.learning_events import event_of
from fynq.storage.statements import statements
from fynq.storage.students import profile_of


@dataclass(frozen=True)
class PostgresLearnerStore:
    database: Database

    async def states(self, tenant: Tenant, student: UUID) -> States:
        rows = await self.database.rows(tenant, statements("learning")["states"], tenant, student)
        return _states(rows)

    async def apply_pending(self, tenant: Tenant, student: UUID, update: Update) -> States:
        sql = statements("learning")
        async with self.database.transaction(tenant) as connection:
            await connection.execute(sql["hold_student"], tenant, student)
            states: States = _states(await connection.fetch(sql["states"], tenant, student))
            pending = await connection.fetch(sql["pending_events"], tenant, student)
            if not pending:
                return states
            for row in pending:
                states = update(states, event_of(row))
            await _save(tenant, connection, student, states)
            await connection.execute(sql["mark_applied"], tenant, [row["id"] for row in pending])
        return states

    async def profile(self, tenant: Tenant, student: UUID) -> LearnerProfile | None:
        return await profile_of(tenant, self.database, student)

    async def skills(self, tenant: Tenant) -> Sequence[Skill]:
        return await skills_of(tenant, self.database)


async def _save(tenant: Tenant, connection: Connection, student: UUID, states: States) -> None:
    sql = statements("learning")
    kept = list(states.values())
    await connection.execute(sql["drop_states"], tenant, student, [s.skill for s in kept])
    await connection.execute(
        sql["save_states"],
        tenant,
        student,
        [s.skill for s in kept],
        [s.ability for s in kept],
        [s.variance for s in kept],
        [s.attempts for s in kept],
        [s.updated_at for s in kept],
    )


def _states(rows: Sequence[Any]) -> dict[str, SkillState]:
    return {row["skill"]: SkillState(*row) for row in rows}
