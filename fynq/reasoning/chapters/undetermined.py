"""Constants for which two sides are the same for every x: 'Find A and B if 4x + 1 = A(x - 1) + B'.

The coefficients of each power of x are compared, which gives one equation for each power.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.presenting import judged, presented
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.build import build, symbol
from fynq.reasoning.reading.numeric import Undefined, evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Items, Name, Relation, names_in
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.solver.writing import latex
from fynq.reasoning.verification.points import DIGITS, close, points

_CHAPTER = "undetermined"
_REFUSAL = "I do not understand every part of this question."
_MOST_DEGREE = 8
_LETTERS = r"\$?[A-Za-z]\$?(?:\s*,\s*\$?[A-Za-z]\$?)*\s*,?\s*(?:and|&)\s+\$?[A-Za-z]\b\$?"
_ASKED = re.compile(
    rf"\s*(?i:find|determine|calculate|work out)\s+(?:the\s+)?(?:values?\s+(?:of|for)\s+)?(?:the\s+)?(?:constants?\s+|numbers?\s+)?"
    rf"(?P<letters>{_LETTERS})\s*,?\s*(?:if|such that|so that|for which|given that|in)\s+(?:the identity\s+)?"
    r"(?P<equation>[^\n]*=[^\n]*?)"
    r"(?:,?\s+(?:(?:for|is true for|holds for) (?:all|every|each|any)(?: real)?(?: (?:values?|numbers?)(?: of)?)?\s*\$?(?P<of>[A-Za-z])?\$?|is an identity))?\s*\.?\s*"
)


@dataclass(frozen=True, slots=True)
class _Identity:
    relation: Relation
    unknowns: tuple[str, ...]
    variable: str


def _read(question: str) -> _Identity:
    """Raises NotUnderstood."""
    found = _ASKED.fullmatch(question.strip())
    if found is None:
        raise NotUnderstood(_REFUSAL)
    letters = tuple(re.findall(r"(?<![A-Za-z])[A-Za-z](?![A-Za-z])", found["letters"]))
    relation = parse(found["equation"].replace("$", "").strip())
    if not isinstance(relation, Relation) or relation.op != "=":
        raise NotUnderstood(_REFUSAL)
    if isinstance(relation.left, Items) or isinstance(relation.right, Items | Relation):
        raise NotUnderstood(_REFUSAL)
    others = [name for name in names_in(relation) if name not in letters]
    if len(set(letters)) != len(letters) or not set(letters) <= set(names_in(relation)):
        raise NotUnderstood(_REFUSAL)
    if len(others) != 1 or found["of"] not in (None, *others):
        raise NotUnderstood(_REFUSAL)
    return _Identity(relation, letters, others[0])


def solve(question: str) -> SolvedProblem:
    """Raises NotUnderstood; CannotSolve where the constants are not determined."""
    identity = _read(question)
    x, unknowns = symbol(identity.variable), [symbol(name) for name in identity.unknowns]
    left, right = build(identity.relation.left), build(identity.relation.right)
    top, bottom = sp.fraction(sp.together(left - right))
    if not sp.expand(top).is_polynomial(x, *unknowns) or not bottom.is_polynomial(x):
        raise CannotSolve("I compare coefficients of polynomials only.")
    polynomial = sp.Poly(sp.expand(top), x)
    if polynomial.degree() > _MOST_DEGREE:
        raise CannotSolve("The degree of this identity is too high.")
    conditions = [each for each in polynomial.all_coeffs() if each != 0]
    if any(sp.Poly(each, *unknowns).total_degree() != 1 for each in conditions if each.free_symbols):  # fmt: skip
        raise CannotSolve("The conditions for the constants are not linear.")
    solutions = sp.solve(conditions, unknowns, dict=True)
    values = [solutions[0].get(each) for each in unknowns] if len(solutions) == 1 else [None]
    if any(value is None or value.free_symbols for value in values):
        raise CannotSolve("The two sides do not determine these constants.")
    if not any(values):
        raise CannotSolve("This may be an equation to solve, or hold for every number.")
    final = ",\\; ".join(f"{show(Name(name))} = {latex(value)}" for name, value in zip(identity.unknowns, values, strict=True))  # fmt: skip
    return presented(
        _CHAPTER,
        "constants",
        show(identity.relation),
        final,
        _steps(x, bottom, polynomial, final),
        ("polynomials", "systems-of-linear-equations"),
        "Two polynomials are the same for every number only if each power has the same coefficient.",
    )


def _steps(x: Any, bottom: Any, polynomial: Any, final: str) -> list[tuple[str, str]]:
    cleared = [("Clear the denominators", f"Multiply both sides by ${latex(sp.factor(bottom))}$.")]
    lines = [
        f"$${latex(x**power) if power else '1'}: \\quad {latex(coefficient)} = 0$$"
        for (power,), coefficient in polynomial.terms()
    ]
    told = "Bring everything to one side; the coefficient of each power must be zero:\n\n"
    return [
        *(cleared if bottom.has(x) else ()),
        ("Compare the coefficients", told + "\n\n".join(lines)),
        ("Solve for the constants", f"$${final}$$"),
    ]


def check(question: str, solved: SolvedProblem) -> Report:
    """Both sides have the same value at many places, with the constants put in."""
    identity = _read(question)
    at: dict[str, Any] = {}
    for part in solved.final.split(",\\;"):
        relation = parse(part)
        assert isinstance(relation, Relation) and isinstance(relation.left, Name)
        at[relation.left.name] = evaluate(relation.right, {}, DIGITS)
    seen = 0
    for spot in points(question, [identity.variable], 12):
        try:
            one, other = (evaluate(side, {**at, **spot}, DIGITS) for side in (identity.relation.left, identity.relation.right))  # fmt: skip
        except Undefined:
            continue
        if not close(one, other):
            return judged(solved, False, "")
        seen += 1
    holds = seen > _MOST_DEGREE and tuple(at) == identity.unknowns
    return judged(solved, holds, "With these constants both sides have the same value at more places than the degree.", "numeric")  # fmt: skip
