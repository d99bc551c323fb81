"""The first questions of calculus: a limit in words, the derivative at a point, the tangent line.

The core finds limits and derivatives; the check compares with difference quotients.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import mpmath
import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.precalculus.core import confirmed_by_core, worked_by_core
from fynq.reasoning.chapters.precalculus.kind import Kind, check_page, solve_page
from fynq.reasoning.chapters.precalculus.method import Worked
from fynq.reasoning.chapters.precalculus.page import PLAIN, REFUSAL, Page, tree_of, vocabulary
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.build import build, symbol
from fynq.reasoning.reading.numeric import evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Limit, Name, Relation, Tree, names_in
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.solver.writing import latex

_WORDS = PLAIN | vocabulary(
    "indicated given limit limits evaluate algebraically numerically derivative derivatives function functions definition limit-definition differentiate line tangent curve graph at point where when slope instantaneous rate "
    "change f g y x equation y-value x-value power rule rules using value its first algebraic direct substitution factoring rationalizing one-sided left right"
)
_DEFINITION = re.compile(r"\s*(?:(?P<f>[a-z])\s?\(\s?(?P<x>[a-z])\s?\)|y)\s*=\s*(?P<body>[^=]+)")
_PRIME = re.compile(
    r"\s*(?P<f>[a-z])\s*(?:'|\^\{?\\prime\}?|\\prime)\s*\(\s*(?P<at>[^()]+)\s*\)\s*"
)


def _read_limit(page: Page) -> str:
    page.require(_WORDS)
    if len(set(page.formulas)) != 1 or "limit" not in f"{page.heading} {page.asked.words}":
        raise NotUnderstood(REFUSAL)
    tree = tree_of(page.last)
    if not isinstance(tree, Limit):
        raise NotUnderstood(REFUSAL)
    return f"${show(tree)}$"


def _limit_holds(sentence: str, final: str) -> str:
    return confirmed_by_core(sentence, final)


@dataclass(frozen=True, slots=True)
class _Asked:
    """goal: 'function', 'value' or 'tangent'; at: where, for the last two."""

    body: Tree
    variable: str
    name: str
    goal: str
    at: Tree | None


def _read_derivative(page: Page) -> _Asked:
    page.require(_WORDS)
    bodies: dict[str, re.Match[str]] = {}
    at: list[Tree] = []
    primed = False
    for text in page.formulas:
        if found := _PRIME.fullmatch(text):
            primed = True
            if not re.fullmatch(r"[a-z]", found["at"].strip()):
                at.append(tree_of(found["at"]))
        elif (found := _DEFINITION.fullmatch(text)) and names_in(tree_of(found["body"])):
            bodies[found["body"].strip()] = found
        elif place := re.fullmatch(r"\s*[a-z]\s*=\s*([^=]+)", text):
            at.append(tree_of(place[1]))
        elif point := re.fullmatch(r"\s*\(\s*([^,()]+)\s*,\s*[^,()]+\s*\)\s*", text):
            at.append(tree_of(point[1]))
        elif not re.fullmatch(r"\s*(?:[a-z]|[a-z]\s?\([a-z]\)|[a-z]'\([a-z]\))\s*", text):
            raise NotUnderstood(REFUSAL)
    words = page.asked.words
    if len(bodies) != 1 or len(set(at)) > 1:
        raise NotUnderstood(REFUSAL)
    (match,) = bodies.values()
    body = tree_of(match["body"])
    variable = match["x"] or "x"
    if names_in(body) != (variable,) or (at and names_in(at[0])):
        raise NotUnderstood(REFUSAL)
    if "tangent line" in words and "equation" in words:
        goal = "tangent"
    elif primed or re.search(r"derivative|instantaneous rate|slope of the (?:tangent|curve)|differentiate", words):  # fmt: skip
        goal = "value" if at else "function"
    else:
        raise NotUnderstood(REFUSAL)
    if (goal == "tangent") != bool(at) and goal == "tangent":
        raise NotUnderstood(REFUSAL)
    return _Asked(body, variable, match["f"] or "y", goal, at[0] if at else None)


def _work_derivative(asked: _Asked) -> Worked:
    x = symbol(asked.variable)
    formula = build(asked.body)
    slope = sp.simplify(sp.diff(formula, x))
    slope = sp.expand(slope) if slope.is_polynomial(x) else slope
    shown = f"{asked.name} = {show(asked.body)}"
    rule = ("Differentiate", f"$${asked.name}' = {latex(slope)}$$")
    if asked.goal == "function":
        worked = worked_by_core(f"Differentiate ${show(asked.body)}$")
        return Worked(worked.final, shown, worked.steps, worked.concept, worked.form)
    assert asked.at is not None
    at = build(asked.at)
    value = sp.simplify(slope.subs(x, at))
    height = sp.simplify(formula.subs(x, at))
    if not (value.is_finite and height.is_finite):
        raise CannotSolve("The function has no derivative there.")
    if asked.goal == "value":
        final = latex(value)
        return Worked(final, shown, [rule, (f"Put in {asked.variable} = {latex(at)}", f"$${final}$$")], "The derivative is the slope of the curve.")  # fmt: skip
    line = sp.expand(value * (x - at) + height)
    final = f"y = {latex(line)}"
    return Worked(
        final,
        shown,
        [rule, ("Find slope and point", f"$$m = {latex(value)}, \\quad ({latex(at)}, {latex(height)})$$"), ("Write the line through the point", f"$${final}$$")],
        "The tangent line has the slope of the curve at the point.",
    )  # fmt: skip


def _derivative_holds(asked: _Asked, final: str) -> str:
    def f(q: Any) -> Any:
        return evaluate(asked.body, {asked.variable: q}, 40)

    def slope(q: Any) -> Any:
        with mpmath.workdps(40):
            h = mpmath.mpf(10) ** -12
            return (f(q + h) - f(q - h)) / (2 * h)

    tree = parse(final)
    body = tree.right if isinstance(tree, Relation) else tree
    if asked.goal == "function":
        points = [mpmath.mpf("0.7"), mpmath.mpf("1.3"), mpmath.mpf("2.1")]
        good = all(abs(slope(q) - evaluate(body, {asked.variable: q})) < mpmath.mpf(10) ** -8 for q in points)  # fmt: skip
        return "Difference quotients come close to it." if good else ""
    assert asked.at is not None
    at = evaluate(asked.at, {}, 40)
    if asked.goal == "value":
        return "The difference quotient comes close to it." if abs(slope(at) - evaluate(body, {})) < mpmath.mpf(10) ** -8 else ""  # fmt: skip
    step = mpmath.mpf(10) ** -5
    touches = abs(evaluate(body, {asked.variable: at}) - f(at)) < mpmath.mpf(10) ** -12
    close = abs(evaluate(body, {asked.variable: at + step}) - f(at + step)) < mpmath.mpf(10) ** -8 * (1 + abs(slope(at)))  # fmt: skip
    named = isinstance(tree, Relation) and tree.left == Name("y")
    return "The line touches the curve at the point." if touches and close and named else ""


_KINDS = (
    Kind("limit", "limits", _read_limit, worked_by_core, _limit_holds),
    Kind("derivative", "derivatives", _read_derivative, _work_derivative, _derivative_holds),
)


def solve(question: str) -> SolvedProblem:
    return solve_page("first_calculus", _KINDS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_page(_KINDS, question, solved)
