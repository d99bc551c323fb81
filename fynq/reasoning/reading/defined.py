"""Where a formula has a real value: SymPy cancels and combines, and forgets what that excludes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import mpmath as mp

from fynq.reasoning.reading.numeric import Undefined, evaluate, exact
from fynq.reasoning.reading.tree import Call, Constant, Operation, Relation, Tree, names_in, walk

_TINY = mp.mpf(10) ** -18
_PARTIAL = frozenset({"sqrt", "ln", "log", "tan", "cot", "sec", "csc", "asin", "acos", "factorial"})


def always_defined(tree: Tree) -> bool:
    """No division by an unknown, even root or logarithm of one, or unknown to the power of zero: a
    value for every real number.

    'False' may be said of a formula that has one all the same, as 1/(x² + 1).
    """
    return not any(_may_fail(node) for node in walk(tree))


def _may_fail(node: Tree) -> bool:
    match node:
        case Operation("/", _, below):
            return bool(names_in(below))
        case Operation("^", base, power):
            index = exact(power)
            whole = index is not None and index.denominator % 2 == 1 and index > 0
            return bool(names_in(base)) and not whole
        case Call("root", (of, index_tree)):
            index = exact(index_tree)
            return bool(names_in(of)) and (index is None or index % 2 == 0)
        case Call(name, args):
            return name in _PARTIAL and any(names_in(arg) for arg in args)
    return False


def has_real_value(relation: Relation, name: str, value: Any) -> bool:
    """Whether every part of both sides has a value at `value`, and a real one when that is real.

    True as well where another letter keeps a part from having a value.
    """
    real = abs(mp.im(value)) < _TINY and Constant("i") not in set(walk(relation))
    try:
        for part in _parts(relation, name):
            found = evaluate(part, {name: value})
            if real and abs(mp.im(found)) > _TINY:
                return False
            if (
                isinstance(part, Operation)
                and part.op == "/"
                and abs(evaluate(part.right, {name: value})) < _TINY
            ):
                return False
    except Undefined:
        return False
    return True


def _parts(relation: Relation, name: str) -> Iterator[Tree]:
    for node in walk(relation):
        if isinstance(node, Operation | Call) and names_in(node) == (name,):
            yield node
