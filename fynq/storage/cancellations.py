"""Tells every gateway replica that a doubt was cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

import structlog

from fynq.domain.errors import CacheUnavailable
from fynq.domain.identifiers import Tenant
from fynq.storage.cache import FAILURES, Cache

log = structlog.get_logger()

_CHANNEL = "fynq:cancelled"


@dataclass(frozen=True)
class RedisCancellations:
    """At most once: what is announced while Redis is away is not heard. The doubt's state in
    PostgreSQL is the truth; hearing of it early saves work."""

    cache: Cache
    longest_pause: float = 5.0

    async def announce(self, tenant: Tenant, doubt: UUID) -> None:
        with suppress(CacheUnavailable):
            await self.cache.run(lambda redis: redis.publish(_CHANNEL, f"{tenant}:{doubt}"))

    async def heard(self) -> AsyncIterator[tuple[Tenant, UUID]]:
        """Never ends by itself; subscribes again after Redis was away."""
        pause = 0.1
        while True:
            listener = self.cache.listener()
            try:
                async with listener.pubsub(ignore_subscribe_messages=False) as subscription:
                    await subscription.subscribe(_CHANNEL)
                    async for message in subscription.listen():
                        pause = 0.1
                        cancelled = _cancelled(message)
                        if cancelled is not None:
                            yield cancelled
            except FAILURES as error:
                log.warning("cancellations_unheard", kind=type(error).__name__, seconds=pause)
            finally:
                with suppress(*FAILURES):
                    await listener.aclose()
            await asyncio.sleep(pause)
            pause = min(pause * 2, self.longest_pause)


def _cancelled(message: dict[str, object]) -> tuple[Tenant, UUID] | None:
    data = message.get("data")
    if message.get("type") != "message" or not isinstance(data, bytes):
        return None
    tenant, _, doubt = data.decode("ascii", "replace").partition(":")
    try:
        return Tenant(UUID(tenant)), UUID(doubt)
    except ValueError:
        return None
