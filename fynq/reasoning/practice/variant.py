"""A problem like one that was solved, with other numbers and a checked answer."""

from __future__ import annotations

import re
from itertools import islice

from fynq.domain.errors import CannotSolve
from fynq.reasoning.explain import TASKS, restated
from fynq.reasoning.hints.neighbour import CheckNow, SolveNow, neighbours
from fynq.reasoning.practice.parts import parts_of
from fynq.reasoning.practice.quantity import measured
from fynq.reasoning.solved import SolvedProblem, kind_of_task
from fynq.reasoning.verification.equivalence import equivalent

MOST_CHARS = 800
_LOOKED_AT = 3
"""The first is what the ladder of hints shows as worked out, so that a later one is asked."""


def variant(question: str, solve: SolveNow, check: CheckNow) -> tuple[str, SolvedProblem, str]:
    """The question, its solution, and the answer's kind. Raises CannotSolve."""
    solved = solve(question)
    if not check(question, solved).agreed:
        raise CannotSolve("The solution is not confirmed.")
    found = list(islice(neighbours(question, solved, solve, check), _LOOKED_AT))
    for near in reversed(found[1:]):
        posed = _posed(near.question, near.solved)
        if len(posed) <= MOST_CHARS and _stands(posed, near.solved, solve):
            return posed, near.solved, _kind(near.solved)
    raise CannotSolve("No other problem of this kind was found.")


def _posed(question: str, solved: SolvedProblem) -> str:
    if kind_of_task(solved.task) in TASKS and solved.asked:
        return restated(solved)
    return " ".join(question.split())


def _stands(posed: str, solved: SolvedProblem, solve: SolveNow) -> bool:
    """In the words in which it is asked it has the same answer."""
    try:
        return equivalent(solved.final, solve(posed).final, posed)
    except (CannotSolve, ArithmeticError, ValueError):
        return False


def _kind(solved: SolvedProblem) -> str:
    if solved.result.form in ("roots", "system", "none") or len(parts_of(solved.final)) > 1:
        return "set"
    if measured(solved.final) is not None:
        return "number"
    plain = re.search(r"(?<![<>!\\])=(?!=)", solved.final)
    return "equation" if plain else "expression"
