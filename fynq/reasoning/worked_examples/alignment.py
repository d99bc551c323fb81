"""Which number of an example is which number of a student's problem.

Two problems are alike when they say the same words, sentence by sentence, with numbers of the same
units in the same places and formulas of the same shape. What may differ beyond courtesy and plural
is who or what the story is about, where a method cannot depend on it: a car or a train, apples or
pencils, Anna or Tom. Any other word may change the method, so it makes two problems different.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from fynq.reasoning.reading.tree import Constant, Name, Number, Percent, Tree, children
from fynq.reasoning.reading.words import words
from fynq.reasoning.same_question import asked, same
from fynq.reasoning.worked_examples.statement import Quantity, Statement

_ALIKE = (
    ("vehicle", "car train bus van truck lorry taxi tram motorcycle scooter bicycle bike cyclist motorist driver jogger runner walker hiker"),
    ("good", "apple orange pear banana mango pencil pen book notebook eraser sticker marble ball stamp cookie sweet candy ticket toy shirt egg flower rose"),
    ("person", "anna anne ben bob alice tom tim sam max lisa maria mary john jack james emma eva leo lena paul peter ravi priya amit asha ali omar sara sarah "
               "student boy girl man woman teacher farmer child he she him his her hers"),
    ("thing", "crate box block sled sledge trolley cart suitcase"),
)  # fmt: skip
_CLASS = {word: name for name, listed in _ALIKE for word in words(listed)}
_PRONOUNS = frozenset(words("he she him his her hers"))


@dataclass(frozen=True, slots=True)
class Pair:
    """old: in the example; new: in its place in the student's problem."""

    old: Quantity
    new: Quantity


@dataclass(frozen=True, slots=True)
class Alignment:
    """renamed: letters of the example and those in their places. same_words: nothing differs but
    courtesy, so that with the same numbers it is the same problem."""

    pairs: tuple[Pair, ...]
    renamed: dict[str, str]
    same_words: bool

    @property
    def same_numbers(self) -> bool:
        return all(pair.old == pair.new for pair in self.pairs)


def aligned(example: Statement, problem: Statement) -> Alignment | None:
    """None where they are not alike, or alike in more than one way."""
    if len(example.sentences) != len(problem.sentences):
        return None
    if len(example.pieces) != len(problem.pieces):
        return None
    same_words = _same(example.sentences, problem.sentences)
    if not same_words and not _same(_by_class(example.sentences), _by_class(problem.sentences)):
        return None
    pairs: list[Pair] = []
    renamed: dict[str, str] = {}
    for old, new in zip(example.pieces, problem.pieces, strict=True):
        if isinstance(old, Quantity) and isinstance(new, Quantity):
            if old.unit != new.unit:
                return None
            pairs.append(Pair(old, new))
        elif isinstance(old, Quantity | str) or isinstance(new, Quantity | str):
            if old != new:
                return None
        elif not _fits(old, new, pairs, renamed):
            return None
    if len(set(renamed.values())) != len(renamed):
        return None
    return Alignment(tuple(pairs), renamed, same_words)


def keeps_order(pairs: tuple[Pair, ...]) -> bool:
    """Numbers of one unit compare in the problem as they do in the example, and so do their signs:
    what is larger, equal or negative may decide how a problem is done."""
    for at, one in enumerate(pairs):
        if _sign(one.old.value) != _sign(one.new.value):
            return False
        for other in pairs[at + 1 :]:
            if one.old.unit == other.old.unit and _sign(one.old.value - other.old.value) != _sign(
                one.new.value - other.new.value
            ):
                return False
    return True


def _sign(value: Fraction) -> int:
    return (value > 0) - (value < 0)


def _same(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return all(same(asked(a), asked(b)) for a, b in zip(one, other, strict=True))


def _by_class(sentences: tuple[str, ...]) -> tuple[str, ...]:
    """Words that may stand for each other by their kind; different ones of a kind stay different."""
    seen: dict[str, list[str]] = {}

    def named(found: re.Match[str]) -> str:
        word = found[0]
        base = word if word in _CLASS else word.removesuffix("'s").removesuffix("s")
        kind = _CLASS.get(base)
        if kind is None:
            return word
        if base in _PRONOUNS:
            return "pronounlike"
        known = seen.setdefault(kind, [])
        if base not in known:
            known.append(base)
        return f"{kind}like{'abcdefgh'[min(known.index(base), 7)]}"

    return tuple(re.sub(r"[a-z]+(?:'s)?", named, sentence) for sentence in sentences)


def _fits(old: Tree, new: Tree, pairs: list[Pair], renamed: dict[str, str]) -> bool:
    match old, new:
        case Number(a), Number(b):
            pairs.append(Pair(Quantity(a), Quantity(b)))
            return True
        case Name(a), Name(b):
            return renamed.setdefault(a, b) == b
        case Constant(a), Constant(b):
            return a == b
        case Percent(Number(a)), Percent(Number(b)):
            pairs.append(Pair(Quantity(a, "%"), Quantity(b, "%")))
            return True
    if type(old) is not type(new) or _head(old) != _head(new):
        return False
    inside, other = children(old), children(new)
    return len(inside) == len(other) and all(
        _fits(a, b, pairs, renamed) for a, b in zip(inside, other, strict=True)
    )


def _head(tree: Tree) -> tuple[object, ...]:
    """What a node is beside its parts."""
    return tuple(_heads(tree))


def _heads(tree: Tree) -> Iterator[object]:
    for name in ("op", "name", "variable", "order", "side"):
        if hasattr(tree, name):
            yield getattr(tree, name)
