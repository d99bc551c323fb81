"""'The length is 6 inches more than twice the width' as an equation between named quantities."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Operation, Relation, Tree
from fynq.reasoning.stories.terms import (
    amount,
    decimal,
    equal,
    minus,
    plus,
    power,
    signed,
    times,
    value_of,
)
from fynq.reasoning.stories.wording import NUMBER, REFUSAL

Names = Sequence[tuple[str, Tree]]
"""Patterns of noun phrases, the longest first, and what each stands for."""

UNITS = (
    r"(?:square |cubic )?(?:inch(?:es)?|feet|foot|ft|yards?|yd|miles?|mi|meters?|centimeters?|millimeters?|kilometers?|cm|mm|km|m|degrees?|°|"
    r"miles per hour|kilometers per hour|mph|hours?|minutes?|seconds?|days?|weeks?|months?|years?(?: old)?|pounds?|lbs?|ounces?|oz|grams?|kilograms?|kg|"
    r"dollars?|cents?|points?|units?|liters?|gallons?|quarts?|cups?|milliliters?|ml)"
)
_UP = "longer|taller|wider|older|larger|greater|bigger|faster|heavier|higher|farther|further|deeper|warmer"
_DOWN = "shorter|younger|smaller|slower|lighter|lower|narrower|cheaper|fewer"


def relation(sentence: str, names: Names) -> Relation:
    """Raises NotUnderstood when a word is not accounted for."""
    text = sentence.strip().rstrip(".?!")
    text = re.sub(r"\s+in\.(?=\s|$)", " inches", text)
    text = re.sub(
        rf"(?i)(?<=\d)\s*{UNITS}(?![a-z])\.?(?:(?: in length| long| wide| tall| high)\b)?", "", text
    )
    trees: dict[str, Tree] = {}
    for pattern, tree in names:
        mark = f"⟨{len(trees)}⟩"
        text, count = re.subn(rf"(?i)\b(?:{pattern})", mark, text)
        if count:
            trees[mark] = tree
    text = re.sub(rf"(?i)\b(?:{_UP})\b(?= than)", "more", text)
    text = re.sub(rf"(?i)\b(?:{_DOWN})\b(?= than)", "less", text)
    text = re.sub(r"(?i)\bas (?:much|many|long|tall|wide|old|large|big|fast|high) as\b", "", text)
    text = re.sub(r"(?i)\btimes (?:as|the)\b", "times", text)
    text = re.sub(
        r"(?i)\b(?:measures?|was|were|are|equals|is equal to|will be|would be)\b", "is", text
    )
    left, sign, right = re.sub(r"(?<=[⟩\d%]),", "", text).partition(" is ")
    if not sign or " is " in right:
        raise NotUnderstood(REFUSAL)
    return equal(_Phrase(left, trees).whole(), _Phrase(right, trees).whole())


class _Phrase:
    """Recursive descent. 'k more than' takes all that follows, 'k times' the next thing only."""

    def __init__(self, text: str, trees: dict[str, Tree]) -> None:
        self._words = [word for word in text.lower().replace(",", " , ").split() if word not in ("the", ",")]  # fmt: skip
        self._trees = trees
        self._at = 0

    def whole(self) -> Tree:
        tree = self._sum()
        if self._at != len(self._words):
            raise NotUnderstood(REFUSAL)
        return tree

    def _accept(self, *words: str) -> bool:
        if self._words[self._at : self._at + len(words)] == list(words):
            self._at += len(words)
            return True
        return False

    def _sum(self) -> Tree:
        start = self._at
        first = self._term()
        for word, sign in (("more", plus), ("less", minus)):
            if self._at == start + 1 and self._accept(word, "than"):
                rest = self._sum()
                if self._words[start].endswith("%"):
                    return times(sign(amount("1"), first), rest)
                return sign(rest, first)
        while True:
            if self._accept("plus") or self._accept("increased", "by"):
                first = self._changed(first, plus)
            elif self._accept("minus") or self._accept("decreased", "by"):
                first = self._changed(first, minus)
            elif self._accept("divided", "by"):
                first = Operation("/", first, self._term())
            elif self._accept("multiplied", "by"):
                first = times(first, self._term())
            else:
                return first

    def _changed(self, first: Tree, sign: Callable[[Tree, Tree], Tree]) -> Tree:
        at = self._at
        other = self._term()
        if self._at == at + 1 and self._words[at].endswith("%"):
            return times(sign(amount("1"), other), first)
        return sign(first, other)

    def _term(self) -> Tree:
        for word, op in (("sum", "+"), ("total", "+"), ("difference", "-"), ("product", "*"), ("quotient", "/")):  # fmt: skip
            if self._accept(word, "of") or self._accept(word, "between"):
                return self._listed(op)
        if self._accept("square", "of"):
            return power(self._term(), 2)
        if self._at >= len(self._words):
            raise NotUnderstood(REFUSAL)
        word = self._words[self._at]
        if re.fullmatch(rf"-?{NUMBER}%?", word):
            self._at += 1
            number = decimal(value_of(word)) if word.endswith("%") else signed(word)
            if self._accept("times") or self._accept("of"):
                return times(number, self._term())
            if self._at < len(self._words) and self._words[self._at].startswith("⟨"):
                return times(number, self._term())
            return number
        if word not in self._trees:
            raise NotUnderstood(REFUSAL)
        self._at += 1
        tree = self._trees[word]
        return power(tree, 2) if self._accept("squared") else tree

    def _listed(self, op: str) -> Tree:
        first = self._sum()
        if not self._accept("and"):
            raise NotUnderstood(REFUSAL)
        second = self._term()
        if op in "+*" and self._accept("and"):
            return Operation(op, Operation(op, first, second), self._term())
        return Operation(op, first, second)
