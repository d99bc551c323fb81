"""Units as physics books write them: the exact factor to SI and the dimension.

The facts are pint's (CODATA values for measured units); its registry is built on the first use, as
that takes a third of a second. Angles are a dimension of their own here, so that 3 rad/s is an
angular velocity and 3 Hz is not.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

Dimension = tuple[int, int, int, int, int, int, int]
"""Exponents of metre, kilogram, second, ampere, kelvin, mole and radian."""

NUMBER: Dimension = (0, 0, 0, 0, 0, 0, 0)
_BASES = ("[length]", "[mass]", "[time]", "[current]", "[temperature]", "[substance]")


@dataclass(frozen=True, slots=True)
class Unit:
    """value in SI = (value + offset) · factor; offset is 0 except for °C and °F. name: LaTeX of the
    unit as the question writes it, '' for a pure number."""

    name: str
    factor: Fraction
    dimension: Dimension
    offset: Fraction = Fraction(0)


UNKNOWN = Unit("?", Fraction(1), (9, 9, 9, 9, 9, 9, 9))
"""Of a number whose unit goes on in a way that is not read, as in '3 m/step'."""
PLAIN = Unit("", Fraction(1), NUMBER)

_SIGNS: dict[str, str] = {
    "m": "meter", "km": "kilometer", "cm": "centimeter", "mm": "millimeter", "nm": "nanometer", "pm": "picometer", "dm": "decimeter",
    "μm": "micrometer", "ft": "foot", "in.": "inch", "mi": "mile", "mi.": "mile", "yd": "yard", "ly": "light_year", "AU": "astronomical_unit", "Å": "angstrom",
    "kg": "kilogram", "g": "gram", "mg": "milligram", "μg": "microgram", "u": "unified_atomic_mass_unit", "amu": "unified_atomic_mass_unit",
    "lb": "pound", "lbs": "pound", "lb.": "pound", "oz": "ounce",
    "s": "second", "sec": "second", "ms": "millisecond", "μs": "microsecond", "ns": "nanosecond", "min": "minute", "h": "hour", "hr": "hour", "hrs": "hour",
    "A": "ampere", "mA": "milliampere", "μA": "microampere", "K": "kelvin", "mol": "mole", "mmol": "millimole", "kmol": "kilomole",
    "L": "liter", "mL": "milliliter", "ml": "milliliter", "μL": "microliter", "M": "molar", "cc": "centimeter**3",
    "Hz": "hertz", "kHz": "kilohertz", "MHz": "megahertz", "GHz": "gigahertz", "THz": "terahertz",
    "N": "newton", "kN": "kilonewton", "MN": "meganewton", "mN": "millinewton", "μN": "micronewton", "lbf": "pound_force",
    "J": "joule", "kJ": "kilojoule", "MJ": "megajoule", "GJ": "gigajoule", "mJ": "millijoule", "μJ": "microjoule", "eV": "electron_volt", "keV": "kiloelectron_volt", "MeV": "megaelectron_volt", "GeV": "gigaelectron_volt", "cal": "calorie", "kcal": "kilocalorie", "Cal": "kilocalorie", "Wh": "watt_hour", "kWh": "kilowatt_hour", "Btu": "btu", "BTU": "btu",
    "W": "watt", "kW": "kilowatt", "MW": "megawatt", "GW": "gigawatt", "mW": "milliwatt", "μW": "microwatt", "hp": "horsepower",
    "Pa": "pascal", "hPa": "hectopascal", "kPa": "kilopascal", "MPa": "megapascal", "GPa": "gigapascal", "atm": "atmosphere", "bar": "bar", "mbar": "millibar", "torr": "torr", "Torr": "torr", "mmHg": "mmHg", "psi": "psi",
    "V": "volt", "kV": "kilovolt", "mV": "millivolt", "MV": "megavolt", "μV": "microvolt", "Ω": "ohm", "kΩ": "kiloohm", "MΩ": "megaohm", "mΩ": "milliohm",
    "C": "coulomb", "mC": "millicoulomb", "μC": "microcoulomb", "nC": "nanocoulomb", "pC": "picocoulomb",
    "F": "farad", "mF": "millifarad", "μF": "microfarad", "nF": "nanofarad", "pF": "picofarad",
    "T": "tesla", "mT": "millitesla", "μT": "microtesla", "G": "gauss", "Wb": "weber", "mWb": "milliweber", "H": "henry", "mH": "millihenry",
    "Bq": "becquerel", "kBq": "kilobecquerel", "MBq": "megabecquerel", "ha": "hectare",
}  # fmt: skip
_WORDS: dict[str, str] = {
    "met(?:er|re)s?": "meter", "kilomet(?:er|re)s?": "kilometer", "centimet(?:er|re)s?": "centimeter", "millimet(?:er|re)s?": "millimeter", "micromet(?:er|re)s?|microns?": "micrometer", "nanomet(?:er|re)s?": "nanometer",
    "f(?:oo|ee)t": "foot", "inch(?:es)?": "inch", "miles?": "mile", "yards?": "yard", "light[- ]years?": "light_year",
    "kilograms?": "kilogram", "grams?": "gram", "milligrams?": "milligram", "pounds?": "pound", "tonnes?|metric tons?": "tonne",
    "seconds?|secs": "second", "milliseconds?": "millisecond", "microseconds?": "microsecond", "nanoseconds?": "nanosecond", "minutes?|mins": "minute", "hours?": "hour", "days?|d": "day", "weeks?": "week", "years?|yrs?|y": "year",
    "amp(?:ere)?s?": "ampere", "milliamp(?:ere)?s?": "milliampere", "kelvins?": "kelvin", "moles?": "mole", "lit(?:er|re)s?": "liter", "millilit(?:er|re)s?": "milliliter",
    "hertz": "hertz", "kilohertz": "kilohertz", "megahertz": "megahertz", "newtons?": "newton", "kilonewtons?": "kilonewton", "joules?": "joule", "kilojoules?": "kilojoule", "megajoules?": "megajoule", "calories?": "calorie", "kilocalories?": "kilocalorie", "electron ?volts?": "electron_volt",
    "watts?": "watt", "kilowatts?": "kilowatt", "megawatts?": "megawatt", "kilowatt[- ]hours?": "kilowatt_hour", "horsepower": "horsepower", "pascals?": "pascal", "kilopascals?": "kilopascal", "megapascals?": "megapascal", "atmospheres?": "atmosphere",
    "volts?": "volt", "kilovolts?": "kilovolt", "millivolts?": "millivolt", "ohms?": "ohm", "kilo-?ohms?": "kiloohm", "coulombs?": "coulomb", "microcoulombs?": "microcoulomb", "nanocoulombs?": "nanocoulomb",
    "farads?": "farad", "microfarads?": "microfarad", "teslas?": "tesla", "webers?": "weber", "henr(?:y|ies)": "henry",
    "mph": "mile/hour", "kph|kmh|kmph": "kilometer/hour", "mm ?Hg": "mmHg",
}  # fmt: skip
_RPM = Unit("rpm", Fraction(math.pi / 30), (0, 0, -1, 0, 0, 0, 1))
_ANGLES: dict[str, float] = {
    r"rad(?:ians?)?": 1.0,
    r"rev(?:olution)?s?|turns?": 2 * math.pi,
    r"deg(?:rees?)?": math.pi / 180,
    "°": math.pi / 180,
}
_TEMPERATURES = {
    r"° ?C(?:elsius)?|deg(?:rees?)? ?(?:[Cc]elsius|[Cc]entigrade|C)|℃": "degC",
    r"° ?F(?:ahrenheit)?|deg(?:rees?)? ?(?:[Ff]ahrenheit|F)": "degF",
    r"C(?:°|\b degrees)": "delta_degC",
}

_WORD_UNITS = "|".join(sorted(_WORDS, key=len, reverse=True))
_SIGN_UNITS = "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))
_TEMPERATURE_UNITS = "|".join(_TEMPERATURES)
_ANGLE_UNITS = "|".join(_ANGLES)
_ATOM = rf"(?:rpm(?![A-Za-z])|{_TEMPERATURE_UNITS}|(?:{_WORD_UNITS}|{_ANGLE_UNITS.replace('|°', '')})(?![A-Za-z])|°|(?:{_SIGN_UNITS})(?![A-Za-z]))"
_POWER = r"(?:\s?\^\s?\(?[-−]?\d\)?|²|³|⁻¹|⁻²|⁻³| squared\b| cubed\b)?"
_FACTOR = rf"(?:(?:square|cubic) )?{_ATOM}{_POWER}"
_JOIN = r"(?:\s?(?:/|·|\*)\s?| per | |-)"
UNIT = rf"{_FACTOR}(?:(?:\s?(?:/|·|\*)\s?| per )\(?{_FACTOR}\)?|[ -]{_FACTOR}\)?)*"
"""A unit's text after `plain` of quantities.py: 'm/s^2', 'kg·m^2', 'meters per second', 'J/(kg K)'."""
_PIECE = re.compile(rf"(?P<join>{_JOIN})?(?P<open>\()?(?P<area>square |cubic )?(?P<atom>{_ATOM})(?P<power>{_POWER})(?P<close>\))?")  # fmt: skip


def unit(text: str) -> Unit | None:
    """None where the text is no unit. 'per' and '/' put the next factor below the line; after an
    opening bracket all factors up to the closing one."""
    text = text.strip()
    at, below, bracket = 0, False, False
    factor, dimension, pieces = Fraction(1), [0] * 7, list[tuple[str, int]]()
    offset = Fraction(0)
    while at < len(text):
        found = _PIECE.match(text, at)
        if not found or found.end() == at or (at and not found["join"]):
            return None
        joined = (found["join"] or "").strip()
        if joined in ("/", "per"):
            below = True
        elif joined in ("·", "*", "-", "") and not bracket and at:
            below = below and joined == ""
        bracket = bool(found["open"]) or (bracket and not found["close"])
        atom = _atom(found["atom"])
        if atom is None:
            return None
        power = _power(found["power"], found["area"]) * (-1 if below else 1)
        factor *= atom.factor**power
        dimension = [own + power * its for own, its in zip(dimension, atom.dimension, strict=True)]
        offset = atom.offset
        pieces.append((atom.name, power))
        if found["close"]:
            bracket, below = False, False
        at = found.end()
    if len(pieces) > 1 or pieces[0][1] != 1:
        offset = Fraction(0)
    found_dimension = tuple(dimension)
    return Unit(_latex(pieces), factor, found_dimension, offset)  # type: ignore[arg-type]


def _power(text: str, area: str | None) -> int:
    if area:
        return 2 if area.startswith("square") else 3
    text = text.strip()
    named = {"": 1, "²": 2, "³": 3, "⁻¹": -1, "⁻²": -2, "⁻³": -3, "squared": 2, "cubed": 3}
    if text in named:
        return named[text]
    return int(re.sub(r"[\s^()]", "", text).replace("−", "-"))


@cache
def _atom(text: str) -> Unit | None:
    for pattern, name in _TEMPERATURES.items():
        if re.fullmatch(pattern, text):
            return _of_pint(name, {"degC": "°C", "degF": "°F"}.get(name, "C°"))
    for pattern, size in _ANGLES.items():
        if re.fullmatch(pattern, text):
            name = "°" if size == math.pi / 180 else "rad" if size == 1 else "rev"
            return Unit(name, Fraction(size), (0, 0, 0, 0, 0, 0, 1))
    if text == "rpm":
        return _RPM
    name = _SIGNS.get(text, "")
    sign = text.rstrip(".") if name else ""
    for pattern, named in _WORDS.items():
        if not name and re.fullmatch(pattern, text):
            name = named
    if not name:
        return None
    return _of_pint(name, sign or _sign_of(name) or text)


def _sign_of(name: str) -> str:
    return next((sign for sign, its in _SIGNS.items() if its == name), "")


def _of_pint(name: str, sign: str) -> Unit:
    units = registry()
    one = units.Unit(name)
    zero = Fraction(0)
    if name in ("degC", "degF"):
        at = [Fraction(units.Quantity(Fraction(n), one).to("kelvin").magnitude) for n in (0, 1)]
        zero = at[0] / (at[1] - at[0])
        factor = at[1] - at[0]
    else:
        factor = Fraction(units.Quantity(Fraction(1), one).to_base_units().magnitude)
    found = dict(one.dimensionality)
    exponents = [int(found.get(base, 0)) for base in _BASES]
    return Unit(sign, factor, (*exponents, 0), zero)  # type: ignore[arg-type]


@cache
def registry() -> Any:
    import pint

    return pint.UnitRegistry(non_int_type=Fraction)


def _latex(pieces: list[tuple[str, int]]) -> str:
    """'m/s^2', 'kg·m^2/s', 'J/(kg·K)': what equivalence.py reads too."""
    total: dict[str, int] = {}
    for name, power in pieces:
        total[name] = total.get(name, 0) + power
    above = [_raised(name, power) for name, power in total.items() if power > 0]
    under = [_raised(name, -power) for name, power in total.items() if power < 0]
    if not under:
        return "*".join(above)
    bottom = under[0] if len(under) == 1 else f"({'*'.join(under)})"
    return f"{'*'.join(above) or '1'}/{bottom}"


def _raised(name: str, power: int) -> str:
    return name if power == 1 else f"{name}^{power}"
