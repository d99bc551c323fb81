"""Students at practice items. What an attempt teaches is written together with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fynq.domain.errors import NotFound
from fynq.domain.identifiers import Tenant
from fynq.domain.learner import LearningEvent
from fynq.domain.practice import (
    Attempt,
    CheckOutcomes,
    Graded,
    PlacementEnd,
    PlacementSoFar,
    SkillOutcomes,
)
from fynq.storage.database import Connection, Database
from fynq.storage.jobs import enqueue
from fynq.storage.learning_events import add_events
from fynq.storage.practice_rows import attempt_of, chosen_to_json, item_values
from fynq.storage.statements import statements

_BUCKET, _LATER = 30, 60.0
"""Seconds, as of doubts: see doubt_log."""


@dataclass(frozen=True)
class PostgresAttemptBook:
    database: Database

    async def open(self, tenant: Tenant, attempt: Attempt) -> Attempt | None:
        sql = statements("practice")
        async with self.database.transaction(tenant) as connection:
            row = await connection.fetchrow(
                sql["open_attempt"],
                tenant,
                attempt.id,
                attempt.student,
                attempt.item.slug,
                attempt.purpose.value,
                chosen_to_json(attempt.chosen),
                attempt.opened_at,
            )
            if row is None:
                row = await connection.fetchrow(sql["current"], tenant, attempt.student)
        return attempt_of(row) if row is not None else None

    async def add_check(self, tenant: Tenant, attempt: Attempt) -> bool:
        async with self.database.transaction(tenant) as connection:
            return await add_check(tenant, connection, attempt)

    async def current(self, tenant: Tenant, student: UUID) -> Attempt | None:
        row = await self.database.row(tenant, statements("practice")["current"], tenant, student)
        return attempt_of(row) if row is not None else None

    async def attempt(self, tenant: Tenant, student: UUID, attempt: UUID) -> Attempt | None:
        row = await self.database.row(
            tenant, statements("practice")["attempt"], tenant, student, attempt
        )
        return attempt_of(row) if row is not None else None

    async def list_attempts(
        self, tenant: Tenant, student: UUID, before: UUID | None, limit: int
    ) -> Sequence[Attempt]:
        rows = await self.database.rows(
            tenant, statements("practice")["list_attempts"], tenant, student, before, limit
        )
        return [attempt_of(row) for row in rows]

    async def settle(
        self, tenant: Tenant, student: UUID, attempt: UUID, said: str, graded: Graded, at: datetime
    ) -> Attempt:
        sql = statements("practice")
        async with self.database.transaction(tenant) as connection:
            row = await connection.fetchrow(sql["hold_attempt"], tenant, student, attempt)
            if row is None:
                raise unknown()
            before = attempt_of(row)
            after = before.after(said, graded, at)
            if after is before:
                return before
            await connection.execute(
                sql["save_attempt"],
                tenant,
                attempt,
                after.status.value,
                list(after.said),
                after.outcome,
                after.unaided,
                after.answered_at,
                list(after.misconceptions),
            )
            if before.outcome is None:
                await _teach(tenant, connection, after.event(graded))
        return after

    async def help_given(
        self, tenant: Tenant, student: UUID, attempt: UUID, hints: int, *, solution: bool = False
    ) -> Attempt:
        row = await self.database.write(
            tenant, statements("practice")["help_given"], tenant, student, attempt, hints, solution
        )
        if row is None:
            raise unknown()
        return attempt_of(row)

    async def skip(self, tenant: Tenant, student: UUID, attempt: UUID) -> Attempt:
        row = await self.database.write(
            tenant, statements("practice")["skip_attempt"], tenant, student, attempt
        )
        if row is None:
            raise unknown()
        return attempt_of(row)

    async def placement(self, tenant: Tenant, student: UUID) -> PlacementSoFar:
        row = await self.database.row(tenant, statements("practice")["placement"], tenant, student)
        if row is None:
            return PlacementSoFar()
        return PlacementSoFar(row["ended"], tuple(row["asked"]), row["answered"])

    async def end_placement(self, tenant: Tenant, student: UUID, how: PlacementEnd) -> None:
        sql = statements("practice")
        async with self.database.transaction(tenant) as connection:
            await connection.execute(sql["end_placement"], tenant, student, how)
            await connection.execute(sql["skip_placement_item"], tenant, student)

    async def check_outcomes(
        self, tenant: Tenant, since: datetime, until: datetime
    ) -> CheckOutcomes:
        rows = await self.database.rows(
            tenant, statements("practice")["check_outcomes"], tenant, since, until
        )
        found = [
            SkillOutcomes(row["skill"] or "", row["offered"], row["answered"], row["right"])
            for row in rows
        ]
        total = next((each for each in found if not each.skill), SkillOutcomes("", 0, 0, 0))
        return CheckOutcomes(total, tuple(each for each in found if each.skill))


async def add_check(tenant: Tenant, connection: Connection, attempt: Attempt) -> bool:
    row = await connection.fetchrow(
        statements("practice")["add_check"],
        tenant,
        *item_values(attempt.item),
        attempt.id,
        attempt.student,
        attempt.made,
        chosen_to_json(attempt.chosen),
        attempt.doubt,
        attempt.opened_at,
    )
    return row is not None


def unknown() -> NotFound:
    return NotFound("There is no such attempt.", field="attempt_id")


async def _teach(tenant: Tenant, connection: Connection, event: LearningEvent) -> None:
    await add_events(tenant, connection, [event])
    await enqueue(
        tenant,
        connection,
        "learn",
        {"student": str(event.student)},
        dedupe_key=f"{event.student}:{int(event.at.timestamp()) // _BUCKET}",
        after_seconds=_LATER,
    )
