"""When a school gives less help, and to whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fynq.domain.policy import Help, HelpWindow, SchoolPolicy, zone_of

MONDAY = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)


def at(policy: SchoolPolicy, now: datetime = MONDAY, grade: int | None = None) -> SchoolPolicy:
    return policy.at(now, grade)


def window(**fields: object) -> SchoolPolicy:
    given = {"name": "Midterm", "most_help": Help.CONCEPT, **fields}
    return SchoolPolicy(windows=(HelpWindow(**given),))  # type: ignore[arg-type]


def test_a_window_holds_from_its_start_until_before_its_end():
    policy = window(starts=MONDAY, ends=MONDAY + timedelta(hours=2))
    second = timedelta(seconds=1)
    assert at(policy, MONDAY - second).most_help is Help.SOLUTION
    assert at(policy, MONDAY).most_help is Help.CONCEPT
    assert at(policy, MONDAY + timedelta(hours=2) - second).most_help is Help.CONCEPT
    assert at(policy, MONDAY + timedelta(hours=2)).most_help is Help.SOLUTION


def test_the_strictest_window_counts_and_never_opens_what_the_school_closes():
    mild = HelpWindow("a", Help.NEIGHBOUR)
    strict = HelpWindow("b", Help.RESTATE)
    none = HelpWindow("c", None)
    assert at(SchoolPolicy(windows=(mild, strict))).most_help is Help.RESTATE
    assert at(SchoolPolicy(Help.CONCEPT, windows=(mild,))).most_help is Help.CONCEPT
    held = at(SchoolPolicy(windows=(mild, none)))
    assert (held.closed, held.windows) == (True, ())
    assert not at(SchoolPolicy(windows=(mild, strict))).closed


@pytest.mark.parametrize(
    ("now", "holds"),
    [
        (datetime(2027, 3, 1, 2, 29, tzinfo=UTC), False),  # 7:59 in Kolkata
        (datetime(2027, 3, 1, 2, 30, tzinfo=UTC), True),
        (datetime(2027, 3, 1, 6, 29, tzinfo=UTC), True),
        (datetime(2027, 3, 1, 6, 30, tzinfo=UTC), False),
        (datetime(2027, 3, 2, 3, 0, tzinfo=UTC), False),  # Tuesday
    ],
)
def test_hours_are_the_schools_own(now: datetime, holds: bool):
    policy = window(days=(1,), opens=480, closes=720)
    policy = SchoolPolicy(windows=policy.windows, time_zone="Asia/Kolkata")
    assert (at(policy, now).most_help is Help.CONCEPT) is holds


def test_a_window_over_midnight_belongs_to_the_day_on_which_it_opens():
    policy = window(days=(7,), opens=22 * 60, closes=6 * 60)
    sunday = datetime(2027, 2, 28, tzinfo=UTC)
    assert at(policy, sunday.replace(hour=21)).most_help is Help.SOLUTION
    assert at(policy, sunday.replace(hour=23)).most_help is Help.CONCEPT
    assert at(policy, MONDAY.replace(hour=5)).most_help is Help.CONCEPT
    assert at(policy, MONDAY.replace(hour=6)).most_help is Help.SOLUTION
    assert at(policy, MONDAY.replace(hour=23)).most_help is Help.SOLUTION
    assert at(policy, sunday.replace(hour=5)).most_help is Help.SOLUTION


def test_summer_time_is_the_zones_affair():
    policy = SchoolPolicy(
        windows=(HelpWindow("a", None, opens=8 * 60, closes=9 * 60),), time_zone="Europe/Berlin"
    )
    assert at(policy, datetime(2027, 1, 11, 7, 30, tzinfo=UTC)).closed
    assert at(policy, datetime(2027, 7, 12, 6, 30, tzinfo=UTC)).closed
    assert not at(policy, datetime(2027, 7, 12, 7, 30, tzinfo=UTC)).closed


def test_a_window_for_grades_is_for_those_and_for_who_has_none():
    policy = window(grades=(10, 11))
    assert at(policy, grade=10).most_help is Help.CONCEPT
    assert at(policy, grade=9).most_help is Help.SOLUTION
    assert at(policy, grade=None).most_help is Help.CONCEPT


def test_a_zone_that_the_machine_does_not_know_is_utc():
    assert zone_of("Nowhere/At_All") is UTC
    assert zone_of("../../etc/passwd") is UTC
    assert at(SchoolPolicy(windows=(HelpWindow("a", None),), time_zone="\0")).closed


windows = st.builds(
    HelpWindow,
    st.just("w"),
    st.none() | st.sampled_from(Help),
    st.none() | st.datetimes(timezones=st.just(UTC)),
    st.none() | st.datetimes(timezones=st.just(UTC)),
    st.lists(st.integers(1, 7), max_size=3).map(tuple),
    st.integers(0, 1439),
    st.integers(0, 1439),
    st.lists(st.integers(1, 13), max_size=2).map(tuple),
)


@given(
    st.sampled_from(Help),
    st.lists(windows, max_size=4).map(tuple),
    st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2200, 1, 1)),
    st.none() | st.integers(1, 13),
)
def test_windows_only_ever_take_help_away(most, some, moment, grade):
    held = SchoolPolicy(most, windows=some).at(moment.replace(tzinfo=UTC), grade)
    assert held.most_help.rung <= most.rung
    if grade is not None:
        unknown = SchoolPolicy(most, windows=some).at(moment.replace(tzinfo=UTC), None)
        assert unknown.most_help.rung <= held.most_help.rung
        assert unknown.closed >= held.closed
    assert held.at(moment.replace(tzinfo=UTC), grade) == held
