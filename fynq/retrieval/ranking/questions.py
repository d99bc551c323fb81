"""Questions that a collection asks itself: each is taken out of a text that should answer it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal, Protocol
from uuid import UUID

from fynq.retrieval.text.function_words import FUNCTION_WORDS
from fynq.retrieval.text.words import tokens

QuestionKind = Literal["title", "heading", "sentence"]

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n{2,}|\n(?=\s*(?:[-*+#]|\d+[.)])\s)")
_BARE = re.compile(r"^[\s#>*+\-\d.)]+|\{[^{}]*\}\s*$")
_FEWEST_TERMS, _MOST_WORDS = 3, 40
_FEWEST_LEFT = 12
"""Terms that a passage must keep when its sentence is taken out."""
_STOP = frozenset().union(*FUNCTION_WORDS.values())


class Told(Protocol):
    """A passage, as a Chunk and a LiveRow tell it."""

    @property
    def document(self) -> UUID: ...

    @property
    def ordinal(self) -> int: ...

    @property
    def heading(self) -> str: ...

    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Question:
    """text: what is asked. row: the passage that should be found, as if it read `without`: its
    text less the words of the question. title, heading: what remains of its head."""

    kind: QuestionKind
    text: str
    row: int
    without: str
    title: str
    heading: str

    @property
    def key(self) -> str:
        """The same for the same question in another generation."""
        return _digest(self.text).hex()[:16]


def derive(chunks: Sequence[Told], titles: Sequence[str], limit: int) -> list[Question]:
    """At most `limit` questions of each kind, about different passages.

    titles: of each chunk's document. Which passages are asked about depends on their texts alone,
    so that a later generation asks the same again about what it still holds. Reads as many
    passages as it takes, not all.
    """
    order = sorted(range(len(chunks)), key=lambda row: _digest(chunks[row].text))
    chosen: list[Question] = []
    for maker in (_titles, _headings, _sentences):
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
        if often[title] == 1 and _asks(title):
            text = chunk.text.replace(title, " ")
            if _says_enough(text):
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
        if often[heading] == 1 and heading != titles[row] and _asks(heading):
            text = chunks[row].text.replace(heading, " ")
            if _says_enough(text):
                above = path[: -len(heading)].rstrip(" >")
                yield Question("heading", heading, row, text, titles[row], above)


def _sentences(
    chunks: Sequence[Told], titles: Sequence[str], order: Sequence[int]
) -> Iterator[Question]:
    """The sentence of a passage that sorts first by its hash, taken out of it."""
    for row in order:
        chunk = chunks[row]
        whole = [part for part in _SENTENCE.split(chunk.text) if part.strip()]
        fit = [part for part in whole if _asks(_bare(part)) and part.rstrip()[-1:] in ".?!"]
        if len(whole) < 3 or not fit:
            continue
        picked = min(fit, key=_digest)
        text = chunk.text.replace(picked, " ")
        if _says_enough(text):
            yield Question("sentence", _bare(picked), row, text, titles[row], chunk.heading)


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()


def _last(path: str) -> str:
    return path.rsplit(" > ", 1)[-1]


def _bare(sentence: str) -> str:
    return _BARE.sub("", " ".join(sentence.split()))


def _asks(text: str) -> bool:
    words = text.split()
    return len(words) <= _MOST_WORDS and len(_subjects(text)) >= _FEWEST_TERMS


def _says_enough(text: str) -> bool:
    return len(_subjects(text)) >= _FEWEST_LEFT


def _subjects(text: str) -> set[str]:
    return {token for token in tokens(text[:4_000]) if token not in _STOP and len(token) > 1}
