"""Simplify, expand, factor."""

from __future__ import annotations

from typing import Any

import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import Problem, Task
from fynq.reasoning.reading.build import build
from fynq.reasoning.reading.compact import compact
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Negative, Operation, Tree
from fynq.reasoning.solved import Result, SolvedProblem, SolvedStep
from fynq.reasoning.solver import writing
from fynq.reasoning.solver.radical_monomials import with_one_root
from fynq.reasoning.solver.radicals import extracted
from fynq.reasoning.solver.skills import skills
from fynq.reasoning.solver.writing import display, same, step


def solve(problem: Problem) -> SolvedProblem:
    one_root = with_one_root(problem.tree) if problem.task is Task.SIMPLIFY else None
    if one_root is not None:
        return _of_radicals(problem, one_root)
    expression = build(problem.tree)
    if problem.task is not Task.FACTOR and not isinstance(expression, sp.MatrixBase):
        expression = extracted(expression)
    if isinstance(expression, sp.MatrixBase):
        raise CannotSolve("I do not know what to do with this matrix.")
    if problem.task is Task.EXPAND:
        return _expand(problem, expression)
    if problem.task is Task.FACTOR:
        return _factor(problem, expression)
    return _simplify(problem, expression)


def _of_radicals(problem: Problem, found: str) -> SolvedProblem:
    before, after = show(problem.tree), compact(found)
    text = "Add the exponents of each base, and take whole powers out of the root:"
    return SolvedProblem(
        task=problem.task,
        asked=before,
        final=after,
        result=Result("expression", ((after,),)),
        steps=(step("Simplify the roots", f"{text} {display(f'{before} = {after}')}", same(before, after)),),
        skills=skills(problem, "radicals"),
        concept="A root of a product is the product of the roots; a power leaves the root with its exponent divided by the index.",
    )  # fmt: skip


def _expand(problem: Problem, expression: Any) -> SolvedProblem:
    found = sp.expand(expression)
    if sp.fraction(sp.together(found))[1].free_symbols:
        found = sp.cancel(sp.together(expression))
    return _finish(problem, found, "Multiply out and collect like terms", "polynomials", "Multiply every term of one bracket by every term of the other, then collect like terms.")  # fmt: skip


def _factor(problem: Problem, expression: Any) -> SolvedProblem:
    expanded = sp.expand(expression)
    if not expanded.is_polynomial(*expanded.free_symbols):
        raise CannotSolve("I factor polynomials only.")
    found = sp.factor(expanded)
    content, parts = sp.factor_list(expanded)
    if len(parts) == 1 and parts[0][1] == 1 and content == 1:
        raise CannotSolve("This polynomial cannot be factored over the rational numbers.")
    steps: list[SolvedStep] = []
    common, inner = sp.terms_gcd(expanded, clear=False).as_independent(sp.Add, as_Add=False) if expanded.is_Add else (sp.Integer(1), expanded)  # fmt: skip
    if common != 1 and inner.is_Add:
        before, after = writing.latex(expanded), f"{writing.latex(common)} \\left({writing.latex(inner)}\\right)"  # fmt: skip
        steps.append(
            step("Take out the common factor", display(f"{before} = {after}"), same(before, after))
        )
    return _finish(problem, found, "Factor", "factoring", "Look for a common factor first, then for two numbers with the right product and sum, or a known pattern.", steps)  # fmt: skip


def _simplify(problem: Problem, expression: Any) -> SolvedProblem:
    found = simplest(expression)
    kind = "rational-expressions" if sp.fraction(sp.together(expression))[1].free_symbols else "algebraic-expressions"  # fmt: skip
    if expression.has(sp.sin, sp.cos, sp.tan):
        kind = "trigonometric-identities"
    single = _single_fraction(problem, found)
    return _finish(problem, found, "Simplify", kind, "Combine like terms, cancel common factors, and use the laws of powers.", after=single)  # fmt: skip


def _single_fraction(problem: Problem, found: Any) -> str:
    """A sum of fractions becomes one: x/4 + 3/4 is (x + 3)/4. '' when it is no such sum."""
    terms = _written_terms(problem.tree)
    if len(terms) < 2 or not found.is_Add or not found.is_polynomial(*found.free_symbols):
        return ""
    if any(not (isinstance(term, Operation) and term.op == "/") for term in terms):
        return ""
    above, below = sp.fraction(sp.together(found))
    if below == 1 or writing.has_decimals(problem.tree):
        return ""
    return f"\\frac{{{writing.latex(sp.expand(above))}}}{{{writing.latex(below)}}}"


def _written_terms(tree: Tree) -> list[Tree]:
    match tree:
        case Operation("+" | "-", left, right):
            return [*_written_terms(left), *_written_terms(right)]
        case Negative(of):
            return _written_terms(of)
        case _:
            return [tree]


def simplest(expression: Any) -> Any:
    """The candidate with the fewest operations; polynomials stay expanded, fractions are reduced."""
    if expression.is_polynomial(*expression.free_symbols):
        return sp.expand(expression)
    if expression.is_rational_function(*expression.free_symbols):
        single = sp.cancel(sp.together(expression))
        return min(
            (single, sp.factor(single)), key=lambda item: (sp.count_ops(item), len(str(item)))
        )
    candidates = [
        expression,
        sp.cancel(sp.together(expression)) if not expression.has(sp.Abs) else expression,
    ]
    candidates += [sp.simplify(expression), sp.factor(candidates[1]), sp.radsimp(expression)]
    candidates.append(sp.powsimp(sp.powdenest(expression)))
    if expression.has(sp.sin, sp.cos, sp.tan):
        candidates.append(sp.trigsimp(expression))
    rationalized = [item for item in candidates if not _has_root_below(item)]
    return min(rationalized or candidates, key=lambda item: (sp.count_ops(item), len(str(item))))


def _has_root_below(expression: Any) -> bool:
    """A sum with a square root in a denominator: it is not simplified until that is rationalized."""
    return any(
        power.exp.is_negative
        and any(inner.exp == sp.Rational(1, 2) for inner in power.base.atoms(sp.Pow))
        for power in expression.atoms(sp.Pow)
        if power.base.is_Add
    )


def _finish(
    problem: Problem,
    found: Any,
    title: str,
    kind: str,
    concept: str,
    steps: list[SolvedStep] | None = None,
    after: str = "",
) -> SolvedProblem:
    written = writing.with_decimals(found) if writing.has_decimals(problem.tree) else found
    before, after = show(problem.tree), after or writing.latex(written)
    notes: list[str] = []
    gone = _cancelled(problem, found)
    if gone:
        notes.append(f"The original expression is not defined for ${gone}$.")
    if found == build(problem.tree) and before.replace(" ", "") == after.replace(" ", ""):
        title = "Nothing is left to do"
    steps = [*(steps or []), step(title, display(f"{before} = {after}"), same(before, after))]
    if gone:
        steps.append(step("Mind the domain", notes[0]))
    return SolvedProblem(
        task=problem.task,
        asked=before,
        final=after,
        result=Result("expression", ((after,),)),
        steps=tuple(steps),
        skills=skills(problem, kind),
        concept=concept,
        notes=tuple(notes),
    )


def _cancelled(problem: Problem, found: Any) -> str:
    """Numbers that the original expression excludes and the result does not."""
    from fynq.reasoning.reading.tree import walk

    variables = sorted(found.free_symbols | build(problem.tree).free_symbols, key=str)
    if len(variables) != 1:
        return ""
    x = variables[0]
    kept = sp.fraction(sp.together(found))[1]
    values: set[Any] = set()
    for node in walk(problem.tree):
        if isinstance(node, Operation) and node.op == "/":
            below = build(node.right)
            if below.is_polynomial(x) and below.has(x):
                values |= {root for root in sp.roots(sp.Poly(below, x)) if root.is_real}
    lost = [value for value in values if kept.subs(x, value) != 0]
    return ", ".join(
        f"{writing.latex(x)} = {writing.latex(value)}" for value in sorted(lost, key=sp.N)
    )
