"""What schools tell each other of items and skills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fynq.domain.errors import Conflict
from fynq.domain.identifiers import Tenant
from fynq.personalization.knowledge_tracing import Tracing
from fynq.personalization.pooling import Told
from fynq.storage.database import Database
from fynq.storage.statements import statements

_AT_ONCE = 5_000


@dataclass(frozen=True)
class PostgresSharing:
    database: Database

    async def shares(self, tenant: Tenant) -> bool:
        row = await self.database.row(tenant, statements("calibrating")["shares"], tenant)
        return bool(row and row["calibrations"])

    async def set_shares(self, tenant: Tenant, shares: bool) -> None:
        """Who stops sharing takes back all at once, and sees nothing of the others any more."""
        sql = statements("calibrating")
        async with self.database.transaction(tenant) as connection:
            await connection.execute(sql["set_sharing"], tenant, shares)
            if not shares:
                await connection.execute(sql["drop_shared"], tenant)

    async def lay_open(self, tenant: Tenant, told: Sequence[Told]) -> int:
        """In the place of what was open; nothing while the school does not share. Returns how many."""
        sql = statements("calibrating")
        async with self.database.transaction(tenant) as connection:
            if not await connection.fetchval(sql["hold_sharing"], tenant):
                return 0
            await connection.execute(sql["drop_shared"], tenant)
            for start in range(0, len(told), _AT_ONCE):
                part = told[start : start + _AT_ONCE]
                await connection.execute(sql["add_shared"], tenant, *_columns(part))
        return len(told)

    async def laid_open(self, tenant: Tenant) -> Sequence[Told]:
        """Raises Conflict while the school does not share."""
        if not await self.shares(tenant):
            raise Conflict("The school does not share calibrations.")
        rows = await self.database.rows(tenant, statements("calibrating")["own_shared"], tenant)
        return [_told(row) for row in rows]

    async def take_in(self, tenant: Tenant, told: Sequence[Told]) -> None:
        """From a file, all or none."""
        async with self.database.transaction(tenant) as connection:
            for start in range(0, len(told), _AT_ONCE):
                part = told[start : start + _AT_ONCE]
                await connection.execute(
                    statements("calibrating")["put_imported"], tenant, *_columns(part)
                )

    async def told(
        self, tenant: Tenant, wanted: Sequence[tuple[str, str]]
    ) -> Mapping[tuple[str, str], list[Told]]:
        """What others say of these, by kind and key: a file, and, while the school shares, the other
        schools of this server that do."""
        found: dict[tuple[str, str], list[Told]] = {}
        for start in range(0, len(wanted), _AT_ONCE):
            part = wanted[start : start + _AT_ONCE]
            rows = await self.database.rows(
                tenant,
                statements("calibrating")["told_by_others"],
                tenant,
                [kind for kind, _ in part],
                [key for _, key in part],
            )
            for row in rows:
                found.setdefault((row["kind"], row["key"]), []).append(_told(row))
        return found

    async def counts(self, tenant: Tenant) -> tuple[int, int]:
        """How much is laid open, and how much came from files."""
        row = await self.database.row(tenant, statements("calibrating")["count_shared"], tenant)
        return (row["shared"], row["imported"]) if row else (0, 0)


def _told(row: Any) -> Told:
    return Told(
        row["kind"],
        row["key"],
        row["mean"],
        row["variance"],
        row["answers"],
        row["students"],
        Tracing(*row["tracing"]) if row["tracing"] else None,
    )


def _columns(told: Sequence[Told]) -> tuple[list[Any], ...]:
    ways = [each.tracing for each in told]
    return (
        [each.kind for each in told],
        [each.key for each in told],
        [each.mean for each in told],
        [each.variance for each in told],
        [each.answers for each in told],
        [each.students for each in told],
        [way.known if way else None for way in ways],
        [way.learn if way else None for way in ways],
        [way.slip if way else None for way in ways],
        [way.guess if way else None for way in ways],
    )
