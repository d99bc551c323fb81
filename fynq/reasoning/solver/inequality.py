"""Inequalities in one unknown whose boundary points can be found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import mpmath as mp
import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import Problem
from fynq.reasoning.reading.build import build, symbol
from fynq.reasoning.reading.defined import has_real_value
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Items, Operation, Relation, Tree, names_in, walk
from fynq.reasoning.solved import Result, SolvedProblem
from fynq.reasoning.solver.skills import skills
from fynq.reasoning.solver.writing import display, latex, step
from fynq.reasoning.verification.shown import shown

_RELATIONS = {"<": sp.Lt, ">": sp.Gt, "<=": sp.Le, ">=": sp.Ge}
_SIGNS = {"<": "<", ">": ">", "<=": "\\le", ">=": "\\ge"}


def solve(problem: Problem) -> SolvedProblem:
    tree = problem.tree
    relations = tree.items if isinstance(tree, Items) else (tree,)
    x = symbol(problem.variables[0])
    found: Any = sp.S.Reals
    steps = []
    for relation in relations:
        assert isinstance(relation, Relation)
        difference = build(relation.left) - build(relation.right)
        if difference.free_symbols - {x}:
            raise CannotSolve("I solve inequalities without other letters only.")
        part = _solved(relation, difference, x)
        found = found.intersect(part)
        top, bottom = sp.fraction(sp.together(difference))
        if sp.expand(top).is_polynomial(x) and not bottom.has(x) and sp.Poly(top, x).degree() == 1:
            steps.append(_linear_step(relation, x, difference))
        else:
            steps.append(step("Compare with zero", f"Bring everything to one side: {display(f'{latex(sp.factor(sp.together(difference)))} {_SIGNS[relation.op]} 0')} The sign can change only where this is zero or undefined; test one number between each two such points."))  # fmt: skip
    found = found - sp.FiniteSet(*_holes(relations, x))
    _require_values(relations, problem.variables[0], found)
    intervals = _intervals(found)
    result = Result("none") if not intervals else Result("interval", tuple(intervals), problem.variables)  # fmt: skip
    text = shown(problem, result)
    steps.append(step("Solution", display(text)))
    kind = "linear-inequalities"
    return SolvedProblem(problem.task, " ,\\; ".join(show(item) for item in relations), text, result, tuple(steps), skills(problem, kind), "Treat it like an equation, but turn the sign around when you multiply or divide by a negative number.")  # fmt: skip


def _holes(relations: Sequence[Tree], x: Any) -> set[Any]:
    """Where something is divided by zero, or zero is raised to the power of zero, even if that
    cancels: x/x > 0 has no value at 0."""
    found = set[Any]()
    for node in (node for relation in relations for node in walk(relation)):
        match node:
            case Operation("/", _, below) if names_in(below):
                pass
            case Operation("^", below, power) if names_in(below) and exact(power) == 0:
                pass
            case _:
                continue
        zeros = sp.solveset(build(below), x, sp.S.Reals)
        if not isinstance(zeros, sp.FiniteSet):
            if zeros is sp.S.EmptySet:
                continue
            raise CannotSolve("I do not know where this has no value.")
        found |= set(zeros)
    return found


def _require_values(relations: Sequence[Tree], name: str, found: Any) -> None:
    """A root that cancels, as in √x² > -1 with the root first, leaves a set that is too large.
    Raises CannotSolve."""
    for part in _parts(found):
        low, high = part.inf, part.sup
        ends = [end for end in (low, high) if end.is_finite]
        inner = [low + k if high is sp.oo else high - k for k in (sp.Rational(1, 3), 7, 1000)]
        if len(ends) == 2:
            inner = [(low * k + high * (4 - k)) / 4 for k in (1, 2, 3)]
        if not ends:
            inner = [sp.Integer(k) for k in (-1000, -7, -1, 1, 7, 1000)]
        for spot in inner:
            value = mp.mpf(sp.N(spot, 30))
            if not all(
                has_real_value(each, name, value)
                for each in relations
                if isinstance(each, Relation)
            ):
                raise CannotSolve("Something in this inequality has no value at a solution.")


def _solved(relation: Relation, difference: Any, x: Any) -> Any:
    try:
        return sp.solve_univariate_inequality(_RELATIONS[relation.op](difference, 0), x, relational=False)  # fmt: skip
    except (NotImplementedError, TypeError, ValueError, RecursionError):
        raise CannotSolve("I do not know a method for this inequality.") from None


def _linear_step(relation: Relation, x: Any, difference: Any) -> Any:
    slope, rest = sp.Poly(sp.expand(difference), x).all_coeffs()
    turned = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}[relation.op]
    sign = relation.op if slope > 0 else turned
    note = " Dividing by a negative number turns the sign around." if slope < 0 else ""
    return step("Isolate the unknown", f"{display(f'{latex(slope * x)} {_SIGNS[relation.op]} {latex(-rest)}')}{note} {display(f'{latex(x)} {_SIGNS[sign]} {latex(-rest / slope)}')}")  # fmt: skip


def _parts(found: Any) -> list[Any]:
    if found is sp.S.EmptySet:
        return []
    parts = list(found.args) if isinstance(found, sp.Union) else [found]
    if found is sp.S.Reals:
        parts = [sp.Interval(-sp.oo, sp.oo)]
    flat: list[Any] = []
    for part in parts:
        if isinstance(part, sp.FiniteSet):
            flat.extend(sp.Interval(point, point) for point in part)
        elif isinstance(part, sp.Interval):
            flat.append(part)
        else:
            raise CannotSolve("I cannot write the solution of this inequality.")
    return sorted(flat, key=lambda item: sp.N(item.inf))


def _intervals(found: Any) -> list[tuple[str, str, str, str]]:
    """(start, end, '[' or '(', ']' or ')') for each interval."""
    rows = []
    for part in _parts(found):
        single = isinstance(part, sp.FiniteSet)
        start, end = (part.args[0], part.args[0]) if single else (part.start, part.end)
        left_open, right_open = (False, False) if single else (part.left_open, part.right_open)
        rows.append(
            (latex(start), latex(end), "(" if left_open else "[", ")" if right_open else "]")
        )
    return rows
