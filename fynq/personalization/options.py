"""Options of personalization."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PersonalizationOptions:
    """hot_students: learner states kept in memory per process. doubt_weight: how much a doubt counts
    of a failure, in [0, 1]; each event keeps the weight that it was applied with."""

    hot_students: int = 10_000
    doubt_weight: float = 0.25
