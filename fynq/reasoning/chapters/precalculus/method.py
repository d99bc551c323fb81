"""A method: the sentence that it answers, how it is worked, and how the result is checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from fynq.domain.doubt import Witness
from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.chapter import task_of
from fynq.reasoning.chapters.precalculus.exercise import read
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.solved import Report, Result, SolvedProblem, SolvedStep


@dataclass(frozen=True, slots=True)
class Asked:
    """groups: the pieces of the sentence by name; places: decimals asked for, or None."""

    groups: Mapping[str, str]
    places: int | None

    def __getitem__(self, name: str) -> str:
        return self.groups[name].strip(" .,;:?")

    def has(self, name: str) -> bool:
        return bool(self.groups.get(name))


@dataclass(frozen=True, slots=True)
class Worked:
    """final and asked: LaTeX; steps: title and Markdown."""

    final: str
    asked: str
    steps: Sequence[tuple[str, str]]
    concept: str
    form: str = "expression"


@dataclass(frozen=True, slots=True)
class Method:
    """work raises NotUnderstood when a piece is not what the sentence promised. holds: what
    confirmed the final answer, by other means than work; '' when nothing did."""

    name: str
    patterns: tuple[re.Pattern[str], ...]
    work: Callable[[Asked], Worked]
    holds: Callable[[Asked, str], str]
    skill: str


def method(
    name: str,
    skill: str,
    work: Callable[[Asked], Worked],
    holds: Callable[[Asked, str], str],
    *patterns: str,
) -> Method:
    return Method(name, tuple(re.compile(p, re.IGNORECASE) for p in patterns), work, holds, skill)


def solve_by(chapter: str, methods: Sequence[Method], question: str) -> SolvedProblem:
    """Raises NotUnderstood when no method's sentence is the whole question."""
    chosen, asked = _chosen(methods, question)
    worked = chosen.work(asked)
    return SolvedProblem(
        task=task_of(f"precalculus.{chapter}", chosen.name),
        asked=worked.asked,
        final=worked.final,
        result=Result(worked.form, ((worked.final,),)),
        steps=tuple(SolvedStep(title, text) for title, text in worked.steps),
        skills=(chosen.skill,),
        concept=worked.concept,
    )


def check_by(methods: Sequence[Method], question: str, solved: SolvedProblem) -> Report:
    """Reads the question again and confirms the final answer; contradicted when it is not so."""
    chosen, asked = _chosen(methods, question)
    detail = chosen.holds(asked, solved.final)
    if not detail:
        return Report(False, objection="The answer was not confirmed.", contradicted=True)
    every = (True,) * len(solved.steps)
    return Report(True, (Witness("recomputation", detail),), every)


def _chosen(methods: Sequence[Method], question: str) -> tuple[Method, Asked]:
    exercise = read(question)
    for wording in exercise.wordings:
        for candidate in methods:
            for pattern in candidate.patterns:
                found = pattern.fullmatch(wording)
                if found is None:
                    continue
                asked = Asked(
                    {k.rstrip("2"): v for k, v in found.groupdict().items() if v}, exercise.places
                )
                try:
                    candidate.work(asked)
                except NotUnderstood:
                    continue
                except CannotSolve as error:
                    raise CannotSolve(error.detail) from None
                return candidate, asked
    raise NotUnderstood("I do not understand every part of this question.")
