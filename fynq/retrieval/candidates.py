"""From views and a question to ranked candidates, without reading a text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
import numpy.ma  # np.unique would load it during the first search
from numpy.typing import NDArray

from fynq.domain.knowledge import Search, Why
from fynq.retrieval.generations.dense import Mask
from fynq.retrieval.lexical import Asked
from fynq.retrieval.ports import Standing, Vectors
from fynq.retrieval.ranking.diversity import diversify
from fynq.retrieval.ranking.fusion import (
    DEFAULT_WEIGHT,
    fuse,
    meant,
    ranks,
    reciprocal_ranks,
    worded,
)
from fynq.retrieval.ranking.nearness import nearness
from fynq.retrieval.ranking.query import clean
from fynq.retrieval.view import Segment, View

_DEPTH = 100
"""Candidates of each side, of each segment."""
_VARIED = 24
"""Candidates beyond the limit that may take the place of repetitions."""
NUDGE = 0.02
"""What a passage's worth may move it, in fused score: as much as one that repeats another loses. It
decides near ties and hides nothing."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """A collection that is searched, and how it stands."""

    view: View
    standing: Standing


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that was found. score: cosine. worded: the share of the question's weight in words that
    it holds, in [0, 1]."""

    chunk: UUID
    collection: str
    generation: int
    score: float
    worded: float
    why: Why


@dataclass(frozen=True, slots=True)
class _Part:
    """The candidates of one segment; arrays of one length. dense: cosines. near: what the dense
    side ranks them by."""

    shelf: Shelved
    segment: Segment
    rows: NDArray[np.int64]
    lexical: NDArray[np.float32]
    dense: NDArray[np.float32]
    near: NDArray[np.float32]
    asked: Asked

    def chunk(self, place: int) -> UUID:
        return self.segment.rows.chunk(int(self.rows[place]))

    def group(self, place: int) -> int:
        return int(self.segment.rows.groups[self.rows[place]])

    def owners(self) -> NDArray[np.uint8]:
        """The documents of the candidates, uint8 (candidates, 16)."""
        table = self.segment.rows
        return table.documents[table.ordinals[self.rows]]

    def digest(self, place: int) -> bytes:
        return bytes(self.segment.rows.digests[self.rows[place]])

    def vector(self, place: int) -> Vectors:
        taken: Vectors = self.segment.dense.take(self.rows[place : place + 1])[0]
        return taken

    def worded(self, terms: Sequence[str]) -> float:
        held = set(terms)
        weights = zip(self.asked.terms, self.asked.weights, strict=True)
        matched = sum(float(weight) for term, weight in weights if term in held)
        return matched / self.asked.highest if matched else 0.0

    def terms(self, place: int) -> tuple[str, ...]:
        if not self.lexical[place]:
            return ()
        return self.segment.lexical.matched(self.asked, int(self.rows[place]))


def candidates(
    shelves: Sequence[Shelved],
    search: Search,
    vector: Vectors | None,
    limit: int,
    worth: Mapping[bytes, float] | None = None,
) -> list[Candidate]:
    """The best of all collections, at most `limit`. vector: shape (1, dimension); None where the
    question could not be embedded: then words decide. worth: of passages, by the digest of their
    embedded text, in (-1, 1)."""
    parts = [
        part
        for shelf in shelves
        for segment in shelf.view.segments
        if (part := _part(shelf, segment, search, vector, max(limit, _DEPTH))) is not None
    ]
    if not parts:
        return []
    lexical = np.concatenate([part.lexical for part in parts])
    dense = np.concatenate([part.dense for part in parts])
    near = np.concatenate([part.near for part in parts])
    weights = np.concatenate([np.full(len(part.rows), _weight(part), np.float32) for part in parts])
    tops = np.concatenate([np.full(len(part.rows), part.asked.highest) for part in parts])
    if vector is None:
        fused = reciprocal_ranks(lexical, near)
    else:
        fused = fuse(lexical, near, weights, tops)
    words, meaning = worded(lexical, tops), meant(near)
    by_words, by_meaning = ranks(np.where(lexical > 0, lexical, np.nan)), ranks(near)
    whose = [(part, at) for part in parts for at in range(len(part.rows))]
    if worth:
        proved = (worth.get(part.digest(place), 0.0) for part, place in whose)
        fused = fused + NUDGE * np.fromiter(proved, np.float32, len(whose))
    ids = _joined(part.segment.rows.ids[part.rows] for part in parts)
    best = _single(np.lexsort((ids, -fused)), whose)[: limit + _VARIED]
    owners = np.unique(_joined(part.owners() for part in parts)[best], return_inverse=True)[1]
    vectors = np.stack([part.vector(place) for part, place in (whose[at] for at in best)])
    found = []
    for at in best[diversify(fused[best], owners, limit, vectors)]:
        part, place = whose[at]
        terms = part.terms(place)
        why = Why(
            lexical=float(words[at]),
            dense=float(meaning[at]),
            fused=min(max(float(fused[at]), 0.0), 1.0),
            lexical_rank=int(by_words[at]),
            dense_rank=int(by_meaning[at]),
            terms=terms,
            covered=part.worded(terms),
        )
        found.append(
            Candidate(
                part.chunk(place),
                part.shelf.standing.collection,
                part.shelf.view.number,
                0.0 if vector is None else float(dense[at]),
                why.covered,
                why,
            )
        )
    return found


def _part(
    shelf: Shelved, segment: Segment, search: Search, vector: Vectors | None, depth: int
) -> _Part | None:
    mask = _mask(shelf.standing, segment, search)
    if not len(segment.rows) or (mask is not None and not mask.any()):
        return None
    asked = segment.lexical.ask(clean(search.query))
    _, rows = segment.lexical.best(asked, depth, mask)
    if vector is not None:
        rows = np.union1d(rows, segment.dense.nearest(vector, depth, mask)[1])
    if not len(rows):
        return None
    owners = segment.rows.ordinals
    words = segment.lexical.in_context(asked, rows, owners, mask)
    if vector is None:
        dense = near = np.full(len(rows), np.nan, np.float32)
    else:
        dense, near = nearness(vector[0], rows, segment.dense, segment.parts, owners, mask)
    return _Part(shelf, segment, rows, words, dense, near, asked)


def _single(ranked: NDArray[np.int64], whose: Sequence[tuple[_Part, int]]) -> NDArray[np.int64]:
    """The best of each group: a generation and what came since may hold the same text."""
    seen = set()
    kept = []
    for at in ranked.tolist():
        part, place = whose[at]
        group = part.shelf.standing.collection, part.group(place)
        if group not in seen:
            seen.add(group)
            kept.append(at)
    return np.array(kept, np.int64)


def _mask(standing: Standing, segment: Segment, search: Search) -> Mask | None:
    """Access, filters and tombstones, and of near-duplicates one that these leave: one truth value a
    row; None where all may be found."""
    allowed = segment.rows.allowed(search, hide_solutions=standing.hide_solutions)
    if segment.alive is not None:
        allowed = segment.alive if allowed is None else allowed & segment.alive
    return segment.rows.once(allowed)


def _joined(arrays: Iterable[NDArray[np.uint8]]) -> NDArray[np.bytes_]:
    """Names of 16 bytes, each as one value."""
    return np.ascontiguousarray(np.concatenate(list(arrays))).view("S16")[:, 0]


def _weight(part: _Part) -> float:
    weight = part.shelf.view.weight
    return DEFAULT_WEIGHT if weight is None else weight
