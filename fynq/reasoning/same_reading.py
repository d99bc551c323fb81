"""Mathematics that reads the same: one task, one formula, one way of asking."""

from __future__ import annotations

import re
from functools import lru_cache

from fynq.domain.errors import CannotSolve
from fynq.reasoning.reading.names import CONSTANTS, FUNCTIONS, GREEK
from fynq.reasoning.reading.vocabulary import SYNONYMS
from fynq.reasoning.reading.words import words
from fynq.reasoning.understand import understand

MAX_CHARS = 400
"""A longer question is not read here: the reading runs on the caller's event loop."""

_COURTESY = frozenset(
    words("""the a an and of for in is are was be if when that what whats i im me my we us our you your u to
    please kindly can could would will help need needs want do does did should hi hello hey dear sir teacher
    given following this these problem problems question questions exercise exercises expression expressions
    find compute calculate evaluate determine get give obtain tell show thanks thank much pls plz thx ty how
    stuck with so ok okay just now homework answer it its let lets try function functions""")
)
_READ_ELSEWHERE = frozenset([*_COURTESY, *SYNONYMS, *FUNCTIONS, *CONSTANTS, *GREEK])
_WORD = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{2,}")
_SIGNS = re.compile(r"[%‰°€£¥¢]")
"""Read as nothing in some places: '15% of 80' and '15 of 80' are one problem to the reader."""
_COMPUTES = re.compile(r"[\d=+*/^<>√∫\\]|[²³]")


@lru_cache(maxsize=256)
def reading_of(question: str) -> str | None:
    """A text that two questions share only if the reasoner reads the same problem in both, and both
    use the same words beyond courtesy ('by factoring', 'exact'). None when it reads no problem."""
    if len(question) > MAX_CHARS or _COMPUTES.search(question) is None:
        return None
    try:
        problem = understand(question)
    except (CannotSolve, RecursionError):
        return None
    asked = sorted({word.lower() for word in _WORD.findall(question)} - _READ_ELSEWHERE)
    signs = sorted(set(_SIGNS.findall(question)))
    return f"{problem!r} {asked!r} {signs!r}"
