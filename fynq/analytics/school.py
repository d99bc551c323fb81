"""How much a school uses fynq, how good that is, and what it costs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date


@dataclass(frozen=True, slots=True)
class SchoolFigures:
    """Counts of a time. asked: doubts, by the day on which they were asked; answered, refused, failed,
    cancelled: what became of them, and the rest is open; needs_teacher: among those refused.
    verified, likely, unverified: of the answered; hints: answers that were a hint. liked, disliked:
    ratings. exercises, correct: answered and right ones. checked: resolved doubts whose check item
    was answered; check_right: of them at the first try, without help. requests, cost_micros: what
    went to language models, millionths of a dollar."""

    asked: int = 0
    answered: int = 0
    refused: int = 0
    failed: int = 0
    cancelled: int = 0
    needs_teacher: int = 0
    verified: int = 0
    likely: int = 0
    unverified: int = 0
    hints: int = 0
    liked: int = 0
    disliked: int = 0
    exercises: int = 0
    correct: int = 0
    checked: int = 0
    check_right: int = 0
    requests: int = 0
    cost_micros: int = 0

    def __add__(self, other: SchoolFigures) -> SchoolFigures:
        return SchoolFigures(
            *(getattr(self, each.name) + getattr(other, each.name) for each in fields(self))
        )

    @property
    def verified_share(self) -> float | None:
        """Of answered doubts."""
        return share(self.verified, self.answered)

    @property
    def refused_share(self) -> float | None:
        """Of doubts that came to an end and were not cancelled."""
        return share(self.refused, self.answered + self.refused + self.failed)

    @property
    def liked_share(self) -> float | None:
        """Of ratings."""
        return share(self.liked, self.liked + self.disliked)

    @property
    def next_item_correctness(self) -> float | None:
        """Of the check items that followed a resolved doubt: right at the first try, without help."""
        return share(self.check_right, self.checked)

    @property
    def cost_per_answer(self) -> float | None:
        """Micro-dollars."""
        return share(self.cost_micros, self.answered)


@dataclass(frozen=True, slots=True)
class SchoolDay:
    """active: students who did something. Not a sum over days, so it is none of the figures."""

    day: date
    active: int
    figures: SchoolFigures


def total(days: Iterable[SchoolDay]) -> SchoolFigures:
    whole = SchoolFigures()
    for day in days:
        whole += day.figures
    return whole


def share(part: int, of: int) -> float | None:
    return part / of if of else None
