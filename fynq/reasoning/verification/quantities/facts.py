"""What a unit is worth, by pint: its factor to the base units of the SI, and its dimension.

The registry is built on the first use, which takes a third of a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from fynq.reasoning.verification.quantities.names import MONEY, TEMPERATURES

Dimension = tuple[tuple[str, Fraction], ...]
"""Base quantities ('length', 'mass', a currency) with their exponents, sorted; none is zero."""

NONE: Dimension = ()


@dataclass(frozen=True, slots=True)
class Fact:
    factor: float
    dimension: Dimension


@cache
def _registry() -> Any:
    import pint

    return pint.UnitRegistry()


@cache
def fact(name: str) -> Fact:
    """name: of `names`. A degree of temperature counts as a difference."""
    if name in MONEY:
        return Fact(1.0, ((name, Fraction(1)),))
    if name == "cent":
        return Fact(0.01, (("dollar", Fraction(1)),))
    registry = _registry()
    unit = registry.Unit(f"delta_{name}" if name in TEMPERATURES else name)
    one = registry.Quantity(1.0, unit).to_base_units()
    found = {key.strip("[]"): Fraction(power) for key, power in one.dimensionality.items()}
    return Fact(float(one.magnitude), tuple(sorted(found.items())))


def kelvins(name: str, value: float) -> float:
    """An absolute temperature in kelvins."""
    registry = _registry()
    return float(registry.Quantity(value, registry.Unit(name)).to("kelvin").magnitude)


def raised(dimension: Dimension, power: Fraction) -> Dimension:
    return tuple((name, exponent * power) for name, exponent in dimension if power)


def times(one: Dimension, other: Dimension, sign: int = 1) -> Dimension:
    found = dict(one)
    for name, exponent in other:
        found[name] = found.get(name, Fraction(0)) + sign * exponent
    return tuple(sorted((name, exponent) for name, exponent in found.items() if exponent))
