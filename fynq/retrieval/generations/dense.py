"""Nearest vectors: exact where there are few, by a graph where there are many.

Both are searched where they lie in mapped files, so that the replicas of one node share the pages.
A mask, one truth value a row, is obeyed inside the search: what it excludes never takes the place
of what it allows.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from fynq.retrieval.ports import Vectors

Mask = NDArray[np.bool_]
"""Shape (n,): which rows may be found."""
Scores = NDArray[np.float32]
Rows = NDArray[np.int64]

GRAPH = "graph.faiss"
VECTORS = "vectors.npy"
PARTS_FILE = "parts.npy"
FLAT_ROWS = 50_000
"""Up to so many rows every one is compared."""
_SCANNED_ROWS = 50_000
_SCANNED_SHARE = 0.1
"""A mask that allows fewer rows than this number, or this share, is searched row by row: a graph
walks past what a mask excludes and would find little."""
_RESCORED = 4
"""Candidates of a quantized search for each result, which their half-precision vectors order."""


class Dense(Protocol):
    """Vectors of one generation or delta."""

    def __len__(self) -> int: ...

    def nearest(self, query: Vectors, limit: int, mask: Mask | None) -> tuple[Scores, Rows]:
        """query: shape (1, dimension). Cosines and rows, best first; as many as there are allowed
        rows, at most `limit`."""
        ...

    def cosines(self, query: Vectors, rows: Rows) -> Scores: ...

    def take(self, rows: Rows) -> Vectors: ...


class Flat:
    """Exact search. vectors: float32 (n, dimension), mapped or not."""

    def __init__(self, vectors: Vectors) -> None:
        self.vectors = vectors

    def __len__(self) -> int:
        return len(self.vectors)

    def nearest(self, query: Vectors, limit: int, mask: Mask | None) -> tuple[Scores, Rows]:
        count = min(limit, len(self) if mask is None else int(mask.sum()))
        if count < 1:
            return np.zeros(0, np.float32), np.zeros(0, np.int64)
        import faiss

        faiss.omp_set_num_threads(1)
        question = np.ascontiguousarray(query, np.float32)
        scores = np.empty((1, count), np.float32)
        rows = np.empty((1, count), np.int64)
        selector, _bits = (None, None) if mask is None else _selector(mask)
        # faiss.knn, which takes no selector, calls this same function.
        faiss.knn_inner_product(
            faiss.swig_ptr(question),
            faiss.swig_ptr(self.vectors),
            int(self.vectors.shape[1]),
            1,
            len(self),
            count,
            faiss.swig_ptr(scores),
            faiss.swig_ptr(rows),
            selector,
        )
        return scores[0], rows[0]

    def cosines(self, query: Vectors, rows: Rows) -> Scores:
        return np.asarray(self.vectors[rows] @ query[0], np.float32)

    def take(self, rows: Rows) -> Vectors:
        return np.asarray(self.vectors[rows], np.float32)


class Graph:
    """A mapped HNSW graph over half-precision or 8-bit codes.

    beam: how many candidates a search holds, measured when the graph was made; 0 where the graph
    was found not to help and every row's code is compared. halves: float16
    (n, dimension), mapped, where the codes are coarser than that; they order the candidates.
    """

    def __init__(self, index: Any, beam: int, halves: NDArray[np.float16] | None = None) -> None:
        import faiss

        self._index = index
        self._codes = faiss.downcast_index(index.storage)
        self._beam = beam
        self._halves = halves

    @classmethod
    def open(cls, folder: Path, beam: int, halves: NDArray[np.float16] | None) -> Graph:
        """The caller has checked the file's hash: faiss's parser trusts its input."""
        import faiss

        index = faiss.read_index(str(folder / GRAPH), faiss.IO_FLAG_MMAP_IFC)
        return cls(index, beam, halves)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def nearest(self, query: Vectors, limit: int, mask: Mask | None) -> tuple[Scores, Rows]:
        allowed = len(self) if mask is None else int(mask.sum())
        count = min(limit, allowed)
        if count < 1:
            return np.zeros(0, np.float32), np.zeros(0, np.int64)
        import faiss

        faiss.omp_set_num_threads(1)
        pool = count if self._halves is None else min(count * _RESCORED, allowed)
        selector, _bits = (None, None) if mask is None else _selector(mask)
        share = allowed / len(self)
        rows: Rows = np.zeros(0, np.int64)
        if self._beam and allowed > _SCANNED_ROWS and share > _SCANNED_SHARE:
            beam = max(int(self._beam / share), pool)
            found = self._index.search(
                query, pool, params=faiss.SearchParametersHNSW(efSearch=beam, sel=selector)
            )
            scores, rows = found[0][0], found[1][0]
            rows = rows[rows >= 0]
        if len(rows) < pool:
            found = self._codes.search(query, pool, params=faiss.SearchParameters(sel=selector))
            scores, rows = found[0][0], found[1][0]
        if self._halves is not None:
            scores = self.cosines(query, rows)
            order = np.argsort(-scores, kind="stable")[:count]
            scores, rows = scores[order], rows[order]
        return scores[:count], rows[:count]

    def cosines(self, query: Vectors, rows: Rows) -> Scores:
        return np.asarray(self.take(rows) @ query[0], np.float32)

    def take(self, rows: Rows) -> Vectors:
        if self._halves is not None:
            return self._halves[rows].astype(np.float32)
        found: Vectors = self._codes.reconstruct_batch(np.ascontiguousarray(rows))
        return found


def _selector(mask: Mask) -> tuple[Any, NDArray[np.uint8]]:
    """The bits must live as long as the selector, which points at them."""
    import faiss

    bits = np.packbits(mask, bitorder="little")
    selector = faiss.IDSelectorBitmap(bits)
    return selector, bits
