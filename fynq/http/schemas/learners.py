"""Students: profile, progress, feedback."""

from __future__ import annotations

import math
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StrictInt

from fynq.answering.books import StudentProgress
from fynq.domain.principal import Role
from fynq.http.schemas.base import In, Moment, Out

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


class ProfileOut(Out):
    """What the student told fynq."""

    id: UUID
    role: Role
    display_name: str
    grade: int | None
    language: str
    detail: str


class ProfileChange(In):
    """Only what is present changes; `grade: null` forgets the grade."""

    display_name: str | None = Field(default=None, max_length=320, examples=["Ada"])
    grade: Grade | None = None
    language: Language | None = None
    detail: Detail | None = None


class SkillStateOut(Out):
    """ability in logits relative to an average item; variance in logits squared; mastery is the
    chance to solve an average item."""

    skill: str
    mastery: float
    ability: float
    variance: float
    attempts: int
    updated_at: Moment


class ProgressReport(Out):
    """Counts of doubts, and skills, best known first."""

    asked: int
    answered: int
    verified: int
    skills: list[SkillStateOut]


def _thumb(value: int) -> int:
    if value not in (1, -1):
        raise ValueError("must be 1 or -1")
    return value


Thumb = Annotated[
    StrictInt,
    AfterValidator(_thumb),
    Field(description="1 up, -1 down.", json_schema_extra={"enum": [1, -1]}),
]
Reason = Literal["", "wrong", "unclear", "too_hard", "too_easy", "off_topic", "other"]


class FeedbackBody(In):
    """A rating of one of one's own doubts; a second one replaces the first."""

    doubt_id: UUID
    rating: Thumb
    reason: Reason = ""
    comment: str = Field(default="", max_length=2_000)


class FeedbackOut(Out):
    """What was recorded."""

    id: UUID
    doubt_id: UUID
    rating: int
    reason: str
    comment: str


def show_progress(progress: StudentProgress) -> ProgressReport:
    return ProgressReport(
        asked=progress.asked,
        answered=progress.answered,
        verified=progress.verified,
        skills=[
            SkillStateOut(
                skill=state.skill,
                mastery=round(0.5 * (1 + math.tanh(state.ability / 2)), 4),
                ability=state.ability,
                variance=state.variance,
                attempts=state.attempts,
                updated_at=state.updated_at,
            )
            for state in progress.skills
        ],
    )
