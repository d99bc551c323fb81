"""Listens for cancellations from other gateways while the app lives."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from fynq.domain.errors import Unavailable
from fynq.http.parts import GetParts

log = structlog.get_logger()

_PAUSE_SECONDS = 1.0
_DRAIN_SECONDS = 5.0


@asynccontextmanager
async def cancelling(get_parts: GetParts) -> AsyncIterator[None]:
    """At the end, doubts that run get five seconds to end by themselves."""
    listening = asyncio.get_running_loop().create_task(_listen(get_parts))
    try:
        yield
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await get_parts().running.drain(_DRAIN_SECONDS)


async def _listen(get_parts: GetParts) -> None:
    """Cancellations that are missed while the line is down only cost work: what is cancelled in
    the books stays cancelled."""
    parts = get_parts()
    while True:
        try:
            async for tenant, doubt in parts.cancellations.heard():
                parts.running.stop(tenant, doubt)
        except Unavailable as error:
            log.warning("cancellations_not_heard", code=error.code)
        except Exception:
            log.exception("cancellations_broke")
        await asyncio.sleep(_PAUSE_SECONDS)
