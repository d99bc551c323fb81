"""From a problem to its worked solution: one file per kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import Problem, Task
from fynq.reasoning.solved import SolvedProblem
from fynq.reasoning.solver import (
    algebra,
    arithmetic,
    calculus,
    equation,
    inequality,
    matrix,
    system,
    whole_numbers,
)

_BY_TASK: Mapping[Task, Callable[[Problem], SolvedProblem]] = {
    Task.EVALUATE: arithmetic.solve,
    Task.SIMPLIFY: algebra.solve,
    Task.EXPAND: algebra.solve,
    Task.FACTOR: algebra.solve,
    Task.SOLVE: equation.solve,
    Task.SYSTEM: system.solve,
    Task.INEQUALITY: inequality.solve,
    Task.DIFFERENTIATE: calculus.differentiate,
    Task.INTEGRATE: calculus.integrate,
    Task.LIMIT: calculus.limit,
    Task.DETERMINANT: matrix.solve,
    Task.INVERSE: matrix.solve,
    Task.TRANSPOSE: matrix.solve,
    Task.EIGENVALUES: matrix.solve,
    Task.RANK: matrix.solve,
    Task.MATRIX: matrix.solve,
    Task.PRIME_FACTORS: whole_numbers.solve,
    Task.DIVISOR: whole_numbers.solve,
    Task.MULTIPLE: whole_numbers.solve,
}


def solve(problem: Problem) -> SolvedProblem:
    """Raises CannotSolve and nothing else: what SymPy trips over is a problem that we cannot solve."""
    try:
        return _BY_TASK[problem.task](problem)
    except CannotSolve:
        raise
    except (ArithmeticError, TypeError, ValueError, AttributeError, NotImplementedError,
            IndexError, KeyError, AssertionError, RecursionError, MemoryError) as error:  # fmt: skip
        raise CannotSolve("I do not know a method for this problem.") from error
