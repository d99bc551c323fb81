"""Are cited documents still as they were cited?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from fynq.domain.identifiers import Tenant
from fynq.storage.database import Database
from fynq.storage.statements import statements


class Revisions(Protocol):
    async def unchanged(self, tenant: Tenant, cited: Collection[tuple[UUID, int]]) -> bool:
        """Every document is there, at that revision."""
        ...


@dataclass(frozen=True)
class PostgresRevisions:
    database: Database

    async def unchanged(self, tenant: Tenant, cited: Collection[tuple[UUID, int]]) -> bool:
        row = await self.database.row(
            tenant,
            statements("knowledge")["changed"],
            tenant,
            [document for document, _ in cited],
            [revision for _, revision in cited],
        )
        return row is not None and not row[0]
