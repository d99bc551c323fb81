"""Whether a route, a provider or a key can be trusted right now."""

from __future__ import annotations

from collections import deque
from enum import StrEnum

from fynq.routing.options import HealthOptions


class State(StrEnum):
    HEALTHY = "healthy"
    DEGRADED = "degraded"
    OPEN = "open"
    PROBING = "probing"


class Health:
    """A circuit breaker over a rolling window of one-second counts. All times are monotonic seconds.

    healthy and degraded take requests; open takes none until its rest is over, then lets one
    through (probing). The probe's success closes it, its failure opens it for twice as long.
    """

    def __init__(self, options: HealthOptions) -> None:
        self._options = options
        self._seconds: deque[list[float]] = deque()
        self._until = 0.0
        self._rest = 0.0
        self._probe = False

    def state(self, now: float) -> State:
        if self._rest:
            if now < self._until:
                return State.OPEN
            return State.PROBING
        good, bad = self._counts(now)
        if good + bad < self._options.minimum:
            return State.HEALTHY
        return State.DEGRADED if bad / (good + bad) >= self._options.degraded else State.HEALTHY

    def admits(self, now: float) -> bool:
        state = self.state(now)
        return state is not State.OPEN and not (state is State.PROBING and self._probe)

    def opens_in(self, now: float) -> float:
        """Seconds until a probe may pass; 0 when requests may."""
        return max(0.0, self._until - now) if self._rest else 0.0

    def began(self, now: float) -> None:
        if self.state(now) is State.PROBING:
            self._probe = True

    def left(self) -> None:
        """An attempt ended without telling anything, such as when the client left."""
        self._probe = False

    def succeeded(self, now: float) -> None:
        if self._rest:
            self._seconds.clear()
            self._rest = self._until = 0.0
        self._probe = False
        self._count(now)[1] += 1

    def failed(self, now: float) -> None:
        was = self.state(now)
        self._probe = False
        self._count(now)[2] += 1
        if was is State.PROBING:
            self._open(now, min(self._rest * 2, self._options.most_rest_seconds))
        elif was is not State.OPEN:
            good, bad = self._counts(now)
            if good + bad >= self._options.minimum and bad / (good + bad) >= self._options.open:
                self._open(now, self._options.rest_seconds)

    def failure_ratio(self, now: float) -> float:
        good, bad = self._counts(now)
        return bad / (good + bad) if good + bad >= self._options.minimum else 0.0

    def _open(self, now: float, rest: float) -> None:
        self._rest = rest
        self._until = now + rest

    def _count(self, now: float) -> list[float]:
        second = now // 1
        if not self._seconds or self._seconds[-1][0] != second:
            self._seconds.append([second, 0, 0])
        return self._seconds[-1]

    def _counts(self, now: float) -> tuple[float, float]:
        oldest = now - self._options.window_seconds
        while self._seconds and self._seconds[0][0] < oldest:
            self._seconds.popleft()
        return sum(s[1] for s in self._seconds), sum(s[2] for s in self._seconds)
