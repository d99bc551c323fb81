"""Does work without a wrong line answer its problem, in the form that was asked?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fynq.domain.doubt import LineVerdict
from fynq.reasoning.misconceptions.library import CONSTANT_FORGOTTEN
from fynq.reasoning.misconceptions.rule import Misconception
from fynq.reasoning.problem import Problem, Task
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import (
    Derivative,
    Integral,
    Negative,
    Number,
    Operation,
    Tree,
    walk,
)
from fynq.reasoning.solved import Result, SolvedProblem
from fynq.reasoning.verification.shown import shown
from fynq.reasoning.verification.undone import unfinished as unfinished_form
from fynq.reasoning.verification.verify import verify
from fynq.reasoning.work.condition_lines import ConditionLines, Judged, is_solved
from fynq.reasoning.work.statements import Statement
from fynq.reasoning.work.system_lines import SystemLines
from fynq.reasoning.work.value_lines import ValueLines

UNREAD = "There are lines that I could not read, so I cannot say whether the work is complete."
NOT_SOLVED = "The unknown does not stand alone yet."
NOT_ALL_FOUND = "Not all unknowns are found yet."
RAN_ON = "The results are right, but '=' stands between things that are not equal. Begin a new line for the next calculation."
NOT_WORKED_OUT = "The result is not worked out yet."


@dataclass(frozen=True, slots=True)
class Unfinished:
    """reason: '' when the work is complete. misconception: what makes the last line wrong after all."""

    reason: str = ""
    misconception: Misconception | None = None


def unfinished(
    problem: Problem,
    lines: ConditionLines | ValueLines | SystemLines,
    judged: Sequence[Judged],
    asked: bool,
) -> Unfinished:
    if any(each.verdict is LineVerdict.UNREAD for each in judged):
        return Unfinished(UNREAD)
    if isinstance(lines, SystemLines):
        return Unfinished("" if lines.complete else NOT_ALL_FOUND)
    if isinstance(lines, ConditionLines):
        return _of_condition(lines)
    return _of_value(problem, lines, judged, asked)


def _of_condition(lines: ConditionLines) -> Unfinished:
    if not is_solved(lines.current, lines.following.variable):
        return Unfinished(NOT_SOLVED)
    if lines.open_ended:
        return Unfinished()
    step = lines.following.conditions(lines.base, lines.current)
    return Unfinished("" if step.follows and not step.implied else NOT_SOLVED)


def _of_value(problem: Problem, lines: ValueLines, judged: Sequence[Judged], asked: bool) -> Unfinished:  # fmt: skip
    last = lines.current
    if lines.ran_on:
        return Unfinished(RAN_ON)
    if last.value is None or lines.aside:
        return Unfinished(NOT_WORKED_OUT)
    if any(isinstance(node, Derivative | Integral) for node in walk(last.value)):
        return Unfinished(NOT_WORKED_OUT)
    if lines.base.constant:
        written = [each.statement for each in judged if each.statement is not None]
        if not any(statement.constant for statement in written):
            return Unfinished(misconception=CONSTANT_FORGOTTEN)
        return Unfinished()
    if not asked and problem.task is Task.SIMPLIFY:
        return Unfinished()
    if _is_left_undone(problem, last.value):
        return Unfinished(NOT_WORKED_OUT)
    return Unfinished(_objection(problem, last))


def _is_left_undone(problem: Problem, tree: Tree) -> bool:
    """3/6 + 2/6 for 5/6, or like terms that stand apart."""
    if problem.task is Task.EVALUATE:
        exact_value = exact(tree) is not None and not _is_mixed(tree)
        return exact_value and any(isinstance(n, Operation) and n.op != "/" for n in walk(tree))
    return problem.task in (Task.EXPAND, Task.SIMPLIFY) and unfinished_form(tree)


def _is_mixed(tree: Tree) -> bool:
    """1 7/12: a whole number and a proper fraction in lowest terms."""
    inner = tree.of if isinstance(tree, Negative) else tree
    match inner:
        case Operation("+", Number(whole), Operation("/", Number(top), Number(bottom))):
            lowest = (top / bottom).denominator == bottom
            return whole.denominator == 1 and 0 < top < bottom and lowest
    return False


def _objection(problem: Problem, last: Statement) -> str:
    """What the check of a solved problem says of the last line as the answer."""
    assert last.value is not None
    if problem.task is Task.EVALUATE and _is_mixed(last.value):
        return ""
    result = Result("expression", ((show(last.value),),), problem.variables)
    solved = SolvedProblem(
        task=problem.task,
        asked=show(problem.tree),
        final=shown(problem, result),
        result=result,
        steps=(),
        skills=(),
        concept="",
    )
    report = verify(problem, solved, "work")
    return "" if report.agreed or report.contradicted else report.objection or NOT_WORKED_OUT
