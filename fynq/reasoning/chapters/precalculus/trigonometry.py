"""The unit circle: exact values, reference angles, one function from another, measures of angles.

Exact values come from SymPy and are confirmed in decimals by another path: the point on the circle.
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
    Sentence,
    tree_of,
    vocabulary,
)
from fynq.reasoning.chapters.precalculus.writing import rounded
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.build import build
from fynq.reasoning.reading.numeric import Undefined, evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import (
    Call,
    Items,
    Relation,
    Tree,
    names_in,
    walk,
)
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.solver.writing import latex

FUNCTIONS = ("sin", "cos", "tan", "sec", "csc", "cot")
_SPOKEN = {"sine": "sin", "cosine": "cos", "tangent": "tan", "secant": "sec", "cosecant": "csc", "cotangent": "cot"}  # fmt: skip
_WORDS = PLAIN | vocabulary(
    "angles trigonometric trig function functions value values exact evaluate expression angle angles special unit circle reference sine cosine tangent secant cosecant "
    "cotangent sin cos tan sec csc cot inverse principal theta t x pi quadrant quadrants first second third fourth 1st 2nd 3rd 4th i ii iii iv asked quantity "
    "trigonometry using pythagorean identity theorem identities lies between without calculator radians degrees measure terminal side corresponding point coordinates "
    "radius on with real number given simplify fully half-angle double-angle half double sum difference formula formulas where so let exactly"
)
_INVERSE = re.compile(r"\\?\{?\\?(sin|cos|tan)\}?\s*\^\s*\{?\s*\(?\s*-\s?1\s*\)?\s*\}?")


def trig_tree(text: str) -> Tree:
    return tree_of(_INVERSE.sub(r" \\arc\1 ", text))


def _numeric_trig(tree: Tree) -> bool:
    calls = [node for node in walk(tree) if isinstance(node, Call)]
    return not names_in(tree) and any(call.name in (*FUNCTIONS, "asin", "acos", "atan") for call in calls)  # fmt: skip


_SAID = re.compile(r"\\?\b(?:sin|cos|tan|sec|csc|cot)\b.*$")
_NAMES = re.compile(r"\b(?:sin|cos|tan|sec|csc|cot|pi|sqrt|frac|degrees)\b|(?<=[\d)])pi\b")


def _read_value(page: Page) -> tuple[Tree, int | None]:
    words = page.asked.words
    text = page.last if page.formulas else ""
    if not page.formulas and (said := _SAID.search(words)):
        text = said[0] + ")" * (said[0].count("(") - said[0].count(")"))
        if re.search(r"[a-z]", _NAMES.sub("", text)):
            raise NotUnderstood(REFUSAL)
        text = re.sub(r" ?degrees", "°", text)
        sentences = tuple(Sentence(item.words.replace(said[0], "□"), item.formulas, item.asks, item.title) for item in page.sentences)  # fmt: skip
        page = Page(page.heading, sentences, page.notes, page.places)
    page.require(_WORDS)
    words = page.asked.words
    if not re.search(r"find|evaluate|what is|value|simplify|determine|compute", words) or re.search(r"reference angle (?:of|for)|quadrant|coordinates|radius", words):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    if len(set(page.formulas)) > 1 or not text:
        raise NotUnderstood(REFUSAL)
    spoken = re.search(r"\b(sine|cosine|tangent|secant|cosecant|cotangent|sin|cos|tan|sec|csc|cot) (?:of (?:the angle )?)?□( degrees)?", words)  # fmt: skip
    if spoken and page.formulas:
        text = f"\\{_SPOKEN.get(spoken[1], spoken[1])}({text}{'°' if spoken[2] and '°' not in text else ''})"  # fmt: skip
    tree = trig_tree(text)
    if isinstance(tree, Relation | Items) or not _numeric_trig(tree):
        raise NotUnderstood(REFUSAL)
    return tree, page.places


def _work_value(asked: tuple[Tree, int | None]) -> Worked:
    tree, places = asked
    try:
        value = sp.simplify(build(tree))
    except CannotSolve:
        value = sp.zoo
    if value in (sp.zoo, sp.nan):
        return Worked("\\text{undefined}", show(tree), [("The function has no value at this angle", f"$${show(tree)}$$")], "Tangent and secant have no value where the cosine is zero.")  # fmt: skip
    if places is not None:
        final = rounded(mpmath.mpf(str(sp.N(value, 40))), places)
        return Worked(final, show(tree), [("Compute", f"$${show(tree)} \\approx {final}$$")], "Take care that the calculator measures angles as the question does.")  # fmt: skip
    value = sp.radsimp(sp.sqrtdenest(sp.simplify(value)))
    if value.has(sp.sin, sp.cos, sp.tan, sp.asin, sp.acos, sp.atan):
        value = sp.radsimp(sp.simplify(sp.expand(value.rewrite(sp.sqrt))))
    if value.has(sp.sin, sp.cos, sp.tan, sp.asin, sp.acos, sp.atan, sp.exp, sp.I):
        raise CannotSolve("The value has no simple exact form; say to which place I should round.")
    final = latex(value)
    return Worked(final, show(tree), [("Find the angle on the unit circle", f"$${show(tree)} = {final}$$")], "The unit circle gives cosine and sine as coordinates.")  # fmt: skip


def _value_holds(asked: tuple[Tree, int | None], final: str) -> str:
    tree, places = asked
    if "undefined" in final:
        try:
            found = evaluate(tree, {})
        except Undefined:
            return "The function has no value there."
        return "The values grow without end there." if abs(found) > mpmath.mpf(10) ** 15 else ""
    gap = abs(evaluate(tree, {}, 40) - evaluate(parse(final), {}, 40))
    allowed = mpmath.mpf(10) ** -14 if places is None else mpmath.mpf(10) ** -places * mpmath.mpf("0.500001")  # fmt: skip
    return "The value was computed again in decimals." if gap <= allowed else ""


@dataclass(frozen=True, slots=True)
class _Angle:
    """radians: the angle; degrees: whether it was given so."""

    radians: Any
    degrees: bool
    text: str


def _angle(text: str) -> _Angle:
    degrees = bool(re.search(r"°|degree", text))
    tree = tree_of(re.sub(r"°|\\?degrees?", "", text))
    if names_in(tree) or isinstance(tree, Relation | Items):
        raise NotUnderstood(REFUSAL)
    value = build(tree)
    if not degrees and not value.has(sp.pi) and value != 0:
        raise NotUnderstood("Say whether the angle is in degrees or radians.")
    return _Angle(value * sp.pi / 180 if degrees else value, degrees, text)


_ANGLE_WORDS = _WORDS | vocabulary("coterminal convert rewrite into radian degree 360 2π positive least smallest negative")  # fmt: skip


def _read_reference(page: Page) -> tuple[str, _Angle]:
    page.require(_ANGLE_WORDS)
    words = page.asked.words
    found = [name for name, pattern in (("reference", r"reference angle"), ("coterminal", r"coterminal"), ("radians", r"(?:to|in|into|as) radians?"), ("degrees", r"(?:to|in|into|as) degrees?")) if re.search(pattern, words)]  # fmt: skip
    if not found or len(page.formulas) != 1 or page.places is not None:
        raise NotUnderstood(REFUSAL)
    spoken = re.search(r"□ degrees", " ".join(item.words for item in page.sentences))
    angle = _angle(page.last + ("°" if spoken and "°" not in page.last and found[0] != "degrees" else ""))  # fmt: skip
    if (found[0] == "radians" and not angle.degrees) or (found[0] == "degrees" and angle.degrees):
        raise NotUnderstood(REFUSAL)
    if found[0] in ("radians", "degrees") and not re.search(r"convert|express|write|rewrite|change|what is|find", words):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    return found[0], angle


def _work_reference(asked: tuple[str, _Angle]) -> Worked:
    goal, angle = asked
    turned = angle.radians % (2 * sp.pi)
    if goal == "reference":
        value = min(abs(turned - k * sp.pi) for k in range(3))
        title = "The acute angle with the x-axis"
    elif goal == "coterminal":
        value, title = turned, "Add or take away whole turns"
    else:
        value, title = angle.radians, "A half turn is 180°, or π radians"
    degrees = angle.degrees if goal in ("reference", "coterminal") else goal == "degrees"
    final = f"{latex(sp.nsimplify(value * 180 / sp.pi))}^\\circ" if degrees else latex(sp.nsimplify(value / sp.pi) * sp.pi)  # fmt: skip
    return Worked(final, angle.text, [(title, f"$${final}$$")], "Angles that differ by whole turns end at the same place.")  # fmt: skip


def _reference_holds(asked: tuple[str, _Angle], final: str) -> str:
    goal, angle = asked
    value = evaluate(parse(final.replace("^\\circ", "°")), {})
    own = mpmath.mpf(str(sp.N(angle.radians, 30)))
    if goal == "reference":
        good = all(abs(abs(f(value)) - abs(f(own))) < 1e-12 for f in (mpmath.sin, mpmath.cos)) and 0 <= value <= mpmath.pi / 2  # fmt: skip
    elif goal == "coterminal":
        good = abs(mpmath.expj(value) - mpmath.expj(own)) < 1e-12 and 0 <= value < 2 * mpmath.pi
    else:
        good = abs(value - own) < 1e-12
    return "Both angles end at the same place on the circle." if good else ""


_CIRCLE_WORDS = _WORDS | vocabulary("circle located arc length central subtends subtended intercepted area sector that")  # fmt: skip
_POINT_WORDS = _WORDS | vocabulary("point on the unit circle intersects at terminal side of an angle passes through corresponding ray")  # fmt: skip


def _read_point(page: Page) -> tuple[Any, Any, str]:
    """A point of the unit circle, and the function that is asked of its angle."""
    page.require(_POINT_WORDS)
    words = " ".join(item.words for item in page.sentences)
    point: tuple[Any, Any] | None = None
    wanted: list[str] = []
    for sentence in page.sentences:
        for text in sentence.formulas:
            lone = re.fullmatch(
                r"\s*\\?(sin|cos|tan|sec|csc|cot)\s*\(?\s*(?:\\?theta|[a-z])?\s*\)?\s*", text
            )
            if lone:
                wanted = [*(wanted if not sentence.asks else []), lone[1]]
                continue
            tree = tree_of(text)
            if isinstance(tree, Items) and len(tree.items) == 2 and not names_in(tree):
                point = build(tree.items[0]), build(tree.items[1])
            elif not re.fullmatch(r"\s*(?:\\?theta|[a-z])\s*", text):
                raise NotUnderstood(REFUSAL)
    spoken = re.findall(r"(?:find|value of) (?:the )?(sine|cosine|tangent|secant|cosecant|cotangent)\b", page.asked.words)  # fmt: skip
    wanted = wanted or [_SPOKEN[name] for name in spoken]
    if point is None or len(set(wanted)) != 1 or "unit circle" not in words:
        raise NotUnderstood(REFUSAL)
    if sp.simplify(point[0] ** 2 + point[1] ** 2) != 1:
        raise CannotSolve("The point is not on the unit circle.")
    return point[0], point[1], wanted[0]


def _work_point(asked: tuple[Any, Any, str]) -> Worked:
    x, y, name = asked
    below = {"tan": x, "sec": x, "csc": y, "cot": y}.get(name)
    if below == 0:
        return Worked("\\text{undefined}", f"({latex(x)}, {latex(y)})", [("The denominator is zero", f"$$\\{name} t$$")], "Cosine and sine are the coordinates of the point.")  # fmt: skip
    value = {"sin": y, "cos": x, "tan": y / (x or 1), "sec": 1 / (x or 1), "csc": 1 / (y or 1), "cot": x / (y or 1)}[name]  # fmt: skip
    final = latex(sp.radsimp(sp.simplify(value)))
    return Worked(final, f"({latex(x)}, {latex(y)})", [("The coordinates are cosine and sine", f"$$\\cos t = {latex(x)}, \\quad \\sin t = {latex(y)}$$"), ("Read off", f"$$\\{name} t = {final}$$")], "Cosine and sine are the coordinates of the point.")  # fmt: skip


def _point_holds(asked: tuple[Any, Any, str], final: str) -> str:
    x, y, name = asked
    angle = mpmath.atan2(mpmath.mpf(str(sp.N(y, 30))), mpmath.mpf(str(sp.N(x, 30))))
    if "undefined" in final:
        return "The function has no value there." if abs({"tan": mpmath.cos, "sec": mpmath.cos}.get(name, mpmath.sin)(angle)) < 1e-12 else ""  # fmt: skip
    value = getattr(mpmath, name)(angle)
    return "The function of the angle of the point is the same." if abs(value - evaluate(parse(final), {})) < 1e-12 else ""  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Circle:
    """goal: 'point', 'arc' or 'sector'."""

    radius: Any
    angle: _Angle
    goal: str
    places: int | None


def _read_circle(page: Page) -> _Circle:
    page.require(_CIRCLE_WORDS)
    words = " ".join(item.words for item in page.sentences)
    goals = [name for name, pattern in (("point", r"coordinates"), ("arc", r"\barc\b"), ("sector", r"\bsector\b")) if re.search(pattern, words)]  # fmt: skip
    at = words.find("radius")
    if goals not in (["point"], ["arc"], ["sector"]) or len(page.formulas) != 2 or at < 0:
        raise NotUnderstood(REFUSAL)
    radius_first = words.count("□", 0, words.find("□", at) + 1) == 1
    first, second = page.formulas if radius_first else reversed(page.formulas)
    radius = build(tree_of(re.sub(r"^r\s*=", "", first)))
    spoken = re.search(r"angle (?:of |measuring )?□ degrees|□ degrees", words)
    angle = _angle(re.sub(r"^(?:\\theta|t)\s*=", "", second) + ("°" if spoken and "°" not in second else ""))  # fmt: skip
    if radius.free_symbols or not radius > 0:
        raise NotUnderstood(REFUSAL)
    return _Circle(radius, angle, goals[0], page.places)


def _work_circle(asked: _Circle) -> Worked:
    r, t = asked.radius, asked.angle.radians
    if asked.goal == "point":
        values = [sp.radsimp(sp.simplify(r * f(t))) for f in (sp.cos, sp.sin)]
        final = f"({', '.join(_number(value, asked.places) for value in values)})"
        steps = [("x = r cos θ and y = r sin θ", f"$${final}$$")]
    elif asked.goal == "arc":
        final = _number(sp.nsimplify(r * t / sp.pi) * sp.pi, asked.places)
        steps = [("s = rθ, with the angle in radians", f"$$s = {latex(r)} \\cdot {latex(t)} = {final}$$")]  # fmt: skip
    else:
        final = _number(sp.nsimplify(r**2 * t / 2 / sp.pi) * sp.pi, asked.places)
        steps = [("A = r²θ/2, with the angle in radians", f"$$A = \\frac{{1}}{{2}} \\cdot {latex(r)}^2 \\cdot {latex(t)} = {final}$$")]  # fmt: skip
    return Worked(final, f"r = {latex(r)}, \\theta = {asked.angle.text}", steps, "Radians measure an angle by its arc.")  # fmt: skip


def _number(value: Any, places: int | None) -> str:
    return latex(value) if places is None else rounded(mpmath.mpf(str(sp.N(value, 40))), places)


def _circle_holds(asked: _Circle, final: str) -> str:
    half = mpmath.mpf(10) ** -12 if asked.places is None else mpmath.mpf(10) ** -asked.places * mpmath.mpf("0.500001")  # fmt: skip
    r = mpmath.mpf(str(sp.N(asked.radius, 30)))
    share = mpmath.mpf(str(sp.N(asked.angle.radians / (2 * sp.pi), 30)))
    tree = parse(final)
    if asked.goal == "point":
        if not isinstance(tree, Items):
            return ""
        wanted = r * mpmath.expjpi(2 * share)
        x, y = (evaluate(item, {}) for item in tree.items)
        good = abs(x - mpmath.re(wanted)) <= half and abs(y - mpmath.im(wanted)) <= half
        return "The radius was turned as a complex number." if good else ""
    whole = 2 * mpmath.pi * r if asked.goal == "arc" else mpmath.pi * r**2
    return "The share of the whole circle is the same." if abs(share * whole - evaluate(tree, {})) <= half else ""  # fmt: skip


_KINDS = (
    Kind("point", "trigonometry", _read_point, _work_point, _point_holds),
    Kind("angle", "trigonometry", _read_reference, _work_reference, _reference_holds),
    Kind("circle", "trigonometry", _read_circle, _work_circle, _circle_holds),
    Kind("value", "trigonometry", _read_value, _work_value, _value_holds),
)


def solve(question: str) -> SolvedProblem:
    return solve_page("trigonometry", _KINDS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_page(_KINDS, question, solved)
