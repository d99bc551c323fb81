"""Which requests were made before, and what was answered."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from fynq.answering.books import Replay
from fynq.domain.errors import Conflict
from fynq.domain.identifiers import Tenant
from fynq.storage.database import Database
from fynq.storage.statements import statements

_FIELD = "Idempotency-Key"


@dataclass(frozen=True)
class PostgresIdempotencyBook:
    database: Database

    async def begin(
        self, tenant: Tenant, scope: bytes, key: bytes, request: bytes, seconds: float
    ) -> Replay | None:
        sql = statements("idempotency")
        async with self.database.transaction(tenant) as connection:
            if await connection.fetchrow(sql["begin"], tenant, scope, key, request, seconds):
                if key.endswith(b"\0"):  # one key in 256 pays for the sweeping
                    await connection.execute(sql["sweep"], tenant)
                return None
            held = await connection.fetchrow(sql["held"], tenant, scope, key)
        return replayed(
            request,
            held["request"] if held else request,
            held["left_seconds"] if held else 1.0,
            _replay(held) if held and held["status"] is not None else None,
        )

    async def finish(
        self, tenant: Tenant, scope: bytes, key: bytes, replay: Replay, keep_seconds: float
    ) -> None:
        await self.database.write(
            tenant,
            statements("idempotency")["finish"],
            tenant,
            scope,
            key,
            replay.status,
            json.dumps(dict(replay.headers)),
            replay.body,
            keep_seconds,
            replay.doubt,
        )

    async def abandon(self, tenant: Tenant, scope: bytes, key: bytes) -> None:
        await self.database.write(tenant, statements("idempotency")["abandon"], tenant, scope, key)


def replayed(request: bytes, first: bytes, left_seconds: float, replay: Replay | None) -> Replay:
    """The first reply. Raises Conflict for another request, or while the first one runs."""
    if first != request:
        raise Conflict("This key was used for another request.", field=_FIELD)
    if replay is None:
        wait = min(max(left_seconds, 1.0), 5.0)
        raise Conflict("The first request is still running.", field=_FIELD, retry_after=wait)
    return replay


def _replay(row: Any) -> Replay:
    return Replay(row["status"], json.loads(row["headers"]), bytes(row["body"]), row["doubt"])
