"""What a student has told and what is believed of the student, brought together for this moment."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

from fynq.domain.knowledge import Skill
from fynq.domain.learner import Learner, LearnerContext, LearnerProfile, Session
from fynq.domain.manner import Goal, Order, StepSize
from fynq.personalization.misconceptions import believed
from fynq.personalization.prerequisites import ancestors, weak
from fynq.personalization.readiness import due

Level = Literal["primary", "middle", "high", "college"]

_RECENT = 3
_WEAK = 5
_ABILITIES = 32
_DUE = 5
_MISCONCEPTIONS = 5
_SHORT = 10
"""Minutes of a session for which answers are brief."""


def context_of(
    profile: LearnerProfile,
    learner: Learner,
    graph: Mapping[str, Skill],
    skills: Sequence[str],
    now: datetime,
) -> LearnerContext:
    """skills: what the doubt is about; () means the skills that the student met last.

    What was said of presentation holds; where nothing was said, the session's goal and its time
    decide.
    """
    about = tuple(dict.fromkeys(skills)) or _recent(learner)
    foundations = ancestors(about, graph) if about else []
    met = dict.fromkeys(slug for slug in (*about, *foundations) if slug in learner.skills)
    states = {slug: learner.whole(slug) for slug in met}
    shown = list(states)[:_ABILITIES]
    level = level_of(profile.grade)
    return at_this_moment(
        LearnerContext(
            level=level,
            language=profile.language or "en",
            weak_prerequisites=tuple(weak(foundations, states, _WEAK)),
            abilities={slug: states[slug].ability for slug in shown},
            mastered=tuple(slug for slug in shown if states[slug].mastered),
            due=tuple(due(learner.skills.values(), now, _DUE)),
            syllabus=profile.syllabus,
            grade=profile.grade,
            reading=profile.reading or level,
            tone=profile.tone,
            needs=tuple(sorted(profile.needs)),
            minutes_a_day=profile.minutes_a_day,
            misconceptions=believed(learner.misconceptions, _MISCONCEPTIONS),
        ),
        profile,
        now,
    )


def at_this_moment(
    context: LearnerContext, profile: LearnerProfile, now: datetime
) -> LearnerContext:
    """The same with what hangs on the clock: the session and the days to the exam. Reviews that came
    due since are not looked for."""
    session = profile.session if profile.session and profile.session.until > now else None
    goal = session.goal if session else None
    minutes = minutes_left(session, now)
    return replace(
        context,
        detail=_detail(profile, goal, minutes),
        order=_order(profile, goal),
        steps=_steps(profile, goal),
        goal=goal,
        exam_in=exam_in(profile, now),
        minutes_left=minutes,
    )


def level_of(grade: int | None) -> Level:
    """School years to 'primary' (1 to 5), 'middle' (6 to 8), 'high' (9 to 12), 'college'."""
    if grade is None:
        return "high"
    if grade <= 5:
        return "primary"
    if grade <= 8:
        return "middle"
    return "high" if grade <= 12 else "college"


def exam_in(profile: LearnerProfile, now: datetime) -> int | None:
    """Days from today, in UTC; None without an exam to come."""
    if profile.exam_on is None:
        return None
    days = (profile.exam_on - now.astimezone(UTC).date()).days
    return days if days >= 0 else None


def _detail(profile: LearnerProfile, goal: Goal | None, minutes: int | None) -> str:
    if profile.detail not in ("", "normal"):
        return profile.detail
    if minutes is not None and minutes <= _SHORT:
        return "brief"
    return "detailed" if goal is Goal.UNDERSTAND else "normal"


def _order(profile: LearnerProfile, goal: Goal | None) -> Order:
    if profile.order is Order.USUAL and goal is Goal.CHECK_ANSWER:
        return Order.ANSWER
    return profile.order


def _steps(profile: LearnerProfile, goal: Goal | None) -> StepSize:
    if profile.steps is StepSize.NORMAL and goal is Goal.UNDERSTAND:
        return StepSize.SMALL
    return profile.steps


def minutes_left(session: Session | None, now: datetime) -> int | None:
    if session is None or session.minutes is None:
        return None
    return max(math.ceil((session.until - now).total_seconds() / 60.0), 0)


def _recent(learner: Learner) -> tuple[str, ...]:
    newest = sorted(learner.skills.values(), key=lambda state: state.updated_at, reverse=True)
    return tuple(state.skill for state in newest[:_RECENT])
