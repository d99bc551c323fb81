"""Units of everyday stories: their names in a text, and exact factors between them.

The facts are pint's; its registry is built on the first use, as that takes a third of a second.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from typing import Any

from fynq.reasoning.problem import NotUnderstood

MISMATCH = "The units do not measure the same quantity."
_NAMES: dict[str, str] = {
    "inch": r"in(?:\.|ches|ch)?",
    "foot": r"f(?:oot|eet|t\.?)",
    "yard": r"y(?:ards?|d\.?)",
    "mile": r"mi(?:les?|\.)?",
    "millimeter": r"mm|millimet(?:er|re)s?",
    "centimeter": r"cm|centimet(?:er|re)s?",
    "meter": r"m|met(?:er|re)s?",
    "kilometer": r"km|kilomet(?:er|re)s?",
    "milligram": r"mg|milligram(?:me)?s?",
    "gram": r"g|gram(?:me)?s?",
    "kilogram": r"kg|kilogram(?:me)?s?|kilos?",
    "ounce": r"oz\.?|ounces?",
    "pound": r"lbs?\.?|pounds?",
    "ton": r"tons?",
    "milliliter": r"m[lL]|millilit(?:er|re)s?",
    "liter": r"[lL]|lit(?:er|re)s?",
    "kiloliter": r"k[lL]|kilolit(?:er|re)s?",
    "fluid_ounce": r"fl\.? ?oz\.?|fluid ounces?",
    "teaspoon": r"tsp\.?|teaspoons?",
    "tablespoon": r"tbsp\.?|tablespoons?",
    "cup": r"cups?",
    "pint": r"pints?",
    "quart": r"qts?\.?|quarts?",
    "gallon": r"gal\.?|gallons?",
    "second": r"s|secs?\.?|seconds?",
    "minute": r"mins?\.?|minutes?",
    "hour": r"h|hrs?\.?|hours?",
    "day": r"days?",
    "week": r"wks?\.?|weeks?",
    "month": r"mos?\.?|months?",
    "year": r"yrs?\.?|years?",
}
_METRIC = frozenset(("millimeter", "centimeter", "meter", "kilometer", "milligram", "gram", "kilogram", "milliliter", "liter", "kiloliter"))  # fmt: skip
PLAIN = "(?:" + "|".join(sorted(_NAMES.values(), key=len, reverse=True)) + ")(?![A-Za-z])"
"""A unit's name or sign; longer ones first. It may be a part of a derived unit, as in km/h."""
UNIT = rf"(?<!/){PLAIN}(?!²|³|\^|\s?/\s?[A-Za-z])"


def named(text: str) -> str:
    """pint's name of a unit as written. Raises NotUnderstood."""
    for name, pattern in _NAMES.items():
        if re.fullmatch(pattern, text.strip(), re.IGNORECASE if len(text.strip()) > 2 else 0):
            return name
    raise NotUnderstood(MISMATCH)


@cache
def _registry() -> Any:
    import pint

    return pint.UnitRegistry(non_int_type=Fraction)


@cache
def factor(source: str, target: str) -> Fraction:
    """How many of the target make one of the source. Raises NotUnderstood for other dimensions,
    and for months, which have no fixed number of days."""
    if source == target:
        return Fraction(1)
    if {source, target} == {"month", "year"}:
        return Fraction(12) if source == "year" else Fraction(1, 12)
    if {source, target} == {"week", "year"}:
        return Fraction(52) if source == "year" else Fraction(1, 52)
    if {source, target} == {"day", "year"}:
        return Fraction(365) if source == "year" else Fraction(1, 365)
    if "month" in (source, target) or "year" in (source, target):
        raise NotUnderstood(MISMATCH)
    registry = _registry()
    one, other = registry.Unit(source), registry.Unit(target)
    if one.dimensionality != other.dimensionality:
        raise NotUnderstood(MISMATCH)
    return Fraction(registry.Quantity(Fraction(1), one).to(other).magnitude)


def same_dimension(source: str, target: str) -> bool:
    try:
        factor(source, target)
    except NotUnderstood:
        return False
    return True


def between_systems(source: str, target: str) -> bool:
    """Pounds and kilograms, of which books take rounded factors. An inch is 2.54 cm exactly."""
    crosses = (source in _METRIC) != (target in _METRIC)
    return crosses and {source, target} not in ({"inch", "centimeter"},)
