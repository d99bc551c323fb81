"""What a school knows: documents, their chunks, and the passages that a search returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Document:
    """An uploaded text. `revision` grows by one with every change of `text`.

    source names it within its collection (a path, a URL), so that a second upload revises it.
    """

    id: UUID
    collection: str
    source: str
    title: str
    text: str
    revision: int = 1
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chunk:
    """document.text[start:end] == text; `heading` is the path of headings above it."""

    id: UUID
    document: UUID
    revision: int
    ordinal: int
    start: int
    end: int
    text: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk that a search found. score: cosine similarity in [-1, 1]."""

    chunk: UUID
    document: UUID
    revision: int
    title: str
    heading: str
    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, best first. vector: the query's embedding, length 1, as little-endian
    float16; b"" when the search needed none."""

    passages: Sequence[Passage] = ()
    vector: bytes = b""


@dataclass(frozen=True, slots=True)
class Citation:
    """A quotation and where it stands: document.text[start:end] == quote at that revision."""

    document: UUID
    chunk: UUID
    revision: int
    title: str
    start: int
    end: int
    quote: str


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
    set, text. difficulty: 1 (easy) to 5."""

    id: UUID
    slug: str
    question: str
    answer: str
    kind: str
    skills: tuple[str, ...]
    difficulty: int = 2
