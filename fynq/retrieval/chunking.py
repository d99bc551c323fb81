"""Cuts a document into chunks that a reader, and an embedder, can understand alone."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import uuid5

from fynq.domain.knowledge import Chunk, Document
from fynq.retrieval.spans import Kind, Span, formulas, spans

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]")
_ATTRIBUTES = re.compile(r"\{[^{}]*\}$")
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])[ \t]+\S")
_SENTENCE = re.compile(r"(?:[.!?][\"')\]*_]*|\n)\s+|\n")
_WORD = re.compile(r"\s+")
_WHOLE = 16
"""A table or a code block longer than this many chunks is cut between its lines after all."""


def chunk(document: Document, chars: int) -> list[Chunk]:
    """Chunks of about `chars` characters at most, in order; document.text[start:end] == text.

    Everything but white space is in exactly one chunk. A chunk stays within one section, and never
    begins or ends inside a formula, whatever the formula's length, nor inside a table or a code
    block of reasonable size. An unchanged text keeps its id across revisions.
    """
    seen: Counter[str] = Counter()
    chunks: list[Chunk] = []
    for start, end, heading in _cuts(document.text, max(chars, 1)):
        text = document.text[start:end]
        chunks.append(
            Chunk(
                id=uuid5(document.id, f"{seen[text]}\n{text}"),
                document=document.id,
                revision=document.revision,
                ordinal=len(chunks),
                start=start,
                end=end,
                text=text,
                heading=heading,
            )
        )
        seen[text] += 1
    return chunks


@dataclass(frozen=True, slots=True)
class _Block:
    """level: 1 to 6 for a heading, else 0."""

    start: int
    end: int
    level: int = 0
    title: str = ""


class _Atoms:
    """Answers where a cut is allowed."""

    def __init__(self, found: Sequence[Span]) -> None:
        self._found = found
        self._starts = [span.start for span in found]

    def around(self, position: int) -> Span | None:
        """The span that a cut at `position` would break."""
        at = bisect_right(self._starts, position - 1) - 1
        if at >= 0 and position < self._found[at].end:
            return self._found[at]
        return None


def _cuts(text: str, chars: int) -> Iterator[tuple[int, int, str]]:
    atoms = _Atoms(list(_unbreakable(text, chars * _WHOLE)))
    path: list[tuple[int, str]] = []
    held: tuple[int, int] | None = None
    bare = True
    for block in _blocks(text, atoms):
        full = held is not None and block.end - held[0] > chars
        if held and ((block.level and (full or not bare)) or (full and not bare)):
            yield from _trim(text, *held, path)
            held = None
        start = held[0] if held else block.start
        if block.level:
            path = [(level, title) for level, title in path if level < block.level]
            path.append((block.level, block.title))
        elif block.end - start > chars:
            *pieces, last = _split(text, start, block.end, chars, atoms)
            for piece in pieces:
                yield from _trim(text, *piece, path)
            start = last[0]
        bare = bool(block.level)
        held = (start, block.end)
    if held:
        yield from _trim(text, *held, path)


def _trim(
    text: str, start: int, end: int, path: Sequence[tuple[int, str]]
) -> Iterator[tuple[int, int, str]]:
    """Leaves the first line's indentation in place: in Markdown it has a meaning."""
    piece = text[start:end]
    body = piece.rstrip()
    if body.strip():
        skipped = len(body) - len(body.lstrip())
        skipped = body.rfind("\n", 0, skipped) + 1
        yield start + skipped, start + len(body), " > ".join(title for _, title in path)


def _unbreakable(text: str, longest: int) -> Iterator[Span]:
    for span in spans(text):
        if span.kind is Kind.FORMULA or span.end - span.start <= longest:
            yield span
        elif span.kind is Kind.TABLE:
            yield from formulas(text, span.start, span.end)


def _blocks(text: str, atoms: _Atoms) -> Iterator[_Block]:
    """Headings, list items and paragraphs; lines inside an unbreakable span stay together."""
    start = position = 0
    blank = True
    for line in text.splitlines(keepends=True):
        end = position + len(line)
        if atoms.around(position) is None:
            level, title = heading_of(line)
            if level and atoms.around(end) is None:
                if position > start:
                    yield _Block(start, position)
                yield _Block(position, end, level, title)
                start = end
            elif position > start and (blank or _ITEM.match(line)) and not line.isspace():
                yield _Block(start, position)
                start = position
            blank = line.isspace()
        else:
            blank = False
        position = end
    if position > start:
        yield _Block(start, position)


def heading_of(line: str) -> tuple[int, str]:
    """Level 1 to 6 and the title; (0, '') when the line is no heading."""
    found = _HEADING.match(line)
    if not found:
        return 0, ""
    title = line[found.end() :].strip()
    if len(title) <= 200:
        title = _ATTRIBUTES.sub("", title).rstrip()
    bare = title.rstrip("#")
    if bare != title and (not bare or bare[-1].isspace()):
        title = bare
    title = title.strip()[:200]
    return (len(found[1]), title) if title else (0, "")


def _split(text: str, start: int, end: int, chars: int, atoms: _Atoms) -> Iterator[tuple[int, int]]:
    """At least one piece; at sentences where possible, at words else, never in a span."""
    while end - start > chars:
        cut = _cut(text, start, min(start + chars, end), atoms)
        if cut >= end:
            break
        yield start, cut
        start = cut
    yield start, end


def _cut(text: str, start: int, limit: int, atoms: _Atoms) -> int:
    for pattern, least in ((_SENTENCE, start + (limit - start) // 3), (_WORD, start)):
        best = -1
        for found in pattern.finditer(text, start, limit):
            if found.end() > least and atoms.around(found.end()) is None:
                best = found.end()
        if best > start and not text[start:best].isspace():
            return best
    span = atoms.around(limit)
    if span is None:
        return limit
    if span.start > start and not text[start : span.start].isspace():
        return span.start
    return span.end
