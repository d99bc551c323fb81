"""Messages for the world outside, written in the transaction of what they tell."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fynq.answering.delivery import Message
from fynq.domain.identifiers import Tenant, new_id
from fynq.storage.database import Connection, Database
from fynq.storage.jobs import enqueue
from fynq.storage.statements import statements

_BUCKET = 5
_LATER = 15.0
"""Seconds. One job delivers what a tenant was told in one bucket. It runs after the bucket is over
and its transactions are done, so that a job that already runs never swallows a newer message."""


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
    tenant: Tenant, connection: Connection, kind: str, *payloads: Mapping[str, Any]
) -> None:
    """Adds messages, and the job that delivers them, to the open transaction. Call it last, so that
    nobody waits long for the job's key. payloads: JSON values, ids rather than content."""
    if not payloads:
        return
    await connection.executemany(
        statements("outbox")["add"],
        [(tenant, new_id(), kind, json.dumps(dict(payload))) for payload in payloads],
    )
    bucket = int(time.time()) // _BUCKET
    await enqueue(tenant, connection, "deliver", {}, dedupe_key=str(bucket), after_seconds=_LATER)
