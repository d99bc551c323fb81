"""How an integral is found: by parts, by substitution, by an identity; the steps, not the result."""

from __future__ import annotations

from typing import Any

import sympy as sp

from fynq.reasoning.solved import SolvedStep
from fynq.reasoning.solver.writing import display, latex, same, step, times


def how(of: Any, x: Any) -> list[SolvedStep]:
    """The step that leads to a known integral; [] when it is one already, or no method is told."""
    for method in (_identity, _fractions, _substitution, _parts):
        found = method(of, x)
        if found is not None:
            return [found]
    return []


def by_parts(of: Any, x: Any) -> bool:
    return _substitution(of, x) is None and _factors(of, x) is not None


def _identity(of: Any, x: Any) -> SolvedStep | None:
    """The square of a sine or cosine by the double angle."""
    for function, sign in ((sp.sin, -1), (sp.cos, 1)):
        for item in of.atoms(function):
            if of == item**2:
                other = (1 + sign * sp.cos(2 * item.args[0])) / 2
                before, after = latex(of), f"\\frac{{{latex(2 * other)}}}{{2}}"
                return step("Use the double angle", display(f"{before} = {after}"), same(before, after))  # fmt: skip
    return None


def _fractions(of: Any, x: Any) -> SolvedStep | None:
    if not of.is_rational_function(x) or not sp.fraction(of)[1].has(x):
        return None
    split = sp.apart(of, x)
    if not split.is_Add:
        return None
    before, after = latex(of), latex(split)
    return step("Split into partial fractions", display(f"{before} = {after}"), same(before, after))


def _substitution(of: Any, x: Any) -> SolvedStep | None:
    """of = h(g(x))·g'(x) with an inner function g."""
    u = sp.Symbol("u", real=True)
    inner = {item.args[0] for item in of.atoms(sp.Function)}
    inner |= {item.base for item in of.atoms(sp.Pow)} | {item.exp for item in of.atoms(sp.Pow)}
    inner |= {item for item in of.atoms(sp.Function) if not isinstance(item, sp.exp)}
    if of.has(sp.tan):
        inner |= {sp.cos(item.args[0]) for item in of.atoms(sp.tan)}
        of = of.rewrite(sp.sin, sp.cos).replace(sp.tan, lambda a: sp.sin(a) / sp.cos(a))
    for g in sorted(inner, key=lambda item: (-sp.count_ops(item), str(item))):
        slope = sp.diff(g, x) if g.has(x) and g != x else sp.Integer(0)
        if slope == 0:
            continue
        rest = sp.cancel(of / slope) if (of / slope).is_rational_function(x) else sp.simplify(of / slope)  # fmt: skip
        rest = rest.subs(g, u)
        if rest.has(x) or rest.has(sp.Piecewise):
            continue
        text = f"u = {latex(g)},\\quad du = {latex(slope)} \\, d{latex(x)}"
        whole = display(f"\\int {latex(rest)} \\, du")
        return step("Substitute", f"{display(text)} The integral becomes {whole}")
    return None


def _factors(of: Any, x: Any) -> tuple[Any, Any] | None:
    """u, which differentiation makes simpler, and v', which can be integrated."""
    factors = sp.Mul.make_args(of)
    logs = [item for item in factors if isinstance(item, sp.log | sp.atan | sp.asin | sp.acos)]
    if logs:
        return logs[0], sp.cancel(of / logs[0])
    power = sp.Mul(*(item for item in factors if item.is_polynomial(x)))
    rest = sp.cancel(of / power) if power.has(x) else of
    if not power.has(x) or not rest.has(x) or not rest.has(sp.exp, sp.sin, sp.cos, sp.Pow):
        return None
    return (power, rest) if not rest.is_rational_function(x) else None


def _parts(of: Any, x: Any) -> SolvedStep | None:
    chosen = _factors(of, x)
    if chosen is None:
        return None
    u, dv = chosen
    v = sp.integrate(dv, x)
    if v.has(sp.Integral, sp.Piecewise):
        return None
    du = sp.diff(u, x)
    named = f"u = {latex(u)},\\quad v' = {latex(dv)},\\quad u' = {latex(du)},\\quad v = {latex(v)}"
    whole = f"\\int uv' = uv - \\int u'v = {times(u, v)} - \\int {latex(sp.cancel(du * v))} \\, d{latex(x)}"
    return step("Integrate by parts", f"{display(named)} {display(whole)}")
