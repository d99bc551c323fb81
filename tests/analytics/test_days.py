"""Ends of days, streaks and who is stuck."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from fynq.analytics.gathering import Gathering, differing
from fynq.analytics.mastery import DayEnd, over_time
from fynq.analytics.school import SchoolDay, SchoolFigures, total
from fynq.analytics.streaks import Streak, streak_of
from fynq.analytics.stuck import OpenDoubt, Trouble, Unresolved, stuck
from fynq.domain.identifiers import new_id
from fynq.domain.learner import EventKind, Learner, LearningEvent
from fynq.personalization.learner_model import apply, things, unmet
from fynq.personalization.options import PersonalizationOptions
from fynq.personalization.ports import Edition

STUDENT = UUID(int=1)
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
TODAY = NOON.date()


def answered(at: datetime, *skills: str, outcome: float = 1.0, **changes) -> LearningEvent:
    made = LearningEvent(new_id(), STUDENT, EventKind.ITEM_ANSWERED, skills, outcome, at, item="i")
    return replace(made, **changes)


def followed(events: list[LearningEvent]) -> list[tuple[LearningEvent, Learner, Learner]]:
    """Each with the learner before and after it."""
    difficulties = {thing: unmet(thing) for event in events for thing in things(event)}
    update = partial(apply, PersonalizationOptions())
    learner, steps = Learner(), []
    for event in events:
        after, _ = update(learner, event, difficulties, Edition())
        steps.append((event, learner, after))
        learner = after
    return steps


def test_a_day_ends_as_its_last_event_left_it() -> None:
    events = [
        answered(NOON, "a"),
        answered(NOON + DAY, "a", "b"),
        answered(NOON, "a", outcome=0.0),  # comes late, and counts where the skill is by now
        answered(NOON + 2 * DAY, "b"),
    ]
    steps = followed(events)
    gathering = Gathering()
    for step in steps:
        gathering.see(*step)
    first, second, third = NOON.date(), (NOON + DAY).date(), (NOON + 2 * DAY).date()
    assert set(gathering.ends) == {("a", first), ("a", second), ("b", second), ("b", third)}
    late = steps[2][2]
    assert gathering.ends["a", second] == DayEnd(
        late.whole("a").ability, late.whole("a").variance, late.skills["a"].known, False
    )
    assert gathering.ends["a", first].known == steps[0][2].skills["a"].known


def test_what_changes_nothing_ends_no_day() -> None:
    events = [answered(NOON, "a"), answered(NOON + DAY, "a", kind=EventKind.RATING, outcome=None)]
    gathering = Gathering()
    for step in followed(events):
        gathering.see(*step)
    assert set(gathering.ends) == {("a", NOON.date())}


moments = st.integers(0, 40).map(lambda hours: NOON + timedelta(hours=hours))
some_events = st.lists(
    st.builds(
        lambda at, skills, outcome, kind: answered(at, *skills, outcome=outcome, kind=kind),
        moments,
        st.lists(st.sampled_from("abc"), max_size=3),
        st.sampled_from([0.0, 0.3, 0.5, 1.0]),
        st.sampled_from(list(EventKind)),
    ),
    max_size=12,
)


@given(some_events, st.integers(0, 12))
def test_pieces_of_a_log_gather_to_the_same_as_the_whole(
    events: list[LearningEvent], cut: int
) -> None:
    steps = followed(events)
    whole, pieces = Gathering(), [Gathering(), Gathering()]
    for at, step in enumerate(steps):
        whole.see(*step)
        pieces[at >= cut].see(*step)
    first, second = pieces
    for cell, tally in second.cells.items():
        first.cells[cell] = first.cells[cell] + tally if cell in first.cells else tally
    first.ends.update(second.ends)
    assert differing(first, whole) == 0
    done = [event for event in events if event.kind is not EventKind.CORRECTED]
    assert sum(t.events for c, t in whole.cells.items() if not c.skill) == len(done)


def test_mastery_over_time_carries_on_what_did_not_change() -> None:
    first = date(2026, 5, 1)
    ends = {
        ("a", first - 9 * DAY): DayEnd(0.1, 0.5, 0.6, False),
        ("b", first + DAY): DayEnd(0.1, 0.5, 0.97, True),
        ("a", first + 2 * DAY): DayEnd(0.1, 0.5, 0.8, False),
        ("b", first + 2 * DAY): DayEnd(0.1, 0.5, 0.7, False),
    }
    days = over_time(ends, first, first + 3 * DAY)
    assert [dict(day.known) for day in days] == [
        {"a": 0.6},
        {"a": 0.6, "b": 0.97},
        {"a": 0.8, "b": 0.7},
        {"a": 0.8, "b": 0.7},
    ]
    assert [day.mastered for day in days] == [0, 1, 0, 0]
    assert over_time({}, first, first)[0].mean is None


def test_streaks_follow_the_students_calendar() -> None:
    kolkata = ZoneInfo("Asia/Kolkata")
    evenings = [datetime(2026, 5, day, 19, 30, tzinfo=UTC) for day in (1, 2, 3)]  # 01:00 next day
    now = datetime(2026, 5, 4, 20, tzinfo=UTC)
    assert streak_of(evenings, UTC, now) == Streak(3, 3, 3, date(2026, 5, 3))
    there = streak_of(evenings, kolkata, now)
    assert there == Streak(3, 3, 3, date(2026, 5, 4))
    assert streak_of(evenings, UTC, now + DAY).current == 0
    assert streak_of([], UTC, now) == Streak()


def test_a_gap_ends_a_streak_and_the_longest_stays() -> None:
    days = [datetime(2026, 5, day, 8, tzinfo=UTC) for day in (1, 2, 3, 5, 6, 5)]
    assert streak_of(days, UTC, datetime(2026, 5, 6, 9, tzinfo=UTC)) == Streak(
        2, 3, 5, date(2026, 5, 6)
    )


def at_end(events: list[LearningEvent]) -> tuple[Learner, Gathering]:
    gathering, learner = Gathering(), Learner()
    for event, before, after in followed(events):
        gathering.see(event, before, after)
        learner = after
    return learner, gathering


def troubles(events: list[LearningEvent], doubts=(), today: date = TODAY):
    learner, gathering = at_end(events)
    return {each.skill: each for each in stuck({STUDENT: learner}, gathering.cells, doubts, today)}


def test_three_wrong_answers_without_a_right_one_are_trouble() -> None:
    wrong = [answered(NOON - at * timedelta(hours=1), "a", outcome=0.0) for at in (3, 2, 1)]
    found = troubles(wrong)["a"]
    assert found.troubles == (Trouble.FAILING,)
    assert (found.wrong, found.right, found.in_a_row) == (3, 0, 3)
    assert found.last == NOON - timedelta(hours=1)
    assert troubles([*wrong, answered(NOON, "a")]) == {}
    assert troubles(wrong[:2]) == {}
    assert troubles(wrong, today=NOON.date() + 7 * DAY) == {}
    assert "a" in troubles(wrong, today=NOON.date() + 6 * DAY)


def test_three_doubts_and_nothing_solved_are_trouble() -> None:
    doubts = [answered(NOON, "a", kind=EventKind.DOUBT_ASKED, outcome=None) for _ in range(3)]
    assert troubles(doubts)["a"].troubles == (Trouble.ASKING,)
    assert troubles([*doubts, answered(NOON, "a", hints=1)])["a"].doubts == 3
    assert troubles([*doubts, answered(NOON, "a")]) == {}


def test_a_doubt_that_nobody_helped_with_is_trouble_also_without_a_skill() -> None:
    old = OpenDoubt(new_id(), STUDENT, "?", NOON - 8 * DAY, (), Unresolved.REFUSED)
    new = OpenDoubt(new_id(), STUDENT, "?", NOON, (), Unresolved.NEEDS_TEACHER)
    both = OpenDoubt(new_id(), STUDENT, "?", NOON, ("a", "b"), Unresolved.DISLIKED, "wrong")
    found = troubles([], [new, both, old])
    assert {skill: each.open_doubts for skill, each in found.items()} == {
        "": (new.id,),
        "a": (both.id,),
        "b": (both.id,),
    }
    wrong = [answered(NOON, "a", outcome=0.0) for _ in range(3)]
    worst = next(iter(troubles(wrong, [both]).values()))
    assert (worst.skill, worst.troubles) == ("a", (Trouble.FAILING, Trouble.WAITING))


def test_shares_of_a_school() -> None:
    day = SchoolFigures(10, 6, 2, 1, 1, verified=3, liked=3, disliked=1, checked=4, check_right=3)
    whole = total([SchoolDay(NOON.date(), 3, day), SchoolDay(NOON.date() + DAY, 2, day)])
    assert (whole.asked, whole.verified_share, whole.liked_share) == (20, 0.5, 0.75)
    assert (whole.refused_share, whole.next_item_correctness) == (2 / 9, 0.75)
    assert SchoolFigures().verified_share is None
