"""Cuts a document into chunks that a reader, and an embedder, can understand alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import uuid5

from fynq.domain.knowledge import Chunk, Document, Kind
from fynq.retrieval.blocks import Atoms, attached, blocks_of, heading_of, told, whole_units
from fynq.retrieval.parents import with_parents
from fynq.retrieval.spans import Kind as Atom
from fynq.retrieval.spans import Span, formulas, spans

__all__ = ["chunk", "heading_of"]

_SENTENCE = re.compile(r"(?:[.!?][\"')\]*_]*|\n)\s+|\n")
_WORD = re.compile(r"\s+")
_WHOLE = 16
"""A table or a code block longer than this many chunks is cut between its lines after all."""
_UNEVEN = 12
"""Tenths: how much longer than their average a piece may be."""
_STRETCH = 1.5
"""An example or an exercise that is longer than a chunk by no more than this stays whole."""


def chunk(document: Document, chars: int) -> list[Chunk]:
    """Chunks of about `chars` characters at most, in order; document.text[start:end] == text.

    Everything but white space is in exactly one chunk. A chunk stays within one section, and never
    begins or ends inside a formula, whatever the formula's length, nor inside a table or a code
    block of reasonable size. It holds one kind of text: a solution is never in its exercise's
    chunk. An unchanged text keeps its id across revisions.
    """
    seen: Counter[str] = Counter()
    chunks: list[Chunk] = []
    for piece in _cuts(document.text, max(chars, 1)):
        text = document.text[piece.start : piece.end]
        chunks.append(
            Chunk(
                id=uuid5(document.id, f"{seen[text]}\n{text}"),
                document=document.id,
                revision=document.revision,
                ordinal=len(chunks),
                start=piece.start,
                end=piece.end,
                text=text,
                heading=piece.heading,
                kind=piece.kind,
                audience=document.audience,
            )
        )
        seen[text] += 1
    return with_parents(chunks)


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    heading: str
    kind: Kind


@dataclass(slots=True)
class _Held:
    """What the next chunk holds so far. bare: headings only."""

    start: int
    end: int
    bare: bool
    kind: Kind
    legal: bool


def _cuts(text: str, chars: int) -> Iterator[_Piece]:
    found = list(_unbreakable(text, chars * _WHOLE))
    atoms = Atoms(found)
    kinds = _Kinds(text, found)
    path: list[tuple[int, str]] = []
    held: _Held | None = None
    blocks = attached(text, told(text, blocks_of(text, atoms)), chars)
    for block in whole_units(blocks, round(chars * _STRETCH)):
        if held is not None:
            full = block.end - held.start > chars
            other = block.kind != held.kind or block.legal != held.legal
            if (block.level and (full or not held.bare)) or ((full or other) and not held.bare):
                yield from _trim(text, held.start, held.end, path, kinds.of(held))
                held = None
        start = held.start if held else block.start
        stretch = _WHOLE if block.whole else _STRETCH if block.unit else 1
        whole = block.end - start <= chars * stretch
        if block.level:
            path = [(level, title) for level, title in path if level < block.level]
            path.append((block.level, block.title))
        elif not whole:
            *pieces, last = _split(text, start, block.end, chars, atoms)
            for piece in pieces:
                part = _Held(*piece, False, block.kind, block.legal)
                yield from _trim(text, *piece, path, kinds.of(part))
            start = last[0]
        held = _Held(start, block.end, bool(block.level), block.kind, block.legal)
    if held:
        yield from _trim(text, held.start, held.end, path, kinds.of(held))


class _Kinds:
    """A chunk of ordinary text that is mostly a table or a program is called so."""

    def __init__(self, text: str, found: Sequence[Span]) -> None:
        self._text = text
        self._large = [
            span
            for span in found
            if span.kind is Atom.TABLE
            or (span.kind is Atom.CODE and "\n" in text[span.start : span.end])
        ]
        self._at = 0

    def of(self, held: _Held) -> Kind:
        """Asked in the order of the text."""
        if held.kind != "text":
            return held.kind
        while self._at < len(self._large) and self._large[self._at].end <= held.start:
            self._at += 1
        filled: Counter[Atom] = Counter()
        for at in range(self._at, len(self._large)):
            span = self._large[at]
            if span.start >= held.end:
                break
            filled[span.kind] += min(span.end, held.end) - max(span.start, held.start)
        for atom, kind in ((Atom.TABLE, "table"), (Atom.CODE, "code")):
            if filled[atom] * 2 > held.end - held.start:
                return "table" if kind == "table" else "code"
        return "text"


def _trim(
    text: str, start: int, end: int, path: Sequence[tuple[int, str]], kind: Kind
) -> Iterator[_Piece]:
    """Leaves the first line's indentation in place: in Markdown it has a meaning."""
    piece = text[start:end]
    body = piece.rstrip()
    if body.strip():
        skipped = len(body) - len(body.lstrip())
        skipped = body.rfind("\n", 0, skipped) + 1
        heading = " > ".join(title for _, title in path)
        yield _Piece(start + skipped, start + len(body), heading, kind)


def _unbreakable(text: str, longest: int) -> Iterator[Span]:
    for span in spans(text):
        if span.kind is Atom.FORMULA or span.end - span.start <= longest:
            yield span
        elif span.kind is Atom.TABLE:
            yield from formulas(text, span.start, span.end)


def _split(text: str, start: int, end: int, chars: int, atoms: Atoms) -> Iterator[tuple[int, int]]:
    """At least one piece; at sentences where possible, at words else, never in a span. The last one
    is not left with a few words."""
    while (left := end - start) > chars:
        pieces = -(-left // chars)
        longest = min(chars, -(-left * _UNEVEN // (pieces * 10)))
        cut = _cut(text, start, min(start + longest, end), atoms)
        if cut >= end:
            break
        yield start, cut
        start = cut
    yield start, end


def _cut(text: str, start: int, limit: int, atoms: Atoms) -> int:
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
