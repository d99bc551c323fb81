"""What a batch of learning events adds up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from fynq.domain.learner import EventKind, LearningEvent


@dataclass(frozen=True, slots=True)
class Tally:
    """outcome: the sum over `answered` events, so that answered and outcome add up exactly where
    outcomes are 0 or 1."""

    doubts: int = 0
    answered: int = 0
    outcome: float = 0.0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.doubts + other.doubts,
            self.answered + other.answered,
            self.outcome + other.outcome,
        )

    @property
    def success(self) -> float | None:
        """Mean outcome; None without answers."""
        return self.outcome / self.answered if self.answered else None


@dataclass(frozen=True, slots=True)
class Cell:
    """One student, one skill, one UTC day."""

    student: UUID
    skill: str
    day: date


Rollup = Mapping[Cell, Tally]


def rollup(events: Iterable[LearningEvent]) -> Rollup:
    """Counts each event once per id and, in it, once per skill. Order does not matter."""
    seen: set[UUID] = set()
    cells: dict[Cell, Tally] = {}
    for event in events:
        if event.id in seen:
            continue
        seen.add(event.id)
        tally = _tally(event)
        if tally is None:
            continue
        for skill in dict.fromkeys(event.skills):
            cell = Cell(event.student, skill, _day(event.at))
            cells[cell] = cells.get(cell, Tally()) + tally
    return cells


def merged(parts: Iterable[Rollup]) -> Rollup:
    """The rollup of all events, from rollups of batches that share none."""
    cells: dict[Cell, Tally] = {}
    for part in parts:
        for cell, tally in part.items():
            cells[cell] = cells.get(cell, Tally()) + tally
    return cells


def _tally(event: LearningEvent) -> Tally | None:
    if event.kind is EventKind.DOUBT_ASKED:
        return Tally(doubts=1)
    outcome = event.outcome
    if event.kind is EventKind.ITEM_ANSWERED and outcome is not None and 0.0 <= outcome <= 1.0:
        return Tally(answered=1, outcome=outcome)
    return None


def _day(moment: datetime) -> date:
    return moment.astimezone(UTC).date() if moment.tzinfo else moment.date()
