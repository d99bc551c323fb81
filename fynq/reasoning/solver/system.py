"""Systems of equations: linear ones by elimination, small polynomial ones by substitution."""

from __future__ import annotations

from typing import Any

import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import Problem
from fynq.reasoning.reading.build import build, symbol
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Items, Relation
from fynq.reasoning.solved import Result, SolvedProblem, SolvedStep
from fynq.reasoning.solver import writing
from fynq.reasoning.solver.skills import skills
from fynq.reasoning.solver.writing import display, equation, latex, step

MAX_UNKNOWNS = 6


def solve(problem: Problem) -> SolvedProblem:
    tree = problem.tree
    assert isinstance(tree, Items)
    unknowns = [symbol(name) for name in problem.variables]
    equations = [
        sp.expand(build(item.left) - build(item.right))
        for item in tree.items
        if isinstance(item, Relation)
    ]
    if len(unknowns) > MAX_UNKNOWNS:
        raise CannotSolve("There are too many unknowns.")
    if not all(item.is_polynomial(*unknowns) for item in equations):
        raise CannotSolve("I solve systems of polynomial equations only.")
    if all(sp.Poly(item, *unknowns).total_degree() <= 1 for item in equations):
        return _linear(problem, equations, unknowns)
    return _polynomial(problem, equations, unknowns)


def _linear(problem: Problem, equations: list[Any], unknowns: list[Any]) -> SolvedProblem:
    steps = _elimination(equations, unknowns)
    found = sp.linsolve(equations, *unknowns)
    if found is sp.S.EmptySet:
        steps.append(
            step("Conclude", "The equations contradict each other, so there is no solution.")
        )
        return _finish(problem, "\\text{no solution}", Result("none"), steps)
    solution = next(iter(found))
    if any(value.free_symbols & set(unknowns) for value in solution):
        raise CannotSolve(
            "The equations depend on each other: there are infinitely many solutions."
        )
    return _unique(problem, unknowns, [tuple(solution)], steps)


def _elimination(equations: list[Any], unknowns: list[Any]) -> list[SolvedStep]:
    """Two unknowns are eliminated in words; larger systems show the reduced form."""
    if len(unknowns) == 2 and len(equations) == 2:
        return _two(equations, unknowns)
    matrix, right = sp.linear_eq_to_matrix(equations, unknowns)
    reduced = matrix.row_join(right).rref()[0]
    return [step("Eliminate the unknowns one after another", f"As an augmented matrix: {display(latex(matrix.row_join(right)))} Row reduction gives {display(latex(reduced))}")]  # fmt: skip


def _two(equations: list[Any], unknowns: list[Any]) -> list[SolvedStep]:
    x, y = unknowns
    first, second = equations
    a, b = first.coeff(y), second.coeff(y)
    if a == 0 or b == 0:
        given = first if a == 0 else second
        if given.coeff(x) == 0:
            return []
        value = sp.solve(given, x)[0]
        rest = (second if a == 0 else first).subs(x, value)
        other = sp.solve(rest, y)
        put = f" Put into the other equation it gives ${equation(y, other[0])}$." if other else ""
        return [step(f"Find ${latex(x)}$", f"One equation has only ${latex(x)}$: ${equation(x, value)}$.{put}")]  # fmt: skip
    scale = sp.lcm(a, b) if a.is_Integer and b.is_Integer else a * b
    if (scale / a).could_extract_minus_sign():
        scale = -scale
    combined = sp.expand(first * (scale / a) - second * (scale / b))
    left, rest = combined.coeff(x) * x, -combined.subs(x, 0)
    text = f"{_act(scale / a, scale / b)}, so that ${latex(y)}$ drops out: {display(equation(left, rest))}"
    steps = [step(f"Eliminate ${latex(y)}$", text)]
    if left != 0:
        value = sp.cancel(rest / combined.coeff(x))
        other = sp.cancel(sp.solve(first.subs(x, value), y)[0])
        steps.append(step("Solve and put back", f"So ${equation(x, value)}$, and from the first equation ${equation(y, other)}$."))  # fmt: skip
    return steps


def _act(first: Any, second: Any) -> str:
    """What is done to the two equations whose difference is taken: the first times `first`, …"""
    added = bool(second.could_extract_minus_sign())
    parts = [
        f"the {name} equation by ${latex(by)}$"
        for name, by in (("first", first), ("second", -second if added else second))
        if by != 1
    ]
    act = "add the two equations" if added else "subtract the second equation from the first"
    return f"Multiply {' and '.join(parts)}, then {act}" if parts else act[:1].upper() + act[1:]


def _polynomial(problem: Problem, equations: list[Any], unknowns: list[Any]) -> SolvedProblem:
    free = set().union(*(item.free_symbols for item in equations)) - set(unknowns)
    if len(unknowns) != 2 or len(equations) != 2 or free:
        raise CannotSolve("I solve non-linear systems of two equations in two unknowns only.")
    try:
        found = sp.solve(equations, unknowns, dict=False)
    except NotImplementedError:
        raise CannotSolve("I do not know a method for this system.") from None
    real = [tuple(row) for row in found if all(value.is_real for value in row)]
    if any(value.is_real is None or value.free_symbols for row in found for value in row):
        raise CannotSolve("The solutions of this system have no simple closed form.")
    steps = [_substitution(equations, unknowns)]
    if not real:
        steps.append(step("Conclude", "No pair of real numbers satisfies both equations."))
        return _finish(problem, "\\text{no solution}", Result("none"), steps)
    return _unique(problem, unknowns, real, steps)


def _substitution(equations: list[Any], unknowns: list[Any]) -> SolvedStep:
    """An equation of first degree in one unknown gives it; the other equation then has one unknown."""
    for given, other in (equations, equations[::-1]):
        for unknown, kept in (unknowns[::-1], unknowns):
            if sp.degree(given, unknown) != 1 or given.coeff(unknown, 1).has(kept):
                continue
            value = sp.expand(sp.solve(given, unknown)[0])
            left = sp.expand(other.subs(unknown, value))
            text = f"One equation gives ${equation(unknown, value)}$. Put into the other it leaves {display(equation(left, 0))}"  # fmt: skip
            return step("Substitute", text)
    return step("Eliminate", "Combine the equations so that one unknown drops out.")


def _unique(problem: Problem, unknowns: list[Any], rows: list[tuple[Any, ...]], steps: list[SolvedStep]) -> SolvedProblem:  # fmt: skip
    shown = [tuple(writing.value(sp.simplify(value), problem) for value in row) for row in rows]
    texts = [
        ",\\; ".join(
            f"{latex(unknown)} = {value}" for unknown, value in zip(unknowns, row, strict=True)
        )
        for row in shown
    ]
    final = " \\text{ or } ".join(texts)
    if len(unknowns) != 2:
        steps.append(step("Read off the solution", display(final)))
    return _finish(problem, final, Result("system", tuple(shown), problem.variables), steps)


def _finish(problem: Problem, final: str, result: Result, steps: list[SolvedStep]) -> SolvedProblem:
    return SolvedProblem(
        task=problem.task,
        asked=",\\; ".join(show(item) for item in problem.tree.items)
        if isinstance(problem.tree, Items)
        else "",
        final=final,
        result=result,
        steps=tuple(steps),
        skills=skills(problem),
        concept="Combine the equations so that one unknown drops out, solve for the other, and put it back.",
    )
