"""What is left to do in an answer: an undone division, like terms apart, a square under a root."""

from __future__ import annotations

from typing import Any

from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading.numeric import Undefined, evaluate, exact
from fynq.reasoning.reading.tree import (
    Call,
    Negative,
    Number,
    Operation,
    Percent,
    Tree,
    names_in,
    walk,
)
from fynq.reasoning.verification.points import DIGITS, close, points


def is_whole(tree: Tree) -> bool:
    """Written as a whole number, with or without a sign."""
    inner = tree.of if isinstance(tree, Negative) else tree
    return isinstance(inner, Number) and inner.value.denominator == 1 and not inner.decimals


def is_undone(tree: Tree) -> bool:
    """A number that is not written as one; a × 10ⁿ is, and a fraction by one that is a sign."""
    inner = tree.of if isinstance(tree, Negative) else tree
    match inner:
        case Number() | Percent():
            return False
        case Operation("*", Number(), Operation("^", Number(base), _)) if base == 10:
            return False
        case Operation() | Call():
            return True
    return False


def unfinished(tree: Tree) -> bool:
    return _square_under_root(tree) or _like_terms(tree)


def _square_under_root(tree: Tree) -> bool:
    for node in walk(tree):
        if isinstance(node, Call) and node.name == "sqrt":
            inside = exact(node.args[0])
            if inside is not None and inside.denominator == 1 and 1 < inside < 10**6:
                value = int(inside)
                if any(value % (n * n) == 0 for n in range(2, int(value**0.5) + 1)):
                    return True
    return False


def _like_terms(tree: Tree) -> bool:
    """Two terms of the outermost sum that differ by a factor, as in 2x + 3x."""
    terms = [term for term in _terms(tree) if exact(term) is None or exact(term) != 0]
    if not 1 < len(terms) <= 12:
        return False
    mixed = len(terms) == 2 and all(exact(term) is not None for term in terms)
    if mixed and isinstance(tree, Operation) and _is_fraction(tree.right):
        return False
    names = names_in(tree)
    rows: list[list[Any]] = []
    for at in points("like terms", names, 4):
        try:
            rows.append([evaluate(term, at, DIGITS) for term in terms])
        except (Undefined, CannotSolve):
            continue
    if len(rows) < 2:
        return False
    for a in range(len(terms)):
        for b in range(a):
            if not _same_kind(terms[a], terms[b]):
                continue
            ratios = [row[a] / row[b] for row in rows if row[b] != 0]
            if len(ratios) >= 2 and all(close(ratio, ratios[0]) for ratio in ratios):
                return True
    return False


def _same_kind(first: Tree, second: Tree) -> bool:
    """Both with variables, or both plain rationals: 1 + √2 is finished."""
    if names_in(first) or names_in(second):
        return bool(names_in(first) and names_in(second))
    return exact(first) is not None and exact(second) is not None


def _is_fraction(tree: Tree) -> bool:
    return isinstance(tree, Operation) and tree.op == "/"


def _terms(tree: Tree) -> list[Tree]:
    match tree:
        case Operation("+" | "-", left, right):
            return [*_terms(left), *_terms(right)]
        case Negative(of):
            return _terms(of)
    return [tree]
