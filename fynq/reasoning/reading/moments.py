"""E(X), Var(X), SD(X) of a random variable, which are written like values of a function."""

from __future__ import annotations

import re

_MOMENT = re.compile(r"(?<![A-Za-z\\])(?:E|Var|SD)\s?\(\s?[XYZ]\s?\)\s?=\s?-?[\d.]")


def tells_a_moment(question: str) -> bool:
    """Whether a number is told of a random variable: 'E(X) = 4' makes E no constant function."""
    return _MOMENT.search(question) is not None
