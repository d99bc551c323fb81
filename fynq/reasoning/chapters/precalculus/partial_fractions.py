"""A rational expression as a sum of partial fractions.

Checked with values at random points, and that each summand is of the shape that its factor allows.
"""

from __future__ import annotations

import re
from typing import Any

import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.precalculus.kind import Kind, check_page, solve_page
from fynq.reasoning.chapters.precalculus.method import Worked
from fynq.reasoning.chapters.precalculus.page import PLAIN, REFUSAL, Page, tree_of, vocabulary
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.build import build
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import Negative, Operation, Relation, Tree, names_in
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.solver.writing import latex
from fynq.reasoning.verification.points import agree

_WORDS = PLAIN | vocabulary(
    "decompose decomposing decomposition partial fraction fractions rational expression expressions function functions polynomial "
    "polynomials distinct repeated nonrepeated nonrepeating repeating irreducible linear quadratic factor factors when denominator contains "
    "only into sum simpler resolve break up"
)


def _read(page: Page) -> Tree:
    page.require(_WORDS)
    words = f"{page.heading} {page.asked.words}"
    if not re.search(r"decompos|partial fraction", page.asked.words) or "decompos" not in words:
        raise NotUnderstood(REFUSAL)
    tree = tree_of(page.last)
    if len(names_in(tree)) != 1 or not isinstance(tree, Operation) or len(page.formulas) > 1:
        raise NotUnderstood(REFUSAL)
    return tree


def _work(tree: Tree) -> Worked:
    formula = sp.together(build(tree))
    (x,) = formula.free_symbols
    if not formula.is_rational_function(x):
        raise NotUnderstood(REFUSAL)
    top, bottom = sp.fraction(sp.cancel(formula))
    if sp.Poly(bottom, x).degree() < 1 or sp.Poly(bottom, x).degree() > 8:
        raise CannotSolve("The expression is no fraction.")
    whole, _ = sp.div(sp.Poly(top, x), sp.Poly(bottom, x))
    parts = [whole.as_expr()] if whole.as_expr() != 0 else []
    ansatz = [latex(whole.as_expr())] if parts else []
    letters = iter("ABCDEFGHJKLMNP")
    rest = sp.apart(formula, x) - whole.as_expr()
    terms = list(sp.Add.make_args(sp.expand(rest) if rest == 0 else rest))
    for factor, power in _factors(bottom, x):
        for k in range(1, power + 1):
            below = _power(factor, k, alone=True)
            top_letters = next(letters) if sp.degree(factor, x) == 1 else f"{next(letters)} {x} + {next(letters)}"  # fmt: skip
            ansatz.append(f"\\frac{{{top_letters}}}{{{below}}}")
            found = [term for term in terms if _belongs(term, factor, k, x)]
            if found:
                parts.append(sum(found))
    final = ""
    for part in parts:
        text = _fraction(part, x)
        final = text if not final else f"{final} - {text[1:].strip()}" if text.startswith("-") else f"{final} + {text}"  # fmt: skip
    if len(parts) == 1 and not whole.as_expr() and sp.degree(bottom, x) == 1:
        raise CannotSolve("There is nothing to decompose.")
    given = latex(build(tree))
    return Worked(
        final,
        given,
        [
            ("Factor the denominator", f"$${latex(sp.factor(bottom))}$$"),
            ("Write one fraction for each factor", f"$${given} = {' + '.join(ansatz)}$$"),
            ("Multiply by the denominator and compare both sides", f"$${given} = {final}$$"),
        ],
        "A fraction splits into fractions over the factors of its denominator.",
    )  # fmt: skip


def _factors(bottom: Any, x: Any) -> list[tuple[Any, int]]:
    return [(factor, power) for factor, power in sp.factor_list(bottom, x)[1]]


def _belongs(term: Any, factor: Any, power: int, x: Any) -> bool:
    below = sp.Poly(sp.fraction(sp.together(term))[1], x)
    wanted = sp.Poly(factor**power, x)
    return bool(below.degree() == wanted.degree() and below.monic() == wanted.monic())


def _fraction(part: Any, x: Any) -> str:
    top, bottom = sp.fraction(sp.together(part))
    if not bottom.has(x):
        return latex(part)
    constant, factors = sp.factor_list(bottom, x)
    if constant < 0:
        constant, top = -constant, -top
    sign = "-" if sp.Poly(top, x).LC() < 0 else ""
    above = latex(sp.expand(-top if sign else top))
    below = " ".join(_power(base, power, alone=constant == 1) for base, power in factors)
    return f"{sign}\\frac{{{above}}}{{{below if constant == 1 else f'{latex(constant)} {below}'}}}"


def _power(base: Any, power: int, *, alone: bool) -> str:
    text = latex(base)
    if base.is_Add and not (alone and power == 1):
        text = f"\\left({text}\\right)"
    return text if power == 1 else f"{text}^{{{power}}}"


def _holds(tree: Tree, final: str) -> str:
    answer = parse(final)
    if isinstance(answer, Relation) or agree(tree, answer, names_in(tree), "partial") is not True:
        return ""
    return "The sum has the value of the fraction at random points, and each summand has the shape of its factor." if all(_is_simple(part) for part in _summands(answer)) else ""  # fmt: skip


def _summands(tree: Tree) -> list[Tree]:
    match tree:
        case Operation("+" | "-", left, right):
            return [*_summands(left), *_summands(right)]
        case Negative(of):
            return _summands(of)
    return [tree]


def _is_simple(part: Tree) -> bool:
    """A polynomial, or a numerator of lower degree than the one factor below."""
    if not isinstance(part, Operation) or part.op != "/" or not names_in(part.right):
        return True
    (x,) = names_in(part.right)
    symbol = sp.Symbol(x, real=True)
    factors = sp.factor_list(build(part.right), symbol)[1]
    return len(factors) == 1 and sp.Poly(build(part.left), symbol).degree() < sp.Poly(factors[0][0], symbol).degree()  # fmt: skip


_KINDS = (Kind("decomposition", "rational-expressions", _read, _work, _holds),)


def solve(question: str) -> SolvedProblem:
    return solve_page("partial_fractions", _KINDS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_page(_KINDS, question, solved)
