"""What a question says itself, so that a hint that repeats it gives nothing away."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import (
    Call,
    Name,
    Negative,
    Number,
    Operation,
    Tree,
    children,
    names_in,
    size,
    walk,
)
from fynq.reasoning.verification.hint_text import Mention, bare, mentions
from fynq.reasoning.verification.remaining_work import work

_SOLVE = re.compile(r"(?i)\bsolv(?:e|ing)\b")
_LETTER = re.compile(r"(?<![\\a-zA-Z])[a-zA-Z](?![a-zA-Z])")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class QuestionText:
    """plain: the whole, bare; known: its expressions, bare; numbers: all that occur in it;
    closed: its calculations, and the signatures of them; trees: of its expressions with letters.
    letters: all that stand alone; solves: an equation is to be solved."""

    plain: str
    known: frozenset[str]
    numbers: frozenset[str]
    signatures: frozenset[tuple[str, ...]]
    closed: tuple[Tree, ...]
    trees: tuple[Tree, ...]
    letters: frozenset[str]
    solves: bool

    @staticmethod
    @lru_cache(maxsize=64)
    def of(question: str) -> QuestionText:
        found = mentions(question)
        trees = [tree for tree in (_read(item.text) for item in found) if tree is not None]
        closed = [
            tree for tree in trees if not names_in(tree) and isinstance(tree, Operation | Call)
        ]
        return QuestionText(
            bare(question),
            frozenset(bare(item.text) for item in found),
            frozenset(_NUMBER.findall(re.sub(r"(?<=\d),(?=\d{3})", "", question))),
            frozenset(signature(tree) for tree in closed),
            tuple(closed),
            tuple(tree for tree in trees if names_in(tree)),
            frozenset(_LETTER.findall(question)),
            _SOLVE.search(question) is not None,
        )

    def says(self, mention: Mention, gold: str) -> bool:
        """A bare number of the question is news when it is told as a result, in the gold's form."""
        plain = bare(mention.text)
        if mention.whole and self._holds(bare(mention.whole)):
            return True
        if re.fullmatch(r"-?\d+(?:\.\d+)?%?[a-zA-Z]*", plain):
            number = re.sub(r"[-%a-zA-Z]", "", plain)
            same = _NUMBER.findall(gold) == [number]
            return number in self.numbers and not (mention.told and same)
        if plain == bare(gold):
            return self._holds(plain) and not (mention.told and plain in self.known)
        if plain in self.known or self._holds(plain):
            return True
        return self._restates(mention.text.split("=")[-1])

    def sets_up(self, tree: Tree) -> bool:
        """It puts numbers of the question, and no others, into a formula with two operations or
        more. Where an equation is to be solved that would be its solution."""
        numbers = [node for node in walk(tree) if isinstance(node, Number)]
        return (
            not self.solves
            and work(tree) > 1
            and all(node.value in (0, 1) or self._has(node) for node in numbers)
        )

    def shares(self, tree: Tree) -> bool:
        """Most of its numbers are the question's, as in a step of its calculation."""
        found = [node for node in walk(tree) if isinstance(node, Number)]
        return 2 * sum(self._has(node) for node in found) > len(found)

    def _holds(self, plain: str) -> bool:
        return len(plain) > 3 and plain in self.plain

    def _restates(self, text: str) -> bool:
        """The question's own calculation in other words or order, or with its values put in."""
        tree = _read(text)
        if tree is None or not children(tree):
            return False
        if signature(tree) in self.signatures and not names_in(tree):
            return True
        return set(names_in(tree)) <= self.letters and any(
            self._is_instance(pattern, tree) for pattern in self.trees
        )

    def _is_instance(self, pattern: Tree, tree: Tree) -> bool:
        """The pattern with other values for its letters; those of the question in a short one."""
        found: dict[str, Tree] = {}
        if not children(pattern) or not _fits(pattern, tree, found):
            return False
        if all(value == Name(name) for name, value in found.items()):
            return False
        if size(pattern) > 3:
            return True
        return all(
            self._has(node)
            for value in found.values()
            for node in walk(value)
            if isinstance(node, Number)
        )

    def _has(self, number: Number) -> bool:
        return str(abs(number.value)) in self.numbers or _written(number) in self.numbers


def signature(tree: Tree) -> tuple[str, ...]:
    """Its numbers and operations in whatever order."""
    return tuple(
        sorted(
            str(getattr(node, "value", "")) or str(getattr(node, "op", "negative"))
            for node in walk(tree)
            if isinstance(node, Number | Operation | Negative)
        )
    )


def _written(number: Number) -> str:
    return f"{float(abs(number.value)):.{number.decimals or 0}f}"


def _fits(pattern: Tree, tree: Tree, values: dict[str, Tree]) -> bool:
    if isinstance(pattern, Name):
        return values.setdefault(pattern.name, tree) == tree
    own, others = children(pattern), children(tree)
    if type(pattern) is not type(tree) or len(own) != len(others):
        return False
    if not own:
        return pattern == tree
    if getattr(pattern, "op", "") != getattr(tree, "op", ""):
        return False
    return all(_fits(a, b, values) for a, b in zip(own, others, strict=True))


def _read(text: str) -> Tree | None:
    try:
        return parse(text)
    except (CannotSolve, ArithmeticError, ValueError, RecursionError):
        return None
