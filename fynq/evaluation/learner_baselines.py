"""Simpler models of students on the same answers: what the learner model has to beat."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

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
    """Pavlik et al. 2009: a logistic regression with an ease, a slope of successes and a slope of
    failures for each skill. Without `known` it is fitted to the attempts themselves."""
    learned = list(known or attempts)
    outcomes = np.array([answer.outcome for answer in learned])
    skills = sorted({skill for answer in learned for skill in answer.skills})
    at = {skill: place for place, skill in enumerate(skills)}
    weights = _fitted(_factors(learned), outcomes, at)
    places, values = _sparse(_factors(attempts), at)
    return [float(chance) for chance in _sigmoids((values * weights[places]).sum(axis=1))]


BASELINES: dict[str, Model] = {"elo": elo, "bkt": tracing, "pfa": performance_factors}


Factors = list[tuple[str, float, float]]
"""Of each skill of an item: the logarithms of one plus successes and failures so far."""


def _factors(answers: Sequence[Answer]) -> list[Factors]:
    counts: dict[tuple[str, str], list[float]] = {}
    rows = []
    for answer in answers:
        row: Factors = []
        for skill in answer.skills:
            count = counts.setdefault((answer.student, skill), [0.0, 0.0])
            row.append((skill, math.log1p(count[0]), math.log1p(count[1])))
            count[0] += answer.outcome
            count[1] += 1.0 - answer.outcome
        rows.append(row)
    return rows


def _fitted(rows: Sequence[Factors], outcomes: np.ndarray, at: Mapping[str, int]) -> np.ndarray:
    """Weights (skills + 1, 3) by Newton's method, drawn a little to 0; the last row holds what is
    the same for all skills. One answer touches few weights, so the curvature is added up sparsely."""
    wide = 3 * (len(at) + 1)
    places, values = _sparse(rows, at)
    weights = np.zeros(wide)
    for _ in range(_ROUNDS):
        chances = _sigmoids((values * weights[places]).sum(axis=1))
        slopes = chances * (1.0 - chances)
        gradient = np.bincount(
            places.ravel(), (values * (chances - outcomes)[:, None]).ravel(), wide
        )
        pairs = (places[:, :, None] * wide + places[:, None, :]).ravel()
        products = (slopes[:, None, None] * values[:, :, None] * values[:, None, :]).ravel()
        curvature = np.bincount(pairs, products, wide * wide).reshape(wide, wide)
        step = np.linalg.solve(curvature + _RIDGE * np.eye(wide), gradient + _RIDGE * weights)
        weights -= step
        if float(np.abs(step).max()) < _ENOUGH:
            break
    return weights


_ROUNDS, _RIDGE, _ENOUGH = 20, 1.0, 1e-3


def _sparse(rows: Sequence[Factors], at: Mapping[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """Which weights each answer uses and with what factor, both (answers, most used). What a skill
    that was not met in training has for itself counts nothing."""
    most = 3 * (max(map(len, rows), default=0) + 1)
    places = np.zeros((len(rows), most), np.int64)
    values = np.zeros((len(rows), most))
    for number, row in enumerate(rows):
        share = 1.0 / len(row) if row else 0.0
        successes = share * sum(one[1] for one in row)
        failures = share * sum(one[2] for one in row)
        places[number, :3] = 3 * len(at), 3 * len(at) + 1, 3 * len(at) + 2
        values[number, :3] = 1.0, successes, failures
        for order, (skill, success, failure) in enumerate(row, start=1):
            if skill in at:
                own = slice(3 * order, 3 * order + 3)
                places[number, own] = np.arange(3) + 3 * at[skill]
                values[number, own] = 1.0, success, failure
    return places, values


def _sigmoid(logit: float) -> float:
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))


def _sigmoids(logits: np.ndarray) -> np.ndarray:
    chances: np.ndarray = 1.0 / (1.0 + np.exp(-np.clip(logits, -30.0, 30.0)))
    return chances
