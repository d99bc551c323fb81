"""Documents, chunks and index generations in memory."""

from __future__ import annotations

from collections.abc import Collection as Several
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from fynq.answering.knowledge_books import PENDING
from fynq.domain.errors import Conflict
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.knowledge import (
    SOLUTIONS,
    Chunk,
    Citation,
    Collection,
    Deletion,
    Document,
    Surroundings,
    marks_within,
)
from fynq.retrieval.ports import Generation, LogEntry, LogPage, TitledChunk
from fynq.retrieval.withholding import surroundings
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
        log = self.contents.knowledge_log.get((tenant, document.collection), [])
        former = [entry.revision for entry in log if entry.document == document.id]
        former += [self.contents.revisions.get((tenant, document.id), 0)]
        kept = replace(document, revision=max(document.revision, *(one + 1 for one in former)))
        if stored is not None:
            revision = stored.revision + (0 if stored.text == document.text else 1)
            kept = replace(document, id=stored.id, revision=revision)
        placed = [replace(chunk, document=kept.id, revision=kept.revision) for chunk in chunks]
        placed.sort(key=lambda chunk: chunk.ordinal)
        if kept == stored and placed == self._chunks_of(tenant, kept.id):
            return False
        _drop_chunks(self.contents, tenant, kept.id)
        self.contents.documents[tenant, kept.id] = kept
        self.contents.chunks.update({(tenant, chunk.id): chunk for chunk in placed})
        log_one(self.contents, tenant, kept, "put")
        return True

    async def remove_document(
        self, tenant: Tenant, document: UUID, requested_by: UUID | None = None
    ) -> Deletion | None:
        return remove_document(self.contents, tenant, document, requested_by)

    def _chunks_of(self, tenant: Tenant, document: UUID) -> list[Chunk]:
        own = [
            chunk
            for (owner, _), chunk in self.contents.chunks.items()
            if owner == tenant and chunk.document == document
        ]
        return sorted(own, key=lambda chunk: chunk.ordinal)

    async def titled_chunks(
        self, tenant: Tenant, chunks: Sequence[UUID]
    ) -> Mapping[UUID, TitledChunk]:
        found = [self.contents.chunks.get((tenant, id_)) for id_ in chunks]
        titled = {}
        for chunk in found:
            if chunk is not None:
                held = self.contents.documents[tenant, chunk.document]
                marks = marks_within(held.marks, chunk.start, chunk.end)
                titled[chunk.id] = TitledChunk(chunk, held.title, marks)
        return titled

    async def surroundings(
        self, tenant: Tenant, chunks: Sequence[UUID], staff: bool
    ) -> Mapping[UUID, Surroundings]:
        found = {}
        for id_ in chunks:
            chunk = self.contents.chunks.get((tenant, id_))
            if chunk is None or chunk.parent_end <= chunk.parent_start:
                continue
            document = self.contents.documents[tenant, chunk.document]
            collection = self.contents.collections[tenant, document.collection]
            if not staff and "staff" in (document.audience, collection.audience):
                continue
            seen = [
                each
                for each in self._chunks_of(tenant, document.id)
                if staff or not _kept_from_students(each, collection)
            ]
            around = surroundings(
                chunk.revision,
                chunk.parent_start,
                document.text[chunk.parent_start : chunk.parent_end],
                (chunk.start, chunk.end),
                [(each.start, each.end) for each in seen],
                [document.marks],
            )
            if around is not None:
                found[id_] = around
        return found

    async def collection_chunks(self, tenant: Tenant, collection: str) -> Sequence[Chunk]:
        storable(collection)
        own = [
            chunk
            for (owner, _), chunk in self.contents.chunks.items()
            if owner == tenant
            and self.contents.documents[tenant, chunk.document].collection == collection
        ]
        return sorted(own, key=lambda chunk: chunk.id)

    async def log_after(
        self, tenant: Tenant, collection: str, position: int, limit: int
    ) -> LogPage:
        entries = self.contents.knowledge_log.get((tenant, collection), [])
        found = [entry for entry in entries if entry.position > position][:limit]
        return LogPage(found, self.contents.cuts.get((tenant, collection), 0))

    async def collections(self, tenant: Tenant) -> Sequence[str]:
        documents = self.contents.documents.items()
        return sorted({d.collection for (owner, _), d in documents if owner == tenant})


def _kept_from_students(chunk: Chunk, collection: Collection) -> bool:
    return chunk.audience == "staff" or (collection.hide_solutions and chunk.kind in SOLUTIONS)


def log_one(
    contents: Contents, tenant: Tenant, document: Document, act: Literal["put", "remove"]
) -> int:
    """The next position of the document's collection, which is made where there is none."""
    name = document.collection
    entries = contents.knowledge_log.setdefault((tenant, name), [])
    position = entries[-1].position + 1 if entries else 1
    entries.append(LogEntry(position, act, document.id, document.revision))
    if (tenant, name) not in contents.collections:
        made_collection(contents, tenant, Collection(name, name))
    present = contents.collections[tenant, name]
    contents.collections[tenant, name] = replace(present, position=position)
    return position


def cut_log(contents: Contents, tenant: Tenant, collection: str, until: int) -> None:
    """Forgets what nobody needs who has come so far; the last entry stays, for its position."""
    entries = contents.knowledge_log[tenant, collection]
    until = min(until, entries[-1].position - 1)
    last = {entry.document: entry.position for entry in entries}
    contents.cuts[tenant, collection] = max(contents.cuts.get((tenant, collection), 0), until)
    contents.knowledge_log[tenant, collection] = [
        entry
        for entry in entries
        if entry.position > until
        or (
            entry.position == last[entry.document]
            and (tenant, entry.document) in contents.documents
        )
    ]


def made_collection(contents: Contents, tenant: Tenant, collection: Collection) -> None:
    """Under an old name it goes on where the log of the old one ends."""
    entries = contents.knowledge_log.get((tenant, collection.name))
    position = entries[-1].position if entries else 0
    contents.collections[tenant, collection.name] = replace(collection, position=position)
    contents.made[tenant, collection.name] = datetime.now(UTC)


def remove_document(
    contents: Contents, tenant: Tenant, document: UUID, requested_by: UUID | None
) -> Deletion | None:
    held = contents.documents.pop((tenant, document), None)
    if held is None:
        return None
    _drop_chunks(contents, tenant, document)
    for key, upload in list(contents.uploads.items()):
        same = (upload.collection, upload.source) == (held.collection, held.source)
        if key[0] == tenant and same and upload.status in PENDING:
            contents.uploads[key] = replace(upload, status="rejected", code="removed")
    position = log_one(contents, tenant, held, "remove")
    contents.revisions[tenant, document] = held.revision
    deletion = Deletion(
        new_id(),
        document,
        held.collection,
        held.source,
        position,
        datetime.now(UTC),
        requested_by,
    )
    contents.deletions[tenant, deletion.id] = deletion
    return deletion


def _drop_chunks(contents: Contents, tenant: Tenant, document: UUID) -> None:
    for key, chunk in list(contents.chunks.items()):
        if key[0] == tenant and chunk.document == document:
            del contents.chunks[key]


@dataclass(frozen=True)
class MemoryVectorStore:
    contents: Contents

    async def known_vectors(
        self, tenant: Tenant, model: str, digests: Sequence[bytes]
    ) -> Mapping[bytes, bytes]:
        held = self.contents.vectors
        return {key: held[tenant, model, key] for key in digests if (tenant, model, key) in held}

    async def keep_vectors(
        self, tenant: Tenant, model: str, vectors: Mapping[bytes, bytes]
    ) -> None:
        for key, vector in vectors.items():
            self.contents.vectors.setdefault((tenant, model, key), vector)


@dataclass(frozen=True)
class MemoryRevisions:
    contents: Contents

    async def unchanged(self, tenant: Tenant, cited: Several[Citation]) -> bool:
        return all(self._stands(tenant, citation) for citation in cited)

    def _stands(self, tenant: Tenant, cited: Citation) -> bool:
        found = self.contents.documents.get((tenant, cited.document))
        if found is None or found.revision != cited.revision or found.audience != "everyone":
            return False
        collection = self.contents.collections[tenant, found.collection]
        hidden = any(
            _kept_from_students(chunk, collection)
            for (owner, _), chunk in self.contents.chunks.items()
            if owner == tenant
            and chunk.document == found.id
            and chunk.start < cited.end
            and chunk.end > cited.start
        )
        return collection.audience == "everyone" and not hidden


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
        if present is not None:
            self.contents.former.setdefault((tenant, generation.collection), []).insert(0, present)
        self.contents.generations[tenant, generation.collection] = generation

    async def current(self, tenant: Tenant, collection: str) -> Generation | None:
        return self.contents.generations.get((tenant, collection))

    async def history(self, tenant: Tenant, collection: str) -> Sequence[Generation]:
        present = await self.current(tenant, collection)
        former = self.contents.former.get((tenant, collection), [])
        return [present, *former] if present else []

    async def fingerprint(self, tenant: Tenant) -> str:
        generations = self.contents.generations
        told = []
        for (owner, name), collection in sorted(self.contents.collections.items()):
            if owner == tenant:
                served = generations.get((tenant, name))
                told.append(f"{name}={collection.position}.{served.number if served else 0}")
        return ";".join(told)
