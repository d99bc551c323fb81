"""Which index generation each collection serves."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from fynq.domain.errors import Conflict
from fynq.domain.identifiers import PUBLIC, Tenant
from fynq.retrieval.ports import Generation
from fynq.storage.database import Database, Row
from fynq.storage.statements import statements


@dataclass(frozen=True)
class PostgresGenerations:
    database: Database

    async def claim_writer(self) -> int:
        row = await self.database.write(PUBLIC, statements("knowledge")["claim_writer"])
        return int(row["epoch"])  # type: ignore[index]

    async def publish(self, tenant: Tenant, epoch: int, generation: Generation) -> None:
        """Raises Conflict also when the number is not above the present one."""
        sql = statements("knowledge")
        async with self.database.transaction(tenant) as connection:
            held = await connection.fetchrow(sql["hold_epoch"])
            if held["epoch"] != epoch:
                raise Conflict("A later writer has taken over.")
            published = await connection.fetchrow(
                sql["publish"],
                tenant,
                generation.collection,
                generation.number,
                generation.path,
                json.dumps(dict(generation.manifest)),
                epoch,
            )
            if published is None:
                raise Conflict("A generation with this number is there already.")

    async def current(self, tenant: Tenant, collection: str) -> Generation | None:
        row = await self.database.row(
            tenant, statements("knowledge")["current"], tenant, collection
        )
        return _generation(row) if row else None

    async def history(self, tenant: Tenant, collection: str) -> Sequence[Generation]:
        rows = await self.database.rows(
            tenant, statements("knowledge")["history"], tenant, collection
        )
        return [_generation(row) for row in rows]

    async def fingerprint(self, tenant: Tenant) -> str:
        """One text that changes whenever a search might find something else: with every document
        that is put or removed, and with every generation."""
        row = await self.database.row(tenant, statements("knowledge")["fingerprint"], tenant)
        return str(row[0]) if row else ""


def _generation(row: Row) -> Generation:
    return Generation(row[0], row[1], row[2], json.loads(row[3]))
