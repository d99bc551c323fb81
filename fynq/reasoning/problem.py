"""A mathematical problem as fynq understood it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading.tree import Tree


class NotUnderstood(CannotSolve):
    """No task's pattern accounts for the whole question."""


class Task(StrEnum):
    EVALUATE = "evaluate"
    SIMPLIFY = "simplify"
    EXPAND = "expand"
    FACTOR = "factor"
    SOLVE = "solve"
    SYSTEM = "system"
    INEQUALITY = "inequality"
    DIFFERENTIATE = "differentiate"
    INTEGRATE = "integrate"
    LIMIT = "limit"
    DETERMINANT = "determinant"
    INVERSE = "inverse"
    TRANSPOSE = "transpose"
    EIGENVALUES = "eigenvalues"
    RANK = "rank"
    MATRIX = "matrix"
    PRIME_FACTORS = "prime_factors"
    DIVISOR = "divisor"
    MULTIPLE = "multiple"


@dataclass(frozen=True, slots=True)
class Problem:
    """tree: what is worked on (Items of relations for a system). variables: what is solved for, or
    the variable of calculus. point: where a derivative is evaluated. places: decimals asked for.
    domain: 'real', 'complex' or '' when not said. concept: extra skills of the question."""

    task: Task
    tree: Tree
    variables: tuple[str, ...] = ()
    point: Tree | None = None
    places: int | None = None
    domain: str = ""
    percent: bool = False
    concepts: tuple[str, ...] = field(default=())
