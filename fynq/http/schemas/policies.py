"""What a school allows."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    model_validator,
)

from fynq.domain.policy import Help, HelpWindow, SchoolPolicy
from fynq.http.schemas.base import In, Moment, Out

Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=200)]
Times = Literal["dot", "cross"]
_CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*")


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("must hold printable characters only")
    return text


def _zone(name: str) -> str:
    try:
        if _ZONE.fullmatch(name):
            ZoneInfo(name)
            return name
    except (ValueError, OSError, LookupError):
        pass
    raise ValueError("must be a time zone such as Asia/Kolkata")


def _instant(value: Any) -> Any:
    """Numbers are no instants here."""
    if value is not None and not (isinstance(value, str) and _INSTANT.fullmatch(value)):
        raise ValueError("must be a date and time with its offset from UTC")
    return value


Instant = Annotated[
    AwareDatetime | None,
    BeforeValidator(_instant),
    Field(description="RFC 3339, with an offset.", examples=["2027-03-01T08:00:00+05:30"]),
]
Label = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=80),
    AfterValidator(_printable),
]
Clock = Annotated[str, Field(pattern=_CLOCK, examples=["08:00"])]
Weekday = Annotated[StrictInt, Field(ge=1, le=7)]
SchoolYear = Annotated[StrictInt, Field(ge=1, le=13)]


class HelpWindowIn(In):
    """Less help for some time. A window without `starts`, `ends`, days and hours holds always."""

    name: Label = Field(examples=["Midterm 2"])
    most_help: Help | None = Field(
        description="The highest rung of help meanwhile; null: no help at all."
    )
    starts: Instant = None
    ends: Instant = None
    days: list[Weekday] = Field(
        default_factory=list, max_length=7, description="1 Monday to 7; empty: every day."
    )
    opens: Clock = Field(default="00:00", description="In the school's time zone.")
    closes: Clock = Field(
        default="00:00",
        description="Before `opens`: on the next day. Equal to it: the whole day.",
    )
    grades: list[SchoolYear] = Field(
        default_factory=list,
        max_length=13,
        description="Whom it is for; empty: everybody. A student who has no grade is one of them.",
    )

    @model_validator(mode="after")
    def _in_order(self) -> HelpWindowIn:
        if self.starts is not None and self.ends is not None and self.ends <= self.starts:
            raise ValueError("ends must be after starts")
        return self

    def window(self) -> HelpWindow:
        return HelpWindow(
            self.name,
            self.most_help,
            self.starts.astimezone(UTC) if self.starts else None,
            self.ends.astimezone(UTC) if self.ends else None,
            tuple(dict.fromkeys(self.days)),
            _minutes(self.opens),
            _minutes(self.closes),
            tuple(dict.fromkeys(self.grades)),
        )


class HelpWindowOut(Out):
    """Less help for some time."""

    name: str
    most_help: Help | None
    starts: Moment | None
    ends: Moment | None
    days: list[int]
    opens: str
    closes: str
    grades: list[int]


class PolicyOut(Out):
    """What the school allows. `help_now`: the highest rung that the caller may reach at this moment,
    null for no help at all. Exams and windows are shown to admins and owners alone."""

    most_help: Help
    least_confidence: float
    exam_phrases: list[str]
    decimal_comma: bool
    times: Times
    windows: list[HelpWindowOut]
    time_zone: str
    syllabuses: list[str]
    help_now: Help | None


class PolicyChange(In):
    """Only what is present changes."""

    most_help: Help | None = Field(
        default=None, description="The highest rung of help that a student may reach."
    )
    least_confidence: float | None = Field(
        default=None,
        ge=0,
        le=1,
        strict=True,
        allow_inf_nan=False,
        description="An answer that is less likely to be right is not given; 0 gives all.",
        examples=[0.97],
    )
    exam_phrases: list[Phrase] | None = Field(
        default=None,
        max_length=50,
        description="Words of exams that run now: as long as there are any, whatever has one of them "
        "or looks like a page of an exam gets no help.",
        examples=[["Midterm 2, spring term"]],
    )
    decimal_comma: StrictBool | None = Field(
        default=None, description="Write and read 3,5 and not 3.5; lists have semicolons: (3; 4)."
    )
    times: Times | None = Field(default=None, description="The sign of multiplication.")
    windows: list[HelpWindowIn] | None = Field(
        default=None,
        max_length=50,
        description="When there is less help, and for whom; the strictest that holds counts.",
    )
    time_zone: Annotated[str, Field(max_length=64), AfterValidator(_zone)] | None = Field(
        default=None, description="Of the windows' hours.", examples=["Asia/Kolkata"]
    )
    syllabuses: list[Label] | None = Field(
        default=None,
        max_length=100,
        description="What the school teaches by; empty: a student may name any.",
        examples=[["CBSE 10", "Common Core"]],
    )


def show_policy(policy: SchoolPolicy, now: datetime, grade: int | None = None) -> PolicyOut:
    held = policy.at(now, grade)
    return PolicyOut(
        most_help=policy.most_help,
        least_confidence=policy.least_confidence,
        exam_phrases=list(policy.exam_phrases),
        decimal_comma=policy.decimal_comma,
        times="cross" if policy.times == "cross" else "dot",
        windows=[_window(each) for each in policy.windows],
        time_zone=policy.time_zone,
        syllabuses=list(policy.syllabuses),
        help_now=None if held.closed else held.most_help,
    )


def _window(window: HelpWindow) -> HelpWindowOut:
    return HelpWindowOut(
        name=window.name,
        most_help=window.most_help,
        starts=window.starts,
        ends=window.ends,
        days=list(window.days),
        opens=_clock(window.opens),
        closes=_clock(window.closes),
        grades=list(window.grades),
    )


def _minutes(clock: str) -> int:
    return 60 * int(clock[:2]) + int(clock[3:])


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
