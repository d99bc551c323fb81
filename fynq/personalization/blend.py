"""The logistic blend of what is known before an answer, and its refit.

Pavlik, Cen and Koedinger 2009 ("Performance factors analysis") and Gervet, Koedinger, Schneider and
Mitchell 2020 ("When is deep learning the best approach to knowledge tracing?", JEDM 12): a logistic
regression over counts of successes and failures predicts as well as deep models; beliefs with
uncertainty and knowledge tracing among its inputs add to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, sqrt
from typing import TYPE_CHECKING

from fynq.personalization.foresight import FEATURES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

RATE = 0.02
"""Of AdaGrad (Duchi, Hazan and Singer 2011) between refits."""


@dataclass
class Blend:
    """weights: one for each of FEATURES. squares: of the gradients so far, so that what was
    learned from many answers moves little."""

    weights: list[float]
    squares: list[float]

    def success(self, features: Sequence[float]) -> float:
        """P(right answer), in (0, 1)."""
        logit = 0.0
        for weight, feature in zip(self.weights, features, strict=True):
            logit += weight * feature
        return 1.0 / (1.0 + exp(-logit)) if logit > -30.0 else 1e-13

    def learn(self, features: Sequence[float], error: float) -> None:
        """error: the outcome minus what was foreseen."""
        weights, squares = self.weights, self.squares
        for at, feature in enumerate(features):
            gradient = error * feature
            if gradient:
                squares[at] += gradient * gradient
                weights[at] += RATE * gradient / sqrt(squares[at])


def refit(features: NDArray[np.float64], outcomes: NDArray[np.float64], prior: Blend) -> Blend:
    """The most likely blend given answers, drawn a little to the prior. features: shape (answers,
    len(FEATURES)), standardized inside. By Newton's method."""
    import numpy as np

    scale = np.maximum(features.std(axis=0), 1e-6)
    scale[0] = 1.0
    inputs = features / scale
    start = np.array(prior.weights) * scale
    weights = start.copy()
    for _ in range(_ROUNDS):
        logits = inputs @ weights
        chances = 1.0 / (1.0 + np.exp(-np.clip(logits, -30.0, 30.0)))
        slopes = chances * (1.0 - chances)
        gradient = inputs.T @ (chances - outcomes) + _RIDGE * (weights - start)
        curvature = (inputs * slopes[:, None]).T @ inputs + _RIDGE * np.eye(len(weights))
        step = np.linalg.solve(curvature, gradient)
        weights -= step
        if float(np.abs(step).max()) < _ENOUGH:
            break
    squares = ((chances - outcomes)[:, None] * features) ** 2
    return Blend(list(map(float, weights / scale)), list(map(float, squares.sum(axis=0) + 1.0)))


_ROUNDS, _RIDGE, _ENOUGH = 30, 5.0, 1e-4


def usual() -> Blend:
    """What holds before any data of a school's own: fitted on simulated students of three kinds
    (evaluation/simulated_students.py), nothing known of their items."""
    return Blend([_USUAL[name] for name in FEATURES], [_EXPERIENCE] * len(FEATURES))


_EXPERIENCE = 500.0
_USUAL: dict[str, float] = {
    "one": -0.099, "logit": 0.251, "shrunk": 0.399, "difficulty": -0.357, "overall": 0.227,
    "skill": -0.019, "successes": -0.047, "failures": -0.017, "recent": 0.041,
    "skill_successes": 0.178, "skill_failures": 0.199, "skill_recent": -0.078, "run": 0.045,
    "days": -0.046, "known": 0.130, "all_known": 0.050, "seen": -0.033,
}  # fmt: skip
