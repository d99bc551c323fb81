"""Derivatives, integrals and limits, by numbers."""

from __future__ import annotations

import itertools
from typing import Any

import mpmath as mp

from fynq.domain.doubt import Witness
from fynq.reasoning.problem import Problem
from fynq.reasoning.reading.numeric import Undefined, evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import (
    Constant,
    Derivative,
    Integral,
    Limit,
    Negative,
    Tree,
    names_in,
)
from fynq.reasoning.solved import Result
from fynq.reasoning.verification.points import DIGITS, agree_by, close
from fynq.reasoning.verification.witnesses import Checked, Disagreement, agreed, require

DIFFERENCE = mp.mpf(10) ** -9


def _slope(tree: Tree, variable: str, order: int, at: dict[str, Any]) -> Any:
    """By central differences with 50 digits."""
    with mp.workdps(50):
        try:
            return mp.diff(lambda x: evaluate(tree, {**at, variable: x}, 45), at[variable], order, h=mp.mpf(10) ** -8)  # fmt: skip
        except (ZeroDivisionError, ValueError):
            raise Undefined("Not defined near this point.") from None


def check_derivative(problem: Problem, result: Result, seed: str) -> Checked:
    """Raises Disagreement."""
    tree = problem.tree
    assert isinstance(tree, Derivative)
    found = parse(result.values[0][0])
    if problem.point is not None:
        at = {tree.variable: evaluate(problem.point, {}, DIGITS)}
        expected = _slope(tree.of, tree.variable, tree.order, at)
        tolerance = DIFFERENCE if problem.places is None else mp.mpf(6) / 10 ** (problem.places + 1)
        require(
            close(expected, evaluate(found, at, DIGITS), tolerance), "The numeric slope differs."
        )
        return agreed(
            "numeric", "Agrees with the slope measured by small differences at the point."
        )
    names = sorted({*names_in(tree.of), *names_in(found), tree.variable})
    same = agree_by(
        lambda at: _slope(tree.of, tree.variable, tree.order, at),
        lambda at: evaluate(found, at, DIGITS),
        names,
        seed,
        4,
        DIFFERENCE,
    )
    require(same, "The numeric slope differs at a test point.")
    return agreed("numeric", "Agrees with slopes measured by small differences at random points.")


def check_integral(problem: Problem, result: Result, seed: str) -> Checked:
    """Raises Disagreement."""
    tree = problem.tree
    assert isinstance(tree, Integral)
    found = parse(result.values[0][0])
    if tree.low is not None and tree.high is not None:
        return _definite(problem, tree, found)
    names = sorted({*names_in(tree.of), *names_in(found), tree.variable})
    same = agree_by(
        lambda at: evaluate(tree.of, at, DIGITS),
        lambda at: _slope(found, tree.variable, 1, at),
        names,
        seed,
        4,
        DIFFERENCE,
    )
    require(same, "The slope of the result is not the integrand.")
    return agreed("numeric", "The slope of the result is the integrand at random points.")


def _definite(problem: Problem, tree: Integral, found: Tree) -> Checked:
    if names_in(tree) and set(names_in(tree)) - {tree.variable}:
        raise Disagreement("I cannot test an integral with other letters.")
    assert tree.low is not None and tree.high is not None
    low, high = _bound(tree.low), _bound(tree.high)

    def integrand(x: Any) -> Any:
        try:
            return evaluate(tree.of, {tree.variable: x}, 25)
        except Undefined:
            raise ValueError("undefined") from None

    with mp.workdps(25):
        try:
            total, error = mp.quad(integrand, [low, high], error=True)
        except (ValueError, ZeroDivisionError):
            raise Disagreement("Numeric integration fails.") from None
    tolerance = (
        mp.mpf(10) ** -8 if problem.places is None else mp.mpf(6) / 10 ** (problem.places + 1)
    )
    require(bool(error < mp.mpf(10) ** -6), "Numeric integration is not certain.")
    require(close(total, evaluate(found, {}, DIGITS), tolerance), "Numeric integration differs.")
    return agreed("numeric", "Agrees with numeric integration.")


def _bound(tree: Tree) -> Any:
    if tree == Constant("oo"):
        return mp.inf
    if tree == Negative(Constant("oo")):
        return -mp.inf
    return evaluate(tree, {}, DIGITS)


def check_limit(problem: Problem, result: Result, seed: str) -> Checked:
    """Raises Disagreement."""
    tree = problem.tree
    assert isinstance(tree, Limit)
    if set(names_in(tree.of)) - {tree.variable}:
        raise Disagreement("I cannot test a limit with other letters.")
    point = _bound(tree.point)
    sides = [tree.side] if tree.side else (["+"] if mp.isinf(point) else ["-", "+"])
    ends = [_approach(tree, point, side) for side in sides]
    if result.form == "undefined":
        settled = len(ends) == 2 and all(_settles(values) for values in ends)
        apart = abs(ends[0][-1] - ends[1][-1]) > mp.mpf(10) ** -3 if settled else _diverge(ends)
        require(bool(apart), "The two sides seem to meet.")
        return agreed(
            "numeric", "The values from the left and from the right do not come together."
        )
    found = _bound(parse(result.values[0][0]))
    for values in ends:
        require(_reaches(values, found, problem.places), "The values near the point go elsewhere.")
    witness = "Values ever closer to the point come ever closer to the limit, from every side asked for."  # fmt: skip
    return Checked((Witness("numeric", witness),))


def _approach(tree: Limit, point: Any, side: str) -> list[Any]:
    with mp.workdps(60):
        values = []
        for power in (2, 3, 4, 5, 6, 8, 10):
            step = mp.mpf(10) ** -power * mp.mpf("1.2345")
            if mp.isinf(point):
                at = (1 if point > 0 else -1) / step
            else:
                at = point - step if side == "-" else point + step
            try:
                values.append(evaluate(tree.of, {tree.variable: at}, 60))
            except Undefined:
                raise Disagreement("The expression is not defined near the point.") from None
    if any(mp.im(value) != 0 for value in values):
        raise Disagreement("The expression is not real near the point.")
    return values


def _settles(values: list[Any]) -> bool:
    return bool(abs(values[-1] - values[-2]) < mp.mpf(10) ** -3 * max(1, abs(values[-1])))


def _diverge(ends: list[list[Any]]) -> bool:
    """One side grows without bound, the other differs in sign or stays."""
    return len(ends) == 2 and (ends[0][-1] > 0) != (ends[1][-1] > 0)


def _reaches(values: list[Any], found: Any, places: int | None) -> bool:
    if mp.isinf(found):
        growing = all(abs(b) > abs(a) for a, b in itertools.pairwise(values))
        return bool(growing and abs(values[-1]) > 5 and (values[-1] > 0) == (found > 0))
    if places is not None:
        return bool(abs(values[-1] - found) < mp.mpf(6) / 10 ** (places + 1))
    errors = [abs(value - found) for value in values]
    small = errors[-1] < mp.mpf(10) ** -4 * max(1, abs(found))
    shrinking = errors[-1] <= errors[0] and errors[-1] <= errors[-2] * mp.mpf("1.01")
    return bool(errors[-1] == 0 or (small and shrinking))
