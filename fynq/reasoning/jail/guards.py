"""Operators and functions that refuse before a number or a sequence grows too large."""

from __future__ import annotations

import math
import operator
import re
import statistics
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

_Value = TypeVar("_Value")

MOST_BITS = 100_000
MOST_ITEMS = 500_000
_MOST_EXPONENT = 5_000
_MOST_FACTORIAL = 5_000
_MOST_PLACES = 100
_SEQUENCES = (str, list, tuple)
_NUMBER = re.compile(r"\s*[+-]?\d{0,200}\.?\d{0,200}(?:[eE][+-]?\d{1,3}|/\d{1,200})?\s*", re.ASCII)
_FORMAT = re.compile(r"[<>^]?[+]?0?\d{0,2},?(?:\.\d{1,2})?[dfegsFEG%]?", re.ASCII)


class Exceeded(Exception):
    """A number, a sequence, the output or the number of steps is too large."""


def bits(value: object) -> int:
    if isinstance(value, int):
        return value.bit_length()
    if isinstance(value, Fraction):
        return max(value.numerator.bit_length(), value.denominator.bit_length())
    return 0


def fits(value: _Value) -> _Value:
    if bits(value) > MOST_BITS:
        raise Exceeded("A number is too large.")
    if isinstance(value, (*_SEQUENCES, set, dict)) and len(value) > MOST_ITEMS:
        raise Exceeded("A sequence is too long.")
    return value


def multiply(left: Any, right: Any) -> Any:
    for sequence, count in ((left, right), (right, left)):
        if isinstance(sequence, _SEQUENCES) and isinstance(count, int):
            if len(sequence) * count > MOST_ITEMS:
                raise Exceeded("A sequence is too long.")
            return sequence * count
    if bits(left) + bits(right) > MOST_BITS:
        raise Exceeded("A number is too large.")
    return left * right


def power(base: Any, exponent: Any, modulus: Any = None) -> Any:
    if modulus is not None:
        return pow(fits(base), fits(exponent), fits(modulus))
    if isinstance(exponent, Fraction) and exponent.denominator == 1:
        exponent = exponent.numerator
    if isinstance(base, int | Fraction) and isinstance(exponent, int):
        if bits(base) > 1 and bits(base) * abs(exponent) > MOST_BITS:
            raise Exceeded("A number is too large.")
        if isinstance(base, int) and exponent < 0 and bits(base) * -exponent > 1_000:
            raise Exceeded("A number is too small.")
    found = base**exponent
    if isinstance(found, complex):
        raise ValueError("not a real number")
    return fits(found)


def shift_left(left: Any, right: Any) -> Any:
    if not isinstance(right, int) or bits(left) + right > MOST_BITS:
        raise Exceeded("A number is too large.")
    return left << right


def remainder(left: Any, right: Any) -> Any:
    if isinstance(left, str):
        raise TypeError("% is for numbers")
    return fits(left % right)


def add(left: Any, right: Any) -> Any:
    if isinstance(left, _SEQUENCES) and isinstance(right, _SEQUENCES):
        if len(left) + len(right) > MOST_ITEMS:
            raise Exceeded("A sequence is too long.")
        return operator.add(left, right)
    return fits(left + right)


def checked(plain: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def guarded(left: Any, right: Any) -> Any:
        return fits(plain(fits(left), fits(right)))

    return guarded


OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "Add": add,
    "Sub": checked(operator.sub),
    "Mult": multiply,
    "Div": checked(operator.truediv),
    "FloorDiv": checked(operator.floordiv),
    "Mod": remainder,
    "Pow": power,
    "LShift": shift_left,
    "RShift": checked(operator.rshift),
    "BitAnd": checked(operator.and_),
    "BitOr": checked(operator.or_),
    "BitXor": checked(operator.xor),
}


def factorial(number: Any) -> int:
    if number > _MOST_FACTORIAL:
        raise Exceeded("A factorial is too large.")
    return math.factorial(number)


def comb(total: Any, chosen: Any) -> int:
    if min(chosen, max(total - chosen, 0)) * bits(total) > MOST_BITS:
        raise Exceeded("A number is too large.")
    return math.comb(total, chosen)


def perm(total: Any, chosen: Any = None) -> int:
    if chosen is None:
        return factorial(total)
    if chosen * bits(total) > MOST_BITS:
        raise Exceeded("A number is too large.")
    return math.perm(total, chosen)


def product(values: Iterable[Any], *, start: Any = 1) -> Any:
    found = start
    for value in values:
        found = multiply(found, value)
    return found


def total(values: Iterable[Any], start: Any = 0) -> Any:
    found = start
    for value in values:
        if isinstance(value, _SEQUENCES):
            raise TypeError("sum is for numbers")
        found = add(found, value)
    return found


def lcm(*values: Any) -> int:
    found = 1
    for value in values:
        found = fits(math.lcm(found, fits(value)))
    return found


def rounded(value: Any, places: Any = None) -> Any:
    if places is None:
        return round(moderate(value))
    if abs(places) > _MOST_PLACES:
        raise Exceeded("Too many places.")
    return round(moderate(value), places)


def moderate(value: Any) -> Any:
    """A decimal of a huge exponent becomes a huge integer or fraction."""
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) > _MOST_EXPONENT:
        raise Exceeded("A number is too large.")
    return value


def _text(value: Any) -> Any:
    if isinstance(value, str) and not _NUMBER.fullmatch(value[:1_000]):
        raise ValueError("not a number")
    return moderate(value)


def integer(value: Any = 0) -> int:
    return fits(int(_text(value)))


def fraction(numerator: Any = 0, denominator: Any = None) -> Fraction:
    if denominator is None:
        return fits(Fraction(_text(numerator)))
    return fits(Fraction(moderate(numerator), moderate(denominator)))


def decimal(value: Any = 0) -> Decimal:
    return Decimal(_text(fits(value)))


def numbers(*bounds: Any) -> range:
    found = range(*bounds)
    if found and (found.stop - found.start) // found.step > 10 * MOST_ITEMS:
        raise Exceeded("A range is too long.")
    return found


def quantiles(values: Any, *, n: int = 4, method: str = "exclusive") -> list[Any]:
    if n > 1_000:
        raise Exceeded("Too many quantiles.")
    return statistics.quantiles(values, n=n, method=method)  # type: ignore[arg-type]


def formatted(value: Any, spec: str) -> str:
    if not _FORMAT.fullmatch(spec):
        raise ValueError("no such format")
    if not isinstance(value, int | float | Fraction | Decimal | str):
        return str(value)
    if isinstance(value, Fraction) and spec:
        value = float(value)
    return format(fits(moderate(value)), spec)


def joined(separator: str, parts: Iterable[str]) -> str:
    listed = list(parts)
    if sum(map(len, listed)) + len(separator) * len(listed) > MOST_ITEMS:
        raise Exceeded("A text is too long.")
    return separator.join(listed)


def extended(found: list[Any], more: Iterable[Any]) -> None:
    for value in list(more):
        found.append(value)
    fits(found)
