"""Kinds of physical quantities: their dimension, and what they are called."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from fynq.reasoning.verification.quantities.facts import NONE, Dimension, fact, raised, times
from fynq.reasoning.verification.quantities.names import MONEY

_KINDS: dict[str, str] = {
    # kind: units whose product has its dimension
    "length": "meter",
    "time": "second",
    "mass": "gram",
    "temperature": "kelvin",
    "amount of substance": "mole",
    "area": "meter^2",
    "volume": "meter^3",
    "speed": "meter second^-1",
    "acceleration": "meter second^-2",
    "force": "newton",
    "energy": "joule",
    "power": "watt",
    "pressure": "pascal",
    "momentum": "gram meter second^-1",
    "density": "gram meter^-3",
    "frequency": "second^-1",
    "current": "ampere",
    "voltage": "volt",
    "resistance": "ohm",
    "charge": "coulomb",
    "capacitance": "farad",
    "magnetic field": "tesla",
    "concentration": "mole meter^-3",
    "molar mass": "gram mole^-1",
    "electric field": "volt meter^-1",
    "spring constant": "newton meter^-1",
    "specific heat": "joule gram^-1 kelvin^-1",
}


@cache
def dimension_of(kind: str) -> Dimension:
    if kind == "money":
        return fact("dollar").dimension
    found = NONE
    for part in _KINDS[kind].split():
        name, _, power = part.partition("^")
        found = times(found, raised(fact(name).dimension, Fraction(int(power or 1))))
    return found


def is_money(dimension: Dimension) -> bool:
    return len(dimension) == 1 and dimension[0][0] in MONEY and dimension[0][1] == 1


def with_article(kind: str) -> str:
    if kind == "money":
        return "an amount of money"
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def called(dimension: Dimension) -> str:
    """'a force', 'a plain number', or the product of base quantities."""
    if not dimension:
        return "a plain number"
    if is_money(dimension):
        return "an amount of money"
    for kind in _KINDS:
        if dimension_of(kind) == dimension:
            return with_article(kind)
    return "·".join(name if power == 1 else f"{name}^{power}" for name, power in dimension)
