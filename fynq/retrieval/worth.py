"""What passages have proved to be worth, from memory for some seconds, from storage after that."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog

from fynq.domain.errors import Unavailable
from fynq.domain.identifiers import Tenant
from fynq.retrieval.ports import Worths

log = structlog.get_logger()

NOTHING: Mapping[bytes, float] = {}


@dataclass
class RememberedWorth:
    """worths: where they are read; seconds: how old they may be; schools: in memory. Never raises and
    never waits: while they are read for the first time, or cannot be, nothing is known."""

    worths: Worths
    seconds: float = 30.0
    schools: int = 256
    _known: OrderedDict[Tenant, tuple[float, Mapping[bytes, float]]] = field(
        default_factory=OrderedDict
    )
    _reading: dict[Tenant, asyncio.Task[None]] = field(default_factory=dict)

    def of(self, tenant: Tenant) -> Mapping[bytes, float]:
        """By the digest of the embedded text, in (-1, 1)."""
        until, known = self._known.get(tenant, (0.0, NOTHING))
        if time.monotonic() >= until and tenant not in self._reading:
            task = asyncio.get_running_loop().create_task(self._read(tenant))
            self._reading[tenant] = task
            task.add_done_callback(lambda _: self._reading.pop(tenant, None))
        return known

    async def aclose(self) -> None:
        reading = list(self._reading.values())
        for task in reading:
            task.cancel()
        await asyncio.gather(*reading, return_exceptions=True)

    async def _read(self, tenant: Tenant) -> None:
        try:
            found = await self.worths.worths(tenant)
        except Unavailable as error:
            log.warning("worths_not_read", code=error.code)
            found = self._known.get(tenant, (0.0, NOTHING))[1]
        self._known[tenant] = (time.monotonic() + self.seconds, found)
        self._known.move_to_end(tenant)
        while len(self._known) > self.schools:
            self._known.popitem(last=False)
