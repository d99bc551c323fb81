"""Derivatives, integrals and limits, rule by rule."""

from __future__ import annotations

from typing import Any

import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import Problem
from fynq.reasoning.reading.build import build, symbol
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Constant, Derivative, Integral, Limit, Negative, Tree
from fynq.reasoning.solved import Result, SolvedProblem, SolvedStep
from fynq.reasoning.solver import writing
from fynq.reasoning.solver.differentiation import rules
from fynq.reasoning.solver.integration import by_parts, how
from fynq.reasoning.solver.limiting import lhopital
from fynq.reasoning.solver.skills import skills
from fynq.reasoning.solver.writing import display, latex, same, step

_ELEMENTARY = (
    *(sp.sin, sp.cos, sp.tan, sp.cot, sp.sec, sp.csc, sp.asin, sp.acos, sp.atan),
    *(sp.sinh, sp.cosh, sp.tanh, sp.exp, sp.log, sp.Abs),
)


def differentiate(problem: Problem) -> SolvedProblem:
    tree = problem.tree
    assert isinstance(tree, Derivative)
    x = symbol(tree.variable)
    of = build(tree.of)
    if isinstance(of, sp.MatrixBase):
        raise CannotSolve("I do not differentiate matrices.")
    steps: list[SolvedStep] = []
    used: list[str] = []
    current = of
    for order in range(tree.order):
        found, names = rules(current, x)
        steps.extend(found)
        used.extend(names)
        raw = sp.diff(current, x)
        current = _tidy(raw)
        shown = next(
            (c.before for item in found[-1:] for c in item.claims if "rule" in item.title), ""
        )
        if shown or latex(current) != latex(raw) or not found:
            before, after = shown or latex(raw), latex(current)
            steps.append(step("Simplify", display(f"{before} = {after}"), same(before, after)))
        if tree.order > 1:
            prime = "'" * (order + 1)
            steps.append(
                step("Derivative found", display(f"f{prime}({latex(x)}) = {latex(current)}"))
            )
    final = latex(current)
    value = current
    if problem.point is not None:
        at = build(problem.point)
        value = sp.simplify(current.subs(x, at))
        if not value.is_finite and value.is_number:
            raise CannotSolve("The derivative has no value there.")
        final = writing.value(value, problem)
        steps.append(step("Put in the point", display(f"{latex(current)} \\Big|_{{{latex(x)} = {latex(at)}}} = {final}")))  # fmt: skip
    return _finish(problem, final, steps, "Differentiate from the outside in: sum, product, quotient and chain rule.", *used)  # fmt: skip


def _tidy(expression: Any) -> Any:
    """What a teacher would leave: expanded if a polynomial, else a product where it is shorter."""
    if expression.is_polynomial(*expression.free_symbols):
        product = sp.factor(expression)
        powers = [item for item in product.atoms(sp.Pow) if item.base.is_Add]
        return product if powers and not expression.is_Add else sp.expand(expression)
    short = min((sp.cancel(sp.together(expression)) if expression.is_rational_function() else expression, sp.factor(expression)), key=sp.count_ops)  # fmt: skip
    return short if sp.count_ops(short) < 0.75 * sp.count_ops(expression) else expression


def integrate(problem: Problem) -> SolvedProblem:
    tree = problem.tree
    assert isinstance(tree, Integral)
    x = symbol(tree.variable)
    of = build(tree.of)
    if isinstance(of, sp.MatrixBase):
        raise CannotSolve("I do not integrate matrices.")
    plain = _primitive(of, x)
    primitive = _with_bars(plain, of, x)
    steps = _integral_steps(of, x, primitive)
    concept = (
        "An integral undoes a derivative: look for a function whose derivative is the integrand."
    )
    if tree.low is None or tree.high is None:
        final = latex(primitive) + " + C"
        before = latex(of)
        slope = sp.diff(plain, x)
        back = sp.simplify(slope)
        steps.append(step("Check by differentiating", display(f"\\frac{{d}}{{d{latex(x)}}} \\left({latex(primitive)}\\right) = {latex(back)}"), same(latex(slope), before)))  # fmt: skip
        return _finish(problem, final, steps, concept, *_integral_skills(of, x))
    low, high = build(tree.low), build(tree.high)
    value = _definite(of, x, low, high)
    final = writing.value(value, problem)
    top, bottom = sp.limit(primitive, x, high, "-"), sp.limit(primitive, x, low, "+")
    if sp.simplify(top - bottom - value) == 0 and top.is_finite and bottom.is_finite:
        worked = f"{latex(top)} - {writing.factor(bottom)}"
        text = f"\\left[{latex(primitive)}\\right]_{{{latex(low)}}}^{{{latex(high)}}} = {worked}"
        text += f" = {latex(value)}" if latex(value) != worked else ""
        steps.append(step("Put in the bounds", display(text), same(worked, latex(value))))
    else:
        steps.append(step("Evaluate", display(f"{show(tree)} = {latex(value)}")))
    return _finish(problem, final, steps, concept, "definite-integrals", *_integral_skills(of, x))


def _primitive(of: Any, x: Any) -> Any:
    found = sp.integrate(of, x)
    if found.has(sp.Integral, sp.Piecewise) or any(
        not isinstance(item, _ELEMENTARY) for item in found.atoms(sp.Function)
    ):
        raise CannotSolve("This integral has no elementary antiderivative that I can find.")
    return min((found, sp.simplify(found)), key=sp.count_ops)


def _with_bars(found: Any, of: Any, x: Any) -> Any:
    """∫ 1/x dx is ln |x|: a logarithm that is new and whose inside may be negative gets bars."""
    given = {item.args[0] for item in of.atoms(sp.log)}

    def barred(inside: Any) -> Any:
        plain = inside.is_positive or not inside.has(x) or inside in given
        return sp.log(inside if plain else sp.Abs(inside))

    return found.replace(sp.log, barred)


def _definite(of: Any, x: Any, low: Any, high: Any) -> Any:
    value = sp.integrate(of, (x, low, high))
    if value.has(sp.Integral) or not value.is_finite:
        raise CannotSolve("This integral does not converge, or I cannot find its value.")
    return min((value, sp.simplify(value)), key=sp.count_ops)


def _integral_steps(of: Any, x: Any, primitive: Any) -> list[SolvedStep]:
    steps: list[SolvedStep] = []
    expanded = sp.expand(of)
    if expanded != of and expanded.is_Add and expanded.is_polynomial(x):
        before, after = latex(of), latex(expanded)
        steps.append(step("Multiply out", display(f"{before} = {after}"), same(before, after)))
    terms = sp.Add.make_args(expanded if expanded.is_polynomial(x) else of)
    if len(terms) > 1:
        parts = []
        for term in terms:
            found = _with_bars(sp.integrate(term, x), term, x)
            parts.append(f"\\int {latex(term)} \\, d{latex(x)} = {latex(found)}")
        steps.append(step("Integrate term by term", " ".join(display(part) for part in parts)))
    if len(terms) == 1:
        steps.extend(how(terms[0], x))
    title = "Put together" if steps else "Integrate"
    text = f"\\int {latex(sp.expand(of) if steps else of)} \\, d{latex(x)} = {latex(primitive)} + C"
    if len(terms) > 1:
        text = f"\\int \\left({latex(of)}\\right) d{latex(x)} = {latex(primitive)} + C"
    steps.append(step(title, display(text)))
    return steps


def _integral_skills(of: Any, x: Any) -> tuple[str, ...]:
    return ("integrals", "integration-by-parts") if by_parts(of, x) else ("integrals",)


def limit(problem: Problem) -> SolvedProblem:
    tree = problem.tree
    assert isinstance(tree, Limit)
    x = symbol(tree.variable)
    of, point = build(tree.of), _point(tree.point)
    if isinstance(of, sp.MatrixBase):
        raise CannotSolve("I do not take limits of matrices.")
    steps: list[SolvedStep] = []
    inserted = None if point in (sp.oo, -sp.oo) else of.subs(x, point)
    if inserted is not None and inserted.is_number and inserted.is_finite and not tree.side:
        steps.append(step("Put in the point", display(f"{latex(of)} \\to {latex(inserted)}")))
    else:
        steps.append(_indeterminate(of, x, point))
        steps.extend(lhopital(of, x, point))
        cancelled = sp.cancel(sp.together(of)) if of.is_rational_function(x) else of
        if cancelled != of:
            before, after = latex(of), latex(cancelled)
            steps.append(step("Cancel the common factor", display(f"{before} = {after}"), same(before, after)))  # fmt: skip
    value = _limit_value(of, x, point, tree.side)
    if value is None:
        steps.append(step("Compare the two sides", "The limits from the left and from the right differ, so the limit does not exist."))  # fmt: skip
        return SolvedProblem(problem.task, show(tree), "\\text{does not exist}", Result("undefined"), tuple(steps), skills(problem), _LIMIT_CONCEPT)  # fmt: skip
    final = writing.value(value, problem)
    steps.append(step("Take the limit", display(f"{show(tree)} = {latex(value)}")))
    return _finish(problem, final, steps, _LIMIT_CONCEPT)


_LIMIT_CONCEPT = "First put in the point. If that gives 0/0, factor and cancel, or compare how fast top and bottom change."


def _point(tree: Tree) -> Any:
    if tree == Constant("oo"):
        return sp.oo
    if tree == Negative(Constant("oo")):
        return -sp.oo
    return build(tree)


def _indeterminate(of: Any, x: Any, point: Any) -> SolvedStep:
    top, bottom = sp.fraction(sp.together(of))
    if point not in (sp.oo, -sp.oo) and bottom.has(x) and bottom.subs(x, point) == 0:
        form = "\\frac{0}{0}" if top.subs(x, point) == 0 else "\\text{a division by } 0"
        return step("Look at the form", f"Putting in ${latex(x)} = {latex(point)}$ gives ${form}$, so look closer.")  # fmt: skip
    return step(
        "Look at the form", f"See how ${latex(of)}$ behaves as ${latex(x)} \\to {latex(point)}$."
    )


def _limit_value(of: Any, x: Any, point: Any, side: str) -> Any:
    try:
        if side or point in (sp.oo, -sp.oo):
            value = sp.limit(of, x, point, side or "+")
        else:
            left, right = sp.limit(of, x, point, "-"), sp.limit(of, x, point, "+")
            if left != right and sp.simplify(left - right) != 0:
                return None
            value = right
    except (NotImplementedError, ValueError, TypeError):
        raise CannotSolve("I cannot find this limit.") from None
    if value.has(sp.Limit, sp.AccumBounds, sp.nan, sp.zoo) or (value.is_extended_real is False):
        raise CannotSolve("I cannot find this limit.")
    return value


def _finish(problem: Problem, final: str, steps: list[SolvedStep], concept: str, *kind: str) -> SolvedProblem:  # fmt: skip
    return SolvedProblem(
        task=problem.task,
        asked=show(problem.tree),
        final=final,
        result=Result("expression", ((final.removesuffix(" + C"),),), problem.variables),
        steps=tuple(steps),
        skills=skills(problem, *kind),
        concept=concept,
    )
