"""What retrieval needs of storage and of an embedder."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, overload
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Audience, Chunk, Deletion, Document, Marks, Surroundings

Vectors = NDArray[np.float32]
"""Shape (n, dimension), rows of length 1."""


class Embedder(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    async def embed(self, texts: Sequence[str]) -> Vectors: ...

    async def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Embedded passages as `retrieval.parts` says: the vectors that embed() gives, and the
        parts of each. Rows are longer than 1."""
        ...


@dataclass(frozen=True, slots=True)
class TitledChunk:
    """marks: of its document, those that it touches."""

    chunk: Chunk
    title: str
    marks: Marks = ()


@dataclass(frozen=True, slots=True)
class Generation:
    """A published index. number grows by one per collection; path is relative to the index folder."""

    collection: str
    number: int
    path: str
    manifest: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LogEntry:
    """What happened to a document of a collection, and to which revision."""

    position: int
    act: Literal["put", "remove"]
    document: UUID
    revision: int


@dataclass(frozen=True)
class LogPage(Sequence[LogEntry]):
    """Entries of a collection's log in order. cut: up to there only the last put of each document
    that is there is told. Whoever is not so far, and did not begin with nothing at this very cut,
    has to begin with nothing."""

    entries: Sequence[LogEntry]
    cut: int = 0

    @overload
    def __getitem__(self, at: int) -> LogEntry: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[LogEntry]: ...

    def __getitem__(self, at: int | slice) -> LogEntry | Sequence[LogEntry]:
        return self.entries[at]

    def __len__(self) -> int:
        return len(self.entries)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a collection is, who may see it, and the generation that it serves: number 0 and no
    path where there is none. cut: as in LogPage."""

    collection: str
    position: int
    audience: Audience
    hide_solutions: bool
    number: int
    path: str
    cut: int = 0


@dataclass(frozen=True, slots=True)
class LiveRow:
    """What is searched of a chunk. audience: the stricter of the chunk's and its document's.

    vector: as VectorStore keeps it; b"" where the text has none of this model yet.
    """

    chunk: UUID
    document: UUID
    ordinal: int
    kind: str
    audience: str
    title: str
    heading: str
    text: str
    skills: tuple[str, ...] = ()
    vector: bytes = b""


class KnowledgeStore(Protocol):
    """Each write is one transaction: the rows, the collection's next position, and the entry of its
    log at that position. Positions of a collection are committed in order."""

    async def put_document(
        self, tenant: Tenant, document: Document, chunks: Sequence[Chunk]
    ) -> bool:
        """Writes a document and its chunks together, replacing the former ones.

        Keyed by (collection, source); a collection that is not there is made. False, and nothing
        is written, when all of it is stored already. A revision is counted where the text changed;
        a source that comes back after a removal goes on counting.
        """
        ...

    async def remove_document(
        self, tenant: Tenant, document: UUID, requested_by: UUID | None = None
    ) -> Deletion | None:
        """Removes a document and its chunks. None when there is no such document."""
        ...

    async def titled_chunks(
        self, tenant: Tenant, chunks: Sequence[UUID]
    ) -> Mapping[UUID, TitledChunk]:
        """Only chunks that still exist, of this tenant."""
        ...

    async def surroundings(
        self, tenant: Tenant, chunks: Sequence[UUID], staff: bool
    ) -> Mapping[UUID, Surroundings]:
        """Of chunks that have a parent, as far as it may be seen; not of chunks that may not."""
        ...

    async def collection_chunks(self, tenant: Tenant, collection: str) -> Sequence[Chunk]:
        """Every live chunk, by id."""
        ...

    async def log_after(
        self, tenant: Tenant, collection: str, position: int, limit: int
    ) -> LogPage:
        """At most `limit` entries above `position`, and how far the log is cut, as one read."""
        ...

    async def collections(self, tenant: Tenant) -> Sequence[str]:
        """The names of those that hold a document."""
        ...


class VectorStore(Protocol):
    """What `retrieval.parts.packed` makes of embedded passages, by model and by the digest of the
    embedded text."""

    async def known_vectors(
        self, tenant: Tenant, model: str, digests: Sequence[bytes]
    ) -> Mapping[bytes, bytes]:
        """Those of `digests` that are there."""
        ...

    async def keep_vectors(
        self, tenant: Tenant, model: str, vectors: Mapping[bytes, bytes]
    ) -> None: ...


class Deltas(Protocol):
    """What searchers and the indexer read of a school's collections, as they are now."""

    async def standings(self, tenant: Tenant) -> Sequence[Standing]:
        """Every collection by name, read together."""
        ...

    async def rows_of(
        self, tenant: Tenant, model: str, collection: str, documents: Sequence[UUID]
    ) -> Sequence[LiveRow]:
        """Of those documents that are still in the collection; by document and place."""
        ...

    async def page(
        self, tenant: Tenant, model: str, collection: str, after: LiveRow | None, limit: int
    ) -> Sequence[LiveRow]:
        """Rows of the collection that come after `after`, by document and place."""
        ...


class Replicas(Protocol):
    """Which processes search, and how far each has applied the log of a collection."""

    async def seen(self, replica: UUID, room: str) -> None: ...

    async def gone(self, replica: UUID) -> None: ...

    async def applied(self, tenant: Tenant, replica: UUID, positions: Mapping[str, int]) -> None:
        """Positions by collection; a position never goes back."""
        ...

    async def released(self, tenant: Tenant, replica: UUID, collections: Collection[str]) -> None:
        """The replica holds these no longer: it has nothing to confirm of them."""
        ...


class Generations(Protocol):
    """Which index generation a collection serves. One writer at a time, fenced by an epoch."""

    async def claim_writer(self) -> int:
        """Makes the caller the only writer and returns its epoch."""
        ...

    async def publish(self, tenant: Tenant, epoch: int, generation: Generation) -> None:
        """Raises Conflict when a later writer has claimed."""
        ...

    async def current(self, tenant: Tenant, collection: str) -> Generation | None: ...

    async def history(self, tenant: Tenant, collection: str) -> Sequence[Generation]:
        """What was served, the present one first; the files of old ones may be gone."""
        ...


class Worths(Protocol):
    async def worths(self, tenant: Tenant) -> Mapping[bytes, float]:
        """Of passages that answers cited, by the digest of their embedded text, in (-1, 1): what
        became of the students who got those answers. Raises StorageUnavailable."""
        ...
