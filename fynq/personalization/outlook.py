"""What is to be expected of one student now, of many items and skills at once.

`learner_model.foreseen` says it for one item. Of an item whose skills are known already only four of
the blend's inputs are left, so that thousands of items cost little more than their skills do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import exp, sqrt

from fynq.domain.learner import Learner
from fynq.personalization.beliefs import DIFFICULTY_VARIANCE, ITEM_VARIANCE, Difficulty
from fynq.personalization.blend import usual
from fynq.personalization.foresight import FEATURES, SPREAD
from fynq.personalization.learner_model import features_at
from fynq.personalization.ports import Edition

_LOGIT, _SHRUNK, _DIFFICULTY, _SEEN = map(FEATURES.index, ("logit", "shrunk", "difficulty", "seen"))
_RATED = 0.4
"""Logits that one step of an author's rating, 1 to 5, is worth."""
_TYPICAL = 2
"""The rating of an item that nobody rated."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """Items of the same skills. base: what does not depend on the item, in logits of the blend;
    logit, variance: of the beliefs together, without the item."""

    base: float
    logit: float
    variance: float
    weights: tuple[float, float, float, float]

    def chance(self, item: Difficulty, seen: float | None = None) -> float:
        """P(right answer, without help), in (0, 1). seen: how the student answered it last."""
        return self.at(item.mean, item.variance, seen)

    def at(self, mean: float, variance: float = 0.0, seen: float | None = None) -> float:
        plain, shrunk, hard, again = self.weights
        left = self.logit - mean
        total = self.base + plain * left + hard * mean
        total += shrunk * left / sqrt(1.0 + SPREAD * (self.variance + variance))
        if seen is not None:
            total += again * (2.0 * seen - 1.0)
        return 1.0 / (1.0 + exp(-total)) if total > -30.0 else 1e-13


class Outlook:
    """For one student at one moment. general: difficulties of skills, as far as they are known."""

    def __init__(
        self,
        learner: Learner,
        general: Mapping[str, Difficulty],
        edition: Edition,
        now: datetime,
    ) -> None:
        self._learner, self._general, self._edition, self._now = learner, general, edition, now
        self._weights = edition.blend or tuple(usual().weights)
        self._prospects: dict[tuple[str, ...], Prospect] = {}

    def of(self, skills: tuple[str, ...]) -> Prospect:
        found = self._prospects.get(skills)
        if found is None:
            found = self._prospects[skills] = self._made(skills)
        return found

    def _made(self, skills: Sequence[str]) -> Prospect:
        general = [self._general.get(skill, _UNMET) for skill in skills]
        features, logit, variance = features_at(
            self._learner, skills, _NO_ITEM, general, self._edition, self._now, None
        )
        weights = self._weights
        base = sum(w * f for w, f in zip(weights, features, strict=True))
        base -= weights[_LOGIT] * features[_LOGIT] + weights[_SHRUNK] * features[_SHRUNK]
        own = (weights[_LOGIT], weights[_SHRUNK], weights[_DIFFICULTY], weights[_SEEN])
        return Prospect(base, logit, variance, own)


_UNMET = Difficulty(variance=DIFFICULTY_VARIANCE)
_NO_ITEM = Difficulty(variance=0.0)


def rated(item: Difficulty | None, rating: int) -> Difficulty:
    """A difficulty that started from the author's rating. Had the belief started from the mean m
    instead of 0, its mean would now be higher by m times the share of the variance that is left."""
    start = _RATED * (min(max(rating, 1), 5) - _TYPICAL)
    if item is None:
        return Difficulty(start)
    left = min(item.variance / ITEM_VARIANCE, 1.0)
    return Difficulty(item.mean + start * left, item.variance, item.answers)
