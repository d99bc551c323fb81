"""Which rows can be among the best, without reading the postings of every common term.

MaxScore (Turtle and Flood 1995, "Query evaluation: strategies and optimizations", Information
Processing & Management 31): terms are read from the rarest on; as soon as `limit` rows have more
than all terms that remain could add up to, no row that was not met yet can reach them, and the rest
is looked up for the rows that still can.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_LONG = 20_000
"""Shorter postings are read at once; asking whether it is needed would cost as much."""
_SLACK = 1e-4
"""Of the sum of the weights: sums in another order differ by less."""

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Posting:
    """A term's rows, ascending, int32 (rows,), their impacts, uint8 (rows,), and what a row earns
    that is full of it."""

    rows: NDArray[np.int32]
    impacts: NDArray[np.uint8]
    weight: float

    @property
    def gains(self) -> NDArray[np.float32]:
        return self.impacts * np.float32(self.weight / 255.0)

    def of(self, chosen: Rows) -> NDArray[np.float32]:
        """What it adds to each of the chosen rows."""
        places = np.searchsorted(self.rows, chosen)
        held = places < len(self.rows)
        held[held] = self.rows[places[held]] == chosen[held]
        found = np.zeros(len(chosen), np.float32)
        found[held] = self.impacts[places[held]] * np.float32(self.weight / 255.0)
        return found


def contenders(
    postings: Sequence[Posting], total: int, limit: int, allowed: NDArray[np.bool_] | None
) -> Rows:
    """Rows of which the `limit` best are a part, ascending. total: rows of the index."""
    ordered = sorted(postings, key=lambda posting: len(posting.rows))
    slack = _SLACK * sum(posting.weight for posting in ordered)
    scores = np.zeros(total, np.float32)
    left = sum(posting.weight for posting in ordered)
    for at, posting in enumerate(ordered):
        if len(posting.rows) > _LONG:
            met = np.flatnonzero(scores > 0)
            if allowed is not None:
                met = met[allowed[met]]
            if _least(scores[met], limit) > left + slack:
                return _narrowed(met, scores[met], ordered[at:], limit, slack)
        scores[posting.rows] += posting.gains
        left -= posting.weight
    met = np.flatnonzero(scores > 0)
    return met if allowed is None else met[allowed[met]]


def _narrowed(
    met: Rows, scores: NDArray[np.float32], rest: Sequence[Posting], limit: int, slack: float
) -> Rows:
    left = sum(posting.weight for posting in rest)
    for posting in rest:
        able = scores + left >= _least(scores, limit) - slack
        met, scores = met[able], scores[able]
        scores += posting.of(met)
        left -= posting.weight
    return met[scores >= _least(scores, limit) - slack]


def _least(scores: NDArray[np.float32], limit: int) -> float:
    """The score of the last of the `limit` best; 0 while there are fewer."""
    if len(scores) < limit or limit < 1:
        return 0.0
    return float(np.partition(scores, len(scores) - limit)[len(scores) - limit])
