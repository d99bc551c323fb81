"""Where known answers lie: a few commands that Redis does at once, and their twin in memory."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any, Protocol

from fynq.storage.cache import Cache

KEPT = 2_000
"""Questions of one partition that are searched by meaning: the newest."""


class AnswerShelf(Protocol):
    """Raises CacheUnavailable. Names begin with the tenant."""

    async def take(self, name: str, mark: str, seconds: int) -> bytes | None:
        """What lies under `name`. `mark` will lead to `name` for `seconds`, found or not."""
        ...

    async def get(self, name: str) -> bytes | None: ...

    async def put(self, values: dict[str, bytes], seconds: int) -> None: ...

    async def drop(self, name: str) -> None: ...

    async def add(self, row: str, entry: bytes, seconds: int) -> None:
        """Puts an entry at the end of a row that keeps the newest KEPT."""
        ...

    async def count(self, row: str) -> int:
        """How many entries were ever added to the row; larger than before if it began anew."""
        ...

    async def newest(self, row: str, count: int) -> tuple[int, list[bytes]]:
        """At most `count` entries, oldest first, and the row's count in the same instant."""
        ...


@dataclass(frozen=True)
class RedisShelf:
    cache: Cache

    async def take(self, name: str, mark: str, seconds: int) -> bytes | None:
        async def both(redis: Any) -> bytes | None:
            pipeline = redis.pipeline(transaction=False)
            pipeline.get(name)
            pipeline.set(mark, name, ex=seconds)
            found: bytes | None = (await pipeline.execute())[0]
            return found

        return await self.cache.run(both)

    async def get(self, name: str) -> bytes | None:
        found: bytes | None = await self.cache.run(lambda redis: redis.get(name))
        return found

    async def put(self, values: dict[str, bytes], seconds: int) -> None:
        async def all_of_them(redis: Any) -> None:
            pipeline = redis.pipeline(transaction=True)
            for name, value in values.items():
                pipeline.set(name, value, ex=seconds)
            await pipeline.execute()

        await self.cache.run(all_of_them)

    async def drop(self, name: str) -> None:
        await self.cache.run(lambda redis: redis.delete(name))

    async def add(self, row: str, entry: bytes, seconds: int) -> None:
        async def pushed(redis: Any) -> None:
            pipeline = redis.pipeline(transaction=True)
            pipeline.rpush(row, entry)
            pipeline.ltrim(row, -KEPT, -1)
            pipeline.expire(row, seconds)
            # A row that begins anew, after it expired, must not count what a copy has seen.
            pipeline.set(_counter(row), time.time_ns() // 1_000, ex=seconds, nx=True)
            pipeline.incr(_counter(row))
            pipeline.expire(_counter(row), seconds)
            await pipeline.execute()

        await self.cache.run(pushed)

    async def count(self, row: str) -> int:
        return int(await self.cache.run(lambda redis: redis.get(_counter(row))) or 0)

    async def newest(self, row: str, count: int) -> tuple[int, list[bytes]]:
        async def both(redis: Any) -> tuple[int, list[bytes]]:
            pipeline = redis.pipeline(transaction=True)
            pipeline.get(_counter(row))
            pipeline.lrange(row, -count, -1)
            counted, entries = await pipeline.execute()
            return int(counted or 0), entries

        return await self.cache.run(both)


def _counter(row: str) -> str:
    return f"{row}:count"


@dataclass(frozen=True)
class MemoryShelf:
    """Nothing expires."""

    values: dict[str, bytes] = field(default_factory=dict)
    rows: dict[str, list[bytes]] = field(default_factory=dict)

    async def take(self, name: str, mark: str, seconds: int) -> bytes | None:
        self.values[mark] = name.encode()
        return self.values.get(name)

    async def get(self, name: str) -> bytes | None:
        return self.values.get(name)

    async def put(self, values: dict[str, bytes], seconds: int) -> None:
        self.values.update(values)

    async def drop(self, name: str) -> None:
        self.values.pop(name, None)

    async def add(self, row: str, entry: bytes, seconds: int) -> None:
        self.rows.setdefault(row, []).append(entry)

    async def count(self, row: str) -> int:
        return len(self.rows.get(row, []))

    async def newest(self, row: str, count: int) -> tuple[int, list[bytes]]:
        entries = self.rows.get(row, [])
        return len(entries), entries[-min(count, KEPT) :]
