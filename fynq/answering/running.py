"""The doubts that this process is answering now, so that they can be stopped from outside."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from uuid import UUID

from fynq.domain.identifiers import Tenant


class RunningDoubts:
    """One per process; used from one event loop. Holds its tasks, because the loop does not."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._stoppable: dict[tuple[Tenant, UUID], asyncio.Task[None]] = {}

    def __len__(self) -> int:
        return len(self._stoppable)

    def start(
        self, tenant: Tenant, doubt: UUID, work: Coroutine[None, None, None]
    ) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        self._stoppable[tenant, doubt] = task

        def ended(done: asyncio.Task[None]) -> None:
            self._tasks.discard(done)
            self.settle(tenant, doubt)

        task.add_done_callback(ended)
        return task

    def settle(self, tenant: Tenant, doubt: UUID) -> None:
        """The outcome is written: what is left of the work may not be stopped any more."""
        self._stoppable.pop((tenant, doubt), None)

    def stop(self, tenant: Tenant, doubt: UUID) -> bool:
        """Whether this process was answering it."""
        task = self._stoppable.pop((tenant, doubt), None)
        return task.cancel() if task is not None else False

    async def drain(self, seconds: float) -> None:
        """Lets what runs end by itself for `seconds`, then cancels the rest and waits for it."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        left = tuple(self._tasks)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
