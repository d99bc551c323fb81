"""The remainder when a polynomial is divided by a linear one, by the remainder theorem.

Found as the value at the divisor's zero, checked by long division.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import sympy as sp

from fynq.reasoning.chapters.graphs.asking import Asked, Kind, Worked
from fynq.reasoning.chapters.graphs.given import Function, Value
from fynq.reasoning.chapters.graphs.page import REFUSAL
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.build import build, symbol
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import Operation, Tree, names_in, number
from fynq.reasoning.reading.words import words
from fynq.reasoning.solver.writing import latex


@dataclass(frozen=True, slots=True)
class _Division:
    dividend: Tree
    divisor: Tree
    variable: str


def _read(asked: Asked) -> _Division:
    given = [item.body if isinstance(item, Function) else item.tree for item in asked.rows[0] if isinstance(item, Function | Value)]  # fmt: skip
    if len(given) == 1 and isinstance(given[0], Operation) and given[0].op == "/":
        dividend, divisor = given[0].left, given[0].right
    elif len(given) == 2 and asked.says(r"divided by|by □"):
        dividend, divisor = given
    else:
        raise NotUnderstood(REFUSAL)
    names = {*names_in(dividend), *names_in(divisor)}
    if len(names) != 1 or len(asked.rows[0]) != len(given):
        raise NotUnderstood(REFUSAL)
    (variable,) = names
    top, bottom = build(dividend), build(divisor)
    x = symbol(variable)
    if not (top.is_polynomial(x) and bottom.is_polynomial(x)) or sp.Poly(bottom, x).degree() != 1:
        raise NotUnderstood(REFUSAL)
    return _Division(dividend, divisor, variable)


def _work(division: _Division) -> Worked:
    x = symbol(division.variable)
    lead, rest = sp.Poly(build(division.divisor), x).all_coeffs()
    zero = -rest / lead
    final = latex(build(division.dividend).subs(x, zero))
    steps = [
        ("Find the divisor's zero", f"${show(division.divisor)} = 0$ at ${division.variable} = {latex(zero)}$."),
        ("Evaluate the polynomial there", f"$$f\\left({latex(zero)}\\right) = {final}$$"),
    ]  # fmt: skip
    return Worked(f"\\left({show(division.dividend)}\\right) \\div \\left({show(division.divisor)}\\right)", final, steps, "The remainder of a division by x - c is the value at c.")  # fmt: skip


def _holds(division: _Division, final: str) -> str:
    """Dividend minus remainder is a whole multiple of the divisor: no remainder is left by long division."""
    from fynq.reasoning.chapters.polynomials import terms_of

    taken = Operation("-", division.dividend, parse(final))
    terms = terms_of(taken)
    top = max((power for powers in terms for _, power in powers), default=0)
    rest = [terms.get(((division.variable, at),) if at else (), number(0).value) for at in range(top + 1)]  # fmt: skip
    constant = exact(substitute(division.divisor, {division.variable: number(0)}, {}))
    at_one = exact(substitute(division.divisor, {division.variable: number(1)}, {}))
    if constant is None or at_one is None:
        return ""
    lead = at_one - constant
    while len(rest) > 1:
        factor = rest.pop() / lead
        rest[-1] -= factor * constant
    return "Without the remainder the division comes out even." if rest[0] == 0 else ""


REMAINDER = Kind(
    "remainder",
    re.compile(r"\bremainder\b(?! theorem)(?: (?:when|of|if|for))?"),
    _read, _work, _holds, ("polynomials", "polynomial-division"),
    frozenset(words("remainder theorem divided divide division synthetic long is when dividing polynomial by then")),
)  # fmt: skip
