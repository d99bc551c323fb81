"""Two points in the plane: slope, distance, midpoint, the line through them; the line of a slope.

Checked by going the other way: the second point is reached from the first, or both points are put
into the answer.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.presenting import bracketed, fraction, judged, presented
from fynq.reasoning.chapters.restating import REFUSAL, cut_out, known, require_words
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import Items, Operation, Relation, Tree
from fynq.reasoning.solved import Report, SolvedProblem

Point = tuple[Fraction, Fraction]

_WORDS = known(
    "find the a an of and to in is are what calculate determine give use using line lines slope that through passes "
    "passing contains containing points point two distance midpoint segment with endpoints between from for formula "
    "given following each pair connecting joining exercise exercises finding whose write your answer exact form "
    "simplify as much possible if necessary coordinates ordered pairs formulas an undefined simplest radical equation "
    "slope-intercept standard intercept form"
)
_PAIR = re.compile(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)")


@dataclass(frozen=True, slots=True)
class _Asked:
    what: str
    first: Point
    second: Point


def _read(question: str) -> _Asked:
    text, formulas = cut_out(_marked(question))
    require_words(text.replace("□", " "), _WORDS)
    points = [point for formula in formulas for point in _points(formula)]
    low = text.lower()
    kinds = [kind for kind in ("slope", "distance", "midpoint") if kind in low]
    if "equation" in low:
        kinds = ["line"] if "slope-intercept" in low and "line" in low else []
    if len(points) != 2 or len(kinds) != 1 or points[0] == points[1]:
        raise NotUnderstood(REFUSAL)
    return _Asked(kinds[0], points[0], points[1])


def _marked(question: str) -> str:
    pieces = re.split(r"(\$\$.+?\$\$|(?<!\\)\$[^$]+?(?<!\\)\$)", question)
    for at in range(0, len(pieces), 2):
        pieces[at] = re.sub(r"(\([-−\d./ ]+,[-−\d./ ]+\))", r" $\1$ ", pieces[at])
    return "".join(pieces)


def _points(formula: str) -> list[Point]:
    rest = _PAIR.sub("", formula)
    if re.sub(r"\s|,|;|\\text\{and\}|and", "", rest):
        raise NotUnderstood(REFUSAL)
    found: list[Point] = []
    for inside in _PAIR.findall(formula):
        tree = _parsed(inside)
        values = [exact(item) for item in tree.items] if isinstance(tree, Items) else []
        if len(values) != 2 or values[0] is None or values[1] is None:
            raise NotUnderstood(REFUSAL)
        found.append((values[0], values[1]))
    return found


def _parsed(text: str) -> Tree:
    try:
        return parse(text)
    except CannotSolve:
        raise NotUnderstood(REFUSAL) from None


def _point(point: Point) -> str:
    return f"({fraction(point[0])}, {fraction(point[1])})"


def _root(square: Fraction) -> str:
    """√ of a fraction with the largest square taken out and no root below the line."""
    inside, below = square.numerator * square.denominator, square.denominator
    if inside > 10**12:
        raise CannotSolve("The numbers are too large.")
    outside = 1
    for factor in range(math.isqrt(inside), 1, -1):
        if inside % factor**2 == 0:
            outside, inside = factor, inside // factor**2
            break
    front = Fraction(outside, below)
    if inside == 1:
        return fraction(front)
    top = f"{front.numerator if front.numerator != 1 else ''}\\sqrt{{{inside}}}"
    return top if front.denominator == 1 else f"\\frac{{{top}}}{{{front.denominator}}}"


def _line(slope: Fraction, intercept: Fraction) -> str:
    front = {0: "", 1: "x", -1: "-x"}.get(int(slope), f"{fraction(slope)} x") if slope.denominator == 1 else f"{fraction(slope)} x"  # fmt: skip
    if not intercept:
        return f"y = {front or '0'}"
    if not front:
        return f"y = {fraction(intercept)}"
    return f"y = {front} {'-' if intercept < 0 else '+'} {fraction(abs(intercept))}"


def solve(question: str) -> SolvedProblem:
    asked = _read(question)
    (x, y), (u, v) = asked.first, asked.second
    if asked.what in ("slope", "line") and u == x:
        final = "\\text{undefined}" if asked.what == "slope" else f"x = {fraction(x)}"
        steps = [("The line is vertical", f"Both points have $x = {fraction(x)}$; the run is 0.")]
        return _presented(asked, final, steps)
    names = ("Name the coordinates", f"$(x_1, y_1) = {_point(asked.first)}$ and $(x_2, y_2) = {_point(asked.second)}$")  # fmt: skip
    if asked.what in ("slope", "line"):
        slope = (v - y) / (u - x)
        m = fraction(slope)
        rise = f"$$m = \\frac{{y_2 - y_1}}{{x_2 - x_1}} = \\frac{{{fraction(v)} - {bracketed(y)}}}{{{fraction(u)} - {bracketed(x)}}} = {m}$$"  # fmt: skip
        steps = [names, ("Rise over run", rise)]
        if asked.what == "slope":
            return _presented(asked, m, steps)
        final = _line(slope, y - slope * x)
        steps.append(("Put a point into $y = mx + b$", f"$$b = {fraction(y)} - {bracketed(slope)} \\cdot {bracketed(x)} = {fraction(y - slope * x)}$$"))  # fmt: skip
        return _presented(asked, final, [*steps, ("Write the line", f"$${final}$$")])
    if asked.what == "midpoint":
        final = _point(((x + u) / 2, (y + v) / 2))
        mean = f"$$\\left(\\frac{{x_1 + x_2}}{{2}}, \\frac{{y_1 + y_2}}{{2}}\\right) = {final}$$"
        return _presented(asked, final, [names, ("Take the means", mean)])
    square = (u - x) ** 2 + (v - y) ** 2
    final = _root(square)
    formula = f"$$d = \\sqrt{{(x_2 - x_1)^2 + (y_2 - y_1)^2}} = \\sqrt{{{bracketed(u - x)}^2 + {bracketed(v - y)}^2}} = \\sqrt{{{fraction(square)}}} = {final}$$"  # fmt: skip
    return _presented(asked, final, [names, ("Use the distance formula", formula)])


_CONCEPTS = {
    "slope": ("The slope is the rise divided by the run.", ("slope", "linear-functions")),
    "line": ("A line is known by its slope and one of its points.", ("linear-functions", "slope")),
    "distance": ("The distance is the hypotenuse of a right triangle.", ("distance", "coordinate-geometry")),
    "midpoint": ("The midpoint's coordinates are the means of the ends'.", ("coordinate-geometry",)),
}  # fmt: skip


def _presented(asked: _Asked, final: str, steps: list[tuple[str, str]]) -> SolvedProblem:
    concept, skills = _CONCEPTS[asked.what]
    points = f"\\text{{{asked.what}}}: {_point(asked.first)}, {_point(asked.second)}"
    return presented("coordinates", asked.what, points, final, steps, skills, concept)


def check(question: str, solved: SolvedProblem) -> Report:
    asked = _read(question)
    (x, y), (u, v) = asked.first, asked.second
    if asked.what == "slope":
        if "undefined" in solved.final:
            return judged(solved, x == u, "Both points have the same $x$.")
        slope = exact(parse(solved.final))
        holds = slope is not None and y + slope * (u - x) == v
        return judged(solved, holds, "Going from the first point with this slope reaches the second.", "substitution")  # fmt: skip
    if asked.what == "midpoint":
        tree = parse(solved.final)
        middle = [exact(item) for item in tree.items] if isinstance(tree, Items) else []
        p, q = middle[0], middle[1]
        holds = p is not None and q is not None and (p - x, q - y) == (u - p, v - q)
        return judged(solved, holds, "The steps to both ends are the same.", "substitution")
    if asked.what == "line":
        return judged(solved, all(_on(solved.final, point) for point in (asked.first, asked.second)), "Both points satisfy the equation.", "substitution")  # fmt: skip
    from fynq.reasoning.reading.numeric import evaluate

    away = evaluate(parse(solved.final), {}, 30)
    over = math.hypot(float(u - x), float(v - y))
    holds = abs(float(away) - over) <= 1e-9 * max(1.0, over) and float(away) > 0
    return judged(solved, holds, "The length was measured again in decimals.", "numeric")


def _on(line: str, point: Point) -> bool:
    from fynq.reasoning.reading.substitute import substitute
    from fynq.reasoning.reading.tree import Number

    tree = substitute(parse(line), {"x": Number(point[0]), "y": Number(point[1])}, {})
    return isinstance(tree, Relation) and exact(Operation("-", tree.left, tree.right)) == 0
