"""How alike two trees are written: of two misconceptions that explain a line, the likelier one
writes what stands there."""

from __future__ import annotations

from collections import Counter

from fynq.reasoning.misconceptions.pieces import coefficient, factors
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.tree import Negative, Operation, Relation, Tree, children

_MOST = 60


def likeness(one: Tree, other: Tree) -> float:
    """From 0 to 1: the share of parts that both have; order and signs before numbers do not count."""
    first, second = Counter(_parts(one)), Counter(_parts(other))
    both = sum((first & second).values())
    return both / max(1, sum((first | second).values()))


def _parts(tree: Tree) -> list[str]:
    found: list[str] = []
    _named(tree, found)
    return found[:_MOST]


def _named(tree: Tree, found: list[str]) -> str:
    """The tree in one writing, with those of its parts put into `found`."""
    value = exact(tree)
    if value is not None:
        name = str(value)
    elif isinstance(tree, Operation) and tree.op in "+-":
        name = "+".join(sorted(_named(part, found) for part in _terms(tree)))
    elif isinstance(tree, Negative) or (isinstance(tree, Operation) and tree.op == "*"):
        value, rest = coefficient(tree)
        name = "*".join([str(value), *sorted(_named(part, found) for part in factors(rest))])
    elif isinstance(tree, Operation | Relation):
        name = f"({_named(tree.left, found)}{tree.op}{_named(tree.right, found)})"
    else:
        inner = ",".join(_named(part, found) for part in children(tree))
        name = f"{type(tree).__name__}{getattr(tree, 'name', '')}({inner})"
    found.append(name)
    return name


def _terms(tree: Tree, sign: int = 1) -> list[Tree]:
    match tree:
        case Operation("+", left, right):
            return [*_terms(left, sign), *_terms(right, sign)]
        case Operation("-", left, right):
            return [*_terms(left, sign), *_terms(right, -sign)]
        case Negative(of):
            return _terms(of, -sign)
    return [tree if sign > 0 else Negative(tree)]
