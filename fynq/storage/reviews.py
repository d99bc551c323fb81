"""The teachers' queue, what evidence changed, and styles, as they are read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from fynq.answering.desk import Complaint, Target, Update
from fynq.answering.evidence import STYLE_DAYS, Evidence, EvidenceKind, Tally
from fynq.answering.reviews import Review, ReviewFilter, TriedStyles, refusal_of
from fynq.domain.errors import NotFound
from fynq.domain.identifiers import PUBLIC, Tenant
from fynq.personalization.explanation_style import Tried
from fynq.storage.database import Database, Row
from fynq.storage.evidence_rows import evidence_of
from fynq.storage.statements import statements

_UPDATES = 1_000


@dataclass(frozen=True)
class PostgresReviewBook:
    database: Database

    async def list_reviews(
        self, tenant: Tenant, wanted: ReviewFilter, after: UUID | None, limit: int
    ) -> Sequence[Review]:
        rows = await self.database.rows(
            tenant,
            statements("reviews")["list_reviews"],
            tenant,
            wanted.teacher,
            wanted.state.value,
            wanted.reason.value if wanted.reason else None,
            wanted.subject,
            wanted.skill,
            after,
            limit,
        )
        return [_review(row) for row in rows]

    async def review(self, tenant: Tenant, review: UUID) -> Review | None:
        row = await self.database.row(tenant, statements("reviews")["review"], tenant, review)
        return None if row is None else _review(row)

    async def claim(self, tenant: Tenant, review: UUID, teacher: UUID, seconds: float) -> Review:
        sql = statements("reviews")["claim"]
        done = await self.database.write(tenant, sql, tenant, review, teacher, seconds)
        return await self._after(tenant, review, done is not None)

    async def release(self, tenant: Tenant, review: UUID, teacher: UUID) -> Review:
        await self.database.write(tenant, statements("reviews")["release"], tenant, review, teacher)
        return await self._after(tenant, review, True)

    async def dismiss(self, tenant: Tenant, review: UUID, teacher: UUID, note: str) -> Review:
        sql = statements("reviews")["dismiss"]
        done = await self.database.write(tenant, sql, tenant, review, teacher, note)
        return await self._after(tenant, review, done is not None)

    async def _after(self, tenant: Tenant, review: UUID, done: bool) -> Review:
        found = await self.review(tenant, review)
        if found is None:
            raise NotFound("There is no such review.", field="review_id")
        if not done:
            raise refusal_of(found, datetime.now(UTC))
        return found


@dataclass(frozen=True)
class PostgresEffectBook:
    database: Database

    async def of_doubt(
        self, tenant: Tenant, doubt: UUID
    ) -> tuple[Sequence[Evidence], Sequence[Update]]:
        sql = statements("evidence")
        rows = await self.database.rows(tenant, sql["all_evidence_on_doubt"], tenant, doubt)
        updates = await self.database.rows(tenant, sql["updates_of_doubt"], tenant, doubt, _UPDATES)
        return [evidence_of(row) for row in rows], [_update(row) for row in updates]

    async def of_target(
        self, tenant: Tenant, target: Target, name: str | None, before: UUID | None, limit: int
    ) -> Sequence[Update]:
        sql = statements("evidence")["updates_of_target"]
        rows = await self.database.rows(tenant, sql, tenant, target.value, name, before, limit)
        return [_update(row) for row in rows]


@dataclass(frozen=True)
class PostgresStyles:
    database: Database

    async def tried(self, tenant: Tenant, student: UUID) -> TriedStyles:
        sql = statements("evidence")["tried_styles"]
        rows = await self.database.rows(tenant, sql, tenant, student)
        own: dict[str, Tried] = {}
        school: dict[str, Tried] = {}
        for row in rows:
            tally = Tally(row["good"], row["bad"], row["at"])
            now = tally.with_(0.0, 0.0, datetime.now(UTC), STYLE_DAYS)
            held = school if row["student"] == PUBLIC else own
            held[row["style"]] = Tried(now.good, now.bad)
        return TriedStyles(own, school, any(row["stated"] for row in rows))

    async def state(self, tenant: Tenant, student: UUID) -> None:
        sql = statements("evidence")["state_style"]
        await self.database.write(tenant, sql, tenant, student)


def _review(row: Row) -> Review:
    items, right = json.loads(row["next_items"])
    thumbs = json.loads(row["thumbs"]) if row["thumbs"] else []
    return Review(
        id=row["id"],
        doubt=row["doubt"],
        question=row["question"],
        opened_at=row["opened_at"],
        reasons=tuple(sorted(map(Complaint, row["reasons"]), key=lambda why: why.band)),
        thumbs=dict(thumbs),
        comments=tuple(row["comments"]),
        students=row["students"],
        next_items=items,
        next_right=right,
        subject=row["subject"],
        skills=tuple(row["skills"]),
        text=row["text"] or "",
        final=row["final"] or "",
        model=row["model"] or "",
        verification=row["verification"] or "",
        claimed_by=row["claimed_by"],
        claimed_until=row["claimed_until"],
        resolution=row["resolution"] or "",
        note=row["note"],
        ruling=row["ruling"],
        resolved_by=row["resolved_by"],
        resolved_at=row["resolved_at"],
    )


def _update(row: Row) -> Update:
    return Update(
        id=row["id"],
        target=Target(row["target"]),
        name=row["name"],
        before=row["before"],
        after=row["after"],
        evidence=EvidenceKind(row["evidence_kind"]),
        evidence_id=row["evidence"],
        doubt=row["doubt"],
        at=row["at"],
        label=row["label"],
        skills=tuple(row["skills"]),
        student=row["student"],
        taken_back=row["taken_back"],
    )
