"""Derivatives, integrals, limits."""

from __future__ import annotations

from fynq.reasoning.builders.pieces import (
    NOT_UNDERSTOOD,
    Match,
    expression,
    only,
    sole_variable,
    variable_of,
)
from fynq.reasoning.problem import NotUnderstood, Problem, Task
from fynq.reasoning.reading.tree import (
    Derivative,
    Integral,
    Items,
    Limit,
    Matrix,
    Name,
    Operation,
    Relation,
    Tree,
    walk,
)


def derivative(trees: list[Tree], found: Match) -> Problem:
    order = {"second": 2, "third": 3, "2nd": 2, "3rd": 3}.get(found["order"] or "", 1)
    rest = list(trees)
    point: Tree | None = None
    if "at_first" in found:
        point = rest.pop(0)
    elif found["at"]:
        point = rest.pop()
    variable = variable_of(rest.pop()) if found["wrt"] else ""
    tree = only(rest)
    if isinstance(tree, Derivative):
        tree = tree.of if order == 1 else tree
    of = expression(tree)
    if any(isinstance(node, Integral | Limit | Matrix | Relation | Items) for node in walk(of)):
        raise NotUnderstood(NOT_UNDERSTOOD)
    variable = variable or sole_variable(of)
    if isinstance(point, Relation):
        if point.left != Name(variable):
            raise NotUnderstood(NOT_UNDERSTOOD)
        point = point.right
    return Problem(Task.DIFFERENTIATE, Derivative(of, variable, order), (variable,), point)


def integral_(trees: list[Tree], found: Match) -> Problem:
    rest = list(trees)
    low = high = None
    variable = ""
    groups = found
    if groups.get("wrt_last"):
        variable = variable_of(rest.pop())
    if groups.get("bounds"):
        high, low = rest.pop(), rest.pop()
        if isinstance(low, Relation):
            variable, low = variable_of(low.left), low.right
        if isinstance(high, Relation):
            high = high.right
    if groups.get("wrt"):
        variable = variable_of(rest.pop())
    tree = only(rest)
    if isinstance(tree, Integral):
        if low is None:
            low, high = tree.low, tree.high
        of, variable = tree.of, variable or tree.variable
    else:
        of = _without_differential(expression(tree))
    variable = variable or sole_variable(of)
    if any(isinstance(node, Limit | Matrix | Relation | Items) for node in walk(of)):
        raise NotUnderstood(NOT_UNDERSTOOD)
    return Problem(Task.INTEGRATE, Integral(of, variable, low, high), (variable,))


def _without_differential(tree: Tree) -> Tree:
    """'integrate x^2 dx' reads as x^2·d·x; the last two factors are the differential."""
    match tree:
        case Operation("*", Operation("*", of, Name("d")), Name()):
            return of
        case Operation("*", of, Operation("*", Name("d"), Name())):
            return of
        case Operation("+" | "-" as op, left, right):
            return Operation(op, left, _without_differential(right))
        case _:
            return tree


def limit_(trees: list[Tree], found: Match) -> Problem:
    first = bool(found.get("first"))
    names, rest = (trees[:-1], trees[-1:]) if first else (trees[1:], trees[:1])
    side = {"left": "-", "below": "-", "right": "+", "above": "+"}.get(found["side"] or "", "")
    if len(names) == 1:
        raise NotUnderstood("Say where the variable goes.")
    variable, point = variable_of(names[0]), names[1]
    match point:
        case Operation("^", at, _):
            raise NotUnderstood(
                "Write the side of the limit as 'from the left' or 'from the right'."
            )
        case at:
            return Problem(Task.LIMIT, Limit(expression(only(rest)), variable, at, side), (variable,))  # fmt: skip
