"""How quantities and their products are written: plain, in Unicode, in words, in kinds of LaTeX."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random

Signs = tuple[tuple[str, int], ...]
"""A unit as signs with their powers, those above a fraction stroke first."""

FACTORS: dict[str, Fraction] = {
    # to the base units of the SI, by hand, so that pint has someone to disagree with
    "m": Fraction(1),
    "km": Fraction(1000),
    "cm": Fraction(1, 100),
    "mm": Fraction(1, 1000),
    "s": Fraction(1),
    "min": Fraction(60),
    "h": Fraction(3600),
    "kg": Fraction(1),
    "g": Fraction(1, 1000),
    "N": Fraction(1),
    "J": Fraction(1),
    "kJ": Fraction(1000),
    "W": Fraction(1),
    "kW": Fraction(1000),
    "kWh": Fraction(3_600_000),
    "Pa": Fraction(1),
    "kPa": Fraction(1000),
    "V": Fraction(1),
    "A": Fraction(1),
    "mA": Fraction(1, 1000),
    "Ω": Fraction(1),
    "C": Fraction(1),
    "mol": Fraction(1),
    "L": Fraction(1, 1000),
    "mL": Fraction(1, 1_000_000),
    "K": Fraction(1),
    "°C": Fraction(1),
    "dollar": Fraction(1),
}
WORDS = {"m": "metre", "km": "kilometre", "cm": "centimetre", "mm": "millimetre", "s": "second", "min": "minute", "h": "hour", "kg": "kilogram", "g": "gram", "N": "newton", "J": "joule", "kJ": "kilojoule", "W": "watt", "kW": "kilowatt", "Pa": "pascal", "kPa": "kilopascal", "V": "volt", "A": "ampere", "mA": "milliampere", "Ω": "ohm", "C": "coulomb", "mol": "mole", "L": "litre", "mL": "millilitre", "K": "kelvin", "dollar": "dollar"}  # fmt: skip
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def unit(text: str) -> Signs:
    """'kg m^2 s^-2'."""
    found = []
    for part in text.split():
        sign, _, power = part.partition("^")
        found.append((sign, int(power or 1)))
    return tuple(found)


def factor(signs: Signs) -> Fraction:
    found = Fraction(1)
    for sign, power in signs:
        found *= FACTORS[sign] ** power
    return found


@dataclass(frozen=True, slots=True)
class Style:
    """times: between factors. over: a fraction of two texts. of: a number with a unit. power: a text
    squared and so on. root: of a text. page: around a line."""

    name: str
    times: str
    over: Callable[[str, str], str]
    of: Callable[[str, Signs], str]
    power: Callable[[str, int], str]
    root: Callable[[str], str]
    page: Callable[[str], str]


def _split(signs: Signs) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    return [each for each in signs if each[1] > 0], [(s, -p) for s, p in signs if p < 0]


def _joined(signs: Sequence[tuple[str, int]], dot: str, raised: Callable[[int], str]) -> str:
    return dot.join(sign + (raised(power) if power != 1 else "") for sign, power in signs)


def _slashed(signs: Signs, dot: str, raised: Callable[[int], str]) -> str:
    above, below = _split(signs)
    top = _joined(above, dot, raised) or "1"
    if not below:
        return top
    under = _joined(below, dot, raised)
    return f"{top}/({under})" if len(below) > 1 else f"{top}/{under}"


def _money(number: str, signs: Signs, rest: str, sign: str) -> str:
    """rest: of the unit, as it would be written behind the number."""
    behind = rest.removeprefix("dollar")
    return f"{sign}{number}" + (rf"\text{{{behind}}}" if behind and sign == r"\$" else behind)


def _plain(number: str, signs: Signs) -> str:
    if signs[0] == ("dollar", 1):
        return _money(number, signs, _slashed(signs, "*", lambda power: f"^{power}"), "$")
    return f"{number} {_slashed(signs, '*', lambda power: f'^{power}')}"


def _unicode(number: str, signs: Signs) -> str:
    if signs[0] == ("dollar", 1):
        return _plain(number, signs)
    return f"{number} {_slashed(signs, '·', lambda power: str(power).translate(_RAISED))}"


def _negative(number: str, signs: Signs) -> str:
    if signs[0] == ("dollar", 1):
        return _plain(number, signs)
    return f"{number} {_joined(signs, '·', lambda power: str(power).translate(_RAISED))}"


def _words(number: str, signs: Signs) -> str:
    above, below = _split(signs)
    if any(sign not in WORDS for sign, _ in signs):
        return _unicode(number, signs)
    many = " ".join(_word(sign, power) + ("s" if sign != "Ω" or power == 1 else "") for sign, power in above)  # fmt: skip
    under = " per ".join(_word(sign, power, behind=True) for sign, power in below)
    return f"{number} {many} per {under}" if under else f"{number} {many}"


def _word(sign: str, power: int, *, behind: bool = False) -> str:
    word = WORDS[sign]
    if power == 1:
        return word
    if behind and sign == "s":
        return f"{word} squared"
    return f"{'square' if power == 2 else 'cubic'} {word}"


def _latex(number: str, signs: Signs) -> str:
    if signs[0] == ("dollar", 1):
        rest = _slashed(signs, "", lambda power: f"^{power}")
        return _money(number, signs, rest, r"\$")
    above, below = _split(signs)
    text = rf"\text{{{_joined(above, '·', lambda power: f'^{power}')}"
    if not below:
        return rf"{number}\,{text}}}".replace("^2}", "}^2").replace("^3}", "}^3")
    under = _joined(below, "·", lambda power: f"^{power}")
    under = f"({under})" if len(below) > 1 else under
    return rf"{number}\,{text}/{under}}}".replace("^2}", "}^2").replace("^3}", "}^3")


def _stacked(number: str, signs: Signs) -> str:
    above, below = _split(signs)
    if signs[0] == ("dollar", 1):
        return _latex(number, signs)
    top = _upright(above) or "1"
    return rf"{number}\ \frac{{{top}}}{{{_upright(below)}}}" if below else rf"{number}\ {top}"


def _upright(signs: Sequence[tuple[str, int]]) -> str:
    return r"\cdot ".join(rf"\mathrm{{{sign}}}" + (f"^{power}" if power != 1 else "") for sign, power in signs)  # fmt: skip


def _si(number: str, signs: Signs) -> str:
    if signs[0] == ("dollar", 1):
        return _latex(number, signs)
    inside = r"\,".join(sign + (f"^{{{power}}}" if power != 1 else "") for sign, power in signs)
    return rf"{number}~\mathrm{{{inside}}}"


def _bracketed(text: str) -> str:
    return f"({text})"


def _line(text: str) -> str:
    return text


def _mathematics(text: str) -> str:
    return f"${text}$"


STYLES: tuple[Style, ...] = (
    Style("plain", " * ", lambda a, b: f"{a} / {b}", _plain, lambda a, n: f"({a})^{n}", lambda a: f"sqrt({a})", _line),
    Style("unicode", " × ", lambda a, b: f"{a} / {b}", _unicode, lambda a, n: f"({a}){str(n).translate(_RAISED)}", lambda a: f"√({a})", _line),
    Style("negative", " · ", lambda a, b: f"({a})/({b})", _negative, lambda a, n: f"({a}){str(n).translate(_RAISED)}", lambda a: f"√({a})", _line),
    Style("words", " × ", lambda a, b: f"{a} ÷ {b}", _words, lambda a, n: f"({a})^{n}", lambda a: f"sqrt({a})", _line),
    Style("latex", r" \times ", lambda a, b: rf"\frac{{{a}}}{{{b}}}", _latex, lambda a, n: f"({a})^{n}", lambda a: rf"\sqrt{{{a}}}", _mathematics),
    Style("stacked", r" \cdot ", lambda a, b: rf"\dfrac{{{a}}}{{{b}}}", _stacked, lambda a, n: rf"\left({a}\right)^{{{n}}}", lambda a: rf"\sqrt{{{a}}}", _mathematics),
    Style("si", r" \cdot ", lambda a, b: rf"\frac{{{a}}}{{{b}}}", _si, lambda a, n: f"({a})^{n}", lambda a: rf"\sqrt{{{a}}}", _mathematics),
)  # fmt: skip


def style(r: Random) -> Style:
    return r.choice(STYLES)


def written(value: Fraction) -> str:
    """As a decimal where it ends within six places, else to four significant digits."""
    scaled = value * 10**6
    if scaled.denominator == 1:
        whole, part = divmod(scaled.numerator, 10**6)
        return f"{whole}.{part:06d}".rstrip("0").rstrip(".")
    places = max(0, 3 - len(str(int(value))) + 1) if value >= 1 else 5
    return f"{float(value):.{places}f}"
