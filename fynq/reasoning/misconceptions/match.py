"""What the rules write at every place of a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from fynq.domain.errors import CannotSolve
from fynq.reasoning.misconceptions.library import LIBRARY
from fynq.reasoning.misconceptions.rule import Misconception
from fynq.reasoning.reading.tree import (
    Call,
    Derivative,
    Integral,
    Items,
    Negative,
    Operation,
    Percent,
    Relation,
    Tree,
)


def rewrites(
    tree: Tree, rules: Sequence[Misconception] = LIBRARY
) -> Iterator[tuple[Misconception, Tree, Tree]]:
    """Each rule at each place: what it writes there, and what is right there."""
    for put, part in places(tree):
        for rule in rules:
            try:
                for wrong, right in rule.apply(part):
                    yield rule, put(wrong), put(right)
            except (ArithmeticError, ValueError, CannotSolve):
                continue


def places(tree: Tree) -> Iterator[tuple[Callable[[Tree], Tree], Tree]]:
    """Every part, with the function that puts another in its place."""
    yield (lambda new: new), tree
    for rebuild, child in _children(tree):
        for put, part in places(child):
            yield _within(rebuild, put), part


def _within(rebuild: Callable[[Tree], Tree], put: Callable[[Tree], Tree]) -> Callable[[Tree], Tree]:
    return lambda new: rebuild(put(new))


def _argument(name: str, args: tuple[Tree, ...], at: int) -> Callable[[Tree], Tree]:
    return lambda new: Call(name, (*args[:at], new, *args[at + 1 :]))


def _item(items: tuple[Tree, ...], at: int) -> Callable[[Tree], Tree]:
    return lambda new: Items((*items[:at], new, *items[at + 1 :]))


def _children(tree: Tree) -> Iterator[tuple[Callable[[Tree], Tree], Tree]]:
    match tree:
        case Negative(of):
            yield Negative, of
        case Percent(of):
            yield Percent, of
        case Operation(op, left, right):
            yield (lambda new: Operation(op, new, right)), left
            yield (lambda new: Operation(op, left, new)), right
        case Relation(op, left, right):
            yield (lambda new: Relation(op, new, right)), left
            yield (lambda new: Relation(op, left, new)), right
        case Call(name, args):
            for at, arg in enumerate(args):
                yield _argument(name, args, at), arg
        case Derivative(of, variable, order):
            yield (lambda new: Derivative(new, variable, order)), of
        case Integral(of, variable, low, high):
            yield (lambda new: Integral(new, variable, low, high)), of
        case Items(items):
            for at, item in enumerate(items):
                yield _item(items, at), item
