"""What one replica searches of a collection: a generation, and what happened since."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import numpy as np

from fynq.retrieval.generations.dense import Dense, Flat, Mask
from fynq.retrieval.generations.files import Base
from fynq.retrieval.generations.rows import RowTable
from fynq.retrieval.lexical import Lexical
from fynq.retrieval.parts import PARTS, Parts, split, unpacked
from fynq.retrieval.ports import LiveRow
from fynq.retrieval.vectors import digest, embedded_text_of

_STRATA = 8
"""Additions are kept apart until there are so many; then the smaller ones become one."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Rows that are searched together. alive: which still count; None for all of them. parts: None
    where no row has any. lives: the rows themselves, where they are not in a generation's files."""

    rows: RowTable
    dense: Dense
    lexical: Lexical
    alive: Mask | None = None
    parts: Parts | None = None
    lives: tuple[LiveRow, ...] = ()

    def without(self, documents: Collection[UUID]) -> Segment:
        """The same with the rows of those documents dead. The former mask stays as it was, for
        searches that are using it."""
        gone = self.rows.rows_of(documents)
        if not len(gone):
            return self
        alive = np.ones(len(self.rows), np.bool_) if self.alive is None else self.alive.copy()
        alive[gone] = False
        return replace(self, alive=alive)

    @property
    def count(self) -> int:
        return len(self.rows) if self.alive is None else int(self.alive.sum())

    def living(self) -> list[LiveRow]:
        """Of `lives`."""
        if self.alive is None:
            return list(self.lives)
        return [row for row, lives in zip(self.lives, self.alive, strict=True) if lives]


@dataclass(frozen=True, slots=True)
class View:
    """Immutable: whoever searches keeps the one it began with. strata: what was put since the
    generation, the oldest first. position: how far the collection's log is applied. cut: how far the
    log was cut when this began with nothing."""

    base: Base | None
    segments: tuple[Segment, ...]
    position: int
    cut: int = 0

    @property
    def number(self) -> int:
        return self.base.generation.number if self.base else 0

    @property
    def weight(self) -> float | None:
        """Of the lexical side, from the generation's self-examination."""
        told = self.base.generation.manifest.get("weight") if self.base else None
        return None if told is None else float(told)

    @property
    def count(self) -> int:
        return sum(segment.count for segment in self.segments)

    @property
    def strata(self) -> tuple[Segment, ...]:
        return self.segments[1:] if self.base else self.segments

    @property
    def added(self) -> int:
        """Rows that a new generation would take in, and dead ones that it would leave out."""
        base = self.segments[0] if self.base else None
        dead = len(base.rows) - base.count if base else 0
        return dead + sum(len(stratum.rows) for stratum in self.strata)

    @property
    def private_bytes(self) -> int:
        """Memory of this process alone."""
        total = sum(0 if s.alive is None else s.alive.nbytes for s in self.segments)
        for stratum in self.strata:
            total += stratum.rows.nbytes + len(stratum.rows) * _ROW_BYTES
            total += sum(array.nbytes for array in stratum.lexical.arrays.values())
            total += 0 if stratum.parts is None else stratum.parts.nbytes
            total += sum(len(row.text) + len(row.vector) for row in stratum.lives)
        return total

    @property
    def mapped_bytes(self) -> int:
        return self.base.nbytes if self.base else 0


_ROW_BYTES = 384 * 4 + 600
"""A float32 vector and the objects of a row."""


def opened(base: Base) -> View:
    return View(
        base, (Segment(base.rows, base.dense, base.lexical, parts=base.parts),), base.position
    )


EMPTY = View(None, (), 0)


def misses(view: View, cut: int) -> bool:
    """Whether something happened after the view's position that a log that is cut so far may not
    tell: then the view has to be begun anew."""
    return cut > view.position and cut != view.cut


def applied(
    view: View,
    touched: Collection[UUID],
    rows: Sequence[LiveRow],
    position: int,
    dimension: int,
) -> View:
    """The view after entries of the log. touched: the documents that they name; rows: what is there
    of those now."""
    segments = [segment.without(touched) for segment in view.segments]
    base = segments[:1] if view.base else []
    # A generation without parts would lose to rows that have them.
    parted = view.base is None or view.base.parts is not None
    strata = [segment for segment in segments[len(base) :] if segment.count]
    if rows:
        strata.append(stratum(rows, _statistics(base, strata), dimension, parts=parted))
    if len(strata) > _STRATA:
        strata = _merged(strata, _statistics(base, []), dimension, parts=parted)
    return View(view.base, (*base, *strata), position, view.cut)


def _merged(
    strata: Sequence[Segment], statistics: Lexical | None, dimension: int, *, parts: bool
) -> list[Segment]:
    """One, or two where the first holds more than all others: a large one is not made anew for
    every few small ones."""
    largest = max(strata, key=lambda segment: segment.count)
    kept = [largest] if 2 * largest.count > sum(s.count for s in strata) else []
    rows = [
        row for segment in strata if not any(segment is k for k in kept) for row in segment.living()
    ]
    rows.sort(key=lambda row: (row.document, row.ordinal, row.chunk))
    return [*kept, stratum(rows, statistics or _statistics((), kept), dimension, parts=parts)]


def stratum(
    rows: Sequence[LiveRow], statistics: Lexical | None, dimension: int, *, parts: bool = True
) -> Segment:
    """A segment in memory. A row without a vector is found by its words alone. parts: False leaves
    them out."""
    passages = np.zeros((len(rows), (1 + PARTS) * dimension), np.float32)
    for at, row in enumerate(rows):
        known = unpacked(row.vector, dimension)
        if known is not None:
            passages[at] = known
    vectors, pieces = split(passages, dimension)
    return Segment(
        RowTable.of(rows, [digest(embedded_text_of(row)) for row in rows]),
        Flat(vectors),
        lexical_of(rows, statistics),
        parts=pieces if parts and pieces.any() else None,
        lives=tuple(rows),
    )


def lexical_of(rows: Sequence[LiveRow], statistics: Lexical | None = None) -> Lexical:
    heads = ["\n".join(part for part in (row.title, row.heading) if part) for row in rows]
    return Lexical.build([row.text for row in rows], heads, statistics)


def _statistics(base: Sequence[Segment], strata: Sequence[Segment]) -> Lexical | None:
    held = [segment.lexical for segment in (*base, *strata) if segment.lexical.rows]
    return max(held, key=lambda lexical: lexical.rows, default=None)
