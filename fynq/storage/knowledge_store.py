"""Documents and their chunks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Chunk, Document
from fynq.retrieval.ports import TitledChunk
from fynq.storage.database import Connection, Database
from fynq.storage.statements import statements


@dataclass(frozen=True)
class PostgresKnowledgeStore:
    """A source keeps the id that it had first, and storage counts its revisions: chunks are
    stored under that id and revision, whatever the caller's copy said."""

    database: Database

    async def put_document(
        self, tenant: Tenant, document: Document, chunks: Sequence[Chunk]
    ) -> bool:
        sql = statements("knowledge")
        lock = f"{tenant}/{document.collection}/{document.source}"
        async with self.database.transaction(tenant) as connection:
            await connection.execute(sql["hold_source"], lock)
            stored = await connection.fetchrow(
                sql["stored_document"], tenant, document.collection, document.source
            )
            same_text = stored is not None and stored["text"] == document.text
            if stored is None:
                kept, revision = document.id, document.revision
                await connection.execute(
                    sql["add_document"],
                    tenant,
                    document.id,
                    document.collection,
                    document.source,
                    document.title,
                    document.text,
                    revision,
                    list(document.skills),
                )
            else:
                kept = stored["id"]
                revision = stored["revision"] + (0 if same_text else 1)
                if same_text and (stored["title"], tuple(stored["skills"])) == (
                    document.title,
                    document.skills,
                ):
                    return False
                await connection.execute(
                    sql["revise_document"],
                    tenant,
                    kept,
                    document.title,
                    document.text,
                    revision,
                    list(document.skills),
                )
            if not same_text:
                await _replace_chunks(tenant, connection, kept, revision, chunks)
        return not same_text

    async def titled_chunks(
        self, tenant: Tenant, chunks: Sequence[UUID]
    ) -> Mapping[UUID, TitledChunk]:
        rows = await self.database.rows(
            tenant, statements("knowledge")["titled_chunks"], tenant, list(chunks)
        )
        return {row["id"]: TitledChunk(Chunk(*row[:8]), row["title"]) for row in rows}

    async def collection_chunks(self, tenant: Tenant, collection: str) -> Sequence[Chunk]:
        rows = await self.database.rows(
            tenant, statements("knowledge")["collection_chunks"], tenant, collection
        )
        return [Chunk(*row) for row in rows]

    async def collections(self, tenant: Tenant) -> Sequence[str]:
        rows = await self.database.rows(tenant, statements("knowledge")["collections"], tenant)
        return [row["collection"] for row in rows]


async def _replace_chunks(
    tenant: Tenant,
    connection: Connection,
    document: UUID,
    revision: int,
    chunks: Sequence[Chunk],
) -> None:
    sql: Any = statements("knowledge")
    await connection.execute(sql["drop_chunks"], tenant, document)
    await connection.execute(
        sql["add_chunks"],
        tenant,
        document,
        revision,
        [chunk.id for chunk in chunks],
        [chunk.ordinal for chunk in chunks],
        [chunk.start for chunk in chunks],
        [chunk.end for chunk in chunks],
        [chunk.text for chunk in chunks],
        [chunk.heading for chunk in chunks],
    )
