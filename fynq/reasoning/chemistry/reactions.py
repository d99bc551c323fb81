"""Reaction equations: reading, the conservation of atoms and charge, balancing.

Balancing finds the null space of the matrix of atoms over the rational numbers (A. Alexander, Chem.
Educ. 1990); an equation whose null space is not a line has no single balanced form.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chemistry.formulas import Formula, read_formula
from fynq.reasoning.problem import NotUnderstood

REFUSAL = "I do not read this as a reaction equation."
_TERM = re.compile(
    r"(?P<n>\d+(?:/\d+)?|\d*\.\d+|_+|[a-z](?=\s)|□|\?)?\s*(?P<f>(?:[A-Z(\[]|e\^?-$).*)"
)
_MOST = 12


@dataclass(frozen=True, slots=True)
class Term:
    """number: the coefficient as written; None where it is blank or not written."""

    formula: Formula
    number: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Reaction:
    left: tuple[Term, ...]
    right: tuple[Term, ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        return (*self.left, *self.right)

    def numbers(self) -> tuple[Fraction, ...]:
        """Coefficients as written, 1 where none is."""
        return tuple(term.number or Fraction(1) for term in self.terms)

    def is_balanced(self) -> bool:
        return self.conserves(self.numbers())

    def conserves(self, numbers: Sequence[Fraction | int]) -> bool:
        """Whether atoms and charge are the same on both sides with these coefficients."""
        return not any(
            sum(row[at] * numbers[at] for at in range(len(numbers))) for row in self._matrix()
        )

    def _matrix(self) -> list[list[Fraction]]:
        """A row for each element and one for the charge; products are negative."""
        symbols = list(dict.fromkeys(s for term in self.terms for s in term.formula.counts()))
        signs = [1] * len(self.left) + [-1] * len(self.right)
        rows = [
            [Fraction(sign * term.formula.counts().get(symbol, 0)) for term, sign in zip(self.terms, signs, strict=True)]
            for symbol in symbols
        ]  # fmt: skip
        charges = [Fraction(sign * term.formula.charge) for term, sign in zip(self.terms, signs, strict=True)]  # fmt: skip
        return [*rows, charges] if any(charges) else rows

    def balanced(self) -> tuple[int, ...]:
        """The smallest whole coefficients. Raises CannotSolve when there are none, or several."""
        size = len(self.terms)
        rows, pivots = _reduced(self._matrix(), size)
        free = [at for at in range(size) if at not in pivots]
        if not free:
            raise CannotSolve("No coefficients balance this equation.")
        if len(free) > 1:
            raise CannotSolve("More than one set of coefficients balances this equation.")
        vector = [Fraction(0)] * size
        vector[free[0]] = Fraction(1)
        for row, pivot in zip(rows, pivots, strict=True):
            vector[pivot] = -row[free[0]]
        if any(value <= 0 for value in vector):
            raise CannotSolve("No positive coefficients balance this equation.")
        scale = lcm(*(value.denominator for value in vector))
        whole = [int(value * scale) for value in vector]
        common = gcd(*whole)
        return tuple(value // common for value in whole)

    def with_numbers(self, numbers: Sequence[int]) -> Reaction:
        terms = [Term(term.formula, Fraction(number)) for term, number in zip(self.terms, numbers, strict=True)]  # fmt: skip
        return Reaction(tuple(terms[: len(self.left)]), tuple(terms[len(self.left) :]))

    def latex(self) -> str:
        sides = (
            " + ".join(_number(term) + term.formula.latex() for term in side)
            for side in (self.left, self.right)
        )
        return " \\rightarrow ".join(sides)


def _number(term: Term) -> str:
    if term.number is None or term.number == 1:
        return ""
    if term.number.denominator == 1:
        return f"{term.number}\\,"
    return f"\\frac{{{term.number.numerator}}}{{{term.number.denominator}}}\\,"


def _reduced(matrix: list[list[Fraction]], width: int) -> tuple[list[list[Fraction]], list[int]]:
    """Reduced row echelon form without its zero rows, and the column of each row's leading one."""
    rows, pivots = [list(row) for row in matrix], list[int]()
    for column in range(width):
        at = len(pivots)
        lead = next((n for n in range(at, len(rows)) if rows[n][column]), None)
        if lead is None:
            continue
        rows[at], rows[lead] = rows[lead], rows[at]
        rows[at] = [value / rows[at][column] for value in rows[at]]
        for n in range(len(rows)):
            if n != at and rows[n][column]:
                factor = rows[n][column]
                rows[n] = [a - factor * b for a, b in zip(rows[n], rows[at], strict=True)]
        pivots.append(column)
    return rows[: len(pivots)], pivots


def read_reaction(text: str) -> Reaction:
    """Of plain notation: '2 H2 + O2 -> 2 H2O'. Raises NotUnderstood."""
    sides = re.split(r"\s*(?:<->|->|(?<![<>])=(?!>))\s*", text.strip().rstrip(".;,?"))
    if len(sides) != 2:
        raise NotUnderstood(REFUSAL)
    left, right = (_side(side) for side in sides)
    if len(left) + len(right) > _MOST:
        raise NotUnderstood(REFUSAL)
    formulas = [term.formula.bare() for term in (*left, *right)]
    if len(set(formulas)) != len(formulas) and len({term.formula for term in (*left, *right)}) != len(formulas):  # fmt: skip
        raise NotUnderstood("A substance stands in the equation twice.")
    return Reaction(left, right)


def _side(text: str) -> tuple[Term, ...]:
    return tuple(_term(piece) for piece in re.split(r"\s+\+\s+|(?<=[\w)\]])\+(?=\s*\d*\s*[A-Z(\[])", text.strip()))  # fmt: skip


def _term(text: str) -> Term:
    found = _TERM.fullmatch(text.strip())
    if found is None:
        raise NotUnderstood(REFUSAL)
    number = found["n"]
    blank = number is None or not re.match(r"[\d.]", number)
    value = None if blank or number is None else Fraction(number)
    if value == 0:
        raise NotUnderstood(REFUSAL)
    formula = Formula((), (), -1) if found["f"].startswith("e") else read_formula(found["f"].replace(" ", ""))  # fmt: skip
    return Term(formula, value)
