"""Has a collection indexed anew when a searcher cannot use its files."""

from __future__ import annotations

import asyncio
from typing import Any, Protocol

import structlog

from fynq.domain.errors import FynqError
from fynq.domain.identifiers import Tenant

log = structlog.get_logger()


class JobQueue(Protocol):
    async def add(
        self, tenant: Tenant, job: str, payload: dict[str, Any], *, dedupe_key: str | None = None
    ) -> None:
        """Adds a job, unless one of the same key waits or runs."""
        ...


class Reindex:
    """The searcher's `refused`. One per process; used from one event loop, whose tasks it holds."""

    def __init__(self, jobs: JobQueue, pause_seconds: float = 0.5) -> None:
        self._jobs = jobs
        self._pause = pause_seconds
        self._tasks: set[asyncio.Task[None]] = set()

    def __call__(self, tenant: Tenant, collection: str) -> None:
        task = asyncio.get_running_loop().create_task(self._ask(tenant, collection))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _ask(self, tenant: Tenant, collection: str) -> None:
        """Until the job is stored: the searcher tells of a broken generation only once."""
        pause = self._pause
        while True:
            try:
                await self._jobs.add(
                    tenant, "index_collection", {"collection": collection}, dedupe_key=collection
                )
                return
            except FynqError as error:
                log.warning("reindexing_waits", code=error.code, seconds=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, 30.0)

    async def aclose(self) -> None:
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
