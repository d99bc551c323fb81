"""Units behind a number, or the sign of money before it: 'm/s²', 'kg·m s⁻²', '$… an hour'.

Factors behind a slash without one of their own belong below it for some and not for others, as in
J/kg·K, and some words mean several units; every reading is tried.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from fynq.reasoning.verification.quantities.facts import Dimension, fact, raised, times
from fynq.reasoning.verification.quantities.names import UnitName
from fynq.reasoning.verification.quantities.text import Kind, Token

_MOST_POWER = 9
_MOST_SIZE = 1e60
_MONEY = frozenset("$€£¥₹")


class Unreadable(Exception):
    """This is no expression of quantities."""


@dataclass
class Choices:
    """Which of several readings is taken at each place, in the order in which they are met."""

    taken: list[int] = field(default_factory=list)
    of: list[int] = field(default_factory=list)
    at: int = 0

    def choose(self, count: int) -> int:
        if self.at == len(self.taken):
            self.taken.append(0)
            self.of.append(count)
        self.at += 1
        return self.taken[self.at - 1]

    def following(self) -> bool:
        """Sets the next combination; False when there is none."""
        del self.taken[self.at :], self.of[self.at :]
        self.at = 0
        while self.taken and self.taken[-1] + 1 >= self.of[-1]:
            self.taken.pop()
            self.of.pop()
        if not self.taken:
            return False
        self.taken[-1] += 1
        return True


class UnitReader:
    """units: what was read. compound: one of them stands below a slash."""

    def __init__(self, found: Sequence[Token], variables: frozenset[str], choices: Choices) -> None:
        self.found = found
        self.variables = variables
        self.choices = choices
        self.at = 0
        self.units: list[UnitName] = []
        self.compound = False

    def money(self) -> tuple[UnitName, ...]:
        token = self.peek()
        if token is None or token.kind is not Kind.UNIT or token.text not in _MONEY:
            return ()
        self.at += 1
        return token.units

    def unit(self, money: tuple[UnitName, ...]) -> tuple[float, Dimension, tuple[str, ...]] | None:
        """The factor, the dimension and the names of the units that stand here; None for none."""
        first = len(self.units)
        if money:
            self.units.append(money[0])
            own = fact(money[0].name)
            factor, dimension = own.factor, own.dimension
            ahead = self.peek()
            word = ahead is not None and ahead.kind is Kind.UNIT and ahead.units[:1] == money[:1]
            self.at += word
            if self._slash_before_unit():
                self.at += 1
                other, more = self._unit_product(True)
                self.compound = True
                factor, dimension = factor * other, times(dimension, more)
        elif self._starts_unit(self.at):
            factor, dimension = self._unit_product(False)
        else:
            return None
        return factor, dimension, tuple(each.name for each in self.units[first:])

    def _starts_unit(self, at: int, *, second: bool = False) -> bool:
        token = self.found[at] if at < len(self.found) else None
        if token is None:
            return False
        if token.kind is Kind.OPEN:
            return self._only_units(at)
        if token.kind is not Kind.UNIT or token.text in _MONEY:
            return False
        if token.letter and token.text in self.variables and not self._in_speed(at):
            return False
        if token.text.lower() == "in" and not token.upright:
            return not second and self._ends_side(at + 1)
        return True

    def _in_speed(self, at: int) -> bool:
        """The m and the s of '5 m/s', whatever else they stand for."""
        token, ahead, before = self.found[at], self.found[at + 1 : at + 3], self.found[max(at - 2, 0) : at]  # fmt: skip
        if token.text == "m" and len(ahead) == 2:
            return [each.text for each in ahead] == ["/", "s"] and all(e.close for e in ahead)
        above = len(before) == 2 and before[0].kind is Kind.UNIT and before[1].text == "/"
        return token.text in ("s", "h") and above and token.close

    def _ends_side(self, at: int) -> bool:
        if at >= len(self.found):
            return True
        after = self.found[at]
        return after.kind in {Kind.SIGN, Kind.CLOSE, Kind.EQUAL, Kind.STOP} and after.text != "-"

    def _only_units(self, at: int) -> bool:
        """A bracket with nothing but units: '(m/s)', '(1/s)', '(kg·K)'."""
        depth, seen = 0, False
        for place in range(at, min(at + 24, len(self.found))):
            token = self.found[place]
            if token.kind is Kind.OPEN:
                depth += 1
            elif token.kind is Kind.CLOSE:
                depth -= 1
                if not depth:
                    return seen
            elif token.kind is Kind.UNIT:
                if not self._starts_unit(place):
                    return False
                seen = True
            elif token.kind is Kind.NUMBER:
                before = self.found[place - 1]
                power = before.text in ("^", "-") or self.found[place - 2].text == "^"
                if not power and token.text != "1":
                    return False
            elif token.kind is not Kind.SIGN or token.text == "+":
                return False
        return False

    def _slash_before_unit(self) -> bool:
        ahead = self.peek()
        slash = ahead is not None and ahead.kind is Kind.SIGN and ahead.text == "/"
        return slash and self._starts_unit(self.at + 1)

    def _unit_product(self, below: bool) -> tuple[float, Dimension]:
        """below: behind a slash already. What follows a slash without one belongs below it for
        some, as in J/kg·K."""
        factor, dimension = self._unit_power()
        if below:
            factor, dimension = 1 / factor, raised(dimension, Fraction(-1))
        while True:
            sign = self.peek()
            if sign is None:
                return factor, dimension
            if sign.kind is Kind.SIGN and sign.text in "*/" and self._starts_unit(self.at + 1, second=True):  # fmt: skip
                self.at += 1
            elif not self._starts_unit(self.at, second=True) or self._may_be_letters():
                return factor, dimension
            if sign.text == "/" and sign.kind is Kind.SIGN:
                self.compound = below = True
                power = -1
            else:
                power = -1 if below and self.choices.choose(2) == 0 else 1
            other, more = self._unit_power()
            factor *= other**power
            dimension = times(dimension, more, power)

    def _may_be_letters(self) -> bool:
        """'2 g h', a product of variables, unlike '5 N m' and '10 m s^-2'."""
        token, before = self.found[self.at], self.found[self.at - 1]
        if not token.letter or token.close:
            return token.letter
        ahead = self.found[self.at + 1] if self.at + 1 < len(self.found) else None
        return before.letter and before.text.islower() and (ahead is None or ahead.text != "^")

    def _unit_power(self) -> tuple[float, Dimension]:
        token = self.next()
        if token.kind is Kind.OPEN:
            one = self.peek()
            if one is not None and one.text == "1":
                self.at += 1
                if self.sign("/") is None:
                    raise Unreadable
                factor, dimension = self._unit_product(True)
                self.compound = True
            else:
                factor, dimension = self._unit_product(False)
            if self.next().kind is not Kind.CLOSE:
                raise Unreadable
        elif token.kind is Kind.UNIT:
            meant = (
                token.units[self.choices.choose(len(token.units))]
                if len(token.units) > 1
                else token.units[0]
            )
            self.units.append(meant)
            own = fact(meant.name)
            factor, dimension = own.factor, own.dimension
        else:
            raise Unreadable
        if self.sign("^") is None:
            return factor, dimension
        power = self.exponent()
        self.compound = self.compound or power < 0
        return bounded(factor ** float(power)), raised(dimension, power)

    def peek(self) -> Token | None:
        return self.found[self.at] if self.at < len(self.found) else None

    def next(self) -> Token:
        token = self.peek()
        if token is None:
            raise Unreadable
        self.at += 1
        return token

    def sign(self, wanted: str) -> str | None:
        token = self.peek()
        if token is None or token.kind is not Kind.SIGN or token.text not in wanted:
            return None
        self.at += 1
        return token.text

    def exponent(self) -> Fraction:
        bracket = self.peek()
        inside = bracket is not None and bracket.kind is Kind.OPEN
        self.at += inside
        sign = -1 if self.sign("-") is not None else 1
        token = self.next()
        if token.kind is not Kind.NUMBER or token.value != int(token.value):
            raise Unreadable
        power = Fraction(int(token.value)) if token.value <= _MOST_POWER else None
        if inside and power is not None and self.sign("/") is not None:
            below = self.next()
            if below.kind is not Kind.NUMBER or below.value not in (2.0, 3.0):
                raise Unreadable
            power /= int(below.value)
        if power is None or (inside and self.next().kind is not Kind.CLOSE):
            raise Unreadable
        return sign * power


def bounded(value: float) -> float:
    if isinstance(value, complex) or not math.isfinite(value) or abs(value) > _MOST_SIZE:
        raise Unreadable
    return value
