"""An answer whose source was removed or revised since: it no longer says what it quoted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from fynq.answering.books import StoredDoubt
from fynq.answering.ports import Sources
from fynq.domain.doubt import Answer
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Citation

MARK = "[source removed]"
CHANGED = "[source changed]"
_GAP = r"(?:\s|>)+"
"""Between words: a quotation may have been laid out anew."""


def withdrawn(
    stored: StoredDoubt, quotes: Sequence[str], mark: str = MARK, gone: Sequence[Citation] = ()
) -> StoredDoubt:
    """The doubt without the quotations of removed sources, wherever they stand in it. gone: citations
    besides those of removed documents that quote nothing any more."""
    if not any(quote.strip() for quote in quotes):
        return stored
    return replace(
        stored,
        answer=None if stored.answer is None else _answer(stored.answer, quotes, mark, gone),
        reason=without_quotes(stored.reason, quotes, mark),
        advice=without_quotes(stored.advice, quotes, mark),
        citations=_citations(stored.citations, gone),
    )


async def as_it_stands(
    tenant: Tenant, stored: StoredDoubt, sources: Sources | None
) -> StoredDoubt | None:
    """The doubt without what it quoted from sources that were revised, or that students may not see
    any more, and with what a teacher ruled since; None where nothing has changed. stored: as a
    DoubtBook reads it, so what was removed is quoted no more."""
    if stored.correction is not None:
        return stored
    cited = stored.citations if stored.answer is None else stored.answer.citations
    if all(each.standing == "current" for each in cited) and (
        sources is None or not cited or await sources.unchanged(tenant, cited)
    ):
        return None
    changed = [
        each
        for each in cited
        if each.standing != "current"
        or not (sources is None or await sources.unchanged(tenant, [each]))
    ]
    return withdrawn(stored, [each.quote for each in changed], CHANGED, changed)


def without_quotes(text: str, quotes: Sequence[str], mark: str = MARK) -> str:
    """Longest first, so that a quotation in another does not break that one up."""
    for quote in sorted(quotes, key=len, reverse=True):
        words = quote.split()
        if words and text:
            text = re.sub(_GAP.join(map(re.escape, words)), lambda _: mark, text)
    return text


def _answer(answer: Answer, quotes: Sequence[str], mark: str, gone: Sequence[Citation]) -> Answer:
    return replace(
        answer,
        text=without_quotes(answer.text, quotes, mark),
        final=without_quotes(answer.final, quotes, mark),
        steps=tuple(
            replace(
                step,
                title=without_quotes(step.title, quotes, mark),
                text=without_quotes(step.text, quotes, mark),
            )
            for step in answer.steps
        ),
        witnesses=tuple(
            replace(witness, detail=without_quotes(witness.detail, quotes, mark))
            for witness in answer.witnesses
        ),
        citations=_citations(answer.citations, gone),
    )


def _citations(citations: Sequence[Citation], gone: Sequence[Citation]) -> tuple[Citation, ...]:
    return tuple(
        replace(citation, quote="", place="")
        if citation.standing == "removed" or citation in gone
        else citation
        for citation in citations
    )
