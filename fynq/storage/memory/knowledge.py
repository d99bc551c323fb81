"""Documents, chunks and index generations in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from fynq.domain.errors import Conflict
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Chunk, Document
from fynq.retrieval.ports import Generation, TitledChunk
from fynq.storage.memory.contents import Contents, storable


@dataclass(frozen=True)
class MemoryKnowledgeStore:
    contents: Contents

    async def put_document(
        self, tenant: Tenant, document: Document, chunks: Sequence[Chunk]
    ) -> bool:
        storable((document, chunks))
        stored = next(
            (
                found
                for (owner, _), found in self.contents.documents.items()
                if owner == tenant
                and (found.collection, found.source) == (document.collection, document.source)
            ),
            None,
        )
        kept = document
        if stored is not None:
            same_text = stored.text == document.text
            revision = stored.revision + (0 if same_text else 1)
            kept = replace(document, id=stored.id, revision=revision)
            if same_text:
                self.contents.documents[tenant, stored.id] = kept
                return False
        self.contents.documents[tenant, kept.id] = kept
        for key, chunk in list(self.contents.chunks.items()):
            if key[0] == tenant and chunk.document == kept.id:
                del self.contents.chunks[key]
        for chunk in chunks:
            self.contents.chunks[tenant, chunk.id] = replace(
                chunk, document=kept.id, revision=kept.revision
            )
        return True

    async def titled_chunks(
        self, tenant: Tenant, chunks: Sequence[UUID]
    ) -> Mapping[UUID, TitledChunk]:
        found = [self.contents.chunks.get((tenant, id_)) for id_ in chunks]
        return {
            chunk.id: TitledChunk(chunk, self.contents.documents[tenant, chunk.document].title)
            for chunk in found
            if chunk is not None
        }

    async def collection_chunks(self, tenant: Tenant, collection: str) -> Sequence[Chunk]:
        storable(collection)
        own = [
            chunk
            for (owner, _), chunk in self.contents.chunks.items()
            if owner == tenant
            and self.contents.documents[tenant, chunk.document].collection == collection
        ]
        return sorted(own, key=lambda chunk: chunk.id)

    async def collections(self, tenant: Tenant) -> Sequence[str]:
        documents = self.contents.documents.items()
        return sorted({d.collection for (owner, _), d in documents if owner == tenant})


@dataclass(frozen=True)
class MemoryRevisions:
    contents: Contents

    async def unchanged(self, tenant: Tenant, cited: Collection[tuple[UUID, int]]) -> bool:
        documents = self.contents.documents
        return all(
            (tenant, id_) in documents and documents[tenant, id_].revision == revision
            for id_, revision in cited
        )


@dataclass(frozen=True)
class MemoryGenerations:
    contents: Contents

    async def claim_writer(self) -> int:
        self.contents.epoch += 1
        return self.contents.epoch

    async def publish(self, tenant: Tenant, epoch: int, generation: Generation) -> None:
        storable((generation.collection, generation.path))
        if epoch != self.contents.epoch:
            raise Conflict("A later writer has taken over.")
        present = self.contents.generations.get((tenant, generation.collection))
        if present is not None and present.number >= generation.number:
            raise Conflict("A generation with this number is there already.")
        self.contents.generations[tenant, generation.collection] = generation

    async def current(self, tenant: Tenant, collection: str) -> Generation | None:
        return self.contents.generations.get((tenant, collection))

    async def fingerprint(self, tenant: Tenant) -> str:
        served = sorted(
            f"{name}={generation.number}"
            for (owner, name), generation in self.contents.generations.items()
            if owner == tenant
        )
        return ";".join(served)
