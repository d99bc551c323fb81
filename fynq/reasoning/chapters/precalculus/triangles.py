"""Triangles from their sides and angles: laws of sines and cosines, right triangles, area; ladders
and angles of elevation.

Checked by laying the triangle into the plane: the corners have the given distances and angles.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath
import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.precalculus.kind import Kind, check_page, solve_page
from fynq.reasoning.chapters.precalculus.method import Worked
from fynq.reasoning.chapters.precalculus.page import (
    HOLE,
    PLAIN,
    REFUSAL,
    Page,
    numbers_marked,
    tree_of,
    vocabulary,
)
from fynq.reasoning.chapters.precalculus.writing import rounded
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.build import build
from fynq.reasoning.reading.numeric import evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import names_in
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.solver.writing import latex

_GREEK = {"\\alpha": "A", "α": "A", "\\beta": "B", "β": "B", "\\gamma": "C", "γ": "C", "∠A": "A", "∠B": "B", "∠C": "C"}  # fmt: skip
_SIDES = ("a", "b", "c")
_OPPOSITE = {"a": "A", "b": "B", "c": "C"}
_WORDS = PLAIN | vocabulary(
    "triangle triangles assume alpha beta gamma \\ α β γ ∠ side sides a b c angle angles opposite law laws of sines cosines solve missing unknown oblique right non-right hypotenuse leg legs "
    "length lengths area with has have whose measure measures sas sss asa aas included between degrees sin cos tan heron's formula where given two three all in cm m ft inches units unknown round "
    "possible each third remaining"
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """known: sides 'a', 'b', 'c' and angles 'A', 'B', 'C' in degrees, exact. wanted: one of them,
    'area', or a function as 'sin A'."""

    known: tuple[tuple[str, Any], ...]
    wanted: str
    places: int | None
    right: bool


def _parts(text: str) -> list[tuple[str, Any]] | None:
    """'α = 43.1°, b = 6' → angles and sides. None when a part is no such thing."""
    found = []
    for piece in re.split(r"[,;]|\\text\{ ?and ?\}", text):
        match = re.fullmatch(r"\s*(?:\\angle\s*|m\\angle\s*)?(\\alpha|\\beta|\\gamma|[αβγ]|∠?[ABC]|[abc])\s*=\s*(.+?)\s*", piece)  # fmt: skip
        if match is None:
            return None
        name = _GREEK.get(match[1], match[1])
        value = build(tree_of(match[2].replace("°", "")))
        if value.free_symbols or ("°" in match[2] and name in _SIDES):
            raise NotUnderstood(REFUSAL)
        found.append((name, value))
    return found


def _read(page: Page) -> _Asked:
    page = numbers_marked(page)
    page.require(_WORDS)
    words = " ".join([page.heading, *[item.words for item in page.sentences]])
    if not re.search(r"triangle|law of (?:co)?sines", words):
        raise NotUnderstood(REFUSAL)
    known: dict[str, Any] = {}
    ratios: list[tuple[str, str, Any]] = []
    loose: list[Any] = []
    wanted: list[str] = []
    for sentence in page.sentences:
        for text in sentence.formulas:
            ratio = re.fullmatch(r"\s*\\?(sin|cos|tan)\s*\(?\s*([ABC])\s*\)?\s*(?:=\s*(.+))?", text)
            if ratio and ratio[3]:
                ratios.append((ratio[1], ratio[2], build(tree_of(ratio[3]))))
            elif ratio:
                wanted.append(f"{ratio[1]} {ratio[2]}")
            elif (parts := _parts(text)) is not None:
                for name, value in parts:
                    if known.get(name, value) != value:
                        raise NotUnderstood(REFUSAL)
                    known[name] = value
            elif re.fullmatch(r"\s*(?:\\alpha|\\beta|\\gamma|[αβγ]|∠?[ABC]|[abc])\s*", text):
                if sentence == page.asked:
                    wanted.append(_GREEK.get(text.strip(), text.strip()))
            elif not names_in(tree_of(text)):
                loose.append(build(tree_of(text)))
            else:
                raise NotUnderstood(REFUSAL)
    right = "right triangle" in words
    if loose:
        _place(loose, words, known)
    if right:
        known["C"] = sp.Integer(90)
    for function, angle, value in ratios:
        inverse = {"sin": sp.asin, "cos": sp.acos, "tan": sp.atan}[function](value) * 180 / sp.pi
        if not right or angle == "C" or angle in known:
            raise NotUnderstood(REFUSAL)
        known[angle] = inverse
    goal = _goal(page, known, wanted)
    return _Asked(tuple(sorted(known.items())), goal, page.places, right)


def _place(loose: list[Any], words: str, known: dict[str, Any]) -> None:
    """Three sides by their numbers alone, or the two legs of a right triangle."""
    if known or re.search(rf"\b(?:area|perimeter|angles?)(?: (?:of|is))? {HOLE}", words):
        raise NotUnderstood(REFUSAL)
    hypotenuse = re.search(rf"hypotenuse(?: (?:of|is|has|length|measure|measures|with|a))* {HOLE}", words)  # fmt: skip
    if hypotenuse:
        if len(loose) != 2 or "right triangle" not in words:
            raise NotUnderstood(REFUSAL)
        known["c"] = loose.pop(words[: hypotenuse.end() - len(HOLE)].count(HOLE))
        known["a"] = loose[0]
        return
    if len(loose) == 3 and re.search(r"sides", words):
        known.update(zip(_SIDES, loose, strict=True))
    elif len(loose) == 2 and "right triangle" in words and re.search(r"\blegs?\b", words) and not re.search(rf"{HOLE} [^.]*hypotenuse|hypotenuse is", words.rpartition("find")[0]):  # fmt: skip
        known.update(zip(_SIDES, loose, strict=False))
    else:
        raise NotUnderstood(REFUSAL)


def _goal(page: Page, known: dict[str, Any], wanted: list[str]) -> str:
    words = page.asked.words
    if re.search(r"\barea\b", words):
        return "area"
    spoken = re.search(r"\bangle ([abc])\b|\bside ([abc])\b|\bfind ([abc])$|\b(sin|cos|tan) ([abc])\b", words)  # fmt: skip
    if spoken and not wanted:
        wanted = [spoken[1].upper() if spoken[1] else spoken[2] or spoken[3] or f"{spoken[4]} {spoken[5].upper()}"]  # fmt: skip
    if len(set(wanted)) == 1:
        return wanted[0]
    missing = [side for side in _SIDES if side not in known]
    if not wanted and len(missing) == 1 and re.search(r"(?:missing|unknown|third|remaining) side|length of the (?:other|third|missing) (?:side|leg)|hypotenuse", " ".join(item.words for item in page.sentences)):  # fmt: skip
        return missing[0]
    raise NotUnderstood(REFUSAL)


def _solved(asked: _Asked) -> dict[str, Any]:
    """All sides and angles as SymPy numbers. Raises CannotSolve when there is none, or two."""
    known = dict(asked.known)
    if any(value <= 0 for value in known.values()):
        raise CannotSolve("Sides and angles are positive.")
    for _ in range(4):
        angles = [name for name in "ABC" if name in known]
        sides = [name for name in _SIDES if name in known]
        if len(angles) == 2:
            third = next(name for name in "ABC" if name not in known)
            known[third] = 180 - sum(known[name] for name in angles)
            continue
        if len(sides) == 3 and len(angles) < 3:
            for side in _SIDES:
                p, q = (known[name] for name in _SIDES if name != side)
                cosine = sp.nsimplify((p**2 + q**2 - known[side] ** 2) / (2 * p * q))
                if abs(cosine) >= 1:
                    raise CannotSolve("No triangle has these sides.")
                known.setdefault(_OPPOSITE[side], sp.acos(cosine) * 180 / sp.pi)
            continue
        between = next((side for side in _SIDES if _OPPOSITE[side] in known and side not in known and all(name in known for name in _SIDES if name != side)), "")  # fmt: skip
        if between:
            p, q = (known[name] for name in _SIDES if name != between)
            known[between] = sp.sqrt(p**2 + q**2 - 2 * p * q * sp.cos(known[_OPPOSITE[between]] * sp.pi / 180))  # fmt: skip
            continue
        pair = next((side for side in sides if _OPPOSITE[side] in known), "")
        if pair and len(angles) == 3:
            ratio = known[pair] / sp.sin(known[_OPPOSITE[pair]] * sp.pi / 180)
            for side in _SIDES:
                known.setdefault(side, ratio * sp.sin(known[_OPPOSITE[side]] * sp.pi / 180))
            continue
        if pair and len(sides) == 2:
            _law_of_sines(known, pair, next(side for side in sides if side != pair))
    if len(known) < 6 or sp.N(known["A"]) <= 0 or sp.N(known["B"]) <= 0 or sp.N(known["C"]) <= 0:
        raise CannotSolve("These pieces do not fix one triangle.")
    return known


def _law_of_sines(known: dict[str, Any], pair: str, other: str) -> None:
    """The angle opposite the other side, when only one angle is possible."""
    sine = known[other] * sp.sin(known[_OPPOSITE[pair]] * sp.pi / 180) / known[pair]
    if sp.N(sine) > 1:
        raise CannotSolve("No triangle has these pieces.")
    if sp.N(known[other]) > sp.N(known[pair]) and sp.N(1 - sine) > 1e-12:
        raise CannotSolve("Two triangles have these pieces.")
    known[_OPPOSITE[other]] = sp.asin(sine) * 180 / sp.pi


def _work(asked: _Asked) -> Worked:
    found = _solved(asked)
    if asked.wanted == "area":
        value = found["a"] * found["b"] * sp.sin(found["C"] * sp.pi / 180) / 2
    elif " " in asked.wanted:
        function, angle = asked.wanted.split()
        value = getattr(sp, function)(found[angle] * sp.pi / 180)
    else:
        value = found[asked.wanted]
    is_angle = asked.wanted in "ABC"
    if asked.places is not None:
        final = rounded(mpmath.mpf(str(sp.N(value, 40))), asked.places)
    else:
        exactly = sp.radsimp(sp.simplify(value))
        if exactly.has(sp.sin, sp.cos, sp.tan, sp.asin, sp.acos, sp.atan):
            raise CannotSolve("Say to which place I should round.")
        final = latex(exactly)
    final = f"{final}^\\circ" if is_angle else final
    known = ", \\; ".join(f"{name} = {latex(v) if asked.places is None else mpmath.nstr(mpmath.mpf(str(sp.N(v, 15))), 6)}" + ("^\\circ" if name in "ABC" else "") for name, v in asked.known)  # fmt: skip
    law = "the right triangle" if asked.right else "the law of cosines" if sum(name in _SIDES for name, _ in asked.known) > 1 else "the law of sines"  # fmt: skip
    label = {"area": "\\text{area}"}.get(asked.wanted, f"\\{asked.wanted}" if " " in asked.wanted else asked.wanted)  # fmt: skip
    sign = "\\approx" if asked.places is not None else "="
    return Worked(final, known, [(f"Use {law}", f"$${label} {sign} {final}$$")], "a² = b² + c² - 2bc cos A, and sides are as the sines of the opposite angles.")  # fmt: skip


def _holds(asked: _Asked, final: str) -> str:
    """Corners in the plane: C at the origin, B on the x-axis."""
    found = {name: mpmath.mpf(str(sp.N(value, 30))) for name, value in _solved(asked).items()}
    c_angle = mpmath.radians(found["C"])
    corner_b, corner_a = mpmath.mpc(found["a"], 0), found["b"] * mpmath.expj(c_angle)
    lengths = {"a": abs(corner_b), "b": abs(corner_a), "c": abs(corner_a - corner_b)}
    angles = {
        "A": abs(mpmath.arg(-corner_a / (corner_b - corner_a))),
        "B": abs(mpmath.arg(-corner_b / (corner_a - corner_b))),
        "C": c_angle,
    }
    measured = {**lengths, **{name: mpmath.degrees(value) for name, value in angles.items()}}
    fits = all(abs(measured[name] - mpmath.mpf(str(sp.N(value, 30)))) < 1e-9 for name, value in asked.known)  # fmt: skip
    if asked.wanted == "area":
        value = abs(mpmath.im(mpmath.conj(corner_b) * corner_a)) / 2
    elif " " in asked.wanted:
        function, angle = asked.wanted.split()
        value = getattr(mpmath, function)(angles[angle])
    else:
        value = measured[asked.wanted]
    half = mpmath.mpf(10) ** -9 if asked.places is None else mpmath.mpf(10) ** -asked.places * mpmath.mpf("0.500001")  # fmt: skip
    good = abs(evaluate(parse(final.replace("^\\circ", "")), {}) - value) <= half
    return "Laid into the plane, the corners have the given distances and angles." if fits and good else ""  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Sight:
    """A right triangle seen in a story: the known side, the angle, and the function that leads from
    one to the other."""

    side: Fraction
    angle: Fraction
    function: str
    places: int


_LENGTH = (
    r"(\d+(?:\.\d+)?)[ -]?(?:ft|feet|foot|m|meters?|metres?|miles?|yards?|inch(?:es)?|cm|km)\b"
)
_ANGLE = r"(\d+(?:\.\d+)?) ?(?:°|degrees?)"


def _read_sight(page: Page) -> _Sight:
    text = ". ".join(_inline(item.words, item.formulas) for item in page.sentences if not item.title)  # fmt: skip
    angles, lengths = re.findall(_ANGLE, text), re.findall(_LENGTH, text)
    if len(set(angles)) != 1 or len(lengths) != 1 or page.places is None:
        raise NotUnderstood(REFUSAL)
    rest = re.sub(rf"{_ANGLE}|{_LENGTH}", "", text)
    if re.search(r"\d|\bdepression\b|\bsecond\b|\banother\b|\beye|\btall\b.*\btall\b", rest):
        raise NotUnderstood(REFUSAL)
    asked = page.asked.words
    function = ""
    if re.search(r"ladder", text) and re.search(r"angle (?:between|with|of)[a-z ]*ground|ground[a-z ]*angle|makes an angle", text):  # fmt: skip
        if re.search(r"how high|height|reach", asked):
            function = "sin"
        elif re.search(r"how far|base", asked) and re.search(r"wall|building|base", asked):
            function = "cos"
    elif re.search(r"angle of elevation", text) and re.search(r"height|how (?:high|tall)", asked) and re.search(r"distance of|from the base|away", text):  # fmt: skip
        function = "tan"
    if not function or ("mile" in text) != ("miles" in asked and "mile" in text):
        raise NotUnderstood(REFUSAL)
    return _Sight(Fraction(lengths[0]), Fraction(angles[0]), function, page.places)


def _inline(words: str, formulas: tuple[str, ...]) -> str:
    for formula in formulas:
        words = words.replace(HOLE, formula, 1)
    return words


def _work_sight(asked: _Sight) -> Worked:
    angle = mpmath.radians(mpmath.mpf(asked.angle.numerator) / asked.angle.denominator)
    value = mpmath.mpf(asked.side.numerator) / asked.side.denominator * getattr(mpmath, asked.function)(angle)  # fmt: skip
    final = rounded(value, asked.places)
    side, degrees = (latex(sp.Rational(part.numerator, part.denominator)) for part in (asked.side, asked.angle))  # fmt: skip
    parts = {"sin": "opposite over hypotenuse", "cos": "adjacent over hypotenuse", "tan": "opposite over adjacent"}[asked.function]  # fmt: skip
    return Worked(final, f"{side}, {degrees}^\\circ", [(f"The {asked.function} of the angle is the {parts}", f"$${side} \\cdot \\{asked.function} {degrees}^\\circ \\approx {final}$$")], "A right triangle is known by a side and an acute angle.")  # fmt: skip


def _sight_holds(asked: _Sight, final: str) -> str:
    """The other way: the angle from the two sides."""
    value = evaluate(parse(final), {})
    side = mpmath.mpf(asked.side.numerator) / asked.side.denominator
    half = mpmath.mpf(10) ** -asked.places * mpmath.mpf("0.500001")
    inverse = {"sin": mpmath.asin, "cos": mpmath.acos, "tan": mpmath.atan}[asked.function]
    ends = sorted(mpmath.degrees(inverse((value + sign * half) / side)) for sign in (-1, 1))
    angle = mpmath.mpf(asked.angle.numerator) / asked.angle.denominator
    return "The two sides enclose the angle." if ends[0] <= angle <= ends[1] else ""


_KINDS = (
    Kind("triangle", "triangles", _read, _work, _holds),
    Kind("sight", "triangles", _read_sight, _work_sight, _sight_holds),
)


def solve(question: str) -> SolvedProblem:
    return solve_page("triangles", _KINDS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_page(_KINDS, question, solved)
