"""The least common denominator of algebraic fractions, in factors.

Found from the factors of the denominators. The check divides it by each denominator with numbers
for all letters but one, and compares its degree with the least common multiple by Euclid's method.
"""

from __future__ import annotations

import math
import re
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.exercise_sheet import REFUSAL, formula, read_sheet
from fynq.reasoning.chapters.polynomials import terms_of
from fynq.reasoning.chapters.presenting import judged, presented
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.sentences import HOLE
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import Items, Operation, Tree, names_in, number
from fynq.reasoning.solved import Report, SolvedProblem

_ASKED = re.compile(
    rf"(?:find|what is|determine|give) the (?:least|lowest) common (?:denominator|multiple)(?: (?:of|for)(?: (?:the|these|each|two|three|following|given|rational|algebraic|fractions?|expressions?|pairs?|polynomials?|monomials?))*)?(?:,? ?(?:and )?{HOLE})*"
)


def solve(question: str) -> SolvedProblem:
    import sympy as sp

    from fynq.reasoning.reading.build import build
    from fynq.reasoning.solver import writing

    parts, denominators = _denominators(question)
    built = [sp.expand(build(tree)) for tree in denominators]
    if not all(item.is_polynomial(*item.free_symbols) for item in built):
        raise CannotSolve("I expected polynomials as denominators.")
    common = built[0]
    for item in built[1:]:
        common = sp.lcm(common, item)
    if common.could_extract_minus_sign():
        common = -common
    final = writing.latex(sp.factor(common))
    listed = ", \\quad ".join(f"{show(tree)} = {writing.latex(sp.factor(item))}" for tree, item in zip(denominators, built, strict=True))  # fmt: skip
    steps = [
        ("Factor each denominator", f"$${listed}$$"),
        ("Take every factor with its highest power", f"$${final}$$"),
    ]
    asked = ", ".join(show(tree) for tree in parts)
    return presented("common_denominators", "denominator", asked, final, steps, ("rational-expressions", "factoring"), "The least common denominator has every factor of every denominator, as often as it occurs in any one of them.")  # fmt: skip


def _denominators(question: str) -> tuple[list[Tree], list[Tree]]:
    """The fractions, and what stands below their lines."""
    sheet = read_sheet(question)
    text = " ".join(" ".join(sheet.sentences).split())
    if sheet.notes or sheet.places is not None or _ASKED.fullmatch(text) is None:
        raise NotUnderstood(REFUSAL)
    parts: list[Tree] = []
    for item in sheet.formulas:
        tree = formula(item)
        parts += tree.items if isinstance(tree, Items) else (tree,)
    of_multiples = "multiple" in text
    below = [
        part.right if isinstance(part, Operation) and part.op == "/" else number(1)
        for part in parts
    ]
    found = parts if of_multiples else below
    if len(parts) < 2 or not any(names_in(tree) for tree in found):
        raise NotUnderstood(REFUSAL)
    return parts, found


def check(question: str, solved: SolvedProblem) -> Report:
    _, denominators = _denominators(question)
    answer = parse(solved.final)
    names = sorted({name for tree in denominators for name in names_in(tree)})
    holds = all(
        _is_least(answer, denominators, name, [other for other in names if other != name])
        for name in names
    )
    whole = _content(answer) == math.lcm(*[_content(tree) for tree in denominators])
    return judged(solved, holds and whole and set(names_in(answer)) == set(names), "It is a multiple of every denominator, and no smaller one is.")  # fmt: skip


def _content(tree: Tree) -> int:
    """What all coefficients share."""
    values = terms_of(tree).values()
    if any(value.denominator != 1 for value in values):
        raise CannotSolve("I expected whole coefficients.")
    return math.gcd(*[int(value) for value in values])


def _is_least(answer: Tree, denominators: list[Tree], name: str, others: list[str]) -> bool:
    from fynq.reasoning.verification.polynomials import common, divide, ratio, times

    values: dict[str, Tree] = {other: number(7 + 4 * place) for place, other in enumerate(others)}
    forms = [ratio(substitute(tree, values, {}), name) for tree in (answer, *denominators)]
    if any(form is None or len(form.bottom) != 1 for form in forms):
        return False
    found, *given = [form.top for form in forms if form is not None]
    least: tuple[Fraction, ...] = (Fraction(1),)
    for polynomial in given:
        shared = common(least, polynomial)
        least = divide(times(least, polynomial), shared)[0] if len(shared) > 1 else times(least, polynomial)  # fmt: skip
    return len(found) == len(least) and not divide(found, least)[1]
