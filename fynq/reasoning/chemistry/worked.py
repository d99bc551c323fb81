"""What a kind of problem hands back: the worked answer, and how it is confirmed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from fynq.reasoning.chemistry.page import Page


@dataclass(frozen=True, slots=True)
class Worked:
    """what: a word for the kind. asked, final: LaTeX. steps: titles and texts in Markdown. concept:
    one sentence that a hint may give away."""

    what: str
    asked: str
    final: str
    steps: tuple[tuple[str, str], ...]
    skills: tuple[str, ...]
    concept: str


class Exercise(Protocol):
    """A problem that was read. confirm says how the answer was confirmed, or '' when it does not
    hold; it goes another way than work."""

    def work(self) -> Worked: ...

    def confirm(self, final: str) -> str: ...


class Kind(Protocol):
    """A module of this room. read raises NotUnderstood for a question of another kind."""

    def read(self, page: Page) -> Exercise: ...


_NUMBER = re.compile(r"^\s*(-?\d+(?:\.\d+)?)(?:\s*\\times\s*10\^\{(-?\d+)\})?")


def number_of(final: str) -> tuple[Fraction, Fraction]:
    """The number that an answer begins with, and half a unit of its last digit that is
    not a final zero of a whole number."""
    found = _NUMBER.match(final)
    if found is None:
        raise ValueError("no number")
    scale = Fraction(10) ** int(found[2] or 0)
    decimals = len(found[1].partition(".")[2])
    if not decimals:
        decimals = len(found[1].rstrip("0")) - len(found[1])
    return Fraction(found[1]) * scale, Fraction(1, 2) * Fraction(10) ** -decimals * scale


def agrees(final: str, value: Fraction | float) -> bool:
    """Whether the answer is this value, rounded to its own digits."""
    number, half = number_of(final)
    return abs(number - Fraction(value)) <= half * Fraction(1001, 1000)
