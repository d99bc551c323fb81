"""Determinant, inverse, transpose, rank, eigenvalues, sums and products of matrices."""

from __future__ import annotations

from typing import Any

import sympy as sp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import Problem, Task
from fynq.reasoning.reading.build import build
from fynq.reasoning.reading.show import show
from fynq.reasoning.solved import Result, SolvedProblem, SolvedStep
from fynq.reasoning.solver import writing
from fynq.reasoning.solver.polynomial import roots_of
from fynq.reasoning.solver.skills import skills
from fynq.reasoning.solver.writing import display, latex, same, step


def solve(problem: Problem) -> SolvedProblem:
    matrix = build(problem.tree)
    if not isinstance(matrix, sp.MatrixBase):
        return _finish(problem, latex(matrix), Result("expression", ((latex(matrix),),)), [], "Follow the rules for matrices.")  # fmt: skip
    act = {
        Task.DETERMINANT: _determinant,
        Task.INVERSE: _inverse,
        Task.TRANSPOSE: _transpose,
        Task.RANK: _rank,
        Task.EIGENVALUES: _eigenvalues,
    }.get(problem.task, _value)
    return act(problem, matrix)


def _square(matrix: Any) -> None:
    if not matrix.is_square:
        raise CannotSolve("This needs a square matrix.")


def _determinant(problem: Problem, matrix: Any) -> SolvedProblem:
    _square(matrix)
    value = sp.expand(matrix.det())
    steps = []
    if matrix.rows == 2:
        a, b, c, d = matrix
        worked = f"{writing.times(a, d)} - {writing.times(b, c)}"
        steps.append(step("Cross products", display(f"ad - bc = {worked} = {latex(value)}"), same(worked, latex(value))))  # fmt: skip
    else:
        steps.append(_expansion(matrix, value))
    return _finish(problem, latex(value), Result("expression", ((latex(value),),)), steps, "For two rows it is ad − bc; for more, expand along a row with alternating signs.")  # fmt: skip


def _expansion(matrix: Any, value: Any) -> SolvedStep:
    terms = []
    for column in range(matrix.cols):
        sign = "-" if column % 2 else ("+" if column else "")
        terms.append(f"{sign} {writing.times(matrix[0, column], matrix.minor(0, column))}")
    worked = " ".join(terms).strip()
    return step("Expand along the first row", f"Each entry times the determinant without its row and column: {display(f'{worked} = {latex(value)}')}", same(worked, latex(value)))  # fmt: skip


def _inverse(problem: Problem, matrix: Any) -> SolvedProblem:
    _square(matrix)
    determinant = sp.expand(matrix.det())
    steps = [step("Determinant", display(f"\\det A = {latex(determinant)}"))]
    concept = "A matrix has an inverse exactly when its determinant is not zero."
    if determinant == 0:
        steps.append(step("Conclude", "The determinant is zero, so there is no inverse."))
        return _finish(problem, "\\text{no inverse}", Result("none"), steps, concept)
    inverse = matrix.inv().applyfunc(sp.cancel)
    adjugate = matrix.adjugate()
    steps.append(step("Divide the adjugate by the determinant", display(f"A^{{-1}} = \\frac{{1}}{{{latex(determinant)}}} {latex(adjugate)} = {latex(inverse)}")))  # fmt: skip
    return _matrix(problem, inverse, steps, concept)


def _transpose(problem: Problem, matrix: Any) -> SolvedProblem:
    steps = [step("Rows become columns", display(f"A^T = {latex(matrix.T)}"))]
    return _matrix(problem, matrix.T, steps, "The transpose has the rows as its columns.")


def _rank(problem: Problem, matrix: Any) -> SolvedProblem:
    if matrix.free_symbols:
        raise CannotSolve("The rank depends on the letters.")
    reduced = matrix.rref()[0]
    value = str(matrix.rank())
    steps = [step("Reduce the rows", f"{display(latex(reduced))} has {value} non-zero row(s).")]
    return _finish(problem, value, Result("expression", ((value,),)), steps, "The rank is the number of non-zero rows after row reduction.")  # fmt: skip


def _eigenvalues(problem: Problem, matrix: Any) -> SolvedProblem:
    _square(matrix)
    if matrix.free_symbols:
        raise CannotSolve("I find eigenvalues of matrices of numbers only.")
    x = sp.Symbol("lambda", real=True)
    poly = sp.Poly(sp.expand((x * sp.eye(matrix.rows) - matrix).det()), x)
    roots, how = roots_of(poly)
    text = f"\\det(\\lambda I - A) = {latex(poly.as_expr())} = 0"
    steps = [step("Characteristic equation", display(text)), *how]
    values = tuple((latex(root),) for root in roots)
    final = ",\\; ".join(f"\\lambda_{{{i}}} = {row[0]}" for i, row in enumerate(values, 1)) if len(values) > 1 else f"\\lambda = {values[0][0]}"  # fmt: skip
    plain = [SolvedStep(item.title, item.text, tuple(c for c in item.claims if c.kind == "equal")) for item in steps]  # fmt: skip
    return _finish(problem, final, Result("values", values), plain, "Eigenvalues are the roots of the characteristic polynomial.")  # fmt: skip


def _value(problem: Problem, matrix: Any) -> SolvedProblem:
    found = matrix.applyfunc(sp.expand)
    steps = [step("Compute entry by entry", display(f"{show(problem.tree)} = {latex(found)}"))]
    return _matrix(
        problem, found, steps, "Sums go entry by entry; a product takes rows times columns."
    )


def _matrix(problem: Problem, matrix: Any, steps: list[SolvedStep], concept: str) -> SolvedProblem:
    rows = tuple(tuple(latex(cell) for cell in matrix.row(i)) for i in range(matrix.rows))
    body = "\\\\".join(" & ".join(row) for row in rows)
    final = f"\\begin{{pmatrix}}{body}\\end{{pmatrix}}"
    return _finish(problem, final, Result("matrix", rows), steps, concept)


def _finish(problem: Problem, final: str, result: Result, steps: list[SolvedStep], concept: str) -> SolvedProblem:  # fmt: skip
    if not steps:
        steps = [step("Compute", display(f"{show(problem.tree)} = {final}"))]
    return SolvedProblem(problem.task, show(problem.tree), final, result, tuple(steps), skills(problem), concept)  # fmt: skip
