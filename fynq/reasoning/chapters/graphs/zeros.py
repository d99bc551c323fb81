"""Polynomials and their zeros: the polynomial of given zeros, and how many zeros there can be.

A polynomial is checked at its zeros and at the point that is told; a count by examples.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import mpmath as mp
import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.graphs.asking import Asked, Kind, Worked
from fynq.reasoning.chapters.graphs.given import (
    Function,
    Given,
    Image,
    Pair,
    Value,
    as_function,
    read_given,
)
from fynq.reasoning.chapters.graphs.page import REFUSAL
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.build import build, symbol
from fynq.reasoning.reading.numeric import evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.sentences import HOLE
from fynq.reasoning.reading.tree import names_in
from fynq.reasoning.reading.words import words
from fynq.reasoning.solver.writing import latex

_DEGREES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6}
_ITEM = rf"(?:x ?= ?)?(?:{HOLE}|-?i\b)"
_LIST = rf"{_ITEM}(?: ?,? (?:and )?{_ITEM})*"
_MORE = frozenset(
    words("""degree real coefficients that has have such first second third fourth fifth sixth least lowest integer whose passes
    through point with zeros roots theorem factorization lowest leading coefficient possible and satisfies f y-intercept
    first-degree second-degree third-degree fourth-degree fifth-degree cubic quartic polynomial's at""")
)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """zeros with conjugates; through: a point of the graph, or None for the leading coefficient 1."""

    zeros: tuple[Any, ...]
    through: tuple[Any, Any] | None


def _read(asked: Asked) -> _Wanted:
    listed = asked.found["list"]
    start = asked.text.find(asked.found[0])
    if start < 0:
        raise NotUnderstood(REFUSAL)
    before = asked.text[: start + asked.found[0].rfind(listed)].count(HOLE)
    texts = iter(asked.formulas[before : before + listed.count(HOLE)])
    zeros: list[Any] = []
    for item in re.findall(rf"{HOLE}|-?i\b", listed):
        zeros += _numbers(next(texts)) if item == HOLE else [sp.I if item == "i" else -sp.I]
    rest = [*asked.formulas[:before], *asked.formulas[before + listed.count(HOLE) :]]
    degree, through = _conditions(asked, [given for text in rest for given in read_given(text)])
    zeros = list(dict.fromkeys(zeros))
    for zero in list(zeros):
        if not zero.is_real and sp.conjugate(zero) not in zeros:
            if not asked.says(r"real coefficients|integer coefficients|rational coefficients"):
                raise NotUnderstood(REFUSAL)
            zeros.append(sp.conjugate(zero))
    if degree is not None and degree != len(zeros):
        raise CannotSolve("The degree does not fit the number of zeros.")
    if degree is None and not asked.says(r"least|lowest") and through is None:
        raise NotUnderstood(REFUSAL)
    return _Wanted(tuple(zeros), through)


def _numbers(text: str) -> list[Any]:
    """'x = 3', '3', or '±2i'."""
    if re.search(r"\\pm|±", text):
        return [number for sign in "+-" for number in _numbers(re.sub(r"\\pm|±", sign, text))]
    found = []
    for given in read_given(text.partition("=")[2] or text):
        if not isinstance(given, Value) or names_in(given.tree):
            raise NotUnderstood(REFUSAL)
        found.append(sp.expand(build(given.tree)))
    return found


def _conditions(asked: Asked, given: list[Given]) -> tuple[int | None, tuple[Any, Any] | None]:
    words_said = re.findall(rf"\b({'|'.join(_DEGREES)})[- ]degree", asked.text)
    degree = _DEGREES[words_said[0]] if len(set(words_said)) == 1 else None
    through = None
    for item in given:
        match item:
            case Image(_, at, value):
                through = (build(at), build(value))
            case Pair("(", first, second, ")"):
                through = (build(first), build(second))
            case Value(tree) if asked.says(rf"degree {HOLE}") and degree is None:
                degree = int(build(tree))
            case _:
                raise NotUnderstood(REFUSAL)
    return degree, through


def _polynomial(wanted: _Wanted) -> Any:
    x = symbol("x")
    product = sp.expand(sp.prod([x - zero for zero in wanted.zeros]))
    if wanted.through is None:
        return product
    at, value = wanted.through
    there = product.subs(x, at)
    if there == 0:
        raise CannotSolve("The point lies at a zero and tells nothing of the leading coefficient.")
    return sp.expand(product * value / there)


def _work(wanted: _Wanted) -> Worked:
    x = symbol("x")
    factors = "".join(f"\\left(x {'+' if zero.could_extract_minus_sign() else '-'} {_grouped(_unsigned(zero))}\\right)" for zero in wanted.zeros)  # fmt: skip
    found = _polynomial(wanted)
    final = f"f(x) = {latex(found)}"
    steps = [("Each zero c gives a factor x - c; complex zeros come in pairs", f"$$f(x) = a{factors}$$")]  # fmt: skip
    if wanted.through is not None:
        at, value = wanted.through
        lead = sp.Poly(found, x).LC()
        steps.append(("Find a from the point", f"$f({latex(at)}) = {latex(value)}$ gives $a = {latex(lead)}$."))  # fmt: skip
    steps.append(("Multiply out", f"$${final}$$"))
    listed = ", ".join(latex(zero) for zero in wanted.zeros)
    return Worked(f"\\text{{zeros }} {listed}", final, steps, "A polynomial is the product of x - c over its zeros c, times a number.")  # fmt: skip


def _unsigned(zero: Any) -> Any:
    """The zero without the sign that is written before it."""
    return -zero if zero.could_extract_minus_sign() else zero


def _grouped(zero: Any) -> str:
    return f"({latex(zero)})" if zero.is_Add else latex(zero)


def _holds(wanted: _Wanted, final: str) -> str:
    body = parse(final.partition("=")[2])
    for zero in wanted.zeros:
        at = mp.mpc(str(sp.re(zero).evalf(40)), str(sp.im(zero).evalf(40)))
        if abs(evaluate(body, {"x": at})) > 1e-12:
            return ""
    if wanted.through is not None:
        at, value = (mp.mpf(str(sp.N(part, 40))) for part in wanted.through)
        if abs(evaluate(body, {"x": at}) - value) > 1e-12:
            return ""
    far, farther = (evaluate(body, {"x": mp.mpf(10) ** k}) for k in (20, 21))
    grown = abs(mp.log10(abs(farther / far)) - len(wanted.zeros)) < 1e-6
    return "It is 0 at each zero, has the told value, and no more zeros than these." if grown else ""  # fmt: skip


POLYNOMIAL = Kind(
    "polynomial of zeros",
    re.compile(rf"polynomial(?: function)?(?:,? (?:f|{HOLE}))?(?: of (?:least|lowest|degree {HOLE}))?(?: degree)?(?: with (?:real|rational|integer) coefficients)?,? (?:that has|with|having|whose|and has|which has|has)(?: the)?(?: following| given)? (?:zeros?|roots?)(?: of| at| are|:)? (?P<list>{_LIST})"),
    _read, _work, _holds, ("zeros", "polynomials"), _MORE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Count:
    """degree of the polynomial; what: 'zeros', 'real', 'turning'; which: 'most', 'least', 'all'."""

    degree: int
    what: str
    which: str


def _count(asked: Asked) -> _Count:
    which = {"minimum": "least", "least": "least", "smallest": "least", "fewest": "least", None: "all"}.get(asked.found["which"], "most")  # fmt: skip
    noun = asked.found["what"] or "zeros"
    what = "turning" if "turning" in noun else "real" if "real" in noun or "intercept" in noun else "zeros"  # fmt: skip
    told = asked.after(r"degree(?: of)?(?: is)?")
    if told:
        (value,) = told
        if not isinstance(value, Value) or not build(value.tree).is_Integer:
            raise NotUnderstood(REFUSAL)
        degree = int(build(value.tree))
    else:
        function = asked.only(_polynomial_function)
        degree = sp.Poly(build(function.body), symbol(function.variable)).degree()
    if degree < 1 or (which == "least" and what == "turning") or (which == "all" and what != "zeros"):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    return _Count(degree, what, which)


def _polynomial_function(given: Given) -> Function | None:
    function = as_function(given)
    if function is not None and not build(function.body).is_polynomial(symbol(function.variable)):
        raise NotUnderstood(REFUSAL)
    return function


def _number(count: _Count) -> int:
    if count.what == "turning":
        return count.degree - 1
    if count.which == "least":
        return count.degree % 2 if count.what == "real" else count.degree
    return count.degree


def _count_work(count: _Count) -> Worked:
    final = str(_number(count))
    why = {
        "turning": "A polynomial of degree n turns at most n - 1 times.",
        "zeros": "A polynomial of degree n has n complex zeros, counted with their multiplicity.",
        "real": "Complex zeros of a real polynomial come in pairs, so an odd degree leaves at least one real zero.",
    }[count.what]
    return Worked(f"n = {count.degree}", final, [("Count by the degree", f"{why} Here $n = {count.degree}$: $${final}$$")], why)  # fmt: skip


def _count_holds(count: _Count, final: str) -> str:
    """By a polynomial that reaches the number: (x-1)(x-2)… for the most, x^n + 1 for the least."""
    x = sp.Symbol("x")
    n = count.degree
    example = sp.prod([x - k for k in range(1, n + 1)]) if count.which != "least" else x**n + 1
    poly = sp.Poly(sp.expand(example), x)
    if count.what == "turning":
        poly = poly.diff()
    found = len(poly.nroots(n=15, maxsteps=200)) if count.what == "zeros" else poly.count_roots()
    return "A polynomial with that many was counted." if found == int(final) else ""


COUNT = Kind(
    "number of zeros",
    re.compile(rf"(?:(?P<which>minimum|maximum|least|greatest|largest|smallest|fewest|most)(?: possible)? number of|how many) (?P<what>(?:real )?(?:zeros|roots)|complex (?:zeros|roots)|x-intercepts|turning points)(?: (?:of|for|can|does|do|may|could|will|must))?(?: (?:a|the) polynomial(?: function)?)?(?: of degree {HOLE})?"),
    _count, _count_work, _count_holds, ("zeros", "polynomials"), frozenset(words("degree have it at most we can odd real complex non-real roots zeros maximum minimum number could there")),
)  # fmt: skip
