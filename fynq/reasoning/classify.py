"""Is a question that no solver understood about ideas, or mathematics that fynq cannot do?"""

from __future__ import annotations

import re

_CONCEPT = re.compile(
    r"(?i)^\s*(?:(?:hi|hello|hey|please|so|ok|okay|can|could|would|you|tell|help|me|to)[\s,!.]+)*"
    r"(?:why|explain|describe|define|discuss|state|when (?:do|does|is|are|should)|who|"
    r"how (?:do|does|is|are|can|did|come|would)\s+(?!(?:i|you|we|many|much)\s+(?:solve|find|compute|calculate))|"
    r"what (?:is|are|does|do|happens|causes|makes|'s|s)\b|what's|in what|which|where|understand|"
    r"(?:the )?(?:difference|meaning|definition)|compare|teach|i (?:do not|don't|didn't) (?:get|understand|see))"
)
_QUANTITY = re.compile(
    r"(?i)\bhow (?:many|much|long|far|fast|old|tall)\b|\bcalculate\b|\bcompute\b|\bfind the\b|\bsolve\b"
)
_FORMULA = re.compile(r"\d\s*[-+*/^=<>]|[-+*/^=<>]\s*\d|\\[a-z]+|\$|[a-z]\^|=|[∫√²³]")


def is_conceptual(question: str) -> bool:
    """It asks for an explanation: why, what is, how does, explain, define …"""
    return bool(_CONCEPT.search(question)) and not _QUANTITY.search(question)


def is_computation(question: str) -> bool:
    """It asks for a number or a formula, so quoting a text would not answer it."""
    if _QUANTITY.search(question):
        return True
    return bool(_FORMULA.search(question)) and not is_conceptual(question)
