"""A chapter's answer and the report on it, in the shapes that the reasoner expects."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from fynq.domain.doubt import Witness
from fynq.reasoning.chapters.chapter import task_of
from fynq.reasoning.solved import Report, Result, SolvedProblem, SolvedStep


def presented(
    chapter: str,
    what: str,
    asked: str,
    final: str,
    steps: Sequence[tuple[str, str]],
    skills: tuple[str, ...],
    concept: str,
) -> SolvedProblem:
    """steps: titles and texts in Markdown."""
    return SolvedProblem(
        task=task_of(chapter, what),
        asked=asked,
        final=final,
        result=Result("expression", ((final,),)),
        steps=tuple(SolvedStep(title, text) for title, text in steps),
        skills=skills,
        concept=concept,
    )


def judged(solved: SolvedProblem, holds: bool, detail: str, kind: str = "recomputation") -> Report:
    """detail: what was done to confirm the answer."""
    if not holds:
        return Report(False, (), (), "Another way of working it out disagrees.", True)
    return Report(True, (Witness(kind, detail),), (True,) * len(solved.steps))


def fraction(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    sign = "-" if value < 0 else ""
    return f"{sign}\\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"


def bracketed(value: Fraction) -> str:
    text = fraction(value)
    return f"({text})" if value < 0 else text
