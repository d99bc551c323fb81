"""Units of chemistry and of everyday measures: spellings, exact factors to SI, dimensions.

The factors are written here (NIST SP 811, appendix B; CODATA 2022 for the measured ones) and not
taken from pint, which checks the answers. A particle is a base unit of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

Dimension = tuple[tuple[str, int], ...]
"""Base units with their exponents, sorted; none is zero."""


@dataclass(frozen=True, slots=True)
class Unit:
    """value in SI = (value + offset) · factor; offset is 0 except for °C and °F. sign: as an answer
    shows it. pint: the unit in pint's language, '' where pint has none."""

    sign: str
    factor: Fraction
    dimension: Dimension
    pint: str
    offset: Fraction = Fraction(0)


def dimension(text: str) -> Dimension:
    """'kg m^-1 s^-2'."""
    found: dict[str, int] = {}
    for part in text.split():
        name, _, power = part.partition("^")
        found[name] = found.get(name, 0) + int(power or 1)
    return tuple(sorted((name, power) for name, power in found.items() if power))


NUMBER = dimension("")
MASS, AMOUNT, LENGTH, TIME, TEMPERATURE = map(dimension, ("kg", "mol", "m", "s", "K"))
VOLUME, AREA, PARTICLES, PRESSURE = map(dimension, ("m^3", "m^2", "particle", "kg m^-1 s^-2"))
ENERGY, MOLARITY, MOLALITY, MOLAR_MASS = map(dimension, ("kg m^2 s^-2", "mol m^-3", "mol kg^-1", "kg mol^-1"))  # fmt: skip
DENSITY, SPECIFIC_HEAT, MOLAR_ENERGY = map(dimension, ("kg m^-3", "m^2 s^-2 K^-1", "kg m^2 s^-2 mol^-1"))  # fmt: skip
HEAT_CAPACITY, RATE, MOLAR_VOLUME = map(dimension, ("kg m^2 s^-2 K^-1", "s^-1", "m^3 mol^-1"))
PERCENT = "%"

_ROWS = """
m|meters? metres?|1|m|meter|kcdmunpM
Å|angstroms?|1e-10|m|angstrom|
in|inch(?:es)?|0.0254|m|inch|
ft|foot feet|0.3048|m|foot|
yd|yards?|0.9144|m|yard|
mi|miles?|1609.344|m|mile|
g|grams? grammes?|0.001|kg|gram|kmuncd
kg|kilos?|1|kg|kilogram|
t|tonnes? metric\\s?tons?|1000|kg|metric_ton|
lb|pounds? lbs|0.45359237|kg|pound|
oz|ounces?|0.028349523125|kg|ounce|
amu|amu atomic\\smass\\sunits? daltons?|1.66053906892e-27|kg|unified_atomic_mass_unit|
u|u Da|1.66053906892e-27|kg|unified_atomic_mass_unit|
s|seconds? secs? sec|1|s|second|mun
min|minutes? mins?|60|s|minute|
h|hours? hrs?|3600|s|hour|
d|days?|86400|s|day|
wk|weeks?|604800|s|week|
y|years? yrs? yr|31557600|s|year|
A|amperes? amps?|1|A|ampere|mu
C|coulombs?|1|A s|coulomb|mu
K|kelvins?|1|K|kelvin|
mol|moles?|1|mol|mole|kmunp
L|liters? litres? l|0.001|m^3|liter|kmcdun
cc|cc ccs|0.000001|m^3|centimeter**3|
gal|gallons? gals?|0.003785411784|m^3|gallon|
qt|quarts? qts?|0.000946352946|m^3|quart|
pt|pints? pts?|0.000473176473|m^3|pint|
cup|cups?|0.0002365882365|m^3|cup|
fl oz|fluid\\sounces? fl\\.?\\s?oz\\.?|0.0000295735295625|m^3|fluid_ounce|
tbsp|tablespoons? tbsps?|0.00001478676478125|m^3|tablespoon|
tsp|teaspoons? tsps?|0.00000492892159375|m^3|teaspoon|
Pa|pascals?|1|kg m^-1 s^-2|pascal|kMhG
bar|bars?|100000|kg m^-1 s^-2|bar|m
atm|atmospheres? atms?|101325|kg m^-1 s^-2|atmosphere|
mmHg|mm\\s?Hg|133.322387415|kg m^-1 s^-2|mmHg|
torr|torrs? Torr|101325/760|kg m^-1 s^-2|torr|
psi|psi|6894.757293168|kg m^-1 s^-2|psi|
inHg|in\\.?\\s?Hg inches\\sof\\smercury|3386.388640341|kg m^-1 s^-2|inHg|
J|joules?|1|kg m^2 s^-2|joule|kMmG
cal|calories?|4.184|kg m^2 s^-2|calorie|k
eV|electron\\s?volts?|1.602176634e-19|kg m^2 s^-2|electron_volt|kM
Wh|watt[-\\s]?hours?|3600|kg m^2 s^-2|watt*hour|kM
Btu|Btus? BTUs?|1055.056|kg m^2 s^-2|Btu|
N|newtons?|1|kg m s^-2|newton|km
lbf|pounds?[-\\s]force|4.4482216152605|kg m s^-2|pound_force|
dyn|dynes?|0.00001|kg m s^-2|dyne|
W|watts?|1|kg m^2 s^-3|watt|kMmG
hp|horsepower|745.69987158227022|kg m^2 s^-3|horsepower|
Hz|hertz|1|s^-1|hertz|kMG
M|molar|1000|mol m^-3|molar|mun
m_|molal|1|mol kg^-1|mole/kilogram|
mph|mph|0.44704|m s^-1|mile/hour|
ha|hectares?|10000|m^2|hectare|
"""
_PARTICLES = "molecules? atoms? ions? particles? formula\\sunits? electrons?"
_PREFIXES = {"k": ("kilo", 3), "c": ("centi", -2), "d": ("deci", -1), "m": ("milli", -3), "u": ("micro", -6), "n": ("nano", -9), "p": ("pico", -12), "M": ("mega", 6), "G": ("giga", 9), "h": ("hecto", 2)}  # fmt: skip
_LONE = frozenset(("a", "d", "t", "u", "h", "l", "A", "C", "M", "K", "N", "W", "J", "g", "m", "s", "L", "y", "in", "min"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Spelling:
    pattern: str
    unit: Unit
    word: bool


def _table() -> tuple[_Spelling, ...]:
    found: list[_Spelling] = []
    for row in _ROWS.strip().split("\n"):
        sign, names, size, dim, pint, prefixes = row.split("|")
        own = Unit(sign.rstrip("_"), Fraction(size), dimension(dim), pint)
        spelled = names.split()
        words = [name for name in spelled if _is_word(name)]
        found.append(_Spelling("|".join(words), own, True)) if words else None
        short = [name for name in spelled if not _is_word(name)]
        if not sign.endswith("_"):
            short.append(re.escape(sign))
        if short:
            found.append(_Spelling("|".join(short), own, False))
        for letter in prefixes:
            long, power = _PREFIXES[letter]
            shown = "µ" if letter == "u" else letter
            scaled = Unit(shown + own.sign, own.factor * Fraction(10) ** power, own.dimension, long + pint)  # fmt: skip
            if words:
                found.append(_Spelling("|".join(f"{long}{name}" for name in words), scaled, True))
            signs = [shown + sign] + (["u" + sign] if letter == "u" and sign != "M" else []) + ([letter + "l"] if sign == "L" else [])  # fmt: skip
            found.append(_Spelling("|".join(signs), scaled, False))
    for name in _PARTICLES.split():
        own = Unit(name.replace("\\s", " ").rstrip("?"), Fraction(1), PARTICLES, "")
        found.append(_Spelling(name, own, True))
    celsius = Unit("°C", Fraction(1), TEMPERATURE, "degC", Fraction("273.15"))
    fahrenheit = Unit("°F", Fraction(5, 9), TEMPERATURE, "degF", Fraction("459.67"))
    found.append(_Spelling(r"°\s?C(?:elsius)?|degrees?\s(?:C|[Cc]elsius|[Cc]entigrade)|deg\s?C|℃", celsius, False))  # fmt: skip
    found.append(_Spelling(r"°\s?F(?:ahrenheit)?|degrees?\s(?:F|[Ff]ahrenheit)|deg\s?F", fahrenheit, False))  # fmt: skip
    return tuple(found)


def _is_word(name: str) -> bool:
    return len(re.sub(r"\\s|[^A-Za-z]", "", name)) > 3


_TABLE = _table()
_ATOM = "|".join(
    f"(?i:{item.pattern})" if item.word else f"(?:{item.pattern})"
    for item in sorted(_TABLE, key=lambda item: -len(item.pattern))
)
_PLAIN_ATOM = rf"(?:{_ATOM})(?![A-Za-z])"
_POWER = r"(?:\^\(?[-+]?\d\)?|²|³|[23](?!\d|\.\d)|\ssquared|\scubed)?"
_FACTOR = rf"(?:(?:square|sq\.?|cubic|cu\.?)\s)?{_PLAIN_ATOM}{_POWER}"
_JOIN = r"(?:\s?[/·*]\s?|\sper\s|\s(?!in\b)|-)"
UNIT = rf"{_FACTOR}(?:{_JOIN}(?:\({_FACTOR}(?:{_JOIN}{_FACTOR})*\)|{_FACTOR}))*"
"""The text of a unit in plain notation, products written with a space included."""
_PIECE = re.compile(
    rf"(?P<join>\s?[/·*]\s?|\sper\s|\s|-)?(?P<open>\()?(?:(?P<raised>square|sq\.?|cubic|cu\.?)\s)?(?P<atom>{_PLAIN_ATOM})(?P<power>{_POWER})(?P<close>\))?"
)


@cache
def atom(text: str) -> Unit | None:
    """One unit by its name or sign. Names in any case."""
    for item in _TABLE:
        if re.fullmatch(item.pattern, text.lower() if item.word else text):
            return item.unit
    return None


@cache
def unit(text: str) -> Unit | None:
    """'g/mol', 'J K^-1 mol^-1', 'J/(g °C)', 'cubic centimeters'. None for other words. All that stands
    behind a bar is divided by, as books mean it in J/g·°C and L·atm/mol·K."""
    at, pieces = 0, list[tuple[Unit, int]]()
    below = False
    text = text.strip()
    while at < len(text):
        found = _PIECE.match(text, at)
        if found is None or found.end() == at or (at and not found["join"]):
            return None
        join = (found["join"] or "").strip()
        if join in ("/", "per"):
            below = True
        own = atom(found["atom"])
        if own is None:
            return None
        pieces.append((own, _power(found["power"], found["raised"]) * (-1 if below else 1)))
        at = found.end()
    return _product(pieces) if pieces else None


def _power(sign: str, word: str | None) -> int:
    if word:
        return 2 if word.startswith("sq") else 3
    sign = sign.strip()
    if sign in ("squared", "²"):
        return 2
    if sign in ("cubed", "³"):
        return 3
    return int(re.sub(r"[()^]", "", sign) or 1)


def _product(pieces: list[tuple[Unit, int]]) -> Unit:
    if len(pieces) == 1 and pieces[0][1] == 1:
        return pieces[0][0]
    factor, total = Fraction(1), dict[str, int]()
    for own, power in pieces:
        factor *= own.factor**power
        for name, exponent in own.dimension:
            total[name] = total.get(name, 0) + exponent * power
    found = tuple(sorted((name, power) for name, power in total.items() if power))
    languages = [f"({_difference(own.pint)})**{power}" for own, power in pieces]
    pint = "*".join(languages) if all(own.pint for own, _ in pieces) else ""
    return Unit(_sign(pieces), factor, found, pint)


def _difference(pint: str) -> str:
    """Beside other units a degree is a difference."""
    return {"degC": "delta_degC", "degF": "delta_degF"}.get(pint, pint)


def _sign(pieces: list[tuple[Unit, int]]) -> str:
    above = "·".join(_raised(own.sign, power) for own, power in pieces if power > 0)
    under = [_raised(own.sign, -power) for own, power in pieces if power < 0]
    if not under:
        return above
    below = under[0] if len(under) == 1 else f"({'·'.join(under)})"
    if not above:
        return "·".join(f"{own.sign}^{{{power}}}" for own, power in pieces)
    return f"{above}/{below}"


def _raised(sign: str, power: int) -> str:
    return sign if power == 1 else f"{sign}^{power}"
