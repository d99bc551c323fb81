"""Quotations: how a model marks them, and whether the passage really says so.

The mark is one Markdown line per quotation, `> the sentence, word for word [n]`, where n counts the
passages of the request from 1.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fynq.domain.knowledge import Citation, Passage

_LINE = re.compile(r"^\s*>\s*(?P<quote>.+?)\s*\[(?P<number>\d{1,3})\]\s*$")
MIN_WORDS = 3


@dataclass(frozen=True, slots=True)
class Marked:
    """A quotation line: what it says and which passage it names."""

    quote: str
    number: int


def mark(quote: str, number: int) -> str:
    return f"> {' '.join(quote.split())} [{number}]"


def marked(line: str) -> Marked | None:
    found = _LINE.match(line)
    return None if found is None else Marked(found["quote"], int(found["number"]))


def locate(found: Marked, passages: Sequence[Passage]) -> Citation | None:
    """The citation, with offsets in the document, or None when the passage does not say it.

    Words must match exactly; only the whitespace between them may differ.
    """
    words = found.quote.split()
    if not 1 <= found.number <= len(passages) or len(words) < MIN_WORDS:
        return None
    passage = passages[found.number - 1]
    place = re.search(r"\s+".join(re.escape(word) for word in words), passage.text)
    if place is None:
        return None
    return cite(passage, place.start(), place.end())


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
    )
