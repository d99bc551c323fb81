"""Options of personalization."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PersonalizationOptions:
    """hot_students: learner states kept in memory per process. doubt_weight: how much a doubt counts
    of a failure, in [0, 1]. claim_weight, staff_claim_weight: how much a student's and a teacher's word
    on a skill counts, in answers. Each event keeps the weight that it was applied with."""

    hot_students: int = 10_000
    doubt_weight: float = 0.25
    claim_weight: float = 0.5
    staff_claim_weight: float = 2.0
