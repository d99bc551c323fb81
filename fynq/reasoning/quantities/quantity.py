"""Numbers with their units where they stand in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fynq.reasoning.quantities.dimension import NUMBER, Dimension
from fynq.reasoning.quantities.units import Unit, unit

_NUMBER = re.compile(
    r"(?<![\w.^])(?<![\d)]/)(?P<sign>(?<!\w)[-+])?(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.?\d*|\.\d+)"
    r"(?:\s*[×*x·]\s*10\s*\^\s*(?P<power>[-+]?\s*\d+)|[eE](?P<e>[-+]?\d+))?"
)
_POWER_OF_TEN = re.compile(r"(?<![\w.^×*])10\s*\^\s*(?P<power>[-+]?\d+)")
_ATOM = re.compile(r"(?P<name>°[CF]?|[A-Za-zµμΩΩÅ]+)(?:\s?\^\s?(?P<power>[-+]?\d+))?")
_SPACED = re.compile(r"(?:N m|kg m|m s|J s|kg K|g K|mol K|J kg|J K|W h|J mol|kJ mol|g mol|J g)\b")
_NOT_UNITS = frozenset({"a", "in", "as", "at", "am", "pm", "P", "dm", "x", "d", "u", "t", "T"})


@dataclass(frozen=True, slots=True)
class Quantity:
    """value: in the unit as written. digits: significant figures as written. start, end: where it
    stands in the text that was read. unit: None for a bare number."""

    value: float
    unit: Unit | None
    digits: int
    start: int
    end: int
    text: str

    @property
    def si(self) -> float:
        """Temperatures become absolute."""
        return self.value * self.unit.factor + self.unit.zero if self.unit else self.value

    @property
    def dimension(self) -> Dimension:
        return self.unit.dimension if self.unit else NUMBER


def quantities(text: str) -> list[Quantity]:
    """Every number of the text, in order. The text is that of `notation.plain`."""
    found: list[Quantity] = []
    at = 0
    while True:
        match = _NUMBER.search(text, at)
        if match is None:
            return found
        digits = match["digits"].replace(",", "").rstrip(".")
        exponent = int((match["power"] or match["e"] or "0").replace(" ", ""))
        value = float(digits) * 10.0**exponent
        if match["sign"] == "-":
            value = -value
        end = match.end()
        if match["digits"].endswith(".") and not match["power"]:
            end -= 1
        spot = end
        while spot < len(text) and text[spot] in " -":
            spot += 1
        known = unit_at(text, spot) if spot - end <= 2 else None
        if known is not None:
            end = known[1]
        measured = known[0] if known else None
        written = text[match.start() : end]
        found.append(Quantity(value, measured, _figures(digits), match.start(), end, written))
        at = max(end, match.start() + 1)


def _figures(digits: str) -> int:
    bare = digits.replace(".", "").lstrip("0")
    if "." in digits:
        return max(1, len(bare))
    return max(1, len(bare.rstrip("0")))


def unit_at(text: str, at: int) -> tuple[Unit, int] | None:
    """The longest unit that begins at this place, and where it ends."""
    first = _atom(text, at, first=True)
    if first is None:
        return None
    found, end = first
    while True:
        more = _further(text, end)
        if more is None:
            return found, end
        sign, start = more
        if text.startswith("(", start) and sign < 0:
            inner = unit_at(text, start + 1)
            if inner is None or not text.startswith(")", inner[1]):
                return found, end
            part, after = inner[0], inner[1] + 1
        else:
            atom = _atom(text, start, first=False)
            if atom is None:
                return found, end
            part, after = atom
            if sign == 0 and not (
                _SPACED.match(text, _back(text, end)) or "^" in text[start:after]
            ):
                return found, end
        found = product(found, part, -1 if sign < 0 else 1)
        end = after


def _back(text: str, end: int) -> int:
    start = end
    while start > 0 and text[start - 1].isalpha():
        start -= 1
    return start


def _further(text: str, end: int) -> tuple[int, int] | None:
    """(-1, place) after a division, (1, place) after a dot, (0, place) after a plain space."""
    match = re.compile(r"\s?(?:/|per\b)\s?|\sper\s").match(text, end)
    if match:
        return -1, match.end()
    match = re.compile(r"\s?[·*×]\s?|-(?=m\b|h\b|s\b)").match(text, end)
    if match:
        return 1, match.end()
    match = re.compile(r"\s").match(text, end)
    return (0, match.end()) if match else None


def _atom(text: str, at: int, *, first: bool) -> tuple[Unit, int] | None:
    match = _ATOM.match(text, at)
    if match is None:
        return None
    name, end = match["name"], match.end()
    power = int(match["power"]) if match["power"] else 1
    if first and name in _NOT_UNITS:
        return None
    known = unit(name)
    if known is None:
        return None
    if power == 1:
        return known, end
    if known.zero:
        return None
    return Unit(f"{known.symbol}^{power}", known.dimension**power, known.factor**power), end


def product(left: Unit, right: Unit, power: int) -> Unit:
    symbol = f"{left.symbol}·{right.symbol}" if power > 0 else f"{left.symbol}/{right.symbol}"
    return Unit(symbol, left.dimension * right.dimension**power, left.factor * right.factor**power)


def whole_unit(text: str) -> Unit | None:
    """A text that is a unit and nothing else."""
    found = unit_at(text.strip(), 0)
    return found[0] if found and found[1] == len(text.strip()) else None
