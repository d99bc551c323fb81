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
        pairs = ",".join(f"('{UUID(str(id_))}'::uuid, {int(revision)})" for id_, revision in cited)
        statement = statements("knowledge")["changed"].replace("$1", str(tenant))
        statement = statement.replace("$2", pairs)
        return not await self.database.any_row(tenant, statement)
