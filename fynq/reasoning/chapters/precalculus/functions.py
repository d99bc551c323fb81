"""Functions given by a formula: rates of change, extremes, vertex form, division, degree."""

from __future__ import annotations

from typing import Any

import mpmath
import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.precalculus.method import (
    Asked,
    Method,
    Worked,
    check_by,
    method,
    solve_by,
)
from fynq.reasoning.chapters.precalculus.writing import expression, rounded
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.build import build, symbol
from fynq.reasoning.reading.numeric import Undefined, evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import Tree, names_in
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.solver.writing import latex
from fynq.reasoning.verification.points import points

_HEAD = r"(?:(?P<f>[A-Za-z])\s?\((?P<x>[A-Za-z])\)\s?=|y\s?=)\s?"


def _body(asked: Asked) -> tuple[Tree, str]:
    """The formula and its variable."""
    tree = expression(asked["formula"])
    names = names_in(tree)
    x = asked["x"] if asked.has("x") else (names[0] if len(names) == 1 else "x")
    if set(names) - {x}:
        raise NotUnderstood("The formula has more than one letter.")
    return tree, x


def _same(first: Tree, second: Tree, seed: str) -> bool:
    """Equal at every one of at least six points where both have a value."""
    seen = 0
    for at in points(seed, sorted({*names_in(first), *names_in(second)}) or ["x"], 24):
        try:
            gap = abs(evaluate(first, at) - evaluate(second, at))
        except Undefined:
            continue
        if gap > mpmath.mpf(10) ** -12:
            return False
        seen += 1
    return seen >= 6


def _ends(asked: Asked) -> tuple[Tree, Tree]:
    return expression(asked["low"]), expression(asked["high"])


def _average(asked: Asked) -> Worked:
    tree, x = _body(asked)
    low, high = (build(end) for end in _ends(asked))
    formula = build(tree)
    first, last = formula.subs(symbol(x), low), formula.subs(symbol(x), high)
    if not (first.is_finite is not False and last.is_finite is not False) or high == low:
        raise CannotSolve("The function has no value at an end of the interval.")
    found = sp.cancel(sp.together((last - first) / (high - low)))
    if found.free_symbols:
        found = sp.expand(found) if found.is_polynomial() else found
    else:
        found = sp.nsimplify(sp.simplify(found))
    final = rounded(mpmath.mpf(str(sp.N(found, 40))), asked.places) if asked.places is not None and found.is_number else latex(found)  # fmt: skip
    name = asked["f"] if asked.has("f") else "f"
    return Worked(
        final,
        f"{name}({x}) = {latex(formula)}, \\quad [{latex(low)}, {latex(high)}]",
        [
            ("Find the values at both ends", f"$${name}\\left({latex(low)}\\right) = {latex(sp.expand(first))}, \\quad {name}\\left({latex(high)}\\right) = {latex(sp.expand(last))}$$"),
            ("Divide the change of the value by the change of the variable", f"$$\\frac{{{latex(sp.expand(last))} - \\left({latex(sp.expand(first))}\\right)}}{{{latex(high)} - \\left({latex(low)}\\right)}} = {final}$$"),
        ],
        "The average rate of change is the slope between the two ends.",
    )  # fmt: skip


def _average_holds(asked: Asked, final: str) -> str:
    tree, x = _body(asked)
    low, high = _ends(asked)
    answer = parse(final)
    seen = 0
    for at in points("rate", sorted({*names_in(low), *names_in(high), *names_in(answer)}) or ["q"], 24):  # fmt: skip
        try:
            start, end = evaluate(low, at), evaluate(high, at)
            value = (evaluate(tree, {x: end}) - evaluate(tree, {x: start})) / (end - start)
            gap = abs(value - evaluate(answer, at))
        except (Undefined, ZeroDivisionError):
            continue
        allowed = 1e-12 if asked.places is None else 0.500001 * 10.0**-asked.places
        if gap > allowed:
            return ""
        seen += 1
    return "The rate was computed again from values of the function." if seen >= 6 else ""


def _extreme(asked: Asked) -> Worked:
    tree, x = _body(asked)
    poly = sp.Poly(build(tree), symbol(x))
    if poly.degree() != 2:
        raise NotUnderstood("The function is not quadratic.")
    a, b, c = poly.all_coeffs()
    if (asked["kind"].lower() == "maximum") != (a < 0):
        raise CannotSolve("The parabola opens the other way.")
    at, value = -b / (2 * a), c - b**2 / (4 * a)
    wants_place = asked.has("place")
    found = at if wants_place else value
    final = latex(found) if asked.places is None else rounded(mpmath.mpf(str(sp.N(found, 40))), asked.places)  # fmt: skip
    steps = [("Find where the vertex is", f"$${x} = -\\frac{{b}}{{2a}} = {latex(at)}$$")]
    if not wants_place:
        steps.append(("Put it into the formula", f"$$f\\left({latex(at)}\\right) = {final}$$"))
    return Worked(final, f"f({x}) = {latex(poly.as_expr())}", steps, "A parabola turns at its vertex.")  # fmt: skip


def _extreme_holds(asked: Asked, final: str) -> str:
    """Values on both sides of the vertex are not beyond it, and the same on both sides."""
    tree, x = _body(asked)
    answer = evaluate(parse(final), {})
    sign = 1 if asked["kind"].lower() == "maximum" else -1

    def f(q: Any) -> Any:
        return evaluate(tree, {x: q})

    one, two, three = f(mpmath.mpf(0)), f(mpmath.mpf(1)), f(mpmath.mpf(-1))
    a, b = (two + three) / 2 - one, (two - three) / 2
    at = mpmath.findroot(lambda q: 2 * a * q + b, -1)
    value = at if asked.has("place") else f(at)
    gap = abs(value - answer)
    good = gap < (1e-12 if asked.places is None else 0.500001 * 10.0**-asked.places)
    turns = all(sign * (f(at) - f(at + d)) > 0 for d in (-2, -0.5, 0.5, 2))
    return "Values on both sides of the vertex stay on one side of it." if good and turns else ""


def _vertex_form(asked: Asked) -> Worked:
    tree, x = _body(asked)
    poly = sp.Poly(build(tree), symbol(x))
    if poly.degree() != 2:
        raise NotUnderstood("The function is not quadratic.")
    a, b, c = poly.all_coeffs()
    h, k = -b / (2 * a), c - b**2 / (4 * a)
    lead = "" if a == 1 else "-" if a == -1 else latex(a)
    inner = x if h == 0 else f"\\left({x} {'-' if h > 0 else '+'} {latex(abs(h))}\\right)"
    tail = "" if k == 0 else f" {'+' if k > 0 else '-'} {latex(abs(k))}"
    name = asked["f"] if asked.has("f") else "f"
    final = f"{name}({x}) = {lead}{inner}^2{tail}"
    return Worked(
        final,
        f"{name}({x}) = {latex(poly.as_expr())}",
        [
            ("Find the vertex", f"$$h = -\\frac{{b}}{{2a}} = {latex(h)}, \\quad k = f(h) = {latex(k)}$$"),
            ("Write the function with its vertex", f"$${final}$$"),
        ],
        "a(x - h)^2 + k shows the vertex (h, k).",
    )  # fmt: skip


def _vertex_form_holds(asked: Asked, final: str) -> str:
    tree, _ = _body(asked)
    answer = expression(final.partition("=")[2])
    return "Both forms have the same values at many points." if _same(tree, answer, "vertex") else ""  # fmt: skip


def _divided(asked: Asked) -> tuple[Any, Any, str]:
    top, bottom = expression(asked["top"]), expression(asked["bottom"])
    names = sorted({*names_in(top), *names_in(bottom)})
    if len(names) != 1:
        raise NotUnderstood("I expected polynomials in one letter.")
    return build(top), build(bottom), names[0]


def _division(asked: Asked) -> Worked:
    top, bottom, x = _divided(asked)
    s = symbol(x)
    if not (top.is_polynomial(s) and bottom.is_polynomial(s)) or not bottom.has(s):
        raise NotUnderstood("I expected two polynomials.")
    quotient, remainder = sp.div(sp.Poly(top, s), sp.Poly(bottom, s))
    q, r = latex(quotient.as_expr()), remainder.as_expr()
    if asked.has("only"):
        final = latex(r)
    elif r == 0:
        final = q
    else:
        sign, size = ("-", -r) if r.could_extract_minus_sign() else ("+", r)
        final = f"{q} {sign} \\frac{{{latex(size)}}}{{{latex(sp.expand(bottom))}}}"
    return Worked(
        final,
        f"\\left({latex(top)}\\right) \\div \\left({latex(bottom)}\\right)",
        [
            ("Divide, the highest powers first", f"$${latex(sp.expand(top))} = \\left({latex(sp.expand(bottom))}\\right)\\left({q}\\right) + \\left({latex(r)}\\right)$$"),
            ("Read off the result", f"$${final}$$"),
        ],
        "Dividend = divisor times quotient plus remainder.",
    )  # fmt: skip


def _division_holds(asked: Asked, final: str) -> str:
    top, bottom = expression(asked["top"]), expression(asked["bottom"])
    (x,) = sorted({*names_in(top), *names_in(bottom)})
    if not asked.has("only"):
        from fynq.reasoning.reading.tree import Operation

        answer = expression(final)
        return "The quotient has the value of the fraction at many points." if _same(Operation("/", top, bottom), answer, "division") else ""  # fmt: skip
    poly = sp.Poly(build(bottom), symbol(x))
    if poly.degree() != 1:
        return ""
    root = mpmath.findroot(lambda q: evaluate(bottom, {x: q}), 0)
    good = abs(evaluate(top, {x: root}) - evaluate(parse(final), {})) < 1e-10
    return "The remainder is the value of the polynomial where the divisor is zero." if good else ""


def _degree(asked: Asked) -> Worked:
    tree = expression(asked["formula"])
    found = build(tree)
    letters = sorted(found.free_symbols, key=str)
    if not letters:
        if found == 0:
            raise CannotSolve("The zero polynomial has no degree.")
        degree = 0
    elif found.is_polynomial(*letters):
        degree = sp.Poly(found, *letters).total_degree()
    else:
        raise NotUnderstood("This is no polynomial.")
    return Worked(str(degree), latex(found), [("Add the exponents in each term and take the largest sum", f"$${degree}$$")], "The degree of a polynomial is the highest degree of its terms.")  # fmt: skip


def _degree_holds(asked: Asked, final: str) -> str:
    """How fast the polynomial grows along a line through the origin."""
    tree = expression(asked["formula"])
    names = names_in(tree)
    far = {name: mpmath.mpf(10) ** 40 * (k + 2) for k, name in enumerate(names)}
    farther = {name: value * 10**10 for name, value in far.items()}
    with mpmath.workdps(60):
        ratio = evaluate(tree, farther, 50) / evaluate(tree, far, 50)
        grown = mpmath.log10(abs(ratio)) / 10
    return "The polynomial grows with this power far from zero." if abs(grown - int(final)) < 1e-6 else ""  # fmt: skip


_INTERVAL = r"[\[(] ?(?P<low>[^,\[\]]+?) ?, ?(?P<high>[^,\[\]]+?) ?[\])]"
_REST = r"(?: for real number h)?(?:,? in (?:the )?simplest forms?)?(?:,? in terms of [a-z])?(?:\. the answer will be an expression involving [a-z](?: in simplest form)?)?"
_TOP_BOTTOM = r"(?:\\d?frac\{(?P<top>[^{}]*(?:\{[^{}]*\}[^{}]*)*)\}\{(?P<bottom>[^{}]*)\})"
_METHODS: tuple[Method, ...] = (
    method("average rate", "functions", _average, _average_holds,
           rf"(?:find|what is|compute|calculate) the average rate of change (?:of|for) (?:the |each )?(?:function )?(?:(?:on|over) the interval specified(?: for real number h)?(?: in simplest form)?[.:]? )?(?:and interval )?{_HEAD}(?P<formula>.+?) ?,? (?:on|over|from|in) (?:the )?(?:interval )?(?:from )?{_INTERVAL}{_REST}",
           rf"(?:find|what is) the average rate of change (?:of|for) (?:the )?(?:function )?{_HEAD}(?P<formula>.+?) from [a-z] ?= ?(?P<low>\S+) to [a-z] ?= ?(?P<high>\S+)",
           rf".*(?:by (?:the )?formula|by (?:the )?function) {_HEAD}(?P<formula>[^.]+)\. find the average rate of change of [a-z]+ if (?:the )?[a-z ]+ is increased from (?P<low>[\d.]+) to (?P<high>[\d.]+) ?[a-z]*"),
    method("extreme", "quadratic-functions", _extreme, _extreme_holds,
           rf"(?:find|what is|determine) the (?P<kind>maximum|minimum) value of (?:the )?(?:following )?(?:quadratic )?(?:function)?(?: below)?[.:]? ?{_HEAD}(?P<formula>.+)"),
    method("vertex form", "quadratic-functions", _vertex_form, _vertex_form_holds,
           rf"(?:rewrite|write|express) the quadratic (?:function )?in (?:standard|vertex) form[.:]? ?(?:{_HEAD})?(?P<formula>[^=]+)"),
    method("division", "polynomials", _division, _division_holds,
           rf"(?:.*\bfind the quotient and the remainder\b.*final answer should be in the form: quotient \+ \S*frac\{{remainder\}}\{{divisor\}}) ?(?:{_TOP_BOTTOM}|(?P<top2>[^/]+)/(?P<bottom2>[^/]+))",
           r"use (?:synthetic|long|polynomial long) division to divide (?P<top>.+?) by (?P<bottom>.+)",
           rf"(?:use (?:synthetic|long) division to )?find the (?P<only>remainder)(?: (?:of|when))?:? ?{_TOP_BOTTOM}",
           r"find the (?P<only>remainder) when (?P<top>.+?) is divided by (?P<bottom>.+)"),
    method("degree", "polynomials", _degree, _degree_holds,
           r"(?:determine whether each polynomial is a monomial, binomial, trinomial,? or other polynomial\. then, )?(?:find|determine|state|give) the degree of (?:the |each |this )?(?:following )?polynomials?[.:]? (?P<formula>[^,=]+)"),
)  # fmt: skip


def solve(question: str) -> SolvedProblem:
    return solve_by("functions", _METHODS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_by(_METHODS, question, solved)
