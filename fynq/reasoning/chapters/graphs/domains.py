"""Domain and range of a function or of a set of pairs, and the asymptotes of a rational function.

The domain is found from the conditions on the formula's parts and checked by values on both sides
of every end; a range by values of the function; an asymptote by values near it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import mpmath as mp
import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.graphs.asking import Asked, Kind, Worked
from fynq.reasoning.chapters.graphs.given import Function, Given, Pair, as_function
from fynq.reasoning.chapters.graphs.page import REFUSAL
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.build import build, symbol
from fynq.reasoning.reading.numeric import Undefined, evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import (
    Call,
    Number,
    Operation,
    Relation,
    Tree,
    names_in,
    number,
    walk,
)
from fynq.reasoning.reading.words import words
from fynq.reasoning.solver.writing import latex

_MORE = frozenset(
    words("interval notation using domain range ordered pairs relation then set-builder")
)


@dataclass(frozen=True, slots=True)
class _Set:
    """what: 'domain' or 'range'. end: '', 'highest' or 'lowest' member."""

    what: str
    function: Function | None
    pairs: tuple[Pair, ...]
    end: str = ""


def _read(asked: Asked) -> _Set:
    what = asked.found["what"]
    end = {"highest": "highest", "largest": "highest", "greatest": "highest", "lowest": "lowest", "smallest": "lowest", "least": "lowest", None: ""}[asked.found["end"]]  # fmt: skip
    pairs = [given for row in asked.rows[:1] for given in row if isinstance(given, Pair)]
    if pairs and len(pairs) == len(asked.rows[0]):
        if any(names_in(part) for pair in pairs for part in (pair.first, pair.second)):
            raise NotUnderstood(REFUSAL)
        if len(pairs) < 2 or any((pair.opening, pair.closing) != ("(", ")") for pair in pairs):
            raise NotUnderstood(REFUSAL)
        return _Set(what, None, tuple(pairs), end)
    if pairs or end:
        raise NotUnderstood(REFUSAL)
    function = asked.only(as_function)
    if set(names_in(function.body)) - {function.variable}:
        raise NotUnderstood(REFUSAL)
    return _Set(what, function, ())


def _conditions(tree: Tree) -> Iterator[tuple[str, Tree]]:
    """What has to be non-zero, non-negative or positive for the formula to have a value."""
    for node in walk(tree):
        match node:
            case Operation("/", _, below) if names_in(below):
                yield "!=", below
            case Operation("^", base, power) if names_in(base):
                value = _rational(power)
                if value < 0:
                    yield "!=", base
                if value.denominator % 2 == 0:
                    yield ">=", base
            case Call("sqrt", (of,)) if names_in(of):
                yield ">=", of
            case Call("root", (of, Number(index))) if names_in(of) and index % 2 == 0:
                yield ">=", of
            case Call("root" | "abs"):
                continue
            case Call("ln" | "log", (of, *_)):
                yield ">", of
            case Call(_, args) if any(names_in(arg) for arg in args):
                raise CannotSolve("I do not know where this function is defined.")


def _rational(tree: Tree) -> Any:
    from fynq.reasoning.reading.numeric import exact

    value = exact(tree)
    if value is None:
        raise CannotSolve("I do not know where this power is defined.")
    return value


def _domain(function: Function) -> Any:
    letter = symbol(function.variable)
    found: Any = sp.S.Reals
    for op, tree in _conditions(function.body):
        formula = build(tree)
        if not formula.is_rational_function(letter):
            raise CannotSolve("I do not know where this function is defined.")
        if op == "!=":
            top = sp.Poly(sp.fraction(sp.together(formula))[0], letter)
            roots = sp.roots(top)
            if sum(roots.values()) != top.degree():
                raise CannotSolve("I cannot find where the denominator is zero.")
            found = found - sp.FiniteSet(*(root for root in roots if root.is_real))
        else:
            relation = formula >= 0 if op == ">=" else formula > 0
            part = relation if relation in (sp.true, sp.false) else sp.solve_univariate_inequality(relation, letter, relational=False)  # fmt: skip
            part = {sp.true: sp.S.Reals, sp.false: sp.S.EmptySet}.get(part, part)
            found = found.intersect(part)
    return found


def _intervals(found: Any) -> list[Any]:
    parts = list(found.args) if isinstance(found, sp.Union) else [found]
    if found is sp.S.Reals:
        parts = [sp.Interval(-sp.oo, sp.oo)]
    if isinstance(found, sp.Complement):
        raise CannotSolve("I cannot write this set as intervals.")
    if not parts or not all(isinstance(part, sp.Interval) for part in parts):
        raise CannotSolve("I cannot write this set as intervals.")
    return sorted(parts, key=lambda part: sp.N(part.start))


def _written(found: Any) -> str:
    return " \\cup ".join(
        f"{'(' if part.left_open else '['}{latex(part.start)}, {latex(part.end)}{')' if part.right_open else ']'}"
        for part in _intervals(found)
    )


def _range(function: Function) -> Any:
    """Of polynomials of first and second degree, of a·√ or a·|…| of a line plus a number, and of
    quotients of two lines."""
    letter = symbol(function.variable)
    formula = build(function.body)
    if formula.is_polynomial(letter):
        poly = sp.Poly(formula, letter)
        if poly.degree() <= 0:
            raise CannotSolve("A constant function has one value only.")
        if poly.degree() % 2 == 1:
            return sp.S.Reals
        if poly.degree() == 2:
            a, b, c = poly.all_coeffs()
            return _from(sp.expand(c - b**2 / (4 * a)), a > 0)
    outer = _wrapped(formula, letter)
    if outer is not None:
        return _from(outer[1], outer[0] > 0)
    top, bottom = sp.fraction(sp.cancel(sp.together(formula)))
    if formula.is_rational_function(letter) and sp.Poly(bottom, letter).degree() == 1 and sp.Poly(top, letter).degree() <= 1:  # fmt: skip
        lost = sp.limit(formula, letter, sp.oo)
        if sp.simplify(sp.fraction(sp.together(formula))[1] / bottom).is_number:
            return sp.S.Reals - sp.FiniteSet(lost)
    raise CannotSolve("I do not know a method for the range of this function.")


def _wrapped(formula: Any, letter: Any) -> tuple[Any, Any] | None:
    """(a, k) of a·√(line) + k and a·|line| + k."""
    shift, rest = formula.as_independent(letter, as_Add=True)
    factor, core = rest.as_independent(letter, as_Add=False)
    inside = None
    if isinstance(core, sp.Abs) or (core.is_Pow and core.exp == sp.Rational(1, 2)):
        inside = core.args[0]
    if inside is None or not inside.is_polynomial(letter) or sp.Poly(inside, letter).degree() != 1:
        return None
    return factor, shift


def _from(end: Any, up: bool) -> Any:
    return sp.Interval(end, sp.oo) if up else sp.Interval(-sp.oo, end)


def _members(asked: _Set) -> list[Any]:
    found = {build(pair.first if asked.what == "domain" else pair.second) for pair in asked.pairs}
    return sorted(found, key=sp.N)


def _work(asked: _Set) -> Worked:
    if asked.function is None:
        members = _members(asked)
        final = "\\{" + ", ".join(latex(item) for item in members) + "\\}"
        if asked.end:
            final = latex(members[-1 if asked.end == "highest" else 0])
        side = "first" if asked.what == "domain" else "second"
        steps = [(f"Collect the {side} coordinates", f"$${final}$$")]
        return Worked(f"\\text{{{asked.what}}}", final, steps, f"The {asked.what} holds the {side} coordinates, each once.")  # fmt: skip
    function = asked.function
    final = _written(_domain(function) if asked.what == "domain" else _range(function))
    steps = []
    for op, tree in _conditions(function.body) if asked.what == "domain" else ():
        why = {"!=": "A denominator is not 0", ">=": "A square root needs a value that is not negative", ">": "A logarithm needs a positive value"}[op]  # fmt: skip
        steps.append((why, f"$${show(Relation(op, tree, number(0)))}$$"))
    steps.append((f"Write the {asked.what}", f"$${final}$$"))
    concept = "The domain holds the numbers for which the formula has a value." if asked.what == "domain" else "The range holds the values that the function takes."  # fmt: skip
    return Worked(f"f({function.variable}) = {show(function.body)}", final, steps, concept)


def _holds(asked: _Set, final: str) -> str:
    if asked.function is None:
        told = [part for part in re.split(r"[{},\\ ]+", final) if part]
        index = 0 if asked.what == "domain" else 1
        values = {str(evaluate((pair.first, pair.second)[index], {})) for pair in asked.pairs}
        shown = {str(evaluate(parse(part), {})) for part in told} if "frac" not in final else values
        return "Every pair was looked at again." if (shown <= values if asked.end else shown == values) else ""  # fmt: skip
    pieces = [_ends(part) for part in final.split(" \\cup ")]
    if asked.what == "domain":
        good = all(_defined(asked.function, x) is _inside(x, pieces) for x in _probes(pieces))
        return "The formula has a value inside and none outside." if good else ""
    return _range_holds(asked.function, pieces)


def _ends(text: str) -> tuple[bool, Any, Any, bool]:
    low, _, high = text[1:-1].partition(", ")
    a = -mp.inf if "infty" in low else evaluate(parse(low), {})
    b = mp.inf if "infty" in high else evaluate(parse(high), {})
    return text[0] == "[", a, b, text[-1] == "]"


def _probes(pieces: list[tuple[bool, Any, Any, bool]]) -> list[Any]:
    ends = sorted({end for piece in pieces for end in piece[1:3] if mp.isfinite(end)})
    near = [end + d for end in ends for d in (mp.mpf("-0.01"), 0, mp.mpf("0.01"))]
    return [*near, *(mp.mpf(k) + mp.mpf("0.37") for k in range(-40, 41, 3)), mp.mpf(1000), mp.mpf(-1000)]  # fmt: skip


def _inside(x: Any, pieces: list[tuple[bool, Any, Any, bool]]) -> bool:
    return any(a < x < b or (x == a and low) or (x == b and high) for low, a, b, high in pieces)


def _defined(function: Function, x: Any) -> bool:
    try:
        value = evaluate(function.body, {function.variable: x})
    except Undefined:
        return False
    return bool(abs(mp.im(value)) < 1e-15)


def _range_holds(function: Function, pieces: list[tuple[bool, Any, Any, bool]]) -> str:
    """All values at many places lie inside, and they come close to every closed end."""
    values = []
    for k in range(-400, 401):
        x = mp.mpf(k) / 4
        if _defined(function, x):
            values.append(mp.re(evaluate(function.body, {function.variable: x}, 15)))
    slack = mp.mpf(10) ** -12
    inside = all(any(a - slack <= v <= b + slack for _, a, b, _ in pieces) for v in values)
    avoided = all(v != end for v in values for low, a, b, high in pieces for end, closed in ((a, low), (b, high)) if not closed)  # fmt: skip
    reached = all(any(abs(v - end) < 0.5 for v in values) for low, a, b, high in pieces for end in (a, b) if mp.isfinite(end))  # fmt: skip
    far = all(max(values) > 10 if b == mp.inf else True for _, a, b, _ in pieces) or bool(build(function.body).has(sp.sqrt))  # fmt: skip
    return "Values of the function at many places lie in the range." if len(values) > 50 and inside and avoided and reached and far else ""  # fmt: skip


_OF = r"(?: (?:of|for) (?:the |a |this |each )?(?:following |given )*(?:quadratic |rational |radical |linear |absolute value |square root |polynomial )*(?:function|relation|expression|equation|graph)?s?)?"
DOMAIN = Kind(
    "domain",
    re.compile(rf"(?:(?P<end>highest|lowest|largest|smallest|greatest|least) (?:value (?:of|in) the )?)?(?P<what>domain|range)\b(?! and\b)(?! or\b){_OF}"),
    _read, _work, _holds, ("functions", "domain-and-range"), _MORE - {"domain", "range"},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Asymptote:
    kind: str
    function: Function


def _asymptote(asked: Asked) -> _Asymptote:
    function = asked.only(_rational_function)
    kind = asked.found["kind"]
    return _Asymptote("slant" if kind == "oblique" else kind, function)


def _rational_function(given: Given) -> Function | None:
    function = as_function(given)
    if function is None:
        return None
    letter = symbol(function.variable)
    formula = build(function.body)
    if formula.free_symbols != {letter} or not formula.is_rational_function(letter):
        raise NotUnderstood(REFUSAL)
    return function


def _parts(asked: _Asymptote) -> tuple[Any, Any]:
    letter = symbol(asked.function.variable)
    top, bottom = sp.fraction(sp.cancel(sp.together(build(asked.function.body))))
    return sp.Poly(top, letter), sp.Poly(bottom, letter)


def _asymptote_final(asked: _Asymptote) -> str:
    top, bottom = _parts(asked)
    if asked.kind == "vertical":
        roots = sp.roots(bottom)
        if sum(roots.values()) != bottom.degree():
            raise CannotSolve("I cannot find where the denominator is zero.")
        real = sorted((root for root in roots if root.is_real), key=sp.N)
        lines = [f"{asked.function.variable} = {latex(root)}" for root in real]
        return " \\text{ or } ".join(lines) or "\\text{none}"
    quotient, rest = sp.div(top, bottom)
    degree = quotient.degree() if quotient.as_expr() != 0 else 0
    if rest.as_expr() == 0 and bottom.degree() == 0:
        return "\\text{none}"
    if degree == (0 if asked.kind == "horizontal" else 1):
        return f"y = {latex(quotient.as_expr())}"
    return "\\text{none}"


def _asymptote_work(asked: _Asymptote) -> Worked:
    top, bottom = _parts(asked)
    final = _asymptote_final(asked)
    reduced = f"$$\\frac{{{latex(top.as_expr())}}}{{{latex(bottom.as_expr())}}}$$"
    concept = {
        "vertical": "Where the reduced denominator is 0 and the numerator is not, the values grow without bound.",
        "horizontal": "Far from 0 the highest powers decide.",
        "slant": "Divide: far from 0 the rest of the division dies away.",
    }[asked.kind]
    step = ("Set the denominator equal to 0", f"$${latex(sp.factor(bottom.as_expr()))} = 0$$") if asked.kind == "vertical" else ("Compare the degrees", f"The numerator has the degree {top.degree()}, the denominator {bottom.degree()}.")  # fmt: skip
    return Worked(f"f({asked.function.variable}) = {show(asked.function.body)}", final, [("Reduce the fraction", reduced), step, ("Answer", f"$${final}$$")], concept)  # fmt: skip


def _asymptote_holds(asked: _Asymptote, final: str) -> str:
    x, body = asked.function.variable, asked.function.body

    def far(t: Any) -> Any:
        return evaluate(body, {x: t}, 40)

    if final == "\\text{none}":
        if asked.kind == "vertical":
            return "The function stays finite at all zeros of the denominator." if all(abs(far(mp.mpf(k) / 7)) < 1e6 for k in range(-200, 201) if _defined(asked.function, mp.mpf(k) / 7)) else ""  # fmt: skip
        growth = [abs(far(mp.mpf(10) ** k)) / mp.mpf(10) ** (k if asked.kind == "slant" else 0) for k in (6, 9)]  # fmt: skip
        settled = abs(growth[0] - growth[1]) < 1e-3 and growth[1] > 1e-3
        return (
            "" if settled and asked.kind == "slant" else "The values do not come near such a line."
        )
    if asked.kind == "vertical":
        places = [evaluate(parse(part.partition("=")[2]), {}) for part in final.split(" \\text{ or } ")]  # fmt: skip
        grows = all(abs(far(place + d)) > 1e6 for place in places for d in (mp.mpf(10) ** -15, -mp.mpf(10) ** -15))  # fmt: skip
        return "Near the line the values grow without bound." if grows else ""
    line = parse(final.partition("=")[2])
    gaps = [abs(far(t) - evaluate(line, {x: t}, 40)) for t in (mp.mpf(10) ** 12, -mp.mpf(10) ** 12)]  # fmt: skip
    return "Far out the values come as near to the line as one likes." if all(gap < 1e-6 for gap in gaps) else ""  # fmt: skip


ASYMPTOTE = Kind(
    "asymptote",
    re.compile(rf"(?:equations? (?:of|for) (?:the )?)?(?P<kind>vertical|horizontal|slant|oblique) asymptotes?\b(?! and\b)(?! or\b){_OF}"),
    _asymptote, _asymptote_work, _asymptote_holds, ("rational-functions", "asymptotes"), frozenset(words("any all there")),
)  # fmt: skip
