"""Every calculation of a worked solution, done again with exact fractions.

This tells a slip of arithmetic for certain. It does not tell whether the right things were
calculated: a solution that is set up wrongly and worked out correctly passes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from fynq.reasoning.verification.calculations import (
    MOST_CHARS,
    Kind,
    Side,
    Token,
    side_after,
    side_before,
    tokens,
)

_ANNOTATION = re.compile(r"<<([^<>\n]{1,200})>>")
_NEARLY = Fraction(1, 200)
"""A relative difference that rounded numbers further up may explain."""


@dataclass(frozen=True, slots=True)
class Calculation:
    """step: from 0. holds: None where rounding or units leave it open."""

    step: int
    shown: str
    found: Fraction
    claimed: Fraction
    holds: bool | None


@dataclass(frozen=True, slots=True)
class Worked:
    """final_found: whether the final result is the result of a step; None when it is no number or
    there is no calculation."""

    calculations: tuple[Calculation, ...] = ()
    final_found: bool | None = None

    @property
    def wrong(self) -> tuple[Calculation, ...]:
        return tuple(each for each in self.calculations if each.holds is False)

    @property
    def contradicted(self) -> bool:
        return bool(self.wrong)

    @property
    def supported(self) -> bool:
        """There are calculations, all are right, and they lead to the final result."""
        right = [each for each in self.calculations if each.holds]
        return bool(right) and not self.wrong and self.final_found is True

    def objections(self, most: int = 5) -> tuple[str, ...]:
        """Plain sentences, with the numbers."""
        return tuple(
            f"Step {each.step + 1}: {each.shown} is wrong; the left side is {written(each.found)}."
            for each in self.wrong[:most]
        )

    def checked(self, step: int) -> bool:
        own = [each.holds for each in self.calculations if each.step == step]
        return bool(own) and all(own)


def check_worked(steps: Sequence[str], final: str) -> Worked:
    """Looks at every `a = b` of the steps, annotated as `<<a=b>>` or plain. Never raises."""
    calculations: list[Calculation] = []
    left = MOST_CHARS
    for at, step in enumerate(steps):
        text = step[: max(left, 0)]
        left -= len(text)
        for inside in _ANNOTATION.findall(text):
            calculations += _calculations(at, tokens(inside.lstrip(" +")), annotated=True)
        calculations += _calculations(at, tokens(_ANNOTATION.sub("", text)))
    kept = list({(c.step, c.shown): c for c in calculations}.values())
    return Worked(tuple(kept), _final_found(kept, final))


def _calculations(
    step: int, found: Sequence[Token], *, annotated: bool = False
) -> Iterator[Calculation]:
    """annotated: '125=125' is a claim there; in a sentence it may be a conversion of units."""
    for line in _lines(found):
        places = [at for at, token in enumerate(line) if token.kind is Kind.EQUAL]
        bounds = [-1, *places, len(line)]
        parts = [line[a + 1 : b] for a, b in pairwise(bounds)]
        for at in range(len(parts) - 1):
            left = side_before(parts[at]) if at == 0 else _whole(parts[at])
            right, _ = side_after(parts[at + 1])
            if left is None or right is None:
                continue
            goes_on = at + 2 < len(parts)
            judged = _judged(step, left, right, goes_on, annotated)
            if judged is not None:
                yield judged


def _lines(found: Sequence[Token]) -> Iterator[list[Token]]:
    line: list[Token] = []
    for token in found:
        if token.kind is Kind.STOP and token.text in "\n;":
            yield line
            line = []
        else:
            line.append(token)
    yield line


def _whole(part: Sequence[Token]) -> Side | None:
    """What stands between two equals signs counts only as a whole."""
    side, complete = side_after(part)
    return side if complete else None


def _judged(
    step: int, left: Side, right: Side, goes_on: bool, annotated: bool
) -> Calculation | None:
    """None when nothing is calculated, as in '60 minutes = 1 hour' and 'x = 3'."""
    told = left.units or right.units or not annotated
    if told and left.places is not None and (right.places is not None or left.units):
        return None
    verdicts = [_same(a, b, left, right) for a in left.values for b in right.values]
    holds = True if True in verdicts else (None if None in verdicts else False)
    if holds is False and goes_on and right.places is None and right.first in left.values:
        holds = True  # '5 - 3 = 2 + 4 = 6', as many write
    if holds is False and (_units_differ(left, right) or left.unclear or right.unclear):
        holds = None
    if holds is False and left.places is not None and len(right.values) > 1:
        holds = None  # '48 = 100% + 20%' says what 48 stands for
    shown = f"{left.text} = {right.text}"
    return Calculation(step, shown, left.values[0], right.values[0], holds)


def _same(found: Fraction, claimed: Fraction, left: Side, right: Side) -> bool | None:
    if found == claimed:
        return True
    gap = abs(found - claimed)
    if right.places is not None:
        unit = Fraction(1, 10**right.places)
        near = gap <= unit / 2 or (gap < unit and abs(claimed) < abs(found))  # rounded, or cut off
        if near and (found / unit).denominator != 1:
            return True if right.places else None
    rounded = left.decimals or (right.places is None and right.decimals)
    return None if rounded and gap <= _NEARLY * abs(claimed) else False


def _units_differ(left: Side, right: Side) -> bool:
    both = left.units | right.units
    if "cent" in both:
        return True
    if left.units and right.units and not left.units & right.units:
        return True
    return left.sums and len(left.units) > 1


def _final_found(calculations: Sequence[Calculation], final: str) -> bool | None:
    if not calculations:
        return None
    found = tokens(final[:400])
    equals = [at for at, token in enumerate(found) if token.kind is Kind.EQUAL]
    side, complete = side_after(found[equals[-1] + 1 if equals else 0 :])
    if side is None or not (complete or side.places is not None):
        return None
    results = set[Fraction]()
    for each in calculations:
        if each.holds is not False:
            percents = "%" in each.shown or len(side.values) > 1
            for value in (each.claimed, each.found):
                results |= {value, value * 100, value / 100} if percents else {value}
    return any(value in results for value in side.values)


def written(value: Fraction) -> str:
    """As a decimal where it ends within six places, else as a fraction."""
    if value.denominator == 1:
        return str(value.numerator)
    scaled = value * 10**6
    if scaled.denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    sign = "-" if value < 0 else ""
    whole, part = divmod(abs(scaled.numerator), 10**6)
    return f"{sign}{whole}.{part:06d}".rstrip("0")
