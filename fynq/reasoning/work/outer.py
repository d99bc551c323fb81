"""Where a formula can be cut without cutting a bracket."""

from __future__ import annotations

import re

_PLAIN = (
    (re.compile(r"\\approx(?![a-zA-Z])|\\simeq(?![a-zA-Z])|≅|~=|≃"), "≈"),
    (re.compile(r"(?<=\d),(?=\d{3}(?!\d))"), ""),
    (re.compile(r"=="), "="),
    (re.compile(r"≔|:="), "="),
)
_TWO = ("<=", ">=", "!=", "=<")


def outer_parts(formula: str, separators: str) -> list[str]:
    """The parts between separators that stand in no bracket; '<=' holds no '='."""
    for pattern, plain in _PLAIN:
        formula = pattern.sub(plain, formula)
    parts, depth, current = [], 0, ""
    for at, char in enumerate(formula):
        depth += (char in "([{") - (char in ")]}")
        if char in separators and depth <= 0 and not _of_two(formula, at):
            parts.append(current)
            current = ""
        else:
            current += char
    return [*parts, current]


def _of_two(formula: str, at: int) -> bool:
    return formula[at] == "=" and (
        formula[max(0, at - 1) : at + 1] in _TWO or formula[at : at + 2] in _TWO
    )
