"""Every number with its unit in a text, garbled LaTeX of the source included.

`read_quantities(question)` gives the text without markup and the quantities in it by place. A
number without a unit is a quantity of dimension NUMBER; number words are not read here.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from fractions import Fraction

from fynq.reasoning.physics.units import PLAIN, UNIT, UNKNOWN, Dimension, Unit, unit


@dataclass(frozen=True, slots=True)
class Quantity:
    """value: as written, in `unit`. figures: significant figures as written ('1500' has 4).
    start, end: its place in the plain text, the unit included. number_end: where the unit begins."""

    value: Fraction
    unit: Unit
    figures: int
    start: int
    end: int
    number_end: int

    @property
    def si(self) -> Fraction:
        """In SI units; °C become kelvin."""
        return (self.value + self.unit.offset) * self.unit.factor

    @property
    def dimension(self) -> Dimension:
        return self.unit.dimension


@dataclass(frozen=True, slots=True)
class QuantityText:
    """text: one line a line of the question, without markup."""

    text: str
    quantities: tuple[Quantity, ...]


_MANTISSA = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
_NUMBER = re.compile(
    rf"(?<![A-Za-z_\d.^])(?P<sign>[-−]\s?)?(?:10\s?\^\s?\(?\s?(?P<ten>[-−+]?\s?\d+)\s?\)?|(?P<mantissa>{_MANTISSA})(?:\s?(?:×|·|\*|x)\s?10\s?\^\s?\(?\s?(?P<power>[-−+]?\s?\d+)\s?\)?|[eE](?P<e>[-+]?\d+))?)"
    r"(?!\d)"
)
_FRACTION = re.compile(r"(?P<over>\d+)\s?/\s?(?P<under>\d+)(?!\d|\.\d)")
_UNIT_AFTER = re.compile(rf"\s?-?\s?(?P<unit>{UNIT})(?![A-Za-z0-9^])")
_INVERSE_AFTER = re.compile(rf"\s?(?:/|per )\s?(?P<unit>{UNIT})(?![A-Za-z0-9^])")
_GOES_ON = re.compile(r"\s?[/·^]\s?\(?[A-Za-z\d]|\^|\d| per [A-Za-z]")
_LIST_AFTER = re.compile(r"\s?(?:,|,? (?:to|and|or|by)) (?=0$)")


def plain(question: str) -> str:
    """Without LaTeX: 'm/s^2', '6×10^-5', '20 °C', '90.0%'; line ends stay."""
    text = re.sub(r"\\n(?=##|\s|$)", "\n", question)
    text = re.sub(r"##\s?\S+\.(?:gif|png|jpe?g)", " ", text)
    text = text.replace("\\$", "$").replace("$$", " ").replace("$", " ")
    text = re.sub(r"\\(?:text|mathrm|mathit|textrm|textbf|operatorname|mbox|rm)\s*\{([^{}]*)\}", r" \1 ", text)  # fmt: skip
    text = re.sub(r"\\(?:left|right|displaystyle|!)", "", text)
    text = re.sub(r"\^\s*\{?\s*\\circ\s*\}?|\\degrees?\b|º|˚|\\circ\b", "°", text)
    text = re.sub(r"\\(?:times|cdot)\b|⋅|∙", " × ", text)
    text = re.sub(r"\\(?:,|;|:|quad|qquad| )|~| | | ", " ", text)
    text = text.replace("\\%", "%").replace("−", "-").replace("–", "-").replace("\\approx", "≈")
    text = re.sub(r"\\mu\b|µ", "μ", text)
    text = text.replace("\\pm", "±").replace("\\pi", " pi ").replace("π", " pi ")
    text = re.sub(r"\\(?:Omega|ohm)\b|Ω", "Ω", text)
    text = text.replace("**", "^").replace("’", "'").replace("‘", "'").replace("“", '"').replace("”", '"')  # fmt: skip
    for _ in range(3):
        text = re.sub(r"\{\s*([\w.°μΩ+-]+)\s*\}\s*(?=\^)", r"\1", text)
        text = re.sub(r"\^\s*\{\s*\(?\s*([-+]?[\w./]+)\s*\)?\s*\}", r"^\1", text)
        text = re.sub(r"\\[dt]?frac\s*\{\s*([^{}]*?)\s*\}\s*\{\s*([^{}]*?)\s*\}", _over, text)
    text = re.sub(r"\^\(\s*([-+]?\d+)\s*\)", r"^\1", text)
    text = re.sub(r"(?<=\d)\s*\.\s*(?=10\s?\^)", " × ", text)
    text = re.sub(r"\\([A-Za-z]+)", r"\1", text).replace("{", "").replace("}", "")
    text = re.sub(r"(?<=[\d%°])(?=kg\b|m\b|km\b|cm\b|mm\b|N\b|J\b|W\b|s\b|g\b)", " ", text)
    text = re.sub(r"\bkgm(?=\s?/|\b)", "kg·m", text)
    text = re.sub(r"\bmm Hg\b", "mmHg", text)
    text = re.sub(r"(?<=[\d /·])((?:[kcmdn]?m|s|ft))([234])(?![\w.])", r"\1^\2", text)
    text = re.sub(r"(?<=\d) ?(L|m\^3|cm\^3|kg|liters?|gallons?) of (\w+) (?:per|each|every) (second|minute|hour)\b", r" \1/\3 of \2", text)  # fmt: skip
    text = re.sub(r"[ \t]+", " ", text)
    text = re.sub(r"(?<=[A-Za-z]) (?=\^-?\d)|(?<=\^) (?=-?\d)", "", text)
    return re.sub(r" +([,.;?])(?=\s|$)", r"\1", text).strip()


def _over(match: re.Match[str]) -> str:
    """\\frac{km}{h} as km/h, \\frac{80km}{h} as 80 km/h, \\frac{4 pi}{3} as (4 pi)/3."""
    top, bottom = match[1].strip(), match[2].strip()
    if re.search(r"[+*=]|- ", top + bottom):
        return f"({top})/({bottom})"
    if re.search(r"\s|·|×", bottom):
        bottom = f"({bottom.replace('×', '·')})"
    if re.fullmatch(r"[\d.]+", top) and re.fullmatch(r"[\d.]+", bottom):
        return f"{top}/{bottom}"
    return f" {top.replace(' × ', '·')}/{bottom}"


def read_quantities(question: str) -> QuantityText:
    """Never raises. A hyphen joins a number and its unit ('5.00-kg'); a minus sign before a number
    counts when no word or number stands directly before it."""
    text = plain(question)
    found: list[Quantity] = []
    at = 0
    while match := _NUMBER.search(text, at):
        one = _quantity(text, match)
        found.append(one)
        at = one.end
    return QuantityText(text, tuple(_with_compounds(text, _with_shared_units(text, found))))


def _quantity(text: str, match: re.Match[str]) -> Quantity:
    value, figures = _value(match)
    end = match.end()
    if match["mantissa"] and (share := _FRACTION.match(text, match.start("mantissa"))) and share.end() > end and int(share["under"]):  # fmt: skip
        value, figures, end = Fraction(int(share["over"]), int(share["under"])), 9, share.end()
        value = -value if match["sign"] else value
    if match["sign"] and _is_no_sign(text, match):
        value = -value
    if raised := re.match(r"\s?\^\s?\(?[-−+]?\d+\)?", text[end:]):
        return Quantity(value, PLAIN, figures, match.start(), end + raised.end(), end)
    if percent := re.match(r"\s?(?:%|percent\b|per cent\b)", text[end:]):
        share_of = Unit("%", Fraction(1, 100), PLAIN.dimension)
        return Quantity(value, share_of, figures, match.start(), end + percent.end(), end)
    if turned := re.match(r"\s?pi\b(?:\s?/\s?(\d+))?(?: ?(?:rad|radians)\b)?", text[end:]):
        radian = Unit("rad", Fraction(1), (0, 0, 0, 0, 0, 0, 1))
        angle = value * Fraction(math.pi) / int(turned[1] or 1)
        return Quantity(angle, radian, 9, match.start(), end + turned.end(), end)
    own, stop = _unit_after(text, end)
    return Quantity(value, own, figures, match.start(), stop, end)


_PARTS = (("h", "min"), ("min", "s"), ("ft", "in."))


def _with_compounds(text: str, found: list[Quantity]) -> list[Quantity]:
    """'1 hour and 30 minutes', '2 h 15 min 10 s', '6 ft 1 in.' are one quantity each."""
    done: list[Quantity] = []
    for one in found:
        last = done[-1] if done else None
        small = done[-1].end if done else 0
        joined = last is not None and text[small : one.start] in (" ", ", ", " and ", ", and ")
        if last is not None and joined and (_short(text, last), one.unit.name) in _PARTS:
            total = last.value + one.value * one.unit.factor / last.unit.factor
            done[-1] = replace(last, value=total, end=one.end, figures=max(last.figures, one.figures, 3))  # fmt: skip
        else:
            done.append(one)
    return done


def _short(text: str, one: Quantity) -> str:
    """The last unit of a quantity, which may be the end of a compound."""
    ending = re.search(r"[A-Za-z.]+$", text[one.start : one.end])
    own = unit(ending[0]) if ending else None
    return own.name if own else one.unit.name


def _is_no_sign(text: str, match: re.Match[str]) -> bool:
    """A hyphen, as in '5-3', or the minus of '5 m - 3 m'; that of 'of -3 m' is a sign."""
    before = text[: match.start()]
    if re.search(r"[\w)°%]$", before):
        return True
    return match["sign"].endswith(" ") and bool(re.search(r"[\w)°%]\s$", before))


def _unit_after(text: str, end: int) -> tuple[Unit, int]:
    """The longest text after a number that is a unit, and where it ends."""
    for pattern, power in ((_UNIT_AFTER, 1), (_INVERSE_AFTER, -1)):
        after = pattern.match(text, end)
        written = after["unit"] if after else ""
        while after and written:
            own = unit(written)
            if own is not None:
                if power < 0:
                    own = Unit(f"1/{own.name}", 1 / own.factor, tuple(-n for n in own.dimension))  # type: ignore[arg-type]
                stop = after.start("unit") + len(written)
                return (UNKNOWN if _GOES_ON.match(text, stop) else own), stop
            written = re.sub(r"(?:\s?(?:/|·|\*)\s?| per | |-)?[^ /·*-]*$", "", written)
    return PLAIN, end


def _with_shared_units(text: str, found: list[Quantity]) -> list[Quantity]:
    """'from 12.0 to 7.50 m/s', '20 and 30 kg': the unit belongs to both."""
    for at in range(len(found) - 2, -1, -1):
        one, following = found[at], found[at + 1]
        between = text[one.end : following.start]
        if one.unit == PLAIN and one.end == one.number_end and following.unit != PLAIN and _LIST_AFTER.match(between + "0") and between.strip():  # fmt: skip
            found[at] = replace(one, unit=following.unit)
    return found


def _value(match: re.Match[str]) -> tuple[Fraction, int]:
    sign = -1 if match["sign"] else 1
    if match["ten"] is not None:
        return sign * Fraction(10) ** _whole(match["ten"]), 1
    digits = match["mantissa"].replace(",", "")
    value = Fraction(digits)
    exponent = match["e"] or match["power"]
    if exponent:
        value *= Fraction(10) ** max(-400, min(400, _whole(exponent)))
    return sign * value, len(digits.replace(".", "").lstrip("0")) or 1


def _whole(text: str) -> int:
    return int(re.sub(r"[\s+]", "", text).replace("−", "-"))
