"""Matrices again, with fractions in plain Python."""

from __future__ import annotations

from fractions import Fraction

import mpmath as mp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import Problem, Task
from fynq.reasoning.reading.numeric import evaluate, exact
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import Matrix, Negative, Number, Operation, Tree
from fynq.reasoning.solved import Result
from fynq.reasoning.verification.equations import _rank
from fynq.reasoning.verification.points import DIGITS, close
from fynq.reasoning.verification.witnesses import Checked, Disagreement, agreed, require

Rows = list[list[Fraction]]


def check_matrix(problem: Problem, result: Result, seed: str) -> Checked:
    """Raises Disagreement."""
    given = _compute(problem.tree)
    if isinstance(given, Fraction):
        raise Disagreement("This is not a matrix.")
    if problem.task is Task.DETERMINANT:
        require(
            exact(parse(result.values[0][0])) == determinant(given), "The determinant is another."
        )
        return agreed("recomputation", "Computed again by elimination with exact fractions.")
    if problem.task is Task.RANK:
        require(exact(parse(result.values[0][0])) == _rank(given), "The rank is another.")
        return agreed("recomputation", "Computed again by elimination with exact fractions.")
    if problem.task is Task.EIGENVALUES:
        return _eigenvalues(given, result)
    if problem.task is Task.INVERSE:
        return _inverse(given, result)
    found = _cells(result)
    wanted = [list(row) for row in zip(*given, strict=True)] if problem.task is Task.TRANSPOSE else given  # fmt: skip
    require(found == wanted, "An entry differs.")
    return agreed("recomputation", "Every entry was computed again with exact fractions.")


def _cells(result: Result) -> Rows:
    rows = [[exact(parse(cell)) for cell in row] for row in result.values]
    if any(cell is None for row in rows for cell in row):
        raise Disagreement("An entry is not a fraction.")
    return [[cell for cell in row if cell is not None] for row in rows]


def _compute(tree: Tree) -> Rows | Fraction:
    match tree:
        case Matrix(rows):
            cells = [[exact(cell) for cell in row] for row in rows]
            if any(cell is None for row in cells for cell in row):
                raise Disagreement("I can check matrices of fractions only.")
            return [[cell for cell in row if cell is not None] for row in cells]
        case Negative(of):
            return _times(Fraction(-1), _compute(of))
        case Operation("+" | "-" as op, left, right):
            a, b = _compute(left), _compute(right)
            if isinstance(a, Fraction) or isinstance(b, Fraction):
                raise Disagreement("A number is added to a matrix.")
            sign = 1 if op == "+" else -1
            return [[x + sign * y for x, y in zip(p, q, strict=True)] for p, q in zip(a, b, strict=True)]  # fmt: skip
        case Operation("*", left, right):
            return _times(_compute(left), _compute(right))
        case Operation("^", left, Number(value)) if value.denominator == 1 and 1 <= value <= 20:
            base = _compute(left)
            out = base
            for _ in range(int(value) - 1):
                out = _times(out, base)
            return out
        case _:
            value_ = exact(tree)
            if value_ is None:
                raise Disagreement("I cannot compute this again.")
            return value_


def _times(a: Rows | Fraction, b: Rows | Fraction) -> Rows:
    if isinstance(a, Fraction):
        a, b = b, a
    if isinstance(a, Fraction):
        raise Disagreement("There is no matrix.")
    if isinstance(b, Fraction):
        return [[cell * b for cell in row] for row in a]
    columns = list(zip(*b, strict=True))
    return [[sum((x * y for x, y in zip(row, column, strict=True)), Fraction(0)) for column in columns] for row in a]  # fmt: skip


def determinant(rows: Rows) -> Fraction:
    rows = [list(row) for row in rows]
    value = Fraction(1)
    for column in range(len(rows)):
        pivot = next((i for i in range(column, len(rows)) if rows[i][column] != 0), None)
        if pivot is None:
            return Fraction(0)
        if pivot != column:
            rows[column], rows[pivot] = rows[pivot], rows[column]
            value = -value
        value *= rows[column][column]
        for i in range(column + 1, len(rows)):
            factor = rows[i][column] / rows[column][column]
            rows[i] = [a - factor * b for a, b in zip(rows[i], rows[column], strict=True)]
    return value


def _inverse(given: Rows, result: Result) -> Checked:
    if result.form == "none":
        require(determinant(given) == 0, "The determinant is not zero.")
        return agreed("recomputation", "The determinant was computed again and is zero.")
    product = _times(given, _cells(result))
    one = [[Fraction(int(i == j)) for j in range(len(given))] for i in range(len(given))]
    require(product == one, "The product with the original is not the identity.")
    return agreed("substitution", "The product with the original matrix is the identity.")


def _eigenvalues(given: Rows, result: Result) -> Checked:
    """Every claimed value makes det(λI − A) vanish, and there are as many as mpmath finds."""
    claimed = [evaluate(parse(row[0]), {}, DIGITS) for row in result.values]
    with mp.workdps(40):
        matrix = mp.matrix([[mp.mpf(c.numerator) / c.denominator for c in row] for row in given])
        try:
            values = mp.eig(matrix, left=False, right=False)
        except (ValueError, RuntimeError):
            raise CannotSolve("The numeric eigenvalues did not settle.") from None
    tolerance = mp.mpf(10) ** -9
    fits = all(any(close(a, b, tolerance) for b in values) for a in claimed)
    complete = all(any(close(a, b, tolerance) for a in claimed) for b in values)
    require(fits and complete, "The numeric eigenvalues differ.")
    return agreed("numeric", "Agrees with eigenvalues computed by the QR algorithm.")
