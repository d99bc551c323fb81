"""What a school has used."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from fynq.answering.books import UsageBy, UsageLine, UsageReport
from fynq.http.schemas.base import Moment, Out

_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _in_utc(moment: datetime) -> datetime:
    """A time without a zone is in UTC. Far-off years overflow in other zones."""
    known = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    if not _FIRST <= known <= _LAST:
        raise ValueError("must be a time from 2000 to 2200")
    return known.astimezone(UTC)


WhenIn = Annotated[datetime, AfterValidator(_in_utc)]


class UsageLineOut(Out):
    """requests: what callers asked; attempts: what went to providers for it, retries, hedges and
    shadows included. cached_tokens are part of input_tokens, reasoning_tokens of output_tokens.
    cost_micros: millionths of a dollar. estimated: a provider did not count something itself."""

    requests: int
    attempts: int
    input_tokens: int
    output_tokens: int
    cached_tokens: int
    reasoning_tokens: int
    cost_micros: int
    estimated: bool


class UsageGroupOut(UsageLineOut):
    """name: `provider/model`, the id of a user or key (empty without one), or a day."""

    name: str = Field(examples=["openai/gpt-4o-mini"])


class UsageOut(Out):
    """items: days in order; others dearest first, a thousand at most. total counts all."""

    since: Moment
    until: Moment
    by: UsageBy
    total: UsageLineOut
    items: list[UsageGroupOut]


def show_usage(since: datetime, until: datetime, by: UsageBy, report: UsageReport) -> UsageOut:
    return UsageOut(
        since=since,
        until=until,
        by=by,
        total=UsageLineOut(**_numbers(report.total)),
        items=[UsageGroupOut(name=line.name, **_numbers(line)) for line in report.lines],
    )


def _numbers(line: UsageLine) -> dict[str, Any]:
    usage = line.usage
    return {
        "requests": line.requests,
        "attempts": line.attempts,
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "cached_tokens": usage.cached_tokens,
        "reasoning_tokens": usage.reasoning_tokens,
        "cost_micros": usage.cost_micros,
        "estimated": usage.estimated,
    }
