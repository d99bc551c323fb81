"""Simpler models of students on the same answers: what the learner model has to beat."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from fynq.personalization.blend import Blend, refit
from fynq.personalization.foresight import FEATURES, Calibration, Foresight
from fynq.personalization.knowledge_tracing import Tracing
from fynq.personalization.refit import Answer, traced

Model = Callable[[Sequence[Answer], Sequence[Answer]], list[float]]
"""Answers to learn from, answers to foresee one by one; P(right) of each."""


def elo(known: Sequence[Answer], attempts: Sequence[Answer]) -> list[float]:
    """The beliefs with uncertainty alone, without the blend."""
    sight = Foresight(Calibration())
    at = FEATURES.index("shrunk")
    predicted: list[float] = []
    for part in (known, attempts):
        sight.pupils.clear()
        predicted = [
            _sigmoid(sight.see(a.student, a.item, a.skills, a.outcome, a.at)[at]) for a in part
        ]
    return predicted


def tracing(known: Sequence[Answer], attempts: Sequence[Answer]) -> list[float]:
    """Bayesian knowledge tracing; several skills have to be known together."""
    skills = traced(known or attempts)
    states: dict[tuple[str, str], float] = {}
    predicted = []
    for answer in attempts:
        chance = 1.0 if answer.skills else 0.5
        for skill in answer.skills:
            parameters = skills.get(skill, Tracing())
            held = states.get((answer.student, skill), parameters.known)
            chance *= parameters.success(held)
            states[answer.student, skill] = parameters.after(held, answer.outcome)
        predicted.append(chance)
    return predicted


def performance_factors(known: Sequence[Answer], attempts: Sequence[Answer]) -> list[float]:
    """Pavlik et al. 2009: a logistic regression on each skill's ease, successes and failures, here
    with one slope of each for all skills. Without `known` it is fitted to the attempts themselves."""
    learned = list(known or attempts)
    ease = _ease(learned)
    inputs = _factors(learned, ease)
    outcomes = np.array([answer.outcome for answer in learned])
    wide = len(FEATURES)
    padded = np.zeros((len(inputs), wide))
    padded[:, : inputs.shape[1]] = inputs
    blend = refit(padded, outcomes, Blend([0.0] * wide, [1.0] * wide))
    told = _factors(attempts, ease)
    return [_sigmoid(float(row @ blend.weights[: told.shape[1]])) for row in told]


BASELINES: dict[str, Model] = {"elo": elo, "bkt": tracing, "pfa": performance_factors}


def _ease(answers: Sequence[Answer]) -> dict[str, float]:
    """Each skill's logit of success, drawn towards even by two answers."""
    counts: dict[str, list[float]] = {}
    for answer in answers:
        for skill in answer.skills:
            count = counts.setdefault(skill, [1.0, 1.0])
            count[0] += answer.outcome
            count[1] += 1.0 - answer.outcome
    return {skill: math.log(right / wrong) for skill, (right, wrong) in counts.items()}


def _factors(answers: Sequence[Answer], ease: dict[str, float]) -> np.ndarray:
    counts: dict[tuple[str, str], list[float]] = {}
    rows = []
    for answer in answers:
        row = [1.0, 0.0, 0.0, 0.0]
        for skill in answer.skills:
            count = counts.setdefault((answer.student, skill), [0.0, 0.0])
            row[1] += ease.get(skill, 0.0) / len(answer.skills)
            row[2] += math.log1p(count[0])
            row[3] += math.log1p(count[1])
            count[0] += answer.outcome
            count[1] += 1.0 - answer.outcome
        rows.append(row)
    return np.array(rows)


def _sigmoid(logit: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))
