"""The formulas of a question, taken apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fynq.reasoning.problem import NotUnderstood, Problem
from fynq.reasoning.reading.tree import Call, Items, Name, Relation, Tree, names_in

NOT_UNDERSTOOD = "I do not understand every part of this question."

Match = Mapping[str, str | None]
"""The named groups of the pattern that matched."""
Builder = Callable[[list[Tree], Match], Problem]


def one(trees: list[Tree]) -> Tree:
    """The single formula, or the relations of a system as Items."""
    flat: list[Tree] = []
    for tree in trees:
        flat.extend(tree.items if isinstance(tree, Items) else [tree])
    return flat[0] if len(flat) == 1 else Items(tuple(flat))


def only(trees: list[Tree]) -> Tree:
    tree = one(trees)
    if isinstance(tree, Items):
        raise NotUnderstood("I see several formulas where I expected one.")
    return tree


def expression(tree: Tree) -> Tree:
    """'y = x^2' or 'f(x) = x^2' as an object of calculus or algebra means its right side."""
    if isinstance(tree, Relation):
        named = isinstance(tree.left, Name) or (
            isinstance(tree.left, Call) and len(tree.left.name) == 1
        )
        if tree.op == "=" and named:
            return tree.right
        raise NotUnderstood("I expected an expression and not an equation.")
    return tree


def variable_of(tree: Tree) -> str:
    if isinstance(tree, Name):
        return tree.name
    raise NotUnderstood("I expected a variable.")


def sole_variable(tree: Tree) -> str:
    names = names_in(tree)
    if len(names) == 1:
        return names[0]
    for usual in ("x", "t", "y", "n"):
        if usual in names:
            return usual
    if not names:
        return "x"
    raise NotUnderstood("Say which variable is meant.")
