"""Where known answers lie: a few commands that Redis does at once, and their twin in memory."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any, Protocol

from fynq.domain.identifiers import Tenant
from fynq.storage.cache import Cache

KEPT = 2_000
"""Questions of one partition that are searched by meaning: the newest."""


class AnswerShelf(Protocol):
    """Each tenant has names of its own. Raises CacheUnavailable."""

    async def take(self, tenant: Tenant, name: str, mark: str, seconds: int) -> bytes | None:
        """What lies under `name`. `mark` will lead to `name` for `seconds`, found or not."""
        ...

    async def get(self, tenant: Tenant, name: str) -> bytes | None: ...

    async def put(self, tenant: Tenant, values: dict[str, bytes], seconds: int) -> None: ...

    async def drop(self, tenant: Tenant, name: str) -> None: ...

    async def add(self, tenant: Tenant, row: str, entry: bytes, seconds: int) -> None:
        """Puts an entry at the end of a row that keeps the newest KEPT."""
        ...

    async def count(self, tenant: Tenant, row: str) -> int:
        """How many entries were ever added to the row; larger than before if it began anew."""
        ...

    async def newest(self, tenant: Tenant, row: str, count: int) -> tuple[int, list[bytes]]:
        """At most `count` entries, oldest first, and the row's count in the same instant."""
        ...


@dataclass(frozen=True)
class RedisShelf:
    cache: Cache

    async def take(self, tenant: Tenant, name: str, mark: str, seconds: int) -> bytes | None:
        async def _both(redis: Any) -> bytes | None:
            pipeline = redis.pipeline(transaction=False)
            pipeline.get(_key(tenant, name))
            pipeline.set(_key(tenant, mark), name, ex=seconds)
            found: bytes | None = (await pipeline.execute())[0]
            return found

        return await self.cache.run(_both)

    async def get(self, tenant: Tenant, name: str) -> bytes | None:
        found: bytes | None = await self.cache.run(lambda redis: redis.get(_key(tenant, name)))
        return found

    async def put(self, tenant: Tenant, values: dict[str, bytes], seconds: int) -> None:
        async def _all_of_them(redis: Any) -> None:
            pipeline = redis.pipeline(transaction=True)
            for name, value in values.items():
                pipeline.set(_key(tenant, name), value, ex=seconds)
            await pipeline.execute()

        await self.cache.run(_all_of_them)

    async def drop(self, tenant: Tenant, name: str) -> None:
        await self.cache.run(lambda redis: redis.delete(_key(tenant, name)))

    async def add(self, tenant: Tenant, row: str, entry: bytes, seconds: int) -> None:
        key, counter = _key(tenant, row), _counter(tenant, row)

        async def _pushed(redis: Any) -> None:
            pipeline = redis.pipeline(transaction=True)
            pipeline.rpush(key, entry)
            pipeline.ltrim(key, -KEPT, -1)
            pipeline.expire(key, seconds)
            # A row that begins anew, after it expired, must not count what a copy has seen.
            pipeline.set(counter, time.time_ns() // 1_000, ex=seconds, nx=True)
            pipeline.incr(counter)
            pipeline.expire(counter, seconds)
            await pipeline.execute()

        await self.cache.run(_pushed)

    async def count(self, tenant: Tenant, row: str) -> int:
        counter = _counter(tenant, row)
        return int(await self.cache.run(lambda redis: redis.get(counter)) or 0)

    async def newest(self, tenant: Tenant, row: str, count: int) -> tuple[int, list[bytes]]:
        async def _both(redis: Any) -> tuple[int, list[bytes]]:
            pipeline = redis.pipeline(transaction=True)
            pipeline.get(_counter(tenant, row))
            pipeline.lrange(_key(tenant, row), -count, -1)
            counted, entries = await pipeline.execute()
            return int(counted or 0), entries

        return await self.cache.run(_both)


def _key(tenant: Tenant, name: str) -> str:
    return f"{tenant}:{name}"


def _counter(tenant: Tenant, row: str) -> str:
    return f"{tenant}:{row}:count"


@dataclass(frozen=True)
class MemoryShelf:
    """Nothing expires."""

    values: dict[tuple[Tenant, str], bytes] = field(default_factory=dict)
    rows: dict[tuple[Tenant, str], list[bytes]] = field(default_factory=dict)

    async def take(self, tenant: Tenant, name: str, mark: str, seconds: int) -> bytes | None:
        self.values[tenant, mark] = name.encode()
        return self.values.get((tenant, name))

    async def get(self, tenant: Tenant, name: str) -> bytes | None:
        return self.values.get((tenant, name))

    async def put(self, tenant: Tenant, values: dict[str, bytes], seconds: int) -> None:
        self.values.update({(tenant, name): value for name, value in values.items()})

    async def drop(self, tenant: Tenant, name: str) -> None:
        self.values.pop((tenant, name), None)

    async def add(self, tenant: Tenant, row: str, entry: bytes, seconds: int) -> None:
        self.rows.setdefault((tenant, row), []).append(entry)

    async def count(self, tenant: Tenant, row: str) -> int:
        return len(self.rows.get((tenant, row), []))

    async def newest(self, tenant: Tenant, row: str, count: int) -> tuple[int, list[bytes]]:
        entries = self.rows.get((tenant, row), [])
        return len(entries), entries[-min(count, KEPT) :]
