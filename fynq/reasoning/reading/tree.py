"""The expression tree: what was written, before any simplification.

Every node is frozen and compares by value, so a tree may be a key or a test's expectation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Number:
    """decimals: digits after the point as written; None for a whole number or a fraction."""

    value: Fraction
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """A variable, with its subscript: 'x', 'x_1', 'theta'."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant:
    """name: 'pi', 'e', 'i' or 'oo'."""

    name: str


@dataclass(frozen=True, slots=True)
class Negative:
    of: Tree


@dataclass(frozen=True, slots=True)
class Operation:
    """op: '+', '-', '*', '/', '^'."""

    op: str
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Call:
    """name: a key of names.FUNCTIONS, 'factorial', 'root', 'log' (argument, base), or a letter that
    the question defined as a function."""

    name: str
    args: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Percent:
    of: Tree


@dataclass(frozen=True, slots=True)
class Relation:
    """op: '=', '<', '>', '<=', '>=', '!='. Chains a < b < c are two relations in a row."""

    op: str
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Matrix:
    rows: tuple[tuple[Tree, ...], ...]


@dataclass(frozen=True, slots=True)
class Items:
    """Several expressions separated by commas, within parentheses or without."""

    items: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Derivative:
    of: Tree
    variable: str
    order: int = 1


@dataclass(frozen=True, slots=True)
class Integral:
    """low and high are both None when indefinite."""

    of: Tree
    variable: str
    low: Tree | None = None
    high: Tree | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """side: '+', '-' or '' for both."""

    of: Tree
    variable: str
    point: Tree
    side: str = ""


Tree = (
    Number
    | Name
    | Constant
    | Negative
    | Operation
    | Call
    | Percent
    | Relation
    | Matrix
    | Items
    | Derivative
    | Integral
    | Limit
)


def children(tree: Tree) -> tuple[Tree, ...]:
    match tree:
        case Number() | Name() | Constant():
            return ()
        case Negative(of) | Percent(of) | Derivative(of):
            return (of,)
        case Operation(_, left, right) | Relation(_, left, right):
            return (left, right)
        case Call(_, args):
            return args
        case Matrix(rows):
            return tuple(cell for row in rows for cell in row)
        case Items(items):
            return items
        case Integral(of, _, low, high):
            return tuple(part for part in (of, low, high) if part is not None)
        case Limit(of, _, point):
            return (of, point)


def walk(tree: Tree) -> Iterator[Tree]:
    stack = [tree]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(children(node)))


def names_in(tree: Tree) -> tuple[str, ...]:
    """The variables, sorted."""
    found = {node.name for node in walk(tree) if isinstance(node, Name)}
    return tuple(sorted(found))


def size(tree: Tree) -> int:
    return sum(1 for _ in walk(tree))


def number(value: int | Fraction) -> Number:
    return Number(Fraction(value))
