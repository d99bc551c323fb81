"""One equation in one unknown: linear, polynomial, rational, with roots, absolute values, logarithms."""

from __future__ import annotations

from typing import Any

import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import Problem
from fynq.reasoning.reading.build import build, symbol
from fynq.reasoning.reading.defined import always_defined, has_real_value
from fynq.reasoning.reading.numeric import evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Relation, names_in
from fynq.reasoning.solved import Result, SolvedProblem, SolvedStep
from fynq.reasoning.solver import odd_powers, writing
from fynq.reasoning.solver.polynomial import roots_of
from fynq.reasoning.solver.skills import skills
from fynq.reasoning.solver.writing import display, equation, holds, step

MAX_DEGREE = 8


def solve(problem: Problem) -> SolvedProblem:
    """Raises CannotSolve when the solutions have no closed form, or are infinitely many."""
    tree = problem.tree
    assert isinstance(tree, Relation)
    solved = _worked(problem, tree)
    if solved.result.form == "all" and not always_defined(tree):
        raise CannotSolve("Both sides are the same wherever they are defined.")
    alone = len(names_in(tree)) == 1 and problem.places is None
    for row in solved.result.values if alone else ():
        if not has_real_value(tree, problem.variables[0], evaluate(parse(row[0]), {})):
            raise CannotSolve("What cancels in this equation has no value at a solution.")
    return solved


def _worked(problem: Problem, tree: Relation) -> SolvedProblem:
    x = symbol(problem.variables[0])
    own = odd_powers.solutions(tree, problem.variables[0])
    if own is not None:
        return _with_odd_powers(problem, *own)
    left, right = build(tree.left), build(tree.right)
    _refuse_matrices(left, right)
    difference = sp.simplify(left - right) if (left - right).has(sp.sin, sp.cos, sp.tan) else left - right  # fmt: skip
    top, bottom = sp.fraction(sp.together(difference))
    if bottom.has(x) or any(sp.fraction(sp.together(side))[1].has(x) for side in (left, right)):
        top, bottom = _over_one_denominator(left, right)
    top = sp.expand(top)
    if top.is_polynomial(x):
        return _polynomial(problem, x, left, right, top, sp.expand(bottom))
    return _other(problem, x, left, right)


def _over_one_denominator(left: Any, right: Any) -> tuple[Any, Any]:
    """(left - right)·D and the common denominator D of both sides, with nothing cancelled: a factor
    that cancels still excludes its zeros."""
    above, below = zip(*(sp.fraction(sp.together(side)) for side in (left, right)), strict=True)
    common = sp.lcm(sp.expand(below[0]), sp.expand(below[1]))
    first, second = (sp.cancel(top * common / bottom) for top, bottom in zip(above, below, strict=True))  # fmt: skip
    return first - second, common


def _refuse_matrices(*sides: Any) -> None:
    if any(isinstance(side, sp.MatrixBase) for side in sides):
        raise CannotSolve("I do not solve matrix equations in this form yet.")


def _polynomial(problem: Problem, x: Any, left: Any, right: Any, top: Any, bottom: Any) -> SolvedProblem:  # fmt: skip
    asked = show(problem.tree)
    steps: list[SolvedStep] = []
    simple_left, simple_right = left, right
    rational = bottom.has(x)
    forbidden: list[Any] = []
    if rational:
        forbidden = [root for root in roots_of(sp.Poly(bottom, x))[0] if root.is_real is not False]
        excluded = ", ".join(f"{writing.latex(x)} \\ne {writing.latex(item)}" for item in forbidden)
        simple_left, simple_right = top, sp.Integer(0)
        text = f"Multiply both sides by the common denominator {_inline(sp.factor(bottom))}"
        text += f", which is not zero as long as ${excluded}$:" if excluded else ":"
        steps.append(step("Clear the denominators", f"{text} {display(equation(top, 0))}"))
    else:
        simple_left, simple_right = sp.expand(left), sp.expand(right)
        if (simple_left, simple_right) != (left, right):
            text = equation(simple_left, simple_right)
            steps.append(step("Expand both sides", display(text), holds(text)))
    if top == 0:
        return _always(problem, asked, steps, rational)
    poly = sp.Poly(top, x)
    if poly.degree() == 0:
        return _never(problem, asked, steps, top)
    if poly.degree() > MAX_DEGREE:
        raise CannotSolve("The degree of this equation is too high.")
    if poly.degree() == 1:
        return _linear(problem, x, asked, steps, simple_left, simple_right, rational, forbidden)
    return _higher(problem, x, asked, steps, simple_left, simple_right, poly, rational, forbidden)


def _inline(expression: Any) -> str:
    return f"${writing.latex(expression)}$"


def _always(problem: Problem, asked: str, steps: list[SolvedStep], rational: bool) -> SolvedProblem:
    if rational:
        raise CannotSolve("Both sides are the same wherever they are defined.")
    steps.append(
        step("Compare", "Both sides are the same expression, so every number is a solution.")
    )
    return _solved(
        problem, asked, "\\text{all real numbers}", Result("all"), steps, "linear-equations"
    )


def _never(problem: Problem, asked: str, steps: list[SolvedStep], top: Any) -> SolvedProblem:
    if not top.is_number:
        raise CannotSolve("Whether there is a solution depends on the other letters.")
    steps.append(step("Compare", f"The unknown disappears and {display(writing.latex(top) + ' = 0')} remains, which is false, so there is no solution."))  # fmt: skip
    return _solved(problem, asked, "\\text{no solution}", Result("none"), steps, "linear-equations")


def _linear(
    problem: Problem,
    x: Any,
    asked: str,
    steps: list[SolvedStep],
    left: Any,
    right: Any,
    rational: bool,
    forbidden: list[Any],
) -> SolvedProblem:
    moved = sp.Poly(sp.expand(left - right), x)
    slope, rest = moved.all_coeffs()
    collected_left, collected_right = slope * x, -rest
    variable = writing.latex(x)
    if (collected_left, collected_right) != (left, right):
        text = equation(collected_left, collected_right)
        claims = () if rational else (holds(text),)
        changes = _moves(left, right, x)
        steps.append(step("Collect the terms", f"{changes} {display(text)}", *claims))
    root = sp.cancel(sp.together(-rest / slope)) if slope.free_symbols or rest.free_symbols else -rest / slope  # fmt: skip
    condition = ""
    if slope.free_symbols:
        condition = f"{writing.latex(sp.factor(slope))} \\ne 0"
    final = writing.value(root, problem)
    if slope != 1:
        by = writing.latex(slope)
        title = f"Divide both sides by ${by}$"
        text = f"{title}" + (f" (for ${condition}$)" if condition else "")
        sides = f"{variable} = {writing.latex(root)}"
        claims = () if rational or problem.places is not None else (holds(sides),)
        steps.append(step("Divide", f"{text}: {display(sides)}", *claims))
    if rational and any(sp.simplify(root - item) == 0 for item in forbidden):
        steps.append(step("Check the denominators", f"${equation(x, root)}$ makes a denominator zero, so there is no solution."))  # fmt: skip
        return _solved(problem, asked, "\\text{no solution}", Result("none"), steps, "rational-expressions")  # fmt: skip
    if rational:
        steps.append(step("Check the denominators", f"${equation(x, root)}$ makes no denominator zero, so it is a solution."))  # fmt: skip
    steps.append(_check_step(problem, x, [root]))
    if final != writing.latex(root) and problem.places is not None:
        steps.append(step("Round", f"Rounded to {problem.places} decimal places: ${variable} \\approx {final}$"))  # fmt: skip
    result = Result("roots", ((final,),), (problem.variables[0],), condition)
    kind = "rational-expressions" if rational else "linear-equations"
    return _solved(problem, asked, f"{variable} = {final}", result, steps, kind)


def _moves(left: Any, right: Any, x: Any) -> str:
    constant = sp.expand(left).as_independent(x, as_Add=True)[0]
    moving = sp.expand(right).as_independent(x, as_Add=True)[1]
    acts = []
    for term in (constant, moving):
        if term == 0:
            continue
        negative = term.could_extract_minus_sign()
        acts.append(f"{'add' if negative else 'subtract'} {_inline(-term if negative else term)}")
    text = " and ".join(acts)
    return f"{text[:1].upper()}{text[1:]} on both sides:" if text else "Collect like terms:"


def _check_step(problem: Problem, x: Any, roots: list[Any]) -> SolvedStep:
    tree = problem.tree
    assert isinstance(tree, Relation)
    left, right = build(tree.left), build(tree.right)
    lines, claims = [], []
    for root in roots:
        first, second = sp.simplify(left.subs(x, root)), sp.simplify(right.subs(x, root))
        if sp.simplify(first - second) != 0:
            raise CannotSolve("My own check of the solution failed.")
        side = f"{writing.latex(first)} = {writing.latex(second)}"
        lines.append(f"With ${equation(x, root)}$ both sides have the same value: ${side}$.")
        claims.append(writing.same(writing.latex(first), writing.latex(second)))
    return step("Check in the original equation", " ".join(lines), *claims)


def _higher(
    problem: Problem,
    x: Any,
    asked: str,
    steps: list[SolvedStep],
    left: Any,
    right: Any,
    poly: Any,
    rational: bool,
    forbidden: list[Any],
) -> SolvedProblem:
    if poly.LC().is_number and poly.LC() < 0:
        poly = -poly
    standard = poly.as_expr()
    if (standard, sp.Integer(0)) != (left, right):
        text = equation(standard, 0)
        steps.append(step("Bring everything to one side", display(text), *(() if rational else (holds(text),))))  # fmt: skip
    roots, how = roots_of(poly)
    steps.extend(how)
    if rational:
        kept = [
            root for root in roots if not any(sp.simplify(root - item) == 0 for item in forbidden)
        ]
        if len(kept) != len(roots):
            gone = ", ".join(f"${equation(x, root)}$" for root in roots if root not in kept)
            steps.append(step("Check the denominators", f"{gone} makes a denominator zero and is no solution."))  # fmt: skip
        roots = kept
    real = [root for root in roots if root.is_real]
    complex_too = problem.domain == "complex" or (poly.degree() == 2 and problem.domain != "real")
    parameters = bool(poly.as_expr().free_symbols - {x})
    shown = roots if parameters or complex_too or len(real) == len(roots) else real
    if not parameters and any(root.is_real is None for root in roots):
        raise CannotSolve("I cannot tell which of the solutions are real.")
    kind = "quadratic-equations" if poly.degree() == 2 else "polynomials"
    if not shown:
        steps.append(step("Conclude", "None of the candidates is a real solution."))
        return _solved(problem, asked, "\\text{no solution}", Result("none"), steps, kind)
    values = [
        writing.value(sp.nsimplify(root) if root.is_Rational else root, problem) for root in shown
    ]
    if not parameters and poly.degree() <= 4:
        steps.append(_check_step(problem, x, shown))
    condition = f"{writing.latex(poly.LC())} \\ne 0" if poly.LC().free_symbols else ""
    final = writing.roots_text(problem.variables[0], values)
    result = Result("roots", tuple((item,) for item in values), problem.variables, condition)
    more = ("complex-numbers",) if any(root.has(sp.I) for root in shown) else ()
    return _solved(problem, asked, final, result, steps, kind, *more)


def _other(problem: Problem, x: Any, left: Any, right: Any) -> SolvedProblem:
    """Roots, absolute values, logarithms, exponentials: candidates, each tried in the original."""
    from fynq.reasoning.solver.transcendental import candidates

    tree = problem.tree
    assert isinstance(tree, Relation)
    if (left - right).free_symbols - {x}:
        raise CannotSolve("I solve such an equation only without other letters.")
    asked = show(problem.tree)
    found, steps = candidates(left, right, x)
    kept, lines = [], []
    for root in found:
        first, second = left.subs(x, root), right.subs(x, root)
        real = all(side.is_real is not False and side.is_finite for side in (first, second))
        real = real and has_real_value(
            tree, problem.variables[0], evaluate(parse(writing.latex(root)), {})
        )
        if real and abs(sp.N(first - second, 40)) < sp.Float("1e-30"):
            kept.append(root)
            lines.append(f"${equation(x, root)}$ satisfies the original equation.")
        else:
            lines.append(
                f"${equation(x, root)}$ does not satisfy the original equation and is dropped."
            )
    if lines:
        steps.append(step("Check every candidate", " ".join(lines)))
    kind = _kind(left - right)
    if not kept:
        steps.append(step("Conclude", "No candidate is left, so there is no real solution."))
        return _solved(problem, asked, "\\text{no solution}", Result("none"), steps, *kind)
    kept.sort(key=sp.N)
    values = [writing.value(_tidy(root), problem) for root in kept]
    final = writing.roots_text(problem.variables[0], values)
    result = Result("roots", tuple((item,) for item in values), problem.variables)
    return _solved(problem, asked, final, result, steps, *kind)


def _with_odd_powers(problem: Problem, roots: list[Any], steps: list[SolvedStep]) -> SolvedProblem:
    asked = show(problem.tree)
    if not roots:
        return _solved(problem, asked, "\\text{no solution}", Result("none"), steps, "radicals")
    values = [writing.value(_tidy(root), problem) for root in roots]
    final = writing.roots_text(problem.variables[0], values)
    result = Result("roots", tuple((item,) for item in values), problem.variables)
    return _solved(problem, asked, final, result, steps, "radicals")


def _tidy(root: Any) -> Any:
    return min((root, sp.simplify(root), sp.radsimp(root)), key=sp.count_ops)


def _kind(expression: Any) -> tuple[str, ...]:
    if expression.has(sp.Abs):
        return ("absolute-value",)
    if expression.has(sp.log):
        return ("logarithms",)
    if expression.has(sp.exp) or any(power.exp.free_symbols for power in expression.atoms(sp.Pow)):
        return ("exponential-functions", "logarithms")
    if expression.has(sp.sin, sp.cos, sp.tan):
        return ("trigonometry",)
    return ("radicals",)


def _solved(
    problem: Problem, asked: str, final: str, result: Result, steps: list[SolvedStep], *kind: str
) -> SolvedProblem:
    concepts = {
        "linear-equations": "Whatever you do to one side of an equation, do to the other; undo what was done to the unknown in reverse order.",
        "quadratic-equations": "Bring everything to one side; a product is zero only when a factor is zero, and the quadratic formula always works.",
        "rational-expressions": "Multiply by the denominators, and leave out every number that makes one of them zero.",
        "radicals": "Isolate the root, raise both sides to its power, and check, because squaring can add solutions.",
        "absolute-value": "The inside of an absolute value may be positive or negative: treat both cases.",
        "logarithms": "Use the laws of logarithms to reach a single one, then rewrite it as a power.",
    }
    return SolvedProblem(
        task=problem.task,
        asked=asked,
        final=final,
        result=result,
        steps=tuple(steps),
        skills=skills(problem, *kind),
        concept=concepts.get(
            kind[0],
            "Undo what was done to the unknown, and check every candidate in the original equation.",
        ),
    )
