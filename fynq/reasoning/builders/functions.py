"""Values of functions and of expressions: f(3), f(g(2)), 3x + 2 at x = 4."""

from __future__ import annotations

import mpmath as mp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.builders.pieces import NOT_UNDERSTOOD, Match
from fynq.reasoning.problem import NotUnderstood, Problem, Task
from fynq.reasoning.reading.numeric import evaluate
from fynq.reasoning.reading.substitute import substitute
from fynq.reasoning.reading.tree import Call, Constant, Items, Name, Relation, Tree, names_in, walk


def function_value(trees: list[Tree], found: Match) -> Problem:
    """Definitions f(x) = … first, then what is asked: f(3), f(g(2)), f(a+h)."""
    definitions: dict[str, tuple[str, Tree]] = {}
    rest: list[Tree] = []
    for tree in trees:
        for item in tree.items if isinstance(tree, Items) else (tree,):
            match item:
                case Relation("=", Call(name, (Name(variable),)), body) if len(name) == 1:
                    definitions[name] = (variable, body)
                case Relation("=", Name("y"), body):
                    definitions["y"] = ("x", body)
                case _:
                    rest.append(item)
    if not definitions or len(rest) != 1:
        raise NotUnderstood(NOT_UNDERSTOOD)
    asked = rest[0]
    if isinstance(asked, Name):
        raise NotUnderstood(NOT_UNDERSTOOD)
    values: dict[str, Tree] = {}
    if isinstance(asked, Relation):
        if not (isinstance(asked.left, Name) and len(definitions) == 1 and asked.op == "="):
            raise NotUnderstood(NOT_UNDERSTOOD)
        (variable, body), *_ = definitions.values()
        if asked.left.name != variable:
            raise NotUnderstood(NOT_UNDERSTOOD)
        values, asked = {variable: asked.right}, body
    tree = substitute(asked, values, definitions)
    if any(isinstance(node, Call) and len(node.name) == 1 for node in walk(tree)):
        raise NotUnderstood("A function is not defined.")
    if not names_in(tree) and not _stays_real(tree, trees):
        raise CannotSolve("The function has no real value there.")
    task = Task.EXPAND if names_in(tree) else Task.EVALUATE
    return Problem(task, tree, concepts=("functions",))


def value_at(trees: list[Tree], found: Match) -> Problem:
    """'evaluate 3x + 2 when x = 4 and y = 2'."""
    first, *rest = trees if not found.get("first") else [trees[-1], *trees[:-1]]
    values: dict[str, Tree] = {}
    for tree in rest:
        for item in tree.items if isinstance(tree, Items) else (tree,):
            match item:
                case Relation("=", Name(name), value) if not names_in(value) and name not in values:
                    values[name] = value
                case _:
                    raise NotUnderstood(NOT_UNDERSTOOD)
    if isinstance(first, Relation | Items) or not values or set(values) - set(names_in(first)):
        if isinstance(first, Relation):
            return function_value(trees, found)
        raise NotUnderstood(NOT_UNDERSTOOD)
    tree = substitute(first, values, {})
    task = Task.SIMPLIFY if names_in(tree) else Task.EVALUATE
    return Problem(task, tree, concepts=("algebraic-expressions",))


def _stays_real(value: Tree, given: list[Tree]) -> bool:
    """Whether no imaginary number comes out where none was put in."""
    if any(node == Constant("i") for tree in given for node in walk(tree)):
        return True
    try:
        found = evaluate(value, {})
    except (CannotSolve, ArithmeticError, ValueError):
        return True  # the solver says what is the matter
    return bool(abs(mp.im(found)) <= 1e-12 * (1 + abs(found)))
