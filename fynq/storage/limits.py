"""Counts per key and window, shared by every replica."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from fynq.domain.errors import CacheUnavailable
from fynq.domain.identifiers import Tenant
from fynq.storage.cache import Cache

_COUNT = """
local used = redis.call('INCR', KEYS[1])
if used == 1 or redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
if used > tonumber(ARGV[1]) then return redis.call('PTTL', KEYS[1]) end
return -1
"""


@dataclass(frozen=True)
class RedisLimits:
    """Fixed windows. Without Redis everything is allowed: a limit protects, it must not break.
    The Cache's own log tells when that begins and ends."""

    cache: Cache

    async def allow(self, tenant: Tenant, key: str, limit: int, seconds: int) -> float | None:
        name = f"{tenant}:limit:{seconds}:{digest(key)}"
        try:
            left = await self.cache.run(
                lambda redis: redis.eval(_COUNT, 1, name, limit, seconds * 1000)
            )
        except CacheUnavailable:
            return None
        return None if left < 0 else max(left / 1000, 0.001)


def digest(key: str) -> str:
    """Keys may hold addresses of people: Redis gets their SHA-256."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
