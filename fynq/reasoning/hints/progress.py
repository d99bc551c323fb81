"""How far a student has come in a solution, and what is left. Runs in a solver process."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from fynq.domain.errors import CannotSolve
from fynq.reasoning.explain import TASKS
from fynq.reasoning.hints.shown_work import OwnWork
from fynq.reasoning.problem import Task
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import (
    Derivative,
    Integral,
    Operation,
    Relation,
    Tree,
    children,
    walk,
)
from fynq.reasoning.solved import Report, SolvedProblem, SolvedStep
from fynq.reasoning.verification.equivalence import equivalent
from fynq.reasoning.work.values import same_value

_WORDS = 4
"""Fewer say nothing to go on with."""
_CONDITIONS = (Task.SOLVE.value, Task.INEQUALITY.value)


@dataclass(frozen=True, slots=True)
class Remaining:
    """question, solved: what is left, which may be the whole problem; done: how many of the first
    steps of `solved` are done. line: the last right one of the student, '' for none. complete: it is
    the answer."""

    question: str
    solved: SolvedProblem
    done: int = 0
    line: str = ""
    complete: bool = False


def remaining(
    question: str,
    solved: SolvedProblem,
    own: OwnWork,
    solve: Callable[[str], SolvedProblem],
    check: Callable[[str, SolvedProblem], Report],
) -> Remaining:
    """Either the solution of the problem from the step behind the student's line, where one of its
    steps ends there, or a solution that begins at that line."""
    if not own.right_lines:
        return Remaining(question, solved)
    line = own.right_lines[-1]
    if own.checked.work.complete and equivalent(solved.final, line, question):
        return Remaining(question, solved, len(solved.steps), line, complete=True)
    done = _steps_to(line, solved)
    rest = _rest_of(solved.steps[done - 1]) if done else None
    if rest is not None:
        steps = (*solved.steps[:done], rest, *solved.steps[done:])
        return Remaining(question, replace(solved, steps=steps), done, line)
    if done and not all(map(_is_check, solved.steps[done:])):
        return Remaining(question, solved, done, line)
    for text in _from(line, own.checked.task):
        try:
            other = solve(text)
        except (CannotSolve, ArithmeticError, ValueError):
            continue
        if not equivalent(solved.final, other.final, question):
            continue
        report = check(text, other)
        if report.agreed and not report.contradicted:
            return Remaining(text, other, 0, line)
    return Remaining(question, solved, done, line)


def _steps_to(line: str, solved: SolvedProblem) -> int:
    """How many steps lead to a line; 0 where none ends there."""
    try:
        reached = parse(line)
    except CannotSolve:
        return 0
    for at in range(len(solved.steps), 0, -1):
        if any(_is_state(reached, state) for state in _states(solved.steps[at - 1])):
            return at
    return 0


def _states(step: SolvedStep) -> Iterator[Tree]:
    """What stands there after it; a check at the end says nothing new."""
    if _is_check(step):
        return
    for claim in step.claims:
        try:
            yield parse(claim.before if claim.kind == "equation" else claim.after)
        except CannotSolve:
            continue


def _rest_of(step: SolvedStep) -> SolvedStep | None:
    """What a step still says behind the formula that the student has reached: that a product is zero
    when one of its factors is."""
    after = step.text.split("$$")[2:]
    if not after or len(re.findall(r"[A-Za-z]{2,}", re.sub(r"\$[^$]*\$", "", after[0]))) < _WORDS:
        return None
    return SolvedStep("Go on from there", "$$".join(after).strip())


def _is_check(step: SolvedStep) -> bool:
    return step.title.lower().startswith("check")


def _is_state(line: Tree, state: Tree) -> bool:
    """Both sides of a relation say the same, be they worked out or not; an expression is the same
    up to the order of its terms and factors, for all lines of a calculation have one value."""
    if isinstance(line, Relation) and isinstance(state, Relation):
        if line.op != state.op:
            return False
        return _same(line.left, state.left) and _same(line.right, state.right)
    return _shape(line) == _shape(state)


def _same(one: Tree, other: Tree) -> bool:
    try:
        return same_value(one, other) is True
    except (CannotSolve, ArithmeticError, ValueError, TypeError):
        return False


def _shape(tree: Tree) -> str:
    if isinstance(tree, Operation) and tree.op in "+*":
        return f"({f' {tree.op} '.join(sorted(_shape(part) for part in _flat(tree, tree.op)))})"
    inside = [_shape(part) for part in children(tree)]
    if not inside:
        return repr(tree)
    head = getattr(tree, "op", None) or getattr(tree, "name", None) or type(tree).__name__
    return f"{head}({', '.join(inside)})"


def _flat(tree: Tree, op: str) -> Iterator[Tree]:
    if isinstance(tree, Operation) and tree.op == op:
        yield from _flat(tree.left, op)
        yield from _flat(tree.right, op)
    else:
        yield tree


def _from(line: str, task: str) -> Iterator[str]:
    """The problem that is left at a line, in words."""
    if task in _CONDITIONS:
        yield f"Solve ${line}$"
        return
    try:
        tree = parse(line)
    except CannotSolve:
        return
    if any(isinstance(node, Derivative | Integral) for node in walk(tree)):
        yield f"${line}$"
        return
    verb = "Calculate" if task == Task.EVALUATE.value else TASKS.get(task, "Simplify")
    yield f"{verb} ${line}$"
    if verb != "Simplify":
        yield f"Simplify ${line}$"
