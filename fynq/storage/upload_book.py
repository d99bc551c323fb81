"""Uploaded files on their way into a collection."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from fynq.answering.knowledge_books import Upload, UploadFilter, Wishes
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.knowledge import Chunk, Document
from fynq.storage.database import Database, Row
from fynq.storage.jobs import enqueue, enqueue_tidy
from fynq.storage.knowledge_store import clear, index, put_document
from fynq.storage.statements import statements

OVERTAKEN = ("superseded", "A later upload of the same source was read first.")
REMOVED = ("removed", "The collection was removed before the file was read.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one file that a job read. code, reason: why it was rejected, else empty."""

    collection: str
    source: str
    media_type: str
    bytes: int
    code: str = ""
    reason: str = ""


@dataclass(frozen=True)
class PostgresUploadBook:
    database: Database

    async def add_upload(self, tenant: Tenant, upload: Upload) -> bool:
        async with self.database.transaction(tenant) as connection:
            added = await connection.fetchval(
                statements("uploads")["add_upload"],
                tenant,
                upload.id,
                upload.collection,
                upload.source,
                upload.media_type,
                upload.bytes,
                str(upload.id) if upload.stored else "",
                json.dumps(asdict(upload.wishes)),
                upload.requested_by,
            )
            if added:
                payload = {"upload": str(upload.id)}
                await enqueue(tenant, connection, "take_in", payload, dedupe_key=str(upload.id))
                await enqueue_tidy(tenant, connection)
            return added is not None

    async def upload(self, tenant: Tenant, upload: UUID) -> Upload | None:
        row = await self.database.row(tenant, statements("uploads")["upload"], tenant, upload)
        return _upload(row) if row else None

    async def list_uploads(
        self, tenant: Tenant, wanted: UploadFilter, before: UUID | None, limit: int
    ) -> Sequence[Upload]:
        rows = await self.database.rows(
            tenant,
            statements("uploads")["list_uploads"],
            tenant,
            wanted.collection,
            list(wanted.statuses),
            before,
            limit,
        )
        return [_upload(row) for row in rows]

    async def begin_upload(self, tenant: Tenant, upload: UUID) -> Upload | None:
        row = await self.database.write(
            tenant, statements("uploads")["begin_upload"], tenant, upload
        )
        return _upload(row) if row else None

    async def note_file(self, tenant: Tenant, upload: UUID, media_type: str, bytes_: int) -> None:
        sql = statements("uploads")["note_file"]
        await self.database.write(tenant, sql, tenant, upload, media_type, bytes_, str(upload))

    async def note_progress(self, tenant: Tenant, upload: UUID, chunks: int, embedded: int) -> None:
        sql = statements("uploads")["note_progress"]
        await self.database.write(tenant, sql, tenant, upload, chunks, embedded)

    async def postpone_upload(
        self, tenant: Tenant, upload: UUID, seconds: float, counts: bool
    ) -> None:
        sql = statements("uploads")["postpone_upload"]
        async with self.database.transaction(tenant) as connection:
            if await connection.fetchval(sql, tenant, upload, int(counts)):
                payload = {"upload": str(upload)}
                await enqueue(tenant, connection, "take_in", payload, after_seconds=seconds)

    async def resume_uploads(self, tenant: Tenant) -> None:
        async with self.database.transaction(tenant) as connection:
            rows = await connection.fetch(statements("uploads")["stalled_uploads"], tenant)
            for row in rows:
                payload, key = {"upload": str(row["id"])}, str(row["id"])
                await enqueue(tenant, connection, "take_in", payload, dedupe_key=key)

    async def reject_upload(self, tenant: Tenant, upload: UUID, code: str, reason: str) -> None:
        sql = statements("uploads")["reject_upload"]
        async with self.database.transaction(tenant) as connection:
            await connection.execute(sql, tenant, upload, code, reason)
            await clear(tenant, connection)

    async def finish_upload(
        self, tenant: Tenant, upload: UUID, document: Document, chunks: Sequence[Chunk]
    ) -> Upload | None:
        sql = statements("uploads")
        async with self.database.transaction(tenant) as connection:
            held = await connection.fetchrow(sql["hold_upload"], tenant, upload)
            if held is None:
                return None
            collection, source = held
            stands = await connection.fetchval(sql["collection_stands"], tenant, collection)
            late = await connection.fetchval(sql["overtaken"], tenant, collection, source, upload)
            if late or not stands:
                reasons = OVERTAKEN if late else REMOVED
                await connection.execute(sql["reject_upload"], tenant, upload, *reasons)
                return _upload(await connection.fetchrow(sql["upload"], tenant, upload))
            kept, changed = await put_document(tenant, connection, document, chunks)
            row = await connection.fetchrow(
                sql["finish_upload"],
                tenant,
                upload,
                kept,
                len(chunks),
                "" if changed else "unchanged",
            )
            if changed:
                busy = await connection.fetchval(sql["is_busy"], tenant, collection)
                await index(tenant, connection, collection, busy=busy)
                await clear(tenant, connection)
            return _upload(row)

    async def record_outcome(
        self, tenant: Tenant, outcome: Outcome, document: Document | None, chunks: Sequence[Chunk]
    ) -> bool:
        """Stores what a job made of a file: the document, or why there is none. False when that
        very text was stored already."""
        sql = statements("uploads")
        async with self.database.transaction(tenant) as connection:
            kept, changed = None, True
            if document is not None:
                kept, changed = await put_document(tenant, connection, document, chunks)
            else:
                await connection.execute(
                    statements("knowledge")["ensure_collection"], tenant, outcome.collection
                )
            await connection.execute(
                sql["record_outcome"],
                tenant,
                new_id(),
                outcome.collection,
                outcome.source,
                outcome.media_type,
                outcome.bytes,
                "rejected" if document is None else "searchable",
                outcome.code if changed else "unchanged",
                outcome.reason,
                len(chunks),
                kept,
            )
        return changed

    async def idle_files(self, tenant: Tenant, limit: int) -> Sequence[UUID]:
        rows = await self.database.rows(tenant, statements("uploads")["idle_files"], tenant, limit)
        return [row["id"] for row in rows]

    async def kept_files(self, tenant: Tenant, uploads: Sequence[UUID]) -> Sequence[UUID]:
        rows = await self.database.rows(
            tenant, statements("uploads")["kept_files"], tenant, list(uploads)
        )
        return [row["id"] for row in rows]

    async def forget_files(self, tenant: Tenant, uploads: Sequence[UUID]) -> None:
        sql = statements("uploads")["forget_files"]
        await self.database.write(tenant, sql, tenant, list(uploads))


def _upload(row: Row) -> Upload:
    fields: dict[str, object] = dict(row)
    fields["stored"] = bool(fields.pop("blob"))
    fields["wishes"] = _wishes(json.loads(str(fields.pop("settings"))))
    return Upload(**fields)  # type: ignore[arg-type]


def _wishes(fields: Mapping[str, object]) -> Wishes:
    skills = fields.get("skills")
    told = {**fields, "skills": None if skills is None else tuple(skills)}  # type: ignore[arg-type]
    return Wishes(**told)  # type: ignore[arg-type]
