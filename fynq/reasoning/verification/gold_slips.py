"""What a source's answer may differ in from a right one without either being wrong.

A book that answers in x what was asked in k has slipped with the letter, and one that stops at
(c + 2)² = 9 where the equation was to be solved has stopped early; an answer is not worse for that.
"""

from __future__ import annotations

import re

from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import Problem, Task
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Name, Relation, Tree, names_in
from fynq.reasoning.solved import Result
from fynq.reasoning.verification.equations import check_roots
from fynq.reasoning.verification.witnesses import Disagreement

_LETTERS = re.compile(r"(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])")
_OR = re.compile(r"\s+(?:or|and)\s+|[,;]")
_SOLVE = re.compile(r"(?i)\bsolv(?:e|ing)\b")


def in_the_questions_letter(gold: str, answer: str, question: str) -> str | None:
    """The source's answer with its one letter that the question has not changed to the one that the
    question and the given answer have; None where that is not how they differ."""
    asked = set(_LETTERS.findall(re.sub(r"\\[A-Za-z]+", " ", question)))
    try:
        golds, answers = set(names_in(parse(gold))), set(names_in(parse(answer)))
    except CannotSolve:
        return None
    strange, own = golds - answers, answers - golds
    if len(strange) != 1 or len(own) != 1:
        return None
    (old,), (new,) = strange, own
    if old in asked or new not in asked or len(old) != 1 or len(new) != 1:
        return None
    return re.sub(rf"(?<![A-Za-z\\]){old}(?![A-Za-z])", new, gold)


def solves(gold: str, answer: str, question: str) -> bool:
    """Whether the question says to solve, the source's answer is an equation that is not solved yet,
    and the given one all its solutions."""
    if not _SOLVE.search(question):
        return False
    try:
        equation = parse(gold)
        if not isinstance(equation, Relation) or equation.op != "=" or _is_solved(equation):
            return False
        names = names_in(equation)
        if len(names) != 1:
            return False
        parts = [re.sub(rf"^\s*{names[0]}\s*=", "", part) for part in _OR.split(answer)]
        values = tuple((show(parse(part)),) for part in parts)
        if any(names_in(parse(part)) for part in parts):
            return False
        check_roots(Problem(Task.SOLVE, equation, names), Result("roots", values), question)
    except (Disagreement, CannotSolve):
        return False
    return True


def _is_solved(equation: Relation) -> bool:
    def alone(side: Tree, other: Tree) -> bool:
        return isinstance(side, Name) and side.name not in names_in(other)

    return alone(equation.left, equation.right) or alone(equation.right, equation.left)
