"""What an answer lacks that is right as far as it goes.

An answer that equals the right one without being in the form that was asked does not count: the
question itself equals it, so it says nothing of what the student can do.
"""

from __future__ import annotations

import re

import mpmath as mp

from fynq.domain.knowledge import PracticeItem
from fynq.domain.practice import Lack
from fynq.reasoning.practice.parts import parts_of, unnamed
from fynq.reasoning.practice.quantity import UNREAD, Measured, measured
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import Name, Percent, Relation, names_in
from fynq.reasoning.verification.equivalence import constant_ratio, equivalent
from fynq.reasoning.verification.form import Form, form_of
from fynq.reasoning.verification.plain_answer import plain_answer
from fynq.reasoning.verification.undone import is_undone, is_whole

HALF = 0.5
_SOLVE_FOR = re.compile(
    r"(?i)\b(?:rearrange|transpose|subject|solve\b.*\bfor|in terms of|express)\b"
)
_FAR = 0.05
"""A coarse value is at most this far from the right one, relatively."""

Short = tuple[Lack, float | None]
"""With what it is worth; None where it does not count."""


def within(item: PracticeItem, said: str) -> bool:
    """As near to the answer as the item allows, in the same unit."""
    if item.tolerance <= 0.0:
        return False
    gold, own = measured(item.answer), measured(said)
    if gold is None or own is None or mp.im(gold.value) or mp.im(own.value):
        return False
    value = own.value
    if gold.unit != own.unit:
        if gold.unit is None or own.unit is None or gold.unit.dimension != own.unit.dimension:
            return False
        scale = own.unit.factor / gold.unit.factor
        value = value * scale.numerator / scale.denominator
    slack = 1 + mp.mpf(10) ** -12
    return bool(abs(value - gold.value) <= mp.mpf(item.tolerance) * slack)


def short_of(item: PracticeItem, said: str) -> Short | None:
    form = form_of(item.question)
    if equivalent(item.answer, said, ""):
        return _form_lacks(form, item.answer, said)
    gold, own = measured(item.answer), measured(said)
    if gold is not None and own is not None:
        return _of_number(item, form, gold, own)
    if _without_constant(item, said):
        return Lack.CONSTANT, HALF
    if _says_the_same(item, said):
        return Lack.SOLVED_FOR, None
    return _some_of(item, said)


def _form_lacks(form: Form, gold: str, said: str) -> Short:
    """Of an answer that is equal."""
    first, second = measured(gold), measured(said)
    if first is not None and second is not None:
        if first.unit != second.unit:
            return Lack.OTHER_UNIT, None
        if isinstance(first.tree, Percent) and not isinstance(second.tree, Percent):
            return Lack.PERCENT, HALF
        if form.places is not None:
            return Lack.ROUNDED, HALF
        if form.lowest and second.decimals is None and "/" in said.replace("\\frac", "/"):
            return Lack.LOWEST_TERMS, None
    if form.factored:
        return Lack.FACTORED, None
    if form.expanded:
        return Lack.EXPANDED, None
    return (Lack.SIMPLIFIED if form.simplified else Lack.WORKED_OUT), None


def _of_number(item: PracticeItem, form: Form, gold: Measured, own: Measured) -> Short | None:
    if gold.unit is not None and own.unit is None and _same(item, form, gold, own):
        return Lack.UNIT, HALF
    if gold.unit == own.unit and _is_coarse(gold, own):
        return (Lack.ROUNDED if form.places is not None else Lack.PRECISION), HALF
    return None


def _same(item: PracticeItem, form: Form, gold: Measured, own: Measured) -> bool:
    if own.value == gold.value or _is_coarse(gold, own):
        return True
    return item.tolerance > 0 and abs(own.value - gold.value) <= item.tolerance


def _is_coarse(gold: Measured, own: Measured) -> bool:
    """Written in digits, two that count at least, and as near as they can be."""
    if own.decimals is None or own.figures < 2 or mp.im(gold.value) or not gold.value:
        return False
    gap = abs(own.value - gold.value)
    finest = mp.mpf(10) ** -own.decimals / 2 * (1 + mp.mpf(10) ** -9)
    return bool(own.decimals > 0 and gap <= finest and gap <= _FAR * abs(gold.value))


def _without_constant(item: PracticeItem, said: str) -> bool:
    gold, own = plain_answer(item.answer), plain_answer(said)
    if not gold.endswith("+ C") or own.endswith("+ C"):
        return False
    return equivalent(gold, f"{own} + C", "")


def is_unworked(item: PracticeItem, said: str) -> bool:
    """8/2 for 4."""
    gold, own = measured(item.answer), measured(said)
    return gold is not None and own is not None and is_whole(gold.tree) and is_undone(own.tree)


def is_unsolved(item: PracticeItem, said: str) -> bool:
    """An equation where the question asks for one that is solved for a letter."""
    if not _SOLVE_FOR.search(item.question):
        return False
    try:
        gold, own = parse(plain_answer(item.answer)), parse(plain_answer(said))
    except UNREAD:
        return False
    if not (isinstance(gold, Relation) and isinstance(own, Relation)):
        return False
    return isinstance(gold.left, Name) and gold.left not in (own.left, own.right)


def _says_the_same(item: PracticeItem, said: str) -> bool:
    """An equation that has the same solutions as the one that is asked."""
    try:
        gold, own = parse(plain_answer(item.answer)), parse(plain_answer(said))
        if not (isinstance(gold, Relation) and isinstance(own, Relation)):
            return False
        if gold.op != "=" or own.op != "=" or set(names_in(gold)) != set(names_in(own)):
            return False
        return constant_ratio(gold, own, sorted(set(names_in(gold)))) is not None
    except UNREAD:
        return False


def _some_of(item: PracticeItem, said: str) -> Short | None:
    """Solutions that are right, but not all of them."""
    golds = [unnamed(part) for part in parts_of(plain_answer(item.answer))]
    parts = [unnamed(part) for part in parts_of(plain_answer(said))]
    if not 0 < len(parts) < len(golds) or re.search(r"[<>≤≥]|\\[lg]e", item.answer):
        return None
    left = list(golds)
    for part in parts:
        match = next((gold for gold in left if equivalent(gold, part, "")), None)
        if match is None:
            return None
        left.remove(match)
    return Lack.SOLUTIONS, len(parts) / len(golds)
