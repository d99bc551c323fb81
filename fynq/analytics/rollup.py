"""What a batch of learning events adds up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from fynq.domain.learner import EventKind, LearningEvent

ONE = 1_000_000
"""An outcome of 1 in the whole numbers that credit is counted in."""
WHOLE_DAY = ""
"""In place of a skill: all that happened that day, each event once."""
_MOST_SKILLS = 16
"""An event that names more skills than this says nothing particular about any of them."""


@dataclass(frozen=True, slots=True)
class Tally:
    """events: of any kind. answered: exercises; correct: of them with an outcome of .5 or more;
    unaided: of those without hints and without a look at the solution. credit: the sum of the outcomes,
    each in whole millionths, so that the order of adding makes no difference."""

    events: int = 0
    doubts: int = 0
    answered: int = 0
    correct: int = 0
    unaided: int = 0
    credit: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.events + other.events,
            self.doubts + other.doubts,
            self.answered + other.answered,
            self.correct + other.correct,
            self.unaided + other.unaided,
            self.credit + other.credit,
        )

    @property
    def success(self) -> float | None:
        """Mean outcome; None without answers."""
        return self.credit / (self.answered * ONE) if self.answered else None


@dataclass(frozen=True, slots=True)
class Cell:
    """One student, one skill or the WHOLE_DAY, one UTC day."""

    student: UUID
    skill: str
    day: date


Rollup = Mapping[Cell, Tally]


def rollup(events: Iterable[LearningEvent]) -> Rollup:
    """Counts each event once per id and, in it, once per skill. Order does not matter. events: without
    those that were ruled out."""
    seen: set[UUID] = set()
    cells: dict[Cell, Tally] = {}
    for event in events:
        if event.id not in seen:
            seen.add(event.id)
            add(cells, event)
    return cells


def add(cells: dict[Cell, Tally], event: LearningEvent) -> None:
    """One more event. What somebody said about the student is nothing that the student did."""
    if event.kind is EventKind.CORRECTED:
        return
    tally, day = tally_of(event), day_of(event.at)
    for skill in (WHOLE_DAY, *skills_of(event)):
        cell = Cell(event.student, skill, day)
        former = cells.get(cell)
        cells[cell] = tally if former is None else former + tally


def merged(parts: Iterable[Rollup]) -> Rollup:
    """The rollup of all events, from rollups of batches that share none."""
    cells: dict[Cell, Tally] = {}
    for part in parts:
        for cell, tally in part.items():
            cells[cell] = cells.get(cell, Tally()) + tally
    return cells


def skills_of(event: LearningEvent) -> tuple[str, ...]:
    """The skills that an event says something about."""
    skills = tuple(dict.fromkeys(skill for skill in event.skills if skill))
    return skills if len(skills) <= _MOST_SKILLS else ()


def tally_of(event: LearningEvent) -> Tally:
    if event.kind is EventKind.DOUBT_ASKED:
        return Tally(events=1, doubts=1)
    outcome = event.outcome
    if event.kind is EventKind.ITEM_ANSWERED and outcome is not None and 0.0 <= outcome <= 1.0:
        correct = outcome >= 0.5
        unaided = correct and event.hints == 0 and not event.solution_seen
        return Tally(1, 0, 1, int(correct), int(unaided), round(outcome * ONE))
    return Tally(events=1)


def day_of(moment: datetime) -> date:
    return moment.astimezone(UTC).date() if moment.tzinfo else moment.date()
