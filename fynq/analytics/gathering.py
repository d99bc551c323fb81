"""What a student's log adds up to, event by event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from fynq.analytics.mastery import DayEnd, day_ends
from fynq.analytics.rollup import Cell, Tally, add
from fynq.domain.learner import Learner, LearningEvent

Key = TypeVar("Key")
Value = TypeVar("Value")

RULES = 1
"""Of what is gathered; with other rules everything is gathered anew."""


@dataclass
class Gathering:
    """Of one student, in the order in which the events were applied. The same for the whole log at once
    and for its pieces one after the other: counts add up, and the end of a day replaces the former
    one."""

    cells: dict[Cell, Tally] = field(default_factory=dict)
    ends: dict[tuple[str, date], DayEnd] = field(default_factory=dict)

    def see(
        self, event: LearningEvent, before: Learner, after: Learner, *, counts: bool = True
    ) -> None:
        """counts: False for an event that is ruled out, which may still end a mastery."""
        if counts:
            add(self.cells, event)
        self.ends.update(day_ends(event, before, after))


def differing(one: Gathering, other: Gathering) -> int:
    """How many cells and ends of days are not the same in both, to the last bit."""
    return len(unequal(one.cells, other.cells)) + len(unequal(one.ends, other.ends))


def unequal(one: dict[Key, Value], other: dict[Key, Value]) -> Sequence[Key]:
    """Keys that one of them lacks, or that have another value."""
    return [key for key in one.keys() | other.keys() if one.get(key) != other.get(key)]
