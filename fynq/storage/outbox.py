"""Messages for the world outside, written in the transaction of what they tell."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from fynq.domain.identifiers import Tenant, new_id
from fynq.storage.database import Connection, Database
from fynq.storage.statements import statements


@dataclass(frozen=True, slots=True)
class Message:
    id: UUID
    kind: str
    payload: Mapping[str, Any]
    created_at: datetime


@dataclass(frozen=True)
class PostgresOutbox:
    database: Database

    async def waiting(self, tenant: Tenant, limit: int) -> Sequence[Message]:
        """Oldest first; the same message comes again until it is marked as delivered."""
        rows = await self.database.rows(tenant, statements("outbox")["waiting"], tenant, limit)
        return [Message(r[0], r[1], json.loads(r[2]), r[3]) for r in rows]

    async def delivered(self, tenant: Tenant, messages: Sequence[UUID]) -> None:
        await self.database.write(tenant, statements("outbox")["delivered"], tenant, list(messages))


async def tell(
    tenant: Tenant, connection: Connection, kind: str, payload: Mapping[str, Any]
) -> None:
    """Adds a message to the open transaction. payload: JSON values, ids rather than content."""
    await connection.execute(
        statements("outbox")["add"], tenant, new_id(), kind, json.dumps(dict(payload))
    )
