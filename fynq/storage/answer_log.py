"""Answers for the nightly calibration, and what it found."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.learner import EventKind
from fynq.personalization.claims import voids
from fynq.personalization.recalibration import answer_of
from fynq.personalization.refit import Answer
from fynq.storage.database import Database
from fynq.storage.learning_events import event_of
from fynq.storage.statements import statements


@dataclass(frozen=True)
class Report:
    """version: what was published, None for nothing. answers: that there were."""

    version: int | None
    answers: int
    content: Mapping[str, Any]


@dataclass(frozen=True)
class PostgresAnswerLog:
    database: Database

    async def answers_in(
        self, tenant: Tenant, first: UUID, before: UUID | None
    ) -> list[list[Answer]]:
        """Of each student from `first` on, before `before`, those that say something, in the order in
        which they were applied, without those that were ruled out."""
        rows = await self.database.rows(
            tenant, statements("calibrating")["answers_in_range"], tenant, first, before
        )
        found = []
        for _, own in groupby(map(event_of, rows), key=lambda event: event.student):
            events = list(own)
            void = voids([each for each in events if each.kind is EventKind.CORRECTED])
            answers = [answer_of(each) for each in events if each.id not in void]
            found.append([each for each in answers if each is not None])
        return [answers for answers in found if answers]

    async def count(self, tenant: Tenant) -> int:
        row = await self.database.row(tenant, statements("calibrating")["count_answers"], tenant)
        return row["answers"] if row else 0

    async def add_report(self, tenant: Tenant, report: Report) -> None:
        await self.database.write(
            tenant,
            statements("calibrating")["add_report"],
            tenant,
            new_id(),
            report.version,
            report.answers,
            json.dumps(report.content),
        )

    async def last_report(self, tenant: Tenant) -> Report | None:
        row = await self.database.row(tenant, statements("calibrating")["last_report"], tenant)
        return Report(row["version"], row["answers"], json.loads(row["content"])) if row else None

    async def contents(self, tenant: Tenant) -> Sequence[tuple[str, ...]]:
        """Slug, question, answer, kind and choices of every practice item."""
        rows = await self.database.rows(tenant, statements("calibrating")["item_contents"], tenant)
        return [(*tuple(row)[:4], *row["choices"]) for row in rows]
