"""Conics with a focus at the pole: r = ep/(1 + e cos θ) and its relatives; polar to rectangular.

1/r = A + B cos θ + C sin θ is linear in cos θ and sin θ, so three values of r give everything. The
check goes back to the definition: distances to the focus and to the directrix have the ratio e.
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
from fynq.reasoning.chapters.precalculus.page import PLAIN, REFUSAL, Page, tree_of, vocabulary
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.build import build, symbol
from fynq.reasoning.reading.numeric import evaluate, exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import Name, Operation, Relation, Tree, names_in
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.solver.writing import latex

_WORDS = PLAIN | vocabulary(
    "conic conics section polar equation eccentricity directrix ellipse parabola hyperbola curve graph focus at origin pole its type "
    "rectangular cartesian convert converting rewrite coordinates into with whose identifying for describe n't name shape"
)


@dataclass(frozen=True, slots=True)
class _Conic:
    """1/r = level + slope·cos θ (or sin θ when upright), all of them rational."""

    level: Fraction
    slope: Fraction
    upright: bool
    relation: Relation

    @property
    def eccentricity(self) -> Fraction:
        return abs(self.slope / self.level)


def _equation(page: Page) -> Relation:
    page.require(_WORDS)
    found = [text for text in page.formulas if "theta" in text]
    if len(set(found)) != 1:
        raise NotUnderstood(REFUSAL)
    tree = tree_of(found[0])
    if not isinstance(tree, Relation) or tree.op != "=" or names_in(tree) != ("r", "theta"):
        raise NotUnderstood(REFUSAL)
    return tree


def _radius(relation: Relation) -> Any:
    """r as a SymPy expression of theta."""
    found = sp.solve(sp.Eq(build(relation.left), build(relation.right)), symbol("r"))
    if len(found) != 1:
        raise CannotSolve("The equation does not give one r for each angle.")
    return found[0]


def _conic(page: Page) -> _Conic:
    relation = _equation(page)
    theta, inverse = symbol("theta"), 1 / _radius(relation)
    sine, cosine = sp.symbols("s_ c_")
    flat = sp.expand(sp.simplify(inverse).subs({sp.sin(theta): sine, sp.cos(theta): cosine}))
    if flat.has(theta) or not flat.is_polynomial(sine, cosine):
        raise NotUnderstood(REFUSAL)
    poly = sp.Poly(flat, sine, cosine)
    level, up, along = (poly.coeff_monomial(term) for term in (1, sine, cosine))
    slope = up if along == 0 else along
    if poly.total_degree() > 1 or not (level.is_Rational and slope.is_Rational) or 0 not in (up, along) or level == 0:  # fmt: skip
        raise NotUnderstood(REFUSAL)
    return _Conic(Fraction(int(level.p), int(level.q)), Fraction(int(slope.p), int(slope.q)), along == 0, relation)  # fmt: skip


def _read(word: str, page: Page) -> _Conic:
    if not re.search(word, page.asked.words):
        raise NotUnderstood(REFUSAL)
    return _conic(page)


def _standard(conic: _Conic) -> tuple[str, str]:
    trig = "\\sin\\theta" if conic.upright else "\\cos\\theta"
    e = conic.slope / conic.level
    text = f"r = \\frac{{{_text(1 / conic.level)}}}{{1 {'-' if e < 0 else '+'} {'' if abs(e) == 1 else _text(abs(e))}{trig}}}"  # fmt: skip
    return "Divide so that the denominator begins with 1", f"$${text}$$"


def _text(value: Fraction) -> str:
    return latex(sp.Rational(value.numerator, value.denominator))


def _name(conic: _Conic) -> str:
    e = conic.eccentricity
    return "ellipse" if e < 1 else "parabola" if e == 1 else "hyperbola"


def _work_eccentricity(conic: _Conic) -> Worked:
    final = _text(conic.eccentricity)
    return Worked(final, _shown(conic), [_standard(conic), ("The factor of the sine or cosine is the eccentricity", f"$$e = {final}$$")], "An ellipse has e < 1, a parabola e = 1, a hyperbola e > 1.")  # fmt: skip


def _work_name(conic: _Conic) -> Worked:
    e = _text(conic.eccentricity)
    sign = {"ellipse": "<", "parabola": "=", "hyperbola": ">"}[_name(conic)]
    text = f"$$e = {e}$$" if sign == "=" else f"$$e = {e} {sign} 1$$"
    return Worked(f"\\text{{{_name(conic)}}}", _shown(conic), [_standard(conic), ("Compare the eccentricity with 1", text)], "An ellipse has e < 1, a parabola e = 1, a hyperbola e > 1.")  # fmt: skip


def _work_directrix(conic: _Conic) -> Worked:
    if not conic.slope:
        raise CannotSolve("A circle has no directrix.")
    letter = "y" if conic.upright else "x"
    final = f"{letter} = {_text(1 / conic.slope)}"
    e, p = _text(conic.eccentricity), _text(abs(1 / conic.slope))
    return Worked(
        final,
        _shown(conic),
        [
            _standard(conic),
            ("The numerator is ep", f"$$e = {e}, \\quad p = {p}$$"),
            ("The sign and the function tell the side", f"$${final}$$"),
        ],
        "With + the directrix lies to the right or above, with - to the left or below.",
    )  # fmt: skip


def _shown(conic: _Conic) -> str:
    top, bottom = (sp.expand(part) for part in sp.fraction(sp.together(_radius(conic.relation))))
    if top.could_extract_minus_sign():
        top, bottom = -top, -bottom
    return f"r = {latex(top / bottom)}"


def _line(conic: _Conic) -> tuple[Any, Any]:
    """Slope and level of r as a linear function of x (or y), from two points of the curve; a third
    point is on the line too."""
    theta = mpmath.mpf("0.4")
    points = []
    for angle in (theta, theta + 1, theta + mpmath.mpf("2.2")):
        r = _value_of_r(conic.relation, angle)
        points.append((r * (mpmath.sin(angle) if conic.upright else mpmath.cos(angle)), r))
    (x, r), (u, s), (v, t) = points
    slope = (s - r) / (u - x)
    if abs(r + slope * (v - x) - t) > mpmath.mpf(10) ** -10:
        raise CannotSolve("The curve is no conic with a focus at the pole.")
    return slope, r - slope * x


def _value_of_r(relation: Relation, angle: Any) -> Any:
    def gap(r: Any) -> Any:
        at = {"r": r, "theta": angle}
        return evaluate(relation.left, at) - evaluate(relation.right, at)

    one, two = gap(mpmath.mpf(1)), gap(mpmath.mpf(2))
    found = 1 - one / (two - one)
    return found if abs(gap(found)) < mpmath.mpf(10) ** -10 else mpmath.findroot(gap, 1)


def _eccentricity_holds(conic: _Conic, final: str) -> str:
    slope, _ = _line(conic)
    good = abs(abs(slope) - evaluate(parse(final), {})) < mpmath.mpf(10) ** -9
    return "Distances to focus and directrix have this ratio at points of the curve." if good else ""  # fmt: skip


def _name_holds(conic: _Conic, final: str) -> str:
    slope, _ = _line(conic)
    e = abs(slope) - 1
    name = "parabola" if abs(e) < mpmath.mpf(10) ** -9 else "ellipse" if e < 0 else "hyperbola"
    return "The ratio of the distances to focus and directrix tells the kind." if name in final else ""  # fmt: skip


def _directrix_holds(conic: _Conic, final: str) -> str:
    slope, level = _line(conic)
    tree = parse(final)
    if not isinstance(tree, Relation) or tree.left != Name("y" if conic.upright else "x"):
        return ""
    good = abs(-level / slope - evaluate(tree.right, {})) < mpmath.mpf(10) ** -9
    return "Distances to focus and directrix have a constant ratio at points of the curve." if good else ""  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Focal:
    """A conic with its focus at the pole: the eccentricity and the line letter = value."""

    eccentricity: Fraction
    letter: str
    value: Fraction


def _read_focal(page: Page) -> _Focal:
    page.require(_WORDS)
    words = " ".join(sentence.words for sentence in page.sentences)
    if "polar" not in words or not re.search(r"focus .*(?:origin|pole)", words):
        raise NotUnderstood(REFUSAL)
    kinds = {"parabola": Fraction(1)}
    e = next((kinds[name] for name in kinds if name in words), None)
    line: tuple[str, Fraction] | None = None
    for formula in page.formulas:
        tree = tree_of(formula.split(";")[-1])
        match tree:
            case Relation("=", Name("x" | "y" as letter), right):
                value = exact(right)
                if value is None or value == 0 or line is not None:
                    raise NotUnderstood(REFUSAL)
                line = letter, value
            case Relation("=", _, right) if re.match(r"\s*e\s*=", formula):
                e = exact(right)
            case _:
                raise NotUnderstood(REFUSAL)
    if line is None or e is None or e <= 0:
        raise NotUnderstood(REFUSAL)
    return _Focal(e, *line)


def _work_focal(asked: _Focal) -> Worked:
    e, p = asked.eccentricity, abs(asked.value)
    top, scale = e * p, (e * p).denominator * e.denominator
    scale = scale // sp.gcd_list([int(e * p * scale), scale, int(e * scale)])
    trig = "\\cos\\theta" if asked.letter == "x" else "\\sin\\theta"
    sign = "+" if asked.value > 0 else "-"
    factor = e * scale
    final = f"r = \\frac{{{_text(top * scale)}}}{{{scale} {sign} {'' if factor == 1 else _text(factor)}{trig}}}"  # fmt: skip
    return Worked(
        final,
        f"e = {_text(e)}, \\; {asked.letter} = {_text(asked.value)}",
        [
            ("Choose the form by the directrix", f"$$r = \\frac{{ep}}{{1 {sign} e {trig}}}$$"),
            ("Put in e and the distance p of the directrix", f"$$e = {_text(e)}, \\; p = {_text(p)}: \\quad {final}$$"),
        ],
        "The form of the equation depends on the side on which the directrix lies.",
    )  # fmt: skip


def _focal_holds(asked: _Focal, final: str) -> str:
    tree = parse(final)
    if not isinstance(tree, Relation):
        return ""
    for angle in (mpmath.mpf("0.3"), mpmath.mpf("1.1"), mpmath.mpf("1.9")):
        r = evaluate(tree.right, {"theta": angle})
        x = r * (mpmath.cos(angle) if asked.letter == "x" else mpmath.sin(angle))
        away = abs(x - mpmath.mpf(asked.value.numerator) / asked.value.denominator)
        e = mpmath.mpf(asked.eccentricity.numerator) / asked.eccentricity.denominator
        if abs(abs(r) - e * away) > mpmath.mpf(10) ** -9:
            return ""
    return "Points of the curve have this ratio of the distances to the pole and to the line."


def _read_rectangular(page: Page) -> Relation:
    if not re.search(r"rectangular|cartesian", page.asked.words):
        raise NotUnderstood(REFUSAL)
    return _equation(page)


def _work_rectangular(relation: Relation) -> Worked:
    """r·(a + b cos θ) = c becomes a√(x² + y²) + b x = c."""
    theta, r = symbol("theta"), symbol("r")
    x, y = symbol("x"), symbol("y")
    radius = sp.together(_radius(relation))
    top, bottom = (sp.expand(part) for part in sp.fraction(radius))
    if top.could_extract_minus_sign():
        top, bottom = -top, -bottom
    product = sp.expand(bottom * r - top)
    if top.has(theta):
        product = sp.expand(product * r)
    flat = sp.expand(product.subs({sp.cos(theta): x / r, sp.sin(theta): y / r}))
    if flat.has(theta):
        raise CannotSolve("The equation has more than a sine and a cosine of the angle.")
    poly = sp.Poly(sp.expand(flat), r)
    free = -poly.nth(0)
    constant = free.as_independent(x, y, as_Add=True)[0]
    side = sp.expand(poly.as_expr() + constant)
    root = sp.sqrt(x**2 + y**2)
    left = sp.Add(*[poly.nth(k) * (root**k) for k in range(poly.degree(), 0, -1)], sp.expand(poly.nth(0) + constant))  # fmt: skip
    if side == 0:
        raise CannotSolve("Nothing depends on the point.")
    final = f"{latex(left)} = {latex(constant)}"
    return Worked(
        final,
        f"r = {latex(top / bottom)}",
        [
            ("Multiply by the denominator", f"$${latex(sp.expand(bottom * r))} = {latex(top)}$$"),
            ("Put x for r cos θ, y for r sin θ and the root for r", f"$${final}$$"),
        ],
        "x = r cos θ, y = r sin θ, and r² = x² + y².",
    )  # fmt: skip


def _rectangular_holds(relation: Relation, final: str) -> str:
    tree = parse(final)
    if not isinstance(tree, Relation):
        return ""
    seen = 0
    for angle in (mpmath.mpf("0.3"), mpmath.mpf("1.3"), mpmath.mpf("2.9"), mpmath.mpf("4.4")):
        r = _value_of_r(relation, angle)
        if r < 0:
            continue
        at = {"x": r * mpmath.cos(angle), "y": r * mpmath.sin(angle)}
        gap: Tree = Operation("-", tree.left, tree.right)
        if abs(evaluate(gap, at)) > mpmath.mpf(10) ** -9 * (1 + r**2):
            return ""
        seen += 1
    return "Points of the curve satisfy the equation." if seen >= 2 else ""


_KINDS = (
    Kind("directrix", "conic-sections", lambda page: _read("directrix", page), _work_directrix, _directrix_holds),
    Kind("eccentricity", "conic-sections", lambda page: _read("eccentricity", page), _work_eccentricity, _eccentricity_holds),
    Kind("name", "conic-sections", lambda page: _read(r"identify (?:the|a) conic|(?:type|kind|name) of", page), _work_name, _name_holds),
    Kind("equation", "conic-sections", _read_focal, _work_focal, _focal_holds),
    Kind("rectangular", "conic-sections", _read_rectangular, _work_rectangular, _rectangular_holds),
)  # fmt: skip


def solve(question: str) -> SolvedProblem:
    return solve_page("polar_conics", _KINDS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_page(_KINDS, question, solved)
