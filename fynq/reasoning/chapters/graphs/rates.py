"""The average rate of change of a function over an interval, whose ends may be letters.

Checked by values of the function at the ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import mpmath as mp
import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.graphs.asking import Asked, Kind, Worked
from fynq.reasoning.chapters.graphs.given import Equation, Function, Given, Pair, as_function
from fynq.reasoning.chapters.graphs.page import REFUSAL
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.build import build, symbol
from fynq.reasoning.reading.numeric import Undefined, evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Name, Relation, Tree, names_in
from fynq.reasoning.reading.words import words
from fynq.reasoning.solver.writing import latex
from fynq.reasoning.verification.points import points

_MORE = frozenset(
    words("""interval intervals specified over between real h b then answer involving simplify terms change rate average
    indicated closed x""")
)


@dataclass(frozen=True, slots=True)
class _Rate:
    function: Function
    low: Tree
    high: Tree


def _read(asked: Asked) -> _Rate:
    function = asked.only(_own)
    pairs = list(dict.fromkeys(given for row in asked.rows for given in row if isinstance(given, Pair)))  # fmt: skip
    if len(pairs) == 1:
        low, high = pairs[0].first, pairs[0].second
    elif not pairs:
        ends = [end for row in asked.rows[:1] for given in row if (end := _end(given, function.variable)) is not None]  # fmt: skip
        if len(ends) != 2 or not asked.says(r"from □ to □|between □ and □"):
            raise NotUnderstood(REFUSAL)
        low, high = ends
    else:
        raise NotUnderstood(REFUSAL)
    if function.variable in {*names_in(low), *names_in(high)} or low == high:
        raise NotUnderstood(REFUSAL)
    return _Rate(function, low, high)


def _own(given: Given) -> Function | None:
    if _end(given, "") is not None:
        return None
    function = as_function(given)
    if function is not None and names_in(function.body) != (function.variable,):
        raise NotUnderstood(REFUSAL)
    return function


def _end(given: Given, variable: str) -> Tree | None:
    """Of x = 3, one end of the interval, the 3."""
    match given:
        case Equation(Relation("=", Name(name), value)) if name in (variable or "xt") and not names_in(value):  # fmt: skip
            return value
    return None


def _work(rate: _Rate) -> Worked:
    x, formula = symbol(rate.function.variable), build(rate.function.body)
    low, high = build(rate.low), build(rate.high)
    first, last = (sp.expand(formula.subs(x, end)) for end in (low, high))
    if first.has(sp.zoo, sp.nan) or last.has(sp.zoo, sp.nan):
        raise CannotSolve("The function has no value at an end of the interval.")
    found = sp.cancel(sp.together((last - first) / (high - low)))
    found = sp.expand(found) if found.is_polynomial() else sp.simplify(found)
    final = latex(found)
    name = rate.function.name or "f"
    steps = [
        ("Find the values at both ends", f"$${name}\\left({latex(low)}\\right) = {latex(first)}, \\quad {name}\\left({latex(high)}\\right) = {latex(last)}$$"),
        ("Divide the change of the value by the change of the variable", f"$$\\frac{{{latex(last)} - \\left({latex(first)}\\right)}}{{{latex(high)} - \\left({latex(low)}\\right)}} = {final}$$"),
    ]  # fmt: skip
    return Worked(f"{name}({rate.function.variable}) = {show(rate.function.body)}", final, steps, "The average rate of change is the slope between the two ends.")  # fmt: skip


def _holds(rate: _Rate, final: str) -> str:
    answer = parse(final)
    names = sorted({*names_in(rate.low), *names_in(rate.high)})
    seen = 0
    for at in points("average rate", names or ["q"], 24):
        try:
            low, high = evaluate(rate.low, at), evaluate(rate.high, at)
            change = _at(rate, high) - _at(rate, low)
            gap = abs(change - evaluate(answer, at) * (high - low))
        except Undefined:
            continue
        if gap > mp.mpf(10) ** -12 * (1 + abs(change)):
            return ""
        seen += 1
    return "Going this rate over the interval gives the change of the value." if seen >= 6 else ""


def _at(rate: _Rate, value: Any) -> Any:
    return evaluate(rate.function.body, {rate.function.variable: value})


RATE = Kind(
    "average rate",
    re.compile(r"average rates? of change\b(?: (?:of|for) (?:the |each |this )?(?:following )?functions?)?"),
    _read, _work, _holds, ("functions", "rates-of-change"), _MORE,
)  # fmt: skip
