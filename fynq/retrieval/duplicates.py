"""Near-duplicates within a collection: which chunk stands for which.

Broder: "On the resemblance and containment of documents" (1997), for shingles and min-hashing;
Leskovec, Rajaraman, Ullman: "Mining of Massive Datasets", 3.4, for bands.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Protocol
from uuid import UUID
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from fynq.domain.knowledge import SOLUTIONS


class Told(Protocol):
    """What is looked at of a chunk."""

    @property
    def text(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def audience(self) -> str: ...

    @property
    def document(self) -> UUID: ...


Representatives = NDArray[np.int64]
"""Shape (n,): the row that stands for each row; a row that stands for itself names itself."""
Groups = NDArray[np.uint64]
"""Shape (n,): the same number for rows of which one is enough among the results, also when they
are numbered apart from each other."""

_WORD = re.compile(r"[^\W_]+")
_EXACT = re.compile(r"\d+(?:[.,]\d+)*|\$[^$]+\$|[^\w\s.,;:!?'\"()\[\]*_#|-]")
_SHINGLE = 4
_BANDS, _ROWS = 12, 5
_PRIME = np.uint64((1 << 61) - 1)
_MOST_COMPARED = 100_000
"""A chunk takes about 0.4 ms."""
_LEAST_WORDS = 8
"""A shorter text is a duplicate only of its very words."""


def fold(chunks: Sequence[Told], likeness: float = 0.85) -> Representatives:
    """Which of a collection's chunks stands for each: a licence's lines stand in every file, and one
    of them is enough among the results. Solutions and keys stand for themselves: "1: A" is another
    answer in another chapter. The audience's bounds are kept."""
    found = np.arange(len(chunks), dtype=np.int64)
    for audience in sorted({chunk.audience for chunk in chunks}):
        rows = [
            at
            for at, chunk in enumerate(chunks)
            if chunk.audience == audience and chunk.kind not in SOLUTIONS
        ]
        folded = fold_texts([chunks[at].text for at in rows], likeness)
        for row, representative in zip(rows, folded, strict=True):
            found[row] = rows[representative]
    return found


def fold_texts(texts: Sequence[str], likeness: float = 0.85) -> Representatives:
    """The earliest text that says nearly the same stands for the others.

    likeness: of the sets of four-word runs, as Jaccard's share. Texts with different numbers,
    formulas or signs are never folded: exercises of one form are different exercises. Time grows
    linearly with the texts, but for groups of hundreds that are alike.
    """
    found = np.arange(len(texts), dtype=np.int64)
    first: dict[bytes, int] = {}
    buckets: dict[tuple[int, bytes], list[int]] = {}
    kept: dict[int, tuple[frozenset[int], bytes]] = {}
    for at, text in enumerate(texts):
        words, exact, same = _read(text)
        if same in first:
            found[at] = first[same]
            continue
        first[same] = at
        if len(words) < _LEAST_WORDS:
            continue
        shingles = frozenset(
            crc32(" ".join(words[i : i + _SHINGLE]).encode("utf-8", "replace"))
            for i in range(len(words) - _SHINGLE + 1)
        )
        keys = _keys(shingles)
        like = _alike(shingles, exact, keys, buckets, kept, likeness)
        if like is not None:
            found[at] = like
            continue
        kept[at] = (shingles, exact)
        for key in keys:
            buckets.setdefault(key, []).append(at)
    return found


def same_text(chunks: Sequence[Told]) -> Groups:
    """Chunks of the very same words, signs and numbers; solutions and audiences as in fold()."""
    return np.array([_number(chunk, at) for at, chunk in enumerate(chunks)], np.uint64)


def near_text(chunks: Sequence[Told]) -> Groups:
    """As same_text(), and each chunk's number is that of the chunk that stands for it, where there
    are not too many chunks to be compared."""
    found = same_text(chunks)
    return found[fold(chunks)] if len(chunks) <= _MOST_COMPARED else found


def _number(chunk: Told, at: int) -> int:
    """A solution has a number of its own."""
    apart = chunk.kind in SOLUTIONS
    told = f"{at}\0{chunk.document}" if apart else chunk.audience
    same = _read(chunk.text)[2]
    return int.from_bytes(hashlib.sha256(told.encode() + same).digest()[:8])


def _read(text: str) -> tuple[list[str], bytes, bytes]:
    """Its words, and digests of what has to be equal and of all that is compared."""
    words = _WORD.findall(text.lower())
    exact = hashlib.sha256("\n".join(_EXACT.findall(text)).encode("utf-8", "replace")).digest()
    same = hashlib.sha256(" ".join(words).encode("utf-8", "replace") + exact).digest()
    return words, exact, same


def _alike(
    shingles: frozenset[int],
    exact: bytes,
    keys: Sequence[tuple[int, bytes]],
    buckets: dict[tuple[int, bytes], list[int]],
    kept: dict[int, tuple[frozenset[int], bytes]],
    likeness: float,
) -> int | None:
    for candidate in sorted({at for key in keys for at in buckets.get(key, ())[:50]}):
        others, signs = kept[candidate]
        if signs == exact:
            shared = len(shingles & others)
            if shared >= likeness * (len(shingles) + len(others) - shared):
                return candidate
    return None


_DRAWN = np.random.default_rng(20_260_101)
_FACTORS = _DRAWN.integers(1, 1 << 29, _BANDS * _ROWS, dtype=np.uint64)
_TERMS = _DRAWN.integers(0, 1 << 61, _BANDS * _ROWS, dtype=np.uint64)


def _keys(shingles: frozenset[int]) -> list[tuple[int, bytes]]:
    """One for each band; texts that are alike share at least one, most likely."""
    values = np.fromiter(shingles, np.uint64, len(shingles))
    least = ((values[:, None] * _FACTORS[None, :] + _TERMS[None, :]) % _PRIME).min(axis=0)
    return [(band, least[band * _ROWS : (band + 1) * _ROWS].tobytes()) for band in range(_BANDS)]
