"""In-memory twins of what retrieval needs of storage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from fynq.domain.errors import Conflict
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Chunk, Document
from fynq.retrieval.ports import Generation, TitledChunk


class MemoryKnowledge:
    """KnowledgeStore port."""

    def __init__(self) -> None:
        self._documents: dict[tuple[Tenant, str, str], tuple[Document, tuple[Chunk, ...]]] = {}

    async def put_document(
        self, tenant: Tenant, document: Document, chunks: Sequence[Chunk]
    ) -> bool:
        key = (tenant, document.collection, document.source)
        former = self._documents.get(key)
        if former and (former[0].title, former[0].text) == (document.title, document.text):
            return False
        if former:
            document = replace(document, id=former[0].id, revision=former[0].revision + 1)
        stored = tuple(
            replace(chunk, document=document.id, revision=document.revision) for chunk in chunks
        )
        self._documents[key] = (document, stored)
        return True

    async def delete_document(self, tenant: Tenant, collection: str, source: str) -> bool:
        return self._documents.pop((tenant, collection, source), None) is not None

    async def titled_chunks(
        self, tenant: Tenant, chunks: Sequence[UUID]
    ) -> Mapping[UUID, TitledChunk]:
        wanted = set(chunks)
        return {
            chunk.id: TitledChunk(chunk, document.title)
            for (owner, _, _), (document, stored) in self._documents.items()
            if owner == tenant
            for chunk in stored
            if chunk.id in wanted
        }

    async def collection_chunks(self, tenant: Tenant, collection: str) -> Sequence[Chunk]:
        found = [
            chunk
            for (owner, name, _), (_, stored) in self._documents.items()
            if (owner, name) == (tenant, collection)
            for chunk in stored
        ]
        return sorted(found, key=lambda chunk: chunk.id)

    async def collections(self, tenant: Tenant) -> Sequence[str]:
        return sorted({name for owner, name, _ in self._documents if owner == tenant})


class MemoryGenerations:
    """Generations port."""

    def __init__(self) -> None:
        self._epoch = 0
        self._current: dict[tuple[Tenant, str], Generation] = {}

    async def claim_writer(self) -> int:
        self._epoch += 1
        return self._epoch

    async def publish(self, tenant: Tenant, epoch: int, generation: Generation) -> None:
        if epoch != self._epoch:
            raise Conflict("Another writer of index generations has taken over.")
        self._current[tenant, generation.collection] = generation

    async def current(self, tenant: Tenant, collection: str) -> Generation | None:
        return self._current.get((tenant, collection))
