"""Expressions of quantities: '5 kg × 2 m/s²' as a number in the base units and a dimension.

Units bind tighter than signs: '100 km / 50 km/h' are two quantities. Where people read differently
('J/kg·K', 'degrees', '1/2 s') every reading is tried. Nothing is evaluated as code, and exponents,
depth and the number of readings are bounded.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from fynq.reasoning.verification.quantities.amount import Amount, Factor
from fynq.reasoning.verification.quantities.facts import NONE, Dimension, raised, times
from fynq.reasoning.verification.quantities.text import Kind, Token
from fynq.reasoning.verification.quantities.unit_reader import (
    Choices,
    UnitReader,
    Unreadable,
    bounded,
)

_MOST_DEPTH = 12
_MOST_READINGS = 24


class Mixed(Exception):
    """Numbers with and without a unit are added, or different quantities: who knows what is meant."""


@dataclass(slots=True)
class _Value:
    number: float
    value: float
    dimension: Dimension
    bare: bool
    group: bool = False
    names: tuple[str, ...] = ()


def readings(found: Sequence[Token], variables: frozenset[str]) -> list[Amount]:
    """Every reading of the longest expression that begins where `found` does; [] for none.

    variables: single letters that are no units here. Raises Mixed when no reading is sound.
    """
    choices, read, mixed = Choices(), list[Amount](), False
    for _ in range(_MOST_READINGS):
        try:
            read.append(_Reader(found, variables, choices).whole())
        except Mixed:
            mixed = True
        except (Unreadable, ZeroDivisionError, OverflowError):
            pass
        if not choices.following():
            break
    if mixed and not read:
        raise Mixed
    return read


class _Reader(UnitReader):
    def __init__(self, found: Sequence[Token], variables: frozenset[str], choices: Choices) -> None:
        super().__init__(found, variables, choices)
        self.depth = 0
        self.slack = 0.0
        self.decimals = False
        self.factors: list[Factor] | None = []
        self.digit = 0.0
        self.numbers = 0
        self.signs = 0
        self.bares: list[float] = []
        self.quantities = 0
        self.late = False

    def whole(self) -> Amount:
        value = self.sum()
        single = self.numbers == 1 and not self.signs
        return Amount(
            value.number,
            value.value,
            value.dimension,
            value.value / value.number if single and value.number else 1.0,
            self.slack,
            self.digit,
            self.decimals,
            tuple(self.factors or ()),
            single,
            tuple(self.units),
            self.compound,
            tuple(self.bares),
            self.late,
            self.quantities,
            self.at,
        )

    def sum(self) -> _Value:
        value = self.product()
        while (sign := self.sign("+-")) is not None:
            self.factors, self.signs = None, self.signs + 1
            value = _added(value, self.product(), 1 if sign == "+" else -1)
        return value

    def product(self) -> _Value:
        value, power = self.operand(), 1
        self._note(value, 1)
        while True:
            sign = self.sign("*/")
            if sign is not None:
                other, power = self.operand(), 1 if sign == "*" else -1
            elif self._goes_on(value):
                before = self.at, len(self.units), self.numbers, self.slack, len(self.bares)
                try:
                    other, power = self.operand(), 1
                except Unreadable:
                    self.at, self.numbers, self.slack = before[0], before[2], before[3]
                    del self.units[before[1] :], self.bares[before[4] :]
                    return value
            else:
                return value
            self.signs += 1
            if power < 0 and value.bare and other.names and self.choices.choose(2) == 0:
                other, power = _divided(other), 1  # '1/2 hour', a half of one
            self._note(other, power)
            value = _Value(
                bounded(value.number * other.number**power),
                bounded(value.value * other.value**power),
                times(value.dimension, other.dimension, power),
                value.bare and other.bare,
                other.group,
            )

    def _goes_on(self, value: _Value) -> bool:
        """'(5 kg)(2 m/s²)' and '½ (2 kg)', but not '20 m/s (72 km/h)'."""
        ahead = self.peek()
        if ahead is None:
            return False
        if ahead.kind is Kind.FUNCTION or ahead.text == "π":
            return True
        return ahead.kind is Kind.OPEN and (ahead.close or value.group or value.bare)

    def _note(self, value: _Value, power: int) -> None:
        if self.factors is not None and not self.depth:
            self.factors.append(
                Factor(value.number, value.dimension, value.bare, power, value.names)
            )

    def operand(self) -> _Value:
        if self.sign("-") is not None:
            value = self.operand()
            return _Value(-value.number, -value.value, value.dimension, value.bare, value.group)
        self.sign("+")
        money = self.money()
        value = self._base()
        while self.sign("^") is not None:
            value = self._raised(value, self.exponent())
        units = self.unit(money) if value.bare else None
        if units is not None:
            factor, dimension, names = units
            if dimension or names:
                value = _Value(value.number, bounded(value.value * factor), dimension, False, value.group, names)  # fmt: skip
        if value.bare:
            self.bares.append(value.number)
            self.late = self.late or self.quantities > 0
        elif value.names:
            self.quantities += 1
        return value

    def _raised(self, value: _Value, power: Fraction) -> _Value:
        if power.denominator != 1 and value.value < 0:
            raise Unreadable
        self.slack *= max(1.0, abs(float(power)))
        self.signs += 1
        return _Value(
            bounded(value.number ** float(power)),
            bounded(value.value ** float(power)),
            raised(value.dimension, power),
            value.bare,
            value.group,
        )

    def _base(self) -> _Value:
        token = self.next()
        if token.kind is Kind.NUMBER:
            return self._number(token)
        if token.kind is Kind.OPEN:
            return self._group()
        if token.kind is Kind.FUNCTION:
            return self._function(token.text)
        raise Unreadable

    def _number(self, token: Token) -> _Value:
        self.numbers += 1
        self.digit = token.digit
        self.decimals = self.decimals or bool(token.digit)
        number = token.value + self._mixed(token)
        if token.digit and number:
            self.slack += token.digit / abs(number)
        percent = self.peek()
        if percent is not None and percent.kind is Kind.PERCENT:
            self.at += 1
            number /= 100
            of = self.peek()
            if of is not None and of.text == "of":
                self.at += 1
                other = self.operand()
                self.signs += 1
                return _Value(number * other.number, number * other.value, other.dimension, other.bare, other.group)  # fmt: skip
        return _Value(number, number, NONE, True)

    def _mixed(self, whole: Token) -> float:
        """The 1/2 of '2 1/2'."""
        ahead = self.found[self.at : self.at + 3]
        if len(ahead) < 3 or whole.digit or ahead[1].text != "/" or ahead[0].close:
            return 0.0
        above, below = ahead[0], ahead[2]
        plain = above.kind is below.kind is Kind.NUMBER and not above.digit and not below.digit
        if not plain or not 0 < above.value < below.value:
            return 0.0
        self.at += 3
        return above.value / below.value

    def _group(self) -> _Value:
        self.depth += 1
        if self.depth > _MOST_DEPTH:
            raise Unreadable
        value = self.sum_inside()
        self.depth -= 1
        if self.next().kind is not Kind.CLOSE:
            raise Unreadable
        return _Value(value.number, value.value, value.dimension, value.bare, True)

    def sum_inside(self) -> _Value:
        factors = self.factors
        value = self.sum()
        self.factors = factors
        return value

    def _function(self, name: str) -> _Value:
        ahead = self.peek()
        if name == "sqrt":
            if ahead is not None and ahead.kind is Kind.OPEN:
                self.at += 1
                inside = self._group()
            else:
                inside = self.operand()
            value = self._raised(inside, Fraction(1, 2))
            return _Value(value.number, value.value, value.dimension, value.bare, False)
        squared = Fraction(1)
        if self.sign("^") is not None:
            squared = self.exponent()
        before = len(self.units)
        angle = self.operand()
        if angle.dimension:
            raise Unreadable
        told = len(self.units) > before or "π" in self._text()
        del self.units[before:]
        if not told:
            raise Unreadable  # 30 may be degrees or radians
        self.signs += 1
        number = {"sin": math.sin, "cos": math.cos, "tan": math.tan}[name](angle.value) ** float(
            squared
        )
        return _Value(number, number, NONE, False)

    def _text(self) -> str:
        return "".join(token.text for token in self.found[: self.at])


def _divided(other: _Value) -> _Value:
    """What '/ 2 hours' multiplies by where the unit belongs to the whole fraction."""
    unit = other.value / other.number
    return replace(other, number=1 / other.number, value=unit / other.number)


def _added(one: _Value, other: _Value, sign: int) -> _Value:
    if one.names == ("degree_Celsius",) and other.bare and sign > 0 and 273 <= other.number < 273.2:
        kelvin = one.number + other.number
        return _Value(kelvin, kelvin, one.dimension, False, names=("kelvin",))
    if one.dimension != other.dimension or (one.bare != other.bare and one.dimension):
        raise Mixed
    return _Value(one.number + sign * other.number, one.value + sign * other.value, one.dimension, one.bare and other.bare)  # fmt: skip


def sides(parts: Sequence[Token]) -> Iterator[int]:
    """Where an expression that ends a text may begin, the earliest first."""
    for at, token in enumerate(parts):
        if token.kind in {Kind.NUMBER, Kind.OPEN, Kind.FUNCTION} or token.text in ("$", "€", "£", "¥", "₹", "-"):  # fmt: skip
            yield at
