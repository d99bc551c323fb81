"""The section around a chunk, or a window of it: what is read together with the chunk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fynq.domain.knowledge import SOLUTIONS, Chunk

LONGEST = 4_000
"""Characters of a parent."""
MOST = 20
"""Chunks in one: in a list of hundreds of tiny ones, those around it say enough."""


def with_parents(chunks: Sequence[Chunk]) -> list[Chunk]:
    """chunks: of one document, in order. Around a chunk that everybody may see no parent holds a
    solution."""
    found: list[Chunk] = []
    for at, chunk in enumerate(chunks):
        first, last = _window(chunks, at)
        if first == last:
            found.append(chunk)
        else:
            start, end = chunks[first].start, chunks[last].end
            found.append(replace(chunk, parent_start=start, parent_end=end))
    return found


def _window(chunks: Sequence[Chunk], at: int) -> tuple[int, int]:
    """Grows by a neighbour before and one behind in turn, while they belong to the section."""
    first = last = at
    grows = [True, True]
    while any(grows) and last - first < MOST:
        for side, step in enumerate((-1, 1)):
            if not grows[side]:
                continue
            other = (first if step < 0 else last) + step
            low, high = (other, last) if step < 0 else (first, other)
            fits = 0 <= other < len(chunks) and _belongs(chunks[other], chunks[at])
            if fits and chunks[high].end - chunks[low].start <= LONGEST:
                first, last = low, high
            else:
                grows[side] = False
    return first, last


def _belongs(other: Chunk, chunk: Chunk) -> bool:
    if other.kind in SOLUTIONS and chunk.kind not in SOLUTIONS:
        return False
    inside = bool(chunk.heading) and other.heading.startswith(f"{chunk.heading} > ")
    return inside or other.heading == chunk.heading
