"""English phrases as expressions: 'five less than twice x' → 2x - 5.

Every way to read a phrase is tried; it is taken only when all of them have the same value.
"""

from __future__ import annotations

import re
from functools import cache

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.number_words import ONES, TENS
from fynq.reasoning.reading.sentences import HOLE
from fynq.reasoning.reading.tree import (
    Call,
    Name,
    Negative,
    Number,
    Operation,
    Percent,
    Relation,
    Tree,
    names_in,
    number,
)
from fynq.reasoning.verification.points import agree

UNREAD = "I cannot put this phrase into a formula in one way only."
MAX_WORDS = 28
_PARTS = {"half": 2, "third": 3, "fourth": 4, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10}  # fmt: skip
_BETWEEN = {
    "more than": ("+", True),
    "greater than": ("+", True),
    "added to": ("+", True),
    "less than": ("-", True),
    "fewer than": ("-", True),
    "subtracted from": ("-", True),
    "increased by": ("+", False),
    "plus": ("+", False),
    "decreased by": ("-", False),
    "diminished by": ("-", False),
    "minus": ("-", False),
    "times": ("*", False),
    "multiplied by": ("*", False),
    "divided by": ("/", False),
}
_LISTED = {"sum": "+", "total": "+", "difference": "-", "product": "*", "quotient": "/", "ratio": "/"}  # fmt: skip
_EQUALS = ("is equal to", "equals", "is the same as", "is", "gives", "yields", "amounts to")
_UNKNOWN = ("a number", "some number", "the number", "an unknown number", "number")


def whole_number(text: str) -> int | None:
    """'twenty-five' → 25; None when it is no number in words below 100."""
    if text in ONES:
        return ONES.index(text)
    tens, _, ones = text.partition("-")
    if tens not in TENS or (ones and ones not in ONES[1:10]):
        return None
    return 20 + 10 * TENS.index(tens) + (ONES.index(ones) if ones else 0)


def phrase(text: str, trees: list[Tree], unknown: str = "n") -> Tree:
    """The expression or equation that a phrase with HOLE for each of `trees` states.

    Raises NotUnderstood when it has no reading, or readings of different values.
    """
    said = re.sub(r"[.?:;]", " ", text).replace(",", " , ").split()
    if len(said) > MAX_WORDS or said.count(HOLE) != len(trees):
        raise NotUnderstood(UNREAD)
    found = _Readings(tuple(said), tuple(trees), unknown).all()
    if not found:
        raise NotUnderstood(UNREAD)
    first = found[0]
    if any(not _same(first, other) for other in found[1:]):
        raise NotUnderstood(UNREAD)
    return first


def _same(first: Tree, second: Tree) -> bool:
    if first == second:
        return True
    if isinstance(first, Relation) and isinstance(second, Relation):
        return _same(first.left, second.left) and _same(first.right, second.right)
    if isinstance(first, Relation) or isinstance(second, Relation):
        return False
    names = sorted({*names_in(first), *names_in(second)})
    return agree(first, second, names, "phrase") is True


class _Readings:
    def __init__(self, words: tuple[str, ...], trees: tuple[Tree, ...], unknown: str) -> None:
        self._words = words
        self._unknown = Name(unknown)
        self._trees: dict[int, Tree] = {}
        for tree, at in zip(trees, (at for at, word in enumerate(words) if word == HOLE), strict=True):  # fmt: skip
            self._trees[at] = tree
        self._between = cache(self._found)

    def all(self) -> list[Tree]:
        count = len(self._words)
        found: list[Tree] = []
        for sign in _EQUALS:
            parts = sign.split()
            for at in range(1, count - len(parts)):
                if list(self._words[at : at + len(parts)]) == parts:
                    left = self._between(0, at)
                    right = self._between(at + len(parts), count)
                    found += [Relation("=", a, b) for a in left for b in right]
        return found or list(self._between(0, count))

    def _found(self, start: int, end: int) -> tuple[Tree, ...]:
        words = self._words[start:end]
        while words and words[0] in (",", "the", "a"):
            start, words = start + 1, words[1:]
        while words and words[-1] == ",":
            end, words = end - 1, words[:-1]
        text = " ".join(words)
        if not words:
            return ()
        if words == (HOLE,):
            return (self._trees[start],)
        if words[:1] == ("number",) and words[1:] == (HOLE,):
            return (self._trees[start + 1],)
        if len(text) == 1 and text.isalpha() and text not in "ai":
            return (Name(text),)
        if text in _UNKNOWN:
            return (self._unknown,)
        plain = whole_number(text)
        if plain is not None:
            return (number(plain),)
        last = max((at for at in range(start, end) if self._words[at] == ","), default=-1)
        if last > 0 and self._words[last + 1 : last + 2] != ("and",):
            after = self._infix(start, end, (last + 1,))
            if after:
                return after
        return tuple(
            dict.fromkeys(
                [
                    *self._listed(start, end),
                    *self._infix(start, end, range(start + 1, end)),
                    *self._prefixed(start, end),
                ]
            )
        )

    def _listed(self, start: int, end: int) -> list[Tree]:
        """'the sum of a and b'"""
        op = _LISTED.get(self._words[start])
        if op is None or self._words[start + 1 : start + 2] not in (("of",), ("between",)):
            return []
        found: list[Tree] = []
        for at in range(start + 3, end - 1):
            if self._words[at] == "and":
                for left in self._between(start + 2, at):
                    found += [Operation(op, left, right) for right in self._between(at + 1, end)]
        return found

    def _infix(self, start: int, end: int, places: range | tuple[int, ...]) -> tuple[Tree, ...]:
        """'3 more than x'; 'x increased by 7'"""
        found: list[Tree] = []
        for at in places:
            for text, (op, turned) in _BETWEEN.items():
                parts = tuple(text.split())
                if self._words[at : at + len(parts)] != parts or at + len(parts) >= end:
                    continue
                for left in self._between(start, at):
                    for right in self._between(at + len(parts), end):
                        pair = (right, left) if turned else (left, right)
                        found.append(Operation(op, *pair))
        return tuple(found)

    def _prefixed(self, start: int, end: int) -> list[Tree]:
        """'twice x', 'the square of x', 'one-half of x', '20% of x', 'x squared'"""
        words = self._words
        first = words[start]
        found: list[Tree] = []
        if first in ("twice", "double", "triple"):
            times = number(3 if first == "triple" else 2)
            found += [Operation("*", times, of) for of in self._between(start + 1, end)]
        if words[end - 1] in ("squared", "cubed"):
            power = number(2 if words[end - 1] == "squared" else 3)
            found += [Operation("^", of, power) for of in self._between(start, end - 1)]
        if words[start + 1 : start + 2] == ("of",):
            part = _fraction(first)
            whole = self._between(start + 2, end)
            if part is not None:
                found += [Operation("*", part, of) for of in whole]
            if first == HOLE and _is_part(self._trees[start]):
                found += [Operation("*", self._trees[start], of) for of in whole]
            if first in ("square", "cube"):
                found += [Operation("^", of, number(2 if first == "square" else 3)) for of in whole]
            if first in ("opposite", "negative"):
                found += [Negative(of) for of in whole]
        if words[start : start + 3] in (("square", "root", "of"), ("absolute", "value", "of")):
            name = "sqrt" if first == "square" else "abs"
            found += [Call(name, (of,)) for of in self._between(start + 3, end)]
        return found


def _fraction(word: str) -> Tree | None:
    """'one-half', 'two-thirds', 'half'"""
    if word == "half":
        return Operation("/", number(1), number(2))
    top, _, bottom = word.partition("-")
    below = _PARTS.get(bottom.removesuffix("s"))
    above = whole_number(top)
    if below is None or above is None or not bottom:
        return None
    return Operation("/", number(above), number(below))


def _is_part(tree: Tree) -> bool:
    match tree:
        case Percent(Number()) | Operation("/", Number(), Number()):
            return True
        case Number(value, decimals):
            return decimals is not None and 0 < value < 1
        case _:
            return False
