"""Chemistry: formulas, reaction equations, amounts of substance, solutions, acids, gases, heat, decay.

The kinds of problems are modules of `fynq/reasoning/chemistry`; the first that accounts for every
word and number of the question answers it. Each is checked by going another way than it was solved.
"""

from __future__ import annotations

import importlib
from dataclasses import replace
from typing import cast

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.presenting import judged, presented
from fynq.reasoning.chemistry.page import REFUSAL, read_page
from fynq.reasoning.chemistry.worked import Exercise, Kind
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.solved import Report, SolvedProblem

KINDS: tuple[str, ...] = (
    "composition",
    "empirical",
    "balancing",
    "moles",
    "yields",
    "solutions",
    "solution_shares",
    "dilution",
    "acids",
    "gases",
    "enthalpies",
    "heat",
    "decay",
    "shares",
)
"""Modules of the room, in the order in which they are asked."""


def _exercise(question: str) -> Exercise:
    """Raises NotUnderstood when no kind reads the question, CannotSolve from the first that reads it
    and cannot go on."""
    page = read_page(question)
    for name in KINDS:
        kind = cast(Kind, importlib.import_module(f"fynq.reasoning.chemistry.{name}"))
        try:
            return kind.read(page)
        except NotUnderstood:
            continue
    raise NotUnderstood(REFUSAL)


def solve(question: str) -> SolvedProblem:
    worked = _exercise(question).work()
    solved = presented("chemistry", worked.what, worked.asked, worked.final, worked.steps, worked.skills, worked.concept)  # fmt: skip
    return replace(solved, subject="chemistry")


def check(question: str, solved: SolvedProblem) -> Report:
    try:
        detail = _exercise(question).confirm(solved.final)
    except CannotSolve:
        return judged(solved, False, "")
    return judged(solved, bool(detail), detail, "recomputation")
