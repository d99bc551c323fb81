"""What a school has used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fynq.answering.books import UsageBy, UsageLine, UsageReport
from fynq.domain.chat import Usage
from fynq.domain.identifiers import Tenant
from fynq.storage.database import Database, Row
from fynq.storage.statements import statements

MOST_LINES = 1_000


@dataclass(frozen=True)
class PostgresUsageBook:
    database: Database

    async def usage_of(
        self, tenant: Tenant, since: datetime, until: datetime, by: UsageBy
    ) -> UsageReport:
        total, *lines = await self.database.rows(
            tenant, statements("ledger")["usage_of"], tenant, since, until, by.value, MOST_LINES
        )
        return UsageReport(_line(total), tuple(_line(row) for row in lines))


def _line(row: Row) -> UsageLine:
    usage = Usage(
        row["input_tokens"],
        row["output_tokens"],
        row["cached_tokens"],
        row["reasoning_tokens"],
        row["cost_micros"],
        row["estimated"],
    )
    return UsageLine(row["name"], row["requests"], row["attempts"], usage)
