"""Collections of documents: made, listed, changed and removed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fynq.answering.knowledge_books import MOST_COLLECTIONS, CollectionSheet, examined
from fynq.domain.errors import Conflict
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.knowledge import Collection, Deletion
from fynq.storage.database import Database, Row
from fynq.storage.knowledge_store import clear, index
from fynq.storage.statements import statements

_PATIENCE = 310.0
"""Seconds for removing what may be a million chunks."""


@dataclass(frozen=True)
class PostgresCollectionBook:
    database: Database

    async def add_collection(self, tenant: Tenant, collection: Collection) -> None:
        sql = statements("collections")
        async with self.database.transaction(tenant) as connection:
            if await connection.fetchval(sql["count_collections"], tenant) >= MOST_COLLECTIONS:
                raise Conflict(
                    f"A school has at most {MOST_COLLECTIONS} collections.", field="name"
                )
            added = await connection.fetchval(
                sql["add_collection"],
                tenant,
                collection.name,
                collection.title or collection.name,
                collection.audience,
                collection.hide_solutions,
            )
            if not added:
                raise Conflict("There is a collection of this name already.", field="name")

    async def collection(self, tenant: Tenant, name: str, staff: bool) -> CollectionSheet | None:
        row = await self.database.row(
            tenant, statements("collections")["collection_sheets"], tenant, staff, name
        )
        return _sheet(row) if row else None

    async def all_collections(self, tenant: Tenant, staff: bool) -> Sequence[CollectionSheet]:
        rows = await self.database.rows(
            tenant, statements("collections")["collection_sheets"], tenant, staff, None
        )
        return [_sheet(row) for row in rows]

    async def change_collection(
        self, tenant: Tenant, name: str, changes: Mapping[str, Any]
    ) -> bool:
        row = await self.database.write(
            tenant,
            statements("collections")["change_collection"],
            tenant,
            name,
            changes.get("title"),
            changes.get("audience"),
            changes.get("hide_solutions"),
        )
        return row is not None

    async def remove_collection(
        self, tenant: Tenant, name: str, requested_by: UUID
    ) -> Sequence[Deletion] | None:
        """Locks in the same order as uploads and documents do: uploads, documents, collection."""
        sql = statements("collections")
        async with self.database.transaction(tenant) as connection:
            await connection.execute(sql["be_patient"])
            await connection.execute(sql["reject_of_collection"], tenant, name)
            await connection.fetch(sql["hold_documents"], tenant, name)
            if await connection.fetchval(sql["hold_collection"], tenant, name) is None:
                return None
            held = await connection.fetch(sql["hold_documents"], tenant, name)
            await connection.execute(
                sql["drop_chunks_of_collection"], tenant, name, timeout=_PATIENCE
            )
            ids = [new_id() for _ in held]
            rows = await connection.fetch(
                sql["drop_documents_of_collection"],
                tenant,
                name,
                ids,
                requested_by,
                timeout=_PATIENCE,
            )
            await connection.execute(sql["drop_collection"], tenant, name)
            await index(tenant, connection, name, busy=False)
            await clear(tenant, connection)
        return sorted((Deletion(*row) for row in rows), key=lambda one: one.position)


def _sheet(row: Row) -> CollectionSheet:
    manifest = json.loads(row["manifest"]) if row["manifest"] else {}
    return CollectionSheet(
        Collection(*row[:5]),
        created_at=row["created_at"],
        documents=row["documents"],
        chunks=row["chunks"],
        bytes=row["bytes"],
        pending=row["pending"],
        rejected=row["rejected"],
        generation=row["generation"] or 0,
        examination=examined(manifest),
    )
