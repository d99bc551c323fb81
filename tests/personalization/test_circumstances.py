"""What a student has told of exam, time and session, and what it changes about the next item."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from fynq.domain.learner import LearnerProfile, Session
from fynq.domain.manner import Goal
from fynq.personalization.circumstances import began, exam_of, goal_of, minutes_of
from fynq.personalization.forgetting import USUAL
from fynq.personalization.memory_fit import weights_of
from fynq.personalization.next_item import choose, exam_decides
from fynq.personalization.ports import Edition
from fynq.personalization.suggestion import Situation
from fynq.personalization.worth import Worths, saved
from tests.personalization.test_next_item import NOW, knowing, shelf, state

KOLKATA = ZoneInfo("Asia/Kolkata")


def until(minutes: float, goal: Goal | None = None, said: int | None = None) -> LearnerProfile:
    session = Session(NOW + timedelta(minutes=minutes), goal, said)
    return LearnerProfile(session=session, minutes_a_day=40)


def test_an_exam_lasts_to_the_end_of_its_day_in_the_school() -> None:
    profile = LearnerProfile(exam_on=date(2026, 3, 1))
    late = datetime(2026, 3, 1, 18, 29, tzinfo=UTC)
    assert exam_of(profile, late, KOLKATA) is not None
    assert exam_of(profile, late + timedelta(minutes=1), KOLKATA) is None
    assert exam_of(profile, late + timedelta(minutes=1), UTC) is not None
    assert exam_of(LearnerProfile(), late, UTC) is None
    for extreme in (date.min, date.max):
        told = exam_of(LearnerProfile(exam_on=extreme), late, KOLKATA)
        assert (told is None) == (extreme is date.min)


def test_a_day_begins_at_midnight_in_the_school() -> None:
    assert began(NOW, UTC) == datetime(2026, 3, 1, tzinfo=UTC)
    assert began(NOW, KOLKATA) == datetime(2026, 2, 28, 18, 30, tzinfo=UTC)


def test_time_is_what_is_left_of_the_session_or_of_the_day() -> None:
    assert minutes_of(LearnerProfile(), 12.0, NOW) is None
    assert minutes_of(LearnerProfile(minutes_a_day=40), 12.5, NOW) == 27.5
    assert minutes_of(LearnerProfile(minutes_a_day=40), 90.0, NOW) == 0.0
    assert minutes_of(until(15, said=20), 30.0, NOW) == 15.0
    assert minutes_of(until(90), 30.0, NOW) == 10.0
    assert minutes_of(until(-1, said=20), 30.0, NOW) == 10.0


@pytest.mark.parametrize("goal", [*Goal, None])
def test_a_session_is_about_todays_doubts_unless_it_is_for_an_exam(goal: Goal | None) -> None:
    skills = {"s1", "s2", "s3"}
    about = goal in (Goal.UNDERSTAND, Goal.HOMEWORK, Goal.CHECK_ANSWER)
    found = goal_of(until(30, goal), ("s2", "gone", "s1"), skills, NOW)
    assert found == (("s2", "s1") if about else ())
    assert goal_of(until(-1, goal), ("s2",), skills, NOW) == ()
    assert goal_of(LearnerProfile(), ("s2",), skills, NOW) == ()


def test_what_an_exam_decides_is_said_with_its_day() -> None:
    """For a month a review of what has hardly taken root is worth most; for tomorrow what has faded."""
    faded, young = state("s0", 0.8, 60.0, 40.0), state("s1", 0.97, 3.0, 3.0)
    learner, offered = knowing(faded, young), shelf("s0", "s1")
    month = [choose(learner, offered, Situation(NOW), seed) for seed in range(5)]
    soon = Situation(NOW, exam=NOW + timedelta(hours=30))
    eve = [choose(learner, offered, soon, seed) for seed in range(5)]
    assert {found.skill for found in month if found} == {"s1"}
    assert {found.skill for found in eve if found} == {"s0"}
    assert all("exam_in" not in found.figures for found in month if found)
    assert all(found.figures["exam_in"] == 1.0 for found in eve if found)
    assert all(found.sentence.endswith("With your exam tomorrow, it is what helps most now.") for found in eve if found)  # fmt: skip


def test_an_exam_that_changes_nothing_is_not_what_decides() -> None:
    learner, offered = knowing(state("s1", 0.97, 20.0, 6.0)), shelf("s1")
    for exam in (NOW + timedelta(days=2), NOW - timedelta(days=2)):
        situation = Situation(NOW, exam=exam)
        found = choose(learner, offered, situation, 1)
        assert found is not None
        assert "exam" not in found.sentence
        assert ("exam_in" in found.figures) == (exam > NOW)
        assert not exam_decides(("s1",), [("s1",)], Worths(learner, situation), situation)


def test_a_schools_own_weights_of_forgetting_are_what_a_review_saves_by() -> None:
    held = state("s1", 0.97, 3.0, 4.0)
    slow = weights_of((0.0, 1.5, 0.0))
    usual, own = saved(held, 3.0, 0.97, 30.0), saved(held, 3.0, 0.97, 30.0, slow)
    assert own > usual == saved(held, 3.0, 0.97, 30.0, USUAL)
    situation = Situation(NOW, edition=Edition(1, memory=slow))
    kept = Worths(knowing(held), situation).of("s1").kept
    assert kept == pytest.approx(0.97 * own)
    assert Worths(knowing(held), Situation(NOW)).of("s1").kept == pytest.approx(0.97 * usual)
