"""One read for all who ask at the same time, and never an answer older than the question."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class SharedReads(Generic[K, V]):
    """While a read is under way, those who come wait for the next one together: what they get was
    read after they asked. A read that fails, fails for all of them."""

    def __init__(self, read: Callable[[K], Awaitable[V]]) -> None:
        self._read = read
        self._running: dict[K, asyncio.Lock] = {}
        self._next: dict[K, asyncio.Task[V]] = {}

    async def __call__(self, key: K) -> V:
        waiting = self._next.get(key)
        if waiting is None:
            waiting = asyncio.get_running_loop().create_task(self._after_the_present(key))
            self._next[key] = waiting
        return await asyncio.shield(waiting)

    async def _after_the_present(self, key: K) -> V:
        lock = self._running.setdefault(key, asyncio.Lock())
        async with lock:
            self._next.pop(key, None)
            try:
                return await self._read(key)
            finally:
                if key not in self._next:
                    self._running.pop(key, None)
