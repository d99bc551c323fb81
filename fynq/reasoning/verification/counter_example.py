"""A search for a counter-example that is complete: z3 decides polynomial arithmetic over the reals.

Where it says that no numbers fit the question and not the answer, none do; that is a proof, not a
sample. (Jovanović and de Moura 2012, "Solving Non-linear Arithmetic", the procedure nlsat.)
z3 reads no text: it is given terms that are built from the question's own tree.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading.tree import (
    Call,
    Constant,
    Name,
    Negative,
    Number,
    Operation,
    Relation,
    Tree,
)

MILLISECONDS = 500
_MOST_POWER = 12
_COMPARED: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


class Terms:
    """Trees as z3 terms over the reals.

    conditions: what must hold for the terms built so far to have a value: denominators are not
    zero, square roots are of numbers that are not negative.
    """

    def __init__(self) -> None:
        import z3

        self._z3 = z3
        self.conditions: list[Any] = []
        self._fresh = 0

    def variable(self, name: str) -> Any:
        return self._z3.Real(name)

    def of(self, tree: Tree) -> Any:
        """Raises CannotSolve for what is not polynomial arithmetic, roots and absolute values."""
        match tree:
            case Number(value):
                return self._z3.Q(value.numerator, value.denominator)
            case Name(name):
                return self.variable(name)
            case Negative(of):
                return -self.of(of)
            case Operation("^", base, exponent):
                return self._power(base, exponent)
            case Operation("/", above, below):
                divisor = self.of(below)
                self.conditions.append(divisor != 0)
                return self.of(above) / divisor
            case Operation(op, left, right) if op in "+-*":
                one, other = self.of(left), self.of(right)
                return {"+": one + other, "-": one - other, "*": one * other}[op]
            case Call("abs", (of,)):
                inside = self.of(of)
                return self._z3.If(inside >= 0, inside, -inside)
            case Call("sqrt", (of,)):
                return self._root(of, 2)
            case Call("root", (of, Number(degree))) if degree in (2, 3):
                return self._root(of, int(degree))
        raise CannotSolve("This is more than polynomial arithmetic.")

    def _power(self, base: Tree, exponent: Tree) -> Any:
        if not isinstance(exponent, Number) or exponent.value.denominator != 1:
            raise CannotSolve("This is more than polynomial arithmetic.")
        power = exponent.value.numerator
        if abs(power) > _MOST_POWER:
            raise CannotSolve("This power is too high to decide.")
        term = self.of(base)
        product = self._z3.RealVal(1)
        for _ in range(abs(power)):
            product = product * term
        if power > 0:
            return product
        self.conditions.append(term != 0)
        return 1 / product

    def _root(self, of: Tree, degree: int) -> Any:
        inside = self.of(of)
        self._fresh += 1
        root = self._z3.Real(f"root!{self._fresh}")
        power = root * root if degree == 2 else root * root * root
        self.conditions.append(power == inside)
        if degree == 2:
            self.conditions.append(root >= 0)
        return root

    def holds(self, relation: Relation) -> Any:
        return _COMPARED[relation.op](self.of(relation.left), self.of(relation.right))

    def all(self, terms: Sequence[Any]) -> Any:
        return self._z3.And(*terms) if terms else self._z3.BoolVal(True)

    def any(self, terms: Sequence[Any]) -> Any:
        return self._z3.Or(*terms) if terms else self._z3.BoolVal(False)

    def without(self, term: Any) -> Any:
        return self._z3.Not(term)

    def possible(self, *terms: Any) -> bool | None:
        """Whether some numbers make all of `terms` true; None when that was not decided in time."""
        solver = self._z3.SolverFor("QF_NRA")
        solver.set("timeout", MILLISECONDS)
        solver.add(*terms)
        found = solver.check()
        if found == self._z3.unsat:
            return False
        return True if found == self._z3.sat else None


def another_solution(
    relations: Sequence[Tree], names: Sequence[str], rows: Sequence[Sequence[Tree]]
) -> bool | None:
    """Whether numbers that are in none of `rows` satisfy all `relations`, in real numbers.

    rows: one value for each of `names`. None when it cannot be decided.
    """
    try:
        terms = Terms()
        asked = [terms.holds(each) for each in relations if isinstance(each, Relation)]
        if len(asked) < len(relations):
            return None
        given = [
            terms.all([terms.variable(name) == terms.of(value) for name, value in pairs])
            for pairs in (tuple(zip(names, row, strict=True)) for row in rows)
        ]
        return terms.possible(*asked, *terms.conditions, terms.without(terms.any(given)))
    except CannotSolve:
        return None


def other_set(
    relations: Sequence[Tree], name: str, rows: Sequence[tuple[Tree, Tree, bool, bool]]
) -> bool | None:
    """Whether some real number satisfies all `relations` and lies in no interval of `rows`, or lies
    in one and does not satisfy them.

    rows: low end, high end, whether each belongs. None when it cannot be decided.
    """
    try:
        terms = Terms()
        x = terms.variable(name)
        told = []
        for low, high, low_in, high_in in rows:
            bounds = []
            if low != Negative(Constant("oo")):
                bounds.append(x >= terms.of(low) if low_in else x > terms.of(low))
            if high != Constant("oo"):
                bounds.append(x <= terms.of(high) if high_in else x < terms.of(high))
            told.append(terms.all(bounds))
        ends = list(terms.conditions)
        terms.conditions.clear()
        asked = [terms.holds(each) for each in relations if isinstance(each, Relation)]
        if len(asked) < len(relations):
            return None
        inside, satisfied = terms.any(told), terms.all(asked)
        defined = terms.all(terms.conditions)
        missing = terms.possible(*ends, satisfied, defined, terms.without(inside))
        if missing is not False:
            return missing
        if terms.conditions and any("root!" in str(each) for each in terms.conditions):
            return None
        return terms.possible(*ends, inside, terms.without(terms.all([satisfied, defined])))
    except CannotSolve:
        return None
