"""How near passages are to a question in meaning: as wholes, in a part, and with what stands around."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from fynq.retrieval.neighbours import REACH, around
from fynq.retrieval.parts import Parts, nearest_part

_PART = 0.3
_AROUND = 0.2
"""Shares of the nearest part and of the passage with its neighbours; the rest is its own cosine."""

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]
Scores = NDArray[np.float32]


class Taken(Protocol):
    def take(self, rows: Rows) -> NDArray[np.float32]:
        """Vectors of those rows."""
        ...


def nearness(
    question: NDArray[np.float32],
    chosen: Rows,
    dense: Taken,
    parts: Parts | None,
    owners: NDArray[Any],
    allowed: Mask | None = None,
    instead: tuple[int, NDArray[np.float32], Parts] | None = None,
) -> tuple[Scores, Scores]:
    """The cosines of the chosen rows, and what they are ranked by; both of shape (chosen,).

    question: shape (dimension,). owners, allowed: as in `around`. A row without parts has its own
    cosine in their place. instead: a row, and the vector and parts, shape (PARTS, dimension), that
    it is given in this question.
    """
    near, inside = around(chosen, owners, allowed)
    distinct, places = np.unique(near, return_inverse=True)
    vectors = np.asarray(dense.take(distinct), np.float32)
    held = np.zeros((len(chosen), 0, 0), np.int8) if parts is None else parts[chosen]
    if instead is not None:
        row, vector, pieces = instead
        vectors[distinct == row] = vector
        if parts is not None:
            held[chosen == row] = pieces
    there = places.reshape(near.shape)
    own = vectors[there[:, REACH]] @ question
    # One place after another: all at once would hold five times as many vectors.
    sums = np.zeros((len(chosen), len(question)), np.float32)
    for rows, count in zip(there.T, inside.T, strict=True):
        neighbours = vectors[rows]
        neighbours[~count] = 0.0
        sums += neighbours
    lengths = np.linalg.norm(sums, axis=1)
    context = np.where(lengths > 0, sums @ question / np.maximum(lengths, 1e-9), own)
    part = own if parts is None else nearest_part(question, held)
    part = np.where(part > -1.0, part, own)
    ranked = (1 - _PART - _AROUND) * own + _PART * part + _AROUND * context
    return own.astype(np.float32), ranked.astype(np.float32)
