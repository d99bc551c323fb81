"""What students tell fynq of themselves, and their school of them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, StrictInt

from fynq.domain.learner import LearnerProfile
from fynq.domain.manner import Goal, Need, Order, StepSize, Tone
from fynq.domain.principal import Role
from fynq.http.schemas.base import In, Moment, Out
from fynq.personalization.resolve import Level, exam_in, level_of, minutes_left

Language = Annotated[
    str,
    Field(
        max_length=35,
        pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$",
        description="BCP 47.",
        examples=["en"],
    ),
]
Detail = Literal["brief", "normal", "detailed"]
Grade = Annotated[StrictInt, Field(ge=1, le=13, description="School year, 1 to 13.")]
Minutes = Annotated[StrictInt, Field(ge=1, le=480)]
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FARTHEST = timedelta(days=5 * 366)


def _day(value: Any) -> date | None:
    if value is None:
        return None
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("must be a date such as 2027-05-14")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise ValueError("there is no such day") from None
    today = datetime.now(UTC).date()
    if not today <= day <= today + _FARTHEST:
        raise ValueError("must be from today on, within five years")
    return day


Day = Annotated[
    date | None,
    BeforeValidator(_day),
    Field(description="UTC. From today on, within five years.", examples=["2027-05-14"]),
]


class SessionChange(In):
    """What the student is here for now. It ends after its minutes, or after four hours."""

    goal: Goal | None = Field(
        default=None,
        description="understand: the idea, and the reason of every step; homework: a hint before "
        "the solution; exam_practice: as an exam wants it written; check_answer: the result first.",
    )
    minutes: Minutes | None = Field(
        default=None, description="That the student has; with ten or fewer answers are brief."
    )


class SessionOut(Out):
    """What the student is here for now."""

    goal: Goal | None
    minutes: int | None
    minutes_left: int | None
    until: Moment


class ProfileOut(Out):
    """What the student told fynq, or the school of the student."""

    id: UUID
    role: Role
    display_name: str
    grade: int | None
    language: str
    detail: str
    syllabus: str = Field(description="What the student is taught by; empty if unknown.")
    reading: str | None = Field(
        description="The reading level to write for; null: that of the grade, `level`."
    )
    level: Level = Field(description="Of the grade; `high` where there is none.")
    exam_on: date | None
    days_to_exam: int | None = Field(description="From today, in UTC; null without one to come.")
    minutes_a_day: int | None
    order: Order
    steps: StepSize
    tone: Tone
    needs: list[Need]
    session: SessionOut | None = Field(description="Null when it is over.")
    set_by_school: list[str] = Field(
        description="Fields that the school has set: the student cannot change them."
    )


class ProfileChange(In):
    """Only what is present changes; null forgets what may be null.

    `detail`, `order`, `steps` and `tone` are preferences of presentation and nothing more: that
    students learn better in a style of their own has no support.
    """

    display_name: str | None = Field(default=None, max_length=320, examples=["Ada"])
    grade: Grade | None = None
    language: Language | None = None
    detail: Detail | None = None
    syllabus: str | None = Field(
        default=None,
        max_length=320,
        description="One of the school's, where the policy names any; else a name of at most 80 "
        "characters. Empty forgets it.",
        examples=["CBSE 10"],
    )
    reading: Level | None = Field(
        default=None, description="The reading level to write for; null: that of the grade."
    )
    exam_on: Day = None
    minutes_a_day: Annotated[StrictInt, Field(ge=5, le=480)] | None = Field(
        default=None, description="To learn in, on a usual day."
    )
    order: Order | None = Field(default=None, description="What comes first in an answer.")
    steps: StepSize | None = Field(
        default=None,
        description="small: every step with its reason; large: two steps in one.",
    )
    tone: Tone | None = None
    needs: Annotated[list[Need], Field(max_length=8)] | None = Field(
        default=None,
        description="screen_reader: formulas in words (in plain signs where the language is not "
        "English); short_sentences: each on a line of its own, no italics.",
    )
    session: SessionChange | None = Field(default=None, description="Null ends it.")


class SchoolsWord(In):
    """What the school says of a student: only what is present changes, and the student cannot change
    it. Null takes it back."""

    grade: Grade | None = None
    syllabus: str | None = Field(default=None, max_length=320, examples=["CBSE 10"])
    exam_on: Day = None


def show_profile(user: UUID, role: Role, profile: LearnerProfile, now: datetime) -> ProfileOut:
    level = level_of(profile.grade)
    session = profile.session if profile.session and profile.session.until > now else None
    return ProfileOut(
        id=user,
        role=role,
        display_name=profile.display_name,
        grade=profile.grade,
        language=profile.language,
        detail=profile.detail,
        syllabus=profile.syllabus,
        reading=profile.reading or None,
        level=level,
        exam_on=profile.exam_on,
        days_to_exam=exam_in(profile, now),
        minutes_a_day=profile.minutes_a_day,
        order=profile.order,
        steps=profile.steps,
        tone=profile.tone,
        needs=list(profile.needs),
        session=SessionOut(
            goal=session.goal,
            minutes=session.minutes,
            minutes_left=minutes_left(session, now),
            until=session.until,
        )
        if session
        else None,
        set_by_school=list(profile.by_school),
    )
