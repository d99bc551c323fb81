"""Is this about quantities at all, and which of its letters are variables rather than units?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fynq.reasoning.verification.quantities.text import Kind, Token, normalised, tokens

_SCALE = re.compile(r"(?i)\b(?:scale|map|drawing|blueprint|model|represent\w*|exchange rate)\b")
_SPEED = frozenset(("m", "s", "h"))


@dataclass(frozen=True, slots=True)
class Context:
    """evidence: some number has a unit that is nothing else. variables: letters that are no units.
    scaled: the question speaks of a scale."""

    evidence: bool
    variables: frozenset[str]
    scaled: bool


_MONEY = frozenset("$€£¥₹")
_BEFORE = frozenset(("in", "to", "into", "per", "many", "of"))
LETTERS = frozenset("ACFHJKLMNTVWghlms")


def context_of(question: str, steps: Sequence[str]) -> Context:
    read = [tokens(normalised(text)) for text in (question, *steps)]
    variables = frozenset(_variables(read))
    if not any(_is_evidence(found) for found in read) and not _has_letters(read[0], variables):
        return Context(False, LETTERS, False)
    return Context(True, variables, bool(_SCALE.search(question)))


def _has_letters(found: Sequence[Token], variables: frozenset[str]) -> bool:
    """'4 m by 3 m' in running text."""
    for at, token in enumerate(found[1:], 1):
        if token.letter and not token.close and found[at - 1].kind is Kind.NUMBER:
            ahead = found[at + 1] if at + 1 < len(found) else None
            worded = ahead is None or ahead.kind in {Kind.WORD, Kind.STOP} or ahead.text == "in"
            if worded and token.text not in variables:
                return True
    return False


def _is_evidence(found: Sequence[Token]) -> bool:
    for at, token in enumerate(found):
        if token.kind is not Kind.UNIT:
            continue
        behind = found[at - 1] if at else None
        if token.text in _MONEY:
            if at + 1 < len(found) and found[at + 1].kind is Kind.NUMBER:
                return True
        elif behind is not None and behind.text != "1" and _behind_number(found, at):
            plain = not token.letter and token.text != "in" and behind.text not in _BEFORE
            if plain or (behind.kind is Kind.NUMBER and _is_rate(found, at)):
                return True
        elif token.upright and behind is not None and behind.text in ("in", "many"):
            return True
    return False


def _is_rate(found: Sequence[Token], at: int) -> bool:
    """'m/s' without spaces, behind a number."""
    ahead = found[at + 1 : at + 3]
    return (
        len(ahead) == 2
        and ahead[0].text == "/"
        and ahead[0].close
        and ahead[1].close
        and {found[at].text, ahead[1].text} <= _SPEED
    )


def _variables(read: Iterable[Sequence[Token]]) -> set[str]:
    found = set[str]()
    for each in read:
        for at, token in enumerate(each):
            if token.kind is Kind.UNIT and not token.upright and not _behind_number(each, at):
                ahead = each[at + 1] if at + 1 < len(each) else None
                worded = token.letter and ahead is not None and ahead.kind is Kind.WORD
                if not worded and token.text != "in":
                    found |= set(token.text) & LETTERS
            elif token.kind is Kind.WORD and len(token.text) <= 3 and _in_formula(each, at):
                found |= set(token.text) & LETTERS
    return found


def _behind_number(found: Sequence[Token], at: int) -> bool:
    """The unit's place: behind a number, a bracket, or another unit that has its place."""
    at -= 1
    for _ in range(12):
        at = _before_power(found, at)
        if at < 0:
            return False
        token = found[at]
        if token.kind in {Kind.NUMBER, Kind.CLOSE} or token.text in _BEFORE:
            return True
        if token.kind not in {Kind.UNIT, Kind.OPEN} and token.text not in ("*", "/"):
            return False
        if token.text in ("*", "/"):
            at = _before_power(found, at - 1)
            if at < 0 or found[at].kind not in {Kind.UNIT, Kind.OPEN, Kind.CLOSE}:
                money = at > 0 and found[at].kind is Kind.NUMBER and found[at - 1].text in _MONEY
                return money or (at >= 0 and found[at].text == "1")
        at -= 1
    return False


def _before_power(found: Sequence[Token], at: int) -> int:
    """In front of '^2', '^-2' or '^(-2)' where one ends here."""
    start = at
    bracket = start >= 0 and found[start].kind is Kind.CLOSE
    start -= bracket
    if start < 0 or found[start].kind is not Kind.NUMBER:
        return at
    start -= 1
    start -= start >= 0 and found[start].text == "-"
    start -= bracket
    return start - 1 if start >= 0 and found[start].text == "^" else at


def _in_formula(found: Sequence[Token], at: int) -> bool:
    """'mgh' in 'E = mgh = …'."""
    nearby = [found[place] for place in (at - 1, at + 1) if 0 <= place < len(found)]
    return any(token.kind in {Kind.EQUAL, Kind.SIGN} for token in nearby)
