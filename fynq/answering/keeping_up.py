"""What students did last comes in before somebody looks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from uuid import UUID

from fynq.answering.analytics_books import Rollups
from fynq.answering.ports import Personalizer
from fynq.domain.errors import FynqError
from fynq.domain.identifiers import Tenant

SECONDS = 2.0
_AT_ONCE = 8


async def keep_up(
    tenant: Tenant,
    waiting: Sequence[UUID],
    behind: Sequence[UUID],
    personalizer: Personalizer,
    rollups: Rollups,
    seconds: float = SECONDS,
) -> None:
    """Folds the events of `waiting` students, and gathers the logs of those `behind` anew, for so long
    at most: what is left is shown as not up to date, and comes in with the next look or the job."""
    turns = asyncio.Semaphore(_AT_ONCE)

    async def one(work: Callable[[Tenant, UUID], Awaitable[object]], student: UUID) -> None:
        async with turns:
            with suppress(FynqError):
                await work(tenant, student)

    tasks = [asyncio.ensure_future(one(personalizer.observe, each)) for each in waiting]
    tasks += [asyncio.ensure_future(one(rollups.catch_up, each)) for each in behind]
    if not tasks:
        return
    try:
        await asyncio.wait(tasks, timeout=seconds)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
