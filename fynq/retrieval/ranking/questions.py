"""Questions that a collection asks itself: each is taken out of a text that should answer it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from fynq.retrieval.ranking.asking import Question, Told, asks, bare, digest, says_enough
from fynq.retrieval.ranking.book_questions import definitions, exercises

__all__ = ["Question", "derive"]

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n{2,}|\n(?=\s*(?:[-*+#]|\d+[.)])\s)")


def derive(chunks: Sequence[Told], titles: Sequence[str], limit: int) -> list[Question]:
    """At most `limit` questions of each kind, about different passages.

    titles: of each chunk's document. Which passages are asked about depends on their texts alone,
    so that a later generation asks the same again about what it still holds. Reads as many
    passages as it takes, not all.
    """
    order = sorted(range(len(chunks)), key=lambda row: digest(chunks[row].text))
    chosen: list[Question] = []
    for maker in (_titles, _headings, _sentences, exercises, definitions):
        chosen += islice(maker(chunks, titles, order), limit)
    return chosen


def _titles(
    chunks: Sequence[Told], titles: Sequence[str], order: Sequence[int]
) -> Iterator[Question]:
    """The title of a document for its opening. A title that several have names none of them."""
    opening = [row for row in order if chunks[row].ordinal == 0]
    often = Counter(titles[row] for row in opening)
    for row in opening:
        title, chunk = titles[row], chunks[row]
        if often[title] == 1 and asks(title):
            text = chunk.text.replace(title, " ")
            if says_enough(text):
                yield Question("title", title, row, text, "", chunk.heading)


def _headings(
    chunks: Sequence[Told], titles: Sequence[str], order: Sequence[int]
) -> Iterator[Question]:
    """A heading for the first passage below it; headings that recur, as Summary does, are none."""
    first: dict[tuple[object, str], int] = {}
    for row, chunk in enumerate(chunks):
        if chunk.heading:
            first.setdefault((chunk.document, chunk.heading), row)
    often = Counter(_last(heading) for _, heading in first)
    opening = set(first.values())
    for row in (row for row in order if row in opening):
        path = chunks[row].heading
        heading = _last(path)
        if often[heading] == 1 and heading != titles[row] and asks(heading):
            text = chunks[row].text.replace(heading, " ")
            if says_enough(text):
                above = path[: -len(heading)].rstrip(" >")
                yield Question("heading", heading, row, text, titles[row], above)


def _sentences(
    chunks: Sequence[Told], titles: Sequence[str], order: Sequence[int]
) -> Iterator[Question]:
    """The sentence of a passage that sorts first by its hash, taken out of it."""
    for row in order:
        chunk = chunks[row]
        whole = [part for part in _SENTENCE.split(chunk.text) if part.strip()]
        fit = [part for part in whole if asks(bare(part)) and part.rstrip()[-1:] in ".?!"]
        if len(whole) < 3 or not fit:
            continue
        picked = min(fit, key=digest)
        text = chunk.text.replace(picked, " ")
        if says_enough(text):
            yield Question("sentence", bare(picked), row, text, titles[row], chunk.heading)


def _last(path: str) -> str:
    return path.rsplit(" > ", 1)[-1]
