"""Equations, systems, inequalities, and formulas without a verb."""

from __future__ import annotations

from fynq.reasoning.builders.expressions import value_of
from fynq.reasoning.builders.functions import function_value, value_at
from fynq.reasoning.builders.pieces import (
    NOT_UNDERSTOOD,
    Match,
    one,
    only,
    sole_variable,
    variable_of,
)
from fynq.reasoning.problem import NotUnderstood, Problem, Task
from fynq.reasoning.reading.tree import (
    Call,
    Derivative,
    Integral,
    Items,
    Limit,
    Matrix,
    Name,
    Relation,
    Tree,
    names_in,
    number,
    walk,
)


def formula(trees: list[Tree], _: Match) -> Problem:
    """A formula without a verb: the notation says what to do."""
    tree = one(trees)
    if isinstance(tree, Relation | Items):
        return solve(trees, _)
    return evaluate(trees, _)


def evaluate(trees: list[Tree], _: Match) -> Problem:
    tree = only(trees)
    if isinstance(tree, Relation):
        right_blank = isinstance(tree.right, Name) and not names_in(tree.left)
        if not right_blank:
            return solve(trees, _)
        tree = tree.left
    return value_of(tree)


def solve(trees: list[Tree], _: Match) -> Problem:
    if any(isinstance(node, Call) and len(node.name) == 1 for tree in trees for node in walk(tree)):
        return function_value(trees, _)
    return solving(one(trees), ())


def solve_for(trees: list[Tree], found: Match) -> Problem:
    """The variables are the last holes, or the first ones in 'solve for x: …'."""
    first = "first" in found
    wanted, rest = (trees[:1], trees[1:]) if first else (trees[-1:], trees[:-1])
    if len(trees) > 2 and not first and isinstance(trees[-2], Name):
        wanted, rest = trees[-2:], trees[:-2]
    elif len(trees) > 2 and first and isinstance(trees[1], Name):
        wanted, rest = trees[:2], trees[2:]
    names: list[str] = []
    for tree in wanted:
        names += [
            variable_of(item) for item in (tree.items if isinstance(tree, Items) else (tree,))
        ]
    return solving(one(rest), tuple(names))


def solving(tree: Tree, names: tuple[str, ...]) -> Problem:
    if isinstance(tree, Items):
        return _system(tree, names)
    if not isinstance(tree, Relation):
        if any(isinstance(node, Integral | Limit | Derivative | Matrix) for node in walk(tree)):
            return value_of(tree)
        if not names_in(tree):
            return Problem(Task.EVALUATE, tree)
        raise NotUnderstood("There is no equation to solve.")
    if any(isinstance(node, Integral | Limit | Derivative | Matrix) for node in walk(tree)):
        raise NotUnderstood(NOT_UNDERSTOOD)
    if any(isinstance(node, Call) and len(node.name) == 1 for node in walk(tree)):
        raise NotUnderstood("Say what to do with the function.")
    if not names_in(tree):
        raise NotUnderstood("There is no variable to solve for.")
    variable = names[0] if names else sole_variable(tree)
    if len(names) > 1 or variable not in names_in(tree):
        raise NotUnderstood("The variable does not stand in the equation.")
    if not names and len(names_in(tree)) > 1:
        raise NotUnderstood("Say for which variable I should solve.")
    if tree.op == "!=":
        raise NotUnderstood(NOT_UNDERSTOOD)
    return Problem(Task.SOLVE if tree.op == "=" else Task.INEQUALITY, tree, (variable,))


def _system(tree: Items, names: tuple[str, ...]) -> Problem:
    relations = [item for item in tree.items if isinstance(item, Relation)]
    if len(relations) != len(tree.items):
        raise NotUnderstood("I see several formulas that are not all equations.")
    if any(
        not any(
            set(names_in(item)) & set(names_in(other)) for other in relations if other is not item
        )
        for item in relations
    ):
        raise NotUnderstood("I see several equations that have nothing to do with each other.")
    if all(item.op == "=" for item in relations) and len(names_in(tree)) == 1:
        raise NotUnderstood("I see several equations in one unknown.")
    if all(item.op == "=" for item in relations):
        found = names or names_in(tree)
        if set(found) - set(names_in(tree)):
            raise NotUnderstood("The variable does not stand in the equations.")
        if len(relations) > len(found) < len(names_in(tree)):
            raise NotUnderstood("I solve a system for all its unknowns.")
        return Problem(Task.SYSTEM, tree, tuple(found))
    variables = names_in(tree)
    if len(relations) == 2 and len(variables) == 1 and relations[0].right == relations[1].left:
        return Problem(Task.INEQUALITY, tree, variables)
    raise NotUnderstood("I solve one inequality at a time.")


def roots(trees: list[Tree], _: Match) -> Problem:
    tree = only(trees)
    if isinstance(tree, Relation) and not (
        isinstance(tree.left, Name) and tree.left.name == "y" and "y" not in names_in(tree.right)
    ):
        if isinstance(tree.left, Call) and len(tree.left.name) == 1:
            tree = tree.right
        else:
            return solving(tree, ())
    of = tree.right if isinstance(tree, Relation) else tree
    return solving(Relation("=", of, number(0)), ())


def function_or_value(trees: list[Tree], found: Match) -> Problem:
    names = [tree for tree in trees if isinstance(tree, Name)]
    if names and len(names) < len(trees) and trees[-len(names) :] == names:
        rest = trees[: -len(names)]
        if all(isinstance(tree, Relation | Items) for tree in rest):
            return solving(one(rest), tuple(variable_of(tree) for tree in names))
    if len(trees) == 1 and not isinstance(trees[0], Items):
        return formula(trees, found)
    if any(
        isinstance(item, Relation) and isinstance(item.left, Call) and len(item.left.name) == 1
        for tree in trees
        for item in (tree.items if isinstance(tree, Items) else (tree,))
    ):
        return function_value(trees, found)
    if all(isinstance(tree, Relation | Items) for tree in trees):
        return solve(trees, found)
    last = trees[-1].items if isinstance(trees[-1], Items) else (trees[-1],)
    if all(isinstance(item, Relation) for item in last) and not isinstance(
        trees[0], Relation | Items
    ):
        return value_at(trees, found)
    if isinstance(trees[0], Relation):
        return function_value(trees, found)
    raise NotUnderstood(NOT_UNDERSTOOD)
