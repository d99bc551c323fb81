"""One score from two: lexical and dense."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

DEFAULT_WEIGHT = 0.4
"""Of the lexical side, for a collection that could not examine itself."""
_HALF = 0.5
_RRF = 60.0


def fuse(lexical: Scores, dense: Scores, weight: float | Scores, highest: float | Scores) -> Scores:
    """The weighted sum of `worded` and `meant`, in [0, 1]; all arrays of shape (candidates,).

    lexical: BM25, 0 where no term matches. dense: cosines. weight: of the lexical side, in [0, 1];
    highest: what a passage full of the question's terms would score (`Asked.highest`); each one
    for all, or one for each candidate, as collections differ. Give every candidate both raw scores:
    what one side did not look at, NaN, counts as 0. How many candidates there are besides the best
    doesn't move a score.
    """
    shares = np.asarray(weight, np.float32)
    fused: Scores = shares * worded(lexical, highest) + (1 - shares) * meant(dense)
    return fused.astype(np.float32)


def worded(lexical: Scores, highest: float | Scores) -> Scores:
    """The lexical scores in [0, 1]. The best candidate gets 1 if it reaches half of `highest`, and
    less if even the best says little of what was asked: then the dense side decides."""
    tops = np.maximum(np.asarray(highest, np.float32), np.float32(1e-9))
    shares = np.nan_to_num(lexical, nan=0.0) / tops
    top = max(float(shares.max(initial=0.0)), _HALF)
    return np.clip(shares / np.float32(top), 0.0, 1.0).astype(np.float32)


def meant(dense: Scores) -> Scores:
    """The cosines as shares of the best; NaN and what points the other way to 0."""
    cosines = np.maximum(np.nan_to_num(dense, nan=0.0), 0.0)
    top = max(float(cosines.max(initial=0.0)), 1e-9)
    return (cosines / np.float32(top)).astype(np.float32)


def reciprocal_ranks(lexical: Scores, dense: Scores) -> Scores:
    """Cormack, Clarke and Büttcher 2009, scaled to [0, 1]: needs no weight and no comparable
    scores. What a side did not find, NaN or a BM25 of 0, has no rank there."""
    best = 2.0 / (_RRF + 1.0)
    found = _inverse_ranks(np.where(lexical > 0, lexical, np.nan)) + _inverse_ranks(dense)
    return (found / best).astype(np.float32)


def ranks(scores: Scores) -> NDArray[np.int32]:
    """1 for the highest; 0 for NaN. Equal scores rank in the order given."""
    known = np.flatnonzero(np.isfinite(scores))
    result = np.zeros(len(scores), np.int32)
    result[known[np.argsort(-scores[known], kind="stable")]] = np.arange(1, len(known) + 1)
    return result


def _inverse_ranks(scores: Scores) -> Scores:
    placed = ranks(scores)
    inverse = np.where(placed > 0, 1.0 / (_RRF + placed), 0.0)
    return inverse.astype(np.float32)
