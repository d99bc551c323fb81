"""Straight lines: their slope, and their equation in the form that is asked for.

Checked by putting two points of the line, found from what was given, into the answer.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.graphs.asking import Asked, Kind, Worked
from fynq.reasoning.chapters.graphs.given import (
    Equation,
    Function,
    Given,
    Image,
    Pair,
    Value,
    as_relation,
    residual,
)
from fynq.reasoning.chapters.graphs.page import REFUSAL
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.build import build, symbol
from fynq.reasoning.reading.numeric import evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import Name, Relation, names_in
from fynq.reasoning.reading.words import words
from fynq.reasoning.solver.writing import latex
from fynq.reasoning.verification.points import close

Point = tuple[Any, Any]
_MORE = frozenset(
    words("""information conditions satisfying possible slope satisfies such so satisfying slope-intercept point-slope standard form y-intercept x-intercept point points passes
    passing contains containing through goes parallel perpendicular that whose given m b crosses
    intersects at notation then following and pass constant initial general both final""")
)


@dataclass(frozen=True, slots=True)
class Line:
    """slope: None for a vertical line. point: one of its points. other: a second one, when given."""

    slope: Any
    point: Point
    other: Point | None
    form: str
    name: str


def _point(given: Given) -> Point | None:
    if isinstance(given, Pair) and (given.opening, given.closing) == ("(", ")"):
        return build(given.first), build(given.second)
    if isinstance(given, Image):
        return build(given.at), build(given.value)
    return None


def _number(found: tuple[Given, ...]) -> Any:
    """The one value; of 'm = 3' it is 3; of the point (0, 3) it is the second coordinate."""
    if len(found) != 1:
        return None
    match found[0]:
        case Value(tree):
            return build(tree)
        case Equation(Relation("=", Name("m" | "b"), tree)):
            return build(tree)
    return None


def _of_equation(asked: Asked) -> Line:
    slope, point = _straight(asked.only(as_relation))
    return Line(slope, point, None, _form(asked), "y")


def _straight(relation: Relation) -> tuple[Any, Point]:
    """Slope and a point of a line given by its equation in x and y."""
    if set(names_in(relation)) - {"x", "y"}:
        raise NotUnderstood(REFUSAL)
    x, y = symbol("x"), symbol("y")
    difference = sp.expand(sp.together(build(relation.left) - build(relation.right)))
    if not difference.is_polynomial(x, y) or sp.Poly(difference, x, y).total_degree() != 1:
        raise NotUnderstood(REFUSAL)
    a, b, c = difference.coeff(x), difference.coeff(y), difference.subs({x: 0, y: 0})
    if b == 0:
        return None, (-c / a, sp.Integer(0))
    return -a / b, (sp.Integer(0), -c / b)


def _form(asked: Asked) -> str:
    forms = re.findall(r"slope-intercept|point-slope|standard|general|y=mx\+b", asked.words)
    if len(set(forms)) > 1:
        raise NotUnderstood(REFUSAL)
    return forms[0] if forms else "slope-intercept"


def _read_slope(asked: Asked) -> Line:
    if asked.says(r"parallel|perpendicular"):
        slope, point = _straight(asked.only(as_relation))
        return Line(_turned(slope, asked), point, None, "slope", "")
    points = _all_points(asked)
    if any(isinstance(given, Value) for row in asked.rows for given in row) and points:
        raise NotUnderstood(REFUSAL)
    if not points:
        line = _of_equation(asked)
        return Line(line.slope, line.point, None, "slope", "")
    return _through(points, "slope")


def _turned(slope: Any, asked: Asked) -> Any:
    if asked.says("parallel") and asked.says("perpendicular"):
        raise NotUnderstood(REFUSAL)
    if asked.says("parallel"):
        return slope
    if slope is None:
        return sp.Integer(0)
    return None if slope == 0 else -1 / slope


def _all_points(asked: Asked) -> list[Point]:
    try:
        return list(dict.fromkeys(asked.pick(_point)))
    except NotUnderstood:
        return []


def _through(points: list[Point], form: str) -> Line:
    if len(points) != 2:
        raise NotUnderstood(REFUSAL)
    (x, y), (u, v) = points
    run = sp.simplify(u - x)
    return Line(None if run == 0 else sp.cancel((v - y) / run), points[0], points[1], form, "y")


def _read_line(asked: Asked) -> Line:
    form = _form(asked)
    points = _all_points(asked)
    using = [point for given in asked.after(r"using (?:the )?point") if (point := _point(given))]
    slope = _number(asked.after(r"slope(?: of| is| being|,)?(?: (?:m|□) ?=)?"))
    if slope is None:
        named = [item for row in asked.rows for item in row if isinstance(item, Equation) and item.relation.left == Name("m")]  # fmt: skip
        slope = _number(tuple(named))
    height = _number(asked.after(r"y-intercept(?: of| is| at)?"))
    across = _number(asked.after(r"x-intercept(?: of| is| at)?"))
    if across is not None:
        points.append((across, sp.Integer(0)))
        if height is not None:
            points, height = [*points, (sp.Integer(0), height)], None
    name = next((given.name for row in asked.rows for given in row if isinstance(given, Function)), "y")  # fmt: skip
    if asked.says(r"parallel|perpendicular"):
        if len(points) != 1 or slope is not None:
            raise NotUnderstood(REFUSAL)
        base, _ = _straight(asked.only(as_relation))
        return Line(_turned(base, asked), points[0], None, form, name)
    if slope is not None and height is not None and not points:
        return Line(slope, (sp.Integer(0), height), None, form, name)
    if slope is not None and len(points) == 1 and height is None:
        return Line(slope, points[0], None, form, name)
    if len(points) == 2 and slope is None and height is None:
        line = _through(points, form)
        if using and using[0] not in points:
            raise NotUnderstood(REFUSAL)
        first = using[0] if using else points[0]
        second = points[1] if first == points[0] else points[0]
        return Line(line.slope, first, second, form, "y")
    if points or slope is not None or height is not None or not re.search("form", asked.words):
        raise NotUnderstood(REFUSAL)
    return _of_equation(asked)


def _slope_final(line: Line) -> str:
    return "\\text{undefined}" if line.slope is None else latex(line.slope)


def _work_slope(line: Line) -> Worked:
    final = _slope_final(line)
    if line.other is None:
        steps = [("Solve for y", f"The coefficient of $x$ is the slope: $${final}$$")]
        if line.slope is not None:
            steps = [("Write the line as y = mx + b", f"$${_intercept_form(line)}$$"), *steps]
        return Worked("\\text{slope}", final, steps, "In y = mx + b the slope is m.")
    (x, y), (u, v) = line.point, line.other
    rise = f"$$m = \\frac{{y_2 - y_1}}{{x_2 - x_1}} = \\frac{{{latex(v)} - \\left({latex(y)}\\right)}}{{{latex(u)} - \\left({latex(x)}\\right)}} = {final}$$"  # fmt: skip
    return Worked("\\text{slope}", final, [("Rise over run", rise)], "The slope is the rise divided by the run.")  # fmt: skip


def _intercept_form(line: Line) -> str:
    x = symbol("x")
    if line.slope is None:
        return f"x = {latex(line.point[0])}"
    height = sp.expand(line.point[1] - line.slope * line.point[0])
    front = {sp.Integer(0): "", sp.Integer(1): "x", sp.Integer(-1): "-x"}.get(line.slope)
    if front is None:
        front = latex(line.slope * x) if line.slope.is_Integer else f"{latex(line.slope)} x"
        if line.slope.free_symbols:
            return f"y = {latex(line.slope * x + height)}"
    if height == 0:
        return f"y = {front or '0'}"
    sign, size = ("-", -height) if height.could_extract_minus_sign() else ("+", height)
    return f"y = {front} {sign} {latex(size)}" if front else f"y = {latex(height)}"


def _difference(letter: str, value: Any) -> str:
    if value == 0:
        return letter
    sign, size = ("+", -value) if value.could_extract_minus_sign() else ("-", value)
    return f"{letter} {sign} {latex(size)}"


def _written(line: Line) -> str:
    if line.slope is None:
        return f"x = {latex(line.point[0])}"
    if line.form == "point-slope":
        front = {sp.Integer(1): "", sp.Integer(-1): "-"}.get(line.slope, latex(line.slope))
        inner = _difference("x", line.point[0])
        return f"{_difference('y', line.point[1])} = {front}\\left({inner}\\right)"
    if line.form in ("standard", "general"):
        return _standard(line)
    return _intercept_form(line)


def _standard(line: Line) -> str:
    """Ax + By = C with whole numbers, no common factor and A not negative."""
    x, y = symbol("x"), symbol("y")
    height = line.point[1] - line.slope * line.point[0]
    if not (line.slope.is_Rational and height.is_Rational):
        raise CannotSolve("I write lines of rational numbers in this form.")
    scale = sp.Integer(sp.ilcm(line.slope.q, height.q))
    a, b, c = line.slope * scale, -scale, -height * scale
    shared = sp.Integer(sp.igcd(a, b, c)) * (-1 if a < 0 or (a == 0 and b < 0) else 1)
    a, b, c = a / shared, b / shared, c / shared
    left = f"{latex(a * x)} {'-' if b < 0 else '+'} {latex(abs(b) * y)}" if a else latex(b * y)  # fmt: skip
    if line.form == "general":
        tail = "" if c == 0 else f" {'+' if c < 0 else '-'} {latex(abs(c))}"
        return f"{left}{tail} = 0"
    return f"{left} = {latex(c)}"


def _work_line(line: Line) -> Worked:
    final = _written(line)
    steps: list[tuple[str, str]] = []
    if line.other is not None:
        steps += _work_slope(line).steps
    if line.slope is None:
        steps.append(("The line is vertical", f"All its points have $x = {latex(line.point[0])}$."))
    else:
        start = _written(Line(line.slope, line.point, None, "point-slope", "y"))
        steps.append(("Put slope and point into y - y_1 = m(x - x_1)", f"$${start}$$"))
    steps.append(("Write it in the form that was asked for", f"$${final}$$"))
    return Worked("\\text{line}", final, steps, "A line is known by its slope and one of its points.")  # fmt: skip


def _slope_holds(line: Line, final: str) -> str:
    if "undefined" in final:
        return "The line has one value of x only." if line.slope is None else ""
    value = parse(final)
    if line.other is not None:
        at = {name: 2 + 3 * k for k, name in enumerate(sorted({str(s) for p in (line.point, line.other) for c in p for s in c.free_symbols}))}  # fmt: skip
        (x, y), (u, v) = ([c.subs({symbol(n): k for n, k in at.items()}) for c in p] for p in (line.point, line.other))  # fmt: skip
        reached = evaluate(value, at) * float(u - x) + float(y)
        return "Going from the first point with this slope reaches the second." if close(reached, float(v), 1e-12) else ""  # fmt: skip
    slope = evaluate(value, {})
    return "The slope was read off two points of the line." if line.slope is not None and close(slope, _sampled(line), 1e-12) else ""  # fmt: skip


def _sampled(line: Line) -> Any:
    """The slope between two points of the line that was found."""
    relation = parse(_standard(Line(line.slope, line.point, None, "standard", "y")))
    assert isinstance(relation, Relation)
    here = residual(relation)
    zero, right, up = (evaluate(here, {"x": x, "y": y}) for x, y in ((0, 0), (1, 0), (0, 1)))
    return -(right - zero) / (up - zero)


def _line_holds(line: Line, final: str) -> str:
    relation = parse(final)
    if not isinstance(relation, Relation):
        return ""
    letters = sorted(set(names_in(relation)) - {"x", "y"})
    values = {name: 2 + 3 * k for k, name in enumerate(letters)}
    spots = [line.point, line.other or _second(line)]
    for x, y in spots:
        at = {symbol(name): value for name, value in values.items()}
        place = {"x": float(x.subs(at)), "y": float(y.subs(at)), **values}
        if not close(evaluate(relation.left, place), evaluate(relation.right, place), 1e-12):
            return ""
    return "Two points of the line satisfy the equation."


def _second(line: Line) -> Point:
    """From the given point with the given slope."""
    x, y = line.point
    return (x, y + 1) if line.slope is None else (x + 3, y + 3 * line.slope)


_TO = r"(?: (?:of|for) (?:a|the|each|this) (?:straight )?(?:line|graph))?"
SLOPE = Kind(
    "slope",
    re.compile(rf"(?<![\w-])slope\b(?!-)(?! and\b)(?! (?:of |is )?□){_TO}"),
    _read_slope,
    _work_slope,
    _slope_holds,
    ("slope", "linear-functions"),
    _MORE - {"y-intercept", "x-intercept", "m", "b"},
)
LINE = Kind(
    "line",
    re.compile(
        r"(?:(?:slope-intercept|point-slope|standard|general) form(?: (?:of|for) (?:an? |the )?(?:linear )?(?:equations?|lines?)(?: (?:of|for) (?:a|the) line)?)?"
        r"|(?:linear )?(?:equation|function) in (?:the )?(?:slope-intercept|point-slope|standard|general) form(?: of (?:a|the) line)?"
        r"|equation (?:of|for) (?:(?:a|the|each|this) )?(?:linear function|line|linear equation)|linear (?:equation|function))"
    ),
    _read_line,
    _work_line,
    _line_holds,
    ("linear-functions", "slope"),
    _MORE,
)
