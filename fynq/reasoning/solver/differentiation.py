"""Which rule of differentiation applies, written out with its parts."""

from __future__ import annotations

from typing import Any

import sympy as sp

from fynq.reasoning.solved import SolvedStep
from fynq.reasoning.solver.writing import display, factor, latex, same, step, times


def rules(of: Any, x: Any) -> tuple[list[SolvedStep], list[str]]:
    """Steps for the outermost rule of each term, and the skills they use."""
    if not of.has(x):
        return [step("Differentiate a constant", f"${latex(of)}$ does not depend on ${latex(x)}$, so its derivative is $0$.", same("0", latex(sp.diff(of, x))))], []  # fmt: skip
    if of.is_Add:
        return _sum(of, x)
    coefficient, rest = of.as_independent(x, as_Add=False)
    if coefficient != 1 and not rest.is_Add:
        found, used = _single(rest, x)
        text = f"The factor ${latex(coefficient)}$ stays."
        return [step("Keep the constant factor", text), *found, _whole(of, x)], used
    return _single(of, x)


def _sum(of: Any, x: Any) -> tuple[list[SolvedStep], list[str]]:
    lines, used, more = [], [], []
    for term in of.as_ordered_terms():
        lines.append(
            display(f"{_operator(x)} \\left({latex(term)}\\right) = {latex(sp.diff(term, x))}")
        )
        rest = term.as_independent(x, as_Add=False)[1]
        if rest.has(x) and not _elementary(rest, x):
            found, names = _single(rest, x)
            more.extend(found)
            used.extend(names)
    total = step("Differentiate term by term", " ".join(lines))
    return [*more, total, _whole(of, x)], used


def _operator(x: Any) -> str:
    return f"\\frac{{d}}{{d{latex(x)}}}"


def _whole(of: Any, x: Any) -> SolvedStep:
    return step("Put together", display(f"{_operator(x)} \\left({latex(of)}\\right) = {latex(sp.diff(of, x))}"))  # fmt: skip


def _elementary(of: Any, x: Any) -> bool:
    if of == x or not of.has(x):
        return True
    if of.is_Pow:
        return (of.base == x and not of.exp.has(x)) or (not of.base.has(x) and of.exp == x)
    return isinstance(of, sp.Function) and of.args == (x,)


def _single(of: Any, x: Any) -> tuple[list[SolvedStep], list[str]]:
    result = sp.diff(of, x)
    if _elementary(of, x):
        title = "Power rule" if of.is_Pow and of.base == x else "Known derivative"
        return [
            step(title, display(f"{_operator(x)} \\left({latex(of)}\\right) = {latex(result)}"))
        ], []
    top, bottom = sp.fraction(of)
    if bottom.has(x) and top.has(x):
        return [_quotient(top, bottom, x)], ["quotient-rule"]
    factors = [factor for factor in of.as_ordered_factors() if factor.has(x)] if of.is_Mul else []
    if len(factors) > 1:
        return [_product(of, factors, x)], ["product-rule", *_inner_skills(factors, x)]
    return [_chain(of, x)], ["chain-rule"]


def _inner_skills(factors: list[Any], x: Any) -> list[str]:
    return [] if all(_elementary(factor, x) for factor in factors) else ["chain-rule"]


def _product(of: Any, factors: list[Any], x: Any) -> SolvedStep:
    u = factors[0]
    v = sp.Mul(*factors[1:])
    du, dv = sp.diff(u, x), sp.diff(v, x)
    parts = f"u = {latex(u)},\\quad v = {latex(v)},\\quad u' = {latex(du)},\\quad v' = {latex(dv)}"
    worked = f"{times(du, v)} + {times(u, dv)}"
    whole = display(f"u'v + uv' = {worked}")
    return step("Product rule", f"{display(parts)} {whole}", same(worked, latex(sp.diff(u * v, x))))  # fmt: skip


def _quotient(top: Any, bottom: Any, x: Any) -> SolvedStep:
    du, dv = sp.diff(top, x), sp.diff(bottom, x)
    parts = f"u = {latex(top)},\\quad v = {latex(bottom)},\\quad u' = {latex(du)},\\quad v' = {latex(dv)}"
    below = latex(bottom) if bottom.is_Symbol else f"\\left({latex(bottom)}\\right)"
    value = f"\\frac{{{times(du, bottom)} - {times(top, dv)}}}{{{below}^2}}"
    whole = f"\\frac{{u'v - uv'}}{{v^2}} = {value}"
    return step("Quotient rule", f"{display(parts)} {display(whole)}", same(value, latex(sp.diff(top / bottom, x))))  # fmt: skip


def _chain(of: Any, x: Any) -> SolvedStep:
    u = sp.Symbol("u", positive=True)
    before = ""
    if of.is_Pow and of.base.has(x) and of.exp.has(x):
        inner, outer = of.exp * sp.log(of.base), sp.exp(u)
        before = display(f"{latex(of)} = e^{{{latex(inner)}}}") + " "
    elif of.is_Pow and not of.exp.has(x):
        inner, outer = of.base, u**of.exp
    elif of.is_Pow:
        inner, outer = of.exp, of.base**u
    else:
        inner, outer = of.args[0], of.func(u, *of.args[1:])
    outside = sp.diff(outer, u)
    text = f"u = {latex(inner)},\\quad u' = {latex(sp.diff(inner, x))},\\quad \\frac{{d}}{{du}} \\left({latex(outer)}\\right) = {latex(outside)}"
    result = f"{_operator(x)} \\left({latex(of)}\\right) = {factor(outside)} \\cdot u' = {latex(sp.diff(of, x))}"
    return step("Chain rule", f"{before}{display(text)} {display(result)}")
