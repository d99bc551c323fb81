"""Have two conditions on one unknown the same solutions?

Conditions are relations joined by 'or' and 'and'. Between two neighbouring places where a side of
any relation meets the other, or where a denominator is zero, a condition is true everywhere or
nowhere. So two conditions are the same when they agree at all these places and at one point of each
interval between them. The places are the roots of polynomials where the sides are rational
functions, and those that a search finds otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import mpmath as mp

from fynq.reasoning.reading.numeric import Undefined, evaluate
from fynq.reasoning.reading.tree import (
    Call,
    Constant,
    Number,
    Operation,
    Relation,
    Tree,
    names_in,
    walk,
)
from fynq.reasoning.verification.equations import real_zeros
from fynq.reasoning.verification.points import DIGITS, close
from fynq.reasoning.verification.polynomials import distinct_roots, ratio
from fynq.reasoning.work.statements import Statement, Together

_SAME = mp.mpf(10) ** -15
CLOSE_ENOUGH = mp.mpf(10) ** -8
"""For places that a search found."""
NEGLIGIBLE = mp.mpf(10) ** -20
"""Of an imaginary part."""


@dataclass(frozen=True, slots=True)
class Difference:
    """lost: places that solve the first condition only, extra: the second only."""

    lost: tuple[Any, ...] = ()
    extra: tuple[Any, ...] = ()

    @property
    def none(self) -> bool:
        return not self.lost and not self.extra


class Places:
    """The places of relations, remembered: a relation is looked at many times."""

    def __init__(self, variable: str) -> None:
        self._variable = variable
        self._found: dict[Relation, tuple[tuple[Any, ...], bool]] = {}

    def of(self, relation: Relation) -> tuple[tuple[Any, ...], bool]:
        """Real and complex places, and whether they are all."""
        if relation not in self._found:
            self._found[relation] = self._places(relation)
        return self._found[relation]

    def _places(self, relation: Relation) -> tuple[tuple[Any, ...], bool]:
        gap = Operation("-", relation.left, relation.right)
        form = ratio(gap, self._variable)
        if form is not None:
            found = [*distinct_roots(form.top), *distinct_roots(form.bottom)]
            for node in walk(gap):
                if isinstance(node, Operation) and node.op == "/":
                    below = ratio(node.right, self._variable)
                    if below is not None:
                        found.extend(distinct_roots(below.top))
            return tuple(found), True
        zeros = real_zeros(gap, self._variable)
        inner = [_zeros_inside(node, self._variable) for node in walk(gap)]
        return (*zeros, *(zero for listed in inner for zero in listed)), False


def _zeros_inside(node: Tree, variable: str) -> list[Any]:
    """Where a denominator, a radicand or a modulus is zero."""
    match node:
        case Operation("/", _, part) | Call(_, (part, *_)) if variable in names_in(part):
            pass
        case _:
            return []
    form = ratio(part, variable)
    return [] if form is None else list(distinct_roots(form.top))


def difference(first: Statement, second: Statement, places: Places, variable: str) -> Difference:
    """Raises CannotSolve where a side cannot be evaluated anywhere."""
    listed = [places.of(relation) for each in (first, second) for relation in _relations(each)]
    exact = all(sure for _, sure in listed)
    tolerance = _SAME if exact else CLOSE_ENOUGH
    found = [place for some, _ in listed for place in some]
    points = [*_tests(_real(found)), *(_imaginary(found) if _is_complex(first, second) else ())]
    lost, extra = [], []
    for point in points:
        one, other = (holds(each, variable, point, tolerance) for each in (first, second))
        if one and not other:
            lost.append(point)
        elif other and not one:
            extra.append(point)
    return Difference(tuple(lost), tuple(extra))


def _relations(statement: Statement) -> list[Relation]:
    return [relation for together in statement.alternatives or () for relation in together]


def _is_complex(*statements: Statement) -> bool:
    return any(node == Constant("i") for each in statements for tree in each.trees for node in walk(tree))  # fmt: skip


def _real(found: list[Any]) -> list[Any]:
    listed = sorted(mp.re(place) for place in found if abs(mp.im(place)) < NEGLIGIBLE)
    kept: list[Any] = []
    for place in listed:
        if not kept or place - kept[-1] > mp.mpf(10) ** -9 * max(1, abs(place)):
            kept.append(place)
    return kept


def _imaginary(found: list[Any]) -> list[Any]:
    return [place for place in found if abs(mp.im(place)) >= NEGLIGIBLE]


def _tests(places: list[Any]) -> list[Any]:
    """The places and a point of each interval; not in its middle, which may be special."""
    if not places:
        return [mp.mpf("0.6180339887"), mp.mpf("-1.414213562")]
    between = [a + (b - a) * mp.mpf("0.4142135") for a, b in pairwise(places)]
    return [places[0] - mp.mpf("0.7320508"), *places, *between, places[-1] + mp.mpf("0.7320508")]


def holds(statement: Statement, variable: str, point: Any, tolerance: Any = _SAME) -> bool:
    """Nothing holds where a side has no value."""
    return any(
        all(_true(relation, variable, point, tolerance) for relation in together)
        for together in statement.alternatives or ()
    )


def _true(relation: Relation, variable: str, point: Any, tolerance: Any) -> bool:
    try:
        left, right = (evaluate(side, {variable: point}, DIGITS) for side in (relation.left, relation.right))  # fmt: skip
    except Undefined:
        return False
    same = close(left, right, tolerance)
    if relation.op == "=":
        return same
    if relation.op == "!=":
        return not same
    if abs(mp.im(left)) > tolerance or abs(mp.im(right)) > tolerance:
        return False
    if same:
        return relation.op in ("<=", ">=")
    return bool(mp.re(left) < mp.re(right)) is (relation.op in ("<", "<="))


def solutions(statement: Statement, places: Places, variable: str) -> list[Any]:
    """The places that solve it, and one point of each interval that does."""
    found = [place for relation in _relations(statement) for place in places.of(relation)[0]]
    points = [*_tests(_real(found)), *(_imaginary(found) if _is_complex(statement) else ())]
    return [point for point in points if holds(statement, variable, point, CLOSE_ENOUGH)]


def snapped(second: Statement, first: Statement, places: Places, variable: str) -> Statement:
    """'x = 4.67' for 14/3: a rounded solution is put for the one that it rounds."""
    roots: list[Any] | None = None
    alternatives: list[Together] = []
    changed = False
    for together in second.alternatives or ():
        match together:
            case (Relation("=", left, Number(value, decimals)),) if decimals:
                roots = roots if roots is not None else solutions(first, places, variable)
                half = Fraction(1, 2 * 10**decimals)
                near = [r for r in roots if abs(mp.im(r)) == 0 and abs(r - mp.mpf(value.numerator) / value.denominator) <= mp.mpf(half.numerator) / half.denominator * mp.mpf("1.0001")]  # fmt: skip
                if near and not close(near[0], mp.mpf(value.numerator) / value.denominator):
                    exact = Fraction(str(mp.nstr(near[0], 28)))
                    alternatives.append((Relation("=", left, Number(exact)),))
                    changed = True
                    continue
        alternatives.append(together)
    return Statement(tuple(alternatives), later=second.later) if changed else second
