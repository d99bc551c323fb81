from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from fynq.domain.corrections import Claim, Correction
from fynq.domain.identifiers import new_id
from fynq.domain.learner import EventKind, LearningEvent
from fynq.operations.starter.read import read_starter
from fynq.personalization.misconceptions import after, believed, open_ones
from fynq.personalization.probes import probes
from fynq.reasoning.misconceptions.library import BY_SLUG

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
STUDENT = UUID(int=5)
SLUG = "square_of_sum"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def happened(at: datetime, **how: object) -> LearningEvent:
    made = LearningEvent(
        new_id(), STUDENT, EventKind.ITEM_ANSWERED, ("polynomials",), 1.0, at, None, str(new_id())
    )
    return replace(made, **how)


def found(at: datetime = MONDAY, *slugs: str, **how: object) -> LearningEvent:
    given = {"outcome": 0.0, "misconceptions": slugs or (SLUG,), **how}
    return happened(at, **given)


def said(at: datetime, *, staff: bool = False) -> LearningEvent:
    correction = Correction(Claim.NO_LONGER, STUDENT, staff, misconception=SLUG)
    return happened(
        at, kind=EventKind.CORRECTED, outcome=None, item=None, skills=(), correction=correction
    )


def told(*events: LearningEvent):
    states = {}
    for event in events:
        states = after(states, event)
    return states


def test_a_finding_opens_it_and_counts():
    state = told(found(), found(MONDAY + DAY, skills=("algebraic-expressions",)))[SLUG]
    assert (state.open, state.shown) == (True, 2)
    assert (state.first_at, state.last_at) == (MONDAY, MONDAY + DAY)
    assert state.skills == ("algebraic-expressions", "polynomials")
    assert believed({SLUG: state}, 5) == (SLUG,)


def test_three_successes_on_two_days_close_it_and_a_new_finding_opens_it_again():
    events = [found(), *(happened(MONDAY + HOUR * at) for at in (1, 2, 3))]
    assert told(*events)[SLUG].open, "all on one day, all of one kind"
    closing = MONDAY + DAY
    closed = told(*events, happened(closing))
    assert (closed[SLUG].open, closed[SLUG].closed_at) == (False, closing)
    assert open_ones(closed) == ()
    again = after(closed, found(MONDAY + 2 * DAY))[SLUG]
    assert (again.open, again.shown, again.passed, again.closed_at) == (True, 2, (), None)
    assert again.first_at == MONDAY


def test_three_successes_of_two_kinds_close_it_on_one_day():
    kinds = [("polynomials",), ("polynomials", "factoring"), ("factoring", "polynomials")]
    events = [happened(MONDAY + HOUR * at, skills=kind) for at, kind in enumerate(kinds, 1)]
    assert not told(found(), *events)[SLUG].open
    assert told(found(), *events[1:], happened(MONDAY + 5 * HOUR, skills=kinds[2]))[SLUG].open, (
        "the order of the skills makes no kind"
    )


def test_the_same_question_again_is_one_success():
    events = [happened(MONDAY + DAY * at, item="same") for at in range(1, 9)]
    state = told(found(), *events)[SLUG]
    assert (state.open, len(state.passed)) == (True, 1)
    assert not told(found(), *events, *(happened(MONDAY + HOUR * at) for at in (1, 2)))[SLUG].open


@pytest.mark.parametrize(
    "how",
    [
        {"outcome": 0.0},
        {"outcome": 0.9},
        {"outcome": None},
        {"outcome": float("nan")},
        {"hints": 1},
        {"solution_seen": True},
        {"guess": 0.5},
        {"skills": ("vectors",)},
        {"tested": ()},
        {"tested": ("unlike_terms",)},
        {"kind": EventKind.RATING},
        {"at": MONDAY - HOUR},
    ],
)
def test_what_is_no_success(how):
    events = [replace(happened(MONDAY + DAY * at), **how) for at in range(1, 6)]
    assert told(found(), *events)[SLUG] == told(found())[SLUG]


def test_where_it_could_have_shown_is_known_better_than_by_the_skill():
    elsewhere = [
        happened(MONDAY + DAY * at, skills=("area",), tested=("left_to_right", SLUG))
        for at in range(1, 4)
    ]
    assert not told(found(), *elsewhere)[SLUG].open


def test_own_work_that_was_checked_counts_as_an_exercise_does():
    right = [
        happened(
            MONDAY + DAY * at, kind=EventKind.DOUBT_ASKED, item=None, doubt=new_id(), tested=(SLUG,)
        )
        for at in range(1, 4)
    ]
    assert told(found(), *right[:2])[SLUG].open
    assert not told(found(), *right)[SLUG].open
    asked = [replace(each, outcome=None) for each in right]
    assert told(found(), *asked)[SLUG].passed == (), "a doubt says nothing"


def test_a_success_that_shows_another_speaks_against_this_one_only():
    both = told(found(MONDAY, SLUG, "unlike_terms"), found(MONDAY + DAY, SLUG, outcome=1.0))
    assert both[SLUG].passed == ()
    assert len(both["unlike_terms"].passed) == 1


def test_a_students_word_stands_for_one_success_and_stops_the_reminders():
    word = told(found(), said(MONDAY + HOUR))
    assert (word[SLUG].open, word[SLUG].disputed) == (True, True)
    assert believed(word, 5) == ()
    assert open_ones(word) == (word[SLUG],)
    two = [happened(MONDAY + DAY * at) for at in (1, 2)]
    assert not told(found(), said(MONDAY + HOUR), *two)[SLUG].open
    assert not told(found(), *two, said(MONDAY + 3 * DAY))[SLUG].open
    one_day = [happened(MONDAY + HOUR * at) for at in (2, 3)]
    assert told(found(), said(MONDAY + HOUR), *one_day)[SLUG].open
    again = told(found(), said(MONDAY + HOUR), found(MONDAY + 2 * HOUR))[SLUG]
    assert (again.disputed, again.shown) == (False, 2)


def test_a_teachers_word_closes_it():
    closed = told(found(), said(MONDAY + HOUR, staff=True))[SLUG]
    assert (closed.open, closed.closed_at) == (False, MONDAY + HOUR)
    assert told(said(MONDAY, staff=True)) == {}
    later = after({SLUG: closed}, said(MONDAY + DAY))
    assert later == {SLUG: closed}


def test_what_says_nothing_gives_the_same_mapping_back():
    states = told(found())
    for silent in (
        happened(MONDAY, skills=("area",)),
        happened(MONDAY, kind=EventKind.RATING, misconceptions=(SLUG,)),
        happened(MONDAY, kind=EventKind.CORRECTED, misconceptions=(SLUG,)),
        happened(MONDAY, skills=("area",), misconceptions=("",)),
    ):
        assert after(states, silent) is states
    assert after({}, happened(MONDAY)) == {}
    many = told(found(MONDAY, *(f"slug{at}" for at in range(100))))
    assert len(many) == 8


def test_every_misconception_has_skills_that_probe_it():
    graph = {skill.slug for skill in read_starter().skills}
    for slug in BY_SLUG:
        assert probes(slug), slug
        assert graph.issuperset(probes(slug)), slug
    assert probes("no such") == ()
    state = told(found(skills=("area", "polynomials")))[SLUG]
    assert probes(state) == ("polynomials", "algebraic-expressions", "area")
