"""The worker: background jobs, one loop per process. It has no callers, hence no Remote."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any

from ray.serve.handle import DeploymentHandle

from fynq import wiring
from fynq.deployments.assembly import assembled
from fynq.deployments.replica import Replica, settings_of
from fynq.settings import Settings

ROOM = "worker"


class WorkerReplica(Replica[wiring.Worker]):
    async def __init__(  # type: ignore[misc]
        self,
        overrides: Mapping[str, Any],
        handles: Mapping[str, DeploymentHandle[Any]],
        student_buckets: int,
    ) -> None:
        settings = settings_of(overrides)
        stores = await wiring.connect(settings)
        rooms = await assembled(settings, handles, student_buckets, stores)
        working = await working_loop(settings, rooms.room)

        async def close() -> None:
            await working.close()
            await rooms.close()
            await stores.close()

        self._built = wiring.Built(
            working.room, close, lambda: working.healthy() and rooms.healthy()
        )


async def working_loop(settings: Settings, rooms: wiring.Rooms) -> wiring.Built[wiring.Worker]:
    """Builds the worker and runs it; unhealthy once its loop has ended."""
    worker = await wiring.build_worker(settings, rooms)
    loop = asyncio.get_running_loop().create_task(worker.room.run())

    async def close() -> None:
        loop.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await loop
        await worker.close()

    return wiring.Built(worker.room, close, lambda: worker.healthy() and not loop.done())
