"""Documents as their readers see them, and the receipts of those that were removed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from fynq.answering.knowledge_books import Confirmation, DocumentSheet, OpenDocument, Receipt
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Deletion, Document
from fynq.retrieval.withholding import merged, without
from fynq.storage.database import Database, Row
from fynq.storage.knowledge_store import marks_of, remove_document
from fynq.storage.statements import statements

ALIVE_SECONDS = 60.0
"""After so long without a sign of life a replica is not waited for any more."""


@dataclass(frozen=True)
class PostgresDocumentBook:
    database: Database

    async def list_documents(
        self, tenant: Tenant, collection: str, staff: bool, after: UUID | None, limit: int
    ) -> Sequence[DocumentSheet]:
        sql = statements("collections")["document_sheets"]
        rows = await self.database.rows(tenant, sql, tenant, collection, staff, after, None, limit)
        return [_sheet(row) for row in rows]

    async def document_sheet(
        self, tenant: Tenant, document: UUID, staff: bool
    ) -> DocumentSheet | None:
        sql = statements("collections")["document_sheets"]
        row = await self.database.row(tenant, sql, tenant, None, staff, None, document, 1)
        return _sheet(row) if row else None

    async def open_document(
        self, tenant: Tenant, document: UUID, staff: bool
    ) -> OpenDocument | None:
        """One statement, so that the text and the spans are of the same revision."""
        sql = statements("collections")["open_document"]
        row = await self.database.row(tenant, sql, tenant, document, staff)
        if row is None:
            return None
        fields = dict(row)
        withheld = tuple(merged((start, end) for start, end in json.loads(fields.pop("withheld"))))
        whole = document_of(fields)
        return OpenDocument(replace(whole, text=without(whole.text, withheld)), withheld)

    async def remove_document(
        self, tenant: Tenant, document: UUID, requested_by: UUID | None = None
    ) -> Deletion | None:
        async with self.database.transaction(tenant) as connection:
            return await remove_document(tenant, connection, document, requested_by)

    async def receipt(self, tenant: Tenant, deletion: UUID) -> Receipt | None:
        sql = statements("collections")
        row = await self.database.row(tenant, sql["deletion"], tenant, deletion)
        if row is None:
            return None
        found = Deletion(*row)
        rows = await self.database.rows(
            tenant, sql["confirmations"], tenant, found.collection, found.position, ALIVE_SECONDS
        )
        return Receipt(found, tuple(Confirmation(*each) for each in rows))


def document_of(row: Mapping[str, Any]) -> Document:
    stripped = json.loads(row["stripped"])
    skills, marks = tuple(row["skills"]), marks_of(row["marks"])
    return Document(**{**row, "skills": skills, "stripped": stripped, "marks": marks})


def _sheet(row: Row) -> DocumentSheet:
    stripped = json.loads(row["stripped"])
    return DocumentSheet(**{**row, "skills": tuple(row["skills"]), "stripped": stripped})
