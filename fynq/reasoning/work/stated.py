"""The problem that a student's work is about."""

from __future__ import annotations

import re
from dataclasses import replace

from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import NotUnderstood, Problem, Task
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import Items, Relation, names_in
from fynq.reasoning.understand import understand
from fynq.reasoning.work.reading import Piece, Work

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


def _readings(task: str, piece: Piece) -> list[str]:
    said = _BEFORE.sub("", piece.text)
    formula = " and ".join(f"${each}$" if "$" not in each else each for each in piece.formulas)
    verb = "" if task == "chain" else task
    return [said, f"{verb} {said}", f"{verb} {formula}".strip(), formula]


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


def for_lines(problem: Problem, letters: tuple[str, ...]) -> Problem:
    """Solved for the letter that the last line stands for, where the problem does not say."""
    if problem.task is Task.SOLVE and len(names_in(problem.tree)) > 1 and letters:
        return replace(problem, variables=(letters[0],))
    return problem
