"""Are two numbers the same, exactly or rounded as asked?"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath as mp

from fynq.reasoning.reading.numeric import evaluate, exact
from fynq.reasoning.reading.tree import (
    Call,
    Constant,
    Negative,
    Number,
    Operation,
    Percent,
    Tree,
    walk,
)
from fynq.reasoning.verification.form import Form
from fynq.reasoning.verification.points import DIGITS, close
from fynq.reasoning.verification.undone import is_undone, is_whole, unfinished

_WRITTEN = 3
"""Times that a recurring digit stands at the end of a decimal."""


def same_number(gold: Tree, answer: Tree, form: Form) -> bool:
    if form.percent and isinstance(gold, Percent) != isinstance(answer, Percent):
        gold = gold.of if isinstance(gold, Percent) else gold
        answer = answer.of if isinstance(answer, Percent) else answer
    if _infinite(gold) or _infinite(answer):
        return gold == answer
    if form.lowest and _unreduced(answer) and not _unreduced(gold):
        return False
    if form.simplified and unfinished(answer) and not unfinished(gold):
        return False
    if form.evaluated and is_whole(gold) and is_undone(answer):
        return False
    first, second = exact(gold), exact(answer)
    if first is not None and second is not None and first == second:
        return True
    value, other = evaluate(gold, {}, DIGITS), evaluate(answer, {}, DIGITS)
    if (first is None or second is None) and close(value, other, mp.mpf(10) ** -22):
        return True
    if mp.im(value) != 0 or mp.im(other) != 0:
        return False
    if _recurs(gold, second, form):
        return True
    return _rounds_to(gold, value, other, form) or _rounded_as_asked(answer, value, other, form)


def _infinite(tree: Tree) -> bool:
    return any(node == Constant("oo") for node in walk(tree))


def _unreduced(tree: Tree) -> bool:
    """A fraction of whole numbers that has a common factor left."""
    for node in walk(tree):
        if isinstance(node, Operation) and node.op == "/":
            top, bottom = exact(node.left), exact(node.right)
            if top is None or not bottom or top.denominator != 1 or bottom.denominator != 1:
                continue
            if (top / bottom).denominator != abs(bottom):
                return True
    return False


def _decimals(tree: Tree) -> int | None:
    match tree:
        case Number(_, decimals):
            return decimals
        case Negative(of) | Percent(of):
            return _decimals(of)
        case _:
            return None


def _rounds_to(gold: Tree, value: Any, other: Any, form: Form) -> bool:
    """A gold answer with decimals is what an exact answer rounds to. Unless the question asks for
    so few, a gold answer needs two decimals, or one and three significant figures."""
    decimals = _decimals(gold)
    if decimals is None or (decimals < 1 and form.places is None):
        return False
    if form.places is None and decimals == 1 and abs(value) < 10:
        return False
    return bool(abs(value - other) <= mp.mpf(10) ** -decimals / 2 * (1 + mp.mpf(10) ** -9))


def _recurs(decimal: Tree, fraction: Fraction | None, form: Form) -> bool:
    """A gold answer 0.2777 stands for 5/18: a digit written three times at the end goes on, unless
    the question asks for rounding. A student's 6.333 for 19/3 is only near it."""
    if isinstance(decimal, Negative):
        return _recurs(decimal.of, None if fraction is None else -fraction, form)
    if fraction is None or form.places is not None or not isinstance(decimal, Number):
        return False
    decimals = decimal.decimals or 0
    digits = Fraction(decimal.value) * 10**decimals
    last = int(digits) % 10
    if decimals < _WRITTEN or digits.denominator != 1 or int(digits) % 1000 != 111 * last:
        return False
    return fraction == Fraction(decimal.value) + Fraction(last, 9 * 10**decimals)


def _rounded_as_asked(answer: Tree, value: Any, other: Any, form: Form) -> bool:
    """A decimal answer to an exact gold counts when rounding to those places was asked."""
    decimals = _decimals(answer)
    if form.places is None:
        return False
    places = decimals if decimals is not None else 0
    if places < form.places and _is_call(answer):
        return False
    return places >= form.places and bool(abs(value - other) <= mp.mpf(10) ** -form.places / 2 * (1 + mp.mpf(10) ** -9))  # fmt: skip


def _is_call(tree: Tree) -> bool:
    return isinstance(tree, Call)
