"""Tells, in the background, how far this process has applied the log of each collection."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from uuid import UUID

import structlog

from fynq.domain.errors import FynqError
from fynq.domain.identifiers import Tenant, new_id
from fynq.retrieval.ports import Replicas

log = structlog.get_logger()

ROOM = "retriever"
PAUSE_SECONDS = 0.5
SEEN_SECONDS = 5.0
_LONGEST_PAUSE = 5.0
_PARTING_SECONDS = 2.0
_TENANTS = 8
"""Schools that are looked after in one round; the others have theirs in the next."""


class Confirmations:
    """held: schools of which collections are hot. refresh: applies what happened to them.

    Positions are noted by whoever applies them and written a moment later, all together. A
    collection that is no longer hot has nothing to confirm: the next search reads its log first.
    """

    def __init__(
        self,
        replicas: Replicas,
        held: Callable[[], Iterable[Tenant]],
        refresh: Callable[[Tenant], Awaitable[None]],
    ) -> None:
        self.replica: UUID = new_id()
        self._replicas = replicas
        self._held = held
        self._refresh = refresh
        self._noted: dict[Tenant, dict[str, int]] = {}
        self._written: dict[tuple[Tenant, str], int] = {}
        self._released: dict[Tenant, set[str]] = {}
        self._turn = 0
        self._seen_at = float("-inf")
        self._task: asyncio.Task[None] | None = None

    def note(self, tenant: Tenant, collection: str, position: int) -> None:
        if self._written.get((tenant, collection), -1) < position:
            self._noted.setdefault(tenant, {})[collection] = position

    def release(self, tenant: Tenant, collection: str) -> None:
        self._noted.get(tenant, {}).pop(collection, None)
        if self._written.pop((tenant, collection), None) is not None:
            self._released.setdefault(tenant, set()).add(collection)

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def aclose(self) -> None:
        if self._task is None:
            return
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        with suppress(FynqError, TimeoutError):
            async with asyncio.timeout(_PARTING_SECONDS):
                await self._replicas.gone(self.replica)

    async def round(self) -> None:
        """Looks after some schools, then writes what was noted."""
        now = time.monotonic()
        if now - self._seen_at >= SEEN_SECONDS:
            await self._replicas.seen(self.replica, ROOM)
            self._seen_at = now
        tenants = sorted(set(self._held()))
        for tenant in (tenants[self._turn :] + tenants[: self._turn])[:_TENANTS]:
            await self._refresh(tenant)
        self._turn = (self._turn + _TENANTS) % max(len(tenants), 1)
        for tenant in [*self._released]:
            await self._replicas.released(tenant, self.replica, self._released[tenant])
            del self._released[tenant]
        for tenant in [*self._noted]:
            positions = self._noted.pop(tenant)
            try:
                await self._replicas.applied(tenant, self.replica, positions)
            except BaseException:
                self._noted[tenant] = {**positions, **self._noted.get(tenant, {})}
                raise
            self._written.update({(tenant, name): at for name, at in positions.items()})

    async def _run(self) -> None:
        pause = PAUSE_SECONDS
        while True:
            try:
                await self.round()
                pause = PAUSE_SECONDS
            except FynqError as error:
                pause = min(pause * 2, _LONGEST_PAUSE)
                log.warning("confirmations_wait", code=error.code, seconds=pause)
            except Exception:
                pause = _LONGEST_PAUSE
                log.exception("confirmations_broke")
            await asyncio.sleep(pause)
