"""Passwords with argon2id (RFC 9106), hashed in threads so that the event loop never waits."""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from fynq.domain.errors import Unavailable
from fynq.identity.options import IdentityOptions

T = TypeVar("T")


class Passwords:
    """At most `threads` hashes run at once, and at most `queue` wait for one; beyond that
    callers get Unavailable at once, so that a flood of log-ins cannot pile up memory."""

    def __init__(
        self, options: IdentityOptions, *, threads: int | None = None, queue: int = 64
    ) -> None:
        self._hasher = PasswordHasher(
            time_cost=options.argon2_time,
            memory_cost=options.argon2_memory,
            parallelism=options.argon2_lanes,
        )
        count = threads or max(1, (os.cpu_count() or 1) // 2)
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="argon2")
        self._room = count + queue
        self._pending = 0
        self._decoy = _decoy(options)

    async def hash(self, password: str) -> str:
        return await self._in_thread(self._hasher.hash, password)

    async def verify(self, stored: str | None, password: str) -> bool:
        """False for a wrong password. stored None (no such user) costs as much and is False."""
        right = await self._in_thread(self._matches, stored or self._decoy, password)
        return right and stored is not None

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _matches(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password.encode("utf-8", "replace"))
        except (VerificationError, InvalidHashError):
            return False

    async def _in_thread(self, work: Callable[..., T], *arguments: str) -> T:
        if self._pending >= self._room:
            raise Unavailable("Too many people log in at this moment.", retry_after=2.0)
        self._pending += 1
        try:
            running = asyncio.get_running_loop().run_in_executor(self._pool, work, *arguments)
        except BaseException:
            self._pending -= 1
            raise
        running.add_done_callback(self._release)
        return await running

    def _release(self, _: asyncio.Future[T]) -> None:
        self._pending -= 1


def _decoy(options: IdentityOptions) -> str:
    """A hash of nothing, with the cost of a real one."""
    salt = base64.b64encode(os.urandom(16)).decode().rstrip("=")
    digest = base64.b64encode(os.urandom(32)).decode().rstrip("=")
    cost = f"m={options.argon2_memory},t={options.argon2_time},p={options.argon2_lanes}"
    return f"$argon2id$v=19${cost}${salt}${digest}"
