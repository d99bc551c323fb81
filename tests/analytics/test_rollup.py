from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import numpy as np

from fynq.analytics.rollup import ONE, WHOLE_DAY, Cell, Tally, merged, rollup
from fynq.domain.identifiers import new_id
from fynq.domain.learner import EventKind, LearningEvent

STUDENT = UUID(int=1)
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def event(
    *skills: str, outcome: float | None = 1.0, kind: EventKind = EventKind.ITEM_ANSWERED
) -> LearningEvent:
    return LearningEvent(new_id(), STUDENT, kind, skills, outcome, NOON)


def test_counts_by_hand() -> None:
    good, bad = event("a", "b", "a"), event("a", outcome=0.0)
    doubt = event("a", outcome=None, kind=EventKind.DOUBT_ASKED)
    silent = [
        event("a", kind=EventKind.RATING),
        event("a", outcome=None),
        event("a", outcome=math.nan),
    ]
    found = rollup([good, bad, good, doubt, *silent])
    day = date(2026, 5, 1)
    assert found == {
        Cell(STUDENT, "a", day): Tally(6, 1, 2, 1, 1, ONE),
        Cell(STUDENT, "b", day): Tally(1, 0, 1, 1, 1, ONE),
        Cell(STUDENT, WHOLE_DAY, day): Tally(6, 1, 2, 1, 1, ONE),
    }
    assert found[Cell(STUDENT, "a", day)].success == 0.5
    assert Tally().success is None


def test_days_are_utc() -> None:
    east = timezone(timedelta(hours=14))
    cells = rollup([replace(event("a"), at=datetime(2026, 5, 2, 3, tzinfo=east))])
    assert {cell.day for cell in cells} == {date(2026, 5, 1)}


def test_help_and_partial_credit() -> None:
    half, hinted = event("a", outcome=0.5), replace(event("a"), hints=1)
    looked = replace(event("a"), solution_seen=True)
    tally = rollup([half, hinted, looked, event("a", outcome=1 / 3)])[
        Cell(STUDENT, "a", date(2026, 5, 1))
    ]
    assert (tally.answered, tally.correct, tally.unaided) == (4, 3, 1)
    assert tally.credit == 2 * ONE + ONE // 2 + 333_333
    assert tally.success == tally.credit / (4 * ONE)


def test_an_event_of_no_or_too_many_skills_is_of_its_day_alone() -> None:
    many = event(*(f"s{at}" for at in range(17)))
    cells = rollup([many, event("", kind=EventKind.RATING), event()])
    assert cells == {Cell(STUDENT, WHOLE_DAY, date(2026, 5, 1)): Tally(3, 0, 2, 2, 2, 2 * ONE)}


def test_batches_in_any_order_add_up_to_the_whole() -> None:
    rng = np.random.default_rng(0)
    events = [
        replace(
            event(*map(str, rng.integers(0, 5, 2)), outcome=float(rng.integers(0, 8)) / 7),
            student=UUID(int=int(rng.integers(1, 9))),
            at=NOON + timedelta(hours=int(rng.integers(0, 99))),
        )
        for _ in range(500)
    ]
    whole = rollup(events)
    rng.shuffle(events)  # type: ignore[arg-type]
    parts = [rollup(events[start : start + 77]) for start in range(0, 500, 77)]
    assert merged(reversed(parts)) == whole
