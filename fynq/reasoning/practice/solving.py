"""The solution of a practice item by fynq's own solver, where it is the item's answer."""

from __future__ import annotations

from fynq.domain.errors import CannotSolve
from fynq.domain.knowledge import PracticeItem
from fynq.reasoning.hints.neighbour import CheckNow, SolveNow
from fynq.reasoning.practice.grade import grade
from fynq.reasoning.solved import Report, SolvedProblem


def confirmed(item: PracticeItem, solve: SolveNow, check: CheckNow) -> tuple[SolvedProblem, Report]:
    """Raises CannotSolve, also when the solver finds something else than the item's answer."""
    solved = solve(item.question)
    report = check(item.question, solved)
    credit = grade(item, solved.final).credit
    if report.contradicted or credit != 1.0:
        raise CannotSolve("The solver does not find the answer that is stored.")
    return solved, report
