"""Solutions as unions of intervals, whether written with brackets or as inequalities."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import mpmath as mp

from fynq.reasoning.reading.numeric import evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import Constant, Items, Name, Negative, Relation, Tree, names_in
from fynq.reasoning.verification.points import DIGITS

_BUILDER = re.compile(r"^\s*\\?\{\s*[a-zA-Z]\s*(?:\\in\s*\\mathbb\{R\}\s*)?(?:\||\\mid|:|\\vert)(.*?)\\?\}\s*$", re.DOTALL)  # fmt: skip
_MEMBER = re.compile(r"^\s*([a-zA-Z])\s*(?:\\in|∈)\s*")
_INTERVAL = re.compile(r"^\s*([\[(])(.*)([\])])\s*$", re.DOTALL)
_ALL = re.compile(r"(?i)^\s*(?:\\mathbb\s*\{?R\}?|ℝ|all\s+(?:the\s+)?real(?:\s+number)?s?(?:\s+numbers)?)\s*$")  # fmt: skip
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
_LEAST, _MOST = Negative(Constant("oo")), Constant("oo")


@dataclass(frozen=True, slots=True)
class Interval:
    low: Tree
    low_in: bool
    high: Tree
    high_in: bool


@dataclass(frozen=True, slots=True)
class SolutionSet:
    """variable: '' when the text names none. bracketed: a single pair that may be a point."""

    variable: str
    pieces: tuple[Interval, ...]
    bracketed: bool = False


def same_sets(first: SolutionSet, second: SolutionSet, same: Callable[[Tree, Tree], bool]) -> bool:
    if first.variable and second.variable and first.variable != second.variable:
        return False
    pieces, others = _sorted(first), _sorted(second)
    return len(pieces) == len(others) and all(
        (a.low_in, a.high_in) == (b.low_in, b.high_in)
        and same(a.low, b.low)
        and same(a.high, b.high)
        for a, b in zip(pieces, others, strict=True)
    )


def solution_set(text: str) -> SolutionSet | None:
    """None for what is no union of intervals with known ends. Raises CannotSolve."""
    text = re.sub(r"\\left|\\right", "", text)
    builder = _BUILDER.match(text)
    text = builder[1] if builder else text
    member = _MEMBER.match(text)
    text = text[member.end() :] if member else text
    variables = {member[1]} if member else set[str]()
    if _ALL.match(text):
        return SolutionSet("", (Interval(_LEAST, False, _MOST, False),))
    parts = re.split(r"\\cup|∪|\bor\b|(?<=[\])])\s*U\s*(?=[\[(])", text)
    pieces: list[Interval] = []
    bracketed = False
    for part in parts:
        found = _bracketed(part)
        bracketed = bracketed or found is not None
        if found is None:
            named = _inequality(part)
            if named is None:
                return None
            variables.add(named[0])
            found = named[1]
        pieces.append(found)
    if len(variables) > 1 or not all(_ordered(piece) for piece in pieces):
        return None
    return SolutionSet(next(iter(variables), ""), tuple(pieces), bracketed and len(parts) == 1)


def _bracketed(text: str) -> Interval | None:
    found = _INTERVAL.match(text)
    if not found:
        return None
    inside = parse(f"({found[2]})") if "," in found[2] else None
    if not isinstance(inside, Items) or len(inside.items) != 2:
        return None
    low, high = inside.items
    if isinstance(low, Relation | Items) or isinstance(high, Relation | Items):
        return None
    return Interval(low, found[1] == "[", high, found[3] == "]")


def _inequality(text: str) -> tuple[str, Interval] | None:
    """x > 3, 2 ≤ x < 5, x > 2 and x < 5."""
    if "," in re.sub(r"\d,\d{3}", "", text):
        return None
    relations: list[Relation] = []
    for part in re.split(r"\band\b|\\cap|∩", text):
        tree = parse(part)
        for item in tree.items if isinstance(tree, Items) else (tree,):
            if not isinstance(item, Relation):
                return None
            relations.append(item)
    variable = ""
    low: tuple[Tree, bool] = (_LEAST, False)
    high: tuple[Tree, bool] = (_MOST, False)
    low_found = high_found = False
    for relation in relations:
        op, name, end = relation.op, relation.left, relation.right
        if not isinstance(name, Name):
            op, name, end = _TURNED.get(op, ""), end, name
        if op not in _TURNED or not isinstance(name, Name) or names_in(end):
            return None
        if variable not in ("", name.name):
            return None
        variable = name.name
        if op in (">", ">="):
            if low_found:
                return None
            low, low_found = (end, op == ">="), True
        else:
            if high_found:
                return None
            high, high_found = (end, op == "<="), True
    return (variable, Interval(*low, *high)) if 0 < len(relations) <= 2 else None


def _value(tree: Tree) -> Any:
    if tree in (_MOST, Constant("oo")):
        return mp.inf
    if tree == _LEAST:
        return -mp.inf
    return evaluate(tree, {}, DIGITS)


def _ordered(piece: Interval) -> bool:
    if names_in(piece.low) or names_in(piece.high):
        return False
    low, high = _value(piece.low), _value(piece.high)
    return mp.im(low) == 0 == mp.im(high) and bool(low < high)


def _sorted(found: SolutionSet) -> list[Interval]:
    """By their lower ends; neighbours that overlap stay apart, which at worst rejects."""
    listed = sorted(found.pieces, key=lambda piece: _value(piece.low))
    assert all(_value(a.low) <= _value(b.low) for a, b in pairwise(listed))
    return listed
