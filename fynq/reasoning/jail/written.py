"""A program's answer as text."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

_MOST_CHARS = 400
_MOST_ITEMS = 50


def written(value: object) -> str:
    """Exact numbers stay exact; several values are set apart by commas. Raises ValueError for what
    is no answer."""
    text = _item(value)
    if not text or len(text) > _MOST_CHARS:
        raise ValueError("no short answer")
    return text


def _item(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | str | Fraction | Decimal):
        return str(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("no number")
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value, key=str) if isinstance(value, set | frozenset) else list(value)
        if len(items) > _MOST_ITEMS or any(isinstance(each, list | tuple | set) for each in items):
            raise ValueError("too many values")
        return ", ".join(_item(each) for each in items)
    raise ValueError("no answer")
