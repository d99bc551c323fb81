"""The desk on which evidence is weighed: one transaction, which rulings wait for."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fynq.answering.desk import Complaint, Desk, Learned, Rated, Update
from fynq.answering.evidence import (
    Cited,
    Evidence,
    EvidenceKind,
    NextItem,
    Seen,
    Serving,
    Tally,
    Thumb,
)
from fynq.domain.identifiers import PUBLIC, Tenant
from fynq.domain.learner import LearningEvent
from fynq.domain.ruling import Ruling
from fynq.personalization.aftermath import foreseen_by, misled, moved, with_and_without
from fynq.personalization.ports import Meeting
from fynq.routing.ratings import OVERALL, rating
from fynq.storage.complaints import complain
from fynq.storage.database import Connection, Database
from fynq.storage.evidence_rows import evidence_of, values_of
from fynq.storage.jobs import enqueue
from fynq.storage.learner_rows import learner_of
from fynq.storage.learner_store import history_in
from fynq.storage.learning_events import add_events, met_of
from fynq.storage.ratings import PostgresRatingBook, observe_in
from fynq.storage.ruling_rows import ruling_of
from fynq.storage.statements import statements

_REFOLD_SECONDS = 30
Key = tuple[UUID | None, str]


@dataclass(frozen=True)
class PostgresDesks:
    database: Database

    @asynccontextmanager
    async def open(self, tenant: Tenant) -> AsyncIterator[Desk]:
        async with self.database.transaction(tenant) as connection:
            await connection.execute(statements("rulings")["let_no_ruling"], tenant)
            yield PostgresDesk(connection)

    async def ruled(self, tenant: Tenant, ruling: UUID) -> tuple[Ruling, Sequence[UUID]] | None:
        sql = statements("rulings")
        row = await self.database.row(tenant, sql["rulings"], tenant, [ruling])
        if row is None:
            return None
        shown = await self.database.rows(tenant, sql["shown_in"], tenant, ruling)
        return ruling_of(row), [each["doubt"] for each in shown]

    async def with_evidence(self, tenant: Tenant, ruling: UUID) -> Sequence[tuple[UUID, UUID]]:
        sql = statements("evidence")["doubts_with_evidence"]
        rows = await self.database.rows(tenant, sql, tenant, ruling)
        return [(row["doubt"], row["student"]) for row in rows]

    async def refold(self, tenant: Tenant, model: str) -> tuple[float, float] | None:
        before, after = await PostgresRatingBook(self.database).refold(tenant, model)
        if OVERALL not in after or OVERALL not in before:
            return None
        return before[OVERALL].ability, after[OVERALL].ability


@dataclass(frozen=True)
class PostgresDesk:
    connection: Connection

    async def serving(self, tenant: Tenant, doubt: UUID) -> Serving | None:
        row = await self.connection.fetchrow(statements("servings")["serving"], tenant, doubt)
        if row is None:
            return None
        cited = (json.loads(each) for each in row["passages"])
        return Serving(
            doubt=row["doubt"],
            student=row["student"],
            answer=row["answer"],
            model=row["model"],
            style=row["style"],
            skills=tuple(row["skills"]),
            passages=tuple(Cited(bytes.fromhex(digest), title) for digest, title in cited),
            hint=row["hint"],
            ruled_out=row["ruled_out"],
        )

    async def thumb(self, tenant: Tenant, doubt: UUID) -> Thumb | None:
        row = await self.connection.fetchrow(statements("evidence")["thumb"], tenant, doubt)
        return None if row is None else Thumb(row["id"], row["rating"], row["reason"])

    async def next_item(self, tenant: Tenant, event: UUID) -> NextItem | None:
        row = await self.connection.fetchrow(statements("evidence")["next_item"], tenant, event)
        if row is None or row["outcome"] is None:
            return None
        met = _met(row)
        before, after = await self._moved(tenant, met)
        return NextItem(
            id=row["id"],
            student=row["student"],
            outcome=row["outcome"],
            unaided=row["hints"] == 0 and not row["solution_seen"],
            first=row["first"],
            skills=tuple(row["skills"]),
            foreseen=None if met is None else foreseen_by(*met),
            before=before,
            after=after,
        )

    async def asked(self, tenant: Tenant, doubt: UUID) -> Learned | None:
        row = await self.connection.fetchrow(statements("evidence")["asked"], tenant, doubt)
        if row is None:
            return None
        before, after = await self._moved(tenant, _met(row))
        return Learned(row["id"], row["student"], tuple(row["skills"]), before, after)

    async def _moved(
        self, tenant: Tenant, met: tuple[LearningEvent, Meeting] | None
    ) -> tuple[float | None, float | None]:
        if met is None or met[1].side is None:
            return None, None
        sql = statements("learning")["learner"]
        learner, _ = learner_of(await self.connection.fetch(sql, tenant, met[0].student))
        return moved(*met, learner)

    async def seen(self, tenant: Tenant, kind: EvidenceKind, serving: Serving) -> Seen:
        row = await self.connection.fetchrow(
            statements("evidence")["seen"],
            tenant,
            kind.value,
            serving.answer,
            serving.student,
            serving.doubt,
        )
        return Seen(row["of_answer"], row["of_student"])

    async def add(self, tenant: Tenant, evidence: Evidence) -> bool:
        sql = statements("evidence")["add_evidence"]
        row = await self.connection.fetchrow(sql, tenant, *values_of(evidence))
        return row is not None

    async def of_doubt(self, tenant: Tenant, doubt: UUID) -> Sequence[Evidence]:
        sql = statements("evidence")["evidence_on_doubt"]
        return [evidence_of(row) for row in await self.connection.fetch(sql, tenant, doubt)]

    async def of_answer(
        self, tenant: Tenant, kind: EvidenceKind, answer: bytes
    ) -> Sequence[Evidence]:
        sql = statements("evidence")["evidence_on_answer"]
        rows = await self.connection.fetch(sql, tenant, answer, kind.value)
        return [evidence_of(row) for row in rows]

    async def void(self, tenant: Tenant, evidence: Evidence, by: UUID) -> None:
        sql = statements("evidence")["void_evidence"]
        await self.connection.execute(sql, tenant, evidence.kind.value, evidence.id, by)
        if evidence.number is None:
            return
        await self.connection.execute(
            statements("ratings")["void_outcome"], tenant, evidence.model, evidence.number
        )
        # A key that swallows a later job while an earlier one runs would leave its outcome counted:
        # the job of a bucket runs after the bucket is over.
        bucket = int(time.time()) // _REFOLD_SECONDS
        await enqueue(
            tenant,
            self.connection,
            "refold_model",
            {"model": evidence.model},
            dedupe_key=f"{evidence.model}:{bucket}",
            after_seconds=2.0 * _REFOLD_SECONDS,
        )

    async def void_learning(
        self, tenant: Tenant, student: UUID, events: Sequence[UUID], by: UUID
    ) -> Learned | None:
        sql, connection = statements("evidence"), self.connection
        teacher = await connection.fetchval(sql["teacher_of"], tenant, by)
        rows = await connection.fetch(sql["known_events"], tenant, student, list(events))
        if not rows or teacher is None:
            return None
        skills = tuple(rows[0]["skills"])
        said = misled(by, teacher, student, [row["id"] for row in rows], skills)
        if await connection.fetch(sql["known_events"], tenant, student, [said.id]):
            return None
        history, editions = await history_in(tenant, connection, student)
        await add_events(tenant, connection, [said])
        before, after = await asyncio.to_thread(with_and_without, history, editions, said, skills)
        return Learned(rows[0]["id"], student, skills, before, after)

    async def typical(self, tenant: Tenant) -> float:
        found = await self.connection.fetchval(statements("evidence")["typical"], tenant)
        return float(found or 0.0)

    async def rate(
        self,
        tenant: Tenant,
        evidence: Evidence,
        skills: Sequence[str],
        right: bool,
        difficulty: float,
    ) -> Rated:
        amount = evidence.said.amount
        outcome, before, after = await observe_in(
            tenant, self.connection, evidence.model, skills, right, difficulty, amount
        )
        await self.connection.execute(
            statements("evidence")["number_evidence"],
            tenant,
            evidence.kind.value,
            evidence.id,
            outcome.number,
        )
        now = {**before, **after}
        return Rated(outcome.number, rating(before, skills).ability, rating(now, skills).ability)

    async def passages(self, tenant: Tenant, digests: Sequence[bytes]) -> Mapping[bytes, Tally]:
        sql = statements("evidence")
        await self.connection.execute(sql["open_passages"], tenant, list(digests))
        rows = await self.connection.fetch(sql["hold_passages"], tenant, list(digests))
        return {row["digest"]: Tally(row["good"], row["bad"], row["at"]) for row in rows}

    async def put_passages(self, tenant: Tenant, tallies: Mapping[bytes, Tally]) -> None:
        await self.connection.execute(
            statements("evidence")["put_passages"], tenant, list(tallies), *_columns(tallies)
        )

    async def styles(self, tenant: Tenant, keys: Sequence[Key]) -> Mapping[Key, Tally]:
        sql = statements("evidence")
        whose, names = [key[0] or PUBLIC for key in keys], [key[1] for key in keys]
        await self.connection.execute(sql["open_styles"], tenant, whose, names)
        rows = await self.connection.fetch(sql["hold_styles"], tenant, whose, names)
        return {
            (None if row["student"] == PUBLIC else row["student"], row["style"]): Tally(
                row["good"], row["bad"], row["at"]
            )
            for row in rows
        }

    async def put_styles(self, tenant: Tenant, tallies: Mapping[Key, Tally]) -> None:
        await self.connection.execute(
            statements("evidence")["put_styles"],
            tenant,
            [key[0] or PUBLIC for key in tallies],
            [key[1] for key in tallies],
            *_columns(tallies),
        )

    async def note(self, tenant: Tenant, updates: Sequence[Update]) -> None:
        await self.connection.executemany(
            statements("evidence")["add_updates"],
            [
                (
                    tenant,
                    each.id,
                    each.target.value,
                    each.name,
                    each.label,
                    list(each.skills),
                    each.student,
                    each.before,
                    each.after,
                    each.evidence.value,
                    each.evidence_id,
                    each.doubt,
                    each.taken_back,
                    each.at,
                )
                for each in updates
            ],
        )

    async def complain(self, tenant: Tenant, serving: Serving, why: Complaint) -> None:
        await complain(tenant, self.connection, serving.answer, serving.doubt, why)


def _met(row: Any) -> tuple[LearningEvent, Meeting] | None:
    """None where the event is not applied yet."""
    return None if row["turn"] is None else met_of(row)


def _columns(tallies: Mapping[Any, Tally]) -> tuple[list[Any], ...]:
    held = tallies.values()
    return [t.good for t in held], [t.bad for t in held], [t.at for t in held]
