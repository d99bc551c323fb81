"""Cards, faces of dice, sides of coins and whole numbers, and the words that pick some of them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.words import words

Item = Any
Test = Callable[[Item], bool]
UNKNOWN = "I do not know this kind of outcome."

_COLOURS = {"hearts": "red", "diamonds": "red", "clubs": "black", "spades": "black"}
_RANKS = ("ace", "2", "3", "4", "5", "6", "7", "8", "9", "10", "jack", "queen", "king")
CARDS: tuple[Item, ...] = tuple(itertools.product(_RANKS, _COLOURS))
COIN: tuple[Item, ...] = ("H", "T")
_SEVERAL = re.compile(
    r"(?i)\b(?:[2-9]|10) (?:[a-z]+ )?(?:cards|aces|kings|queens|jacks|hearts|diamonds|clubs|spades|faces|reds|blacks)\b(?<! of hearts)(?<! of clubs)(?<! of spades)(?<! of diamonds)"
)
"""A number of cards, and no rank."""
_FILLER = frozenset(
    words(
        "a an the is are it be we you they i card cards of from in with to that our this drawn draw drawing drew get getting gets pick picking "
        "picked select selecting selected choose choosing chosen roll rolling rolled rolls flip flipping flipped toss tossing tossed land lands landing "
        "on up show shows showing face faces number numbers dot dots die dice coin coins side outcome outcomes result results event single turn one "
        "standard deck 52 shuffled fair value whole integer integers obtaining obtain comes come which has have having occurring random randomly suit suits player players do does did them will would it"
    )
)
_PRIMES = frozenset({2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """What one draw comes from: equally likely items, how an item is called, and what picks some."""

    items: tuple[Item, ...]
    name: str
    test: Callable[[str], Test]
    numeric: bool = False
    alike: tuple[tuple[str, Callable[[Item], Hashable]], ...] = ()
    """Words for what two items may have in common, and how to tell it."""


_SAME_SIDE = ((r"numbers?|faces?|sides?|values?|results?|outcomes?|", lambda item: item),)


def cards() -> Source:
    return Source(
        CARDS,
        "card",
        card_test,
        alike=(
            (r"suits?", lambda card: card[1]),
            (r"colou?rs?", lambda card: _COLOURS[card[1]]),
            (r"ranks?|values?|numbers?|kinds?", lambda card: card[0]),
        ),
    )


def coin() -> Source:
    return Source(COIN, "coin", coin_test, alike=_SAME_SIDE)


def numbers(low: int, high: int, name: str = "number") -> Source:
    return Source(tuple(range(low, high + 1)), name, number_test, True, _SAME_SIDE)


def unread(phrase: str) -> list[str]:
    """The words that are not mere filling."""
    return [word for word in re.findall(r"[a-z]+|\d+", phrase.lower()) if word not in _FILLER]


def card_test(phrase: str) -> Test:
    """'a red king', 'the queen of hearts', 'a face card'. Raises NotUnderstood."""
    tests: list[Test] = []
    if _SEVERAL.search(phrase):
        raise NotUnderstood(UNKNOWN)
    said = re.sub(r"(?i)\b52[- ]card\b", " ", phrase)
    said = re.sub(
        r"(?i)\bface[- ]?cards?\b|\bpicture cards?\b|\bcourt cards?\b", " facecard ", said
    )
    said = re.sub(r"(?i)\bnumber(?:ed)? cards?\b", " numbercard ", said)
    said = re.sub(r"(?i)\b1\b(?= (?:card|turn|draw))", " ", said)
    for word in unread(said):
        single = "6" if word == "sixes" else word.removesuffix("s")
        if single in _RANKS:
            tests.append(_has(0, frozenset({single})))
        elif single + "s" in _COLOURS:
            tests.append(_has(1, frozenset({single + "s"})))
        elif single in ("red", "black"):
            tests.append(_has(1, frozenset(suit for suit, colour in _COLOURS.items() if colour == single)))  # fmt: skip
        elif single == "facecard":
            tests.append(_has(0, frozenset({"jack", "queen", "king"})))
        elif single == "numbercard":
            tests.append(_has(0, frozenset(rank for rank in _RANKS if rank.isdigit())))
        else:
            raise NotUnderstood(UNKNOWN)
    if not tests:
        raise NotUnderstood(UNKNOWN)
    return lambda item: all(test(item) for test in tests)


def _has(part: int, among: frozenset[str]) -> Test:
    return lambda card: card[part] in among


def coin_test(phrase: str) -> Test:
    left = {word.removesuffix("s") for word in unread(phrase)}
    if left not in ({"head"}, {"tail"}, {"h"}, {"t"}):
        raise NotUnderstood(UNKNOWN)
    side = next(iter(left))[0].upper()
    return lambda item: item == side


_MORE = r"(?:greater|more|larger|higher|bigger) than|above|over|exceeding|>"
_LESS = r"(?:less|fewer|smaller|lower) than|below|under|<"
_RANGES: tuple[tuple[str, Callable[[int, int], Test]], ...] = (
    (rf"(?:(?:{_MORE}) or equal to|at least|no less than|≥) (?P<a>\d+)", lambda a, _: lambda n: n >= a),
    (rf"(?:(?:{_LESS}) or equal to|at most|no more than|≤) (?P<a>\d+)", lambda a, _: lambda n: n <= a),
    (rf"(?:{_MORE}) (?:a )?(?P<a>\d+)", lambda a, _: lambda n: n > a),
    (rf"(?:{_LESS}) (?:a )?(?P<a>\d+)", lambda a, _: lambda n: n < a),
    (r"(?P<a>\d+) or (?:greater|more|larger|higher|above)", lambda a, _: lambda n: n >= a),
    (r"(?P<a>\d+) or (?:less|fewer|smaller|lower|below)", lambda a, _: lambda n: n <= a),
    (r"(?:multiples? of|divisible by) (?P<a>\d+)", lambda a, _: lambda n: n % a == 0),
    (r"(?:from|between) (?P<a>\d+) (?:to|and|through) (?P<b>\d+),? inclusive", lambda a, b: lambda n: a <= n <= b),
    (r"\beven\b", lambda _, __: lambda n: n % 2 == 0),
    (r"\bodd\b", lambda _, __: lambda n: n % 2 == 1),
    (r"\bprimes?\b", lambda _, __: lambda n: n in _PRIMES),
)  # fmt: skip


def number_test(phrase: str) -> Test:
    """'an even number', 'more than 3', 'a 5', 'an odd number less than 9'. Raises NotUnderstood."""
    listed = re.fullmatch(r"\s*\\?\{(?P<items>[\d, ]+)\\?\}\s*", phrase)
    if listed is not None:
        among = frozenset(int(item) for item in re.findall(r"\d+", listed["items"]))
        return lambda item: item in among
    tests: list[Test] = []
    left = phrase.lower()
    for pattern, made in _RANGES:
        match = re.search(pattern, left)
        if match is not None:
            said = match.groupdict()
            tests.append(made(int(said.get("a") or 0), int(said.get("b") or 0)))
            left = left[: match.start()] + " " + left[match.end() :]
    values = [int(word) for word in unread(left) if word.isdigit()]
    if [word for word in unread(left) if not word.isdigit()] or len(values) > 1:
        raise NotUnderstood(UNKNOWN)
    if values:
        tests.append(lambda item: item == values[0])
    if not tests:
        raise NotUnderstood(UNKNOWN)
    return lambda item: all(test(item) for test in tests)
