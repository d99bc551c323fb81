"""One term of a binomial power, and the coefficient of a product in it.

The power is multiplied out factor by factor, or the formula for the term is used for each place.
"""

from __future__ import annotations

import math
import re

import sympy as sp

from fynq.reasoning.chapters.precalculus.kind import Kind, check_page, solve_page
from fynq.reasoning.chapters.precalculus.method import Worked
from fynq.reasoning.chapters.precalculus.page import (
    PLAIN,
    REFUSAL,
    Page,
    tree_of,
    vocabulary,
)
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.build import build
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import Operation, Tree, names_in
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.solver.writing import latex
from fynq.reasoning.verification.points import agree

_TERM_WORDS = PLAIN | vocabulary(
    "term terms binomial expansion theorem without fully expanding expand first second third fourth fifth sixth seventh eighth ninth tenth nth specified indicated power in descending powers"
)
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
]


def _read_term(page: Page) -> tuple[Tree, Tree, int, int]:
    """Both summands, the power, and the place of the term."""
    words = page.asked.words
    found = re.search(rf"\b({'|'.join(_ORDINALS)}|\d+(?:st|nd|rd|th)) term\b", words)
    spelled = [type(item)(re.sub(r"\b\d+(?:st|nd|rd|th)\b", "nth", item.words), item.formulas, item.asks, item.title) for item in page.sentences]  # fmt: skip
    Page(page.heading, tuple(spelled)).require(_TERM_WORDS)
    if found is None or len(set(page.formulas)) != 1:
        raise NotUnderstood(REFUSAL)
    place = _ORDINALS.index(found[1]) + 1 if found[1] in _ORDINALS else int(re.sub(r"\D", "", found[1]))  # fmt: skip
    match tree_of(page.last):
        case Operation("^", Operation("+" | "-" as sign, left, right), power):
            n = exact(power)
            if n is None or n.denominator != 1 or not 1 <= place <= n + 1 <= 60:
                raise NotUnderstood(REFUSAL)
            second = right if sign == "+" else Operation("*", tree_of("-1"), right)
            return left, second, int(n), place
    raise NotUnderstood(REFUSAL)


_COEFFICIENT_WORDS = PLAIN | vocabulary("coefficient term expansion binomial theorem of when expanded with containing expand variable")  # fmt: skip


def _read_coefficient(page: Page) -> tuple[Tree, Tree]:
    """The power, and the product of letters whose coefficient is asked."""
    page.require(_COEFFICIENT_WORDS)
    if "coefficient" not in page.asked.words or len(page.formulas) != 2:
        raise NotUnderstood(REFUSAL)
    trees = [tree_of(text) for text in page.formulas]
    power = next((tree for tree in trees if isinstance(tree, Operation) and tree.op == "^" and isinstance(tree.left, Operation) and tree.left.op in "+-"), None)  # fmt: skip
    others = [tree for tree in trees if tree != power]
    if power is None or len(others) != 1 or not isinstance(power, Operation):
        raise NotUnderstood(REFUSAL)
    n = exact(power.right)
    product = build(others[0])
    if n is None or n.denominator != 1 or not 2 <= n <= 40 or product.is_Add or product.as_coeff_Mul()[0] != 1:  # fmt: skip
        raise NotUnderstood(REFUSAL)
    return power, others[0]


def _work_coefficient(asked: tuple[Tree, Tree]) -> Worked:
    power, product = asked
    letters = sorted(build(power).free_symbols, key=str)
    value = sp.Poly(sp.expand(build(power)), *letters).coeff_monomial(build(product))
    final = latex(value)
    return Worked(final, f"{latex(build(power))}", [("Find the term with this product in the expansion", f"$${final} {latex(build(product))}$$")], "The term number r + 1 of (a + b)^n is C(n, r) a^{n-r} b^r.")  # fmt: skip


def _coefficient_holds(asked: tuple[Tree, Tree], final: str) -> str:
    """By the formula for the term, for each place."""
    power, product = asked
    assert isinstance(power, Operation) and isinstance(power.left, Operation)
    n = int(exact(power.right) or 0)
    first, second = build(power.left.left), build(power.left.right)
    second = second if power.left.op == "+" else -second
    total = sum((sp.Poly(sp.expand(math.comb(n, k) * first ** (n - k) * second**k), *sorted(build(power).free_symbols, key=str)).coeff_monomial(build(product)) for k in range(n + 1)), sp.Integer(0))  # fmt: skip
    return "The formula for the term gives the same." if total == build(parse(final)) else ""


def _work_term(asked: tuple[Tree, Tree, int, int]) -> Worked:
    first, second, n, place = asked
    a, b, k = build(first), build(second), place - 1
    value = sp.expand(sp.binomial(n, k) * a ** (n - k) * b**k)
    final = latex(value)
    return Worked(
        final,
        f"\\left({latex(a + b)}\\right)^{{{n}}}",
        [("Use the formula for a term, with r one less than its number", f"$$\\binom{{{n}}}{{{k}}} \\left({latex(a)}\\right)^{{{n - k}}} \\left({latex(b)}\\right)^{{{k}}} = {final}$$")],
        "The term number r + 1 of (a + b)^n is C(n, r) a^{n-r} b^r.",
    )  # fmt: skip


def _term_holds(asked: tuple[Tree, Tree, int, int], final: str) -> str:
    """Multiplied out factor by factor, with a mark that counts the second summand."""
    first, second, n, place = asked
    mark = sp.Symbol("m_")
    total = sp.Integer(1)
    for _ in range(n):
        total = sp.expand(total * (build(first) + mark * build(second)))
    wanted = sp.Poly(total, mark).nth(place - 1)
    return "The power was multiplied out factor by factor." if sp.expand(wanted - build(parse(final))) == 0 and agree(parse(final), parse(final), names_in(parse(final)), "term") is not False else ""  # fmt: skip


_KINDS = (
    Kind("binomial term", "combinatorics", _read_term, _work_term, _term_holds),
    Kind("coefficient", "combinatorics", _read_coefficient, _work_coefficient, _coefficient_holds),
)  # fmt: skip


def solve(question: str) -> SolvedProblem:
    return solve_page("binomials", _KINDS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_page(_KINDS, question, solved)
