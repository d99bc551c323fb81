"""What the API and the worker need of storage to keep a school's collections."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Audience, Chunk, Collection, Deletion, Document

UploadStatus = Literal["queued", "reading", "embedding", "searchable", "rejected"]

PENDING: tuple[UploadStatus, ...] = ("queued", "reading", "embedding")

MOST_COLLECTIONS = 1_000
"""Of one school."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What a collection's own test said of a generation: nDCG@10 of the search at the weight of
    words that it chose, and of words and of meaning alone."""

    weight: float
    ndcg: float
    ndcg_lexical: float
    ndcg_dense: float
    questions: int


def examined(manifest: Mapping[str, Any]) -> Examined | None:
    """None where the manifest does not tell it."""
    try:
        return Examined(**{each.name: manifest[each.name] for each in fields(Examined)})
    except KeyError:
        return None


@dataclass(frozen=True, slots=True)
class CollectionSheet:
    """A collection with what is in it. bytes: of the texts in UTF-8. generation: of the index that
    it serves, 0 before the first. examination: what its own test said of that generation."""

    collection: Collection
    created_at: datetime
    documents: int = 0
    chunks: int = 0
    bytes: int = 0
    pending: int = 0
    rejected: int = 0
    generation: int = 0
    examination: Examined | None = None


@dataclass(frozen=True, slots=True)
class DocumentSheet:
    """A document without its text."""

    id: UUID
    collection: str
    source: str
    title: str
    revision: int
    media_type: str
    audience: Audience
    bytes: int
    chunks: int
    skills: tuple[str, ...]
    stripped: Mapping[str, int]
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """A document as one reader may see it. withheld: spans of its text that were blanked."""

    document: Document
    withheld: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the uploader said of a file. url: where to fetch it; title and skills: instead of the
    file's own."""

    url: str = ""
    title: str = ""
    audience: Audience = "everyone"
    skills: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way into a collection. bytes: its size. stored: its bytes lie in the object
    store. code, reason: why it was REJECTED; 'unchanged' when the very same was there already.
    chunks, embedded: counts, as far as they are known. document: set once it is searchable."""

    id: UUID
    collection: str
    source: str
    media_type: str = ""
    bytes: int = 0
    stored: bool = False
    wishes: Wishes = Wishes()
    status: UploadStatus = "queued"
    code: str = ""
    reason: str = ""
    attempts: int = 0
    chunks: int = 0
    embedded: int = 0
    document: UUID | None = None
    requested_by: UUID | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Confirmation:
    """at: when this replica had applied the removal; None while it has not."""

    replica: UUID
    room: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """confirmations: of the replicas that are alive and hold the collection; the others read its
    log before they search it."""

    deletion: Deletion
    confirmations: tuple[Confirmation, ...] = ()


class CollectionBook(Protocol):
    """staff False: as students see it, without what is kept from them."""

    async def add_collection(self, tenant: Tenant, collection: Collection) -> None:
        """Raises Conflict(field='name') when there is one of that name, or too many."""
        ...

    async def collection(
        self, tenant: Tenant, name: str, staff: bool
    ) -> CollectionSheet | None: ...

    async def all_collections(self, tenant: Tenant, staff: bool) -> Sequence[CollectionSheet]:
        """By name."""
        ...

    async def change_collection(
        self, tenant: Tenant, name: str, changes: Mapping[str, Any]
    ) -> bool:
        """False when there is no such collection. changes: title, audience, hide_solutions."""
        ...

    async def remove_collection(
        self, tenant: Tenant, name: str, requested_by: UUID
    ) -> Sequence[Deletion] | None:
        """Removes it with all its documents, in one transaction; uploads that wait are rejected.
        None when there is no such collection."""
        ...


class DocumentBook(Protocol):
    async def list_documents(
        self, tenant: Tenant, collection: str, staff: bool, after: UUID | None, limit: int
    ) -> Sequence[DocumentSheet]:
        """In order of id, above `after`."""
        ...

    async def document_sheet(
        self, tenant: Tenant, document: UUID, staff: bool
    ) -> DocumentSheet | None: ...

    async def open_document(
        self, tenant: Tenant, document: UUID, staff: bool
    ) -> OpenDocument | None:
        """For students the solutions of a collection that hides them are blanked, character by
        character, so that offsets stay; None for what is for staff alone."""
        ...

    async def remove_document(
        self, tenant: Tenant, document: UUID, requested_by: UUID | None = None
    ) -> Deletion | None:
        """KnowledgeStore's; uploads of the same source that wait are rejected with it."""
        ...

    async def receipt(self, tenant: Tenant, deletion: UUID) -> Receipt | None: ...


@dataclass(frozen=True, slots=True)
class UploadFilter:
    """Empty values do not narrow."""

    collection: str = ""
    statuses: tuple[UploadStatus, ...] = ()


class UploadBook(Protocol):
    """Ids grow with time: of two uploads of one source the later one wins."""

    async def add_upload(self, tenant: Tenant, upload: Upload) -> bool:
        """Stores it together with the job that reads it. False when the collection is gone."""
        ...

    async def upload(self, tenant: Tenant, upload: UUID) -> Upload | None: ...

    async def list_uploads(
        self, tenant: Tenant, wanted: UploadFilter, before: UUID | None, limit: int
    ) -> Sequence[Upload]:
        """Newest first, ids below `before`; not those of collections that are gone."""
        ...

    async def begin_upload(self, tenant: Tenant, upload: UUID) -> Upload | None:
        """READING from now on, one attempt more. None when nothing is to be done any more."""
        ...

    async def note_file(self, tenant: Tenant, upload: UUID, media_type: str, bytes_: int) -> None:
        """Its bytes lie in the object store."""
        ...

    async def note_progress(self, tenant: Tenant, upload: UUID, chunks: int, embedded: int) -> None:
        """EMBEDDING from now on."""
        ...

    async def postpone_upload(
        self, tenant: Tenant, upload: UUID, seconds: float, counts: bool
    ) -> None:
        """QUEUED again, with a job that waits so long. counts: whether the try was one."""
        ...

    async def resume_uploads(self, tenant: Tenant) -> None:
        """Adds the jobs of those that should have been settled an hour ago."""
        ...

    async def reject_upload(self, tenant: Tenant, upload: UUID, code: str, reason: str) -> None:
        """Unless it is settled already."""
        ...

    async def finish_upload(
        self, tenant: Tenant, upload: UUID, document: Document, chunks: Sequence[Chunk]
    ) -> Upload | None:
        """Puts the document and settles the upload, in one transaction: SEARCHABLE, or REJECTED
        where a later upload of the source, or a removal, came first. None when it was settled
        already."""
        ...

    async def idle_files(self, tenant: Tenant, limit: int) -> Sequence[UUID]:
        """Uploads whose bytes nobody needs any more: rejected, revised or removed since."""
        ...

    async def kept_files(self, tenant: Tenant, uploads: Sequence[UUID]) -> Sequence[UUID]:
        """Those of `uploads` whose bytes are wanted, or are cleared as idle ones."""
        ...

    async def forget_files(self, tenant: Tenant, uploads: Sequence[UUID]) -> None:
        """Their bytes are gone from the object store."""
        ...


class Blobs(Protocol):
    """The bytes of uploaded files, by the upload's id."""

    async def write(self, tenant: Tenant, blob: UUID, parts: AsyncIterator[bytes]) -> int:
        """All of it durably, or nothing; its size. Raises Unavailable, and what `parts` raises."""
        ...

    async def read(self, tenant: Tenant, blob: UUID) -> bytes:
        """Raises NotFound, Unavailable."""
        ...

    async def remove(self, tenant: Tenant, blob: UUID) -> None:
        """Also when it is not there. Raises Unavailable."""
        ...

    async def names(self, tenant: Tenant) -> Sequence[UUID]:
        """All of the tenant's."""
        ...


@dataclass(frozen=True, slots=True)
class Fetched:
    """media_type: as the server said, '' where it did not. size in bytes."""

    media_type: str
    size: int


class WebFetch(Protocol):
    def check(self, url: str) -> None:
        """Raises InvalidInput(field='url') for an address that would never be fetched."""
        ...

    async def fetch(self, tenant: Tenant, url: str, blob: UUID) -> Fetched:
        """Fetches a public document into the object store. Raises InvalidInput for what will not
        do, Unavailable where another try may help."""
        ...
