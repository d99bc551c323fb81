"""What a student has told of the exam, of time and of what the session is for, as it bears on what
comes next. Days are those of the school's calendar."""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import UTC, datetime, time, tzinfo

from fynq.domain.learner import LearnerProfile, Session
from fynq.domain.manner import Goal
from fynq.personalization.resolve import minutes_left

_ABOUT_DOUBTS = frozenset({Goal.UNDERSTAND, Goal.HOMEWORK, Goal.CHECK_ANSWER})
"""Who is here for one of these practises for what is asked about just now; for an exam everything counts."""


def began(now: datetime, zone: tzinfo) -> datetime:
    """When the day began."""
    return datetime.combine(now.astimezone(zone).date(), time.min, zone).astimezone(UTC)


def exam_of(profile: LearnerProfile, now: datetime, zone: tzinfo) -> datetime | None:
    """The end of the day of the exam; None without one to come."""
    if profile.exam_on is None:
        return None
    ends = datetime.combine(profile.exam_on, time.max, zone)
    return ends if ends > now else None


def minutes_of(profile: LearnerProfile, used: float, now: datetime) -> float | None:
    """Left of the session, where the student has said how long it is; else of the day. used: minutes of
    practice today. None where nothing was said of time."""
    of_session = minutes_left(_session(profile, now), now)
    if of_session is not None:
        return float(of_session)
    if profile.minutes_a_day is None:
        return None
    return max(profile.minutes_a_day - used, 0.0)


def goal_of(
    profile: LearnerProfile, asked: Sequence[str], skills: Container[str], now: datetime
) -> tuple[str, ...]:
    """What the session is about: skills of today's doubts, `asked`, as far as they are among the
    school's `skills`; () for everything."""
    session = _session(profile, now)
    if session is None or session.goal not in _ABOUT_DOUBTS:
        return ()
    return tuple(slug for slug in asked if slug in skills)


def _session(profile: LearnerProfile, now: datetime) -> Session | None:
    session = profile.session
    return session if session is not None and session.until > now else None
