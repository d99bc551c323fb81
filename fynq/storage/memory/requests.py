"""Idempotency, limits, cancellations and probes in memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from fynq.answering.books import Replay
from fynq.domain.identifiers import Tenant
from fynq.storage.idempotency_book import replayed
from fynq.storage.memory.contents import Contents


@dataclass
class _Held:
    request: bytes
    until: float
    replay: Replay | None = None


@dataclass(frozen=True)
class MemoryIdempotencyBook:
    held: dict[tuple[Tenant, bytes, bytes], _Held] = field(default_factory=dict)

    async def begin(
        self, tenant: Tenant, scope: bytes, key: bytes, request: bytes, seconds: float
    ) -> Replay | None:
        now = asyncio.get_running_loop().time()
        found = self.held.get((tenant, scope, key))
        if found is None or found.until <= now:
            self.held[tenant, scope, key] = _Held(request, now + seconds)
            return None
        return replayed(request, found.request, found.until - now, found.replay)

    async def finish(
        self, tenant: Tenant, scope: bytes, key: bytes, replay: Replay, keep_seconds: float
    ) -> None:
        found = self.held.get((tenant, scope, key))
        if found is not None:
            found.replay = replay
            found.until = asyncio.get_running_loop().time() + keep_seconds

    async def abandon(self, tenant: Tenant, scope: bytes, key: bytes) -> None:
        found = self.held.get((tenant, scope, key))
        if found is not None and found.replay is None:
            del self.held[tenant, scope, key]


@dataclass(frozen=True)
class MemoryJobQueue:
    """Jobs to look at; nobody does them."""

    contents: Contents

    async def add(
        self, tenant: Tenant, job: str, payload: dict[str, Any], *, dedupe_key: str | None = None
    ) -> None:
        if dedupe_key is None or (tenant, job, payload) not in self.contents.jobs:
            self.contents.jobs.append((tenant, job, payload))


@dataclass(frozen=True)
class MemoryLimits:
    used: dict[tuple[Tenant, str, int], tuple[int, float]] = field(default_factory=dict)

    async def allow(self, tenant: Tenant, key: str, limit: int, seconds: int) -> float | None:
        now = asyncio.get_running_loop().time()
        count, until = self.used.get((tenant, key, seconds), (0, 0.0))
        if until <= now:
            count, until = 0, now + seconds
        self.used[tenant, key, seconds] = (count + 1, until)
        return None if count < limit else until - now


@dataclass(frozen=True)
class MemoryCancellations:
    listeners: set[asyncio.Queue[tuple[Tenant, UUID]]] = field(default_factory=set)

    async def announce(self, tenant: Tenant, doubt: UUID) -> None:
        for listener in self.listeners:
            listener.put_nowait((tenant, doubt))

    async def heard(self) -> AsyncIterator[tuple[Tenant, UUID]]:
        own: asyncio.Queue[tuple[Tenant, UUID]] = asyncio.Queue()
        self.listeners.add(own)
        try:
            while True:
                yield await own.get()
        finally:
            self.listeners.discard(own)


@dataclass
class MemoryProbe:
    name: str

    async def check(self) -> Mapping[str, Any]:
        return {"version": "memory"}
