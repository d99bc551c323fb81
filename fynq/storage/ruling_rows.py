"""Rulings, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from fynq.domain.identifiers import Tenant
from fynq.domain.ruling import CheckVerdict, Ruling, RulingKind
from fynq.storage.database import Connection, Row
from fynq.storage.statements import statements


def ruling_of(row: Row) -> Ruling:
    return Ruling(
        id=row["id"],
        kind=RulingKind(row["kind"]),
        doubt=row["doubt"],
        teacher=row["teacher"],
        teacher_name=row["teacher_name"],
        at=row["at"],
        question=row["question"],
        key=row["key"],
        subject=row["subject"],
        topic=row["topic"],
        result=row["result"],
        text=row["text"],
        final=row["final"],
        skills=tuple(row["skills"]),
        note=row["note"],
        barred=tuple(row["barred"]),
        models=tuple(row["models"]),
        checked=CheckVerdict(row["checked"]),
        insisted=row["insisted"],
    )


async def rulings_in(
    tenant: Tenant, connection: Connection, rulings: Sequence[UUID]
) -> list[Ruling]:
    rows = await connection.fetch(statements("rulings")["rulings"], tenant, list(rulings))
    return [ruling_of(row) for row in rows]


async def add_ruling(tenant: Tenant, connection: Connection, ruling: Ruling) -> None:
    await connection.execute(
        statements("rulings")["add_ruling"],
        tenant,
        ruling.id,
        ruling.kind.value,
        ruling.doubt,
        ruling.teacher,
        ruling.teacher_name,
        ruling.at,
        ruling.question,
        ruling.key,
        ruling.subject,
        ruling.topic,
        ruling.result,
        ruling.text,
        ruling.final,
        list(ruling.skills),
        ruling.note,
        list(ruling.barred),
        list(ruling.models),
        ruling.checked.value,
        ruling.insisted,
    )
