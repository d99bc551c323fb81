"""Values for variables and definitions for functions, put into a tree."""

from __future__ import annotations

from collections.abc import Mapping

from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading.limits import MAX_TOKENS
from fynq.reasoning.reading.tree import (
    Call,
    Constant,
    Items,
    Matrix,
    Name,
    Negative,
    Operation,
    Percent,
    Relation,
    Tree,
    size,
)


def substitute(
    tree: Tree,
    values: Mapping[str, Tree],
    functions: Mapping[str, tuple[str, Tree]],
    depth: int = 0,
) -> Tree:
    """functions: name → (variable, body). values: by variable; a constant by its command, such as
    '\\\\pi'. Raises CannotSolve when it grows too large."""
    if depth > 8 or size(tree) > MAX_TOKENS:
        raise CannotSolve("The expression is too long.")

    def inside(part: Tree) -> Tree:
        return substitute(part, values, functions, depth)

    match tree:
        case Name(name):
            return values.get(name, tree)
        case Constant(name):
            return values.get(f"\\{name}", tree)
        case Negative(of):
            return Negative(inside(of))
        case Percent(of):
            return Percent(inside(of))
        case Operation(op, left, right):
            return Operation(op, inside(left), inside(right))
        case Relation(op, left, right):
            return Relation(op, inside(left), inside(right))
        case Items(items):
            return Items(tuple(inside(item) for item in items))
        case Matrix(rows):
            return Matrix(tuple(tuple(inside(cell) for cell in row) for row in rows))
        case Call(name, args) if name in functions and len(args) == 1:
            variable, body = functions[name]
            return substitute(
                substitute(body, {}, functions, depth + 1),
                {variable: inside(args[0])},
                {},
                depth + 1,
            )
        case Call(name, args):
            return Call(name, tuple(inside(arg) for arg in args))
        case _:
            return tree
