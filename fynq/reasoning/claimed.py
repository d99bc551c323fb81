"""Another's final answer in the shape of a solution, so that the witnesses can judge it."""

from __future__ import annotations

import re

from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import Problem, Task
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Items, Name, Relation, Tree
from fynq.reasoning.solved import Result, SolvedProblem
from fynq.reasoning.understand import understand
from fynq.reasoning.verification.shown import shown

_NOTHING = re.compile(r"(?i)^\s*(?:\\text\{)?\s*no (?:real )?solutions?\s*\}?\s*$")
_OR = re.compile(r"(?i)\\text\s*\{\s*(?:or|and)\s*\}|\bor\b|\band\b|\\lor|\\vee|;")


def claimed(question: str, final: str) -> SolvedProblem:
    """Raises CannotSolve when the question or the answer cannot be read."""
    problem = understand(question)
    result = _result(problem, final)
    return SolvedProblem(
        task=problem.task,
        asked=show(problem.tree),
        final=shown(problem, result),
        result=result,
        steps=(),
        skills=(),
        concept="",
    )


def _result(problem: Problem, final: str) -> Result:
    if problem.task is Task.SOLVE:
        return _roots(problem, final)
    single = {Task.EVALUATE, Task.SIMPLIFY, Task.EXPAND, Task.FACTOR, Task.DIFFERENTIATE, Task.INTEGRATE, Task.LIMIT, Task.DETERMINANT, Task.RANK, Task.DIVISOR, Task.MULTIPLE, Task.PRIME_FACTORS}  # fmt: skip
    if problem.task not in single:
        raise CannotSolve("I cannot compare answers of this kind yet.")
    text = re.sub(r"\s*\+\s*C\s*$", "", final.strip()).removesuffix("\\%").removesuffix("%")
    tree = parse(text)
    if isinstance(tree, Relation) and tree.op == "=":
        tree = tree.right
    return Result("expression", ((show(tree),),), problem.variables)


def _roots(problem: Problem, final: str) -> Result:
    if _NOTHING.match(final):
        return Result("none")
    values: list[str] = []
    for part in _OR.split(final):
        tree = parse(part)
        for item in tree.items if isinstance(tree, Items) else (tree,):
            values.append(show(_value(item, problem.variables[0])))
    return Result("roots", tuple((value,) for value in values), problem.variables)


def _value(item: Tree, variable: str) -> Tree:
    if isinstance(item, Relation):
        if item.op != "=" or item.left != Name(variable):
            raise CannotSolve("The answer is for another variable.")
        return item.right
    return item
