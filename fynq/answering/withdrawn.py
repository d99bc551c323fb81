"""An answer whose source was removed since: it no longer says what it quoted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from fynq.answering.books import StoredDoubt
from fynq.domain.doubt import Answer
from fynq.domain.knowledge import Citation

MARK = "[source removed]"
_GAP = r"(?:\s|>)+"
"""Between words: a quotation may have been laid out anew."""


def withdrawn(stored: StoredDoubt, quotes: Sequence[str]) -> StoredDoubt:
    """The doubt without the quotations of removed sources, wherever they stand in it."""
    if not any(quote.strip() for quote in quotes):
        return stored
    return replace(
        stored,
        answer=None if stored.answer is None else _answer(stored.answer, quotes),
        reason=without_quotes(stored.reason, quotes),
        advice=without_quotes(stored.advice, quotes),
        citations=_citations(stored.citations),
    )


def without_quotes(text: str, quotes: Sequence[str]) -> str:
    """Longest first, so that a quotation in another does not break that one up."""
    for quote in sorted(quotes, key=len, reverse=True):
        words = quote.split()
        if words and text:
            text = re.sub(_GAP.join(map(re.escape, words)), lambda _: MARK, text)
    return text


def _answer(answer: Answer, quotes: Sequence[str]) -> Answer:
    return replace(
        answer,
        text=without_quotes(answer.text, quotes),
        final=without_quotes(answer.final, quotes),
        steps=tuple(
            replace(
                step,
                title=without_quotes(step.title, quotes),
                text=without_quotes(step.text, quotes),
            )
            for step in answer.steps
        ),
        witnesses=tuple(
            replace(witness, detail=without_quotes(witness.detail, quotes))
            for witness in answer.witnesses
        ),
        citations=_citations(answer.citations),
    )


def _citations(citations: Sequence[Citation]) -> tuple[Citation, ...]:
    return tuple(
        replace(citation, quote="", place="") if citation.standing == "removed" else citation
        for citation in citations
    )
