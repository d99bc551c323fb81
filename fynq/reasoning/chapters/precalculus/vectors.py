"""Vectors in the plane: from points, length and direction, sums and multiples, products, angles.

Checked with complex numbers: a vector is a number there, its length and angle are known to mpmath.
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
from fynq.reasoning.reading.tree import Items, names_in
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.solver.writing import latex

Pair = tuple[Any, Any]
_WORDS = PLAIN | vocabulary(
    "vector vectors initial terminal point points component form terms i j u v w magnitude length direction angle makes positive x-axis degree degrees measure "
    "between dot product unit same sum difference linear combination think about calculate compute given position standard operations operation with makes counterclockwise "
    "radians p q p1 p2 starting ending whose starts ends at perform indicated"
)
_PAIR = re.compile(r"(?P<name>[A-Za-z]_?\{?\d?\}?)?\s*=?\s*(?:\\langle|<|⟨|\()\s*(?P<a>[^,()<>]+(?:\{[^{}]*\})?)\s*,\s*(?P<b>[^,()<>]+?)\s*(?:\\rangle|>|⟩|\))")  # fmt: skip
_NAMED = re.compile(r"\s*\\?(?:vec\{|overrightarrow\{|mathbf\{)?\s*([a-zA-Z])\}?\s*=\s*(.+)")


@dataclass(frozen=True, slots=True)
class _Asked:
    """goal: 'components', 'length', 'direction', 'dot', 'unit', 'between' or 'combination'. vectors:
    those it is asked of; factors: of the combination."""

    goal: str
    vectors: tuple[Pair, ...]
    factors: tuple[Any, ...] = ()
    form: str = "ij"
    places: int | None = None


def _components(text: str) -> Pair | None:
    """'3i - 2j' or '⟨3, -2⟩'; None for anything else."""
    pair = _PAIR.fullmatch(text.strip())
    if pair:
        a, b = build(tree_of(pair["a"])), build(tree_of(pair["b"]))
        return None if a.free_symbols or b.free_symbols else (a, b)
    if not re.search(r"(?<![a-z\\])[ij](?![a-z])", text):
        return None
    plain = re.sub(r"\\(?:hat|mathbf|vec)\{?(?:\\?[ij]math)?", "", text)
    try:
        tree = tree_of(re.sub(r"(?<![a-z\\])i(?![a-z])", " x ", re.sub(r"(?<![a-z\\])j(?![a-z])", " y ", plain)))  # fmt: skip
    except NotUnderstood:
        return None
    x, y = sp.symbols("x y", real=True)
    if isinstance(tree, Items) or not set(names_in(tree)) <= {"x", "y"}:
        return None
    try:
        poly = sp.Poly(build(tree), x, y)
    except (CannotSolve, sp.PolynomialError):
        return None
    if poly.total_degree() != 1 or poly.nth(0, 0) != 0:
        return None
    return poly.nth(1, 0), poly.nth(0, 1)


_GOALS = (
    ("dot", r"dot product"), ("unit", r"unit vector"), ("between", r"angle between"),
    ("direction", r"\bdirection\b|\bangle\b.*\bx-axis|\bdirection angle"), ("length", r"magnitude|\blength\b"),
    ("components", r"component form|in terms of □ and □|in terms of i and j|\bvector v\b"),
)  # fmt: skip


def _read(page: Page) -> _Asked:
    page.require(_WORDS | frozenset({"0", "360"}))
    words = page.asked.words
    whole = " ".join([page.heading, *[item.words for item in page.sentences]])
    if "vector" not in whole and not any("\\langle" in text for text in page.formulas):
        raise NotUnderstood(REFUSAL)
    if polar := _of_length_and_angle(page, whole):
        return polar
    named: dict[str, Pair] = {}
    points: list[Pair] = []
    bare: list[Pair] = []
    expression = ""
    for text in dict.fromkeys(page.formulas):
        found = _NAMED.fullmatch(text)
        if found and found[1] in "uvwabcdr" and (value := _components(found[2])) is not None:
            if named.get(found[1], value) != value:
                raise NotUnderstood(REFUSAL)
            named[found[1]] = value
        elif (pair := _PAIR.fullmatch(text.strip())) and (pair["name"] or "P")[0] not in "uvw" and (value := _components(text)):  # fmt: skip
            points.append(value)
        elif (value := _components(text)) is not None:
            bare.append(value)
        elif re.fullmatch(r"\s*(?:0|360|i|j|2\\pi)(?:\s*°)?\s*", text):
            continue
        elif re.fullmatch(r"[-+*\d\s/.uvw()\\cdotims]+", text):
            expression = text
        else:
            raise NotUnderstood(REFUSAL)
    goal = next((name for name, pattern in _GOALS if re.search(pattern, words)), "")
    form = "pair" if any("," in text and "=" in text and _NAMED.fullmatch(text) for text in page.formulas) else "ij"  # fmt: skip
    if points:
        return _of_points(page, goal, points, named or bare, words)
    vectors = [*named.values(), *bare]
    if (
        goal
        and not expression
        and re.search(r"\b(?:sum|difference|combination|add|subtract)\b", words)
    ):
        raise NotUnderstood(REFUSAL)
    if (expression and named and not goal) or (expression and goal == "dot"):
        return _of_expression(expression, named, form)
    if goal in ("dot", "between") and len(vectors) == 2:
        return _Asked(goal, tuple(vectors), places=page.places)
    if goal in ("unit", "length", "direction") and len(vectors) == 1:
        return _Asked(goal, tuple(vectors), form=form, places=page.places)
    raise NotUnderstood(REFUSAL)


def _of_length_and_angle(page: Page, whole: str) -> _Asked | None:
    """'Magnitude 6 and direction 2π/3': the components."""
    length: Any = None
    angle: Any = None
    words = whole
    for text in page.formulas:
        before, _, words = words.partition("□")
        if found := re.fullmatch(
            r"\s*(?:\\left)?\|\|?\s*[a-z]\s*(?:\\right)?\|\|?\s*=\s*(.+)", text
        ):
            length = build(tree_of(found[1]))
        elif found := re.fullmatch(r"\s*\\?theta\s*=\s*(.+)", text):
            angle = _radians(found[1])
        elif re.search(r"(?:magnitude|length)(?: of)?\s*$", before) and not names_in(tree_of(text)):
            length = build(tree_of(text))
        elif re.search(r"(?:direction|angle)(?: of)?\s*$", before):
            angle = _radians(text)
    if length is None or angle is None or not re.search(r"component|in terms of", page.asked.words):
        return None
    pair = (sp.simplify(length * sp.cos(angle)), sp.simplify(length * sp.sin(angle)))
    return _Asked("components", (pair,), places=page.places)


def _radians(text: str) -> Any:
    value = build(tree_of(text.replace("°", "")))
    return value * sp.pi / 180 if "°" in text else value


def _of_points(page: Page, goal: str, points: list[Pair], others: Any, words: str) -> _Asked:
    whole = " ".join(item.words for item in page.sentences)
    at = whole.find("initial"), whole.find("terminal")
    if len(points) != 2 or others or goal not in ("components", "length", "direction", "unit"):
        raise NotUnderstood(REFUSAL)
    if min(at) < 0 or at[0] > at[1]:
        raise NotUnderstood(REFUSAL)
    (a, b), (c, d) = points
    form = "pair" if "component form" in words and not re.search(r"\bi and j\b|□ and □", words) else "ij"  # fmt: skip
    return _Asked(goal, ((c - a, d - b),), form=form, places=page.places)


def _of_expression(text: str, named: dict[str, Pair], form: str) -> _Asked:
    product = re.fullmatch(r"\s*([uvw])\s*(?:\\cdot|\*|·)?\s*([uvw])\s*", text)
    if product and {product[1], product[2]} <= set(named):
        return _Asked("dot", (named[product[1]], named[product[2]]))
    tree = tree_of(text)
    symbols = [sp.Symbol(name, real=True) for name in named]
    poly = sp.Poly(build(tree), *symbols)
    if not set(names_in(tree)) <= set(named) or poly.total_degree() != 1 or poly.nth(*[0] * len(symbols)) != 0:  # fmt: skip
        raise NotUnderstood(REFUSAL)
    factors = tuple(poly.coeff_monomial(letter) for letter in symbols)
    return _Asked("combination", tuple(named.values()), factors, form)


def _written(pair: Pair, form: str) -> str:
    a, b = pair
    if form == "pair":
        return f"\\left\\langle {latex(a)}, {latex(b)} \\right\\rangle"
    text = "" if a == 0 else {"1": "i", "-1": "-i"}.get(latex(a), f"{_factor(a)} i")
    if b != 0:
        sign = "-" if b.could_extract_minus_sign() else "+"
        size = abs(b) if b.is_real else b
        part = "j" if size == 1 else f"{_factor(size)} j"
        text = f"{text} {sign} {part}" if text else f"{'-' if sign == '-' else ''}{part}"
    return text or "0"


def _factor(value: Any) -> str:
    text = latex(value)
    return f"\\left({text}\\right)" if value.is_Add else text


def _work(asked: _Asked) -> Worked:
    a, b = asked.vectors[0]
    shown = ", \\; ".join(_written(vector, "pair") for vector in asked.vectors)
    length = sp.sqrt(a**2 + b**2)
    if asked.goal == "components":
        final = _written((a, b), asked.form)
        return Worked(final, shown, [("Subtract the initial point from the terminal point", f"$$v = {final}$$")], "A vector is the way from its initial to its terminal point.")  # fmt: skip
    if asked.goal == "length":
        final = _number(length, asked.places)
        return Worked(final, shown, [("Use the Pythagorean theorem", f"$$\\sqrt{{({latex(a)})^2 + ({latex(b)})^2}} = {final}$$")], "The length of a vector is the hypotenuse over its components.")  # fmt: skip
    if asked.goal in ("unit", "direction") and a == b == 0:
        raise CannotSolve("The zero vector has no direction.")
    if asked.goal == "unit":
        final = _written((sp.radsimp(a / length), sp.radsimp(b / length)), asked.form)
        return Worked(final, shown, [("Find the length", f"$${latex(length)}$$"), ("Divide by it", f"$${final}$$")], "A vector divided by its length has the length 1.")  # fmt: skip
    if asked.goal == "direction":
        final = _degrees(sp.atan2(b, a), asked.places)
        return Worked(final, shown, [("Find the angle of its tangent", f"$$\\tan\\theta = \\frac{{{latex(b)}}}{{{latex(a)}}}$$"), ("Choose the quadrant of the vector", f"$$\\theta = {final}$$")], "The components tell the quadrant, their quotient the angle.")  # fmt: skip
    if asked.goal == "combination":
        total = tuple(sum(f * vector[k] for f, vector in zip(asked.factors, asked.vectors, strict=True)) for k in (0, 1))  # fmt: skip
        final = _written((sp.expand(total[0]), sp.expand(total[1])), asked.form)
        return Worked(final, shown, [("Work with like components", f"$${final}$$")], "Vectors are added and multiplied component by component.")  # fmt: skip
    c, d = asked.vectors[1]
    dot = a * c + b * d
    if asked.goal == "dot":
        final = _number(sp.expand(dot), asked.places)
        return Worked(final, shown, [("Multiply like components and add", f"$$({latex(a)})({latex(c)}) + ({latex(b)})({latex(d)}) = {final}$$")], "The dot product adds the products of like components.")  # fmt: skip
    final = _degrees(sp.acos(sp.simplify(dot / (length * sp.sqrt(c**2 + d**2)))), asked.places)
    return Worked(final, shown, [("Use the dot product", "$$\\cos\\theta = \\frac{u \\cdot v}{|u| |v|}$$"), ("Find the angle", f"$$\\theta = {final}$$")], "The dot product is the product of the lengths and the cosine of the angle.")  # fmt: skip


def _number(value: Any, places: int | None) -> str:
    return latex(value) if places is None else rounded(mpmath.mpf(str(sp.N(value, 40))), places)


def _degrees(angle: Any, places: int | None) -> str:
    value = sp.simplify(angle * 180 / sp.pi)
    value = value + 360 if value < 0 else value
    if places is None and not value.is_Rational:
        raise CannotSolve("Say to which place I should round the angle.")
    return f"{_number(value, places)}^\\circ"


def _holds(asked: _Asked, final: str) -> str:
    numbers = [mpmath.mpc(*(str(sp.N(part, 30)) for part in vector)) for vector in asked.vectors]
    half = mpmath.mpf(10) ** -10 if asked.places is None else mpmath.mpf(10) ** -asked.places * mpmath.mpf("0.500001")  # fmt: skip
    z = numbers[0]
    if asked.goal in ("length", "dot", "direction", "between"):
        value = evaluate(parse(final.replace("^\\circ", "")), {})
        if asked.goal == "length":
            wanted = abs(z)
        elif asked.goal == "dot":
            wanted = mpmath.re(z * mpmath.conj(numbers[1]))
        elif asked.goal == "direction":
            wanted = mpmath.degrees(mpmath.arg(z)) % 360
        else:
            wanted = abs(mpmath.degrees(mpmath.arg(z / numbers[1])))
        return "Computed again with complex numbers." if abs(value - wanted) <= half else ""
    found = _components(re.sub(r"\\left|\\right(?!a)", "", final))
    if found is None and final in ("0", ""):
        found = (sp.Integer(0), sp.Integer(0))
    if found is None:
        return ""
    own = mpmath.mpc(*(str(sp.N(part, 30)) for part in found))
    if asked.goal == "unit":
        wanted = z / abs(z)
    elif asked.goal == "combination":
        wanted = sum((mpmath.mpf(str(sp.N(f, 30))) * number for f, number in zip(asked.factors, numbers, strict=True)), mpmath.mpc(0))  # fmt: skip
    else:
        wanted = z
    return "Computed again with complex numbers." if abs(own - wanted) < 1e-10 else ""


_KINDS = (Kind("vector", "vectors", _read, _work, _holds),)


def solve(question: str) -> SolvedProblem:
    return solve_page("vectors", _KINDS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_page(_KINDS, question, solved)
