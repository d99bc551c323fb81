"""A trigonometric function from another one of the same angle: other functions, -t, 2t, t/2.

Checked with the angle itself, found as a number in its quadrant.
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
from fynq.reasoning.chapters.precalculus.writing import rounded
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.build import build
from fynq.reasoning.reading.numeric import evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import Call, Items, Number, Relation, Tree, walk
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.solver.writing import decimal, has_decimals, latex

_NAMES = ("sin", "cos", "tan", "sec", "csc", "cot")
_SPOKEN = {"sine": "sin", "cosine": "cos", "tangent": "tan", "secant": "sec", "cosecant": "csc", "cotangent": "cot"}  # fmt: skip
_QUADRANTS = {"first": 1, "1st": 1, "i": 1, "1": 1, "second": 2, "2nd": 2, "ii": 2, "2": 2, "third": 3, "3rd": 3, "iii": 3, "3": 3, "fourth": 4, "4th": 4, "iv": 4, "4": 4}  # fmt: skip
_SIGNS = {1: (1, 1), 2: (-1, 1), 3: (-1, -1), 4: (1, -1)}
_WORDS = PLAIN | vocabulary(
    "trigonometric trig function functions value values exact angle quadrant quadrants first second third fourth 1st 2nd 3rd 4th i ii iii iv asked quantity "
    "reference angles pythagorean identity theorem identities double-angle half-angle double half formula formulas lies terminal side sine cosine tangent secant cosecant "
    "cotangent theta alpha t x a b right triangle acute given suppose where so evaluate using other remaining five even odd properties property interval with"
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """known: functions of the angle and their values; multiple: the wanted angle over the known;
    quadrant: 0 where it does not matter; places: of the values that were given as approximations."""

    known: tuple[tuple[str, Any], ...]
    wanted: str
    multiple: Any
    quadrant: int
    places: int | None
    decimals: bool = False


def _call(tree: Tree) -> tuple[str, Any] | None:
    """'sin(2x)' → its name and argument."""
    if isinstance(tree, Call) and tree.name in _NAMES and len(tree.args) == 1:
        return tree.name, build(tree.args[0])
    return None


def _read(page: Page) -> _Asked:
    page.require(_WORDS | frozenset({"0"}))
    known: dict[str, Any] = {}
    angle: Any = None
    wanted: list[tuple[str, Any]] = []
    quadrants = {1, 2, 3, 4}
    places: int | None = None
    decimals = False
    for sentence in page.sentences:
        if sentence.asks:
            wanted = []
        for text in sentence.formulas:
            rough = re.search(r"\\approx|≈", text) is not None
            plain = re.sub(r"\\approx|≈", "=", text)
            if roman := re.fullmatch(r"I{1,3}|IV|[1-4]", text.strip()):
                quadrants &= {_QUADRANTS[roman[0].lower()]}
                continue
            tree = tree_of(plain)
            if isinstance(tree, Items) or (isinstance(tree, Relation) and tree.op != "=" and not _is_sign(tree)):  # fmt: skip
                quadrants &= _between(text)
                continue
            if isinstance(tree, Relation):
                call = _call(tree.left)
                if call is None:
                    raise NotUnderstood(REFUSAL)
                if tree.op != "=":
                    side = 1 if tree.op in (">", ">=") else -1
                    quadrants &= {q for q in _SIGNS if _sign_in(call[0], q) == side}
                    continue
                value = build(tree.right)
                if value.free_symbols or (angle is not None and angle != call[1]) or known.get(call[0], value) != value:  # fmt: skip
                    raise NotUnderstood(REFUSAL)
                angle, known[call[0]] = call[1], value
                decimals = decimals or has_decimals(tree.right)
                if rough:
                    places = max(node.decimals or 0 for node in walk(tree.right) if isinstance(node, Number))  # fmt: skip
            elif (call := _call(tree)) is not None:
                wanted.append(call)
            elif not re.fullmatch(r"\s*(?:\\?theta|\\?alpha|[a-zA-Z])\s*", text):
                raise NotUnderstood(REFUSAL)
    quadrants &= _told_quadrants(page)
    if not wanted and angle is not None:
        spoken = re.findall(r"(?:find|value of) (?:the )?(sine|cosine|tangent|secant|cosecant|cotangent)\b", page.asked.words)  # fmt: skip
        wanted = [(_SPOKEN[name], angle) for name in spoken]
    if not known or len(set(wanted)) != 1 or angle == 0:
        raise NotUnderstood(REFUSAL)
    name, argument = wanted[0]
    multiple = sp.simplify(argument / angle)
    if not multiple.is_Rational:
        raise NotUnderstood(REFUSAL)
    return _Asked(tuple(known.items()), name, multiple, _settled(known, quadrants, multiple), places, decimals)  # fmt: skip


def _told_quadrants(page: Page) -> set[int]:
    words = " ".join(item.words for item in page.sentences)
    place = re.search(r"\b(first|second|third|fourth|1st|2nd|3rd|4th|iv|i{1,3}|[1-4]) quadrant|quadrant (iv|i{1,3}|[1-4])\b", words)  # fmt: skip
    if place:
        return {_QUADRANTS[place[1] or place[2]]}
    return {1} if re.search(r"right triangle|acute angle", words) else set(_SIGNS)


def _settled(known: dict[str, Any], quadrants: set[int], multiple: Any) -> int:
    if multiple == -1 or {"sin", "cos"} <= set(known):
        return 0
    for name, value in known.items():
        if value == 0:
            raise CannotSolve("The angle lies on an axis.")
        side = 1 if value > 0 else -1
        quadrants = {q for q in quadrants if _sign_in(name, q) == side}
    if len(quadrants) != 1:
        raise NotUnderstood("The quadrant of the angle is not clear.")
    return quadrants.pop()


def _is_sign(tree: Relation) -> bool:
    """'tan θ > 0'."""
    return _call(tree.left) is not None and build(tree.right) == 0


def _sign_in(name: str, quadrant: int) -> int:
    along, up = _SIGNS[quadrant]
    return {"sin": up, "csc": up, "cos": along, "sec": along}.get(name, along * up)


def _between(text: str) -> set[int]:
    """'π/2 < θ < π' → {2}."""
    ends = re.split(r"<=?|\\leq?(?![a-z])|≤", text)
    if len(ends) != 3 or not re.fullmatch(r"\s*(?:\\?theta|\\?alpha|[a-z])\s*", ends[1]):
        raise NotUnderstood(REFUSAL)
    low, high = (_quarters(end) for end in (ends[0], ends[2]))
    return {q for q in _SIGNS if low < q and high > q - 1}


def _quarters(text: str) -> Any:
    degrees = "°" in text
    value = build(tree_of(text.replace("°", "")))
    if value.free_symbols or (not degrees and value != 0 and not value.has(sp.pi)):
        raise NotUnderstood(REFUSAL)
    return value / 90 if degrees else value * 2 / sp.pi


def _sine_and_cosine(asked: _Asked) -> tuple[Any, Any]:
    known = dict(asked.known)
    if {"sin", "cos"} <= set(known):
        return known["sin"], known["cos"]
    name, v = asked.known[0]
    along, up = _SIGNS[asked.quadrant]
    if name in ("sin", "csc"):
        sine = v if name == "sin" else 1 / v
        cosine = along * sp.sqrt(1 - sine**2)
    elif name in ("cos", "sec"):
        cosine = v if name == "cos" else 1 / v
        sine = up * sp.sqrt(1 - cosine**2)
    else:
        ratio = v if name == "tan" else 1 / v
        cosine = along / sp.sqrt(1 + ratio**2)
        sine = ratio * cosine
    if not (sine.is_real and cosine.is_real):
        raise CannotSolve("Sine and cosine lie between -1 and 1.")
    return sine, cosine


def _value(name: str, sine: Any, cosine: Any) -> Any:
    below = {"tan": cosine, "sec": cosine, "csc": sine, "cot": sine}.get(name)
    if below == 0:
        raise CannotSolve("The function has no value at this angle.")
    return {
        "sin": lambda: sine, "cos": lambda: cosine, "tan": lambda: sine / cosine,
        "sec": lambda: 1 / cosine, "csc": lambda: 1 / sine, "cot": lambda: cosine / sine,
    }[name]()  # fmt: skip


def _work(asked: _Asked) -> Worked:
    shown = ", \\; ".join(f"\\{name} t = {latex(value)}" for name, value in asked.known)
    known = dict(asked.known)
    if asked.multiple == -1:
        if asked.wanted not in known:
            raise NotUnderstood(REFUSAL)
        even = asked.wanted in ("cos", "sec")
        found = known[asked.wanted] if even else -known[asked.wanted]
        final = _written(found, asked.places, decimals=asked.decimals)
        text = f"\\{asked.wanted}(-t) = {'' if even else '-'}\\{asked.wanted} t = {final}"
        return Worked(final, shown, [("The function is even" if even else "The function is odd", f"$${text}$$")], "Cosine and secant are even, the other functions odd.")  # fmt: skip
    sine, cosine = _sine_and_cosine(asked)
    steps = []
    if asked.quadrant:
        steps.append((f"Use sin² + cos² = 1, with the signs of quadrant {asked.quadrant}", f"$$\\sin t = {latex(sp.radsimp(sine))}, \\quad \\cos t = {latex(sp.radsimp(cosine))}$$"))  # fmt: skip
    if asked.multiple == 2:
        sine, cosine = 2 * sine * cosine, cosine**2 - sine**2
        steps.append(("Use the double-angle formulas", f"$$\\sin 2t = {latex(sp.radsimp(sine))}, \\quad \\cos 2t = {latex(sp.radsimp(cosine))}$$"))  # fmt: skip
    elif asked.multiple == sp.Rational(1, 2):
        if not asked.quadrant:
            raise NotUnderstood(REFUSAL)
        sign = 1 if asked.quadrant < 3 else -1
        sine, cosine = sp.sqrt((1 - cosine) / 2), sign * sp.sqrt((1 + cosine) / 2)
        steps.append(("Use the half-angle formulas", f"$$\\sin \\frac{{t}}{{2}} = {latex(sp.radsimp(sine))}, \\quad \\cos \\frac{{t}}{{2}} = {latex(sp.radsimp(cosine))}$$"))  # fmt: skip
    elif asked.multiple != 1:
        raise NotUnderstood(REFUSAL)
    final = _written(_value(asked.wanted, sine, cosine), asked.places, decimals=asked.decimals)
    steps.append(("Put sine and cosine together", f"$$\\{asked.wanted} = {final}$$"))
    return Worked(final, shown, steps, "Sine and cosine of an angle give all the other functions.")


def _written(value: Any, places: int | None, *, decimals: bool = False) -> str:
    if places is not None:
        return rounded(mpmath.mpf(str(sp.N(value, 40))), places)
    found = sp.radsimp(sp.simplify(value))
    as_decimal = decimal(found) if decimals and found.is_Rational else None
    return latex(found) if as_decimal is None else as_decimal


def _holds(asked: _Asked, final: str) -> str:
    functions = {"sin": mpmath.sin, "cos": mpmath.cos, "tan": mpmath.tan, "sec": mpmath.sec, "csc": mpmath.csc, "cot": mpmath.cot}  # fmt: skip
    inverses = {"sin": mpmath.asin, "cos": mpmath.acos, "tan": mpmath.atan}
    name, exactly = asked.known[0]
    value = mpmath.mpf(str(sp.N(exactly, 30)))
    plain = {"sec": "cos", "csc": "sin", "cot": "tan"}.get(name, name)
    base = inverses[plain](1 / value if plain != name else value)
    options = [base, mpmath.pi - base, mpmath.pi + base, 2 * mpmath.pi - base, 2 * mpmath.pi + base]
    loose = mpmath.mpf(10) ** -9 if asked.places is None else mpmath.mpf(10) ** (1 - asked.places)
    found = evaluate(parse(final), {})
    for angle in options:
        fits = all(abs(functions[known](angle) - mpmath.mpf(str(sp.N(v, 30)))) < loose for known, v in asked.known)  # fmt: skip
        along, up = _SIGNS.get(asked.quadrant, (0, 0))
        placed = not asked.quadrant or (mpmath.cos(angle) * along > 0 and mpmath.sin(angle) * up > 0 and 0 <= angle < 2 * mpmath.pi)  # fmt: skip
        if fits and placed:
            own = functions[asked.wanted](angle * mpmath.mpf(asked.multiple.p) / asked.multiple.q)
            return "The angle was found as a number, and the function of it is the same." if abs(own - found) < loose * (1 + abs(own)) else ""  # fmt: skip
    return ""


_KINDS = (Kind("relation", "trigonometry", _read, _work, _holds),)


def solve(question: str) -> SolvedProblem:
    return solve_page("trig_relations", _KINDS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_page(_KINDS, question, solved)
