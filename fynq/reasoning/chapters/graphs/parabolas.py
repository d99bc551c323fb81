"""Parabolas y = ax² + bx + c and x = ay² + by + c: vertex, axis, extreme value, other forms.

Checked by the symmetry of the values around the vertex.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.graphs.asking import Asked, Kind, Worked
from fynq.reasoning.chapters.graphs.given import Function, Given, as_function
from fynq.reasoning.chapters.graphs.page import REFUSAL
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.build import build, symbol
from fynq.reasoning.reading.numeric import evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Items, Relation, Tree
from fynq.reasoning.reading.words import words
from fynq.reasoning.solver.writing import latex
from fynq.reasoning.verification.points import agree, close

_MORE = frozenset(
    words("""vertex axis symmetry standard general form maximum minimum it at occur occurs reach reaches
    does where opens coordinates coordinate point also then into rewrite convert expand simplify terms""")
)


@dataclass(frozen=True, slots=True)
class _Parabola:
    """The value is a·t² + b·t + c. what: 'vertex', 'axis', 'place', 'value', 'vertex form',
    'general form'. value_name: the other letter, or 'f(x)'."""

    body: Tree
    variable: str
    value_name: str
    what: str
    turn: tuple[Any, Any, Any]


def _read(asked: Asked, what: str) -> _Parabola:
    function = asked.only(_quadratic)
    a, b, c = sp.Poly(build(function.body), symbol(function.variable)).all_coeffs()
    name = function.name or "y"
    spoken = f"{name}({function.variable})" if _called(asked) else name
    return _Parabola(function.body, function.variable, spoken, what, (a, b, c))


def _called(asked: Asked) -> bool:
    return any(isinstance(given, Function) for row in asked.rows for given in row)


def _quadratic(given: Given) -> Function | None:
    function = as_function(given)
    if function is None:
        return None
    letter = symbol(function.variable)
    formula = build(function.body)
    if formula.free_symbols - {letter} or not formula.is_polynomial(letter):
        raise NotUnderstood(REFUSAL)
    if sp.Poly(formula, letter).degree() != 2:
        raise NotUnderstood(REFUSAL)
    return function


def _vertex(asked: Asked) -> _Parabola:
    part = asked.found["part"] or ""
    if re.match("x-", part):
        return _sided(_read(asked, "place"))
    if re.match("y-", part):
        return _sided(_read(asked, "value"))
    return _read(asked, "vertex")


def _sided(parabola: _Parabola) -> _Parabola:
    if parabola.variable == "y":
        raise NotUnderstood(REFUSAL)
    return parabola


def _axis(asked: Asked) -> _Parabola:
    return _read(asked, "axis")


def _extreme(asked: Asked) -> _Parabola:
    part = asked.found["part"] or asked.found["when"] or ""
    kind = asked.found["kind"]
    parabola = _sided(_read(asked, "place" if re.match(r"x-|where|when|at what", part) else "value"))  # fmt: skip
    return _opening(parabola, kind)


def _opening(parabola: _Parabola, kind: str) -> _Parabola:
    if (kind in ("maximum", "highest") and parabola.turn[0] > 0) or (kind in ("minimum", "lowest") and parabola.turn[0] < 0):  # fmt: skip
        raise CannotSolve("The parabola opens the other way.")
    return parabola


def _vertex_form(asked: Asked) -> _Parabola:
    return _read(asked, "vertex form")


def _general_form(asked: Asked) -> _Parabola:
    return _read(asked, "general form")


def _turning(parabola: _Parabola) -> tuple[Any, Any]:
    a, b, c = parabola.turn
    return -b / (2 * a), sp.expand(c - b**2 / (4 * a))


def _final(parabola: _Parabola) -> str:
    h, k = _turning(parabola)
    if parabola.what == "vertex":
        pair = (k, h) if parabola.variable == "y" else (h, k)
        return f"({latex(pair[0])}, {latex(pair[1])})"
    if parabola.what == "axis":
        return f"{parabola.variable} = {latex(h)}"
    if parabola.what == "place":
        return f"{parabola.variable} = {latex(h)}"
    if parabola.what == "value":
        return latex(k)
    a, b, c = parabola.turn
    x = parabola.variable
    if parabola.what == "general form":
        return f"{parabola.value_name} = {latex(sp.expand(a * symbol(x) ** 2 + b * symbol(x) + c))}"
    lead = "" if a == 1 else "-" if a == -1 else latex(a)
    inner = x if h == 0 else f"\\left({x} {'-' if h > 0 else '+'} {latex(abs(h))}\\right)"
    tail = "" if k == 0 else f" {'+' if k > 0 else '-'} {latex(abs(k))}"
    return f"{parabola.value_name} = {lead}{inner}^2{tail}"


def _work(parabola: _Parabola) -> Worked:
    h, k = _turning(parabola)
    a, b, c = parabola.turn
    final = _final(parabola)
    if parabola.what == "general form":
        steps = [("Multiply out and collect like terms", f"$${final}$$")]
        return Worked(show(parabola.body), final, steps, "The general form is ax^2 + bx + c.")
    steps = [
        ("Read off the coefficients", f"$a = {latex(a)}$, $b = {latex(b)}$, $c = {latex(c)}$"),
        ("Find where the vertex is", f"$${parabola.variable} = -\\frac{{b}}{{2a}} = {latex(h)}$$"),
    ]
    if parabola.what not in ("axis", "place"):
        steps.append(("Put it into the formula", f"$${parabola.value_name} = {latex(k)}$$"))
    steps.append(("Answer", f"$${final}$$"))
    return Worked(f"{parabola.value_name} = {show(parabola.body)}", final, steps, "A parabola is symmetric about the line through its vertex, at -b/(2a).")  # fmt: skip


def _holds(parabola: _Parabola, final: str) -> str:
    if parabola.what.endswith("form"):
        tree = parse(final.partition("=")[2])
        same = agree(parabola.body, tree, [parabola.variable], "parabola")
        return "Both forms have the same values at many places." if same else ""
    place, value = _shown(parabola, final)

    def at(t: Any) -> Any:
        return evaluate(parabola.body, {parabola.variable: t})

    if place is not None:
        if not all(close(at(place + d), at(place - d)) for d in (1, 2, 5)):
            return ""
        if value is not None and not close(at(place), value):
            return ""
        return "The values on both sides are the same."
    first, second, third = at(0), at(1), at(2)
    a = (third - 2 * second + first) / 2
    b = second - first - a
    return "The value was found again from three values of the function." if value is not None and close(at(-b / (2 * a)), value) else ""  # fmt: skip


def _shown(parabola: _Parabola, final: str) -> tuple[Any, Any]:
    tree = parse(final)
    if isinstance(tree, Items):
        pair = [evaluate(item, {}) for item in tree.items]
        return (pair[1], pair[0]) if parabola.variable == "y" else (pair[0], pair[1])
    if isinstance(tree, Relation):
        return evaluate(tree.right, {}), None
    return None, evaluate(tree, {})


_OF = r"(?: (?:of|for) (?:the |a |this |each )?(?:following )?(?:quadratic |parabola'?s? |given )*(?:function|equation|parabola|graph)?)?"
_SKILLS = ("quadratic-functions",)
VERTEX = Kind(
    "vertex",
    re.compile(rf"(?:(?P<part>[xy]-(?:coordinate|value)|coordinates?|point) (?:of|for) )?(?:the )?\bvertex\b(?! form)(?! and\b){_OF}"),
    _vertex, _work, _holds, _SKILLS, _MORE - {"axis", "symmetry"},
)  # fmt: skip
AXIS = Kind(
    "axis",
    re.compile(rf"(?:equation (?:of|for) )?(?:the )?(?:axis|line) of symmetry\b(?! and\b){_OF}"),
    _axis, _work, _holds, _SKILLS, _MORE - {"vertex"},
)  # fmt: skip
EXTREME = Kind(
    "extreme",
    re.compile(
        rf"(?:(?P<part>[xy]-(?:coordinate|value)) (?:of|for|at|where) )?(?:the )?(?P<when>)(?P<kind>maximum|minimum)(?: or (?:maximum|minimum))?(?: value| point)?\b{_OF}"
    ),
    _extreme, _work, _holds, _SKILLS, _MORE - {"vertex", "axis", "symmetry", "point", "where", "does", "occur", "occurs", "coordinates"},
)  # fmt: skip
VERTEX_FORM = Kind(
    "vertex form",
    re.compile(
        r"(?:(?:quadratic |given |parabola's )?(?:function|equation|quadratic|parabola)s? (?:below )?)?(?:in|into|to) (?:the )?(?:standard|vertex|□) (?:\(vertex\) )?form(?: □)?|(?:standard|vertex) form (?:of|for) (?:the |each |a )?(?:quadratic |following )*(?:function|equation|parabola)?"
    ),
    _vertex_form, _work, _holds, _SKILLS, frozenset(words("rewrite convert express vertex put change by completing complete into")),
)  # fmt: skip
GENERAL_FORM = Kind(
    "general form",
    re.compile(r"(?:quadratic|function|equation|parabola) in general form|general form of the quadratic(?: function)?"),
    _general_form, _work, _holds, _SKILLS, frozenset(words("rewrite expand simplify terms convert and")),
)  # fmt: skip
