"""What a payer may use, what a request takes of it beforehand, and what it has used in the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Literal

from fynq.domain.chat import Payer
from fynq.domain.errors import ConfigurationError, QuotaExceeded
from fynq.routing.options import LimitRow
from fynq.routing.ports import Attempt, Outcome

RUNNING_SECONDS = 1.0
"""Retry-After when only requests that still run take the room: they give most of it back."""

LONGEST = 366 * 86_400
"""Seconds of the longest window."""

VARIABLE = "FYNQ_ROUTING__LIMITS"
_WHOSE = {"tenant": "The school's", "user": "This user's", "key": "This API key's"}
_EVERY = {60: "minute", 3_600: "hour", 86_400: "day", 604_800: "week"}


class Measure(StrEnum):
    REQUESTS = "requests"
    TOKENS = "tokens"
    COST = "cost"


@dataclass(frozen=True, slots=True)
class Window:
    """One count of one payer: `seconds` from `start`, in seconds since 1970 and a multiple of
    `seconds`, so a day is a day in UTC. subject: the user or key that it counts, '' for a tenant.
    requests, tokens, cost_micros: at most so much in it, 0 for no limit."""

    scope: Literal["tenant", "user", "key"]
    subject: str
    seconds: int
    start: int
    requests: int
    tokens: int
    cost_micros: int

    @property
    def end(self) -> int:
        return self.start + self.seconds

    @property
    def capped(self) -> bool:
        """Whether it guards money or tokens, not only how often."""
        return bool(self.tokens or self.cost_micros)

    def limit(self, measure: Measure) -> int:
        if measure is Measure.COST:
            return self.cost_micros
        return self.tokens if measure is Measure.TOKENS else self.requests


@dataclass(frozen=True, slots=True)
class Full:
    """A limit without room. spent: by what is settled; otherwise requests that run hold it."""

    window: Window
    measure: Measure
    spent: bool


@dataclass(frozen=True, slots=True)
class Charge:
    """What a settled request takes of its payer's windows. cost in micro-dollars."""

    requests: int = 0
    tokens: int = 0
    cost_micros: int = 0


def checked(limits: Sequence[LimitRow]) -> tuple[LimitRow, ...]:
    """One row for each scope and length, with the tightest of each limit; rows without a limit
    left out. Raises ConfigurationError."""
    found: dict[tuple[str, int], LimitRow] = {}
    for row in limits:
        if not 1 <= row.seconds <= LONGEST:
            raise ConfigurationError(
                VARIABLE, f"seconds is not between 1 and {LONGEST}", "Give a window's length."
            )
        if min(row.requests, row.tokens, row.cost_micros) < 0:
            raise ConfigurationError(VARIABLE, "a limit is below 0", "Use 0 for no limit.")
        if not (row.requests or row.tokens or row.cost_micros):
            continue
        other = found.get((row.scope, row.seconds), row)
        found[row.scope, row.seconds] = replace(
            row,
            requests=_tighter(row.requests, other.requests),
            tokens=_tighter(row.tokens, other.tokens),
            cost_micros=_tighter(row.cost_micros, other.cost_micros),
        )
    return tuple(found.values())


def _tighter(one: int, other: int) -> int:
    return min(one, other) if one and other else one or other


def windows_of(limits: Sequence[LimitRow], payer: Payer, now: float) -> tuple[Window, ...]:
    """The windows at `now`, in seconds since 1970. A payer without a key has none of scope 'key'."""
    found = []
    for row in limits:
        subject = ""
        if row.scope != "tenant":
            subject = payer.user if row.scope == "user" else payer.key
            if not subject:
                continue
        start = int(now // row.seconds) * row.seconds
        found.append(
            Window(
                row.scope, subject, row.seconds, start, row.requests, row.tokens, row.cost_micros
            )
        )
    return tuple(found)


def full(window: Window, settled: Charge, held: Charge) -> list[Full]:
    """The limits of a window that let nothing more in.

    One that has anything left takes a request whole, however large its estimate: the last cent can
    be used, and is overspent by less than that one reservation. held: by requests that run.
    """
    return [
        Full(window, measure, spent >= limit)
        for measure, limit, spent, open_ in (
            (Measure.REQUESTS, window.requests, settled.requests, held.requests),
            (Measure.TOKENS, window.tokens, settled.tokens, held.tokens),
            (Measure.COST, window.cost_micros, settled.cost_micros, held.cost_micros),
        )
        if limit and spent + open_ >= limit
    ]


def refusal(found: Sequence[Full], now: float) -> QuotaExceeded:
    """Names the limit that stays full the longest. found: at least one."""
    worst = max(found, key=lambda each: (each.spent, each.window.end))
    window = worst.window
    limit = window.limit(worst.measure)
    amount = (
        f"${limit / 1_000_000:.6f}".rstrip("0").rstrip(".")
        if worst.measure is Measure.COST
        else f"{limit} {worst.measure}"
    )
    every = _EVERY.get(window.seconds, f"{window.seconds} seconds")
    named = f"{_WHOSE[window.scope]} limit of {amount} per {every}"
    field = str(worst.measure)
    if not worst.spent:
        return QuotaExceeded(
            f"{named} is held by requests that are still running.",
            field=field,
            retry_after=RUNNING_SECONDS,
        )
    reset = datetime.fromtimestamp(window.end, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return QuotaExceeded(
        f"{named} is used up; it resets at {reset}.",
        field=field,
        retry_after=max(window.end - now, 1.0),
    )


def charge_of(attempts: Sequence[Attempt]) -> Charge:
    """Real usage: failed, aborted and hedged attempts cost what they cost. Shadow attempts are
    nothing that the payer asked for; a request that only failed, at no cost, is given back."""
    requests = tokens = cost = 0
    for attempt in attempts:
        if attempt.outcome is Outcome.SHADOW:
            continue
        used = max(attempt.usage.input_tokens, 0) + max(attempt.usage.output_tokens, 0)
        tokens += used
        cost += max(attempt.usage.cost_micros, 0)
        if used or attempt.outcome is not Outcome.FAILED:
            requests = 1
    return Charge(requests, tokens, cost)
