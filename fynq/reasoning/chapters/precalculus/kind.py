"""A kind of question: how a page is read as one, how it is worked, and how the result is checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sympy.polys.polyerrors import BasePolynomialError

from fynq.domain.doubt import Witness
from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.chapter import task_of
from fynq.reasoning.chapters.precalculus.method import Worked
from fynq.reasoning.chapters.precalculus.page import REFUSAL, Page, read_page
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.solved import Report, Result, SolvedProblem, SolvedStep

_FAILURES = (ArithmeticError, TypeError, ValueError, AttributeError, LookupError, NotImplementedError, AssertionError, BasePolynomialError)  # fmt: skip
"""What SymPy and mpmath raise for expressions that they were not made for."""


@dataclass(frozen=True, slots=True)
class Kind:
    """read: what the page asks, or NotUnderstood. work: CannotSolve when it is beyond the kind.
    holds(asked, final): what confirmed the answer, by other means than work; '' when nothing did."""

    name: str
    skill: str
    read: Callable[[Page], Any]
    work: Callable[[Any], Worked]
    holds: Callable[[Any, str], str]


def solve_page(chapter: str, kinds: Sequence[Kind], question: str) -> SolvedProblem:
    """Raises NotUnderstood when no kind accounts for the whole page."""
    kind, asked = _read(kinds, question)
    try:
        worked = kind.work(asked)
    except _FAILURES:
        raise CannotSolve("I do not know a method for this problem.") from None
    return SolvedProblem(
        task=task_of(f"precalculus.{chapter}", kind.name),
        asked=worked.asked,
        final=worked.final,
        result=Result(worked.form, ((worked.final,),)),
        steps=tuple(SolvedStep(title, text) for title, text in worked.steps),
        skills=(kind.skill,),
        concept=worked.concept,
    )


def check_page(kinds: Sequence[Kind], question: str, solved: SolvedProblem) -> Report:
    """Reads the question again and confirms the final answer; contradicted when it is not so."""
    kind, asked = _read(kinds, question)
    detail = kind.holds(asked, solved.final)
    if not detail:
        return Report(False, objection="The answer was not confirmed.", contradicted=True)
    every = (True,) * len(solved.steps)
    return Report(True, (Witness("recomputation", detail),), every)


def _read(kinds: Sequence[Kind], question: str) -> tuple[Kind, Any]:
    page = read_page(question)
    for kind in kinds:
        try:
            return kind, kind.read(page)
        except (NotUnderstood, *_FAILURES):
            continue
    raise NotUnderstood(REFUSAL)
