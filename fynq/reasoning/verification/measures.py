"""Are two values with units the same? 14 km is 14,000 m, and 7.67 m/s is 7.7 m/s to two figures."""

from __future__ import annotations

import re

from fynq.reasoning.quantities.notation import plain
from fynq.reasoning.quantities.quantity import Quantity, quantities

_PRODUCT = re.compile(r"\)?\s*\*\s*(?=10\s*\^)")


def measure(text: str) -> Quantity | None:
    """The text as one number with at most a unit behind it; None when there is more to it."""
    bare = _PRODUCT.sub("×", plain(text).strip().rstrip("."))
    found = quantities(bare)
    if len(found) != 1 or found[0].start != 0 or found[0].end != len(bare):
        return None
    return found[0]


def same_measure(gold: str, answer: str) -> bool | None:
    """None unless the answer is a value with a unit. A gold value without one says nothing of it."""
    first, second = measure(gold), measure(answer)
    if first is None or second is None or second.unit is None:
        return None
    if first.unit is None:
        return _rounds(first.value, first.digits, second.value, second.digits)
    if first.unit.dimension.physical != second.unit.dimension.physical:
        return False
    return _rounds(first.si, first.digits, second.si, second.digits)


def _rounds(first: float, figures: int, second: float, others: int) -> bool:
    """Equal to the figures of the less exact one, of which there are at least two."""
    if abs(first - second) <= 1e-9 * max(abs(first), abs(second)):
        return True
    digits = min(figures, others)
    return digits >= 2 and f"{first:.{digits - 1}e}" == f"{second:.{digits - 1}e}"
