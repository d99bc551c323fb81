"""Which words and signs stand for which unit. The names of units are pint's own, or money's.

Only what is listed here is ever looked up at pint, so that no text is evaluated there. A word that
means different units to different people ('ton', 'ounce') has all of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from fynq.reasoning.reading.words import words

MONEY = ("dollar", "euro", "sterling", "yen", "rupee")
_UNITS: dict[str, tuple[str, str, str]] = {
    # pint's name: signs, which are case-sensitive; words in the singular; the prefixes in use
    "meter": ("m", "meter metre", "k d c m µ n p"),
    "gram": ("g", "gram gramme", "k m µ n"),
    "second": ("s sec secs", "second", "m µ n p"),
    "liter": ("L l", "liter litre", "d c m µ k"),
    "ampere": ("A", "ampere amp", "k m µ n"),
    "kelvin": ("K", "kelvin", "m µ"),
    "mole": ("mol", "mole", "k m µ n"),
    "hertz": ("Hz", "hertz", "k M G"),
    "newton": ("N", "newton", "k M m µ"),
    "joule": ("J", "joule", "k M G m"),
    "watt": ("W", "watt", "k M G m µ"),
    "pascal": ("Pa", "pascal", "k M G h"),
    "volt": ("V", "volt", "k M m µ"),
    "ohm": ("Ω", "ohm", "k M m"),
    "coulomb": ("C", "coulomb", "m µ n p"),
    "farad": ("F", "farad", "m µ n p"),
    "tesla": ("T", "tesla", "m µ"),
    "henry": ("H", "", "m µ"),
    "weber": ("Wb", "", "m µ"),
    "electron_volt": ("eV", "electronvolt", "k M G"),
    "watt_hour": ("Wh", "", "k M G"),
    "calorie": ("cal", "", "k"),
    "bar": ("bar", "", "m"),
    "inch": ("in", "inch", ""),
    "foot": ("ft", "foot", ""),
    "yard": ("yd", "yard", ""),
    "mile": ("mi", "mile", ""),
    "minute": ("min mins", "minute", ""),
    "hour": ("h hr hrs", "hour", ""),
    "day": ("", "day", ""),
    "week": ("wk", "week", ""),
    "month": ("", "month", ""),
    "year": ("yr yrs", "year", ""),
    "decade": ("", "decade", ""),
    "century": ("", "century", ""),
    "atmosphere": ("atm", "atmosphere", ""),
    "torr": ("torr Torr mmHg", "", ""),
    "mile_per_hour": ("mph", "", ""),
    "kilometer_per_hour": ("kph kmh kmph", "", ""),
    "acre": ("", "acre", ""),
    "hectare": ("ha", "hectare", ""),
    "tonne": ("", "tonne", ""),
    "degree_Celsius": ("°C ℃", "celsius", ""),
    "degree_Fahrenheit": ("°F ℉", "fahrenheit", ""),
    "radian": ("rad rads", "radian", ""),
    "revolution": ("rev revs", "revolution", ""),
    "revolutions_per_minute": ("rpm RPM", "", ""),
    "molar": ("M", "molar", "m"),
    "kilocalorie": ("Cal", "", ""),
    "dollar": ("USD $", "dollar buck", ""),
    "euro": ("€ EUR", "euro", ""),
    "sterling": ("£ GBP", "", ""),
    "yen": ("¥ JPY", "yen", ""),
    "rupee": ("₹ INR Rs", "rupee", ""),
    "cent": ("¢", "cent penny", ""),
}
_SEVERAL: dict[str, str] = {
    "pound": "pound force_pound sterling",
    "lb": "pound force_pound",
    "lbs": "pound force_pound",
    "ounce": "ounce fluid_ounce",
    "oz": "ounce fluid_ounce",
    "calorie": "calorie kilocalorie",
    "ton": "short_ton tonne long_ton",
    "degree": "degree degree_Celsius degree_Fahrenheit",
    "°": "degree degree_Celsius degree_Fahrenheit",
    "gallon": "gallon imperial_gallon",
    "gal": "gallon imperial_gallon",
    "quart": "quart imperial_quart",
    "pint": "pint imperial_pint",
    "cup": "cup imperial_cup",
}
_PLURALS = {"feet": "foot", "inches": "inch", "centuries": "century", "pennies": "penny", "kilos": "kilogram", "kilo": "kilogram"}  # fmt: skip
_PREFIXES = {"k": "kilo", "M": "mega", "G": "giga", "h": "hecto", "d": "deci", "c": "centi", "m": "milli", "µ": "micro", "n": "nano", "p": "pico"}  # fmt: skip
DERIVED = frozenset(words("newton joule watt pascal volt ohm coulomb farad tesla henry weber hertz ampere electron_volt watt_hour calorie kilocalorie bar atmosphere torr molar mile_per_hour kilometer_per_hour"))  # fmt: skip
"""Units of physics, and rates: who writes them means what they say, where 'hours × dollars' does
not."""
ANGLES = frozenset(words("degree radian revolution revolutions_per_minute hertz"))
"""Without a dimension; and turns in a second are not radians in a second, as they are for pint."""
CALENDAR = frozenset(words("day week month year decade century"))
"""A week may be five days of work, a day eight hours, a month four weeks."""
TEMPERATURES = frozenset(("degree_Celsius", "degree_Fahrenheit"))
_ROUNDED = frozenset(words("calorie kilocalorie bar electron_volt inch foot yard mile acre pound force_pound ounce fluid_ounce gallon quart pint cup atmosphere torr mile_per_hour degree_Fahrenheit short_ton long_ton imperial_gallon imperial_quart imperial_pint imperial_cup"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class UnitName:
    """name: pint's, with a prefix. base: without."""

    name: str
    base: str

    @property
    def rounded(self) -> bool:
        """Schools round its factor to the others: a mile is 1.6 km for many."""
        return self.base in _ROUNDED


def _tables() -> tuple[dict[str, tuple[UnitName, ...]], dict[str, tuple[UnitName, ...]]]:
    signs: dict[str, tuple[UnitName, ...]] = {}
    named: dict[str, tuple[UnitName, ...]] = {}
    for name, (short, long, prefixes) in _UNITS.items():
        for table, listed in ((signs, short.split()), (named, long.split())):
            for each in listed:
                table[each] = (UnitName(name, name),)
                for sign in prefixes.split():
                    before = sign if table is signs else _PREFIXES[sign]
                    table.setdefault(before + each, (UnitName(_PREFIXES[sign] + name, name),))
    for each, meant in _SEVERAL.items():
        table = named if len(each) > 2 and each not in ("lbs", "gal") else signs
        table[each] = tuple(UnitName(name, name) for name in meant.split())
    return signs, named


_BY_SIGN, _BY_WORD = _tables()


def meanings(text: str) -> tuple[UnitName, ...]:
    """What a word or a sign may stand for; () for none."""
    found = _BY_SIGN.get(text) or _BY_SIGN.get(text.replace("μ", "µ"))
    if found or len(text) < 3:
        return found or ()
    word = _PLURALS.get(text.lower(), text.lower())
    single = word[:-1] if len(word) > 3 and word.endswith("s") else word
    return _BY_WORD.get(word) or _BY_WORD.get(single) or ()


def spelled(text: str) -> bool:
    """Spelled out, as 'metres'."""
    return text not in _BY_SIGN and bool(meanings(text))
