"""Rotation of axes: a curve of second degree in turned coordinates, and the angle that removes xy.

Checked at points: what satisfies the new equation satisfies the old one after turning back.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import mpmath
import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.precalculus.kind import Kind, check_page, solve_page
from fynq.reasoning.chapters.precalculus.method import Worked
from fynq.reasoning.chapters.precalculus.page import PLAIN, REFUSAL, Page, tree_of, vocabulary
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.build import build, symbol
from fynq.reasoning.reading.numeric import evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import Operation, Relation, names_in
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.solver.writing import latex

_WORDS = PLAIN | vocabulary(
    "finding writing rotation rotate rotated rotating axes axis new representation equation equations through angle theta \\ t that will eliminate eliminates "
    "eliminating remove removes xy x y term corresponding without when about degrees conic graph in terms no curve after set acute needed"
)
_X, _Y, _U, _V = symbol("x"), symbol("y"), sp.Symbol("u", real=True), sp.Symbol("v", real=True)


@dataclass(frozen=True, slots=True)
class _Asked:
    """angle: in radians, given or the one that removes xy. wants_angle: in degrees, when said so."""

    relation: Relation
    angle: Any
    wants_angle: bool
    degrees: bool


def _read(page: Page) -> _Asked:
    page.require(_WORDS)
    words = page.asked.words
    relation: Relation | None = None
    angle: Any = None
    for text in page.formulas:
        stated = re.fullmatch(r"\s*\\theta\s*=(.*)", text)
        if stated:
            angle = build(tree_of(stated[1]))
            continue
        tree = tree_of(text.replace("\\theta", "t"))
        if isinstance(tree, Relation) and names_in(tree) == ("x", "y") and relation is None:
            relation = tree
        elif names_in(tree) not in (("t",), ("x", "y")) or isinstance(tree, Relation):
            raise NotUnderstood(REFUSAL)
    if relation is None or relation.op != "=":
        raise NotUnderstood(REFUSAL)
    wants_angle = "angle" in words and not re.search(r"equation|representation", words)
    if not wants_angle and not re.search(r"\b(?:representation|equation)\b", words):
        raise NotUnderstood(REFUSAL)
    if not re.search(r"rotat", f"{page.heading} {words}"):
        raise NotUnderstood(REFUSAL)
    a, b, c = _second_degree(relation)
    if angle is None:
        if b == 0:
            raise CannotSolve("The equation has no xy term.")
        angle = sp.pi / 4 if a == c else _removing(a, b, c)
    elif wants_angle:
        raise NotUnderstood(REFUSAL)
    return _Asked(relation, angle, wants_angle, "degree" in " ".join(s.words for s in page.sentences))  # fmt: skip


def _second_degree(relation: Relation) -> tuple[Any, Any, Any]:
    gap = sp.expand(build(relation.left) - build(relation.right))
    if not gap.is_polynomial(_X, _Y) or sp.Poly(gap, _X, _Y).total_degree() != 2:
        raise NotUnderstood(REFUSAL)
    poly = sp.Poly(gap, _X, _Y)
    return tuple(poly.coeff_monomial(term) for term in (_X**2, _X * _Y, _Y**2))


def _removing(a: Any, b: Any, c: Any) -> Any:
    """The angle between 0 and a right angle with tan 2θ = b/(a - c)."""
    double = sp.atan(b / (a - c))
    double = double + sp.pi if double.is_negative else double
    return double / 2


def _turned(asked: _Asked) -> Any:
    cosine, sine = _functions(asked)
    gap = build(asked.relation.left) - build(asked.relation.right)
    turned = gap.subs({_X: _U * cosine - _V * sine, _Y: _U * sine + _V * cosine}, simultaneous=True)
    poly = sp.Poly(sp.expand(turned), _U, _V)
    terms = [(monomial, sp.radsimp(sp.sqrtdenest(sp.nsimplify(sp.simplify(value))))) for monomial, value in poly.terms()]  # fmt: skip
    scale = sp.ilcm(*[sp.denom(sp.together(value)) for _, value in terms])
    terms = [(monomial, sp.expand(value * scale)) for monomial, value in terms]
    shared = sp.igcd(*[number for _, value in terms for number in _numbers(value)])
    return [(monomial, sp.expand(value / shared)) for monomial, value in terms if value != 0]


def _numbers(value: Any) -> list[int]:
    return [int(sp.Add.make_args(part)[0].as_coeff_Mul()[0]) for part in sp.Add.make_args(value)]


def _functions(asked: _Asked) -> tuple[Any, Any]:
    double = sp.cos(2 * asked.angle)
    if asked.angle.has(sp.atan):
        double = sp.simplify(sp.expand_trig(double))
        return sp.sqrtdenest(sp.sqrt((1 + double) / 2)), sp.sqrtdenest(sp.sqrt((1 - double) / 2))
    return sp.cos(asked.angle), sp.sin(asked.angle)


def _work(asked: _Asked) -> Worked:
    a, b, c = _second_degree(asked.relation)
    shown = f"{latex(build(asked.relation.left))} = {latex(build(asked.relation.right))}"
    if asked.wants_angle:
        final = _degrees(asked)
        return Worked(
            final,
            shown,
            [
                ("Use the formula for the angle", f"$$\\cot 2\\theta = \\frac{{A - C}}{{B}} = {latex((a - c) / b)}$$"),
                ("Take the angle between 0° and 90°", f"$$2\\theta = {latex(sp.simplify(2 * asked.angle * 180 / sp.pi)) if not asked.angle.has(sp.atan) else ''}^\\circ, \\; \\theta = {final}$$" if not asked.angle.has(sp.atan) else f"$$\\theta = {final}$$"),
            ],
            "The xy term vanishes when cot 2θ = (A - C)/B.",
        )  # fmt: skip
    cosine, sine = _functions(asked)
    final = ""
    for (i, j), value in _turned(asked):
        letters = "".join(f"{letter}^2" if n == 2 else letter if n else "" for letter, n in (("{x'}", i), ("{y'}", j)))  # fmt: skip
        letters = letters.replace("{x'}^2", "{x'}^2") if "^2" in letters else letters.replace("{", "").replace("}", "")  # fmt: skip
        sign, size = ("-", -value) if value.could_extract_minus_sign() else ("+", value)
        number = "" if size == 1 and letters else f"({latex(size)})" if size.is_Add and letters else latex(size)  # fmt: skip
        term = f"{number}{letters}"
        final = f"{final} {sign} {term}" if final else f"{'-' if sign == '-' else ''}{term}"
    final = f"{final} = 0"
    return Worked(
        final,
        shown,
        [
            ("Write the old coordinates by the new ones", f"$$x = {latex(cosine)} x' - {latex(sine)} y', \\quad y = {latex(sine)} x' + {latex(cosine)} y'$$"),
            ("Put them in, expand and clear fractions", f"$${final}$$"),
        ],
        "x = x' cos θ - y' sin θ and y = x' sin θ + y' cos θ.",
    )  # fmt: skip


def _degrees(asked: _Asked) -> str:
    value = sp.simplify(asked.angle * 180 / sp.pi)
    if not value.is_Rational:
        raise CannotSolve("The angle is no whole number of degrees; say to which place I should round.")  # fmt: skip
    return latex(value) if asked.degrees else f"{latex(value)}^\\circ"


def _holds(asked: _Asked, final: str) -> str:
    if asked.wants_angle:
        theta = evaluate(parse(final.replace("^\\circ", "")), {}) * mpmath.pi / 180
        return "Turned by this angle, no xy term is left." if abs(_cross_term(asked, theta)) < 1e-12 else ""  # fmt: skip
    plain = re.sub(r"\{?([xy])'\}?", lambda match: {"x": " u ", "y": " v "}[match[1]], final)
    tree = parse(plain)
    if not isinstance(tree, Relation):
        return ""
    theta = mpmath.mpf(str(sp.N(asked.angle, 30)))
    ratios = []
    for u, v in ((2, 5), (-3, 1), (4, -7), (1, 9), (6, 2)):
        at = {"u": mpmath.mpf(u), "v": mpmath.mpf(v)}
        old = {"x": u * mpmath.cos(theta) - v * mpmath.sin(theta), "y": u * mpmath.sin(theta) + v * mpmath.cos(theta)}  # fmt: skip
        first = evaluate(Operation("-", asked.relation.left, asked.relation.right), old)
        ratios.append(evaluate(Operation("-", tree.left, tree.right), at) / first)
    same = all(abs(ratio / ratios[0] - 1) < 1e-10 for ratio in ratios)
    return "Old and new equation differ by a factor only, at points turned by the angle." if same else ""  # fmt: skip


def _cross_term(asked: _Asked, theta: Any) -> Any:
    """The coefficient of xy after turning, from four values."""

    def value(u: int, v: int) -> Any:
        at = {"x": u * mpmath.cos(theta) - v * mpmath.sin(theta), "y": u * mpmath.sin(theta) + v * mpmath.cos(theta)}  # fmt: skip
        return evaluate(Operation("-", asked.relation.left, asked.relation.right), at)

    return (value(1, 1) - value(1, -1) - value(-1, 1) + value(-1, -1)) / 4


_KINDS = (Kind("rotation", "conic-sections", _read, _work, _holds),)


def solve(question: str) -> SolvedProblem:
    return solve_page("rotation", _KINDS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_page(_KINDS, question, solved)
