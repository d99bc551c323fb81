"""The role of a number from the words beside it, apart from the phrases that roles reads.

Each number takes the role of the nearest telling word before it in its clause; a counted noun
after it may make it the size of a sample. Two readings that differ are a reason to refuse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.statistics.prose import NUMBER, plain, resting, value

_TOKEN = re.compile(rf"{NUMBER}%?|[^\W\d_]+̄?(?:'[a-z]+)?|[<>≤≥=|.;?!\n]")
_CLUES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("mean", re.compile(r"(?i)mean|averages?|averaged|averaging|μ|expected|x̄")),
    ("deviation", re.compile(r"(?i)deviations?|σ")),
    ("variance", re.compile(r"(?i)variances?")),
    ("size", re.compile(r"(?i)samples?|sampled|size|survey\w*|select\w*|pick\w*|choos\w*|chosen|consider|poll\w*|interview\w*|asked")),
    ("bound", re.compile(r"(?i)than|least|most|between|above|below|over|under|within|exceeds?|through|lowest|highest|percentile|probab\w*|[<>≤≥|]")),
)  # fmt: skip
_MEASURED = re.compile(
    r"(?i)seconds?|minutes?|hours?|days?|weeks?|months?|years?|inch(?:es)?|feet|foot|miles?|cm|mm|km|kg|points?|dollars?|cents?|pounds?|ounces?|"
    r"grams?|milligrams?|liters?|calories|degrees?|percent|meters?|centimeters?|units?|times?|standard|is|was|has|as|this|plus"
)  # fmt: skip
_STOP = frozenset(".;?!\n")


def agree(question: str, named: Mapping[str, set[Fraction]]) -> bool:
    """Whether the words beside each number allow the role that it was given, and give that role to
    no other number. named: role ('mean', 'deviation', 'variance', 'size') → its values."""
    by_value: dict[Fraction, list[set[str]]] = {}
    alone: dict[str, set[Fraction]] = {}
    for real, guesses in _guesses(question):
        by_value.setdefault(real, []).append(guesses)
        if len(guesses) == 1:
            alone.setdefault(next(iter(guesses)), set()).add(real)
    for role, values in named.items():
        for real in values:
            if not any(not guesses or role in guesses for guesses in by_value.get(real, [set()])):
                return False
        if role != "size" and alone.get(role, set()) - values:
            return False
    return True


def insist(question: str, named: Mapping[str, set[Fraction]]) -> None:
    """Raises NotUnderstood when the two readings differ."""
    if not agree(question, named):
        raise NotUnderstood("Two ways of reading the numbers of this problem differ.")


def _guesses(question: str) -> Iterator[tuple[Fraction, set[str]]]:
    tokens = _TOKEN.findall(re.sub(r"\^\{?\d\}?", "", resting(plain(question))))
    for at, token in enumerate(tokens):
        if not re.fullmatch(NUMBER, token):
            continue
        found = _before(tokens, at)
        after = tokens[at + 1] if at + 1 < len(tokens) else "."
        if after[0].isalpha() and not _MEASURED.fullmatch(after) and "bound" not in found:
            found = found | {"size"}
        yield value(token), found


def _before(tokens: list[str], at: int) -> set[str]:
    """A bound may be one of a mean, as in 'the mean is more than 65'."""
    beyond: set[str] = set()
    for back in range(at - 1, max(-1, at - 26), -1):
        if tokens[back] in _STOP:
            return beyond
        if tokens[back : back + 2] in (["n", "="], ["s", "="]):
            return {"size" if tokens[back] == "n" else "deviation"}
        for role, pattern in _CLUES:
            if pattern.fullmatch(tokens[back]):
                said = " ".join(tokens[max(0, back - 5) : back + 1]).lower()
                if role == "deviation" and re.search(r"\b(?:mean|average) (?:and|and a|and the) standard deviation$", said):  # fmt: skip
                    return {"mean", "deviation"}
                if role == "size" and not _counts(tokens, back, at):
                    break
                if role == "bound" and not beyond:
                    beyond = {"bound"}
                    break
                return beyond | {role}
    return beyond


_VERBS = frozenset({"is", "was", "are", "were", "has", "have", "had", "gives", "gave", "shows"})


def _counts(tokens: list[str], back: int, at: int) -> bool:
    """Whether a word for a sample can tell the size that follows: not in 'the deviation of the
    sample is 4', and no size is a fraction."""
    return value(tokens[at]).denominator == 1 and tokens[back + 1].lower() not in _VERBS


_UPPER = frozenset({"less", "fewer", "under", "below", "most", "shorter", "smaller", "lower", "younger", "lighter", "faster", "before", "within", "<", "≤", "maximum"})  # fmt: skip
_LOWER = frozenset({"more", "greater", "over", "above", "least", "longer", "larger", "higher", "older", "heavier", "taller", "bigger", "exceeds", "exceed", "after", ">", "≥", "minimum"})  # fmt: skip


def bounded(asked: str, low: Fraction | None, high: Fraction | None) -> bool:
    """Whether the nearest comparing word before each number allows the side on which it bounds.
    Reads 'between' and chains of '<' as both sides."""
    if re.search(r"(?i)\bbetween\b|\bfrom\b|\bto\b|[<≤][^<≤>≥]*[<≤]", asked):
        return True
    for real, side in _sides(_TOKEN.findall(resting(asked))):
        if (real == low and side == "upper") or (real == high and side == "lower"):
            return False
    return True


def _sides(tokens: list[str]) -> Iterator[tuple[Fraction, str]]:
    for at, token in enumerate(tokens):
        if not re.fullmatch(NUMBER, token):
            continue
        after = [word.lower() for word in tokens[at + 1 : at + 5]]
        before = [word.lower() for word in tokens[max(0, at - 4) : at]]
        joined = next((word for mark, word in pairwise(after) if mark in ("or", "and")), "")  # fmt: skip
        if joined in _UPPER or joined in _LOWER:
            yield value(token), "upper" if joined in _UPPER else "lower"
            continue
        found = [back for back in range(len(before) - 1, -1, -1) if before[back] in _UPPER | _LOWER]
        if found:
            upper = before[found[0]] in _UPPER
            negated = found[0] > 0 and before[found[0] - 1] in ("no", "not")
            yield value(token), "upper" if upper != negated else "lower"
