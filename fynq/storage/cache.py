"""One way to Redis, with little patience: nothing here is worth waiting for."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import structlog
from redis.asyncio import BlockingConnectionPool, Redis
from redis.exceptions import RedisError

from fynq.domain.errors import CacheUnavailable, ConfigurationError

log = structlog.get_logger()
T = TypeVar("T")

FAILURES = (RedisError, OSError, TimeoutError)


class Cache:
    """After a failure every call fails at once for `rest_seconds`, so that an outage costs no
    waiting; the log tells its beginning and its end."""

    def __init__(self, url: str, *, seconds: float = 0.5, rest_seconds: float = 1.0) -> None:
        self._url = url
        self._seconds = seconds
        self._rest_seconds = rest_seconds
        self._redis: Any = Redis.from_pool(
            BlockingConnectionPool.from_url(
                url,
                socket_timeout=seconds,
                socket_connect_timeout=seconds,
                max_connections=64,
                timeout=seconds,
                retry=None,
            )
        )
        self._away_until = 0.0
        self._away = False

    async def run(self, command: Callable[[Any], Awaitable[T]]) -> T:
        """Raises CacheUnavailable."""
        now = asyncio.get_running_loop().time()
        if now < self._away_until:
            raise CacheUnavailable("The cache does not answer.")
        try:
            async with asyncio.timeout(self._seconds * 2):
                answer = await command(self._redis)
        except FAILURES as error:
            self._away_until = asyncio.get_running_loop().time() + self._rest_seconds
            if not self._away:
                self._away = True
                log.warning("cache_away", kind=type(error).__name__)
            raise CacheUnavailable("The cache does not answer.") from None
        if self._away:
            self._away = False
            log.info("cache_back")
        return answer

    def listener(self) -> Any:
        """A connection of its own for pub/sub, where waiting long is the point."""
        return Redis.from_url(
            self._url, socket_timeout=None, socket_connect_timeout=self._seconds, retry=None
        )

    async def close(self) -> None:
        await self._redis.aclose()


async def check_cache(url: str) -> None:
    """Raises ConfigurationError naming FYNQ_REDIS_URL when Redis cannot be used at the start."""
    try:
        cache = Cache(url, seconds=3.0)
    except (ValueError, *FAILURES):
        raise ConfigurationError(
            "FYNQ_REDIS_URL", "It is not a Redis URL", "Write it as redis://:password@host:6379/0"
        ) from None
    try:
        await cache.run(lambda redis: redis.ping())
    except CacheUnavailable:
        raise ConfigurationError(
            "FYNQ_REDIS_URL",
            "The server does not answer or does not let us in",
            "Check host, port and password, and that Redis runs",
        ) from None
    finally:
        await cache.close()
