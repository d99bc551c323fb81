"""By what number a student can see that a line does not follow."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath as mp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Name, names_in, number
from fynq.reasoning.work.conditions import Difference, holds
from fynq.reasoning.work.following import Following
from fynq.reasoning.work.statements import Statement
from fynq.reasoning.work.values import where_they_differ

_MOST_BELOW = 200
NONE = ("", False)


def of_conditions(
    before: Statement,
    wrote: Statement,
    gap: Difference,
    following: Following,
    asked: str = "the line before it",
) -> tuple[str, bool]:
    """A sentence, and whether it names a solution of the problem."""
    variable = following.variable
    if set(before.names) | set(wrote.names) != {variable}:
        return NONE
    letter = show(Name(variable))
    whole = [mp.mpf(n) for n in sorted(range(-20, 21), key=abs)]
    extra = next((p for p in (*_nice(gap.extra), *whole) if not holds(before, variable, p, mp.mpf(10) ** -9) and holds(wrote, variable, p, mp.mpf(10) ** -9)), None)  # fmt: skip
    if extra is not None:
        return f"${letter} = {written(extra)}$ satisfies your line, but not {asked}.", False  # fmt: skip
    lost = next((p for p in (*_nice(gap.lost), *whole) if holds(before, variable, p, mp.mpf(10) ** -9) and not holds(wrote, variable, p, mp.mpf(10) ** -9)), None)  # fmt: skip
    if lost is not None:
        return f"${letter} = {written(lost)}$ satisfies the line before, but not your line.", True
    return NONE


def _nice(points: tuple[Any, ...]) -> list[Any]:
    return [p for p in points if mp.im(p) == 0 and _fraction(p) is not None]


def of_values(before: Statement, wrote: Statement, following: Following) -> tuple[str, bool]:
    one, two = before.value, wrote.value
    if one is None or two is None or before.constant or wrote.constant:
        return NONE
    try:
        found = where_they_differ(one, two)
    except (CannotSolve, ArithmeticError, ValueError, TypeError):
        return NONE
    if found is None:
        return NONE
    at, first, second = found
    values = f"the line before is ${written(first)}$ and yours is ${written(second)}$"
    if not names_in(one) and not names_in(two):
        return f"Worked out, {values}.", True
    where = ", ".join(f"{show(Name(name))} = {value}" for name, value in at.items())
    return f"For ${where}$, {values}.", False


def written(value: Any) -> str:
    """LaTeX: a fraction where the number is a simple one, else four digits."""
    found = _fraction(value)
    return show(number(found)) if found is not None else mp.nstr(mp.re(value), 5)


def _fraction(value: Any) -> Fraction | None:
    if mp.im(value) != 0:
        return None
    real = mp.re(value)
    if abs(real) > 10**6:
        return None
    near = Fraction(str(mp.nstr(real, 20))).limit_denominator(_MOST_BELOW)
    gap = abs(real - mp.mpf(near.numerator) / near.denominator)
    return near if gap < mp.mpf(10) ** -12 else None
