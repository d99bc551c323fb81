"""Work that outlives a request: pgqueuer's tables, enqueued in the business transaction."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

import asyncpg
import structlog
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver, AsyncpgPoolDriver
from pgqueuer.adapters.persistence import qb
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.core.executors import DatabaseRetryEntrypointExecutor
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.settings import DBSettings
from pgqueuer.domain.types import Channel

from fynq.domain.errors import FynqError
from fynq.domain.identifiers import Tenant
from fynq.storage.database import Connection
from fynq.storage.failures import FAILURES
from fynq.storage.options import StorageOptions
from fynq.storage.privileges import refuse_privileged

log = structlog.get_logger()

_PARTING = 2.0

Handler = Callable[[Tenant, Mapping[str, Any]], Awaitable[None]]
"""Does one job. Must be idempotent: a worker that dies half-way has its job done again."""


@cache
def job_tables() -> DBSettings:
    """Where pgqueuer keeps its tables. Ids of tenants and students only: they have no tenant."""
    return DBSettings(db_schema="fynq", prefix="", channel=Channel("fynq_jobs"))


async def enqueue(
    tenant: Tenant,
    connection: Connection,
    job: str,
    payload: Mapping[str, Any],
    *,
    dedupe_key: str | None = None,
    after_seconds: float = 0.0,
) -> None:
    """Adds a job to the open transaction; it exists if and when that commits.

    While a job with the same key waits or runs, nothing is added. payload: JSON values, ids only.
    """
    body = json.dumps({"tenant": str(tenant), "payload": dict(payload)}).encode()
    await _queries(AsyncpgDriver(connection)).enqueue(
        job,
        body,
        execute_after=timedelta(seconds=after_seconds),
        dedupe_key=None if dedupe_key is None else f"{job}:{tenant}:{dedupe_key}",
        on_conflict="skip",
    )


@dataclass(frozen=True)
class Jobs:
    """The worker's side. poll_seconds: how long a job may wait where LISTEN does not work."""

    url: str
    options: StorageOptions
    poll_seconds: float = 5.0
    stale_seconds: float = 30.0
    attempts: int = 8

    async def run_jobs(self, handlers: Mapping[str, Handler], stop: asyncio.Event) -> None:
        """Does jobs until `stop` is set; outlives the database's absence.

        A failed job is tried again after 1, 2, 4 … seconds, `attempts` times, then kept as failed.
        """
        pause = 0.5
        while not stop.is_set():
            try:
                await self._run(handlers, stop)
                pause = 0.5
            except Exception as error:  # noqa: BLE001  whatever broke, the jobs wait to be done
                log.warning("jobs_wait", kind=type(error).__name__, seconds=pause)
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), timeout=pause)
                pause = min(pause * 2, 10.0)

    async def _run(self, handlers: Mapping[str, Handler], stop: asyncio.Event) -> None:
        pool = await asyncpg.create_pool(
            self.url,
            min_size=0,
            max_size=4,
            timeout=self.options.connect_seconds,
            command_timeout=self.options.statement_seconds,
            statement_cache_size=self.options.statement_cache,
            init=refuse_privileged,
        )
        manager = QueueManager(_queries(AsyncpgPoolDriver(pool)), Channel("fynq_jobs"))
        for name, handler in handlers.items():
            manager.entrypoint(
                name, on_failure="hold", accepts_context=False, executor_factory=self._retrying
            )(_entrypoint(handler))
        stopping = asyncio.create_task(_forward(stop, manager.shutdown))
        try:
            await manager.run(
                dequeue_timeout=timedelta(seconds=self.poll_seconds),
                heartbeat_timeout=timedelta(seconds=self.stale_seconds),
            )
        finally:
            stopping.cancel()
            # When the server went away, pgqueuer's listener is never given back to the pool.
            with suppress(*FAILURES):
                await asyncio.wait_for(pool.close(), timeout=_PARTING)

    def _retrying(self, parameters: Any) -> DatabaseRetryEntrypointExecutor:
        return DatabaseRetryEntrypointExecutor(parameters, max_attempts=self.attempts)


async def _forward(stop: asyncio.Event, shutdown: asyncio.Event) -> None:
    await stop.wait()
    shutdown.set()


def _entrypoint(handler: Handler) -> Callable[[Any], Awaitable[None]]:
    async def run(job: Any) -> None:
        try:
            body = json.loads(job.payload)
            await handler(Tenant(UUID(body["tenant"])), body["payload"])
        except FynqError as error:
            log.warning("job_failed", job=job.entrypoint, code=error.code, attempt=job.attempts)
            raise

    return run


def _queries(driver: Any) -> Queries:
    return Queries(driver, *_builders())


@cache
def _builders() -> tuple[Any, Any, Any]:
    tables = job_tables()
    return (
        qb.QueryBuilderEnvironment(tables),
        qb.QueryQueueBuilder(tables),
        qb.QuerySchedulerBuilder(tables),
    )
