"""Quotations: how a model marks them, and whether a passage really says so.

The mark is one Markdown quotation, `> the sentence, word for word [n]`, where n counts the passages
of the request from 1. Words between quotation marks in running text are quotations as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from fynq.domain.knowledge import Citation, Passage, place_at
from fynq.reasoning.passages import sentences
from fynq.reasoning.verbatim import Verbatim

REFERENCE = r"(?:\[(?:(?:source|passage)\s*)?(?P<number>\d{1,3})\]|\((?:source|passage)\s*(?P<spoken>\d{1,3})\))"
_TAIL = re.compile(r"(?i)\s*[-–—]{0,2}\s*" + REFERENCE + r"\s*[.,;]?\s*\Z")
_MARKS = "\"'“”„‘’‚«»*_ "
MIN_WORDS = 3


@dataclass(frozen=True, slots=True)
class Marked:
    """What is said to be quoted, and from which passage: 0 when none is named."""

    quote: str
    number: int


def mark(quote: str, number: int) -> str:
    return f"> {' '.join(quote.split())} [{number}]"


def marked(quotation: str) -> Marked:
    """The content of a Markdown quotation, its lines joined, the `>` taken off."""
    text = " ".join(quotation.split())
    tail = _TAIL.search(text)
    number = int(tail["number"] or tail["spoken"]) if tail else 0
    return Marked((text[: tail.start()] if tail else text).strip(_MARKS), number)


def locate(found: Marked, passages: Sequence[Passage]) -> Citation | None:
    """The citation, with offsets in the document; None when no passage says it word for word.

    The passage that is named comes first; where another one says it, that one is cited. What is
    quoted from the middle of a sentence is cited with the whole sentence, so that a "not" before
    it cannot get lost.
    """
    if len(found.quote.split()) < MIN_WORDS or not 0 <= found.number <= len(passages):
        return None
    order = list(range(len(passages)))
    if found.number:
        order.insert(0, order.pop(found.number - 1))
    for at in order:
        place = _prepared(passages[at].text).find(found.quote)
        if place is not None:
            return cite(passages[at], *_whole_sentences(passages[at], *place))
    return None


def cite(passage: Passage, start: int, end: int) -> Citation:
    """passage.text[start:end] as a citation of its document."""
    return Citation(
        document=passage.document,
        chunk=passage.chunk,
        revision=passage.revision,
        title=passage.title,
        start=passage.start + start,
        end=passage.start + end,
        quote=passage.text[start:end],
        place=place_at(passage.marks, passage.start + start),
    )


@lru_cache(maxsize=64)
def _prepared(text: str) -> Verbatim:
    return Verbatim(text)


def _whole_sentences(passage: Passage, start: int, end: int) -> tuple[int, int]:
    for sentence in sentences(passage, 1):
        if sentence.start < end and start < sentence.end:
            start, end = min(start, sentence.start), max(end, sentence.end)
    return start, end
