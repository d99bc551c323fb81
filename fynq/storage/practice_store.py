"""What the personalizer needs of the practice items and of a student's history with them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import PracticeItem
from fynq.domain.practice import PlacementSoFar
from fynq.personalization.bank import MOST_ASKED_ABOUT, MOST_MINUTES, Bank, History
from fynq.personalization.beliefs import Difficulty
from fynq.personalization.suggestion import Lately, Seen
from fynq.storage.calibrations import edition_in, version_in
from fynq.storage.database import Database
from fynq.storage.statements import statements

LATELY = 20
"""Items that are remembered as posed a short while ago."""


@dataclass(frozen=True)
class PostgresPracticeStore:
    database: Database

    async def bank(self, tenant: Tenant) -> Bank:
        sql = statements("practice")
        async with self.database.transaction(tenant, read_only=True) as connection:
            # First, so that what changes meanwhile is noticed later.
            version: int = await connection.fetchval(sql["bank_version"], tenant)
            rows: Sequence[Any] = await connection.fetch(sql["bank"], tenant)
            skills = await connection.fetch(sql["skill_difficulties"], tenant)
            edition = await edition_in(tenant, connection, await version_in(tenant, connection))
        return Bank(
            version=version,
            items=[_bare(row) for row in rows],
            difficulties={
                row["slug"]: Difficulty(row["mean"], row["variance"], row["answers"])
                for row in rows
                if row["answers"] is not None
            },
            general={
                row["name"]: Difficulty(row["mean"], row["variance"], row["answers"])
                for row in skills
            },
            edition=edition,
        )

    async def history(
        self, tenant: Tenant, student: UUID, today: datetime | None = None
    ) -> History:
        row = await self.database.row(
            tenant,
            statements("practice")["history"],
            tenant,
            student,
            LATELY,
            today,
            MOST_MINUTES,
            MOST_ASKED_ABOUT,
        )
        if row is None:
            return History()
        return History(
            seen={item: _seen(*told) for item, *told in json.loads(row["seen"] or "[]")},
            lately=[
                Lately(item, tuple(skills)) for item, skills in json.loads(row["lately"] or "[]")
            ],
            placement=PlacementSoFar(row["ended"], tuple(row["asked"]), row["answered"]),
            version=row["version"],
            minutes=row["minutes"],
            asked=tuple(row["asked_about"]),
        )


def _seen(outcome: float, hints: int, solution_seen: bool, at: str, times: int) -> Seen:
    credit = credit_of(outcome, hints, solution_seen=solution_seen)
    return Seen(credit, datetime.fromisoformat(at), times)


def credit_of(outcome: float, hints: int, *, solution_seen: bool) -> float:
    """Of the last answer, as it tells of the next one."""
    if solution_seen:
        return 0.0
    return outcome / 2 if hints else outcome


def _bare(row: Any) -> PracticeItem:
    """Without its texts."""
    return PracticeItem(
        id=row["id"],
        slug=row["slug"],
        question="",
        answer="",
        kind=row["kind"],
        skills=tuple(row["skills"]),
        difficulty=row["difficulty"],
        choices=tuple(row["choices"]),
    )
