"""What is left to do in an expression, and what it is made of."""

from __future__ import annotations

from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.tree import (
    Call,
    Constant,
    Items,
    Name,
    Negative,
    Number,
    Operation,
    Percent,
    Relation,
    Tree,
    names_in,
    number,
    walk,
)


def solved_for(tree: Tree) -> str:
    """The letter for which an equation is solved; "" of anything else."""
    if not isinstance(tree, Relation):
        return ""
    for own, other in ((tree.left, tree.right), (tree.right, tree.left)):
        if isinstance(own, Name) and own.name not in names_in(other):
            return own.name
    return ""


def leaves(tree: Tree, *, fold: bool = True) -> tuple[str, ...]:
    """The numbers other than 1 and the letters, in order of their names. fold: arithmetic done."""
    tree = folded(tree) if fold else tree
    found = []
    for node in walk(tree):
        if isinstance(node, Number) and abs(node.value) != 1:
            found.append(str(abs(node.value)))
        elif isinstance(node, Name | Constant):
            found.append(node.name)
    return tuple(sorted(found))


def folded(tree: Tree) -> Tree:
    """With every part that holds no letter worked out exactly."""
    value = None if names_in(tree) else exact(tree)
    if value is not None:
        return number(value)
    match tree:
        case Operation(op, left, right):
            return Operation(op, folded(left), folded(right))
        case Negative(of):
            return folded(of)
        case Call(name, args):
            return Call(name, tuple(folded(arg) for arg in args))
        case Relation(op, left, right):
            return Relation(op, folded(left), folded(right))
        case Items(items):
            return Items(tuple(folded(item) for item in items))
    return tree


def work(tree: Tree | None) -> int:
    """Operations left to do. A fraction of whole numbers, a mixed number, a × 10ⁿ are numbers."""
    match tree:
        case Operation("/", Negative(Number() as top) | (Number() as top), Number() as bottom) if top.value.denominator == bottom.value.denominator == 1:  # fmt: skip
            return 0
        case Operation("+", Number() as whole, Operation("/", Number(), Number()) as part) if (
            whole.value.denominator == 1
        ):
            return work(part)
        case Operation("*", Number(), Operation("^", Number(base), _)) if base == 10:
            return 0
        case Operation(_, left, right):
            return 1 + work(left) + work(right)
        case Call(name, args):
            return (name != "abs") + sum(work(arg) for arg in args)
        case Negative(of) | Percent(of):
            return work(of)
        case Items(items):
            return sum(work(item) for item in items)
    return 0
