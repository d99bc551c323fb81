"""Exponential and logarithmic functions: through two points, asymptotes, domains, moved graphs.

Checked with values: at the two points, near the asymptote and the ends of the domain, and at points
that are moved with the graph.
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
from fynq.reasoning.chapters.precalculus.page import (
    PLAIN,
    REFUSAL,
    Page,
    tree_of,
    vocabulary,
)
from fynq.reasoning.chapters.precalculus.writing import rounded
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.build import build, symbol
from fynq.reasoning.reading.numeric import Undefined, evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import (
    Call,
    Constant,
    Items,
    Operation,
    Relation,
    Tree,
    names_in,
    walk,
)
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.solver.writing import latex

DEFINITION = re.compile(r"\s*(?:(?P<f>[A-Za-z])\s?\(\s?(?P<x>[A-Za-z])\s?\)|y)\s*=\s*(?P<body>[^=]+)")  # fmt: skip
WORDS = PLAIN | vocabulary(
    "formula writing finding function functions exponential logarithmic logarithm equation graph horizontal vertical asymptote asymptotes domain range x y point points two "
    "pass passes passing through between that containing going f g h let parent original resulting results resulted result new when after about across over "
    "shift shifts shifted shifting translate translated translating move moved moving reflect reflected reflecting reflection stretch stretched stretching compress compressed compressing "
    "up down left right upward downward upwards downwards units unit axis x-axis y-axis vertically horizontally factor by so same functino written model changing change base is "
    "interval notation using given in n't form represents called be rewrite into natural e value"
)


@dataclass(frozen=True, slots=True)
class _Function:
    """goal: what is asked of it; name: 'f' or 'y'."""

    body: Tree
    variable: str
    name: str
    goal: str


def definition(page: Page) -> tuple[Tree, str, str]:
    found = {match["body"].strip(): match for text in page.formulas if (match := DEFINITION.fullmatch(text))}  # fmt: skip
    found = {body: match for body, match in found.items() if re.search(r"\d|ln|log|e\^", body)}
    if len(found) != 1:
        raise NotUnderstood(REFUSAL)
    (match,) = found.values()
    body = tree_of(match["body"])
    variable = match["x"] or "x"
    if variable not in names_in(body):
        raise NotUnderstood(REFUSAL)
    return body, variable, match["f"] or "y"


_GOALS = (
    ("horizontal", r"horizontal asymptote"),
    ("vertical", r"vertical asymptote"),
    ("domain", r"\bdomain\b"),
    ("range", r"\brange\b"),
)


def _read_function(page: Page) -> _Function:
    page.require(WORDS)
    goals = [name for name, pattern in _GOALS if re.search(pattern, page.asked.words)]
    body, variable, name = definition(page)
    if len(goals) != 1 or len(page.formulas) > 1 or not _transcendental(body, variable):
        raise NotUnderstood(REFUSAL)
    if re.search(r"shift|reflect|stretch|compress|translat", page.asked.words):
        raise NotUnderstood(REFUSAL)
    return _Function(body, variable, name, goals[0])


def _transcendental(body: Tree, x: str) -> str:
    """'log' or 'power' when the variable stands in one logarithm or one exponent; '' otherwise."""
    logs = [node for node in walk(body) if isinstance(node, Call) and node.name in ("ln", "log") and x in names_in(node.args[0])]  # fmt: skip
    powers = [node for node in walk(body) if isinstance(node, Operation) and node.op == "^" and x in names_in(node.right)]  # fmt: skip
    if len(logs) + len(powers) != 1:
        return ""
    node = (logs or powers)[0]
    inner = node.args[0] if isinstance(node, Call) else node.right
    outside = build(body).subs(build(node), sp.Symbol("w_"))
    linear = build(inner).is_polynomial(symbol(x)) and sp.degree(build(inner), symbol(x)) == 1
    if outside.has(symbol(x)) or not linear or sp.degree(outside, sp.Symbol("w_")) != 1:
        return ""
    return "log" if logs else "power"


def _parts(asked: _Function) -> tuple[str, Any, Any, Any]:
    """kind, the inner linear expression, and a, d of a·(…) + d."""
    kind = _transcendental(asked.body, asked.variable)
    node = next(n for n in walk(asked.body) if (isinstance(n, Call) and n.name in ("ln", "log") and asked.variable in names_in(n.args[0])) or (isinstance(n, Operation) and n.op == "^" and asked.variable in names_in(n.right)))  # fmt: skip
    inner = build(node.args[0] if isinstance(node, Call) else node.right)
    w = sp.Symbol("w_")
    poly = sp.Poly(build(asked.body).subs(build(node), w), w)
    return kind, inner, poly.nth(1), poly.nth(0)


def _work_function(asked: _Function) -> Worked:
    kind, inner, a, d = _parts(asked)
    x = symbol(asked.variable)
    shown = f"{asked.name} = {show(asked.body)}"
    if asked.goal == "horizontal":
        if kind == "log":
            raise CannotSolve("A logarithmic function has no horizontal asymptote.")
        final = f"y = {latex(d)}"
        return Worked(final, shown, [("The power comes close to 0 on one side, and is never 0", f"$${final}$$")], "An exponential function comes close to what is added to the power.")  # fmt: skip
    edge = sp.solve(inner, x)[0]
    slope = sp.Poly(inner, x).LC()
    if asked.goal == "vertical":
        if kind == "power":
            raise CannotSolve("An exponential function has no vertical asymptote.")
        final = f"{asked.variable} = {latex(edge)}"
        return Worked(final, shown, [("The argument of the logarithm is zero there", f"$${latex(inner)} = 0, \\; {final}$$")], "A logarithm falls without end as its argument comes close to 0.")  # fmt: skip
    if asked.goal == "domain" and kind == "log":
        final = _ray(edge, upward=bool(slope > 0))
        text = f"$${latex(inner)} > 0: \\quad {final}$$"
        title = "The argument of the logarithm has to be positive"
    elif asked.goal == "range" and kind == "power":
        final = _ray(d, upward=bool(a > 0))
        text, title = f"$${final}$$", "The power is positive and takes every positive value"
    else:
        final = "\\left(-\\infty, \\infty\\right)"
        text, title = f"$${final}$$", "Nothing is excluded"
    return Worked(final, shown, [(title, text)], "Logarithms need positive arguments; powers of a positive base are positive.")  # fmt: skip


def _ray(edge: Any, *, upward: bool) -> str:
    return f"\\left({latex(edge)}, \\infty\\right)" if upward else f"\\left(-\\infty, {latex(edge)}\\right)"  # fmt: skip


def _function_holds(asked: _Function, final: str) -> str:
    letters = {name: mpmath.mpf("2.3") for name in names_in(asked.body)}

    def value(at: Any) -> Any:
        return evaluate(asked.body, {**letters, asked.variable: mpmath.mpf(at)})

    if asked.goal in ("horizontal", "vertical"):
        tree = parse(final)
        if not isinstance(tree, Relation):
            return ""
        line = evaluate(tree.right, {})
        if asked.goal == "horizontal":
            good = any(abs(value(far) - line) < mpmath.mpf(10) ** -6 for far in _far(value))
        else:
            near = [line + side * mpmath.mpf(10) ** -k for side in (1, -1) for k in (3, 9)]
            sizes = [abs(size) for point in near if (size := _real(value, point)) is not None]
            good = len(sizes) == 2 and sizes[1] > sizes[0] + 1
        return "The values near the line come close to it, or grow without end." if good else ""
    ends = re.findall(r"-?\\infty|[^,()]+", final.replace("\\left", "").replace("\\right", ""))
    low, high = (None if "infty" in end else evaluate(parse(end), {}) for end in ends[:2])
    if asked.goal == "domain":
        inside = [point for point in _spread(low, high) if _real(value, point) is None]
        outside = [point for point in _spread(high, None) + _spread(None, low) if (low, high) != (None, None) and _outside(point, low, high) and _real(value, point) is not None]  # fmt: skip
        return "The function has values inside and none outside." if not inside and not outside else ""  # fmt: skip
    values = [size for point in range(-12, 13) if (size := _real(value, mpmath.mpf(point) / 3)) is not None]  # fmt: skip
    good = all(not _outside(size, low, high) for size in values)
    return "All values lie in it." if good and len(values) > 6 else ""


def _far(value: Any) -> list[Any]:
    found = []
    for far in (40, -40, 400, -400):
        try:
            value(far)
        except Undefined:
            continue
        found.append(far)
    return found


def _real(value: Any, at: Any) -> Any:
    try:
        found = value(at)
    except Undefined:
        return None
    return None if mpmath.im(found) != 0 else found


def _spread(low: Any, high: Any) -> list[Any]:
    steps = [mpmath.mpf(1) / 1000, mpmath.mpf(1), mpmath.mpf(30)]
    if low is None and high is None:
        return [mpmath.mpf(at) for at in (-5, 0, 5)]
    return [low + step for step in steps] if low is not None else [high - step for step in steps]


def _outside(point: Any, low: Any, high: Any) -> bool:
    return (low is not None and point <= low) or (high is not None and point >= high)


@dataclass(frozen=True, slots=True)
class _Through:
    points: tuple[tuple[Tree, Tree], ...]
    places: int | None
    name: str


def _read_through(page: Page) -> _Through:
    page.require(WORDS)
    words = " ".join([page.heading, *[sentence.words for sentence in page.sentences]])
    if "exponential" not in words or not re.search(r"\bpass|through|contain", words):
        raise NotUnderstood(REFUSAL)
    points = []
    for text in page.formulas:
        tree = tree_of(text)
        if not isinstance(tree, Items) or len(tree.items) != 2 or names_in(tree):
            raise NotUnderstood(REFUSAL)
        points.append((tree.items[0], tree.items[1]))
    points = list(dict.fromkeys(points))
    if len(points) != 2:
        raise NotUnderstood(REFUSAL)
    return _Through(tuple(points), page.places, "f(x)")


def _work_through(asked: _Through) -> Worked:
    (x1, y1), (x2, y2) = (tuple(build(part) for part in point) for point in asked.points)
    if x1 == x2 or y1 == y2 or not y1 * y2 > 0:
        raise CannotSolve("No exponential function passes through these points.")
    base = sp.simplify((y2 / y1) ** (1 / (x2 - x1)))
    start = sp.simplify(y1 / base**x1)
    a, b = (latex(item) if asked.places is None else rounded(mpmath.mpf(str(sp.N(item, 40))), asked.places) for item in (start, base))  # fmt: skip
    ratio, span = y2 / y1, abs(x2 - x1)
    if asked.places is None and not base.is_Rational and span.is_Integer and ratio.is_Rational:
        inside = latex(ratio if x2 > x1 else 1 / ratio)
        b = f"\\sqrt{{{inside}}}" if span == 2 else f"\\sqrt[{span}]{{{inside}}}"
    decimals = any("." in show(part) for point in asked.points for part in point)
    if decimals and asked.places is None and base.is_Rational:
        a, b = (_decimal(item) for item in (start, base))
    front = {"1": "", "-1": "-"}.get(a, a)
    final = f"{asked.name} = {front}\\left({b}\\right)^x"
    p, q = (f"({show(x)}, {show(y)})" for x, y in asked.points)
    return Worked(
        final,
        f"f(x) = ab^x, \\; {p}, \\; {q}",
        [
            ("Put both points into f(x) = ab^x", f"$${show(asked.points[0][1])} = a b^{{{show(asked.points[0][0])}}}, \\quad {show(asked.points[1][1])} = a b^{{{show(asked.points[1][0])}}}$$"),
            ("Divide the equations, then find a", f"$$b = {b}, \\quad a = {a}$$"),
            ("Write the function", f"$${final}$$"),
        ],
        "The quotient of the two values gives a power of the base.",
    )  # fmt: skip


def _decimal(value: Any) -> str:
    from fynq.reasoning.solver.writing import decimal

    found = decimal(value) if value.is_Rational else None
    return found if found is not None else latex(value)


def _through_holds(asked: _Through, final: str) -> str:
    body = parse(final.partition("=")[2])
    allowed = mpmath.mpf(10) ** -12 if asked.places is None else mpmath.mpf(10) ** (1 - asked.places)  # fmt: skip
    for x, y in asked.points:
        goal = evaluate(y, {})
        if abs(evaluate(body, {"x": evaluate(x, {})}) - goal) > allowed * (1 + abs(goal)):
            return ""
    return "Both points satisfy the equation."


def _read_base(page: Page) -> tuple[Tree, str]:
    page.require(WORDS)
    if not re.search(r"base e\b|form □", page.asked.words) or "chang" not in f"{page.heading} {page.asked.words}":  # fmt: skip
        raise NotUnderstood(REFUSAL)
    forms = [text for text in page.formulas if re.search(r"e\^\{?\s?k\s?[xt]", text)]
    given = [text for text in page.formulas if text not in forms]
    match = DEFINITION.fullmatch(given[0]) if len(set(given)) == 1 else None
    if match is None:
        raise NotUnderstood(REFUSAL)
    tree = tree_of(match["body"])
    names = names_in(tree)
    if len(names) != 1 or _transcendental(tree, names[0]) != "power" or _e_in(tree):
        raise NotUnderstood(REFUSAL)
    return tree, names[0]


def _e_in(tree: Tree) -> bool:
    return any(isinstance(node, Constant) and node.name == "e" for node in walk(tree))


def _work_base(asked: tuple[Tree, str]) -> Worked:
    tree, x = asked
    node = next(n for n in walk(tree) if isinstance(n, Operation) and n.op == "^" and x in names_in(n.right))  # fmt: skip
    w = sp.Symbol("w_")
    poly = sp.Poly(build(tree).subs(build(node), w), w)
    if poly.nth(0) != 0:
        raise CannotSolve("Something is added to the power.")
    factor = tree.left if isinstance(tree, Operation) and tree.right == node else None
    front = "" if poly.nth(1) == 1 else show(factor) if factor is not None else latex(poly.nth(1))
    power = "" if show(node.right) == x else f" \\cdot {show(node.right)}"
    rate = f"\\ln\\left({show(node.left)}\\right)"
    final = f"y = {front} e^{{{rate}{power or ' ' + x}}}"
    return Worked(final, f"y = {show(tree)}", [("Write the base as a power of e", f"$${show(node.left)} = e^{{{rate}}}$$"), ("Multiply the exponents", f"$${final}$$")], "b = e^{ln b}.")  # fmt: skip


def _base_holds(asked: tuple[Tree, str], final: str) -> str:
    from fynq.reasoning.verification.points import agree

    tree, x = asked
    answer = parse(final.partition("=")[2])
    return "Both have the same values at random points." if agree(tree, answer, (x,), "base") and _e_in(answer) else ""  # fmt: skip


_KINDS = (
    Kind("through two points", "exponential-functions", _read_through, _work_through, _through_holds),
    Kind("base e", "exponential-functions", _read_base, _work_base, _base_holds),
    Kind("function", "exponential-functions", _read_function, _work_function, _function_holds),
)  # fmt: skip


def solve(question: str) -> SolvedProblem:
    return solve_page("exponential_functions", _KINDS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_page(_KINDS, question, solved)
