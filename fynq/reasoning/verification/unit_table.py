"""Units of measure as an exact factor and a dimension, so that 2 m and 200 cm compare."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from fynq.reasoning.reading.words import words

Dimension = tuple[tuple[str, int], ...]
"""Base quantities with their exponents, sorted; none is zero."""


@dataclass(frozen=True, slots=True)
class Unit:
    factor: Fraction
    dimension: Dimension

    @property
    def derived(self) -> bool:
        """Of physics: of more than one base quantity, or of current or temperature."""
        return len(self.dimension) > 1 or self.dimension in ((("A", 1),), (("K", 1),))

    @property
    def money(self) -> bool:
        return len(self.dimension) == 1 and self.dimension[0][0] in _MONEY


_MONEY = frozenset(("dollar", "euro", "sterling", "yen"))
_BASES: dict[str, tuple[str, str, str]] = {
    # names, factor, dimension
    "length": ("m meter metre", "1", "m"),
    "inch": ("in inch inches", "0.0254", "m"),
    "foot": ("ft foot feet", "0.3048", "m"),
    "yard": ("yd yard", "0.9144", "m"),
    "mile": ("mi mile", "1609.344", "m"),
    "mass": ("g gram gramme", "0.001", "kg"),
    "tonne": ("tonne", "1000", "kg"),
    "pound": ("lb pound", "0.45359237", "kg"),
    "ounce": ("oz ounce", "0.028349523125", "kg"),
    "second": ("s sec second", "1", "s"),
    "minute": ("min minute", "60", "s"),
    "hour": ("h hr hour", "3600", "s"),
    "day": ("day", "86400", "s"),
    "week": ("week wk", "604800", "s"),
    "month": ("month", "1", "month"),
    "year": ("year yr", "12", "month"),
    "ampere": ("A amp ampere", "1", "A"),
    "kelvin": ("K kelvin", "1", "K"),
    "mole": ("mol mole", "1", "mol"),
    "litre": ("L l liter litre", "0.001", "m^3"),
    "gallon": ("gal gallon", "0.003785411784", "m^3"),
    "radian": ("rad radian", "1", ""),
    "turn": ("rev revolution", "1", "rev"),
    "rpm": ("rpm", "1/60", "rev s^-1"),
    "weber": ("Wb weber", "1", "kg m^2 s^-2 A^-1"),
    "henry": ("H", "1", "kg m^2 s^-2 A^-2"),
    "hertz": ("Hz hertz", "1", "s^-1"),
    "newton": ("N newton", "1", "kg m s^-2"),
    "joule": ("J joule", "1", "kg m^2 s^-2"),
    "watt": ("W watt", "1", "kg m^2 s^-3"),
    "pascal": ("Pa pascal", "1", "kg m^-1 s^-2"),
    "atmosphere": ("atm atmosphere", "101325", "kg m^-1 s^-2"),
    "volt": ("V volt", "1", "kg m^2 s^-3 A^-1"),
    "ohm": ("Ω ohm Ohm", "1", "kg m^2 s^-3 A^-2"),
    "coulomb": ("C coulomb", "1", "A s"),
    "farad": ("F farad", "1", "A^2 s^4 kg^-1 m^-2"),
    "tesla": ("T tesla", "1", "kg s^-2 A^-1"),
    "electronvolt": ("eV", "0.0000000000000000001602176634", "kg m^2 s^-2"),
    "mph": ("mph", "0.44704", "m s^-1"),
    "kph": ("kph kmh", "5/18", "m s^-1"),
    "dollar": ("dollar USD", "1", "dollar"),
    "cent": ("cent ¢", "0.01", "dollar"),
    "euro": ("euro EUR", "1", "euro"),
    "sterling": ("pounds_sterling GBP", "1", "sterling"),
    "yen": ("yen JPY", "1", "yen"),
    "bar": ("bar", "100000", "kg m^-1 s^-2"),
    "mmHg": ("mmHg", "133.322387415", "kg m^-1 s^-2"),
    "torr": ("torr Torr", "101325/760", "kg m^-1 s^-2"),
    "calorie": ("cal calorie", "4.184", "kg m^2 s^-2"),
    "particle": ("molecule atom ion particle", "1", "particle"),
    "celsius": ("°C celsius", "1", "celsius"),
    "fahrenheit": ("°F fahrenheit", "1", "fahrenheit"),
    "units": ("unit", "1", "units"),
}
_PREFIXES = {"k": 3, "M": 6, "G": 9, "d": -1, "c": -2, "m": -3, "µ": -6, "u": -6, "n": -9, "p": -12}
_LONG_PREFIXES = {"kilo": 3, "mega": 6, "giga": 9, "deci": -1, "centi": -2, "milli": -3, "micro": -6, "nano": -9, "pico": -12}  # fmt: skip
_METRIC = frozenset(words("length mass second ampere kelvin mole litre hertz newton joule watt pascal volt ohm coulomb farad tesla electronvolt"))  # fmt: skip
_FACTOR = re.compile(r"([^\s\d^*/·⋅]+)(?:\^?\(?(-?\d)\)?)?$")


def _dimension(text: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in text.split():
        name, _, power = part.partition("^")
        found[name] = int(power or 1)
    return found


def _table() -> dict[str, tuple[Fraction, dict[str, int]]]:
    table: dict[str, tuple[Fraction, dict[str, int]]] = {}
    for kind, (names, factor, dimension) in _BASES.items():
        for name in names.split():
            own = Fraction(factor), _dimension(dimension)
            table[name] = own
            long = len(name) > 3
            if long:
                table.setdefault(f"{name}s", own)
            if kind in _METRIC:
                prefixes = _LONG_PREFIXES if long and name != "mole" else _PREFIXES
                for prefix, power in prefixes.items():
                    scaled = own[0] * Fraction(10) ** power, own[1]
                    table.setdefault(prefix + name, scaled)
                    if long:
                        table.setdefault(f"{prefix}{name}s", scaled)
    for short, plural in (("hr", "hrs"), ("min", "mins"), ("sec", "secs"), ("lb", "lbs"), ("yr", "yrs"), ("mole", "moles"), ("day", "days"), ("foot", "foots"), ("amp", "amps"), ("ohm", "ohms")):  # fmt: skip
        table.setdefault(plural, table[short])
    return table


_TABLE = _table()


def unit(text: str) -> Unit | None:
    """'m/s^2', 'kilometers per hour', 'square feet', 'N m', 'm s^-1'. None for other words."""
    text = text.strip().replace("²", "^2").replace("³", "^3").replace("{", "").replace("}", "")
    text = re.sub(r"/\s*\(([^()]*)\)", r"/\1", text)
    text = re.sub(r"\b(?:square|sq\.?)\s+(\w+)", r"\1^2", text)
    text = re.sub(r"\bcubic\s+(\w+)", r"\1^3", text)
    text = re.sub(r"(\w+)\s+squared\b", r"\1^2", re.sub(r"(\w+)\s+cubed\b", r"\1^3", text))
    text = re.sub(r"\s+per\s+", "/", text)
    text = re.sub(r"\s*(?:\*|·|⋅|\\cdot)\s*", " ", re.sub(r"\s*/\s*", " / ", text))
    factor, found, below = Fraction(1), dict[str, int](), False
    parts = text.split()
    if not parts:
        return None
    for part in parts:
        if part == "/":
            if below:
                return None
            below = True
            continue
        read = _FACTOR.match(part)
        known = _known(read[1]) if read else None
        if read is None or known is None:
            return None
        power = int(read[2] or 1) * (-1 if below else 1)
        factor *= known[0] ** power
        for name, exponent in known[1].items():
            found[name] = found.get(name, 0) + exponent * power
    return Unit(factor, tuple(sorted((name, n) for name, n in found.items() if n)))


def _known(name: str) -> tuple[Fraction, dict[str, int]] | None:
    return _TABLE.get(name) or (_TABLE.get(name.lower()) if len(name) > 2 else None)
