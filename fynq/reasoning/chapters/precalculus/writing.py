"""Numbers and formulas of these chapters, read and written."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.presenting import fraction
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import evaluate, exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Items, Relation, Tree

__all__ = ["decimals_in", "expression", "fraction", "near", "rational", "rounded", "said"]


def rational(text: str) -> Fraction:
    """Raises NotUnderstood for what is no rational number."""
    found = exact(expression(text))
    if found is None:
        raise NotUnderstood("I expected a number.")
    return found


def expression(text: str, functions: frozenset[str] = frozenset()) -> Tree:
    """Raises NotUnderstood for what does not read as one expression."""
    try:
        tree = parse(text, functions)
    except CannotSolve:
        raise NotUnderstood("I cannot read the formula.") from None
    if isinstance(tree, Items | Relation):
        raise NotUnderstood("I expected one expression.")
    return tree


def said(text: str) -> str:
    return show(parse(text))


def decimals_in(value: Fraction, *texts: str) -> str:
    """A decimal when one was given and the value has a short one, else a fraction."""
    if value.denominator != 1 and any(re.search(r"\d\.\d", text) for text in texts):
        for places in range(1, 10):
            if (value * 10**places).denominator == 1:
                return rounded(value, places)
    return fraction(value)


def rounded(value: Any, places: int) -> str:
    """Half away from zero, as schools round. value: a Fraction, or an mpmath number."""
    import mpmath

    exactly = value if isinstance(value, Fraction) else Fraction(mpmath.nstr(value, 40))
    whole = int(abs(exactly) * 10**places + Fraction(1, 2))
    digits = str(whole).rjust(places + 1, "0")
    sign = "-" if exactly < 0 and whole else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else sign + digits


def near(final: str, value: Any, places: int | None) -> bool:
    """Whether the written answer is this value: to the last digit asked, else to 15 digits."""
    import mpmath

    found = evaluate(parse(final), {})
    gap = abs(found - value)
    if places is not None:
        return bool(gap <= mpmath.mpf(10) ** -places * mpmath.mpf("0.500001"))
    return bool(gap <= mpmath.mpf(10) ** -15 * (1 + abs(value)))
