"""Inequalities that are said in words: 'at most 5', 'between 2 and 7'."""

from __future__ import annotations

import re

from fynq.reasoning.reading.number_words import in_digits

_BOUND = re.compile(
    r"(?i)\b(greater than or equal to|more than or equal to|at least|no less than|not less than|"
    r"less than or equal to|at most|no more than|not more than|greater than|more than|larger than|bigger than|above|"
    r"less than|smaller than|below|under)\s+(?:or equal to\s+)?\$*([-−]?\s?\d+(?:\.\d+)?(?:/\d+)?|[-−]?\\frac\{\d+\}\{\d+\})(?:\$*\s*(or (?:more|less|equal)))?"
)
_BETWEEN = re.compile(
    r"(?i)\bbetween\s+\$*([-−]?\d+(?:\.\d+)?(?:/\d+)?)\$*\s+and\s+\$*([-−]?\d+(?:\.\d+)?(?:/\d+)?)\$*(,?\s*(?:inclusive|included|including))?"
)


def said_bounds(hint: str) -> list[str]:
    """Inequalities that are said in words, of x."""
    text = in_digits(hint)
    found = []
    for match in _BOUND.finditer(text):
        phrase = match[1].lower()
        up = phrase.startswith(("greater", "more", "larger", "bigger", "above", "at least", "no less", "not less"))  # fmt: skip
        equal = "equal" in phrase or phrase.startswith(("at ", "no ", "not ")) or bool(match[3])
        found.append(f"x {'>' if up else '<'}{'=' if equal else ''} {match[2]}")
    for match in _BETWEEN.finditer(text):
        sign = "<=" if match[3] else "<"
        found.append(f"{match[1]} {sign} x {sign} {match[2]}")
    return found
