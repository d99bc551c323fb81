"""A number that an answer gives, with or without a unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import mpmath as mp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading.numeric import evaluate
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import (
    Items,
    Name,
    Negative,
    Number,
    Percent,
    Relation,
    Tree,
    names_in,
)
from fynq.reasoning.verification.plain_answer import plain_answer
from fynq.reasoning.verification.points import DIGITS
from fynq.reasoning.verification.unit_table import Unit
from fynq.reasoning.verification.unit_table import unit as unit_of

UNREAD = (CannotSolve, ArithmeticError, ValueError, TypeError, RecursionError, mp.mp.NoConvergence)
_UNIT = re.compile(
    r"^(?P<number>.*?[\d)}.])\s*(?P<unit>[A-Za-zΩµμ°¢][A-Za-zΩµμ°¢/^²³·*{}()\d\s-]*)$"
)


@dataclass(frozen=True, slots=True)
class Measured:
    """tree: the number as written, in `unit` where there is one."""

    tree: Tree
    value: Any
    unit: Unit | None = None

    @property
    def decimals(self) -> int | None:
        """Digits after the point of a number that is written in digits; None for any other."""
        tree = self.tree.of if isinstance(self.tree, Negative | Percent) else self.tree
        return (tree.decimals or 0) if isinstance(tree, Number) else None

    @property
    def figures(self) -> int:
        """Significant figures of a number that is written in digits; 0 for any other."""
        tree = self.tree.of if isinstance(self.tree, Negative | Percent) else self.tree
        if not isinstance(tree, Number):
            return 0
        digits = str(abs(int(tree.value * 10 ** (tree.decimals or 0)))).lstrip("0")
        return len(digits if tree.decimals else digits.rstrip("0"))


def measured(text: str) -> Measured | None:
    """'x = 3', '12 m/s', '1/2'; None for what is no single number."""
    plain = plain_answer(text)
    found = _UNIT.match(plain)
    unit = unit_of(found["unit"].strip()) if found else None
    bare = found["number"] if found and unit is not None else plain
    try:
        tree = _right(parse(bare))
        if isinstance(tree, Relation | Items) or names_in(tree):
            return None
        value = evaluate(tree, {}, DIGITS)
    except UNREAD:
        return None
    return Measured(tree, value, unit)


def _right(tree: Tree) -> Tree:
    if isinstance(tree, Relation) and tree.op == "=":
        if isinstance(tree.left, Name):
            return tree.right
        if isinstance(tree.right, Name):
            return tree.left
    return tree
