"""From one observation to what we believe of a student: pure, and constant in time.

Every belief is a normal distribution over logits. An observation with outcome y in [0, 1] has the
probability p = σ(Σ wᵢ θᵢ), where the beliefs θᵢ take part with weights wᵢ: a skill's ability with
1/(number of skills), an item's difficulty with -1. One Newton step on the log posterior updates
all of them (Glickman 1999, "Parameter estimation in large dynamic paired comparison experiments",
Applied Statistics 48, section 3; the same step as Fahrmeir's 1992 extended Kalman filter for a
logistic observation):

    V = Σ wᵢ² vᵢ,    k = 1 / (1 + a p (1-p) V)
    θᵢ += a k wᵢ vᵢ (y - p)
    vᵢ -= a k p (1-p) (wᵢ vᵢ)²

with a in (0, 1], how much the observation counts. It is Elo whose K is the belief's own variance.
Between observations the variance grows with time, as in Glicko: people learn and forget.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from fynq.domain.learner import EventKind, LearningEvent, SkillState
from fynq.personalization.options import PersonalizationOptions

MAX_LOGIT = 8.0
"""Abilities stay within ±8: a success probability of 0.0003 is as sure as anybody should be."""
LEAST_VARIANCE = 0.02
MAX_VARIANCE = 16.0
DRIFT_PER_DAY = 0.01
"""Variance that a day without practice adds, in logits squared."""
MAX_SKILLS = 16
"""An event that names more skills than this says nothing particular about any of them."""


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
            _bounded(belief.mean + gain * weight * belief.variance * (outcome - chance)),
            max(belief.variance - gain * spread * (weight * belief.variance) ** 2, LEAST_VARIANCE),
        )
        for belief, weight in zip(beliefs, weights, strict=True)
    ]


def sigmoid(logit: float) -> float:
    logit = max(-30.0, min(30.0, logit))
    return 1.0 / (1.0 + math.exp(-logit))


def observe(
    states: Mapping[str, SkillState], event: LearningEvent, options: PersonalizationOptions
) -> Mapping[str, SkillState]:
    """The states after one event.

    An answered item counts fully. A doubt about a skill is weak evidence of a failure
    (`doubt_weight`). Ratings, and events without an outcome or with one that is not a number,
    change nothing. An event that arrives late counts as if it had come now: time never runs
    backwards, and no order of events can make a belief surer than its evidence.
    """
    evidence = _evidence(event, options)
    skills = tuple(dict.fromkeys(skill for skill in event.skills if skill))
    if evidence is None or not 1 <= len(skills) <= MAX_SKILLS:
        return states
    outcome, amount = evidence
    at = _utc(event.at)
    beliefs = [_prior(states.get(skill), at, options) for skill in skills]
    revised = revise(beliefs, [1.0 / len(skills)] * len(skills), outcome, amount)
    counted = event.kind is EventKind.ITEM_ANSWERED
    changed = dict(states)
    for skill, belief in zip(skills, revised, strict=True):
        former = states.get(skill)
        changed[skill] = SkillState(
            skill=skill,
            ability=belief.mean,
            variance=belief.variance,
            attempts=(former.attempts if former else 0) + counted,
            updated_at=max(at, _utc(former.updated_at)) if former else at,
        )
    return changed


def _evidence(event: LearningEvent, options: PersonalizationOptions) -> tuple[float, float] | None:
    if event.kind is EventKind.DOUBT_ASKED:
        return 0.0, _share(options.doubt_weight)
    if event.kind is EventKind.ITEM_ANSWERED and event.outcome is not None:
        return None if math.isnan(event.outcome) else (_share(event.outcome), 1.0)
    return None


def _prior(state: SkillState | None, at: datetime, options: PersonalizationOptions) -> Belief:
    widest = _variance(options.initial_variance)
    if state is None or not (math.isfinite(state.ability) and math.isfinite(state.variance)):
        return Belief(0.0, widest)
    days = max((at - _utc(state.updated_at)).total_seconds() / 86_400.0, 0.0)
    variance = _variance(state.variance)
    return Belief(
        _bounded(state.ability), min(variance + DRIFT_PER_DAY * days, max(widest, variance))
    )


def _bounded(value: float) -> float:
    return max(-MAX_LOGIT, min(MAX_LOGIT, value))


def _variance(value: float) -> float:
    return min(max(LEAST_VARIANCE, value), MAX_VARIANCE)


def _share(value: float) -> float:
    """0 for what is not a number."""
    return min(max(0.0, value), 1.0)


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
