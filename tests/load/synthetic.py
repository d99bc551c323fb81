"""Synthetic collections: vectors and words with the structure that texts have, without embedding.

Vectors: `rows / 200` subjects (at least 50) are random directions in a space of 32 dimensions, each
row is its subject plus half as much noise there, mapped to 384 dimensions by one random matrix,
plus isotropic noise a third as long. Questions are drawn in the same way. Words: twelve a row, of
20,000 by Zipf's law, half of them of the row's subject.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from fynq.retrieval.generations.files import Contents
from fynq.retrieval.generations.rows import RowTable
from fynq.retrieval.lexical import Lexical

DIMENSION = 384
_INNER = 32
_BLOCK = 50_000
_WORDS = 20_000
_PER_DOCUMENT = 50


@dataclass(frozen=True)
class Synthetic:
    """rows: how many. seed: of everything that is drawn."""

    rows: int
    seed: int = 1

    @property
    def subjects(self) -> int:
        return max(self.rows // 200, 50)

    def vectors(self, file: Path) -> NDArray[np.float32]:
        """float32 (rows, 384), in a mapped file."""
        made = np.lib.format.open_memmap(file, "w+", np.float32, (self.rows, DIMENSION))
        for start in range(0, self.rows, _BLOCK):
            made[start : start + _BLOCK] = self._drawn(
                min(_BLOCK, self.rows - start), self.seed + start + 1
            )
        return made

    def questions(self, count: int) -> NDArray[np.float32]:
        return self._drawn(count, self.seed + 10**9)

    def texts(self) -> Iterator[str]:
        for start in range(0, self.rows, _BLOCK):
            count = min(_BLOCK, self.rows - start)
            rng = np.random.default_rng(self.seed + start + 1)
            subjects = rng.integers(0, self.subjects, count)
            common = rng.zipf(1.3, (count, 6)) % _WORDS
            own = (subjects[:, None] * 37 + rng.integers(0, 40, (count, 6))) % _WORDS
            for row in np.concatenate([common, own], axis=1):
                yield " ".join(f"w{word}" for word in row)

    def table(self) -> RowTable:
        """Documents of 50 rows; one of ten documents is for staff."""
        numbers = np.arange(self.rows, dtype=np.int64)
        owners = numbers // _PER_DOCUMENT
        documents = int(owners[-1]) + 1
        return RowTable(
            ids=_names(numbers + 1),
            digests=np.repeat(_names(numbers + 1), 2, axis=1),
            ordinals=owners.astype(np.int32),
            kinds=np.zeros(self.rows, np.uint8),
            audiences=(owners % 10 == 0).astype(np.uint8),
            groups=numbers.astype(np.uint64),
            documents=_names(np.arange(documents, dtype=np.int64) + 1),
            skills={f"skill{at}": np.arange(at, documents, 97, dtype=np.int32) for at in range(97)},
        )

    def contents(self, file: Path) -> Contents:
        return Contents(
            self.table(), self.vectors(file), Lexical.build(list(self.texts())), position=0
        )

    def _drawn(self, count: int, seed: int) -> NDArray[np.float32]:
        fixed = np.random.default_rng(self.seed)
        basis = fixed.normal(size=(_INNER, DIMENSION)) / np.sqrt(_INNER)
        centres = fixed.normal(size=(self.subjects, _INNER))
        rng = np.random.default_rng(seed)
        inner = centres[rng.integers(0, self.subjects, count)]
        inner = inner + 0.5 * rng.normal(size=inner.shape)
        rows = inner @ basis + 0.3 * rng.normal(size=(count, DIMENSION))
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def uuid_of(row: int) -> UUID:
    return UUID(int=row + 1)


def _names(numbers: NDArray[np.int64]) -> NDArray[np.uint8]:
    names = np.zeros((len(numbers), 16), np.uint8)
    names[:, 8:] = numbers.astype(">i8").view(np.uint8).reshape(-1, 8)
    return names
