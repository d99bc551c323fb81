"""Every 'expression = quantity' of a working: do the units carry through, and the number with them?
What is not sure is left open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fynq.reasoning.reading.words import words
from fynq.reasoning.verification.calculations import CHANGES
from fynq.reasoning.verification.quantities.amount import Amount
from fynq.reasoning.verification.quantities.context import LETTERS
from fynq.reasoning.verification.quantities.judging import Verdict, judge
from fynq.reasoning.verification.quantities.names import spelled
from fynq.reasoning.verification.quantities.reader import Mixed, readings, sides
from fynq.reasoning.verification.quantities.text import Kind, Token, normalised, shown, tokens
from fynq.reasoning.verification.units_checked import UnitLine

_RATES = frozenset(words("per in each every a an for by to into or and"))
"""Behind a result they make another quantity of it: '60 miles in an hour'."""
_SCALES = frozenset(words("scale map drawing model represents represent blueprint equals exchange"))
"""Where '1 cm = 5 km' is no mistake."""


@dataclass(frozen=True, slots=True)
class Judged:
    line: UnitLine
    results: tuple[Amount, ...]
    """Readings of the right side."""


def judged_lines(steps: Sequence[str], variables: frozenset[str], scaled: bool) -> Iterator[Judged]:
    """variables: letters that are no units. scaled: the question speaks of a scale."""
    for step, text in enumerate(steps):
        plain = normalised(text)
        found = tokens(plain)
        letters = variables | (LETTERS if any(_is_upright_sign(each) for each in found) else set())
        for line in _lines(found):
            places = [at for at, token in enumerate(line) if token.kind is Kind.EQUAL]
            bounds = [-1, *places, len(line)]
            parts = [line[a + 1 : b] for a, b in pairwise(bounds)]
            drawn = scaled or any(token.text.lower() in _SCALES for token in line)
            for at, (one, other) in enumerate(pairwise(parts)):
                left = side_before(one, letters) if at == 0 else _whole(one, letters)
                right = side_after(other, letters)
                if left is None or right is None:
                    continue
                loose = line[places[at]].text == "~", drawn, at + 2 < len(parts)
                verdict = _verdict(left, right, loose)
                if verdict is not None:
                    (holds, why), results = verdict
                    said = f"{shown(plain, left[1])} = {shown(plain, right[1])}"
                    yield Judged(UnitLine(step, said, holds, why), tuple(results))


def _is_upright_sign(token: Token) -> bool:
    """Who writes one unit in \\text leaves the variables in italics."""
    return token.upright and token.text.isalpha() and not spelled(token.text)


def _lines(found: Sequence[Token]) -> Iterator[list[Token]]:
    line: list[Token] = []
    for token in found:
        if token.kind is Kind.STOP and token.text in "\n;":
            yield line
            line = []
        else:
            line.append(token)
    yield line


_Read = tuple[list[Amount], Sequence[Token], bool]
"""Readings, the tokens that they span, and whether the sides were mixed and so are not judged."""


def _verdict(
    left: _Read, right: _Read, loose: tuple[bool, bool, bool]
) -> tuple[Verdict, list[Amount]] | None:
    """By the readings that fit best; None where nothing is claimed of units. loose: the sides are
    about equal; the line speaks of a scale; the chain goes on."""
    about, scaled, goes_on = loose
    if left[2] or right[2]:
        return (None, ""), right[0]
    both = [(judge(one, other, about, scaled), other) for one in left[0] for other in right[0]]
    verdicts = [verdict for verdict, _ in both if verdict is not None]
    if not verdicts:
        return None
    good = [other for verdict, other in both if verdict is not None and verdict[0] is True]
    if good:
        return (True, ""), good
    runs_on = goes_on and not all(each.single for each in right[0])  # '$3 / 2 = $1.50 + $3 = $4.50'
    if runs_on or len(verdicts) < len(both) or any(holds is None for holds, _ in verdicts):
        return (None, ""), right[0]
    return verdicts[0], right[0]


def side_before(found: Sequence[Token], variables: frozenset[str]) -> _Read | None:
    """The longest expression that ends where `found` ends."""
    found = found[-60:]
    for start in sides(found):
        before = found[start - 1] if start else None
        if before is not None and not _may_stand_before(found, start):
            continue
        read = _whole(found[start:], variables)
        if read is not None:
            return read
    return None


def _may_stand_before(found: Sequence[Token], start: int) -> bool:
    before = found[start - 1]
    if before.kind is Kind.STOP:
        kinds = [token.kind for token in found[max(start - 3, 0) : start - 1]]
        ratio = kinds[-1:] == [Kind.NUMBER] or kinds == [Kind.NUMBER, Kind.UNIT]
        return not (ratio and before.text == ":")
    if before.kind is not Kind.WORD or before.text in CHANGES or before.text in _RATES:
        return False
    return found[start].kind not in {Kind.OPEN, Kind.SIGN}


def _whole(found: Sequence[Token], variables: frozenset[str]) -> _Read | None:
    try:
        read = [each for each in readings(found, variables) if each.end == len(found)]
    except Mixed:
        return [], found, True
    return (read, found, False) if read else None


def side_after(found: Sequence[Token], variables: frozenset[str]) -> _Read | None:
    """The longest expression that begins where `found` begins, where nothing behind changes it."""
    found = found[:60]
    try:
        read = readings(found, variables)
    except Mixed:
        return [], found, True
    if not read:
        return None
    end = max(each.end for each in read)
    read = [each for each in read if each.end == end]
    after = found[end] if end < len(found) else None
    if after is not None and not _may_stand_behind(after, found[end - 1]):
        return None
    ratio = [token.text for token in found[end : end + 1]] == [":"] and end + 1 < len(found)
    if ratio and found[end + 1].kind is Kind.NUMBER:
        return None
    return read, found[:end], False


def _may_stand_behind(after: Token, last: Token) -> bool:
    if after.kind in {Kind.STOP, Kind.CLOSE}:
        return True
    if after.kind is Kind.OPEN:
        return not after.close
    if after.kind is not Kind.WORD or after.text in _RATES or last.letter:
        return False
    return after.text == "of" or after.text not in CHANGES
