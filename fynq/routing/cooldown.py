"""Which routes are left alone for a while after a failure."""

from __future__ import annotations

import time
from collections.abc import Callable

from fynq.domain.errors import ModelError


class Cooldowns:
    """A route that failed rests for the vendor's Retry-After, or for `seconds`."""

    def __init__(self, seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._now = now
        self._until: dict[str, float] = {}

    def failed(self, route: str, error: ModelError) -> None:
        rest = self._seconds if error.retry_after is None else error.retry_after
        self._until[route] = self._now() + rest

    def succeeded(self, route: str) -> None:
        self._until.pop(route, None)

    def rests(self, route: str) -> float:
        """Seconds that the route still rests; 0 when it may be used."""
        return max(0.0, self._until.get(route, 0.0) - self._now())
