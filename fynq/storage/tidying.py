"""Keeps tables from growing for ever."""

from __future__ import annotations

from dataclasses import dataclass

from fynq.domain.identifiers import Tenant
from fynq.storage.abandoned import ABANDONED_SECONDS, settle_abandoned
from fynq.storage.database import Database
from fynq.storage.school_days import PostgresSchoolDays
from fynq.storage.statements import statements

_OWN = (
    *("drop_messages", "drop_sessions", "drop_api_keys", "drop_keys"),
    *("drop_vectors", "drop_uploads", "drop_attempts", "drop_replica_positions", "drop_log"),
)
_SHARED = ("drop_job_log", "drop_job_statistics", "drop_failed_jobs", "drop_replicas")
LOG_SECONDS = 86_400.0
"""How long what happened to a collection is told to those who are behind."""
_ROWS = 2_000
"""Per statement and transaction, so that nobody waits long and no statement times out."""


@dataclass(frozen=True)
class PostgresTidying:
    """With the application's own role: row-level security shows it one school at a time, so each
    school has its own daily job, which the school's log-ins and refreshes ask for."""

    database: Database
    abandoned_seconds: float = ABANDONED_SECONDS
    log_seconds: float = LOG_SECONDS

    async def tidy(self, tenant: Tenant) -> None:
        async with self.database.transaction(tenant) as connection:
            await settle_abandoned(tenant, connection, self.abandoned_seconds)
            await connection.execute(statements("tidy")["cut_logs"], tenant, self.log_seconds)
        for name in _OWN:
            await self._drop(tenant, name, tenant)
        for name in _SHARED:
            await self._drop(tenant, name)
        await PostgresSchoolDays(self.database).forget_changed(tenant)

    async def _drop(self, tenant: Tenant, name: str, *arguments: object) -> None:
        dropped = _ROWS
        while dropped == _ROWS:
            async with self.database.transaction(tenant) as connection:
                done: str = await connection.execute(statements("tidy")[name], *arguments, _ROWS)
            dropped = int(done.rsplit(maxsplit=1)[-1])
