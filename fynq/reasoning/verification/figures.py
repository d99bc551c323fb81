"""Measured values agree when they do to the figures that both are given with."""

from __future__ import annotations

import re
from fractions import Fraction

_LEAST = 3
_NUMBER = re.compile(
    r"(?P<sign>-)?\s*(?P<mantissa>\d[\d,]*(?:\.\d+)?)\s*(?:(?:\*|\\times|\\cdot|×|·)\s*\{?10\}?\s*\^\s*[{(\s\\left]*(?P<power>-?\d+)[)}\s\\right]*)?"
)


def to_figures(gold: str, answer: str) -> bool:
    """Both have at least three significant figures and round to the same with the fewer of them.
    Zeros at the end of a whole number do not count."""
    first, second = _read(gold), _read(answer)
    if first is None or second is None:
        return False
    (value, figures), (other, its) = first, second
    least = min(figures, its)
    if least < _LEAST or not value:
        return False
    size = max(abs(value), abs(other))
    step = Fraction(1)
    while step * 10 <= size:
        step *= 10
    while step > size:
        step /= 10
    return bool(abs(value - other) <= step / 10 ** (least - 1) / 2 * (1 + Fraction(1, 10**9)))


def _read(text: str) -> tuple[Fraction, int] | None:
    found = _NUMBER.fullmatch(text.strip())
    if found is None or abs(int(found["power"] or 0)) > 400:
        return None
    digits = found["mantissa"].replace(",", "")
    whole = "." not in digits
    shown = digits.replace(".", "").lstrip("0")
    value = Fraction(digits) * Fraction(10) ** int(found["power"] or 0)
    return (-value if found["sign"] else value), len(shown.rstrip("0") if whole else shown)
