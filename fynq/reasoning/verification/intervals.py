"""Inequalities: membership of the claimed set against the original, point by point."""

from __future__ import annotations

from typing import Any

import mpmath as mp

from fynq.domain.doubt import Witness
from fynq.reasoning.problem import Problem
from fynq.reasoning.reading.numeric import Undefined, evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import Constant, Items, Negative, Relation, Tree
from fynq.reasoning.solved import Result
from fynq.reasoning.verification.counter_example import other_set
from fynq.reasoning.verification.points import DIGITS, close, generator
from fynq.reasoning.verification.witnesses import Checked, Disagreement, require


def check_inequality(problem: Problem, result: Result, seed: str) -> Checked:
    """Tests every end point, both sides of it, and 400 points between. Raises Disagreement."""
    tree, variable = problem.tree, problem.variables[0]
    relations = tree.items if isinstance(tree, Items) else (tree,)
    rows = [(_end(row[0]), _end(row[1]), row[2] == "[", row[3] == "]") for row in result.values]
    ends = [end for row in rows for end in row[:2] if not mp.isinf(end)]
    source = generator(seed)
    tests = [mp.mpf(source.uniform(-30, 30)) for _ in range(200)]
    tests += [mp.mpf(source.uniform(-3, 3)) for _ in range(200)]
    for end in ends:
        tests += [end, end - mp.mpf(10) ** -6, end + mp.mpf(10) ** -6]
    for x in tests:
        claimed = any(_inside(x, *row) for row in rows)
        require(_true(relations, variable, x) == claimed, "A test point is on the wrong side.")
    tested = Witness("substitution", "Test points inside, outside and at the ends satisfy the inequality exactly when they should.")  # fmt: skip
    if problem.places is not None:
        return Checked((tested,))
    parsed = [(parse(row[0]), parse(row[1]), row[2] == "[", row[3] == "]") for row in result.values]
    other = other_set(relations, variable, parsed)
    require(other is not True, "A number is on the wrong side.")
    decided = Witness("counter_example", "No real number is on the wrong side: a complete search for a counter-example found none.")  # fmt: skip
    return Checked((tested,) if other is None else (tested, decided))


def _end(text: str) -> Any:
    tree = parse(text)
    if tree == Constant("oo"):
        return mp.inf
    if tree == Negative(Constant("oo")):
        return -mp.inf
    return evaluate(tree, {}, DIGITS)


def _inside(x: Any, low: Any, high: Any, low_in: bool, high_in: bool) -> bool:
    if (not mp.isinf(low) and x == low) or (not mp.isinf(high) and x == high):
        return (x == low and low_in) or (x == high and high_in)
    return bool(low < x < high)


def _true(relations: tuple[Tree, ...], variable: str, x: Any) -> bool:
    for relation in relations:
        if not isinstance(relation, Relation):
            raise Disagreement("There is no inequality.")
        try:
            left = evaluate(relation.left, {variable: x}, DIGITS)
            right = evaluate(relation.right, {variable: x}, DIGITS)
        except Undefined:
            return False
        if mp.im(left) != 0 or mp.im(right) != 0:
            return False
        equal = close(left, right, mp.mpf(10) ** -25)
        less = not equal and mp.re(left) < mp.re(right)
        if not {"<": less, ">": not less and not equal, "<=": less or equal, ">=": not less}[relation.op]:  # fmt: skip
            return False
    return True
