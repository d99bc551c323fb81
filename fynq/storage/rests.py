"""How long providers and keys asked to be left alone, known to every replica."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from fynq.domain.errors import CacheUnavailable
from fynq.storage.cache import Cache
from fynq.storage.scripts import script

LONGEST_REST = 86_400.0
"""Seconds; a provider that asks for more is asked again tomorrow."""

_REST = script("rest")
_RESTING = script("resting")


@dataclass(frozen=True)
class RedisRests:
    """Providers are the same for every school, so the one key belongs to none. Without Redis each
    replica knows what it saw itself: nothing rests here, and nothing fails."""

    cache: Cache
    key: str = "fynq:rests"

    async def rest(self, subject: str, seconds: float) -> None:
        """Never shortens a rest; zero and less are no rest."""
        milliseconds = rest_of(seconds)
        if milliseconds:
            with suppress(CacheUnavailable):
                await self.cache.run(
                    lambda redis: _REST.run(redis, [self.key], [subject, milliseconds])
                )

    async def resting(self) -> Mapping[str, float]:
        try:
            found = await self.cache.run(lambda redis: _RESTING.run(redis, [self.key], []))
        except CacheUnavailable:
            return {}
        return {
            subject.decode("utf-8", "replace"): int(left) / 1000
            for subject, left in zip(found[::2], found[1::2], strict=True)
        }


def rest_of(seconds: float) -> int:
    """In milliseconds; 0 for what is no rest."""
    if math.isnan(seconds) or seconds <= 0:
        return 0
    return math.ceil(min(seconds, LONGEST_REST) * 1000)
