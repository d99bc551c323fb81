"""A student's work, checked line by line, and its first wrong line explained.

A line is right when it has the solutions (for a calculation: the value) of the line before it, or
of the problem; so an unusual way is never wrong. A line that is compared is compared by numbers:
roots of polynomials, values at points, quadrature. No rule of algebra decides.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, replace

import mpmath as mp

from fynq.domain.doubt import LineVerdict, Witness, WorkChecked, WorkLine
from fynq.domain.errors import CannotSolve
from fynq.reasoning.misconceptions.chances import could_show, ends, probed_by
from fynq.reasoning.misconceptions.library import (
    CONSTANT_FORGOTTEN,
    EQUATIONS_COMBINED,
    EXTRANEOUS_KEPT,
)
from fynq.reasoning.misconceptions.rule import Misconception
from fynq.reasoning.problem import NotUnderstood, Problem, Task
from fynq.reasoning.reading.tree import Integral, Items, Relation, Tree, names_in, walk
from fynq.reasoning.solver import skills
from fynq.reasoning.work.checked import CheckedWork
from fynq.reasoning.work.condition_lines import ConditionLines, Judged
from fynq.reasoning.work.diagnosis import diagnose
from fynq.reasoning.work.evidence import of_conditions, of_values
from fynq.reasoning.work.following import Following
from fynq.reasoning.work.reading import (
    Piece,
    Work,
    has_sign,
    is_said,
    is_wordy,
    other_reading,
    read_work,
)
from fynq.reasoning.work.side_lines import NO_PROBLEM, calculations_of
from fynq.reasoning.work.stated import (
    CONDITIONS,
    VALUES,
    for_lines,
    stated_problem,
    with_all_equations,
)
from fynq.reasoning.work.statements import Statement, condition
from fynq.reasoning.work.system_lines import SystemLines
from fynq.reasoning.work.unfinished import unfinished
from fynq.reasoning.work.value_lines import ValueLines
from fynq.reasoning.work.values import same_value

NO_LINES = "I see no steps of your own here."
COMPARED = "The line before and this one were compared by numbers, and they differ."
_UNKNOWNS = (("x",), ("y",), ("z",), ("n",))
"""In a word problem any other letter may be a unit."""
FAILURES = (
    mp.mp.NoConvergence,
    CannotSolve,
    ArithmeticError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
)
Lines = ConditionLines | ValueLines | SystemLines


def check_work(question: str, former: str = "") -> CheckedWork:
    """former: the question before this one in the thread, which the work may be about. Raises
    NotUnderstood where no steps or no problem are read, CannotSolve where they cannot be checked."""
    work = read_work(question)
    if former and not work.task and work.problem is not None:
        found = _on_former(read_work(former), work)
        if found is not None:
            return found
    return checked(work)


def _on_former(former: Work, work: Work) -> CheckedWork | None:
    """None unless the first line follows from the former problem, or fails in a known way."""
    if former.problem is None or work.problem is None:
        return None
    try:
        found = checked(Work(former.task, former.problem, (work.problem, *work.lines)))
    except FAILURES:
        return None
    first = found.work.lines[0].verdict in (LineVerdict.RIGHT, LineVerdict.GIVEN)
    return found if first or found.work.misconception else None


@dataclass(frozen=True)
class _Read:
    """asked: a form of the answer was asked for."""

    problem: Problem
    asked: bool
    lines: Lines
    following: Following


def checked(work: Work) -> CheckedWork:
    """Raises NotUnderstood where no steps or no problem are read, CannotSolve."""
    if not work.lines:
        raise NotUnderstood(NO_LINES)
    if work.problem is None:
        return _set_up(work, work.lines) or calculations_of(work.text)
    return _worked(work)


def _set_up(work: Work, pieces: Sequence[Piece]) -> CheckedWork | None:
    """The lines of a word problem from its first equation with one letter on; None without one.

    A line that does not follow may state something else of the problem. So it is called wrong only
    when a misconception explains it.
    """
    for at, piece in enumerate(pieces[:-1]):
        if not _is_equation(piece, pieces[at + 1 :]):
            continue
        rest = tuple(pieces[at + 1 :])
        found = _worked(replace(work, problem=piece, lines=rest))
        wrong = found.work.first_wrong
        if wrong is not None and not found.work.misconception:
            return _set_up(work, rest[wrong - 1 :])
        return replace(found, problem="", unfinished=NO_PROBLEM).not_complete()
    return None


def _is_equation(piece: Piece, later: Sequence[Piece]) -> bool:
    """With one unknown that later lines have too, and not true for every value."""
    if not any(has_sign(formula) for formula in piece.formulas):
        return False
    try:
        found = condition(piece, ())
        one = found.one
        if one is None or one.op != "=" or found.names not in _UNKNOWNS:
            return False
        if same_value(one.left, one.right):
            return False
    except FAILURES:
        return False
    letter = found.names[0]
    return any(has_sign(f) and letter in f for each in later for f in each.formulas)


def _worked(work: Work) -> CheckedWork:
    """3/2x is read as 3/(2x) first; where a line would be wrong so, as (3/2)x too."""
    try:
        found = _read_one_way(work)
        refusal: CannotSolve | None = None
    except CannotSolve as error:
        found, refusal = None, error
    other = other_reading(work)
    if other is not None and (found is None or found.work.first_wrong is not None):
        try:
            again = _read_one_way(other)
        except FAILURES:
            again = None
        if again is not None and (found is None or _goes_further(again, found)):
            return again
    if found is None:
        raise refusal or NotUnderstood(NO_LINES)
    return found


def _goes_further(one: CheckedWork, other: CheckedWork) -> bool:
    first, second = one.work.first_wrong, other.work.first_wrong
    if first is None or second is None or first != second:
        return first is None or (second is not None and first > second)
    wrong = [
        sum(line.verdict is LineVerdict.WRONG for line in each.work.lines) for each in (one, other)
    ]
    return wrong[0] < wrong[1]


def _read_one_way(work: Work) -> CheckedWork:
    work = with_all_equations(work)
    if not work.lines:
        raise NotUnderstood(NO_LINES)
    read = _read(work)
    pieces = _without_talk(work.lines, read)
    for piece in pieces:
        try:
            if is_wordy(piece) and _is_wrong(read, piece):
                read.lines.skip()
            else:
                _take(read.lines, read.following.variable, piece)
        except FAILURES:
            read.lines.skip()
    read.lines.finish()
    judged = read.lines.judged
    if all(each.verdict is LineVerdict.UNREAD for each in judged):
        raise NotUnderstood("I cannot read the steps of this work.")
    return _told(read, pieces, judged)


def _read(work: Work) -> _Read:
    problem, asked = stated_problem(work)
    problem = for_lines(problem, work)
    variable = problem.variables[0] if problem.variables else ""
    following = Following(variable)
    lines: Lines
    if problem.task is Task.SYSTEM:
        lines = SystemLines(problem)
    elif problem.task in CONDITIONS:
        lines = ConditionLines(_condition_of(problem.tree), following)
    else:
        base = Statement(value=problem.tree, constant=_is_primitive(problem))
        lines = ValueLines(base, following, problem.point, asked)
    return _Read(problem, asked, lines, following)


def _condition_of(tree: Tree) -> Statement:
    items = tree.items if isinstance(tree, Items) else (tree,)
    relations = tuple(item for item in items if isinstance(item, Relation))
    if len(relations) != len(items):
        raise NotUnderstood("I cannot read the problem that this work is about.")
    return Statement((relations,))


def _is_primitive(problem: Problem) -> bool:
    return isinstance(problem.tree, Integral) and problem.tree.low is None


def _without_talk(pieces: Sequence[Piece], read: _Read) -> list[Piece]:
    """What is only said about a step, as 'subtract 3 from both sides', is no line."""
    signs = any(has_sign(formula) for piece in pieces for formula in piece.formulas)
    kept = []
    for at, piece in enumerate(pieces):
        bare = not any(has_sign(formula) for formula in piece.formulas)
        last = at == len(pieces) - 1 and not isinstance(read.lines, ValueLines)
        about = signs or isinstance(read.lines, ValueLines)
        if piece.formulas and bare and is_said(piece) and about and not last:
            continue
        kept.append(piece)
    return kept


def _is_wrong(read: _Read, piece: Piece) -> bool:
    """A formula within a sentence may be an example or a rule; it is a line only if it is right."""
    trial = copy.deepcopy(read.lines)
    _take(trial, read.following.variable, piece)
    return trial.judged[-1].verdict is LineVerdict.WRONG


def _take(lines: Lines, variable: str, piece: Piece) -> None:
    if isinstance(lines, ValueLines):
        lines.take(piece)
        return
    variables = lines.variables if isinstance(lines, SystemLines) else (variable,)
    lines.take(condition(piece, variables))


def _told(read: _Read, pieces: Sequence[Piece], judged: Sequence[Judged]) -> CheckedWork:
    shown = tuple(
        WorkLine(at, f"${each.statement.shown()}$" if each.statement is not None else piece.text, each.verdict)
        for at, (piece, each) in enumerate(zip(pieces, judged, strict=True), 1)
    )  # fmt: skip
    problem = read.problem
    tested = _tested(read, judged)
    told = CheckedWork(
        WorkChecked(shown, tested=tuple(sorted(tested))),
        problem=read.lines.base.shown(),
        task=problem.task.value,
        skills=_skills(problem),
    )
    wrong = next((at for at, each in enumerate(judged) if each.verdict is LineVerdict.WRONG), None)
    if wrong is not None:
        return _blamed(read, told, judged[wrong], wrong)
    why = unfinished(read.problem, read.lines, judged, read.asked)
    if why.misconception is not None:
        last = max(at for at, each in enumerate(judged) if each.statement is not None)
        lines = tuple(WorkLine(n.number, n.text, LineVerdict.WRONG if at == last else n.verdict) for at, n in enumerate(shown))  # fmt: skip
        return _named(read, told, lines, last, why.misconception, judged[last])
    if not why.reason:
        tested |= ends(problem) if len(judged) > 1 else probed_by(problem)
    return CheckedWork(
        WorkChecked(shown, complete=not why.reason, tested=tuple(sorted(tested))),
        problem=told.problem,
        task=told.task,
        unfinished=why.reason,
        skills=told.skills,
        witnesses=_witnesses(read, judged),
    )


def _tested(read: _Read, judged: Sequence[Judged]) -> frozenset[str]:
    """The misconceptions that could have shown in the lines that are right."""
    right = [each.before for each in judged if each.verdict is LineVerdict.RIGHT]
    if not right:
        return frozenset()
    statements = (read.lines.base, *(each for each in right if each is not None))
    return could_show(dict.fromkeys(tree for each in statements for tree in each.trees))


def _blamed(read: _Read, told: CheckedWork, judged: Judged, at: int) -> CheckedWork:
    if judged.kept_extra:
        return _named(read, told, told.work.lines, at, EXTRANEOUS_KEPT, judged)
    befores = [judged.before] if judged.before is not None else []
    if isinstance(read.lines, SystemLines):
        befores = list(read.lines.earlier())
    elif judged.before is not read.lines.base:
        befores.append(read.lines.base)
    found = None
    if judged.statement is not None:
        found = diagnose(befores, judged.statement, read.following)
    misconception = found.misconception if found else None
    if isinstance(read.lines, SystemLines) and misconception is None and judged.statement:
        combined = read.lines.combined_wrongly(judged.statement)
        misconception = EQUATIONS_COMBINED if combined else None
    expected = found.expected if found is not None and found.expected not in befores else None
    return _named(
        read, told, told.work.lines, at, misconception, judged, expected.shown() if expected else ""
    )


def _named(
    read: _Read,
    told: CheckedWork,
    lines: tuple[WorkLine, ...],
    at: int,
    misconception: Misconception | None,
    judged: Judged,
    expected: str = "",
) -> CheckedWork:
    evidence, tells = "", False
    if judged.before is not None and judged.statement is not None and misconception is not CONSTANT_FORGOTTEN:  # fmt: skip
        if judged.statement.value is not None:
            evidence, tells = of_values(judged.before, judged.statement, read.following)
        elif not isinstance(read.lines, SystemLines):
            asked = "the problem" if judged.before is read.lines.base else "the line before it"
            evidence, tells = of_conditions(
                judged.before, judged.statement, judged.difference, read.following, asked
            )
    return CheckedWork(
        WorkChecked(
            lines,
            first_wrong=at + 1,
            misconception=misconception.slug if misconception else "",
            title=misconception.name if misconception else "",
            tested=told.work.tested,
        ),
        problem=told.problem,
        task=told.task,
        wrote=judged.statement.shown() if judged.statement is not None else "",
        after=judged.before.shown() if judged.before is not None else "",
        expected=expected,
        explanation=misconception.explanation if misconception else "",
        remedy=misconception.remedy if misconception else "",
        evidence=evidence,
        tells=tells,
        skills=told.skills,
        witnesses=(Witness("numeric", COMPARED),),
    )


def _skills(problem: Problem) -> tuple[str, ...]:
    if problem.task in skills.BY_TASK:
        return skills.BY_TASK[problem.task]
    if problem.task is Task.SOLVE:
        square = any(getattr(node, "op", "") == "^" for node in walk(problem.tree))
        return ("quadratic-equations",) if square and len(names_in(problem.tree)) == 1 else ("linear-equations",)  # fmt: skip
    return skills.arithmetic(problem)


def _witnesses(read: _Read, judged: Sequence[Judged]) -> tuple[Witness, ...]:
    """What agreed, when no line is wrong and every line was read."""
    if any(each.verdict is LineVerdict.UNREAD for each in judged):
        return ()
    if read.problem.task in VALUES:
        return (Witness("numeric", "Each line has the value of the line before it, compared by numbers."),)  # fmt: skip
    if isinstance(read.lines, SystemLines):
        return (Witness("substitution", "The solution of the system satisfies each line."),)
    return (Witness("numeric", "Each line has the solutions of the problem, compared by numbers."),)
