"""Removes what is past its time in memory."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fynq.domain.identifiers import Tenant
from fynq.storage.abandoned import ABANDONED_SECONDS
from fynq.storage.memory.contents import Contents
from fynq.storage.memory.doubts import settle_abandoned
from fynq.storage.memory.requests import MemoryIdempotencyBook


@dataclass(frozen=True)
class MemoryTidying:
    contents: Contents
    idempotency: MemoryIdempotencyBook
    abandoned_seconds: float = ABANDONED_SECONDS

    async def tidy(self, tenant: Tenant) -> None:
        settle_abandoned(self.contents, tenant, self.abandoned_seconds)
        now, ticks = datetime.now(UTC), asyncio.get_running_loop().time()
        for key, session in list(self.contents.sessions.items()):
            if key[0] == tenant and session.expires_at < now:
                del self.contents.sessions[key]
        long_ago = now - timedelta(days=90)
        for name, api_key in list(self.contents.api_keys.items()):
            ends = [end for end in (api_key.revoked_at, api_key.expires_at) if end is not None]
            if name[0] == tenant and ends and min(ends) < long_ago:
                del self.contents.api_keys[name]
        for held, kept in list(self.idempotency.held.items()):
            if held[0] == tenant and kept.until <= ticks:
                del self.idempotency.held[held]
