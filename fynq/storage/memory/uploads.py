"""Uploaded files in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from fynq.answering.knowledge_books import PENDING, Upload, UploadFilter
from fynq.domain.errors import NotFound
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Chunk, Document
from fynq.storage.memory.contents import Contents, Key, storable
from fynq.storage.memory.knowledge import MemoryKnowledgeStore
from fynq.storage.upload_book import OVERTAKEN, REMOVED


@dataclass(frozen=True)
class MemoryUploadBook:
    contents: Contents

    async def add_upload(self, tenant: Tenant, upload: Upload) -> bool:
        storable(upload)
        if (tenant, upload.collection) not in self.contents.collections:
            return False
        now = datetime.now(UTC)
        added = replace(upload, created_at=now, updated_at=now)
        self.contents.uploads[tenant, upload.id] = added
        self.contents.jobs.append((tenant, "take_in", {"upload": str(upload.id)}))
        return True

    async def upload(self, tenant: Tenant, upload: UUID) -> Upload | None:
        return self.contents.uploads.get((tenant, upload))

    async def list_uploads(
        self, tenant: Tenant, wanted: UploadFilter, before: UUID | None, limit: int
    ) -> Sequence[Upload]:
        found = [
            upload
            for (owner, id_), upload in sorted(self.contents.uploads.items(), reverse=True)
            if owner == tenant
            and (tenant, upload.collection) in self.contents.collections
            and (upload.created_at or datetime.max.replace(tzinfo=UTC))
            >= self.contents.made[tenant, upload.collection]
            and wanted.collection in ("", upload.collection)
            and (not wanted.statuses or upload.status in wanted.statuses)
            and (before is None or id_ < before)
        ]
        return found[:limit]

    async def begin_upload(self, tenant: Tenant, upload: UUID) -> Upload | None:
        found = self._pending(tenant, upload)
        if found is None:
            return None
        return self._change(tenant, found, status="reading", attempts=found.attempts + 1)

    async def note_file(self, tenant: Tenant, upload: UUID, media_type: str, bytes_: int) -> None:
        found = self.contents.uploads.get((tenant, upload))
        if found is not None:
            self._change(tenant, found, media_type=media_type, bytes=bytes_, stored=True)

    async def note_progress(self, tenant: Tenant, upload: UUID, chunks: int, embedded: int) -> None:
        found = self._pending(tenant, upload)
        if found is not None:
            self._change(tenant, found, status="embedding", chunks=chunks, embedded=embedded)

    async def postpone_upload(
        self, tenant: Tenant, upload: UUID, seconds: float, counts: bool
    ) -> None:
        found = self._pending(tenant, upload)
        if found is not None:
            attempts = found.attempts - (0 if counts else 1)
            self._change(tenant, found, status="queued", attempts=attempts)
            self.contents.jobs.append((tenant, "take_in", {"upload": str(upload)}))

    async def resume_uploads(self, tenant: Tenant) -> None:
        long_ago = datetime.now(UTC) - timedelta(hours=1)
        for (owner, id_), one in self.contents.uploads.items():
            stale = one.updated_at is not None and one.updated_at < long_ago
            if owner == tenant and one.status in PENDING and stale:
                self.contents.jobs.append((tenant, "take_in", {"upload": str(id_)}))

    async def reject_upload(self, tenant: Tenant, upload: UUID, code: str, reason: str) -> None:
        found = self._pending(tenant, upload)
        if found is not None:
            self._change(tenant, found, status="rejected", code=code, reason=reason)

    async def finish_upload(
        self, tenant: Tenant, upload: UUID, document: Document, chunks: Sequence[Chunk]
    ) -> Upload | None:
        found = self._pending(tenant, upload)
        if found is None:
            return None
        if (tenant, found.collection) not in self.contents.collections:
            await self.reject_upload(tenant, upload, *REMOVED)
        elif any(
            owner == tenant
            and (later.collection, later.source) == (found.collection, found.source)
            and later.id > upload
            and later.status == "searchable"
            for (owner, _), later in self.contents.uploads.items()
        ):
            await self.reject_upload(tenant, upload, *OVERTAKEN)
        else:
            store = MemoryKnowledgeStore(self.contents)
            changed = await store.put_document(tenant, document, chunks)
            kept = next(
                id_
                for (owner, id_), one in self.contents.documents.items()
                if owner == tenant
                and (one.collection, one.source) == (document.collection, document.source)
            )
            self._change(
                tenant,
                found,
                status="searchable",
                code="" if changed else "unchanged",
                document=kept,
                chunks=len(chunks),
                embedded=len(chunks),
            )
            if changed:
                job = (tenant, "index_collection", {"collection": found.collection})
                self.contents.jobs.append(job)
        return self.contents.uploads[tenant, upload]

    async def idle_files(self, tenant: Tenant, limit: int) -> Sequence[UUID]:
        mine = [one for (owner, _), one in self.contents.uploads.items() if owner == tenant]
        newest: dict[UUID, UUID] = {}
        for one in mine:
            if one.document is not None and one.status == "searchable":
                newest[one.document] = max(one.id, newest.get(one.document, one.id))
        idle = [
            one.id
            for one in mine
            if one.stored
            and (
                one.status == "rejected"
                or (
                    one.document is not None
                    and (
                        (tenant, one.document) not in self.contents.documents
                        or newest[one.document] != one.id
                    )
                )
            )
        ]
        return idle[:limit]

    async def kept_files(self, tenant: Tenant, uploads: Sequence[UUID]) -> Sequence[UUID]:
        held = self.contents.uploads
        return [id_ for id_ in uploads if (tenant, id_) in held and held[tenant, id_].stored]

    async def forget_files(self, tenant: Tenant, uploads: Sequence[UUID]) -> None:
        for id_ in uploads:
            found = self.contents.uploads.get((tenant, id_))
            if found is not None:
                self._change(tenant, found, stored=False)

    def _pending(self, tenant: Tenant, upload: UUID) -> Upload | None:
        found = self.contents.uploads.get((tenant, upload))
        return found if found is not None and found.status in PENDING else None

    def _change(self, tenant: Tenant, upload: Upload, **changes: Any) -> Upload:
        storable(list(changes.values()))
        changed = replace(upload, updated_at=datetime.now(UTC), **changes)
        self.contents.uploads[tenant, upload.id] = changed
        return changed


@dataclass(frozen=True)
class MemoryBlobs:
    kept: dict[Key, bytes] = field(default_factory=dict)

    async def write(self, tenant: Tenant, blob: UUID, parts: AsyncIterator[bytes]) -> int:
        whole = b"".join([part async for part in parts])
        self.kept[tenant, blob] = whole
        return len(whole)

    async def read(self, tenant: Tenant, blob: UUID) -> bytes:
        try:
            return self.kept[tenant, blob]
        except KeyError:
            raise NotFound("The file is not there any more.") from None

    async def remove(self, tenant: Tenant, blob: UUID) -> None:
        self.kept.pop((tenant, blob), None)

    async def names(self, tenant: Tenant) -> Sequence[UUID]:
        return [blob for owner, blob in self.kept if owner == tenant]
