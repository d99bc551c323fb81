"""How long a route takes to its first content."""

from __future__ import annotations

import math
from collections import deque

DECAY_SECONDS = 10.0
_SAMPLES = 64
_FEW = 8


class Latency:
    """Peak EWMA: a slow answer counts at once, fast ones win it back over DECAY_SECONDS (Finagle's
    load balancer of that name). Times in seconds."""

    def __init__(self) -> None:
        self._average = 0.0
        self._at = 0.0
        self._samples: deque[float] = deque(maxlen=_SAMPLES)
        self._p95: float | None = None

    def observe(self, seconds: float, now: float) -> None:
        if seconds > self._average:
            self._average = seconds
        else:
            weight = math.exp(-(now - self._at) / DECAY_SECONDS)
            self._average = self._average * weight + seconds * (1 - weight)
        self._at = now
        self._samples.append(seconds)
        self._p95 = None

    def cost(self, in_flight: int) -> float:
        """What one more request is expected to wait."""
        return self._average * (in_flight + 1)

    @property
    def p95(self) -> float | None:
        """None before _FEW samples."""
        if len(self._samples) < _FEW:
            return None
        if self._p95 is None:
            ordered = sorted(self._samples)
            self._p95 = ordered[min(len(ordered) - 1, math.ceil(0.95 * len(ordered)) - 1)]
        return self._p95
