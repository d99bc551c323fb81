"""How long something stays in memory: FSRS-6 with its published default weights.

Ye, Su and Cao 2022, "A stochastic shortest path algorithm for optimizing spaced repetition
scheduling" (KDD); formulas and defaults of version 6 as published in the documentation of
open-spaced-repetition, "The Algorithm". Times are in days.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

USUAL = (
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796,
    1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
)  # fmt: skip
"""The weights w0 to w20. A school's own may differ, but for the last: it makes `recall` what it is."""
_DECAY = -USUAL[20]
_FACTOR = math.pow(0.9, 1.0 / _DECAY) - 1.0
_LEAST, _MOST = 0.001, 36_500.0
AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Memory:
    """stability: days after which recall has fallen to .9. difficulty: 1 to 10."""

    stability: float
    difficulty: float


def recall(memory: Memory, days: float) -> float:
    """P(recalled) `days` after the last review, in (0, 1]."""
    return math.pow(1.0 + _FACTOR * max(days, 0.0) / memory.stability, _DECAY)


def review(memory: Memory | None, rating: int, days: float, w: Sequence[float] = USUAL) -> Memory:
    """The memory after a review that was rated 1 (again), 2 (hard), 3 (good) or 4 (easy). w: the
    weights."""
    if memory is None:
        return Memory(w[rating - 1], _difficulty_at_first(rating, w))
    if days < 1.0:
        stability = _same_day(memory.stability, rating, w)
    elif rating == AGAIN:
        stability = _after_lapse(memory, recall(memory, days), w)
    else:
        stability = _after_success(memory, recall(memory, days), rating, w)
    return Memory(
        min(max(stability, _LEAST), _MOST), _next_difficulty(memory.difficulty, rating, w)
    )


def _difficulty_at_first(rating: int, w: Sequence[float]) -> float:
    return _within(w[4] - math.exp(w[5] * (rating - 1)) + 1.0)


def _next_difficulty(difficulty: float, rating: int, w: Sequence[float]) -> float:
    """Damped towards 10, and drawn a little to the difficulty of an easy first review."""
    moved = difficulty - w[6] * (rating - GOOD) * (10.0 - difficulty) / 9.0
    easy = w[4] - math.exp(w[5] * (EASY - 1)) + 1.0
    return _within(w[7] * easy + (1.0 - w[7]) * moved)


def _same_day(stability: float, rating: int, w: Sequence[float]) -> float:
    growth = math.exp(w[17] * (rating - GOOD + w[18])) * math.pow(stability, -w[19])
    return stability * (max(growth, 1.0) if rating >= GOOD else growth)


def _after_success(memory: Memory, recalled: float, rating: int, w: Sequence[float]) -> float:
    bonus = {HARD: w[15], EASY: w[16]}.get(rating, 1.0)
    growth = (
        math.exp(w[8])
        * (11.0 - memory.difficulty)
        * math.pow(memory.stability, -w[9])
        * (math.exp(w[10] * (1.0 - recalled)) - 1.0)
    )
    return memory.stability * (1.0 + growth * bonus)


def _after_lapse(memory: Memory, recalled: float, w: Sequence[float]) -> float:
    lapsed = (
        w[11]
        * math.pow(memory.difficulty, -w[12])
        * (math.pow(memory.stability + 1.0, w[13]) - 1.0)
        * math.exp(w[14] * (1.0 - recalled))
    )
    return min(lapsed, memory.stability / math.exp(w[17] * w[18]))


def _within(difficulty: float) -> float:
    return min(max(difficulty, 1.0), 10.0)
