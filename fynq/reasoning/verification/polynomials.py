"""Polynomials and rational functions in one variable over the fractions, in plain Python.

It exists so that verification does not lean on the algebra system that solved the problem.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath as mp

from fynq.reasoning.reading.tree import Name, Negative, Number, Operation, Percent, Tree

Coefficients = tuple[Fraction, ...]
"""Lowest power first, without zeros at the end; () is zero."""

MAX_DEGREE = 24


@dataclass(frozen=True, slots=True)
class Ratio:
    top: Coefficients
    bottom: Coefficients


def trimmed(values: list[Fraction]) -> Coefficients:
    while values and values[-1] == 0:
        values.pop()
    return tuple(values)


def add(a: Coefficients, b: Coefficients) -> Coefficients:
    long = max(len(a), len(b))
    zero = Fraction(0)
    return trimmed([(a[i] if i < len(a) else zero) + (b[i] if i < len(b) else zero) for i in range(long)])  # fmt: skip


def times(a: Coefficients, b: Coefficients) -> Coefficients:
    if not a or not b:
        return ()
    out = [Fraction(0)] * (len(a) + len(b) - 1)
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            out[i + j] += x * y
    return trimmed(out)


def divide(a: Coefficients, b: Coefficients) -> tuple[Coefficients, Coefficients]:
    """Quotient and remainder; b is not zero."""
    rest = list(a)
    out = [Fraction(0)] * max(0, len(a) - len(b) + 1)
    for shift in range(len(a) - len(b), -1, -1):
        factor = rest[shift + len(b) - 1] / b[-1]
        out[shift] = factor
        for i, value in enumerate(b):
            rest[shift + i] -= factor * value
    return trimmed(out), trimmed(rest)


def common(a: Coefficients, b: Coefficients) -> Coefficients:
    while b:
        a, b = b, divide(a, b)[1]
    return a


def derivative(a: Coefficients) -> Coefficients:
    return tuple(value * power for power, value in enumerate(a))[1:]


def ratio(tree: Tree, variable: str) -> Ratio | None:
    """The tree as top/bottom, not reduced; None when it is no rational function with fractions."""
    match tree:
        case Number(value):
            return Ratio(trimmed([value]), (Fraction(1),))
        case Name(name):
            return Ratio((Fraction(0), Fraction(1)), (Fraction(1),)) if name == variable else None
        case Negative(of):
            inner = ratio(of, variable)
            return None if inner is None else Ratio(tuple(-v for v in inner.top), inner.bottom)
        case Percent(of):
            inner = ratio(of, variable)
            return (
                None if inner is None else Ratio(inner.top, times(inner.bottom, (Fraction(100),)))
            )
        case Operation(op, left, right):
            return _operation(op, ratio(left, variable), right, variable)
    return None


def _operation(op: str, a: Ratio | None, right: Tree, variable: str) -> Ratio | None:
    b = ratio(right, variable)
    if a is None or b is None:
        return None
    if op == "^":
        return _power(a, b)
    if op in "+-":
        other = b.top if op == "+" else tuple(-v for v in b.top)
        found = Ratio(
            add(times(a.top, b.bottom), times(other, a.bottom)), times(a.bottom, b.bottom)
        )
    elif op == "*":
        found = Ratio(times(a.top, b.top), times(a.bottom, b.bottom))
    else:
        if not b.top:
            return None
        found = Ratio(times(a.top, b.bottom), times(a.bottom, b.top))
    return found if max(len(found.top), len(found.bottom)) <= MAX_DEGREE else None


def _power(a: Ratio, b: Ratio) -> Ratio | None:
    if len(b.top) > 1 or len(b.bottom) > 1:
        return None
    power = (b.top[0] if b.top else Fraction(0)) / b.bottom[0]
    if power.denominator != 1 or abs(power) > 12 or (not a.top and power <= 0):
        return None
    if power < 0:
        a = Ratio(a.bottom, a.top)
    found = Ratio((Fraction(1),), (Fraction(1),))
    for _ in range(abs(int(power))):
        found = Ratio(times(found.top, a.top), times(found.bottom, a.bottom))
    return found if max(len(found.top), len(found.bottom)) <= MAX_DEGREE else None


def distinct_roots(a: Coefficients, digits: int = 40) -> list[Any]:
    """All complex roots, each once, by Durand-Kerner on the square-free part."""
    square_free = divide(a, common(a, derivative(a)))[0] if len(a) > 2 else a
    if len(square_free) < 2:
        return []
    with mp.workdps(digits):
        values = [mp.mpf(v.numerator) / v.denominator for v in reversed(square_free)]
        return list(mp.polyroots(values, maxsteps=400, extraprec=200))


def irreducible(a: Coefficients) -> bool | None:
    """Over the rationals, by trying every product of numeric roots; None above degree 8.

    A factor has rational coefficients, so some subset of the roots must multiply out to numbers
    that become whole after scaling by the leading coefficient.
    """
    degree = len(a) - 1
    if degree <= 1:
        return True
    if degree > 8:
        return None
    scale = 1
    for value in a:
        scale = scale * value.denominator // _gcd(scale, value.denominator)
    whole = tuple(value * scale for value in a)
    roots = distinct_roots(a)
    if len(roots) < degree:
        return False
    from itertools import combinations

    for count in range(1, degree // 2 + 1):
        for chosen in combinations(roots, count):
            factor = _integral_factor(chosen, int(whole[-1]))
            if factor is not None and not divide(whole, factor)[1]:
                return False
    return True


def _gcd(a: int, b: int) -> int:
    while b:
        a, b = b, a % b
    return a


def _integral_factor(roots: tuple[Any, ...], lead: int) -> Coefficients | None:
    with mp.workdps(40):
        poly = [mp.mpc(lead)]
        for root in roots:
            poly = [
                (poly[i - 1] if i else 0) - (root * poly[i] if i < len(poly) else 0)
                for i in range(len(poly) + 1)
            ]
        values = []
        for value in poly:
            nearest = mp.nint(mp.re(value))
            if abs(value - nearest) > mp.mpf(10) ** -15 * max(1, abs(value)):
                return None
            values.append(Fraction(int(nearest)))
    return trimmed(values)
