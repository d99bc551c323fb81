"""What a school allows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Help(StrEnum):
    """The rungs of help, from least to most."""

    RESTATE = "restate"
    CONCEPT = "concept"
    NEXT_STEP = "next_step"
    NEIGHBOUR = "worked_neighbour"
    SOLUTION = "full_solution"

    @property
    def rung(self) -> int:
        """From 1 to 5."""
        return list(Help).index(self) + 1


@dataclass(frozen=True, slots=True)
class SchoolPolicy:
    """most_help: the highest rung that a student may reach. least_confidence: in [0, 1]; an answer
    that is less likely to be right is not given, 0 to give all. exam_phrases: words of exams that
    run; a doubt that has one, or looks like a page of an exam, gets no help as long as there is any.
    decimal_comma: 3,5 and not 3.5, in doubts too. times: 'dot' or 'cross'.
    """

    most_help: Help = Help.SOLUTION
    least_confidence: float = 0.0
    exam_phrases: tuple[str, ...] = ()
    decimal_comma: bool = False
    times: str = "dot"
