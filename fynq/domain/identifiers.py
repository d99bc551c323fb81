"""Identifiers: UUIDv7 (RFC 9562, section 5.7), so that ids sort by creation time."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from threading import Lock
from typing import NewType
from uuid import UUID

Tenant = NewType("Tenant", UUID)
PUBLIC = Tenant(UUID(int=0))
"""Stands for 'no tenant yet': requests before a log-in."""

_RANDOM_BITS = 74


class _Entropy:
    """Of the operating system, fetched for many ids at once: each fetch gives way to other threads,
    and the way back can take longer than the fetch. A fork begins with nothing in store."""

    SIZE = 2_560

    def __init__(self) -> None:
        self._forget()
        os.register_at_fork(after_in_child=self._forget)

    def _forget(self) -> None:
        self._chunks: Iterator[bytes] = iter(())

    def __call__(self, size: int) -> bytes:
        # One call of next() is one step for the interpreter, so threads need no lock.
        found = next(self._chunks, None)
        if found is None or len(found) != size:
            store = os.urandom(self.SIZE // size * size)
            self._chunks = iter([store[at : at + size] for at in range(size, len(store), size)])
            found = store[:size]
        return found


class Ids:
    """Makes UUIDv7s that rise strictly within one process: RFC 9562, section 6.2, method 2.

    Within one millisecond, and while the clock stands behind the last id, the 74 random bits grow
    by a random step of up to 2^48, so ids stay hard to guess and two forks of a process do not
    meet. Threads may share one.
    """

    def __init__(
        self,
        clock: Callable[[], int] = time.time_ns,
        entropy: Callable[[int], bytes] | None = None,
    ) -> None:
        self._clock = clock
        self._entropy = entropy or _Entropy()
        self._lock = Lock()
        self._milliseconds = 0
        self._random = 0

    def __call__(self) -> UUID:
        fresh = int.from_bytes(self._entropy(10), "big")
        now = self._clock() // 1_000_000
        with self._lock:
            if now > self._milliseconds:
                # The highest bit stays free, so that the steps of a millisecond have room.
                self._milliseconds, self._random = now, fresh >> 7
            else:
                self._random += (fresh >> 32) + 1
                if self._random >> _RANDOM_BITS:
                    self._milliseconds, self._random = self._milliseconds + 1, fresh >> 7
            milliseconds, random = self._milliseconds, self._random
        value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80
        value |= 0x7 << 76
        value |= (random >> 62) << 64
        value |= 0b10 << 62
        value |= random & 0x3FFF_FFFF_FFFF_FFFF
        return UUID(int=value)


new_id = Ids()
"""The process's ids. One object for all, because 'newest first' needs one order; what it remembers
is the last id and nothing else."""
