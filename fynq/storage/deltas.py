"""What searchers and the indexer read of a collection, and what replicas confirm."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from fynq.domain.identifiers import PUBLIC, Tenant
from fynq.retrieval.ports import LiveRow, Standing
from fynq.storage.database import Database, Row
from fynq.storage.statements import statements


@dataclass(frozen=True)
class PostgresDeltas:
    database: Database

    async def standings(self, tenant: Tenant) -> Sequence[Standing]:
        rows = await self.database.rows(tenant, statements("deltas")["standings"], tenant)
        return [Standing(*row) for row in rows]

    async def rows_of(
        self, tenant: Tenant, model: str, collection: str, documents: Sequence[UUID]
    ) -> Sequence[LiveRow]:
        rows = await self.database.rows(
            tenant,
            statements("deltas")["rows_of_documents"],
            tenant,
            model,
            collection,
            list(documents),
        )
        return [_live(row) for row in rows]

    async def page(
        self, tenant: Tenant, model: str, collection: str, after: LiveRow | None, limit: int
    ) -> Sequence[LiveRow]:
        place = (
            (after.document, after.ordinal, after.chunk)
            if after
            else (UUID(int=0), -1, UUID(int=0))
        )
        rows = await self.database.rows(
            tenant, statements("deltas")["page"], tenant, model, collection, *place, limit
        )
        return [_live(row) for row in rows]


def _live(row: Row) -> LiveRow:
    return LiveRow(*(*row[:8], tuple(row[8]), row[9] or b""))


@dataclass(frozen=True)
class PostgresReplicas:
    database: Database

    async def seen(self, replica: UUID, room: str) -> None:
        await self.database.write(PUBLIC, statements("deltas")["seen"], replica, room)

    async def gone(self, replica: UUID) -> None:
        await self.database.write(PUBLIC, statements("deltas")["gone"], replica)

    async def applied(self, tenant: Tenant, replica: UUID, positions: Mapping[str, int]) -> None:
        sql = statements("deltas")
        async with self.database.transaction(tenant) as connection:
            await connection.execute(
                sql["applied"], tenant, replica, list(positions), list(positions.values())
            )
            await connection.execute(sql["forget_positions"], tenant)

    async def released(self, tenant: Tenant, replica: UUID, collections: Collection[str]) -> None:
        await self.database.write(
            tenant, statements("deltas")["released"], tenant, replica, list(collections)
        )
