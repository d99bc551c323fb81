"""The plane: distances, right triangles, vectors, and conic sections in polar form."""

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
from fynq.reasoning.chapters.precalculus.writing import expression, near, rounded
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.build import build
from fynq.reasoning.reading.numeric import evaluate
from fynq.reasoning.reading.tree import names_in
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.solver.writing import latex


def _numbers(asked: Asked, *names: str) -> list[Any]:
    found = []
    for name in names:
        tree = expression(asked[name])
        if names_in(tree):
            raise NotUnderstood("I expected a number.")
        found.append(build(tree))
    return found


def _floats(asked: Asked, *names: str) -> list[Any]:
    return [evaluate(expression(asked[name]), {}) for name in names]


def _final(value: Any, places: int | None) -> str:
    if places is None:
        return latex(sp.nsimplify(sp.simplify(value)) if value.is_rational else sp.simplify(value))
    return rounded(mpmath.mpf(str(sp.N(value, 40))), places)


def _distance(asked: Asked) -> Worked:
    a, b, c, d = _numbers(asked, "a", "b", "c", "d")
    square = (c - a) ** 2 + (d - b) ** 2
    final = _final(sp.sqrt(square), asked.places)
    return Worked(
        final,
        f"\\left({latex(a)}, {latex(b)}\\right), \\left({latex(c)}, {latex(d)}\\right)",
        [
            ("Find the differences of the coordinates", f"$$\\Delta x = {latex(c - a)}, \\quad \\Delta y = {latex(d - b)}$$"),
            ("Use the distance formula", f"$$\\sqrt{{(\\Delta x)^2 + (\\Delta y)^2}} = \\sqrt{{{latex(square)}}} = {final}$$"),
        ],
        "The distance is the hypotenuse of a right triangle whose legs are the differences of the coordinates.",
    )  # fmt: skip


def _distance_holds(asked: Asked, final: str) -> str:
    a, b, c, d = _floats(asked, "a", "b", "c", "d")
    good = near(final, abs(mpmath.mpc(c - a, d - b)), asked.places)
    return "The distance was computed again as the size of a complex number." if good else ""


def _leg(asked: Asked) -> Worked:
    hypotenuse, leg = _numbers(asked, "hypotenuse", "leg")
    if not hypotenuse > leg > 0:
        raise CannotSolve("The hypotenuse has to be the longest side.")
    final = _final(sp.sqrt(hypotenuse**2 - leg**2), asked.places)
    return Worked(
        final,
        f"a^2 + {latex(leg)}^2 = {latex(hypotenuse)}^2",
        [
            ("Use the Pythagorean theorem", f"$$a^2 = {latex(hypotenuse)}^2 - {latex(leg)}^2 = {latex(hypotenuse**2 - leg**2)}$$"),
            ("Take the positive root", f"$$a = {final}$$"),
        ],
        "The squares of the legs add up to the square of the hypotenuse.",
    )  # fmt: skip


def _leg_holds(asked: Asked, final: str) -> str:
    hypotenuse, leg = _floats(asked, "hypotenuse", "leg")
    angle = mpmath.acos(leg / hypotenuse)
    return "The side was computed again by trigonometry." if near(final, hypotenuse * mpmath.sin(angle), asked.places) else ""  # fmt: skip


def _long(asked: Asked) -> Worked:
    a, b = _numbers(asked, "a", "b")
    if not (a > 0 and b > 0):
        raise CannotSolve("Sides of a triangle are positive.")
    final = _final(sp.sqrt(a**2 + b**2), asked.places)
    return Worked(final, f"c^2 = {latex(a)}^2 + {latex(b)}^2", [("Use the Pythagorean theorem", f"$$c = \\sqrt{{{latex(a**2 + b**2)}}} = {final}$$")], "The squares of the legs add up to the square of the hypotenuse.")  # fmt: skip


def _long_holds(asked: Asked, final: str) -> str:
    a, b = _floats(asked, "a", "b")
    value = a / mpmath.cos(mpmath.atan2(b, a))
    return "The side was computed again by trigonometry." if near(final, value, asked.places) else ""  # fmt: skip


def _opposite(asked: Asked) -> Worked:
    angle, hypotenuse, again = _numbers(asked, "angle", "hypotenuse", "again")
    if angle != again or not 0 < angle < 90:
        raise CannotSolve("The angle has to be one of the triangle.")
    exactly = asked.places is not None or angle in (30, 45, 60)
    if not exactly:
        raise NotUnderstood("Say to which place I should round.")
    sine = sp.sin(angle * sp.pi / 180)
    final = _final(hypotenuse * sine, asked.places)
    return Worked(
        final,
        f"\\text{{angle }} {latex(angle)}^\\circ, \\text{{ hypotenuse }} {latex(hypotenuse)}",
        [("The side opposite an angle is the hypotenuse times its sine", f"$${latex(hypotenuse)} \\cdot \\sin {latex(angle)}^\\circ = {final}$$")],
        "The sine of an angle is the opposite side over the hypotenuse.",
    )  # fmt: skip


def _opposite_holds(asked: Asked, final: str) -> str:
    angle, hypotenuse = _floats(asked, "angle", "hypotenuse")
    half = mpmath.radians(angle)
    value = mpmath.sqrt(hypotenuse**2 - (hypotenuse * mpmath.cos(half)) ** 2)
    return "The side was computed again by the Pythagorean theorem." if near(final, value, asked.places) else ""  # fmt: skip


def _dot(asked: Asked) -> Worked:
    a, b, c, d = _components(asked)
    final = latex(a * c + b * d)
    return Worked(final, f"\\left({latex(a)}, {latex(b)}\\right) \\cdot \\left({latex(c)}, {latex(d)}\\right)", [("Multiply like components and add", f"$${latex(a)} \\cdot ({latex(c)}) + ({latex(b)}) \\cdot ({latex(d)}) = {final}$$")], "The dot product adds the products of like components.")  # fmt: skip


def _components(asked: Asked) -> list[Any]:
    import re

    found = [re.sub(r"^\+ ?|\s", "", asked.groups[name]) for name in ("a", "b", "c", "d")]
    found = [item + "1" if item in ("", "-") else item for item in found]
    return [build(expression(item)) for item in found]


def _dot_holds(asked: Asked, final: str) -> str:
    a, b, c, d = (mpmath.mpf(str(sp.N(item, 40))) for item in _components(asked))
    value = (abs(mpmath.mpc(a + c, b + d)) ** 2 - abs(mpmath.mpc(a - c, b - d)) ** 2) / 4
    return "The product was computed again from lengths." if near(final, value, None) else ""


def _unit(asked: Asked) -> Worked:
    a, b = _parts(asked)
    length = sp.sqrt(a**2 + b**2)
    x, y = sp.simplify(a / length), sp.simplify(b / length)
    sign, size = ("-", -y) if y.could_extract_minus_sign() else ("+", y)
    final = f"{latex(x)} i {sign} {latex(size)} j"
    return Worked(final, f"{latex(a)} i + ({latex(b)}) j", [("Find the length", f"$$\\sqrt{{({latex(a)})^2 + ({latex(b)})^2}} = {latex(length)}$$"), ("Divide by it", f"$${final}$$")], "A vector divided by its length has the length 1.")  # fmt: skip


def _parts(asked: Asked) -> tuple[Any, Any]:
    import re

    found = [re.sub(r"^\+ ?|\s", "", asked.groups[name]) for name in ("a", "b")]
    a, b = (build(expression(item + "1" if item in ("", "-") else item)) for item in found)
    if a == 0 and b == 0:
        raise CannotSolve("The zero vector has no direction.")
    return a, b


def _unit_holds(asked: Asked, final: str) -> str:
    a, b = _parts(asked)
    first, _, second = final.replace(" i - ", " i + -").partition(" i + ")
    x, y = (evaluate(expression(item.replace(" j", "")), {}) for item in (first, second))
    parallel = abs(x * sp.N(b, 30) - y * sp.N(a, 30)) < 1e-12 and x * sp.N(a, 30) + y * sp.N(b, 30) > 0  # fmt: skip
    return "The vector has the length 1 and the same direction." if parallel and abs(x * x + y * y - 1) < 1e-12 else ""  # fmt: skip


_POINTS = r"[a-z]?\d?(?: ?= ?)?\( ?(?P<a>[^,()]+), ?(?P<b>[^,()]+)\) (?:and|to) [a-z]?\d?(?: ?= ?)?\( ?(?P<c>[^,()]+), ?(?P<d>[^,()]+)\)"
_EXACT = r"(?:[.,]? write (?:your|the) answer in (?:an )?exact form)?(?:\. simplify your answer as much as possible)?"
_LENGTH = (
    r"(?P<{}>[\d.]+|\\sqrt\{{\d+\}}) ?(?:units?(?: long)?|inches|in|cm|m|ft|feet|meters|miles)?"
)
_END = r"(?:[.?] (?:write your answer|use the pythagorean theorem: a\^2\+b\^2=c\^2\. substitute the given values: [\d^+ab={} ]+))?"
_I = r"(?P<{}>[+-]? ?[\d./]*) ?i ?(?P<{}>[+-] ?[\d./]*) ?j"
_METHODS: tuple[Method, ...] = (
    method("distance", "coordinates", _distance, _distance_holds,
           rf"(?:find|what is|calculate) the distance between (?:the )?(?:two )?(?:points )?{_POINTS}{_EXACT}",
           r"find the (?:magnitude|length) of the vector with initial point [a-z]?\d? ?(?:= ?)?\( ?(?P<a>[^,()]+), ?(?P<b>[^,()]+)\) and terminal point [a-z]?\d? ?(?:= ?)?\( ?(?P<c>[^,()]+), ?(?P<d>[^,()]+)\)",
           r"the coordinates on a map for [a-z .]+ are \( ?(?P<a>[^,()]+), ?(?P<b>[^,()]+)\) and those for [a-z .]+ are \( ?(?P<c>[^,()]+), ?(?P<d>[^,()]+)\)\. note that coordinates represent miles\. find the distance between the cities"),
    method("leg", "triangles", _leg, _leg_holds,
           rf"the hypotenuse of a right triangle (?:is|measures) {_LENGTH.format('hypotenuse')},? and one leg (?:is|measures) {_LENGTH.format('leg')}\. (?:find|what is) the length of the other leg{_END}",
           rf"a right triangle has one leg of length {_LENGTH.format('leg')} and a hypotenuse of length {_LENGTH.format('hypotenuse')}\. (?:find|what is) the length of the other leg{_END}"),
    method("hypotenuse", "triangles", _long, _long_holds,
           rf"(?:the legs of a right triangle (?:are|measure)|a right triangle has legs (?:of|with) lengths?) {_LENGTH.format('a')} and {_LENGTH.format('b')}\. (?:find|what is) the length of the hypotenuse{_END}"),
    method("opposite side", "triangles", _opposite, _opposite_holds,
           rf"a right triangle has (?:one|an) angle measuring (?P<angle>\d+) degrees\. the hypotenuse is {_LENGTH.format('hypotenuse')}\. (?:find|what is) the length of the side opposite the (?P<again>\d+)[- ]degrees? angle{_END}"),
    method("dot product", "vectors", _dot, _dot_holds,
           rf"(?:find|compute|what is) the dot product of [a-z]\d? ?= ?{_I.format('a', 'b')} and [a-z]\d? ?= ?{_I.format('c', 'd')}"),
    method("unit vector", "vectors", _unit, _unit_holds,
           rf"find a unit vector in the same direction as [a-z]\d? ?= ?{_I.format('a', 'b')}"),
)  # fmt: skip


def solve(question: str) -> SolvedProblem:
    return solve_by("plane", _METHODS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_by(_METHODS, question, solved)
