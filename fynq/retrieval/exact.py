"""Exact search by inner product, without an index structure to build or to keep."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fynq.retrieval.ports import Vectors


def nearest(
    queries: Vectors, vectors: Vectors, limit: int
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Scores and row numbers, each of shape (queries, min(limit, rows)), best first.

    Reads `vectors` where they lie, memory-mapped or not. One thread: replicas share the machine.
    """
    count = min(limit, len(vectors))
    if count < 1:
        shape = (len(queries), 0)
        return np.zeros(shape, np.float32), np.zeros(shape, np.int64)
    import faiss

    faiss.omp_set_num_threads(1)
    scores, rows = faiss.knn(
        np.ascontiguousarray(queries), vectors, count, metric=faiss.METRIC_INNER_PRODUCT
    )
    return scores, rows
