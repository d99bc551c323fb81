"""What is asked of a quadratic besides solving it: its completed square, its discriminant, and the
sum, product, larger or smaller of its solutions.

The square is checked by values; the facts about solutions by the coefficients (Vieta) while they
are found from the solutions.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.exercise_sheet import REFUSAL, formula, read_sheet
from fynq.reasoning.chapters.exercise_words import is_accounted_for
from fynq.reasoning.chapters.polynomials import terms_of, written
from fynq.reasoning.chapters.presenting import bracketed, fraction, judged, presented
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.sentences import HOLE
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Operation, Relation, Tree, number
from fynq.reasoning.solved import Report, SolvedProblem

_SQUARE = re.compile(
    rf"(?:first )?complet(?:e|ing) the (?:following )?square(?: (?:of|for|on) (?:(?:the|each|this|following|expression) ?)*)?(?: ?{HOLE})?"
    r"(?: (?:by creating|to (?:make|create|form)) (?:a )?perfect square trinomials?)?"
    r",? ?(?:(?:and|then) )*(?:(?:write|convert|express|factor) (?:the )?(?:result|trinomial|it) (?:as|into|in) (?:a |the )?(?:binomial squared|square of a binomial|squared binomial))?"
)
_WHICH = "sum|product|difference|larger|largest|greater|greatest|smaller|smallest|positive|negative"
_SOLUTIONS = re.compile(
    rf"(?:find|what is|give|determine) the (?P<which>{_WHICH})(?: of)?(?: (?:the|both|two|all|following|equation's|given))* (?:solutions?|roots?|zeros?)"
    rf"(?: (?:of|to|for|in)(?: (?:the|this|following|given|quadratic|equation))*)?(?: {HOLE})?(?: (?:by factoring|using the (?:quadratic formula|zero product property)|by completing the square))?"
)
_DISCRIMINANT = re.compile(
    rf"(?:find|compute|calculate|determine|evaluate|what is) the (?:value of the )?discriminant(?: (?:of|for)(?: (?:the|each|this|following|given|quadratic|equation|function|polynomial))*)?(?: {HOLE})?"
)
_COUNT = re.compile(
    rf"(?:(?:use|using) the discriminant,? (?:to )?)?(?:find|determine|give|what is) the number of (?P<real>real )?(?:solutions?|roots)"
    rf"(?: (?:of|to|for)(?: (?:the|each|this|following|given|quadratic|equation))*)?(?: {HOLE})?(?: (?:by )?using the discriminant)?"
)
Quadratic = tuple[Fraction, Fraction, Fraction]


def solve(question: str) -> SolvedProblem:
    kind, tree, places = _asked(question)
    if kind == "square":
        return _square(tree, places)
    if kind == "discriminant":
        return _discriminant(tree)
    return _count(tree) if kind == "count" else _of_solutions(tree, kind)


def _asked(question: str) -> tuple[str, Tree, int | None]:
    sheet = read_sheet(question)
    if len(sheet.formulas) != 1 or (sheet.notes and any("answer" not in note for note in sheet.notes if not note.startswith("round"))):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    tree = formula(sheet.formulas[0])
    text = " ".join(" ".join(part for part in sheet.sentences if part != "round").split()).strip(
        " ,"
    )
    if _SQUARE.fullmatch(text) and not isinstance(tree, Relation):
        return "square", tree, sheet.places
    if sheet.places is not None or not is_accounted_for(sheet.heading.replace("discriminant", "")):
        raise NotUnderstood(REFUSAL)
    if _DISCRIMINANT.fullmatch(text):
        return "discriminant", tree, None
    if _COUNT.fullmatch(text) and isinstance(tree, Relation):
        return "count", tree, None
    found = _SOLUTIONS.fullmatch(text)
    if found is None or not isinstance(tree, Relation):
        raise NotUnderstood(REFUSAL)
    return found["which"], tree, None


def _coefficients(tree: Tree) -> tuple[str, Quadratic]:
    """Of the expression, or of the equation with everything on the left."""
    if isinstance(tree, Relation):
        if tree.op != "=":
            raise NotUnderstood(REFUSAL)
        tree = Operation("-", tree.left, tree.right)
    terms = terms_of(tree)
    names = {name for powers in terms for name, _ in powers}
    if len(names) != 1:
        raise NotUnderstood(REFUSAL)
    name = names.pop()
    a, b, c = (terms.get(((name, power),) if power else (), Fraction(0)) for power in (2, 1, 0))
    if not a or any(power > 2 for powers in terms for _, power in powers):
        raise CannotSolve("I expected a quadratic.")
    return name, (a, b, c)


def _square(tree: Tree, places: int | None) -> SolvedProblem:
    name, (a, b, c) = _coefficients(tree)
    if a != 1 or c or not b:
        raise NotUnderstood("I complete x² + bx to a square.")
    half = b / 2
    inside = _decimal(abs(half), places) if places is not None else fraction(abs(half))
    final = f"\\left({name} {'-' if half < 0 else '+'} {inside}\\right)^2"
    trinomial = written({((name, 2),): a, ((name, 1),): b, (): half**2})
    steps = [
        ("Half of the coefficient, squared", f"$$\\left(\\frac{{1}}{{2}} \\cdot {bracketed(b)}\\right)^2 = {fraction(half**2)}$$"),
        ("Add it", f"$${trinomial}$$"),
        ("Write it as a square", f"$${trinomial} = {final}$$"),
    ]  # fmt: skip
    return presented("quadratic_facts", "square", show(tree), final, steps, ("quadratic-equations", "factoring"), "Half of the coefficient of x, squared, makes x² + bx a perfect square.")  # fmt: skip


def _decimal(value: Fraction, places: int) -> str:
    """Rounded half up, without zeros at the end; whole numbers stay whole."""
    digits = str(int(value * 10**places + Fraction(1, 2))).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}".rstrip("0").rstrip(".") if places else digits


def _discriminant(tree: Tree) -> SolvedProblem:
    _, (a, b, c) = _coefficients(tree)
    final = fraction(b * b - 4 * a * c)
    steps = [
        ("Read off the coefficients", f"$$a = {fraction(a)}, \\quad b = {fraction(b)}, \\quad c = {fraction(c)}$$"),
        ("Put them in", f"$$b^2 - 4ac = {bracketed(b)}^2 - 4 \\cdot {bracketed(a)} \\cdot {bracketed(c)} = {final}$$"),
    ]  # fmt: skip
    return presented("quadratic_facts", "discriminant", f"\\Delta({show(tree)})", final, steps, ("quadratic-equations",), "The discriminant of ax² + bx + c = 0 is b² - 4ac.")  # fmt: skip


def _count(tree: Tree) -> SolvedProblem:
    """Of the real solutions."""
    _, (a, b, c) = _coefficients(tree)
    value = b * b - 4 * a * c
    final = "2" if value > 0 else "1" if value == 0 else "0"
    sign = "positive" if value > 0 else "zero" if value == 0 else "negative"
    steps = [
        ("Discriminant", f"$$b^2 - 4ac = {bracketed(b)}^2 - 4 \\cdot {bracketed(a)} \\cdot {bracketed(c)} = {fraction(value)}$$"),
        ("Count", f"It is {sign}, so the number of real solutions is {final}."),
    ]  # fmt: skip
    return presented("quadratic_facts", "count", show(tree), final, steps, ("quadratic-equations",), "A quadratic equation has two real solutions, one or none as b² - 4ac is positive, zero or negative.")  # fmt: skip


def _of_solutions(tree: Tree, which: str) -> SolvedProblem:
    import sympy as sp

    from fynq.reasoning.solver import writing

    name, (a, b, c) = _coefficients(tree)
    x = sp.Symbol(name, real=True)
    poly = sp.Poly([sp.Rational(value.numerator, value.denominator) for value in (a, b, c)], x)
    roots = sorted((root for root in sp.roots(poly, multiple=True) if root.is_real), key=sp.N)
    if len(roots) != 2 or roots[0] == roots[1]:
        raise CannotSolve("There are not two different real solutions.")
    value = _chosen(roots, which)
    final = writing.latex(sp.radsimp(sp.expand(value)))
    each = " \\text{ and } ".join(f"{name} = {writing.latex(root)}" for root in roots)
    steps = [
        ("Solve the equation", f"$${each}$$"),
        (f"Take the {which}", f"$${final}$$"),
    ]
    return presented("quadratic_facts", "solutions", show(tree), final, steps, ("quadratic-equations",), "Bring everything to one side and factor, or use the quadratic formula; then combine the solutions.")  # fmt: skip


def _chosen(roots: list[Any], which: str) -> Any:
    low, high = roots
    if which in ("positive", "negative"):
        fitting = [root for root in roots if (root > 0) == (which == "positive") and root != 0]
        if len(fitting) != 1:
            raise CannotSolve("There is not one such solution.")
        return fitting[0]
    if which == "sum":
        return low + high
    if which == "product":
        return low * high
    if which == "difference":
        return high - low
    return high if which in ("larger", "largest", "greater", "greatest") else low


def check(question: str, solved: SolvedProblem) -> Report:
    kind, tree, places = _asked(question)
    name, (a, b, c) = _coefficients(tree)
    answer = parse(solved.final)
    if kind == "square":
        back = terms_of(answer)
        gap = abs(back.get(((name, 1),), Fraction(0)) - b)
        limit = Fraction(1, 10**places) if places is not None else Fraction(0)
        is_square = isinstance(answer, Operation) and answer.op == "^" and exact(answer.right) == 2
        holds = is_square and back.get(((name, 2),)) == a and gap <= limit
        return judged(solved, holds, "Multiplied out, it has the terms that were given.")
    if kind == "discriminant":
        holds = exact(answer) == 4 * a * a * _vertex_height(tree, name, -b / (2 * a)) / -a
        return judged(solved, holds, "It is -4a times the height of the vertex.")
    if kind == "count":
        height = _vertex_height(tree, name, -b / (2 * a))
        count = 1 if height == 0 else 2 if (height < 0) == (a > 0) else 0
        return judged(solved, solved.final == str(count), "The vertex lies so that the parabola meets the axis as often.")  # fmt: skip
    return judged(solved, _fits(kind, answer, (a, b, c)), "It fits the sum and the product of the solutions, -b/a and c/a.")  # fmt: skip


def _vertex_height(tree: Tree, name: str, at: Fraction) -> Fraction:
    from fynq.reasoning.reading.substitute import substitute

    sides = (tree.left, tree.right) if isinstance(tree, Relation) else (tree, number(0))
    left, right = (exact(substitute(side, {name: number(at)}, {})) for side in sides)
    if left is None or right is None:
        raise CannotSolve("The height was not found.")
    return left - right


def _fits(kind: str, answer: Tree, coefficients: Quadratic) -> bool:
    """By the coefficients: r₁ + r₂ = -b/a, r₁r₂ = c/a, (r₁ - r₂)² = (b² - 4ac)/a²."""
    import mpmath as mp

    from fynq.reasoning.reading.numeric import evaluate

    a, b, c = coefficients
    with mp.workdps(40):
        total, times = (mp.mpf(part.numerator) / part.denominator for part in (-b / a, c / a))
        return _agrees(kind, evaluate(answer, {}, 40), total, times)


def _agrees(kind: str, value: Any, total: Any, times: Any) -> bool:
    import mpmath as mp

    near = mp.mpf(10) ** -25 * (1 + abs(value) + abs(total) + abs(times))
    if kind in ("sum", "product"):
        return bool(abs(value - (total if kind == "sum" else times)) < near)
    if kind == "difference":
        return bool(value > 0 and abs(value**2 - (total**2 - 4 * times)) < near * 10)
    other = total - value
    if abs(value * other - times) > near * 10:
        return False
    if kind in ("positive", "negative"):
        return bool((value > 0) == (kind == "positive"))
    return bool((value > other) == (kind in ("larger", "largest", "greater", "greatest")))
