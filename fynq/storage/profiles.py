"""What a student told us, as columns."""

from __future__ import annotations

from typing import Any

from fynq.domain.learner import LearnerProfile, Session
from fynq.domain.manner import Goal, Need, Order, StepSize, Tone


def profile_of(row: Any) -> LearnerProfile:
    """row: of `profile` or `hold_profile`, of a student who is there."""
    session = None
    if row["session_until"] is not None:
        goal = Goal(row["session_goal"]) if row["session_goal"] else None
        session = Session(row["session_until"], goal, row["session_minutes"])
    return LearnerProfile(
        display_name=row["display_name"],
        grade=row["grade"],
        language=row["language"],
        detail=row["detail"],
        syllabus=row["syllabus"],
        reading=row["reading"],
        exam_on=row["exam_on"],
        minutes_a_day=row["minutes_a_day"],
        order=Order(row["telling_order"]),
        steps=StepSize(row["telling_steps"]),
        tone=Tone(row["telling_tone"]),
        needs=tuple(Need(need) for need in row["needs"]),
        session=session,
        by_school=tuple(row["by_school"]),
    )


def columns_of(profile: LearnerProfile) -> tuple[Any, ...]:
    """In the order of `save_profile`."""
    session = profile.session
    return (
        profile.display_name,
        profile.grade,
        profile.language,
        profile.detail,
        profile.syllabus,
        profile.reading,
        profile.exam_on,
        profile.minutes_a_day,
        profile.order.value,
        profile.steps.value,
        profile.tone.value,
        [need.value for need in profile.needs],
        session.until if session else None,
        session.goal.value if session and session.goal else None,
        session.minutes if session else None,
        list(profile.by_school),
    )
