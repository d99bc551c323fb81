"""Passages worth reading beside an answer that did not come from them."""

from __future__ import annotations

from collections.abc import Sequence

from fynq.domain.knowledge import Citation, Passage
from fynq.reasoning.passages import sentences, terms
from fynq.reasoning.quotation import cite

MIN_SCORE = 0.32
MIN_SCORE_UNREAD = 0.42
"""For questions that no solver read, where no skill says what the question is about."""
LIMIT = 2


def further_reading(
    question: str, skills: Sequence[str], passages: Sequence[Passage]
) -> tuple[Citation, ...]:
    """At most two, near enough and sharing a word with the skills or with the question."""
    wanted = set(terms(" ".join(skills).replace("-", " "))) or set(terms(question))
    least = MIN_SCORE if skills else MIN_SCORE_UNREAD
    found: list[Citation] = []
    documents = set()
    for number, passage in enumerate(passages, 1):
        if passage.score < least or passage.document in documents:
            continue
        if not wanted & set(terms(f"{passage.title} {passage.heading} {passage.text[:400]}")):
            continue
        prose = sentences(passage, number)
        if not prose:
            continue
        best = max(prose[:6], key=lambda item: len(wanted & set(terms(item.text))))
        found.append(cite(passage, best.start, best.end))
        documents.add(passage.document)
        if len(found) == LIMIT:
            break
    return tuple(found)
