"""What a school knows: documents, their chunks, and the passages that a search returns."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

Audience = Literal["everyone", "staff"]
"""staff: teachers and above only."""

Kind = Literal[
    "text",
    "example",
    "exercise",
    "solution",
    "answer_key",
    "definition",
    "table",
    "code",
    "summary",
    "glossary",
]
"""What a chunk is in its book."""

Standing = Literal["current", "revised", "removed"]

SOLUTIONS: frozenset[str] = frozenset({"solution", "answer_key"})
"""The kinds that a collection may hide from students."""


Marks = tuple[tuple[int, str], ...]
"""Where pages, slides or chapters of a source begin in its text: offset and label, in order."""


def place_at(marks: Marks, offset: int) -> str:
    """The label of the page, slide or chapter that holds the character; '' where there is none."""
    at = bisect_right(marks, offset, key=lambda mark: mark[0])
    return marks[at - 1][1] if at else ""


def marks_within(marks: Marks, start: int, end: int) -> Marks:
    """Those that text[start:end] touches."""
    first = bisect_right(marks, start, key=lambda mark: mark[0]) - 1
    last = bisect_left(marks, end, key=lambda mark: mark[0])
    return marks[max(0, first) : last]


@dataclass(frozen=True, slots=True)
class Document:
    """An uploaded text. `revision` grows by one with every change of `text`.

    source names it within its collection (a path, a URL), so that a second upload revises it.
    media_type: of the file that it was read from. stripped: hidden text that was taken out, counts
    by kind.
    """

    id: UUID
    collection: str
    source: str
    title: str
    text: str
    revision: int = 1
    skills: tuple[str, ...] = ()
    media_type: str = "text/markdown"
    audience: Audience = "everyone"
    stripped: Mapping[str, int] = field(default_factory=dict)
    marks: Marks = ()


@dataclass(frozen=True, slots=True)
class Chunk:
    """document.text[start:end] == text; `heading` is the path of headings above it.

    parent_start, parent_end: the section around it, or a window of that, in characters of the
    document; 0, 0 is the chunk itself.
    """

    id: UUID
    document: UUID
    revision: int
    ordinal: int
    start: int
    end: int
    text: str
    heading: str = ""
    kind: Kind = "text"
    parent_start: int = 0
    parent_end: int = 0
    audience: Audience = "everyone"


@dataclass(frozen=True, slots=True)
class Collection:
    """hide_solutions: students find neither solutions nor answer keys. position: how many documents
    were put or removed so far."""

    name: str
    title: str = ""
    audience: Audience = "everyone"
    hide_solutions: bool = False
    position: int = 0


@dataclass(frozen=True, slots=True)
class Deletion:
    """The receipt of a removal, which is entry `position` of the collection's log."""

    id: UUID
    document: UUID
    collection: str
    source: str
    position: int
    at: datetime
    requested_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """A question to the knowledge of a school. staff: may see what is kept from students. around:
    wants what stands around each passage as well.

    Empty collections, documents, skills and kinds do not narrow the search.
    """

    query: str
    limit: int = 8
    staff: bool = False
    collections: tuple[str, ...] = ()
    documents: tuple[UUID, ...] = ()
    skills: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    around: bool = False


@dataclass(frozen=True, slots=True)
class Why:
    """Why a passage was chosen. Scores in 0..1; ranks from 1, 0 where that search did not find it.
    terms: words of the query that stand in it; covered: their share of the query's weight, 0..1,
    in which rare words weigh more."""

    lexical: float
    dense: float
    fused: float
    lexical_rank: int = 0
    dense_rank: int = 0
    terms: tuple[str, ...] = ()
    covered: float = 0.0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The part of a document around a passage, as far as whoever searched may see it without a gap:
    text == document.text[start : start + len(text)] at `revision`. marks: those that it touches."""

    revision: int
    start: int
    text: str
    marks: Marks = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk that a search found. score: cosine similarity in [-1, 1]. marks: those that it touches,
    in characters of the document. around: only where the search asked for it; nothing of it has
    been looked at for orders to an assistant."""

    chunk: UUID
    document: UUID
    revision: int
    title: str
    heading: str
    start: int
    end: int
    text: str
    score: float
    kind: Kind = "text"
    collection: str = ""
    generation: int = 0
    parent_start: int = 0
    parent_end: int = 0
    why: Why | None = None
    marks: Marks = ()
    around: Surroundings | None = None

    @property
    def place(self) -> str:
        """The page, slide or chapter where it begins; '' where that is not known."""
        return place_at(self.marks, self.start)


ENOUGH = 0.5
"""Scores from here on count as sufficient."""
UNLIKELY = 0.2
"""Below this score no model is asked; measured on the starter notes, docs/evaluation.md."""


@dataclass(frozen=True, slots=True)
class Sufficiency:
    """Whether passages answer a question. score: the chance that they do, in [0, 1], as fitted on
    questions whose answers were there and on questions whose answers were not. reason: the evidence
    that weighed most. missing: what of the question is in no passage."""

    score: float
    reason: str
    missing: tuple[str, ...] = ()

    @property
    def enough(self) -> bool:
        return self.score >= ENOUGH

    @property
    def unlikely(self) -> bool:
        return self.score < UNLIKELY


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, best first. vector: the query's embedding, length 1, as little-endian
    float16; b"" when the search needed none. sufficiency: None where nobody judged it."""

    passages: Sequence[Passage] = ()
    vector: bytes = b""
    sufficiency: Sufficiency | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A quotation and where it stands: document.text[start:end] == quote at that revision.

    standing: what has become of the document since. place: the page, slide or chapter where it
    begins, '' where that is not known.
    """

    document: UUID
    chunk: UUID
    revision: int
    title: str
    start: int
    end: int
    quote: str
    standing: Standing = "current"
    place: str = ""


@dataclass(frozen=True, slots=True)
class Skill:
    """A node of the skill graph; `prerequisites` are slugs of other skills."""

    slug: str
    name: str
    subject: str
    level: int
    prerequisites: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class PracticeItem:
    """answer: what `reasoning` can compare an attempt with. kind: number, expression, equation,
    set, text, choice. difficulty: 1 (easy) to 5. choices: of which one is the answer. hints: written
    for this item, each telling more than the one before; solution: Markdown, '' where nobody wrote
    one. tolerance: how far a number may be from the answer, in the answer's unit."""

    id: UUID
    slug: str
    question: str
    answer: str
    kind: str
    skills: tuple[str, ...]
    difficulty: int = 2
    choices: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    solution: str = ""
    tolerance: float = 0.0

    @property
    def guess(self) -> float:
        """The chance of a lucky guess."""
        return 1.0 / len(self.choices) if self.choices else 0.0
