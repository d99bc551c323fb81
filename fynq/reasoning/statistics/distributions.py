"""The normal distribution in closed form, and areas under any density by integration.

Formulas: NIST Digital Library of Mathematical Functions §7.2 (erfc).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath as mp


def normal_below(z: Any) -> Any:
    return mp.erfc(-mp.mpf(z) / mp.sqrt(2)) / 2


def normal_at(share: Any) -> Any:
    """z with the area `share` to its left; 0 < share < 1."""
    return mp.sqrt(2) * mp.erfinv(2 * mp.mpf(share) - 1)


def normal_area(low: Any, high: Any) -> Any:
    """By integration of the density; None is infinite."""
    left = mp.mpf(-40) if low is None else mp.mpf(low)
    right = mp.mpf(40) if high is None else mp.mpf(high)
    return area(lambda t: mp.exp(-t * t / 2) / mp.sqrt(2 * mp.pi), left, right, [mp.mpf(0)])


def area(density: Callable[[Any], Any], low: Any, high: Any, breaks: list[Any]) -> Any:
    """Numerical integral over pieces that are narrow where the density is not flat."""
    if low >= high:
        return mp.mpf(0)
    inner = [low + (high - low) * k / 16 for k in range(1, 16)]
    cuts = sorted({low, high, *inner, *(b for b in breaks if low < b < high)})
    return mp.quad(density, cuts)
