"""What the fault server saw."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from typing import Any

from tests.wire.answers import Tokens
from tests.wire.faults import Fault


@dataclass
class SeenAttempt:
    """One request. at, left, done: monotonic; left: the client went before the answer was whole.

    tokens: what the server would bill, for what it had written when it ended; nothing when it
    answered with an error. told: the client was told these tokens.
    """

    format: str
    path: str
    key: str
    model: str
    stream: bool
    fault: Fault
    body: Mapping[str, Any]
    at: float = field(default_factory=time.monotonic)
    left: float | None = None
    done: float | None = None
    status: int = 0
    tokens: Tokens = Tokens()
    told: bool = False

    def shown(self) -> dict[str, Any]:
        return {**asdict(self), "fault": self.fault.value}


@dataclass
class Seen:
    """attempts: in the order in which they came; not kept when `keep` is off, as in a benchmark."""

    keep: bool = True
    attempts: list[SeenAttempt] = field(default_factory=list)
    count: int = 0

    def add(self, attempt: SeenAttempt) -> None:
        self.count += 1
        if self.keep:
            self.attempts.append(attempt)

    def of(self, model: str) -> list[SeenAttempt]:
        return [attempt for attempt in self.attempts if attempt.model == model]

    @property
    def models(self) -> list[str]:
        return [attempt.model for attempt in self.attempts]

    @property
    def keys(self) -> list[str]:
        return [attempt.key for attempt in self.attempts]

    @property
    def left(self) -> list[SeenAttempt]:
        return [attempt for attempt in self.attempts if attempt.left is not None]

    @property
    def running(self) -> list[SeenAttempt]:
        return [a for a in self.attempts if a.done is None and a.left is None]

    @property
    def waits(self) -> list[float]:
        """Seconds from each attempt to the next."""
        times = [attempt.at for attempt in self.attempts]
        return [later - earlier for earlier, later in pairwise(times)]

    def billed(self, told: bool | None = None) -> Tokens:
        """The sum over all attempts; with `told`, only over those with or without usage on the
        wire."""
        found = [a.tokens for a in self.attempts if told is None or a.told is told]
        return Tokens(
            sum(t.input for t in found),
            sum(t.output for t in found),
            sum(t.cached for t in found),
            sum(t.reasoning for t in found),
        )
