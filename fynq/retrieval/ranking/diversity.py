"""A list of results that does not say the same thing eight times."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_SAME = 1.0
"""Cosine from which two passages count as the same text in other words."""
_ALIKE = 0.98
_NOVELTY = 0.02
"""What a passage loses that is the same as one before it, in fused score."""
_VARIED = 32
"""Places that are filled one by one; those behind them keep their order."""
_CROWD = 0.03
"""What each further passage of one document loses for every one of it before."""


def diversify(
    fused: NDArray[np.float32],
    documents: Sequence[int] | NDArray[np.int64],
    limit: int,
    vectors: NDArray[np.float32] | None = None,
) -> list[int]:
    """Indices of at most `limit` candidates, the best always first.

    Greedy, after Carbonell and Goldstein 1998: each next one has the best fused score less what
    it repeats. The loss for repeating is the share of the way from _ALIKE to _SAME, so that
    passages which are merely about the same subject lose nothing. vectors: rows of length 1;
    without them only documents count.
    """
    value = np.array(fused, np.float32)
    owners = np.asarray(documents)
    repeats = np.zeros(len(value), np.float32)
    crowd = np.zeros(len(value), np.float32)
    left = np.ones(len(value), bool)
    chosen: list[int] = []
    for _ in range(min(limit, len(value), _VARIED)):
        worth = np.where(left, value - _NOVELTY * repeats - _CROWD * crowd, -np.inf)
        best = int(np.argmax(worth))
        chosen.append(best)
        left[best] = False
        crowd[owners == owners[best]] += 1.0
        if vectors is not None:
            alike = (vectors @ vectors[best] - _ALIKE) / (_SAME - _ALIKE)
            repeats = np.maximum(repeats, np.clip(alike, 0.0, 1.0))
    others = np.flatnonzero(left)
    others = others[np.argsort(-value[others], kind="stable")]
    return (chosen + others.tolist())[: max(limit, 0)]
