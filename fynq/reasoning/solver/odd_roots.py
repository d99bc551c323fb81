"""Equations with one odd root of the unknown: a·∛E + b = c becomes E = ((c - b)/a)³."""

from __future__ import annotations

from fractions import Fraction

from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.tree import (
    Call,
    Negative,
    Number,
    Operation,
    Relation,
    Tree,
    names_in,
    number,
    walk,
)


def real_roots(tree: Tree) -> Tree:
    """E^(p/q) with odd q as the real root that schools mean: (ⁿ√E)^p."""
    match tree:
        case Operation("^", base, exponent) if names_in(base):
            power = exact(exponent)
            if power is not None and power.denominator % 2 == 1 and power.denominator > 1:
                root = Call("root", (real_roots(base), number(power.denominator)))
                return (
                    root if power.numerator == 1 else Operation("^", root, number(power.numerator))
                )
            return Operation("^", real_roots(base), exponent)
        case Operation(op, left, right):
            return Operation(op, real_roots(left), real_roots(right))
        case Relation(op, left, right):
            return Relation(op, real_roots(left), real_roots(right))
        case Negative(of):
            return Negative(real_roots(of))
        case Call(name, args):
            return Call(name, tuple(real_roots(arg) for arg in args))
        case _:
            return tree


def without_odd_root(tree: Relation, variable: str) -> Relation | None:
    """E = constant, with the same solutions; None when the unknown stands anywhere but under one
    odd root."""
    roots = [node for node in walk(tree) if _is_odd_root(node) and variable in names_in(node)]
    if tree.op != "=" or len(roots) != 1 or names_in(tree) != (variable,):
        return None
    for side, other in ((tree.left, tree.right), (tree.right, tree.left)):
        value = exact(other)
        if value is not None and variable in names_in(side):
            return _undone(side, value)
    return None


def _is_odd_root(node: Tree) -> bool:
    if not (isinstance(node, Call) and node.name == "root" and len(node.args) == 2):
        return False
    index = node.args[1]
    return isinstance(index, Number) and index.value.denominator == 1 and index.value % 2 == 1


def _undone(side: Tree, value: Fraction) -> Relation | None:
    """What stands around the root is undone from the outside in."""
    while not (isinstance(side, Call) and _is_odd_root(side)):
        match side:
            case Negative(of):
                side, value = of, -value
            case Operation("+", left, right) if (known := exact(right)) is not None:
                side, value = left, value - known
            case Operation("+", left, right) if (known := exact(left)) is not None:
                side, value = right, value - known
            case Operation("-", left, right) if (known := exact(right)) is not None:
                side, value = left, value + known
            case Operation("-", left, right) if (known := exact(left)) is not None:
                side, value = right, known - value
            case Operation("*", left, right) if known := exact(left):
                side, value = right, value / known
            case Operation("/", left, right) if known := exact(right):
                side, value = left, value * known
            case _:
                return None
    index = exact(side.args[1])
    if index is None:
        return None
    raised = value ** int(index)
    power: Tree = number(raised) if raised >= 0 else Negative(number(-raised))
    return Relation("=", side.args[0], power)
