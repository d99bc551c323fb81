"""What was told and what is believed, brought together for this moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from fynq.domain.learner import Learner, LearnerContext, LearnerProfile, Session
from fynq.domain.manner import Goal, Need, Order, StepSize, Tone
from fynq.personalization.resolve import at_this_moment, context_of, exam_in

NOW = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


def resolved(profile: LearnerProfile, now: datetime = NOW) -> LearnerContext:
    return context_of(profile, Learner(), {}, (), now)


def session(minutes_from_now: float, **fields: object) -> Session:
    return Session(NOW + timedelta(minutes=minutes_from_now), **fields)  # type: ignore[arg-type]


def test_who_has_told_nothing_gets_what_everybody_gets():
    assert resolved(LearnerProfile()) == LearnerContext()


def test_what_was_told_is_in_it():
    found = resolved(
        LearnerProfile(
            grade=7,
            language="de",
            syllabus="CBSE 7",
            minutes_a_day=30,
            order=Order.EXAMPLE,
            steps=StepSize.LARGE,
            tone=Tone.FORMAL,
            needs=(Need.SHORT_SENTENCES, Need.SCREEN_READER),
        )
    )
    assert (found.level, found.reading, found.language, found.grade) == (
        "middle",
        "middle",
        "de",
        7,
    )
    assert (found.syllabus, found.minutes_a_day) == ("CBSE 7", 30)
    assert (found.order, found.steps, found.tone) == (Order.EXAMPLE, StepSize.LARGE, Tone.FORMAL)
    assert found.needs == (Need.SCREEN_READER, Need.SHORT_SENTENCES)


def test_the_reading_level_is_the_grades_unless_another_was_told():
    assert resolved(LearnerProfile(grade=3)).reading == "primary"
    found = resolved(LearnerProfile(grade=11, reading="primary"))
    assert (found.level, found.reading) == ("high", "primary")


@pytest.mark.parametrize(
    ("day", "left"),
    [
        (date(2027, 3, 1), 0),
        (date(2027, 3, 2), 1),
        (date(2027, 3, 31), 30),
        (date(2027, 2, 28), None),
        (None, None),
    ],
)
def test_days_to_the_exam(day, left):
    assert exam_in(LearnerProfile(exam_on=day), NOW) == left


def test_days_are_counted_in_utc():
    late = datetime(2027, 3, 1, 23, 0, tzinfo=timezone(timedelta(hours=-5)))
    assert exam_in(LearnerProfile(exam_on=date(2027, 3, 2)), late) == 0


def test_an_exam_is_soon_for_two_weeks():
    for days, soon in ((0, True), (14, True), (15, False)):
        profile = LearnerProfile(exam_on=NOW.date() + timedelta(days=days))
        assert resolved(profile).exam_soon is soon


def test_a_session_holds_until_it_ends():
    profile = LearnerProfile(session=session(30, goal=Goal.HOMEWORK, minutes=45))
    found = resolved(profile)
    assert (found.goal, found.minutes_left) == (Goal.HOMEWORK, 30)
    over = resolved(profile, NOW + timedelta(minutes=30))
    assert (over.goal, over.minutes_left) == (None, None)


def test_time_and_goal_decide_where_nothing_was_said_of_presentation():
    short = resolved(LearnerProfile(session=session(10, minutes=10)))
    assert short.detail == "brief"
    long = resolved(LearnerProfile(session=session(11, minutes=11)))
    assert long.detail == "normal"
    told = LearnerProfile(detail="detailed", session=session(5, minutes=5))
    assert resolved(told).detail == "detailed"
    goal = resolved(LearnerProfile(session=session(60, goal=Goal.UNDERSTAND)))
    assert (goal.detail, goal.steps, goal.minutes_left) == ("detailed", StepSize.SMALL, None)
    large = LearnerProfile(steps=StepSize.LARGE, session=session(60, goal=Goal.UNDERSTAND))
    assert resolved(large).steps is StepSize.LARGE
    check = resolved(LearnerProfile(session=session(60, goal=Goal.CHECK_ANSWER)))
    assert check.order is Order.ANSWER


def test_what_hangs_on_the_clock_is_renewed():
    profile = LearnerProfile(
        exam_on=NOW.date() + timedelta(days=3), session=session(12, goal=Goal.HOMEWORK, minutes=60)
    )
    first = resolved(profile)
    for minutes in (0, 5, 11, 12, 60 * 24, 60 * 24 * 4):
        later = NOW + timedelta(minutes=minutes)
        assert at_this_moment(first, profile, later) == resolved(profile, later)
