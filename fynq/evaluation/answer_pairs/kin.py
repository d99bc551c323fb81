"""One answer, the forms that are as right, and the near misses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from random import Random


@dataclass(frozen=True, slots=True)
class Kin:
    """right: other forms of `gold` that the question allows. wrong: what a student writes instead."""

    gold: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]
    question: str = ""


Family = Callable[[Random], Kin]


def nonzero(r: Random, most: int) -> int:
    return r.choice((-1, 1)) * r.randint(1, most)


def proper(r: Random, most: int = 12) -> Fraction:
    """Between 0 and 1, in lowest terms, not a whole."""
    below = r.randint(2, most)
    return Fraction(r.randint(1, below - 1), below)


def terminating(r: Random) -> Fraction:
    """A fraction that ends as a decimal, not whole."""
    below = r.choice((2, 4, 5, 8, 16, 20, 25, 40))
    above = r.choice([n for n in range(1, 4 * below) if n % 2 and n % 5])
    return Fraction(above, below)


def decimal(value: Fraction) -> str:
    """Exact, of a fraction that terminates."""
    places = next(n for n in range(12) if (value * 10**n).denominator == 1)
    return f"{float(value):.{places}f}"


def rounded(value: Fraction, places: int) -> str:
    """Half away from zero, as schools round."""
    scaled = abs(value) * 10**places
    whole = int(scaled + Fraction(1, 2))
    text = str(whole).rjust(places + 1, "0")
    text = f"{text[:-places]}.{text[-places:]}" if places else text
    return f"-{text}" if value < 0 and whole else text


def sign(number: int) -> str:
    return "+" if number >= 0 else "-"


def term(number: int, what: str) -> str:
    """' + 3x', ' - x': a later term of a sum."""
    size = "" if abs(number) == 1 and what else str(abs(number))
    return f" {sign(number)} {size}{what}"
