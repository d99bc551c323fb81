"""Units by symbol and by word. Values: the SI brochure (9th edition) and NIST SP 811."""

from __future__ import annotations

import math
from dataclasses import dataclass

from fynq.reasoning.quantities.dimension import Dimension, dimension


@dataclass(frozen=True, slots=True)
class Unit:
    """factor: the size in SI base units. zero: what is added after scaling (temperatures)."""

    symbol: str
    dimension: Dimension
    factor: float
    zero: float = 0.0


_PREFIXES = {
    "Y": 1e24, "Z": 1e21, "E": 1e18, "P": 1e15, "T": 1e12, "G": 1e9, "M": 1e6, "k": 1e3,
    "d": 1e-1, "c": 1e-2, "m": 1e-3, "µ": 1e-6, "n": 1e-9, "p": 1e-12, "f": 1e-15,
}  # fmt: skip
_PREFIX_WORDS = {
    "tera": "T", "giga": "G", "mega": "M", "kilo": "k", "centi": "c", "milli": "m", "micro": "µ",
    "nano": "n", "pico": "p", "femto": "f", "deci": "d",
}  # fmt: skip

_ENERGY, _FORCE, _PRESSURE = "kg m^2 s^-2", "kg m s^-2", "kg m^-1 s^-2"
_TABLE: tuple[tuple[str, str, float, str, bool], ...] = (
    ("m", "m", 1, "meter metre", True),
    ("g", "kg", 1e-3, "gram gramme", True),
    ("s", "s", 1, "second sec", True),
    ("A", "A", 1, "ampere amp", True),
    ("K", "K", 1, "kelvin", True),
    ("mol", "mol", 1, "mole", True),
    ("rad", "rad", 1, "radian", False),
    ("°", "rad", math.pi / 180, "degree deg", False),
    ("rev", "rad", 2 * math.pi, "revolution rotation", False),
    ("N", _FORCE, 1, "newton", True),
    ("J", _ENERGY, 1, "joule", True),
    ("W", "kg m^2 s^-3", 1, "watt", True),
    ("Pa", _PRESSURE, 1, "pascal", True),
    ("Hz", "s^-1", 1, "hertz", True),
    ("C", "A s", 1, "coulomb", True),
    ("V", "kg m^2 s^-3 A^-1", 1, "volt", True),
    ("Ω", "kg m^2 s^-3 A^-2", 1, "ohm", True),
    ("F", "kg^-1 m^-2 s^4 A^2", 1, "farad", True),
    ("T", "kg s^-2 A^-1", 1, "tesla", True),
    ("H", "kg m^2 s^-2 A^-2", 1, "henry", True),
    ("L", "m^3", 1e-3, "liter litre", True),
    ("l", "m^3", 1e-3, "", True),
    ("eV", _ENERGY, 1.602176634e-19, "electronvolt", True),
    ("bar", _PRESSURE, 1e5, "", True),
    ("atm", _PRESSURE, 101325, "atmosphere", False),
    ("Torr", _PRESSURE, 101325 / 760, "torr mmHg", False),
    ("psi", _PRESSURE, 6894.757293168, "", False),
    ("cal", _ENERGY, 4.184, "calorie", False),
    ("kcal", _ENERGY, 4184, "kilocalorie", False),
    ("Wh", _ENERGY, 3600, "", True),
    ("min", "s", 60, "minute", False),
    ("h", "s", 3600, "hour hr", False),
    ("day", "s", 86400, "d", False),
    ("week", "s", 604800, "", False),
    ("year", "s", 31557600, "yr", False),
    ("rpm", "rad s^-1", 2 * math.pi / 60, "RPM", False),
    ("in.", "m", 0.0254, "inch inches", False),
    ("ft", "m", 0.3048, "foot feet", False),
    ("yd", "m", 0.9144, "yard", False),
    ("mi", "m", 1609.344, "mile", False),
    ("mph", "m s^-1", 0.44704, "", False),
    ("lb", "kg", 0.45359237, "pound", False),
    ("oz", "kg", 0.028349523125, "ounce", False),
    ("t", "kg", 1000, "tonne", False),
    ("u", "kg", 1.66053906892e-27, "amu", False),
    ("gal", "m^3", 3.785411784e-3, "gallon", False),
    ("qt", "m^3", 0.946352946e-3, "quart", False),
    ("hp", "kg m^2 s^-3", 745.6998715822702, "horsepower", False),
    ("acre", "m^2", 4046.8564224, "", False),
    ("ha", "m^2", 1e4, "hectare", False),
    ("Å", "m", 1e-10, "angstrom", False),
)
_CELSIUS = Unit("°C", dimension("K"), 1.0, 273.15)
_FAHRENHEIT = Unit("°F", dimension("K"), 5 / 9, 459.67 * 5 / 9)


def _build() -> dict[str, Unit]:
    known: dict[str, Unit] = {"°C": _CELSIUS, "°F": _FAHRENHEIT, "celsius": _CELSIUS, "fahrenheit": _FAHRENHEIT}  # fmt: skip
    for symbol, dims, factor, words, prefixed in _TABLE:
        unit = Unit(symbol, dimension(dims), factor)
        names = [(word, unit) for word in words.split()]
        for word in words.split() if prefixed else ():
            for prefix, letter in _PREFIX_WORDS.items():
                scaled = Unit(letter + symbol, unit.dimension, factor * _PREFIXES[letter])
                names.append((prefix + word, scaled))
        for word, named in names:
            known[word] = named
            if len(word) > 2 and not word.endswith("s") and word.isalpha() and word.islower():
                known[word + "s"] = named
        known[symbol] = unit
    for symbol, dims, factor, _, prefixed in _TABLE:
        for letter, scale in _PREFIXES.items() if prefixed else ():
            known.setdefault(letter + symbol, Unit(letter + symbol, dimension(dims), factor * scale))  # fmt: skip
    for word in ("kph", "kmh"):
        known[word] = Unit("km/h", dimension("m s^-1"), 1 / 3.6)
    for plural in ("lbs", "yrs", "hrs", "secs", "mins"):
        known[plural] = known[plural[:-1]]
    for taken in ("Pm", "PT", "Em", "dT", "fm3"):
        known.pop(taken, None)
    return known


UNITS = _build()


def unit(name: str) -> Unit | None:
    """A single unit as it is written: 'km', 'metres', 'Kilograms'. Case matters for symbols."""
    name = name.replace("μ", "µ").replace("Ω", "Ω")
    found = UNITS.get(name)
    if found is None and len(name) > 3:
        found = UNITS.get(name.lower())
    return found
