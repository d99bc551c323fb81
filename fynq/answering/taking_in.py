"""An uploaded file on its way: fetched, read, cut, embedded, searchable."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog

from fynq.answering.knowledge_books import Blobs, Upload, UploadBook, WebFetch
from fynq.answering.rejections import GAVE_UP, NO_TEXT, code_of
from fynq.domain.errors import FynqError, InvalidInput, NotFound, Unavailable
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Document
from fynq.retrieval.ingest import described, embed_missing, prepare
from fynq.retrieval.options import RetrievalOptions
from fynq.retrieval.ports import Embedder, VectorStore

log = structlog.get_logger()

Read = Callable[[Tenant, str, str, bytes, str], Awaitable[Document]]
"""(tenant, collection, source, the file's bytes, its declared media type) to a document. Raises
InvalidInput for a file that cannot be read."""

_WAIT = timedelta(days=1)
"""How long a file may wait for a part of fynq that is away."""


@dataclass(frozen=True)
class TakeIn:
    """Does one upload, as often as it takes: every step leaves what the next try goes on from.

    attempts: that a file gets before it counts as poison; fetches: that somebody else's server gets.
    at_once: files in one process.
    """

    uploads: UploadBook
    blobs: Blobs
    web: WebFetch
    read: Read
    embedder: Embedder
    vectors: VectorStore
    options: RetrievalOptions
    attempts: int = 8
    fetches: int = 4
    at_once: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))

    async def __call__(self, tenant: Tenant, upload_id: UUID) -> None:
        """Passes errors of the database through: the job is done again."""
        async with self.at_once:
            upload = await self.uploads.begin_upload(tenant, upload_id)
            if upload is None:
                return
            if upload.attempts > self.attempts:
                await self.uploads.reject_upload(tenant, upload.id, *GAVE_UP)
                return
            try:
                await self._take_in(tenant, upload)
            except (InvalidInput, NotFound) as error:
                await self._reject(tenant, upload, error)
            except Unavailable as error:
                await self._later(tenant, upload, error)
            except Exception:
                log.exception("upload_broke", upload=str(upload.id))
                await self._again(tenant, upload, *GAVE_UP)

    async def _take_in(self, tenant: Tenant, upload: Upload) -> None:
        if not upload.stored:
            upload = await self._fetched(tenant, upload)
        raw = await self.blobs.read(tenant, upload.id)
        found = await self.read(tenant, upload.collection, upload.source, raw, upload.media_type)
        wishes = upload.wishes
        document = described(found, wishes.title, wishes.audience, wishes.skills)
        prepared = await asyncio.to_thread(prepare, document, self.options)
        if not prepared.chunks:
            await self.uploads.reject_upload(tenant, upload.id, *NO_TEXT)
            return

        async def progress(chunks: int, embedded: int) -> None:
            await self.uploads.note_progress(tenant, upload.id, chunks, embedded)

        await embed_missing(tenant, prepared, self.embedder, self.vectors, progress)
        done = await self.uploads.finish_upload(tenant, upload.id, document, prepared.chunks)
        if done is not None:
            log.info("upload_done", upload=str(upload.id), status=done.status, code=done.code)

    async def _fetched(self, tenant: Tenant, upload: Upload) -> Upload:
        try:
            file = await self.web.fetch(tenant, upload.wishes.url, upload.id)
        except Unavailable as error:
            if upload.attempts >= self.fetches:
                raise InvalidInput(error.detail, field="url") from None
            raise _Elsewhere(error.detail) from None
        await self.uploads.note_file(tenant, upload.id, file.media_type, file.size)
        found = await self.uploads.upload(tenant, upload.id)
        if found is None:
            raise NotFound("The upload is gone.")
        return found

    async def _reject(self, tenant: Tenant, upload: Upload, error: FynqError) -> None:
        await self.uploads.reject_upload(
            tenant, upload.id, code_of(error), error.detail or error.title
        )

    async def _later(self, tenant: Tenant, upload: Upload, error: Unavailable) -> None:
        """A part of fynq that is away is not the file's fault, so that try does not count."""
        fault = isinstance(error, _Elsewhere)
        asked = upload.created_at or datetime.now(UTC)
        if datetime.now(UTC) - asked > _WAIT:
            await self.uploads.reject_upload(tenant, upload.id, *GAVE_UP)
            return
        log.warning("upload_waits", upload=str(upload.id), code=error.code)
        await self.uploads.postpone_upload(tenant, upload.id, _pause(upload), counts=fault)

    async def _again(self, tenant: Tenant, upload: Upload, code: str, reason: str) -> None:
        if upload.attempts >= self.attempts:
            await self.uploads.reject_upload(tenant, upload.id, code, reason)
        else:
            await self.uploads.postpone_upload(tenant, upload.id, _pause(upload), counts=True)


def _pause(upload: Upload) -> float:
    """Seconds before the next try."""
    return float(min(2.0**upload.attempts, 60.0))


class _Elsewhere(Unavailable):
    """Somebody else's server is away."""


async def clear_files(tenant: Tenant, uploads: UploadBook, blobs: Blobs) -> None:
    """Removes the bytes of uploads that nobody needs any more."""
    while idle := await uploads.idle_files(tenant, 100):
        for upload in idle:
            await blobs.remove(tenant, upload)
        await uploads.forget_files(tenant, idle)


async def tidy_files(tenant: Tenant, uploads: UploadBook, blobs: Blobs) -> None:
    """clear_files, and bytes that no upload knows; uploads whose job was lost get another."""
    await clear_files(tenant, uploads, blobs)
    old = int((datetime.now(UTC) - _WAIT).timestamp() * 1000)
    names = [name for name in await blobs.names(tenant) if name.int >> 80 < old]
    for start in range(0, len(names), 500):
        part = names[start : start + 500]
        kept = set(await uploads.kept_files(tenant, part))
        for name in part:
            if name not in kept:
                await blobs.remove(tenant, name)
    await uploads.resume_uploads(tenant)
