"""Documents and their chunks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.knowledge import Chunk, Deletion, Document, Marks, Surroundings, marks_within
from fynq.retrieval.parents import MOST
from fynq.retrieval.ports import LogEntry, LogPage, TitledChunk
from fynq.retrieval.vectors import digest, embedded_text
from fynq.retrieval.withholding import surroundings
from fynq.storage.database import Connection, Database, Row
from fynq.storage.jobs import enqueue
from fynq.storage.statements import statements

_CHUNK_FIELDS = 12
_SOON_SECONDS = 2.0
_BUSY_SECONDS = 60.0


@dataclass(frozen=True)
class PostgresKnowledgeStore:
    """A source keeps the id that it had first, and storage counts its revisions: chunks are
    stored under that id and revision, whatever the caller's copy said."""

    database: Database

    async def put_document(
        self, tenant: Tenant, document: Document, chunks: Sequence[Chunk]
    ) -> bool:
        async with self.database.transaction(tenant) as connection:
            _, changed = await put_document(tenant, connection, document, chunks)
            return changed

    async def remove_document(
        self, tenant: Tenant, document: UUID, requested_by: UUID | None = None
    ) -> Deletion | None:
        async with self.database.transaction(tenant) as connection:
            return await remove_document(tenant, connection, document, requested_by)

    async def titled_chunks(
        self, tenant: Tenant, chunks: Sequence[UUID]
    ) -> Mapping[UUID, TitledChunk]:
        rows = await self.database.rows(
            tenant, statements("knowledge")["titled_chunks"], tenant, list(chunks)
        )
        return {
            row["id"]: TitledChunk(
                Chunk(*row[:_CHUNK_FIELDS]), row["title"], marks_of(row["marks"])
            )
            for row in rows
        }

    async def surroundings(
        self, tenant: Tenant, chunks: Sequence[UUID], staff: bool
    ) -> Mapping[UUID, Surroundings]:
        sql = statements("surroundings")["surroundings"]
        rows = await self.database.rows(tenant, sql, tenant, list(chunks), staff, MOST)
        found = {}
        for id_, revision, start, *passage, text, seen, marks in rows:
            around = surroundings(
                *(revision, start, text, (passage[0], passage[1])),
                [(low, high) for low, high in json.loads(seen)],
                [_marks(each) for each in json.loads(marks)],
            )
            if around is not None:
                found[id_] = around
        return found

    async def collection_chunks(self, tenant: Tenant, collection: str) -> Sequence[Chunk]:
        rows = await self.database.rows(
            tenant, statements("knowledge")["collection_chunks"], tenant, collection
        )
        return [Chunk(*row) for row in rows]

    async def log_after(
        self, tenant: Tenant, collection: str, position: int, limit: int
    ) -> LogPage:
        rows = await self.database.rows(
            tenant, statements("knowledge")["log_after"], tenant, collection, position, limit
        )
        entries = [LogEntry(*row[1:]) for row in rows if row["position"] is not None]
        return LogPage(entries, rows[0]["cut"] if rows else 0)

    async def collections(self, tenant: Tenant) -> Sequence[str]:
        rows = await self.database.rows(tenant, statements("knowledge")["collections"], tenant)
        return [row["collection"] for row in rows]


async def put_document(
    tenant: Tenant, connection: Connection, document: Document, chunks: Sequence[Chunk]
) -> tuple[UUID, bool]:
    """Inside a transaction: KnowledgeStore.put_document. Also the id that the document has."""
    sql = statements("knowledge")
    await connection.execute(
        sql["hold_source"], f"{tenant}/{document.collection}/{document.source}"
    )
    stored = await connection.fetchrow(
        sql["stored_document"], tenant, document.collection, document.source
    )
    if stored is None:
        await connection.execute(sql["ensure_collection"], tenant, document.collection)
        kept = document.id
        former = await connection.fetchval(sql["last_revision"], tenant, kept)
        revision = max(document.revision, former + 1)
    else:
        kept = stored["id"]
        revision = stored["revision"] + (0 if stored["text"] == document.text else 1)
        if revision == stored["revision"] and _described(stored) == _description(document):
            rows = await connection.fetch(sql["stored_chunks"], tenant, kept)
            if [tuple(row) for row in rows] == _told_apart(document, chunks):
                return kept, False
    text, description = document.text, _description(document)
    title, skills, media_type, audience, stripped, marks = description
    values = (
        *(title, text, revision, list(skills), media_type, audience),
        *(json.dumps(stripped), json.dumps(marks)),
    )
    if stored is None:
        place = (document.collection, document.source)
        await connection.execute(sql["add_document"], tenant, kept, *place, *values)
    else:
        await connection.execute(sql["revise_document"], tenant, kept, *values)
        await connection.execute(sql["drop_chunks"], tenant, kept)
    await _add_chunks(tenant, connection, kept, revision, document, chunks)
    await connection.execute(sql["log_one"], tenant, document.collection, "put", kept, revision)
    return kept, True


async def remove_document(
    tenant: Tenant, connection: Connection, document: UUID, requested_by: UUID | None
) -> Deletion | None:
    """Inside a transaction: KnowledgeStore.remove_document. An upload of the same source that
    waits is rejected: it came before the removal."""
    sql = statements("knowledge")
    named = await connection.fetchrow(sql["named_document"], tenant, document)
    if named is None:
        return None
    await connection.execute(statements("uploads")["reject_of_source"], tenant, *named)
    held = await connection.fetchrow(sql["hold_document"], tenant, document)
    if held is None:
        return None
    collection, source, revision = held
    await connection.execute(sql["drop_chunks"], tenant, document)
    await connection.execute(sql["drop_document"], tenant, document)
    position = await connection.fetchval(
        sql["log_one"], tenant, collection, "remove", document, revision
    )
    await index(tenant, connection, collection)
    await clear(tenant, connection)
    receipt = new_id()
    at = await connection.fetchval(
        sql["add_deletion"],
        *(tenant, receipt, document, collection, source, position, requested_by, revision),
    )
    return Deletion(receipt, document, collection, source, position, at, requested_by)


async def index(
    tenant: Tenant, connection: Connection, collection: str, *, busy: bool = True
) -> None:
    """Has the next generation of the collection's index made: soon, or while the collection is
    busy once in a while, because searches see every change meanwhile."""
    await enqueue(
        tenant,
        connection,
        "index_collection",
        {"collection": collection},
        dedupe_key=f"{collection}\nbusy" if busy else collection,
        after_seconds=_BUSY_SECONDS if busy else _SOON_SECONDS,
    )


async def clear(tenant: Tenant, connection: Connection) -> None:
    """Has files removed that nobody needs any more. Each its own job: one that runs may have
    looked already."""
    await enqueue(tenant, connection, "clear_files", {})


async def _add_chunks(
    tenant: Tenant,
    connection: Connection,
    document: UUID,
    revision: int,
    described: Document,
    chunks: Sequence[Chunk],
) -> None:
    title, marks = described.title, described.marks
    await connection.execute(
        statements("knowledge")["add_chunks"],
        tenant,
        document,
        revision,
        [chunk.id for chunk in chunks],
        [chunk.ordinal for chunk in chunks],
        [chunk.start for chunk in chunks],
        [chunk.end for chunk in chunks],
        [chunk.text for chunk in chunks],
        [chunk.heading for chunk in chunks],
        [chunk.kind for chunk in chunks],
        [chunk.parent_start for chunk in chunks],
        [chunk.parent_end for chunk in chunks],
        [chunk.audience for chunk in chunks],
        [digest(embedded_text(title, chunk)) for chunk in chunks],
        [json.dumps(marks_within(marks, chunk.start, chunk.end)) for chunk in chunks],
    )


def _described(row: Row) -> tuple[object, ...]:
    stripped = json.loads(row["stripped"])
    told = (row["title"], tuple(row["skills"]), row["media_type"], row["audience"], stripped)
    return (*told, marks_of(row["marks"]))


def _description(
    document: Document,
) -> tuple[str, tuple[str, ...], str, str, dict[str, int], Marks]:
    return (
        document.title,
        tuple(document.skills),
        document.media_type,
        document.audience,
        dict(document.stripped),
        document.marks,
    )


def marks_of(stored: str) -> Marks:
    return _marks(json.loads(stored))


def _marks(pairs: Sequence[tuple[int, str]]) -> Marks:
    return tuple((offset, label) for offset, label in pairs)


def _told_apart(document: Document, chunks: Sequence[Chunk]) -> list[tuple[object, ...]]:
    """As the statement stored_chunks."""
    return [
        (
            chunk.id,
            chunk.ordinal,
            chunk.start,
            chunk.end,
            chunk.kind,
            chunk.parent_start,
            chunk.parent_end,
            chunk.audience,
            digest(embedded_text(document.title, chunk)),
        )
        for chunk in sorted(chunks, key=lambda chunk: chunk.ordinal)
    ]
