"""Documents and skills, as the API shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Document, Skill
from fynq.storage.curriculum import skills_of
from fynq.storage.database import Database
from fynq.storage.document_book import document_of
from fynq.storage.statements import statements


@dataclass(frozen=True)
class PostgresLibrary:
    database: Database

    async def document(self, tenant: Tenant, document: UUID) -> Document | None:
        row = await self.database.row(tenant, statements("knowledge")["document"], tenant, document)
        return document_of(row) if row else None

    async def skills(self, tenant: Tenant) -> Sequence[Skill]:
        return await skills_of(tenant, self.database)
