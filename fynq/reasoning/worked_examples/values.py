"""The value of a calculation with numbers only."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import mpmath as mp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import Undefined, evaluate, exact
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import Tree, names_in

NOT_TOLD = "I cannot tell where every number of the worked example comes from."
OTHERWISE = "With these numbers the problem may have to be done in another way."
_DIGITS = 30
_PLACES = 4


def value_of(tree: Tree, at: Mapping[str, Tree] | None = None) -> Any:
    """An mpmath number; at: what stands in place of names. Raises NotUnderstood where it has none."""
    try:
        whole = substitute(tree, dict(at), {}) if at else tree
        if names_in(whole):
            raise NotUnderstood(NOT_TOLD)
        found = exact(whole)
        if found is not None:
            with mp.workdps(_DIGITS + 10):
                return mp.mpf(found.numerator) / found.denominator
        return evaluate(whole, {}, _DIGITS)
    except Undefined:
        raise NotUnderstood(OTHERWISE) from None
    except CannotSolve:
        raise NotUnderstood(NOT_TOLD) from None


def exactly(tree: Tree) -> Fraction | None:
    """Its value where that is rational with a short decimal, also behind a root; None for others."""
    found = exact(tree)
    if found is not None:
        return found
    value = value_of(tree)
    if mp.im(value) != 0:
        return None
    near = Fraction(int(mp.nint(value * 10**_PLACES)), 10**_PLACES)
    return near if close(value, mp.mpf(near.numerator) / near.denominator) else None


def close(one: Any, other: Any) -> bool:
    """Equal but for rounding in the last of many digits."""
    return bool(abs(one - other) <= mp.mpf(10) ** -20 * max(1, abs(one)))
