"""Students: progress and feedback."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StrictInt

from fynq.analytics.streaks import Streak
from fynq.answering.books import StudentProgress
from fynq.domain.learner import SkillState
from fynq.http.schemas.base import In, Moment, Out
from fynq.http.schemas.misconceptions import MisconceptionStateOut, show_misconception
from fynq.personalization.readiness import readiness, recall_of


class SkillStateOut(Out):
    """What fynq believes of a skill.

    ability in logits relative to an average item, variance its uncertainty in logits squared;
    success is the chance to solve an average item. mastery is the probability that the skill is
    known, from the answers to exercises alone (doubts lower it a little); mastered also asks for
    three chances and a last one that was right without help. claimed: it would be mastered, but for
    answers that the student alone ruled out; more right answers without help confirm it, or a
    teacher who rules out the same. recall is the chance to remember it
    now, null before the first answer; readiness is mastery times recall. attempts are answered
    exercises, chances those that say something: a right answer after a look at the solution does
    not.
    """

    skill: str
    name: str = Field(description="Of the skill; the slug where the school has no such skill.")
    success: float
    mastery: float
    mastered: bool
    claimed: bool
    recall: float | None
    readiness: float
    ability: float
    variance: float
    attempts: int
    chances: int
    updated_at: Moment


class StreakOut(Out):
    """Days on which the student did something, by the calendar in `timezone`, within the last 400 days.
    current: in a row up to today, or up to yesterday as long as today has nothing yet."""

    current: int
    longest: int
    days: int
    last: date | None
    timezone: str = Field(description="IANA.", examples=["Europe/Berlin"])


class ProgressReport(Out):
    """Counts of doubts, and skills, best known first. misconceptions: open ones, the one that showed
    last first. up_to_date: all that happened is in it."""

    asked: int
    answered: int
    verified: int
    up_to_date: bool
    streak: StreakOut
    skills: list[SkillStateOut]
    misconceptions: list[MisconceptionStateOut]


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


def show_progress(
    progress: StudentProgress, names: Mapping[str, str], streak: StreakOut, now: datetime
) -> ProgressReport:
    return ProgressReport(
        asked=progress.asked,
        answered=progress.answered,
        verified=progress.verified,
        up_to_date=not progress.waiting,
        streak=streak,
        skills=[show_skill(state, now, names) for state in progress.skills],
        misconceptions=[show_misconception(state) for state in progress.misconceptions],
    )


def show_streak(streak: Streak, timezone: str) -> StreakOut:
    return StreakOut(
        current=streak.current,
        longest=streak.longest,
        days=streak.days,
        last=streak.last,
        timezone=timezone,
    )


def success_of(state: SkillState) -> float:
    """The chance to solve an average item. state: as it shows."""
    return round(0.5 * (1 + math.tanh(state.ability / 2)), 4)


def show_skill(
    state: SkillState, now: datetime, names: Mapping[str, str] = MappingProxyType({})
) -> SkillStateOut:
    recall = recall_of(state, now)
    return SkillStateOut(
        skill=state.skill,
        name=names.get(state.skill, state.skill),
        success=success_of(state),
        mastery=round(state.known, 4),
        mastered=state.mastered,
        claimed=state.claimed,
        recall=None if recall is None else round(recall, 4),
        readiness=round(readiness(state, now), 4),
        ability=state.ability,
        variance=state.variance,
        attempts=state.attempts,
        chances=state.chances,
        updated_at=state.updated_at,
    )
