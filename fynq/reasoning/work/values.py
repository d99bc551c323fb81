"""Have two expressions of a calculation the same value?

Derivatives are taken numerically, definite integrals by quadrature; an indefinite integral is
compared by what its derivative is. So nothing here leans on rules of calculus.
"""

from __future__ import annotations

from typing import Any

import mpmath as mp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading.numeric import Undefined, evaluate, exact
from fynq.reasoning.reading.tree import (
    Call,
    Derivative,
    Integral,
    Limit,
    Name,
    Negative,
    Number,
    Operation,
    Tree,
    names_in,
    number,
    walk,
)
from fynq.reasoning.verification.points import DIGITS, close, points

_ENOUGH = 4
_LOOSE = mp.mpf(10) ** -9
_TIGHT = mp.mpf(10) ** -18


def is_indefinite(tree: Tree) -> bool:
    return any(isinstance(node, Integral) and node.low is None for node in walk(tree))


def slope(tree: Tree, variable: str) -> Tree:
    """The derivative, with indefinite integrals undone."""
    match tree:
        case Integral(of, name, None, None) if name == variable:
            return of
        case Negative(of):
            return Negative(slope(of, variable))
        case Operation("+" | "-" as op, left, right):
            return Operation(op, slope(left, variable), slope(right, variable))
        case Operation("*", left, right) if variable not in names_in(left):
            return Operation("*", left, slope(right, variable))
        case Operation("/", left, right) if variable not in names_in(right):
            return Operation("/", slope(left, variable), right)
        case _ if variable not in names_in(tree):
            return number(0)
        case _ if is_indefinite(tree):
            raise CannotSolve("I cannot check this integral.")
        case _:
            return Derivative(tree, variable)


def same_value(first: Tree, second: Tree, seed: str = "work") -> bool | None:
    """None when they are not defined at enough points. Raises CannotSolve for what has no value.

    Where roots or logarithms have two readings it is enough that both agree wherever all letters
    are positive: 'ln x² = 2 ln x' is what books write.
    """
    one, two = exact(first), exact(second)
    if one is not None and two is not None:
        return one == two or _rounded(one, two, first, second)
    constants: dict[str, Any] = {}
    left, right = _with_integrals(first, constants), _with_integrals(second, constants)
    names = sorted({*_letters(first), *_letters(second)} - set(constants))
    loose = any(isinstance(node, Derivative | Integral) for tree in (first, second) for node in walk(tree))  # fmt: skip
    tolerance = _LOOSE if loose else _TIGHT
    lenient = any(isinstance(node, Call) or _is_root(node) for tree in (first, second) for node in walk(tree))  # fmt: skip
    agreed = differed = 0
    for at in points(seed, names):
        positive = all(value > 0 for value in at.values())
        try:
            a = evaluate(left, {**at, **constants}, DIGITS)
        except Undefined:
            continue
        try:
            b = evaluate(right, {**at, **constants}, DIGITS)
        except Undefined:
            return False
        if names and mp.im(a) != 0 and abs(mp.im(a)) > tolerance:
            continue
        if close(a, b, tolerance) or (not names and _near(a, second)):
            agreed += positive
        elif positive or not lenient:
            return False
        else:
            differed += 1
        if agreed >= (_ENOUGH if names else 1):
            return True
    return None


def _letters(tree: Tree) -> set[str]:
    """With that of a derivative, which a constant does not hold."""
    slopes = {node.variable for node in walk(tree) if isinstance(node, Derivative)}
    return {*names_in(tree), *slopes}


def _is_root(node: Tree) -> bool:
    match node:
        case Operation("^", _, exponent):
            value = exact(exponent)
            return value is not None and value.denominator > 1
    return False


def _rounded(one: Any, two: Any, first: Tree, second: Tree) -> bool:
    """A decimal for a number that has no such end: 4.67 for 14/3."""
    inner = second.of if isinstance(second, Negative) else second
    if not isinstance(inner, Number) or not inner.decimals:
        return False
    ends = (one * 10**inner.decimals).denominator == 1
    return not ends and abs(one - two) * 2 * 10**inner.decimals <= 1


def _near(value: Any, second: Tree) -> bool:
    """A decimal for a number with roots or π."""
    inner = second.of if isinstance(second, Negative) else second
    if not isinstance(inner, Number) or not inner.decimals:
        return False
    gap = abs(value - evaluate(second, {}, DIGITS))
    return bool(gap * 2 * 10**inner.decimals <= mp.mpf("1.0001"))


def _with_integrals(tree: Tree, constants: dict[str, Any]) -> Tree:
    """Each definite integral as a name with its value."""
    match tree:
        case Integral(of, variable, low, high) if low is not None and high is not None:
            name = f"integral_{len(constants)}"
            constants[name] = _area(of, variable, low, high)
            return Name(name)
        case Integral() | Limit():
            raise CannotSolve("I cannot check this line.")
        case Negative(of):
            return Negative(_with_integrals(of, constants))
        case Operation(op, left, right):
            return Operation(op, _with_integrals(left, constants), _with_integrals(right, constants))  # fmt: skip
        case _:
            return tree


def _area(of: Tree, variable: str, low: Tree, high: Tree) -> Any:
    ends = [evaluate(end, {}, DIGITS) for end in (low, high)]
    if set(names_in(of)) - {variable}:
        raise CannotSolve("I cannot check this integral.")
    with mp.workdps(20):
        return mp.quad(lambda at: evaluate(of, {variable: at}, 20), ends)


def where_they_differ(first: Tree, second: Tree) -> tuple[dict[str, int], Any, Any] | None:
    """Small whole numbers for the letters with the two values there; None if none is found."""
    names = sorted({*_letters(first), *_letters(second)})
    for start in (2, 1, 3, 5, 4, 0):
        at = {name: start + 2 * place for place, name in enumerate(names)}
        try:
            values = [evaluate(_with_integrals(tree, {}), {n: mp.mpf(v) for n, v in at.items()}, DIGITS) for tree in (first, second)]  # fmt: skip
        except (CannotSolve, Undefined):
            continue
        one, two = values
        if mp.im(one) == 0 == mp.im(two) and not close(one, two, _LOOSE):
            return at, one, two
    return None
