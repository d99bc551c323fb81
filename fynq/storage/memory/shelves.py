"""Collections, their documents and receipts in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from fynq.answering.knowledge_books import (
    MOST_COLLECTIONS,
    PENDING,
    CollectionSheet,
    Confirmation,
    DocumentSheet,
    OpenDocument,
    Receipt,
    examined,
)
from fynq.domain.errors import Conflict
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import SOLUTIONS, Chunk, Collection, Deletion, Document
from fynq.retrieval.withholding import merged, without
from fynq.storage.memory.contents import Contents, storable
from fynq.storage.memory.knowledge import made_collection, remove_document


@dataclass(frozen=True)
class MemoryCollectionBook:
    contents: Contents

    async def add_collection(self, tenant: Tenant, collection: Collection) -> None:
        storable(collection)
        names = [name for owner, name in self.contents.collections if owner == tenant]
        if len(names) >= MOST_COLLECTIONS:
            raise Conflict(f"A school has at most {MOST_COLLECTIONS} collections.", field="name")
        if collection.name in names:
            raise Conflict("There is a collection of this name already.", field="name")
        titled = replace(collection, title=collection.title or collection.name)
        made_collection(self.contents, tenant, titled)

    async def collection(self, tenant: Tenant, name: str, staff: bool) -> CollectionSheet | None:
        found = self.contents.collections.get((tenant, name))
        if found is None or not (staff or found.audience == "everyone"):
            return None
        documents = [
            document
            for (owner, _), document in self.contents.documents.items()
            if owner == tenant and document.collection == name and _open(document, staff)
        ]
        uploads = [
            upload
            for (owner, _), upload in self.contents.uploads.items()
            if owner == tenant and upload.collection == name and staff
        ]
        generation = self.contents.generations.get((tenant, name))
        return CollectionSheet(
            found,
            self.contents.made[tenant, name],
            documents=len(documents),
            chunks=sum(len(seen(self.contents, tenant, each, staff)) for each in documents),
            bytes=sum(len(each.text.encode()) for each in documents),
            pending=sum(upload.status in PENDING for upload in uploads),
            rejected=sum(upload.status == "rejected" for upload in uploads),
            generation=generation.number if generation else 0,
            examination=examined(generation.manifest) if generation else None,
        )

    async def all_collections(self, tenant: Tenant, staff: bool) -> Sequence[CollectionSheet]:
        names = sorted(name for owner, name in self.contents.collections if owner == tenant)
        sheets = [await self.collection(tenant, name, staff) for name in names]
        return [sheet for sheet in sheets if sheet is not None]

    async def change_collection(
        self, tenant: Tenant, name: str, changes: Mapping[str, Any]
    ) -> bool:
        storable(list(changes.values()))
        found = self.contents.collections.get((tenant, name))
        if found is None:
            return False
        present = {field: value for field, value in changes.items() if value is not None}
        self.contents.collections[tenant, name] = replace(found, **present)
        return True

    async def remove_collection(
        self, tenant: Tenant, name: str, requested_by: UUID
    ) -> Sequence[Deletion] | None:
        if (tenant, name) not in self.contents.collections:
            return None
        for key, upload in list(self.contents.uploads.items()):
            if key[0] == tenant and upload.collection == name and upload.status in PENDING:
                gone = replace(upload, status="rejected", code="removed")
                self.contents.uploads[key] = gone
        deletions = [
            remove_document(self.contents, tenant, id_, requested_by)
            for (owner, id_), document in sorted(self.contents.documents.items())
            if owner == tenant and document.collection == name
        ]
        del self.contents.collections[tenant, name]
        del self.contents.made[tenant, name]
        return [deletion for deletion in deletions if deletion is not None]


@dataclass(frozen=True)
class MemoryDocumentBook:
    contents: Contents

    async def list_documents(
        self, tenant: Tenant, collection: str, staff: bool, after: UUID | None, limit: int
    ) -> Sequence[DocumentSheet]:
        found = [
            sheet
            for (owner, id_), document in sorted(self.contents.documents.items())
            if owner == tenant
            and document.collection == collection
            and (after is None or id_ > after)
            and (sheet := await self.document_sheet(tenant, id_, staff)) is not None
        ]
        return found[:limit]

    async def document_sheet(
        self, tenant: Tenant, document: UUID, staff: bool
    ) -> DocumentSheet | None:
        found = self._visible(tenant, document, staff)
        if found is None:
            return None
        return DocumentSheet(
            found.id,
            found.collection,
            found.source,
            found.title,
            found.revision,
            found.media_type,
            found.audience,
            len(found.text.encode()),
            len(seen(self.contents, tenant, found, staff)),
            found.skills,
            found.stripped,
            datetime.now(UTC),
        )

    async def open_document(
        self, tenant: Tenant, document: UUID, staff: bool
    ) -> OpenDocument | None:
        found = self._visible(tenant, document, staff)
        if found is None:
            return None
        whole = seen(self.contents, tenant, found, True)
        shown = seen(self.contents, tenant, found, staff)
        withheld = tuple(merged((each.start, each.end) for each in whole if each not in shown))
        return OpenDocument(replace(found, text=without(found.text, withheld)), withheld)

    async def remove_document(
        self, tenant: Tenant, document: UUID, requested_by: UUID | None = None
    ) -> Deletion | None:
        return remove_document(self.contents, tenant, document, requested_by)

    async def receipt(self, tenant: Tenant, deletion: UUID) -> Receipt | None:
        found = self.contents.deletions.get((tenant, deletion))
        if found is None:
            return None
        held = self.contents.replica_positions
        confirmations = [
            Confirmation(replica, room, datetime.now(UTC) if held[key] >= found.position else None)
            for replica, room in self.contents.replicas.items()
            if (key := (tenant, found.collection, replica)) in held
            and (tenant, found.collection) in self.contents.collections
        ]
        return Receipt(found, tuple(confirmations))

    def _visible(self, tenant: Tenant, document: UUID, staff: bool) -> Document | None:
        found = self.contents.documents.get((tenant, document))
        if found is None:
            return None
        collection = self.contents.collections[tenant, found.collection]
        return found if _open(found, staff) and _open(collection, staff) else None


def _open(part: Document | Collection, staff: bool) -> bool:
    return staff or part.audience == "everyone"


def seen(contents: Contents, tenant: Tenant, document: Document, staff: bool) -> list[Chunk]:
    """The chunks of a document that a reader may see."""
    hidden = contents.collections[tenant, document.collection].hide_solutions
    return [
        chunk
        for (owner, _), chunk in contents.chunks.items()
        if owner == tenant
        and chunk.document == document.id
        and (staff or (chunk.audience == "everyone" and not (hidden and chunk.kind in SOLUTIONS)))
    ]
