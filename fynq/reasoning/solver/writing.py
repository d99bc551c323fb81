"""Expressions as a teacher writes them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import Problem
from fynq.reasoning.reading.compact import compact
from fynq.reasoning.reading.tree import Number, Tree, walk
from fynq.reasoning.solved import Claim, SolvedStep
from fynq.reasoning.solver.latex import written

MAX_OPERATIONS = 400


def latex(expression: Any) -> str:
    """LaTeX that reads back to the same value. Raises CannotSolve when it would fill a page."""
    if isinstance(expression, sp.Basic) and expression.has(sp.Piecewise, sp.sign):
        raise CannotSolve("The result has cases that I cannot write as one formula.")
    if sp.count_ops(expression) > MAX_OPERATIONS:
        raise CannotSolve("The result would be too long to be of use.")
    return written(sp.sympify(expression))


def factor(expression: Any) -> str:
    """As a factor of a product: sums and what begins with a minus sign in brackets."""
    text = latex(expression)
    bracketed = getattr(expression, "is_Add", False) or text.startswith("-")
    return f"\\left({text}\\right)" if bracketed else text


def times(left: Any, right: Any) -> str:
    return f"{factor(left)} \\cdot {factor(right)}"


def name(variable: str) -> str:
    return latex(sp.Symbol(variable, real=True))


def equation(left: Any, right: Any) -> str:
    return f"{latex(left)} = {latex(right)}"


def step(title: str, text: str, *claims: Claim) -> SolvedStep:
    return SolvedStep(title, text, claims)


def same(before: str, after: str) -> Claim:
    return Claim("equal", before, after)


def holds(relation: str) -> Claim:
    """A relation that has exactly the solutions of the problem."""
    return Claim("equation", relation)


def display(latex_text: str) -> str:
    return f"$${compact(latex_text)}$$"


def has_decimals(tree: Tree) -> bool:
    return any(isinstance(node, Number) and node.decimals is not None for node in walk(tree))


def value(expression: Any, problem: Problem) -> str:
    """A number in the form asked: rounded, decimal when the question has decimals, else exact."""
    if problem.places is not None and expression.is_number and expression.is_real:
        return rounded(expression, problem.places)
    if has_decimals(problem.tree) and expression.is_Rational:
        found = decimal(expression)
        if found is not None:
            return found
    return latex(expression)


def with_decimals(expression: Any) -> Any:
    """Fractions as finite decimals, when each of them has one."""
    fractions = {item for item in expression.atoms(sp.Rational) if item.q != 1}
    texts = {item: decimal(item) for item in fractions}
    if any(text is None for text in texts.values()):
        return expression
    return expression.xreplace({item: sp.Float(text, 15) for item, text in texts.items()})


def rounded(expression: Any, places: int) -> str:
    """Half up, as schools round."""
    if expression.is_Rational:
        scaled = Fraction(int(expression.p), int(expression.q)) * 10**places
    else:
        scaled = Fraction(str(sp.N(expression, 60))) * 10**places
    whole = int(abs(scaled) + Fraction(1, 2))
    digits = str(whole).rjust(places + 1, "0")
    sign = "-" if scaled < 0 and whole else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else sign + digits


def decimal(rational: Any) -> str | None:
    """The finite decimal, or None when there is none of at most 12 digits."""
    denominator = int(rational.q)
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    if denominator != 1:
        return None
    for places in range(13):
        if 10**places % int(rational.q) == 0:
            return rounded(rational, places)
    return None


def roots_text(variable: str, values: Sequence[str]) -> str:
    return " \\text{ or } ".join(f"{name(variable)} = {item}" for item in values)
