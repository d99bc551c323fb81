"""From one observation to what we believe of a student: pure, and constant in time.

A skill's ability takes part in `fynq.domain.belief` with the weight 1/(number of skills). Between
observations the variance grows with time, as in Glicko: people learn and forget.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime

from fynq.domain.belief import LEAST_VARIANCE, Belief, bounded, revise
from fynq.domain.learner import EventKind, LearningEvent, SkillState
from fynq.personalization.options import PersonalizationOptions

MAX_VARIANCE = 16.0
DRIFT_PER_DAY = 0.01
"""Variance that a day without practice adds, in logits squared."""
MAX_SKILLS = 16
"""An event that names more skills than this says nothing particular about any of them."""


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
        bounded(state.ability), min(variance + DRIFT_PER_DAY * days, max(widest, variance))
    )


def _variance(value: float) -> float:
    return min(max(LEAST_VARIANCE, value), MAX_VARIANCE)


def _share(value: float) -> float:
    """0 for what is not a number."""
    return min(max(0.0, value), 1.0)


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
