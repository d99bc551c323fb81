"""What is believed of an ability, and what one observation does to it: pure, constant in time.

Students, items and models are rated on the same scale, in logits. Every belief is a normal
distribution. An observation with outcome y in [0, 1] has the probability p = σ(Σ wᵢ θᵢ), where the
beliefs θᵢ take part with weights wᵢ, an item's difficulty with -1. One Newton step on the log
posterior updates all of them (Glickman 1999, "Parameter estimation in large dynamic paired
comparison experiments", Applied Statistics 48, section 3; the same step as Fahrmeir's 1992 extended
Kalman filter for a logistic observation):

    V = Σ wᵢ² vᵢ,    k = 1 / (1 + a p (1-p) V)
    θᵢ += a k wᵢ vᵢ (y - p)
    vᵢ -= a k p (1-p) (wᵢ vᵢ)²

with a in (0, 1], how much the observation counts. It is Elo whose K is the belief's own variance.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

MAX_LOGIT = 8.0
"""Abilities stay within ±8: a success probability of 0.0003 is as sure as anybody should be."""
LEAST_VARIANCE = 0.02


@dataclass(frozen=True, slots=True)
class Belief:
    mean: float
    variance: float


def success_probability(beliefs: Sequence[Belief], weights: Sequence[float]) -> float:
    """σ(Σ wᵢ θᵢ), in (0, 1)."""
    logit = sum(weight * belief.mean for belief, weight in zip(beliefs, weights, strict=True))
    return sigmoid(logit)


def revise(
    beliefs: Sequence[Belief], weights: Sequence[float], outcome: float, amount: float = 1.0
) -> list[Belief]:
    """The beliefs after one observation. outcome in [0, 1]; amount: how much it counts, in [0, 1]."""
    chance = success_probability(beliefs, weights)
    spread = chance * (1.0 - chance)
    total = sum(
        weight * weight * belief.variance for belief, weight in zip(beliefs, weights, strict=True)
    )
    gain = amount / (1.0 + amount * spread * total)
    return [
        Belief(
            bounded(belief.mean + gain * weight * belief.variance * (outcome - chance)),
            max(belief.variance - gain * spread * (weight * belief.variance) ** 2, LEAST_VARIANCE),
        )
        for belief, weight in zip(beliefs, weights, strict=True)
    ]


def sigmoid(logit: float) -> float:
    logit = max(-30.0, min(30.0, logit))
    return 1.0 / (1.0 + math.exp(-logit))


def bounded(value: float) -> float:
    return max(-MAX_LOGIT, min(MAX_LOGIT, value))
