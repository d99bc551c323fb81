"""When may two students share one answer?"""

from __future__ import annotations

import hashlib
import json
import unicodedata

from fynq.domain.doubt import Doubt
from fynq.domain.learner import LearnerContext
from fynq.reasoning.hints.request import wanted_of


def first_question(doubt: Doubt) -> bool:
    """Follow-ups are never shared: their meaning is in their thread."""
    return doubt.follows is None and not doubt.turns and doubt.thread == doubt.id


def partition_of(doubt: Doubt, learner: LearnerContext) -> tuple[str | None, ...]:
    """What an answer depends on besides its question and its sources, within one tenant."""
    return (doubt.subject, doubt.wanted or wanted_of(doubt.question), *learner.words)


def levelled(question: str) -> str:
    """Only white space and canonical equivalents are levelled: case and superscripts mean something
    in mathematics (x and X, x² and x2)."""
    return " ".join(unicodedata.normalize("NFC", question).split())


def digest_of(*parts: str | None) -> str:
    """SHA-256 in hexadecimal. Raises ValueError for text that is not valid Unicode."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
