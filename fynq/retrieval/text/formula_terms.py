"""Terms of the formulas in a text that `plain` has read: powers, calls, products, whole sides."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FUNCTIONS = (
    "sqrt|sin|cos|tan|cot|sec|csc|log|ln|exp|lim|det|max|min|arcsin|arccos|arctan|sinh|cosh|tanh"
)
_CALL = (
    rf"(?:(?:(?<![a-z0-9])[a-z]|(?:{_FUNCTIONS})\ ?)\([^()\n]{{1,30}}\)"
    r"|(?<![a-z0-9])[a-z]\ \([^()\s]{1,3}\))"
)
_NUMBER = r"\d+(?:\.\d+)?"
_ATOM = rf"(?:{_CALL}|(?<![a-z0-9.]){_NUMBER}(?:[a-z]{{0,3}}(?![a-z0-9]))|(?<![a-z0-9'])[a-z]{{1,3}}\d?(?![a-z0-9])|\([^()\n]{{1,40}}\))"
_POWER = rf"{_ATOM}(?:\^(?:-?[\w.]+|\([^()\n]{{1,20}}\)))?'{{0,3}}"
_RUN = re.compile(
    rf"-?{_POWER}(?:(?:\ ?(?:<=|>=|!=|->|[-+*/=<>~])\ ?|(?=\())-?{_POWER})*", re.VERBOSE
)
_SIDES = re.compile(r"<=|>=|!=|->|[=<>~]")
_SUMMANDS = re.compile(r"(?<=[\w)'])[-+](?![^()]*\))")
_HINT = re.compile(rf"[\^=+*/<>]|(?<![a-z0-9])[a-z] ?\(|(?:{_FUNCTIONS}) ?\(|\d[a-z]")
_MATHEMATICS = re.compile(r"[\^=+*<>(]|\d[a-z]|[\d)]/|/[\d(]|\b[a-z]/[a-z]\b|\b[a-z] ?- ?\d")
_LONGEST = 48
_AROUND = 40


def formula_terms(text: str) -> list[str]:
    """text: lower case, plain notation. Each composite part of each formula, without spaces.

    `x^2 + 3x = 10` gives `x^2`, `3x`, `x^2+3x` and `x^2+3x=10`. Single letters and numbers are left
    to the reader of words.
    """
    found: list[str] = []
    for start, end in _neighbourhoods(text):
        for run in _RUN.finditer(text, start, end):
            whole = run[0]
            if len(whole) > 1 and _MATHEMATICS.search(whole):
                found.extend(_parts(whole.replace(" ", "")))
    return found


def _neighbourhoods(text: str) -> Iterator[tuple[int, int]]:
    """Where a formula may be: searching all of a prose text takes three times as long."""
    start = end = 0
    for hint in _HINT.finditer(text):
        if hint.start() - _AROUND > end:
            if end:
                yield start, end
            start = max(hint.start() - _AROUND, 0)
        end = hint.end() + _AROUND
    if end:
        yield start, end


def _parts(formula: str) -> list[str]:
    parts: dict[str, None] = {}
    sides = [side for side in _SIDES.split(formula) if side]
    for side in sides:
        for summand in _SUMMANDS.split(side):
            _keep(summand.lstrip("-+"), parts)
        _keep(side, parts)
    if len(sides) > 1:
        _keep(formula, parts)
    return list(parts)


def _keep(part: str, parts: dict[str, None]) -> None:
    """A part that says more than the words in it."""
    if part.startswith("(") and part.endswith(")") and part.count("(") == 1:
        part = part[1:-1]
    if (1 < len(part) <= _LONGEST and not part.isalnum()) or (
        1 < len(part) <= _LONGEST and part[0].isdigit() and part[-1].isalpha()
    ):
        parts[part] = None
