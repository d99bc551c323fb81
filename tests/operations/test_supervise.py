from __future__ import annotations

import asyncio
from itertools import pairwise

from fynq.domain.errors import ConfigurationError
from fynq.operations.embedded_process import supervise


class Mortal:
    """Fails to start now and then, and dies at once."""

    name = "mortal"

    def __init__(self) -> None:
        self.starts: list[float] = []

    async def start(self) -> None:
        self.starts.append(asyncio.get_running_loop().time())
        if len(self.starts) == 2:
            raise ConfigurationError("FYNQ_DATA_DIR", "Not this time", "Wait")

    async def stop(self) -> None: ...

    def running(self) -> bool:
        return False


async def test_what_keeps_dying_is_restarted_with_growing_pauses():
    mortal = Mortal()
    watching = asyncio.create_task(supervise((mortal,), look_seconds=0.001))
    async with asyncio.timeout(30):
        while len(mortal.starts) < 4:
            await asyncio.sleep(0.01)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    pauses = [after - before for before, after in pairwise(mortal.starts)]
    assert pauses == sorted(pauses)
