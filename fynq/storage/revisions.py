"""Are cited documents still as they were cited, and open to students?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Citation
from fynq.storage.database import Database
from fynq.storage.statements import statements


@dataclass(frozen=True)
class PostgresRevisions:
    database: Database

    async def unchanged(self, tenant: Tenant, cited: Collection[Citation]) -> bool:
        rows = {(each.document, each.revision, each.start, each.end) for each in cited}
        values = ",".join(
            f"('{UUID(str(id_))}'::uuid, {int(revision)}, {int(start)}, {int(end)})"
            for id_, revision, start, end in rows
        )
        statement = statements("knowledge")["changed"].replace("$1", str(tenant))
        return not await self.database.any_row(tenant, statement.replace("$2", values))
