"""How a student's work is written down, with one mistake made at the place where it fits.

A family works its problem out forward, from what stands on the page: so what follows from a wrong
line is wrong too. The wrong numbers come from the family's own arithmetic, never from the rules of
`fynq.reasoning.misconceptions` that are to find them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import TypeVar

T = TypeVar("T")


@dataclass
class Pen:
    """mistake: the slug of the kind to make, '' for none. wrong: the line where it was made."""

    mistake: str = ""
    lines: list[str] = field(default_factory=list)
    wrong: int | None = None
    _made: bool = False

    def slip(self, slug: str, right: T, wrong: T) -> T:
        """The wrong one where this mistake is to be made, has not been made yet, and shows."""
        if slug != self.mistake or self._made or right == wrong:
            return right
        self._made = True
        return wrong

    def write(self, line: str) -> None:
        if self._made and self.wrong is None:
            self.wrong = len(self.lines)
        self.lines.append(line)


@dataclass(frozen=True, slots=True)
class Family:
    """write: states the problem and writes its solution with the pen. mistakes: the kinds that fit.
    values: its lines are expressions of one value, not conditions."""

    name: str
    mistakes: tuple[str, ...]
    write: Callable[[Random, Pen], str]
    values: bool = False


def number(value: int | Fraction) -> str:
    value = Fraction(value)
    if value.denominator == 1:
        return str(value.numerator)
    return f"{value.numerator}/{value.denominator}"


def term(factor: int | Fraction, letters: str) -> str:
    """3, x → 3x; -1, x → -x; 5, '' → 5."""
    if not letters:
        return number(factor)
    if factor == 1:
        return letters
    if factor == -1:
        return f"-{letters}"
    if Fraction(factor).denominator != 1:
        return f"({number(factor)}){letters}"
    return f"{number(factor)}{letters}"


def total(parts: Sequence[tuple[int | Fraction, str]]) -> str:
    """[(3, 'x'), (-2, '')] → '3x - 2'; terms that are zero are left out."""
    written = ""
    for factor, letters in parts:
        if factor == 0:
            continue
        if not written:
            written = term(factor, letters)
        elif factor < 0:
            written += f" - {term(-factor, letters)}"
        else:
            written += f" + {term(factor, letters)}"
    return written or "0"


def signed(value: int | Fraction) -> str:
    """' + 3' or ' - 3'."""
    return f" - {number(-value)}" if value < 0 else f" + {number(value)}"


def nonzero(r: Random, low: int, high: int, *but: int) -> int:
    return r.choice([n for n in range(low, high + 1) if n != 0 and n not in but])
