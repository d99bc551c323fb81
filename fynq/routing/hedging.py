"""When a second request may be sent beside a slow first one."""

from __future__ import annotations

from fynq.routing.health import Health
from fynq.routing.options import HealthOptions, HedgeOptions

_MOST_SAVED = 5.0


class HedgeBudget:
    """Every request adds `share` to the budget and every hedge takes 1 from it, so hedges stay below
    that share of all requests; unused budget is kept up to _MOST_SAVED hedges."""

    def __init__(self, options: HedgeOptions, health: HealthOptions) -> None:
        self._options = options
        self._saved = 0.0
        self._outcomes = Health(health)

    def request(self) -> None:
        self._saved = min(_MOST_SAVED, self._saved + self._options.share)

    def outcome(self, good: bool, now: float) -> None:
        if good:
            self._outcomes.succeeded(now)
        else:
            self._outcomes.failed(now)

    def delay(self, p95: float | None) -> float | None:
        """Seconds after which to hedge; None while too little is known of the route."""
        if p95 is None or not self._options.share:
            return None
        return max(p95, self._options.least_seconds)

    def take(self, now: float) -> bool:
        if self._saved < 1 or self._outcomes.failure_ratio(now) > self._options.errors:
            return False
        self._saved -= 1
        return True
