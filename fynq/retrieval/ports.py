"""What retrieval needs of storage and of an embedder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Chunk, Document

Vectors = NDArray[np.float32]
"""Shape (n, dimension), rows of length 1."""


class Embedder(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    async def embed(self, texts: Sequence[str]) -> Vectors: ...


@dataclass(frozen=True, slots=True)
class TitledChunk:
    chunk: Chunk
    title: str


@dataclass(frozen=True, slots=True)
class Generation:
    """A published index. number grows by one per collection; path is relative to the index folder."""

    collection: str
    number: int
    path: str
    manifest: Mapping[str, Any]


class KnowledgeStore(Protocol):
    async def put_document(
        self, tenant: Tenant, document: Document, chunks: Sequence[Chunk]
    ) -> bool:
        """Writes a document and its chunks together, replacing the former revision.

        Keyed by (collection, source). False when the stored text is already the same.
        """
        ...

    async def titled_chunks(
        self, tenant: Tenant, chunks: Sequence[UUID]
    ) -> Mapping[UUID, TitledChunk]:
        """Only chunks that still exist, of this tenant."""
        ...

    async def collection_chunks(self, tenant: Tenant, collection: str) -> Sequence[Chunk]:
        """Every live chunk, by id."""
        ...

    async def collections(self, tenant: Tenant) -> Sequence[str]: ...


class Generations(Protocol):
    """Which index generation a collection serves. One writer at a time, fenced by an epoch."""

    async def claim_writer(self) -> int:
        """Makes the caller the only writer and returns its epoch."""
        ...

    async def publish(self, tenant: Tenant, epoch: int, generation: Generation) -> None:
        """Raises Conflict when a later writer has claimed."""
        ...

    async def current(self, tenant: Tenant, collection: str) -> Generation | None: ...
