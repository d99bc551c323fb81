"""Who holds an API key, looked up once every few seconds."""

from __future__ import annotations

import asyncio
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog

from fynq.domain.errors import Unauthenticated, Unavailable
from fynq.domain.principal import Principal
from fynq.identity.api_key import read_api_key, refused_key
from fynq.identity.permissions import scopes_of
from fynq.identity.ports import ApiKey, KeyHolders

log = structlog.get_logger()

FRESH_SECONDS = 5.0
"""A revoked key works for at most so long."""
_OUTAGE_SECONDS = 60.0
"""While the database is away, keys that were good last work on for so long."""
_REMEMBERED = 4_096
_USED = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Held:
    """A key that was found good. school: its school's slug."""

    principal: Principal
    key: ApiKey
    school: str

    def may_ask(self, model: str) -> bool:
        allowed = self.key.models
        return not allowed or model in allowed or model.partition("/")[0] in allowed


@dataclass(slots=True)
class _Known:
    held: Held | None
    looked_at: float


@dataclass(frozen=True)
class CheckKey:
    """clock: monotonic seconds. What is remembered is bounded: the oldest goes first."""

    holders: KeyHolders
    clock: Callable[[], float] = time.monotonic
    _known: dict[str, _Known] = field(default_factory=dict, init=False, repr=False)
    _asking: dict[str, asyncio.Task[Held | None]] = field(
        default_factory=dict, init=False, repr=False
    )

    async def __call__(self, text: str) -> Held:
        """Raises Unauthenticated, the same for every reason; Unavailable when it cannot be known."""
        known = self._known.get(text)
        if known is None or self.clock() - known.looked_at >= FRESH_SECONDS:
            held = await self._asked(text, known)
        else:
            held = known.held
        if held is None or _past(held.key.expires_at):
            raise refused_key()
        return held

    async def _asked(self, text: str, known: _Known | None) -> Held | None:
        """Callers that come together share one look."""
        looking = self._asking.get(text)
        if looking is None:
            looking = asyncio.get_running_loop().create_task(self._look(text))
            self._asking[text] = looking
            looking.add_done_callback(lambda done: self._looked(text, done))
        try:
            return await asyncio.shield(looking)
        except Unavailable:
            if known is None or self.clock() - known.looked_at >= _OUTAGE_SECONDS:
                raise
            return known.held

    def _looked(self, text: str, done: asyncio.Task[Held | None]) -> None:
        self._asking.pop(text, None)
        if done.cancelled() or done.exception() is not None:
            return
        self._known.pop(text, None)
        while len(self._known) >= _REMEMBERED:
            del self._known[next(iter(self._known))]
        self._known[text] = _Known(done.result(), self.clock())

    async def _look(self, text: str) -> Held | None:
        try:
            given = read_api_key(text)
        except Unauthenticated:
            return None
        found = await self.holders.key_holder(given.tenant, given.id)
        if found is None or not hmac.compare_digest(found.key.hash, given.hash):
            return None
        key = found.key
        if key.revoked_at is not None or not found.active or _past(key.expires_at):
            return None
        if key.used_at is None or datetime.now(UTC) - key.used_at >= _USED:
            try:
                await self.holders.key_used(given.tenant, given.id)
            except Unavailable as error:
                log.warning("key_use_not_noted", code=error.code)
        principal = Principal(given.tenant, key.user, found.role, scopes_of(found.role))
        return Held(principal, key, found.school)


def _past(moment: datetime | None) -> bool:
    return moment is not None and moment <= datetime.now(UTC)
