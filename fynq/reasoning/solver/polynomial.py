"""Roots of a polynomial, with the steps that find them."""

from __future__ import annotations

from typing import Any

import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.solved import SolvedStep
from fynq.reasoning.solver import writing
from fynq.reasoning.solver.writing import display, equation, holds, step


def roots_of(poly: Any) -> tuple[list[Any], list[SolvedStep]]:
    """Distinct roots, real ones first in order, and the steps. Raises CannotSolve when a root has no
    closed form by radicals that a student would read."""
    if poly.degree() == 0:
        return [], []
    if poly.degree() == 1:
        slope, rest = poly.all_coeffs()
        return [sp.cancel(-rest / slope)], []
    parameters = bool(poly.as_expr().free_symbols - {poly.gen})
    factors = sp.factor_list(poly.as_expr(), poly.gen)[1]
    factors = [(factor, power) for factor, power in factors if factor.has(poly.gen)]
    if len(factors) == 1 and factors[0][1] == 1:
        if poly.degree() == 2:
            return _formula(poly)
        return _closed(poly)
    steps = [_factored(poly, factors)]
    roots: list[Any] = []
    for factor, _ in factors:
        found, how = roots_of(sp.Poly(factor, poly.gen))
        if how and factor.has(poly.gen):
            steps.append(step("Solve a factor", f"Now ${equation(factor, 0)}$."))
            steps.extend(_without_claims(how))
        roots.extend(found)
    return _ordered(roots, parameters), steps


def _without_claims(steps: list[SolvedStep]) -> list[SolvedStep]:
    """A factor's equation has fewer solutions than the whole, so its claims are about itself only."""
    return [SolvedStep(item.title, item.text, tuple(c for c in item.claims if c.kind == "equal")) for item in steps]  # fmt: skip


def _factored(poly: Any, factors: list[tuple[Any, int]]) -> SolvedStep:
    product = sp.factor(poly.as_expr())
    text = equation(product, 0)
    zero = " \\text{ or } ".join(equation(factor, 0) for factor, _ in factors)
    same = writing.same(writing.latex(poly.as_expr()), writing.latex(product))
    return step(
        "Factor",
        f"{display(text)} A product is zero exactly when one of its factors is: {display(zero)}",
        same,
        holds(text),
    )


def _formula(poly: Any) -> tuple[list[Any], list[SolvedStep]]:
    a, b, c = poly.all_coeffs()
    discriminant = sp.expand(b**2 - 4 * a * c)
    parameters = bool(discriminant.free_symbols)
    letters = f"a = {writing.latex(a)},\\; b = {writing.latex(b)},\\; c = {writing.latex(c)}"
    square = writing.latex(b) if b.is_Symbol or (b.is_Integer and b >= 0) else f"\\left({writing.latex(b)}\\right)"  # fmt: skip
    worked = f"{square}^2 - 4 \\cdot {writing.times(a, c)}"
    steps = [
        step(
            "Find the discriminant",
            f"With ${letters}$: {display(f'b^2 - 4ac = {worked} = {writing.latex(discriminant)}')}",
            writing.same(worked, writing.latex(discriminant)),
        )
    ]
    root = sp.sqrt(sp.factor(discriminant)) if parameters else sp.sqrt(discriminant)
    roots = [sp.radsimp(sp.simplify((-b - root) / (2 * a))), sp.radsimp(sp.simplify((-b + root) / (2 * a)))]  # fmt: skip
    roots = [sp.expand(item) if not parameters else item for item in roots]
    x = writing.latex(poly.gen)
    plug = "\\frac{-b \\pm \\sqrt{b^2 - 4ac}}{2a}"
    values = " \\text{ or } ".join(f"{x} = {writing.latex(item)}" for item in roots)
    note = ""
    if discriminant.is_negative:
        note = " The discriminant is negative, so there is no real solution; the complex ones are:"
    steps.append(step("Use the quadratic formula", f"${x} = {plug}$.{note} {display(values)}"))
    return _ordered(roots, parameters), steps


def _closed(poly: Any) -> tuple[list[Any], list[SolvedStep]]:
    """x^n = c and biquadratics; anything else without rational factors is refused."""
    x, degree = poly.gen, poly.degree()
    coefficients = dict(poly.terms())
    if set(coefficients) == {(degree,), (0,)} and degree == 3:
        value = sp.cancel(-coefficients[(0,)] / coefficients[(3,)])
        if not value.is_Rational:
            raise CannotSolve("I cannot solve this equation with letters.")
        real = sp.real_root(value, 3)
        half = sp.Rational(1, 2)
        roots = [real, real * (-half + sp.sqrt(3) * sp.I / 2), real * (-half - sp.sqrt(3) * sp.I / 2)]  # fmt: skip
        text = f"{writing.latex(x)}^{{3}} = {writing.latex(value)}"
        return [sp.expand(root) for root in roots], [step("Take the cube root", f"{display(text)} The real solution is ${equation(x, real)}$.")]  # fmt: skip
    if degree == 4 and set(coefficients) <= {(4,), (2,), (0,)}:
        u = sp.Symbol("u", real=True)
        inner = sp.Poly(coefficients[(4,)] * u**2 + coefficients.get((2,), 0) * u + coefficients[(0,)], u)  # fmt: skip
        squares, how = roots_of(inner)
        roots = [sign * sp.sqrtdenest(sp.sqrt(square)) for square in squares for sign in (1, -1)]
        text = f"Put $u = {writing.latex(x)}^2$: ${equation(inner.as_expr(), 0)}$"
        return _ordered(roots, False), [step("Substitute", text), *_without_claims(how)]
    raise CannotSolve("The solutions of this equation have no simple closed form.")


def _ordered(roots: list[Any], parameters: bool) -> list[Any]:
    distinct = list(dict.fromkeys(roots))
    if parameters:
        return distinct
    real = sorted((root for root in distinct if root.is_real), key=sp.N)
    return real + [root for root in distinct if not root.is_real]
