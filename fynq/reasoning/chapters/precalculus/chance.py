"""Cards, dice and coins, permutations and combinations: counted by formula, checked by listing."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.precalculus.method import (
    Asked,
    Method,
    Worked,
    check_by,
    method,
    solve_by,
)
from fynq.reasoning.chapters.precalculus.writing import fraction, rational
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.solved import Report, SolvedProblem

Card = tuple[str, str]
_SUITS = {"heart": "red", "diamond": "red", "club": "black", "spade": "black"}
_RANKS = ("ace", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "jack", "queen", "king")  # fmt: skip
_DECK: tuple[Card, ...] = tuple(itertools.product(_RANKS, _SUITS))
_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}


def _card(text: str) -> Callable[[Card], bool]:
    """'a red ace', 'a club', 'a six', 'a non-ace', 'a face card', 'red card'."""
    words = re.sub(r"[^a-z ]", " ", text.lower()).split()
    words = [word for word in words if word not in ("a", "an", "the", "card", "of", "drawing", "getting")]  # fmt: skip
    turned = bool(words) and words[0] in ("non", "not")
    words = words[1:] if turned else words
    tests: list[Callable[[Card], bool]] = []
    for word in words:
        single = word if word in _RANKS else "six" if word == "sixes" else word.rstrip("s")
        if single in _RANKS:
            tests.append(lambda card, r=single: card[0] == r)  # type: ignore[misc]
        elif single in _SUITS:
            tests.append(lambda card, s=single: card[1] == s)  # type: ignore[misc]
        elif single in ("red", "black"):
            tests.append(lambda card, c=single: _SUITS[card[1]] == c)  # type: ignore[misc]
        elif single == "face":
            tests.append(lambda card: card[0] in ("jack", "queen", "king"))
        else:
            raise NotUnderstood("I do not know this kind of card.")
    if not tests or (turned and len(tests) > 1):
        raise NotUnderstood("I do not know this kind of card.")
    return lambda card: all(test(card) for test in tests) != turned


def _either(text: str) -> list[Callable[[Card], bool]]:
    return [_card(part) for part in re.split(r"\s+or\s+", text)]


def _cards(asked: Asked) -> Worked:
    wanted = _either(asked["cards"])
    counts = [sum(map(one, _DECK)) for one in wanted]
    both = sum(all(one(card) for one in wanted) for card in _DECK) if len(wanted) == 2 else 0
    if len(wanted) > 2:
        raise CannotSolve("I count at most two kinds of cards.")
    total = sum(counts) - both
    counting = " + ".join(map(str, counts)) + (f" - {both}" if both else "")
    if asked.has("ways"):
        return Worked(str(total), "\\text{cards}", [("Count the cards, none of them twice", f"$${counting} = {total}$$")], "Of two kinds, what is of both is counted once.")  # fmt: skip
    found = Fraction(total, 52)
    return Worked(
        fraction(found),
        "P(E)",
        [
            ("Count the cards, none of them twice", f"$${counting} = {total}$$"),
            ("Divide by the number of all cards", f"$$P = \\frac{{{total}}}{{52}} = {fraction(found)}$$"),
        ],
        "With equally likely outcomes a probability is the favourable ones over all.",
    )  # fmt: skip


def _cards_hold(asked: Asked, final: str) -> str:
    wanted = _either(asked["cards"])
    listed = {card for card in _DECK if any(one(card) for one in wanted)}
    value = Fraction(len(listed), 1 if asked.has("ways") else 52)
    return "The cards of the deck were listed one by one." if rational(final) == value else ""


def _faces(text: str) -> set[int]:
    lowered = text.lower().strip()
    compared = re.fullmatch(r"(?:a )?(?:number )?(greater|less) than (or equal to )?(\d)", lowered)
    if compared:
        limit, equal = int(compared[3]), bool(compared[2])
        above = compared[1] == "greater"
        return {n for n in range(1, 7) if ((n > limit) == above and n != limit) or (equal and n == limit)}  # fmt: skip
    named = {"an odd number": {1, 3, 5}, "an even number": {2, 4, 6}, "a prime number": {2, 3, 5}}
    if lowered in named:
        return named[lowered]
    found: set[int] = set()
    for part in re.split(r"\s+or\s+", lowered):
        word = re.sub(r"^an? ", "", part)
        if word not in _COUNTS and not re.fullmatch(r"[1-6]", word):
            raise NotUnderstood("I do not know this outcome.")
        found.add(_COUNTS[word] if word in _COUNTS else int(word))
    return found


def _die(asked: Asked) -> Worked:
    faces = _faces(asked["faces"])
    found = Fraction(len(faces), 6)
    return Worked(fraction(found), "P(E)", [("List the favourable outcomes", f"$$\\{{{', '.join(map(str, sorted(faces)))}\\}}$$"), ("Divide by the number of outcomes", f"$$P = \\frac{{{len(faces)}}}{{6}} = {fraction(found)}$$")], "With equally likely outcomes a probability is the favourable ones over all.")  # fmt: skip


def _die_holds(asked: Asked, final: str) -> str:
    faces = _faces(asked["faces"])
    rest = 1 - sum((Fraction(1, 6) for n in range(1, 7) if n not in faces), Fraction(0))
    return "The outcomes that do not count were taken from 1." if rest == rational(final) else ""


def _coin_and_card(asked: Asked) -> Worked:
    wanted = _card(asked["card"])
    count = sum(map(wanted, _DECK))
    p = Fraction(count, 52)
    found = Fraction(1, 2) + p - Fraction(1, 2) * p
    return Worked(fraction(found), "P(A \\text{ or } B)", [("Add the probabilities and take away that of both", f"$$\\frac{{1}}{{2}} + {fraction(p)} - \\frac{{1}}{{2}} \\cdot {fraction(p)} = {fraction(found)}$$")], "P(A or B) = P(A) + P(B) - P(A and B).")  # fmt: skip


def _coin_and_card_holds(asked: Asked, final: str) -> str:
    wanted = _card(asked["card"])
    listed = [1 for coin in (True, False) for card in _DECK if coin or wanted(card)]
    return "All 104 outcomes were listed." if Fraction(len(listed), 104) == rational(final) else ""


def _coins(asked: Asked) -> Worked:
    count = _COUNTS.get(asked["count"].lower()) or int(asked["count"])
    if count > 12:
        raise CannotSolve("That is too many coins.")
    found = Fraction(1, 2**count)
    return Worked(fraction(found), "P(E)", [("Multiply the probabilities of the coins", f"$$\\left(\\frac{{1}}{{2}}\\right)^{{{count}}} = {fraction(found)}$$")], "Probabilities of independent events are multiplied.")  # fmt: skip


def _coins_hold(asked: Asked, final: str) -> str:
    count = _COUNTS.get(asked["count"].lower()) or int(asked["count"])
    listed = list(itertools.product("HT", repeat=count))
    found = Fraction(sum(set(one) == {"T"} for one in listed), len(listed))
    return "All outcomes were listed." if found == rational(final) else ""


def _choice(asked: Asked) -> tuple[int, int, bool]:
    n, r = int(asked["n"]), int(asked["r"])
    if not 0 <= r <= n <= 400:
        raise CannotSolve("One cannot choose more than there are.")
    return n, r, asked["kind"].lower() == "p"


def _chosen(asked: Asked) -> Worked:
    n, r, ordered = _choice(asked)
    value = math.perm(n, r) if ordered else math.comb(n, r)
    rule = f"\\frac{{{n}!}}{{{n - r}!}}" if ordered else f"\\frac{{{n}!}}{{{r}! \\cdot {n - r}!}}"
    return Worked(str(value), f"{asked['kind'].upper()}({n}, {r})", [("Use the formula", f"$${rule} = {value}$$")], "Permutations count orders, combinations do not.")  # fmt: skip


def _chosen_holds(asked: Asked, final: str) -> str:
    """Pascal's triangle, row after row; an order for each choice."""
    n, r, ordered = _choice(asked)
    row = [1]
    for _ in range(n):
        row = [1, *(a + b for a, b in itertools.pairwise(row)), 1]
    value = row[r]
    for k in range(2, r + 1):
        value = value * k if ordered else value
    return "The number was found again in Pascal's triangle." if str(value) == final else ""


def _letters(asked: Asked) -> Worked:
    counts = _multiplicities(asked)
    total = math.factorial(sum(counts.values()))
    for count in counts.values():
        total //= math.factorial(count)
    below = " \\cdot ".join(f"{c}!" for c in counts.values() if c > 1) or "1"
    return Worked(str(total), f"\\text{{{asked['word']}}}", [("Divide by the orders of equal letters", f"$$\\frac{{{sum(counts.values())}!}}{{{below}}} = {total}$$")], "Exchanging equal letters makes no new arrangement.")  # fmt: skip


def _multiplicities(asked: Asked) -> dict[str, int]:
    word = asked["word"].upper()
    if len(word) > 30:
        raise CannotSolve("The word is too long.")
    return {letter: word.count(letter) for letter in sorted(set(word))}


def _letters_hold(asked: Asked, final: str) -> str:
    left, ways = len(asked["word"]), 1
    for count in _multiplicities(asked).values():
        ways *= math.comb(left, count)
        left -= count
    return "Places were chosen letter by letter." if str(ways) == final else ""


_DECKS = r"(?:from )?(?:a|the) (?:standard|regular) (?:52[- ]card )?deck(?: of (?:52 )?(?:playing )?cards)?"
_DRAWN = rf"(?:(?:one|a) card is (?:drawn|chosen|selected)(?: at random)? {_DECKS}|one card is drawn {_DECKS})"
_METHODS: tuple[Method, ...] = (
    method("cards", "probability", _cards, _cards_hold,
           rf"{_DRAWN}\. (?:find|what is) the probability (?:of|that) (?:drawing|getting|choosing) (?P<cards>[a-z -]+)",
           r"(?P<ways>how many) ways are there to (?:pick|draw|choose) (?P<cards>[a-z -]+?) from a standard (?:card playing deck|deck of (?:52 )?(?:playing )?cards|52-card deck)",
           r"use the [a-z ]+ principle.*calculations\. (?P<ways>how many) ways are there to (?:pick|draw|choose) (?P<cards>[a-z -]+?) from a standard (?:card playing deck|deck of (?:52 )?(?:playing )?cards)"),
    method("die", "probability", _die, _die_holds,
           r"a (?:fair )?(?:six-sided |6-sided )?(?:number cube|die) is rolled\. (?:find|what is) the probability of (?:rolling|getting) (?P<faces>[a-z\d ]+)"),
    method("coin and card", "probability", _coin_and_card, _coin_and_card_holds,
           rf"a fair coin is tossed and a card is drawn {_DECKS}\. find the probability of getting a (?:head|tail) on the coin or (?P<card>[a-z -]+)"),
    method("coins", "probability", _coins, _coins_hold,
           r"(?P<count>two|three|four|five|six|\d+) (?:fair )?coins are tossed\. find the probability of getting all (?:tails|heads)"),
    method("permutation or combination", "counting", _chosen, _chosen_holds,
           r"(?:compute the value of the expression|evaluate the binomial coefficient|evaluate(?: the expression)?|find|compute)?[.:]? ?(?P<kind>[pc])\( ?(?P<n>\d+) ?, ?(?P<r>\d+) ?\)",
           r"find the value of (?:the )?(?:permutation|combination)? ?(?P<kind>[pc])\( ?(?P<n>\d+) ?, ?(?P<r>\d+) ?\)"),
    method("letters", "counting", _letters, _letters_hold,
           r"(?:find the number of|in how many ways can one make) rearrangements of the letters (?:in|of) the word (?P<word>[a-z]{2,})",
           r"finding the number of permutations of n non-distinct objects find the number of rearrangements of the letters in the word (?P<word>[a-z]{2,})"),
)  # fmt: skip


def solve(question: str) -> SolvedProblem:
    return solve_by("chance", _METHODS, question)


def check(question: str, solved: SolvedProblem) -> Report:
    return check_by(_METHODS, question, solved)
