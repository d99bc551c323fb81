"""Does a hint give the result away, as it stands or as something that only needs evaluating?"""

from __future__ import annotations

import re

from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading.sentences import read
from fynq.reasoning.verification.equivalence import equivalent

_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:[.,/]\d+)*(?![\w^])")
_RELATION = re.compile(r"<=|>=|\\leq?\b|\\geq?\b|[=<>]")
MAX_FRAGMENTS = 60


def leaks(question: str, gold: str, hint: str) -> bool:
    """A number that the question itself shows counts only when the hint states it as the result."""
    shown = {text.strip(" .$") for text in _fragments(question)}
    for fragment in _fragments(hint)[:MAX_FRAGMENTS]:
        bare = fragment.strip(" .$")
        if bare in shown and not _stated(hint, bare):
            continue
        if equivalent(gold, bare) or equivalent(_value(gold), bare):
            return True
    return False


def _fragments(text: str) -> list[str]:
    """Formulas, the sides of relations in them, and numbers between words."""
    try:
        formulas = list(read(text).mathematics)
    except CannotSolve:
        formulas = []
    sides = [side for formula in formulas for side in _RELATION.split(formula)]
    numbers = [found[0] for found in _NUMBER.finditer(text)]
    return list(dict.fromkeys(item for item in (*formulas, *sides, *numbers) if item.strip()))


def _value(gold: str) -> str:
    return gold.rpartition("=")[2] if gold.count("=") == 1 else gold


def _stated(hint: str, value: str) -> bool:
    pattern = r"(?i)(?:answer|result|solution|value|get|gives|equals|is equal to)\W{0,4}(?:is|be|as)?[\s$:=]*"
    return re.search(pattern + re.escape(value) + r"(?!\w|\.\d)", hint) is not None
