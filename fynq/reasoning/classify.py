"""Is a question that no solver understood about ideas, or mathematics that fynq cannot do?"""

from __future__ import annotations

import re

_CONCEPT = re.compile(
    r"(?i)^\s*(?:(?:hi|hello|hey|please|so|ok|okay|can|could|would|you|tell|help|me|to)[\s,!.]+)*"
    r"(?:why|explain|describe|define|discuss|state|when (?:do|does|is|are|should)|who|"
    r"how (?:do|does|is|are|can|did|come|would)\s+(?!(?:i|you|we|many|much)\s+(?:solve|find|compute|calculate))|"
    r"what (?:is|are|does|do|happens|causes|makes|'s|s)\b|what'?s|y (?:do|does|is|are)|in what|which|where|understand|"
    r"(?:the )?(?:difference|meaning|definition)|compare|teach|i (?:do not|don't|didn't) (?:get|understand|see))"
)
_QUANTITY = re.compile(
    r"(?i)\bhow (?:many|much|long|far|fast|old|tall)\b|\bcalculate\b|\bcompute\b|\bfind the\b|\bsolve\b|"
    r"\b(?:by|to) what (?:factor|percentage|percent|amount|power)\b|\bwhat percent|\bin degrees\b|"
    r"\bwhat is the (?:probability|sum|product|remainder|total)\b"
)
_FORMULA = re.compile(r"\d\s*[-+*/^=<>]|[-+*/^=<>]\s*\d|\\[a-z]+|\$|[a-z]\^|=|[∫√²³]")


_REASON = re.compile(
    r"(?i)\b(?:why|explain|describe|define|what does|what is meant|difference between)\b"
)
_GIVEN = re.compile(r"(?<![A-Za-z\d-])\d+(?:\.\d+)?(?!\d|st\b|nd\b|rd\b|th\b|D\b|-)")
_ASKED_FORM = re.compile(
    r"(?i)\b(?:write|express|state|give|derive)\b.*\b(?:as an? (?:equation|formula|fraction|decimal|"
    r"percentage|power|product|sum)|in terms of)\b|\bexact\b"
)


def is_conceptual(question: str) -> bool:
    """It asks for an explanation: why, what is, how does, explain, define …

    A question that gives numbers asks for another one, unless it asks for a reason or a meaning.
    """
    if _QUANTITY.search(question) or _ASKED_FORM.search(question):
        return False
    if _GIVEN.search(question) and not _REASON.search(question):
        return False
    return bool(_CONCEPT.search(question))


def is_computation(question: str) -> bool:
    """It asks for a number or a formula, so quoting a text would not answer it."""
    if _QUANTITY.search(question) or _ASKED_FORM.search(question):
        return True
    given = _FORMULA.search(question) or _GIVEN.search(question)
    return bool(given) and not is_conceptual(question)
