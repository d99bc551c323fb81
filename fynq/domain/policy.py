"""What a school allows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

_WEEK = 7
NO_HELP_NOW = "Your school gives no help at this time."


class Help(StrEnum):
    """The rungs of help, from least to most."""

    RESTATE = "restate"
    CONCEPT = "concept"
    NEXT_STEP = "next_step"
    NEIGHBOUR = "worked_neighbour"
    SOLUTION = "full_solution"

    @property
    def rung(self) -> int:
        """From 1 to 5."""
        return list(Help).index(self) + 1


@dataclass(frozen=True, slots=True)
class HelpWindow:
    """Less help for some time. most_help: the highest rung meanwhile, None for no help at all.

    starts, ends: with a zone; None where it is open on that side. days: ISO weekdays, 1 Monday to 7,
    () for all. opens, closes: minutes after midnight in the school's time zone, the whole day where
    they are equal; one that closes before it opens does so on the next day. grades: whom it is for,
    () for everybody; a student whose grade nobody told is one of them.
    """

    name: str
    most_help: Help | None
    starts: datetime | None = None
    ends: datetime | None = None
    days: tuple[int, ...] = ()
    opens: int = 0
    closes: int = 0
    grades: tuple[int, ...] = ()

    def holds(self, now: datetime, grade: int | None, zone: tzinfo) -> bool:
        """now: with a zone."""
        if self.grades and grade is not None and grade not in self.grades:
            return False
        if (self.starts is not None and now < self.starts) or (
            self.ends is not None and now >= self.ends
        ):
            return False
        local = now.astimezone(zone)
        minute, today = 60 * local.hour + local.minute, local.isoweekday()
        if self.opens == self.closes:
            return self._on(today)
        if self.opens < self.closes:
            return self._on(today) and self.opens <= minute < self.closes
        yesterday = today - 1 or _WEEK
        return (self._on(today) and minute >= self.opens) or (
            self._on(yesterday) and minute < self.closes
        )

    def _on(self, day: int) -> bool:
        return not self.days or day in self.days


@dataclass(frozen=True, slots=True)
class SchoolPolicy:
    """most_help: the highest rung that a student may reach. least_confidence: in [0, 1]; an answer
    that is less likely to be right is not given, 0 to give all. exam_phrases: words of exams that
    run; a doubt that has one, or looks like a page of an exam, gets no help as long as there is any.
    decimal_comma: 3,5 and not 3.5, in doubts too. times: 'dot' or 'cross'. windows: when there is
    less help, and for whom; time_zone: of their hours, IANA. syllabuses: what the school teaches by,
    () where a student may name any. closed: no help at all; only as `at` finds it.
    """

    most_help: Help = Help.SOLUTION
    least_confidence: float = 0.0
    exam_phrases: tuple[str, ...] = ()
    decimal_comma: bool = False
    times: str = "dot"
    windows: tuple[HelpWindow, ...] = ()
    time_zone: str = "UTC"
    syllabuses: tuple[str, ...] = ()
    closed: bool = False

    def at(self, now: datetime, grade: int | None) -> SchoolPolicy:
        """What holds at this moment for a student of this grade, with the windows settled."""
        zone = zone_of(self.time_zone)
        most = [each.most_help for each in self.windows if each.holds(now, grade, zone)]
        allowed = [each for each in most if each is not None]
        return replace(
            self,
            most_help=min([self.most_help, *allowed], key=lambda each: each.rung),
            windows=(),
            syllabuses=(),
            closed=self.closed or None in most,
        )


@lru_cache(maxsize=512)
def zone_of(name: str) -> tzinfo:
    """UTC where the machine does not know the zone: exams must not open a school's help by it."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return UTC
