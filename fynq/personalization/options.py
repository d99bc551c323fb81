"""Options of personalization."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PersonalizationOptions:
    """hot_students: learner states kept in memory per process."""

    hot_students: int = 10_000
    initial_variance: float = 1.0
    doubt_weight: float = 0.25
