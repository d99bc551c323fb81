from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import numpy as np

from fynq.analytics.rollup import Cell, Tally, merged, rollup
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
        Cell(STUDENT, "a", day): Tally(1, 2, 1.0),
        Cell(STUDENT, "b", day): Tally(0, 1, 1.0),
    }
    assert found[Cell(STUDENT, "a", day)].success == 0.5
    assert Tally().success is None


def test_days_are_utc() -> None:
    east = timezone(timedelta(hours=14))
    (cell,) = rollup([replace(event("a"), at=datetime(2026, 5, 2, 3, tzinfo=east))])
    assert cell.day == date(2026, 5, 1)


def test_batches_in_any_order_add_up_to_the_whole() -> None:
    rng = np.random.default_rng(0)
    events = [
        replace(
            event(*map(str, rng.integers(0, 5, 2)), outcome=float(rng.integers(2))),
            student=UUID(int=int(rng.integers(1, 9))),
            at=NOON + timedelta(hours=int(rng.integers(0, 99))),
        )
        for _ in range(500)
    ]
    whole = rollup(events)
    rng.shuffle(events)  # type: ignore[arg-type]
    parts = [rollup(events[start : start + 77]) for start in range(0, 500, 77)]
    assert merged(reversed(parts)) == whole
