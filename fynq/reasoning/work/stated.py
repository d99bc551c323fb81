"""The problem that a student's work is about."""

from __future__ import annotations

import re
from dataclasses import replace

from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import NotUnderstood, Problem, Task
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import Items, Relation, names_in
from fynq.reasoning.understand import understand
from fynq.reasoning.work.following import Following
from fynq.reasoning.work.reading import Piece, Work
from fynq.reasoning.work.statements import of_relation

CONDITIONS = frozenset({Task.SOLVE, Task.INEQUALITY})
VALUES = frozenset({Task.EVALUATE, Task.SIMPLIFY, Task.EXPAND, Task.FACTOR, Task.DIFFERENTIATE, Task.INTEGRATE, Task.PRIME_FACTORS})  # fmt: skip
NO_PROBLEM = "I cannot read the problem that this work is about."
_BEFORE = re.compile(r"^[\s:,.;?!]+")


def stated_problem(work: Work) -> tuple[Problem, bool]:
    """The problem, and whether a form of the answer was asked for.

    Raises NotUnderstood for what is no problem, or one of a kind whose work cannot be checked.
    """
    if work.problem is None:
        raise NotUnderstood(NO_PROBLEM)
    for text in _readings(work.task, work.problem):
        try:
            problem = understand(text)
        except CannotSolve:
            continue
        if problem.task in CONDITIONS | VALUES or problem.task is Task.SYSTEM:
            return problem, work.task not in ("", "chain")
        raise NotUnderstood("I cannot check work of this kind yet.")
    found = _relation(work.problem)
    if found is None:
        raise NotUnderstood(NO_PROBLEM)
    return found, work.task not in ("", "chain")


def stated_question(work: Work) -> str:
    """The problem in words that a solver reads. Raises NotUnderstood."""
    if work.problem is not None:
        for text in _readings(work.task, work.problem):
            try:
                understand(text)
            except CannotSolve:
                continue
            return text
    raise NotUnderstood(NO_PROBLEM)


def _readings(task: str, piece: Piece) -> list[str]:
    said = _BEFORE.sub("", piece.text)
    formula = " and ".join(f"${each}$" if "$" not in each else each for each in piece.formulas)
    verb = "" if task == "chain" else task
    return [said, f"{verb} {said}", f"{verb} {formula}".strip(), formula]


_SYSTEM = re.compile(r"(?i)\bsystems?\b|\bsimultaneous\b|\bboth\s+equations\b|\bequations\b")


def with_all_equations(work: Work) -> Work:
    """A system whose equations stand on lines of their own: as many as there are letters.

    Without the word 'system' a second equation belongs to the problem only where it is not another
    form of the first.
    """
    first = work.problem
    if first is None or len(first.formulas) != 1 or work.task not in ("", "solve"):
        return work
    relation = _equation(first.formulas[0])
    if relation is None or len(names_in(relation)) < 2:
        return work
    found, letters = [relation], set(names_in(relation))
    for piece in work.lines:
        other = _equation(piece.formulas[0]) if len(piece.formulas) == 1 else None
        if other is None or len(found) == len(letters | set(names_in(other) if other else ())):
            break
        if len(names_in(other)) < 2 and not _SYSTEM.search(first.text):
            break
        found.append(other)
        letters |= set(names_in(other))
    if len(found) < 2 or len(found) != len(letters):
        return work
    if not _SYSTEM.search(first.text) and _same_line(found[0], found[1]):
        return work
    joined = ", ".join(piece.formulas[0] for piece in (first, *work.lines[: len(found) - 1]))
    problem = Piece(f"solve the system {joined}", first.template, (joined,))
    return replace(work, problem=problem, lines=work.lines[len(found) - 1 :])


def _equation(formula: str) -> Relation | None:
    try:
        tree = parse(formula)
    except CannotSolve:
        return None
    return tree if isinstance(tree, Relation) and tree.op == "=" else None


def _same_line(one: Relation, other: Relation) -> bool:
    """One is the other in another form. Raises CannotSolve."""
    variable = names_in(one)[0]
    step = Following(variable).conditions(of_relation(one), of_relation(other))
    return step.follows is True


def _relation(piece: Piece) -> Problem | None:
    """An equation that the core does not read by itself: with several letters, or a chain."""
    try:
        tree = parse(piece.formulas[0])
    except CannotSolve:
        return None
    items = tree.items if isinstance(tree, Items) else (tree,)
    names = names_in(tree)
    relations = [item for item in items if isinstance(item, Relation)]
    if not names or len(relations) != len(items):
        return None
    asked = next((each for each in piece.formulas[1:] if re.fullmatch(r"[a-zA-Z]", each)), None)
    variable = asked if asked in names else ("x" if "x" in names else names[0])
    op = relations[0].op
    return Problem(Task.SOLVE if op == "=" else Task.INEQUALITY, tree, (variable,))


def for_lines(problem: Problem, work: Work) -> Problem:
    """Solved for the letter that the last line gives, where the problem names none."""
    if problem.task not in CONDITIONS or len(names_in(problem.tree)) < 2:
        return problem
    said = re.search(r"(?i)\b(?:for|subject|find)\b", work.problem.text if work.problem else "")
    last = re.match(r"\s*([a-zA-Z])\s*[=<>]", work.lines[-1].formulas[0]) if work.lines[-1].formulas else None  # fmt: skip
    if said or last is None or last[1] not in names_in(problem.tree):
        return problem
    return replace(problem, variables=(last[1],))
