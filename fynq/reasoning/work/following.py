"""Does a line of work follow from the one before?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import mpmath as mp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading.names import TRIGONOMETRIC
from fynq.reasoning.reading.numeric import Undefined, evaluate
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import (
    Call,
    Constant,
    Derivative,
    Integral,
    Name,
    Negative,
    Number,
    Operation,
    Relation,
    Tree,
    names_in,
    number,
    walk,
)
from fynq.reasoning.verification.points import DIGITS, close
from fynq.reasoning.work.conditions import (
    CLOSE_ENOUGH,
    NEGLIGIBLE,
    Difference,
    Places,
    difference,
    holds,
    snapped,
)
from fynq.reasoning.work.statements import Statement
from fynq.reasoning.work.values import is_indefinite, same_value, slope

_FILLED = ((3, 7, 11, 5), (7, 2, 5, 13), (2, 5, 3, 11))
"""Numbers for the letters that are not solved for."""


@dataclass(frozen=True, slots=True)
class Step:
    """follows: None where it cannot be told. implied: it follows but not back again, as after
    squaring, so solutions may have come in. difference: of the solutions, for an equation."""

    follows: bool | None
    difference: Difference = Difference()
    implied: bool = False


@dataclass
class Following:
    """variable: the unknown of conditions, or that of calculus. definitions: letters that the
    student introduced, as in u = x²."""

    variable: str
    definitions: dict[str, Tree] = field(default_factory=dict)
    _places: dict[str, Places] = field(default_factory=dict)

    def conditions(self, first: Statement, second: Statement) -> Step:
        """Raises CannotSolve."""
        first, second = self._expanded(first), self._expanded(second)
        others = sorted({*first.names, *second.names} - {self.variable})
        found: list[Difference] = []
        implied = False
        for numbers in _FILLED if others else _FILLED[:1]:
            if len(others) > len(numbers):
                raise CannotSolve("There are too many letters.")
            values = {n: number(v) for n, v in zip(others, numbers, strict=False)}
            one, two = _filled(first, values), _filled(second, values)
            places = self._places.setdefault(str(values), Places(self.variable))
            two = snapped(two, one, places, self.variable) if not others else two
            gap = difference(one, two, places, self.variable)
            if gap.none:
                continue
            if gap.extra and not gap.lost and all(_comes_in(one, point, self.variable) for point in gap.extra):  # fmt: skip
                implied = True
                continue
            found.append(gap)
        if found:
            lost = tuple(point for gap in found for point in gap.lost)
            return Step(False, Difference(lost, tuple(p for gap in found for p in gap.extra)))
        if not _chain_holds(second):
            return Step(False)
        return Step(True, implied=implied)

    def solutions(self, statement: Statement) -> list[Any]:
        """The single values that solve a condition on the one unknown; [] where none is known."""
        statement = self._expanded(statement)
        if statement.alternatives is None or set(statement.names) != {self.variable}:
            return []
        places = self._places.setdefault("{}", Places(self.variable))
        relations = [r for together in statement.alternatives for r in together]
        found = [place for r in relations if r.op == "=" for place in places.of(r)[0]]
        real = [place for place in found if mp.im(place) == 0 or abs(mp.im(place)) < NEGLIGIBLE]
        return [mp.re(p) for p in real if holds(statement, self.variable, mp.re(p), CLOSE_ENOUGH)]

    def values(self, first: Statement, second: Statement) -> Step:
        """Raises CannotSolve."""
        first, second = self._expanded(first), self._expanded(second)
        one, two = first.value, second.value
        if one is None or two is None:
            raise CannotSolve("A condition is compared with an expression.")
        primitives = is_indefinite(one) or is_indefinite(two) or first.constant or second.constant
        if self.variable and primitives:
            one, two = slope(one, self.variable), slope(two, self.variable)
        return Step(same_value(one, two))

    def _expanded(self, statement: Statement) -> Statement:
        if not self.definitions:
            return statement
        return _filled(statement, self.definitions)


def in_degrees(statement: Statement, variable: str) -> Statement:
    """Angles without a sign may be meant in degrees."""
    degrees = Operation("/", Operation("*", Name(variable), Constant("pi")), number(180))
    return _filled(statement, {variable: degrees})


def is_periodic(statement: Statement, variable: str) -> bool:
    """Its solutions come again and again, so that no list of them is whole."""
    return any(
        isinstance(node, Call) and node.name in TRIGONOMETRIC and variable in names_in(node)
        for tree in statement.trees
        for node in walk(tree)
    )


def _filled(statement: Statement, values: Mapping[str, Tree]) -> Statement:
    if not values:
        return statement

    def put(tree: Tree) -> Tree:
        return _deep(tree, values)

    alternatives = None
    if statement.alternatives is not None:
        alternatives = tuple(
            tuple(Relation(r.op, put(r.left), put(r.right)) for r in together)
            for together in statement.alternatives
        )
    value = put(statement.value) if statement.value is not None else None
    later = tuple(put(tree) for tree in statement.later)
    return Statement(alternatives, value, later, statement.constant)


def _deep(tree: Tree, values: Mapping[str, Tree]) -> Tree:
    match tree:
        case Derivative(of, variable, order):
            return Derivative(substitute(of, values, {}), variable, order)
        case Integral(of, variable, low, high):
            return Integral(substitute(of, values, {}), variable, low, high)
        case _:
            return substitute(tree, values, {})


def _comes_in(first: Statement, point: Any, variable: str) -> bool:
    """Whether squaring both sides, or clearing denominators and roots, lets the point in.

    Then the line follows, and what came in has to be sorted out at the end. An inequality is not
    treated so: there the sides may change places.
    """
    relation = first.one
    if relation is None or relation.op != "=":
        return False
    try:
        left, right = (evaluate(side, {variable: point}, DIGITS) for side in (relation.left, relation.right))  # fmt: skip
    except Undefined:
        return True
    has_root = any(isinstance(node, Call) and node.name in ("sqrt", "abs", "root") for node in walk(relation))  # fmt: skip
    if has_root:
        return _squares_agree(relation, variable, point)
    return bool(close(left * left, right * right, mp.mpf(10) ** -12)) and _is_plain(relation)


def _is_plain(relation: Relation) -> bool:
    """'x = 3', which may be squared."""
    return isinstance(relation.left, Name) or isinstance(relation.right, Name)


def _squares_agree(relation: Relation, variable: str, point: Any) -> bool:
    """Some choice of signs of the roots and moduli makes the two sides equal at the point."""
    roots = [node for node in walk(relation) if isinstance(node, Call) and node.name in ("sqrt", "abs", "root")]  # fmt: skip
    if len(roots) > 3:
        return False
    for signs in range(2 ** len(roots)):
        chosen = {id(node): -1 if signs >> place & 1 else 1 for place, node in enumerate(roots)}
        left, right = (_signed(side, chosen) for side in (relation.left, relation.right))
        try:
            one, two = (evaluate(side, {variable: point}, DIGITS) for side in (left, right))
            if close(one, two, mp.mpf(10) ** -8):
                return True
        except Undefined:
            continue
    return False


def _signed(tree: Tree, chosen: dict[int, int]) -> Tree:
    match tree:
        case Call() if id(tree) in chosen:
            return Operation("*", number(chosen[id(tree)]), tree)
        case Operation(op, left, right):
            return Operation(op, _signed(left, chosen), _signed(right, chosen))
        case Negative(of):
            return Negative(_signed(of, chosen))
    return tree


def _chain_holds(statement: Statement) -> bool:
    """The later sides of 'x = 14/3 = 4.67' are equal to the one before."""
    relation = statement.one
    if not statement.later or relation is None:
        return True
    sides = [relation.right, *statement.later]
    return all(same_value(a, b) is not False for a, b in pairwise(sides))


def runs_on(first: Tree, second: Tree) -> bool:
    """'5 - 3 = 2 + 4 = 6', as many write: the second begins with the first's value."""
    if names_in(first) or names_in(second):
        return False
    start = second
    while isinstance(start, Operation) and start.op in "+-*/":
        start = start.left
        if isinstance(start, Number) and same_value(first, start):
            return True
    return False
