"""Expressions: their value, or another form of them."""

from __future__ import annotations

from dataclasses import replace

from fynq.reasoning.builders.pieces import NOT_UNDERSTOOD, Builder, Match, expression, only
from fynq.reasoning.problem import NotUnderstood, Problem, Task
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.tree import (
    Call,
    Constant,
    Derivative,
    Integral,
    Items,
    Limit,
    Matrix,
    Name,
    Negative,
    Operation,
    Relation,
    Tree,
    names_in,
    number,
    walk,
)


def value_of(tree: Tree) -> Problem:
    """What the notation of an expression asks for: its value, derivative, integral, limit …"""
    if isinstance(tree, Derivative):
        return Problem(Task.DIFFERENTIATE, tree, (tree.variable,))
    if isinstance(tree, Integral):
        return Problem(Task.INTEGRATE, tree, (tree.variable,))
    if isinstance(tree, Limit):
        return Problem(Task.LIMIT, tree, (tree.variable,))
    if any(isinstance(node, Matrix) for node in walk(tree)):
        if isinstance(tree, Call) and tree.name == "det":
            return Problem(Task.DETERMINANT, tree.args[0])
        return _matrix_value(tree)
    if any(isinstance(node, Integral | Limit | Items | Relation) for node in walk(tree)):
        raise NotUnderstood(NOT_UNDERSTOOD)
    if isinstance(tree, Name | Constant):
        raise NotUnderstood("I see a variable, and nothing that says what it is.")
    return Problem(Task.SIMPLIFY if names_in(tree) else Task.EVALUATE, tree)


def _matrix_value(tree: Tree) -> Problem:
    if isinstance(tree, Operation) and tree.op == "^" and isinstance(tree.left, Matrix):
        if tree.right == Negative(number(1)):
            return Problem(Task.INVERSE, tree.left)
        if tree.right == Name("T"):
            return Problem(Task.TRANSPOSE, tree.left)
    if isinstance(tree, Matrix):
        raise NotUnderstood("Say what to do with the matrix.")
    return Problem(Task.MATRIX, tree)


def transform(task: Task) -> Builder:
    def builder(trees: list[Tree], _: Match) -> Problem:
        tree = expression(only(trees))
        if any(isinstance(node, Integral | Limit | Derivative | Matrix) for node in walk(tree)):
            return value_of(tree)
        if not names_in(tree):
            if task is Task.FACTOR:
                return Problem(Task.PRIME_FACTORS, tree)
            return Problem(Task.EVALUATE, tree)
        return Problem(task, tree)

    return builder


def combined(op: str, *, turned: bool = False) -> Builder:
    """The sum, difference, product or quotient of the formulas; turned: 'subtract a from b'."""

    def builder(trees: list[Tree], _: Match) -> Problem:
        parts = [part for tree in trees for part in (tree.items if isinstance(tree, Items) else (tree,))]  # fmt: skip
        if len(parts) < 2 or (op in "-/" and len(parts) != 2):
            raise NotUnderstood(NOT_UNDERSTOOD)
        if op == "/" and _is_sum_with_letters(parts[0]) and _is_sum_with_letters(parts[1]):
            raise NotUnderstood("A division with a remainder is not a fraction to be simplified.")
        found, *rest = [expression(part) for part in (reversed(parts) if turned else parts)]
        for part in rest:
            found = Operation(op, found, part)
        problem = value_of(found)
        expands = op == "*" and problem.task is Task.SIMPLIFY
        return replace(problem, task=Task.EXPAND) if expands else problem

    return builder


def difference_between(trees: list[Tree], found: Match) -> Problem:
    """'Between' says no order: the difference of the larger and the smaller is meant."""
    values = [exact(tree) for tree in trees]
    if len(values) == 2 and values[0] is not None and values[1] is not None and values[0] < values[1]:  # fmt: skip
        raise NotUnderstood("Say which number to subtract.")
    return combined("-")(trees, found)


def _is_sum_with_letters(tree: Tree) -> bool:
    return isinstance(tree, Operation) and tree.op in "+-" and bool(names_in(tree))


def root_of(index: int) -> Builder:
    def builder(trees: list[Tree], _: Match) -> Problem:
        tree = only(trees)
        of = Call("sqrt", (tree,)) if index == 2 else Call("root", (tree, number(index)))
        return value_of(of)

    return builder


def matrix_task(task: Task) -> Builder:
    def builder(trees: list[Tree], _: Match) -> Problem:
        tree = only(trees)
        if isinstance(tree, Relation) and isinstance(tree.left, Name):
            tree = tree.right
        if isinstance(tree, Call) and tree.name == "det":
            tree = tree.args[0]
        if not isinstance(tree, Matrix):
            raise NotUnderstood("I expected a matrix.")
        return Problem(task, tree)

    return builder
