"""The shape of a chapter, and the list of them."""

from __future__ import annotations

import importlib
from typing import Protocol, cast

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.afterwards import is_turned
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.solved import Report, SolvedProblem

NAMES: tuple[str, ...] = (
    "precalculus.partial_fractions",
    "precalculus.one_matrix",
    "precalculus.matrices",
    "precalculus.polar_conics",
    "precalculus.conics",
    "precalculus.rotation",
    "precalculus.logarithms",
    "precalculus.accounts",
    "precalculus.models",
    "precalculus.interest",
    "precalculus.growth_stories",
    "precalculus.moved_graphs",
    "precalculus.exponential_functions",
    "precalculus.sequence_rules",
    "precalculus.series_sums",
    "precalculus.progressions",
    "precalculus.binomials",
    "precalculus.counting",
    "precalculus.waves",
    "precalculus.trigonometry",
    "precalculus.trig_relations",
    "precalculus.triangles",
    "precalculus.parametric",
    "precalculus.vectors",
    "precalculus.system_values",
    "precalculus.limit_laws",
    "precalculus.compositions",
    "precalculus.first_calculus",
    "z_scores",
    "continuous",
    "data_lists",
    "summaries",
    "estimates",
    "hypotheses",
    "chi_square",
    "variances",
    "regression",
    "polynomials",
    "power_laws",
    "number_forms",
    "quadratic_facts",
    "common_denominators",
    "rational_exponents",
    "positive_roots",
    "logarithm_laws",
    "row_operations",
    "determinants",
    "coordinates",
    "exercises",
    "graphs.exercises",
    "graphs.quadratic_models",
    "graphs.values",
    "graphs.variation",
    "undetermined",
    "related_values",
    "precalculus.sequences",
    "precalculus.functions",
    "precalculus.plane",
    "precalculus.chance",
    "event_rules",
    "contingency_tables",
    "sample_spaces",
    "games",
    "expected_counts",
    "probability_tables",
    "discrete_variables",
    "chemistry",
    "physical_units",
    "physics",
    "stories",
)
"""Modules of this folder, in the order in which they are asked. One name a line."""

_MARK = "chapter/"


class Chapter(Protocol):
    """A module with these two functions.

    solve raises NotUnderstood when the question is not of its kind, or when a word of it is not
    accounted for; CannotSolve when it is of its kind and beyond it. check starts again from the
    question's words and confirms the answer by other means than solve; it never raises.
    """

    def solve(self, question: str) -> SolvedProblem: ...

    def check(self, question: str, solved: SolvedProblem) -> Report: ...


def solve_by_chapter(question: str) -> SolvedProblem:
    """What the first chapter that understands the question says of it. Its `task` names the
    chapter. Raises CannotSolve; NotUnderstood when no chapter understands."""
    refusal: CannotSolve = NotUnderstood("No task's pattern accounts for the whole question.")
    if is_turned(question):
        raise NotUnderstood("I do not understand what is to be done with the result.")
    for name in NAMES:
        try:
            solved = _chapter(name).solve(question)
        except NotUnderstood as error:
            if error.detail and isinstance(refusal, NotUnderstood):
                refusal = error
            continue
        except CannotSolve:
            raise
        except (ArithmeticError, TypeError, ValueError, AttributeError, NotImplementedError,
                IndexError, KeyError, AssertionError, RecursionError, MemoryError) as error:  # fmt: skip
            raise CannotSolve("I do not know a method for this problem.") from error
        if not solved.task.startswith(f"{_MARK}{name}/"):
            raise CannotSolve("I do not know a method for this problem.")
        if is_echo(solved):
            refusal = CannotSolve("I know no simpler form of this.")
            continue
        return solved
    raise refusal


def is_echo(solved: SolvedProblem) -> bool:
    """The answer is the question again."""
    return "".join(solved.final.split()) == "".join(solved.asked.split())


def is_of_chapter(solved: SolvedProblem) -> bool:
    return solved.task.startswith(_MARK)


def check_by_chapter(question: str, solved: SolvedProblem) -> Report:
    """Never raises."""
    name = solved.task.split("/")[1]
    if name not in NAMES:
        return Report(False, objection="The check could not be carried out.")
    try:
        return _chapter(name).check(question, solved)
    except (CannotSolve, ArithmeticError, ValueError, TypeError, IndexError, KeyError,
            AssertionError, AttributeError, RecursionError):  # fmt: skip
        return Report(False, objection="The check could not be carried out.")


def task_of(chapter: str, what: str) -> str:
    """The `task` of a solved problem, e.g. task_of('normal', 'probability')."""
    return f"{_MARK}{chapter}/{what}"


def _chapter(name: str) -> Chapter:
    return cast(Chapter, importlib.import_module(f"fynq.reasoning.chapters.{name}"))
