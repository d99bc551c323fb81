"""Physical quantities written in other units, in the language of science books.

Stories about everyday measures belong to `stories`, which comes first.
"""

from __future__ import annotations

from dataclasses import replace

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.presenting import judged, presented
from fynq.reasoning.chemistry.conversion import read
from fynq.reasoning.chemistry.page import read_page
from fynq.reasoning.solved import Report, SolvedProblem


def solve(question: str) -> SolvedProblem:
    worked = read(read_page(question)).work()
    solved = presented("physical_units", worked.what, worked.asked, worked.final, worked.steps, worked.skills, worked.concept)  # fmt: skip
    return replace(solved, subject="physics")


def check(question: str, solved: SolvedProblem) -> Report:
    try:
        detail = read(read_page(question)).confirm(solved.final)
    except CannotSolve:
        return judged(solved, False, "")
    return judged(solved, bool(detail), detail, "units")
