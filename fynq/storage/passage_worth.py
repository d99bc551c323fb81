"""What passages are worth, as retrieval reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from fynq.answering.evidence import PASSAGE_DAYS, Tally, worth
from fynq.domain.identifiers import Tenant
from fynq.storage.database import Database
from fynq.storage.statements import statements

MOST = 5_000
"""Passages of a school that count in the ranking: those of which most is known."""


@dataclass(frozen=True)
class PostgresWorths:
    database: Database

    async def worths(self, tenant: Tenant) -> Mapping[bytes, float]:
        sql = statements("evidence")["worths"]
        rows = await self.database.rows(tenant, sql, tenant, MOST)
        now = datetime.now(UTC)
        return {
            row["digest"]: worth(
                Tally(row["good"], row["bad"], row["at"]).with_(0.0, 0.0, now, PASSAGE_DAYS)
            )
            for row in rows
        }
