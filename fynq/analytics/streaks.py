"""Days in a row on which a student did something."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

QUARTER_HOUR = 900
"""Seconds. Offsets of time zones are whole quarters of an hour, so a day begins with one."""


@dataclass(frozen=True, slots=True)
class Streak:
    """In days. current: up to today, or up to yesterday as long as today has nothing yet. days: on
    which something was done. last: the latest of them."""

    current: int = 0
    longest: int = 0
    days: int = 0
    last: date | None = None


def streak_of(moments: Iterable[datetime], zone: tzinfo, now: datetime) -> Streak:
    """moments: when something was done, in any order, to the quarter of an hour; with a time zone.
    A day is one of the calendar in `zone`."""
    today = now.astimezone(zone).date()
    days = sorted({moment.astimezone(zone).date() for moment in moments})
    if not days:
        return Streak()
    longest = run = 0
    former: date | None = None
    for day in days:
        run = run + 1 if former is not None and day - former == timedelta(days=1) else 1
        longest = max(longest, run)
        former = day
    alive = days[-1] >= today - timedelta(days=1)
    return Streak(run if alive else 0, longest, len(days), days[-1])
