"""The formula behind the first terms of a sequence, and series that are written out.

A pattern needs at least one term more than it has numbers to choose, so that the list confirms it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chapters.precalculus.page import REFUSAL, tree_of
from fynq.reasoning.chapters.presenting import fraction
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import exact

MAX_TERMS = 2_000


@dataclass(frozen=True, slots=True)
class Pattern:
    """formula: LaTeX in n; at: its value for n = 1, 2, …"""

    kind: str
    formula: str
    at: Callable[[int], Fraction]


def numbers_in(text: str) -> list[Fraction]:
    """'3, 6, 9, …' → its numbers. Raises NotUnderstood for anything else."""
    parts = [part.strip(" .…") for part in re.sub(r"\\[lc]?dots", "", text).split(",")]
    found = [exact(tree_of(part)) for part in parts if part]
    if len(found) < 2 or None in found:
        raise NotUnderstood(REFUSAL)
    return [value for value in found if value is not None]


def difference(terms: Sequence[Fraction]) -> Fraction | None:
    gaps = {b - a for a, b in pairwise(terms)}
    return gaps.pop() if len(gaps) == 1 and len(terms) > 1 else None


def ratio(terms: Sequence[Fraction]) -> Fraction | None:
    if 0 in terms:
        return None
    found = {b / a for a, b in pairwise(terms)}
    return found.pop() if len(found) == 1 and len(terms) > 1 else None


def pattern(text: str) -> Pattern:
    """Raises CannotSolve when no simple formula gives the terms."""
    terms = numbers_in(text)
    found = _of_numbers(terms) or _alternating(terms) or _of_fractions(text, terms)
    if found is None or any(found.at(n) != term for n, term in enumerate(terms, 1)):
        raise CannotSolve("I see no formula that gives all these terms.")
    return found


def _of_numbers(terms: Sequence[Fraction]) -> Pattern | None:
    return _polynomial(terms, 1) or _geometric(terms) or _polynomial(terms, 3) or _power_and_more(terms) or _factorial(terms)  # fmt: skip


def _polynomial(terms: Sequence[Fraction], degree: int) -> Pattern | None:
    """Newton's differences."""
    rows = [list(terms)]
    while len(rows) <= degree + 1 and any(rows[-1]) and len(rows[-1]) > 1:
        rows.append([b - a for a, b in pairwise(rows[-1])])
    if any(rows[-1]) or len(rows[-1]) < 1 or len(rows) - 2 > degree:
        return None
    heads = [row[0] for row in rows[:-1]] or [Fraction(0)]
    coefficients = [Fraction(0)]
    basis = [Fraction(1)]
    for k, head in enumerate(heads):
        coefficients = _add(coefficients, [head / math.factorial(k) * c for c in basis])
        basis = _times_linear(basis, Fraction(-(k + 1)))
    if len(coefficients) - 1 > degree or len(terms) < len(heads) + 1:
        return None
    found = tuple(coefficients)
    return Pattern("polynomial", _written(found), lambda n: sum((c * n**k for k, c in enumerate(found)), Fraction(0)))  # fmt: skip


def _add(first: list[Fraction], second: list[Fraction]) -> list[Fraction]:
    size = max(len(first), len(second))
    return [(first[k] if k < len(first) else 0) + (second[k] if k < len(second) else Fraction(0)) for k in range(size)]  # fmt: skip


def _times_linear(factor: list[Fraction], root: Fraction) -> list[Fraction]:
    """factor · (n + root)."""
    return _add([Fraction(0), *factor], [root * c for c in factor])


def _written(coefficients: Sequence[Fraction]) -> str:
    text = ""
    for power in range(len(coefficients) - 1, -1, -1):
        value = coefficients[power]
        if not value:
            continue
        letter = "" if power == 0 else "n" if power == 1 else f"n^{power}"
        size = "" if abs(value) == 1 and letter else fraction(abs(value))
        sign = "-" if value < 0 else "+"
        text += f" {sign} {size}{letter}" if text else f"{'-' if value < 0 else ''}{size}{letter}"
    return text or "0"


def geometric(first: Fraction, step: Fraction) -> str:
    """'6 \\cdot 3^{n - 1}', or '3^n' where the first term is the ratio."""
    if step < 0:
        sign = "(-1)^{n}" if first < 0 else "(-1)^{n - 1}"
        rest = geometric(abs(first), -step)
        return sign if rest == "1" else f"{sign} \\cdot {rest}"
    if step == 1:
        return fraction(first)
    base = fraction(step) if step.denominator == 1 else f"\\left({fraction(step)}\\right)"
    if step.denominator != 1 and abs(first) == step:
        return f"{'-' if first < 0 else ''}{base}^{{n}}"
    power, value = 0, first
    while value.denominator == 1 and value % step == 0 and step.denominator == 1 and value != 0 and power < 40:  # fmt: skip
        value, power = value / step, power + 1
    if value in (1, -1) and power:
        exponent = "n" if power == 1 else f"n + {power - 1}"
        return f"{'-' if value < 0 else ''}{base}^{{{exponent}}}"
    front = {1: "", -1: "-"}.get(int(first), f"{fraction(first)} \\cdot ") if first.denominator == 1 else f"{fraction(first)} \\cdot "  # fmt: skip
    return f"{front}{base}^{{n - 1}}"


def _geometric(terms: Sequence[Fraction]) -> Pattern | None:
    step = ratio(terms)
    if step is None or len(terms) < 3:
        return None
    first = terms[0]
    return Pattern("geometric", geometric(first, step), lambda n: first * step ** (n - 1))


def _power_and_more(terms: Sequence[Fraction]) -> Pattern | None:
    """A power and a constant, as 3, 5, 9, 17."""
    gaps = [b - a for a, b in pairwise(terms)]
    step = ratio(gaps) if len(gaps) > 2 else None
    if step is None or step in (1, -1):
        return None
    front = gaps[0] / (step - 1)
    more = terms[0] - front
    sign = "-" if more < 0 else "+"
    return Pattern("power", f"{geometric(front, step)} {sign} {fraction(abs(more))}", lambda n: front * step ** (n - 1) + more)  # fmt: skip


def _factorial(terms: Sequence[Fraction]) -> Pattern | None:
    for shift, name in ((0, "n!"), (-1, "(n - 1)!"), (1, "(n + 1)!")):
        if len(terms) > 3 and all(term == math.factorial(n + shift) for n, term in enumerate(terms, 1)):  # fmt: skip
            return Pattern("factorial", name, lambda n, s=shift: Fraction(math.factorial(n + s)))  # type: ignore[misc]  # fmt: skip
    return None


def _alternating(terms: Sequence[Fraction]) -> Pattern | None:
    signs = [1 if term > 0 else -1 for term in terms]
    if 0 in terms or any(a == b for a, b in pairwise(signs)):
        return None
    inner = _of_numbers([abs(term) for term in terms])
    if inner is None:
        return None
    start = signs[0]
    front = "(-1)^{n + 1}" if start > 0 else "(-1)^{n}"
    several = re.search(r"(?<!^)(?<![{(] )[-+](?![^{]*\})", inner.formula[1:])
    body = f"\\left({inner.formula}\\right)" if several else inner.formula
    final = front if body == "1" else f"{front} {'' if body.startswith(('n', chr(92) + 'left')) else chr(92) + 'cdot '}{body}"  # fmt: skip
    return Pattern("alternating", final, lambda n: start * (-1) ** (n - 1) * inner.at(n))


def _of_fractions(text: str, terms: Sequence[Fraction]) -> Pattern | None:
    """Numerators and denominators as written have a pattern each."""
    tops, bottoms = [], []
    for raw in re.sub(r"\\[lc]?dots", "", text).split(","):
        part = raw.strip(" .…")
        if not part:
            continue
        found = re.fullmatch(r"(-?)\s*(?:\\frac\{(-?\d+)\}\{(\d+)\}|(\d+)/(\d+)|(\d+))", part)
        if found is None:
            return None
        sign = -1 if found[1] else 1
        tops.append(Fraction(sign * int(found[2] or found[4] or found[6])))
        bottoms.append(Fraction(int(found[3] or found[5] or 1)))
    above, below = (_of_numbers(row) or _alternating(row) for row in (tops, bottoms))
    if above is None or below is None:
        return None
    signed = re.match(r"(\(-1\)\^\{n(?: \+ 1)?\}) ?(?:\\cdot )?(.*)", above.formula)
    signed_top = signed[2].removeprefix("\\left(").removesuffix("\\right)") if signed else ""
    front, top = (f"{signed[1]} ", signed_top or "1") if signed else ("", above.formula)
    return Pattern("fractions", f"{front}\\frac{{{top}}}{{{below.formula}}}", lambda n: above.at(n) / below.at(n))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Series:
    """shown: the summands before the dots; last: the one after them; open: dots at the end."""

    shown: tuple[Fraction, ...]
    last: Fraction | None
    open: bool


_DOTS = re.compile(r"\s*(?:\\[lc]?dots|…|\.{2,})\s*")
_SUMMAND = re.compile(r"[-+]?\s*[-+]?\s*(?:\\frac\{\d+\}\{\d+\}|\d+(?:\.\d+)?(?:/\d+)?|\(\s*-?\d+(?:/\d+)?\s*\))")  # fmt: skip


def series(text: str) -> Series:
    """'4 + 7 + 10 + … + 40'. Raises NotUnderstood for anything else."""
    pieces = [piece.strip() for piece in _DOTS.split(text.strip().rstrip(";,"))]
    if len(pieces) > 2 or not pieces[0]:
        raise NotUnderstood(REFUSAL)
    shown = _summands(pieces[0].rstrip("+ "))
    last = _summands(pieces[1]) if len(pieces) == 2 and pieces[1].strip("+ ") else []
    if len(shown) < 3 or len(last) > 1:
        raise NotUnderstood(REFUSAL)
    return Series(tuple(shown), last[0] if last else None, len(pieces) == 2 and not last)


def _summands(text: str) -> list[Fraction]:
    found: list[Fraction] = []
    at = 0
    text = text.strip()
    while at < len(text):
        match = _SUMMAND.match(text, at)
        if match is None or (found and not re.match(r"\s*[-+]", text[at:])):
            raise NotUnderstood(REFUSAL)
        digits = re.sub(r"\s|[()]", "", match[0]).replace("+-", "-").replace("--", "+").lstrip("+")
        value = exact(tree_of(digits))
        if value is None:
            raise NotUnderstood(REFUSAL)
        found.append(value)
        at = match.end()
        at += len(text[at:]) - len(text[at:].lstrip())
    return found


def terms_of(found: Series, count: int | None) -> list[Fraction]:
    """All summands of a finite arithmetic or geometric series. Raises CannotSolve."""
    shown = list(found.shown)
    d, r = difference(shown), ratio(shown)
    if d is None and r is None:
        raise CannotSolve("The series is neither arithmetic nor geometric.")

    def following(term: Fraction) -> Fraction:
        return term + d if d is not None else term * (r or 0)

    while len(shown) < (count or MAX_TERMS):
        if count is None and shown[-1] == found.last:
            return shown
        shown.append(following(shown[-1]))
        if max(abs(shown[-1].numerator), shown[-1].denominator) > 10**300:
            break
    if count is not None and len(shown) >= count and (found.last is None or shown[count - 1] == found.last):  # fmt: skip
        return shown[:count]
    raise CannotSolve("The last term does not belong to the series.")
