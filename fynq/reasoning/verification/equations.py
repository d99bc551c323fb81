"""Roots by substitution into what was asked, and whether any is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import mpmath as mp

from fynq.domain.doubt import Witness
from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import Problem
from fynq.reasoning.reading.defined import always_defined, has_real_value
from fynq.reasoning.reading.numeric import Undefined, evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import (
    Constant,
    Items,
    Name,
    Operation,
    Relation,
    Tree,
    names_in,
    number,
    walk,
)
from fynq.reasoning.solved import Result
from fynq.reasoning.verification.counter_example import another_solution
from fynq.reasoning.verification.points import DIGITS, close, points
from fynq.reasoning.verification.polynomials import common, distinct_roots, divide, ratio
from fynq.reasoning.verification.witnesses import Checked, Disagreement, require

_DECIDED = Witness(
    "counter_example",
    "No other real numbers fit: a complete search for a counter-example found none.",
)
SCAN_FROM, SCAN_TO, SCAN_STEPS = -60.0, 60.0, 1_200


def check_roots(problem: Problem, result: Result, seed: str) -> Checked:
    """Raises Disagreement."""
    tree = problem.tree
    if not isinstance(tree, Relation):
        raise Disagreement("There is no equation.")
    variable = problem.variables[0]
    gap = Operation("-", tree.left, tree.right)
    others = [name for name in names_in(tree) if name != variable]
    if result.form == "all":
        require(always_defined(tree), "The sides may be undefined somewhere.")
        require(_identity(gap, names_in(tree), seed), "The two sides differ at a test point.")
        return Checked((Witness("numeric", "Both sides agree at random points."),))
    values = [parse(row[0]) for row in result.values]
    if others:
        return _with_parameters(gap, variable, others, values, seed)
    places = problem.places
    numbers = [evaluate(value, {}, DIGITS) for value in values]
    complete, exact_roots = _complete(gap, variable, numbers, places)
    if places is None:
        for value in numbers:
            _substitute(gap, variable, value)
            require(has_real_value(tree, variable, value), "A part has no real value there.")
    require(complete, "The solutions that I find numerically are not the same.")
    shown = ", ".join(row[0] for row in result.values)
    witnesses = []
    if numbers and places is None:
        witnesses.append(Witness("substitution", f"Substituting ${variable} = {shown}$ makes both sides of the original equation equal."))  # fmt: skip
    how = (
        "the numeric roots of the polynomial"
        if exact_roots
        else "a numeric search for sign changes"
    )
    if not exact_roots and places is None:
        more = another_solution((tree,), (variable,), [[value] for value in values])
        require(more is not True, "There is another solution.")
        if more is False:
            return Checked((*witnesses, _DECIDED))
    if exact_roots or numbers:
        witnesses.append(Witness("numeric", f"The solution set agrees with {how}."))
    if not witnesses:
        raise Disagreement("Nothing but a search says that there is no solution.")
    return Checked(tuple(witnesses))


def _substitute(gap: Operation, variable: str, value: Any) -> None:
    try:
        left = evaluate(gap.left, {variable: value}, DIGITS)
        right = evaluate(gap.right, {variable: value}, DIGITS)
    except Undefined:
        raise Disagreement("A solution makes the original equation undefined.") from None
    require(close(left, right), "A solution does not satisfy the original equation.")


def _identity(gap: Tree, names: Sequence[str], seed: str) -> bool | None:
    held = 0
    for at in points(seed, names):
        try:
            if not close(evaluate(gap, at, DIGITS), 0):
                return False
        except Undefined:
            return None
        held += 1
    return held >= 8


def _with_parameters(gap: Operation, variable: str, others: list[str], values: list[Tree], seed: str) -> Checked:  # fmt: skip
    """Numbers for the other letters, then the roots of that equation as for any other. What holds
    with any number in the place of π holds with π."""
    if Constant("pi") in walk(gap):
        circle: dict[str, Tree] = {"\\pi": Name("pi")}
        turned = substitute(gap, circle, {})
        values = [substitute(value, circle, {}) for value in values]
        gap = turned if isinstance(turned, Operation) else gap
        others = [*others, "pi"]
    tried = 0
    for at in points(seed, others, 12):
        whole = {name: mp.mpf(int(value * 3) or 2) for name, value in at.items()}
        filled = substitute(gap, {name: number(int(value)) for name, value in whole.items()}, {})
        try:
            numbers = [evaluate(value, whole, DIGITS) for value in values]
            complete, exact_roots = _complete(filled, variable, numbers, None)
        except Undefined:
            continue
        if not isinstance(filled, Operation) or not exact_roots:
            raise Disagreement("I cannot test this equation with letters.")
        require(complete, "With numbers for the letters the solutions differ.")
        tried += 1
    require(tried >= 4, "The solution is not defined at enough test points.")
    return Checked((Witness("substitution", "With random numbers for the other letters, the solution satisfies the original equation and is the only one."),))  # fmt: skip


def _complete(gap: Tree, variable: str, numbers: list[Any], places: int | None) -> tuple[bool, bool]:  # fmt: skip
    """Whether `numbers` are all solutions, and whether a polynomial said so (else a search)."""
    form = ratio(gap, variable)
    tolerance = mp.mpf(10) ** -15 if places is None else mp.mpf(6) / 10 ** (places + 1)
    if form is not None:
        if not form.top:
            return False, True
        shared = common(form.top, form.bottom)
        top = divide(form.top, shared)[0] if len(shared) > 1 else form.top
        roots = [root for root in distinct_roots(top) if _defined(gap, variable, root)]
        real = [root for root in roots if abs(mp.im(root)) < mp.mpf(10) ** -20]
        expected = roots if any(mp.im(value) != 0 for value in numbers) else real
        return _same_set(expected, numbers, tolerance), True
    found = real_zeros(gap, variable)
    inside = [value for value in numbers if SCAN_FROM < value < SCAN_TO]
    return _same_set(found, inside, max(tolerance, mp.mpf(10) ** -12)), False


def _defined(gap: Tree, variable: str, value: Any) -> bool:
    """No division in the original is by zero there (up to the precision of the roots)."""
    for node in walk(gap):
        if isinstance(node, Operation) and node.op == "/" and variable in names_in(node.right):
            try:
                if abs(evaluate(node.right, {variable: value}, DIGITS)) < mp.mpf(10) ** -12:
                    return False
            except Undefined:
                return False
    return True


def _same_set(expected: list[Any], found: list[Any], tolerance: Any) -> bool:
    return (
        len(expected) == len(found)
        and all(any(close(a, b, tolerance) for b in found) for a in expected)
        and all(any(close(a, b, tolerance) for a in expected) for b in found)
    )


def real_zeros(gap: Tree, variable: str) -> list[Any]:
    """Real zeros by sign changes and by minima of the size, refined by the secant method."""

    def at(x: Any) -> Any:
        value = evaluate(gap, {variable: x}, 20)
        if abs(mp.im(value)) > mp.mpf(10) ** -18:
            raise Undefined("Not real here.")
        return mp.re(value)

    width = (SCAN_TO - SCAN_FROM) / SCAN_STEPS
    grid = [mp.mpf(SCAN_FROM + width * (i + 0.137)) for i in range(SCAN_STEPS)]
    values: list[Any] = []
    for x in grid:
        try:
            values.append(at(x))
        except (Undefined, CannotSolve):
            values.append(None)
    zeros: list[Any] = []
    for i in range(len(grid) - 1):
        a, b = values[i], values[i + 1]
        if a is None or b is None:
            zeros.extend(_edge(at, grid[i], grid[i + 1], a, b))
            continue
        if a == 0 or a * b < 0:
            zeros.extend(_bisect(at, grid[i], grid[i + 1]))
        elif i > 0 and values[i - 1] is not None and _dips(values[i - 1], a, b):
            zeros.extend(_touching(at, grid[i - 1], grid[i + 1]))
    return _distinct(zeros)


def _dips(before: Any, here: Any, after: Any) -> bool:
    """A clear minimum of the size; a flat stretch is none."""
    least = min(abs(before), abs(after))
    return bool(abs(here) < least * (1 - mp.mpf(10) ** -7) or abs(here) == 0)


def _bisect(at: Any, low: Any, high: Any) -> list[Any]:
    try:
        sign = at(low)
        for _ in range(70):
            middle = (low + high) / 2
            value = at(middle)
            if value == 0:
                return [middle]
            low, high = (low, middle) if sign * value < 0 else (middle, high)
        return [low] if abs(at(low)) < mp.mpf(10) ** -6 else []
    except Undefined:
        return []


def _touching(at: Any, low: Any, high: Any) -> list[Any]:
    """Golden-section search for a zero without a change of sign."""
    ratio_ = (mp.sqrt(5) - 1) / 2
    try:
        for _ in range(90):
            a, b = high - ratio_ * (high - low), low + ratio_ * (high - low)
            low, high = (low, b) if abs(at(a)) < abs(at(b)) else (a, high)
        return [(low + high) / 2] if abs(at((low + high) / 2)) < mp.mpf(10) ** -14 else []
    except Undefined:
        return []


def _edge(at: Any, low: Any, high: Any, a: Any, b: Any) -> list[Any]:
    """A zero may stand at the very edge of the domain, as in √(x − 2) = 0, or just inside it."""
    if a is None and b is None:
        return []
    bad, good = (low, high) if a is None else (high, low)
    try:
        start = at(good)
        for _ in range(70):
            middle = (bad + good) / 2
            try:
                value = at(middle)
            except Undefined:
                bad = middle
                continue
            if value * start < 0:
                return _bisect(at, min(middle, good), max(middle, good))
            good = middle
        return [good] if abs(at(good)) < mp.mpf(10) ** -8 else []
    except Undefined:
        return []


def _distinct(zeros: list[Any]) -> list[Any]:
    """Sorted: a function that is flat at its end has thousands."""
    kept: list[Any] = []
    for zero in sorted(zeros):
        if not kept or zero - kept[-1] >= mp.mpf(10) ** -6:
            kept.append(zero)
    return kept


def check_system(problem: Problem, result: Result, seed: str) -> Checked:
    """Raises Disagreement."""
    tree = problem.tree
    if not isinstance(tree, Items):
        raise Disagreement("There is no system.")
    names = problem.variables
    if set(names_in(tree)) - set(names):
        raise Disagreement("I cannot test a system with other letters.")
    if result.form == "none":
        return _contradiction(tree, names, problem.domain)
    for row in result.values:
        point = {
            name: evaluate(parse(value), {}, DIGITS) for name, value in zip(names, row, strict=True)
        }
        for item in tree.items:
            if not isinstance(item, Relation):
                raise Disagreement("There is no equation.")
            left, right = evaluate(item.left, point, DIGITS), evaluate(item.right, point, DIGITS)
            tolerance = (
                mp.mpf(10) ** -18 if problem.places is None else mp.mpf(10) ** (1 - problem.places)
            )
            require(close(left, right, tolerance), "A solution does not satisfy every equation.")
    rows = _linear_rows(tree, names)
    if rows is None:
        fits = Witness("substitution", "Each solution satisfies every original equation.")
        if problem.places is None and problem.domain != "complex":
            given = [[parse(value) for value in row] for row in result.values]
            more = another_solution(tree.items, names, given)
            require(more is not True, "There is another solution.")
            if more is False:
                return Checked((fits, _DECIDED))
        why = "Substitution fits, but I cannot confirm that no solution is missing."
        raise Disagreement(why, witnesses=(fits,))
    require(_rank([row[:-1] for row in rows]) == len(names), "The solution is not the only one.")
    return Checked((Witness("substitution", "The solution satisfies every original equation, and the rank shows that it is the only one."),))  # fmt: skip


def _contradiction(tree: Items, names: Sequence[str], domain: str) -> Checked:
    rows = _linear_rows(tree, names)
    if rows is None:
        if domain != "complex" and another_solution(tree.items, names, ()) is False:
            return Checked((_DECIDED,))
        raise Disagreement("I cannot confirm that there is no solution.")
    require(_rank(rows) > _rank([row[:-1] for row in rows]), "The equations do not contradict each other.")  # fmt: skip
    return Checked((Witness("recomputation", "The rank with the right-hand sides is larger than without them."),))  # fmt: skip


def _linear_rows(tree: Items, names: Sequence[str]) -> list[list[Any]] | None:
    """Coefficients and right-hand side by exact evaluation at the unit points."""
    from fractions import Fraction

    from fynq.reasoning.reading.numeric import exact
    from fynq.reasoning.reading.substitute import substitute
    from fynq.reasoning.reading.tree import number

    rows = []
    for item in tree.items:
        if not isinstance(item, Relation):
            return None
        gap = Operation("-", item.left, item.right)

        def at(values: dict[str, int], gap: Tree = gap) -> Fraction | None:
            return exact(substitute(gap, {name: number(values.get(name, 0)) for name in names}, {}))

        origin = at({})
        units = [at({name: 1}) for name in names]
        twice = [at({name: 2}) for name in names]
        mixed = at({name: place + 3 for place, name in enumerate(names)})
        if origin is None or mixed is None or None in units or None in twice:
            return None
        slopes = [unit - origin for unit in units if unit is not None]
        if any(two is not None and two - origin != 2 * slope for two, slope in zip(twice, slopes, strict=True)):  # fmt: skip
            return None
        if mixed != origin + sum((slope * (place + 3) for place, slope in enumerate(slopes)), Fraction(0)):  # fmt: skip
            return None
        rows.append([*slopes, -origin])
    return rows


def _rank(rows: list[list[Any]]) -> int:
    rows = [list(row) for row in rows]
    rank = 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((i for i in range(rank, len(rows)) if rows[i][column] != 0), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        for i in range(rank + 1, len(rows)):
            factor = rows[i][column] / rows[rank][column]
            rows[i] = [a - factor * b for a, b in zip(rows[i], rows[rank], strict=True)]
        rank += 1
    return rank
