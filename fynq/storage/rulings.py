"""Teachers' rulings: made in one transaction that no answer of the school overlaps."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from fynq.answering.rulings import (
    TEACHER,
    Ruled,
    fits,
    may_rule,
    message_of,
    standing,
    succeeding,
)
from fynq.answering.same_answer import Asked, asked_first, same_question
from fynq.domain.doubt import DoubtStatus
from fynq.domain.errors import NotFound
from fynq.domain.identifiers import Tenant
from fynq.domain.ruling import Ruling, RulingKind
from fynq.storage.database import Connection, Database, Row
from fynq.storage.jobs import enqueue
from fynq.storage.outbox import tell
from fynq.storage.ruling_rows import add_ruling, ruling_of
from fynq.storage.servings import add_old_servings
from fynq.storage.statements import statements

_FRESH = 2.0
"""Seconds for which a process remembers that a school has no ruling at all. The transaction that
closes a doubt looks anew."""
_SCHOOLS = 10_000


@dataclass(frozen=True)
class PostgresRulingBook:
    database: Database
    _without: dict[Tenant, float] = field(default_factory=dict)

    async def on(self, tenant: Tenant, asked: Asked) -> Ruling | None:
        now = asyncio.get_running_loop().time()
        if now < self._without.get(tenant, 0.0):
            return None
        sql = statements("rulings")
        rows = await self.database.rows(tenant, sql["rulings_on"], tenant, asked.digest)
        if not rows and await self.database.row(tenant, sql["any_ruling"], tenant) is None:
            if len(self._without) >= _SCHOOLS:
                self._without.clear()
            self._without[tenant] = now + _FRESH
        return standing([ruling_of(row) for row in rows], asked)

    async def ruling(self, tenant: Tenant, ruling: UUID) -> Ruling | None:
        row = await self.database.row(tenant, statements("rulings")["rulings"], tenant, [ruling])
        return None if row is None else ruling_of(row)

    async def rule(self, tenant: Tenant, ruling: Ruling) -> Ruled:
        self._without.pop(tenant, None)
        async with self.database.transaction(tenant) as connection:
            sql = statements("rulings")
            await connection.execute(sql["hold_rulings"], tenant)
            row = await connection.fetchrow(sql["ruled_doubt"], tenant, ruling.doubt)
            if row is None:
                raise NotFound("There is no such doubt.", field="doubt_id")
            may_rule(
                ruling.kind,
                DoubtStatus(row["status"]),
                answered=row["text"] is not None,
                ruled_out=row["ruled_out"],
            )
            row = await _adopted(tenant, connection, row)
            asked = _asked_in(row)
            about = _about(ruling, row, asked)
            former = await _former(tenant, connection, asked)
            if ruling.kind is not RulingKind.NOTE:
                about = succeeding(about, standing(former, asked) if asked else None)
            await add_ruling(tenant, connection, about)
            return await _spread(tenant, connection, about, asked, row, former)


def _about(ruling: Ruling, row: Row, asked: Asked | None) -> Ruling:
    """The ruling with what its doubt tells."""
    model = row["model"]
    return replace(
        ruling,
        question=asked.question if asked else row["question"],
        key=asked.digest if asked else None,
        subject=row["subject"],
        topic=row["topic"],
        result=row["result"],
        skills=ruling.skills or tuple(row["skills"]),
        models=(model,) if model not in (None, TEACHER) else (),
    )


async def _former(tenant: Tenant, connection: Connection, asked: Asked | None) -> Sequence[Ruling]:
    """What holds on the question until now."""
    if asked is None:
        return []
    rows = await connection.fetch(statements("rulings")["rulings_on"], tenant, asked.digest)
    return [ruling for ruling in map(ruling_of, rows) if fits(ruling, asked)]


async def _spread(
    tenant: Tenant,
    connection: Connection,
    ruling: Ruling,
    asked: Asked | None,
    row: Row,
    former: Sequence[Ruling],
) -> Ruled:
    """To every doubt that got what is ruled out, with what has to follow."""
    sql = statements("rulings")
    doubts, answers = {ruling.doubt}, {row["answer"]}
    if ruling.kind is not RulingKind.CONFIRMATION:
        for copy in await _copies(tenant, connection, ruling, asked):
            doubts.add(copy["doubt"])
            answers.add(copy["answer"])
        await connection.execute(sql["show_ruling"], tenant, list(doubts), ruling.id)
    if ruling.kind is not RulingKind.NOTE and former:
        replaced = [each.id for each in former]
        await connection.execute(sql["replace_rulings"], tenant, replaced, ruling.id)
        shown = [] if ruling.kind is RulingKind.CONFIRMATION else list(doubts)
        moved = await connection.fetch(sql["move_doubts"], tenant, replaced, ruling.id, shown)
        doubts |= {each["doubt"] for each in moved}
    if ruling.kind is RulingKind.CORRECTION:
        await connection.execute(sql["settled_by_teacher"], tenant, list(doubts))
    await connection.execute(
        sql["resolve_reviews"],
        tenant,
        list(answers),
        ruling.kind.value,
        ruling.id,
        ruling.teacher,
        ruling.note,
    )
    if ruling.kind is not RulingKind.NOTE:
        await enqueue(tenant, connection, "settle_ruling", {"ruling": str(ruling.id)})
    owners = await connection.fetch(sql["students_of"], tenant, list(doubts))
    told = [
        {"doubt": str(each["id"]), "student": str(each["student"]), "ruling": str(ruling.id)}
        for each in owners
    ]
    await tell(tenant, connection, message_of(ruling.kind), *told)
    return Ruled(ruling, sorted(doubts), len({each["student"] for each in told}))


async def _copies(
    tenant: Tenant, connection: Connection, ruling: Ruling, asked: Asked | None
) -> list[Row]:
    if asked is None or ruling.result is None:
        return []
    results = {ruling.result, *(ruling.barred if ruling.kind is not RulingKind.NOTE else ())}
    models = ruling.models if asked.idea and ruling.kind is not RulingKind.NOTE else ()
    rows = await connection.fetch(
        statements("rulings")["copies"], tenant, asked.digest, list(results), list(models)
    )
    return [row for row in rows if _asks_the_same(row, asked, ruling.topic)]


def _asks_the_same(row: Row, asked: Asked, topic: str) -> bool:
    """A follow-up that has a key asks for the solution of its thread's problem."""
    if not row["first"]:
        return not asked.idea
    own = asked_first(row["question"], row["subject"])
    return own is not None and same_question(own, asked, topic)


def _asked_in(row: Row) -> Asked | None:
    """The question of a doubt that has a serving; None where it means nothing without its thread."""
    if row["key"] is None:
        return None
    began = row["question"] if row["follows"] is None else row["began"]
    asked = asked_first(began, row["subject"])
    return asked if asked is not None and asked.digest == row["key"] else None


async def _adopted(tenant: Tenant, connection: Connection, row: Row) -> Row:
    """The doubt with its serving. One that was answered before servings were kept gets one now, and
    so do those that were asked in the same words."""
    if row["answer"] is not None:
        return row
    sql = statements("rulings")
    old = await connection.fetch(sql["old_doubts"], tenant, row["question"])
    await add_old_servings(tenant, connection, [row, *old])
    return await connection.fetchrow(sql["ruled_doubt"], tenant, row["id"])
