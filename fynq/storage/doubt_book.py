"""The reading side of doubts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from fynq.answering.books import BuiltOn, DoubtFilter, StoredDoubt
from fynq.answering.corrected import ruled, without_parts
from fynq.answering.rulings import WITHDRAWN
from fynq.answering.withdrawn import withdrawn, without_quotes
from fynq.domain.bridge import Bridge
from fynq.domain.chat import Usage
from fynq.domain.doubt import (
    Answer,
    Doubt,
    DoubtStatus,
    Hint,
    Step,
    Turn,
    Verification,
    Witness,
)
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Citation
from fynq.domain.policy import Help
from fynq.domain.ruling import RulingKind
from fynq.storage.abandoned import ABANDONED_SECONDS, settle_abandoned
from fynq.storage.answer_codec import decode_work
from fynq.storage.bridge_book import decode_bridge
from fynq.storage.database import Database
from fynq.storage.failures import ConnectionLost
from fynq.storage.practice_rows import attempt_from_json
from fynq.storage.ruling_rows import ruling_of
from fynq.storage.statements import statements


@dataclass(frozen=True)
class PostgresDoubtBook:
    """A doubt is read back without `turns`, which are the earlier doubts of its thread, without
    `wanted`, which its answer tells, and without what it quoted from sources that were removed."""

    database: Database
    abandoned_seconds: float = ABANDONED_SECONDS

    async def doubt(self, tenant: Tenant, doubt: UUID) -> StoredDoubt | None:
        statement = statements("doubts")["doubt"]
        row = await self.database.row(tenant, statement, tenant, doubt)
        if row is not None and self._late(row):
            (row,) = await self._settled_rows(tenant, statement, tenant, doubt)
        if row is None:
            return None
        (stored,) = await self._told(tenant, [row], whole=True)
        return stored

    async def _told(
        self, tenant: Tenant, rows: Sequence[Any], *, whole: bool
    ) -> Sequence[StoredDoubt]:
        """With what teachers ruled on them."""
        ids = {row["ruling"] for row in rows if row["ruling"] is not None}
        rulings = {}
        if ids:
            sql = statements("rulings")["rulings"]
            found = await self.database.rows(tenant, sql, tenant, list(ids))
            rulings = {row["id"]: ruling_of(row) for row in found}
        told = []
        for row in rows:
            stored = _stored(row, whole=whole)
            ruling = rulings.get(row["ruling"])
            stored = stored if ruling is None else ruled(stored, ruling)
            told.append(stored if whole else without_parts(stored))
        return told

    def _late(self, row: Any) -> bool:
        late: bool = datetime.now(UTC) - row["asked_at"] > timedelta(seconds=self.abandoned_seconds)
        return late and row["status"] == DoubtStatus.OPEN

    async def _settled_rows(
        self, tenant: Tenant, statement: str, *arguments: object
    ) -> Sequence[Any]:
        """The rows once abandoned doubts are settled, so that filters and what is shown agree."""
        try:
            return await self._settled(tenant, statement, arguments)
        except ConnectionLost:
            return await self._settled(tenant, statement, arguments)

    async def _settled(
        self, tenant: Tenant, statement: str, arguments: tuple[object, ...]
    ) -> Sequence[Any]:
        async with self.database.transaction(tenant) as connection:
            await settle_abandoned(tenant, connection, self.abandoned_seconds)
            found: Sequence[Any] = await connection.fetch(statement, *arguments)
            return found

    async def list_doubts(
        self, tenant: Tenant, wanted: DoubtFilter, before: UUID | None, limit: int
    ) -> Sequence[StoredDoubt]:
        rows = await self._settled_rows(
            tenant,
            statements("doubts")["list_doubts"],
            tenant,
            wanted.student,
            wanted.status.value if wanted.status else None,
            wanted.subject,
            wanted.skill,
            before,
            limit,
            wanted.needs_teacher,
            wanted.corrected,
        )
        return await self._told(tenant, rows, whole=False)

    async def turns(self, tenant: Tenant, doubt: UUID, limit: int) -> Sequence[Turn]:
        sql = statements("doubts")["turns"]
        rows = await self.database.rows(tenant, sql, tenant, doubt, limit, WITHDRAWN)
        return [
            Turn(
                row["question"],
                without_quotes(row["answer"], row["removed"]),
                Help(row["rung"]) if row["rung"] else None,
            )
            for row in reversed(rows)
        ]


def _stored(row: Any, *, whole: bool) -> StoredDoubt:
    stored = StoredDoubt(
        doubt=Doubt(
            id=row["id"],
            student=row["student"],
            question=row["question"],
            thread=row["thread"],
            asked_at=row["asked_at"],
            follows=row["follows"],
            subject=row["subject"],
        ),
        status=DoubtStatus(row["status"]),
        answer=_answer(row, whole) if row["text"] is not None else None,
        reason=row["reason"],
        advice=row["advice"],
        failure=row["failure"],
        finished_at=row["finished_at"],
        needs_teacher=row["needs_teacher"],
        citations=_citations(row, whole) if row["status"] == DoubtStatus.REFUSED else (),
        check=attempt_from_json(row["check_item"]) if whole and row["check_item"] else None,
        bridge=_bridge(row) if whole and row["bridge"] else None,
        built_on=_built_on(row) if whole and row["built_on"] else None,
    )
    return withdrawn(stored, row["removed"]) if row["removed"] else stored


def _bridge(row: Any) -> Bridge:
    bridge = decode_bridge(row["bridge"])
    return bridge if row["passage_stands"] else replace(bridge, passage=None)


def _built_on(row: Any) -> BuiltOn:
    return BuiltOn(row["built_on"], RulingKind(row["built_on_kind"]), row["built_on_at"])


def _citations(row: Any, whole: bool) -> tuple[Citation, ...]:
    return tuple(
        Citation(UUID(part[0]), UUID(part[1]), *part[2:])
        for part in _parts(row, "citations", whole)
    )


def _answer(row: Any, whole: bool) -> Answer:
    return Answer(
        text=row["text"],
        final=row["final"],
        status=Verification(row["verification"]),
        model=row["model"],
        steps=tuple(Step(*part) for part in _parts(row, "steps", whole)),
        witnesses=tuple(Witness(*part) for part in _parts(row, "witnesses", whole)),
        citations=_citations(row, whole),
        subject=row["answer_subject"],
        skills=tuple(row["answer_skills"]),
        usage=Usage(
            input_tokens=row["input_tokens"],
            output_tokens=row["output_tokens"],
            cached_tokens=row["cached_tokens"],
            reasoning_tokens=row["reasoning_tokens"],
            cost_micros=row["cost_micros"],
        ),
        confidence=row["confidence"],
        hint=Hint(Help(row["rung"]), row["more_help"]) if row["rung"] else None,
        work=decode_work(row["work"]) if whole else None,
    )


def _parts(row: Any, name: str, whole: bool) -> list[Any]:
    if not whole or row[name] is None:
        return []
    parts: list[Any] = json.loads(row[name])
    return parts
