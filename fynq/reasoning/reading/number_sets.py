"""A question that wants the solutions of one set of numbers only: 'over the integers', 'rational roots'."""

from __future__ import annotations

import re

_SETS = r"(?:integers?|integral|rationals?|natural numbers?|naturals|whole numbers?|irrationals?|rational numbers?|positive numbers?|negative numbers?|non-?negative numbers?|(?:positive |negative |non-?negative )(?:integers?|reals?|real numbers?|rationals?))"
_SOLUTIONS = r"(?:solutions?|roots?|zeros?|zeroes|values?)"
_RESTRICTED = re.compile(
    rf"(?i)\b(?:over|among|within|in|on|for|is)\s+(?:all\s+)?(?:an?\s+)?(?:the\s+)?(?:set\s+of\s+)?(?:all\s+)?{_SETS}(?!\s+(?:equation|expression|function|form|inequalit|exponent|number form))(?:\b|$)"
    rf"|\b(?:integer|integral|rational|irrational|natural|whole|whole[- ]number|(?<!real and )(?<!and )imaginary|non-?real|positive|negative)\s+{_SOLUTIONS}\b"
    r"|\\in\s*\\?(?:mathbb)?\s*\{?[ZQN]\b|∈\s*[ℤℚℕZQN]\b|\b(?:over|in)\s+\$?(?:\\mathbb\s*)?\{?[ZQN]\b"
)


def is_restricted(question: str) -> bool:
    return _RESTRICTED.search(question) is not None
