"""Will this student answer this item? One answer, one constant-time update.

Every answer moves four kinds of beliefs together (`domain.belief`): the student overall, the student
on each skill of the item, the item, and each skill's difficulty; a skill of n takes part with the
weight 1/n. Beside them each skill keeps a trace of its own: successes and failures, how the last
ones went, knowledge tracing. What all of these say is weighed by a logistic blend (blend.py), which
foresees better than any one of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log1p, sqrt

from fynq.personalization.beliefs import (
    DIFFICULTY_VARIANCE,
    Difficulty,
    Met,
    Pupil,
    Trace,
    grown,
    learn,
    pull,
)
from fynq.personalization.beliefs import logit as logit_of
from fynq.personalization.knowledge_tracing import Tracing

_DAY = 86_400.0
SPREAD = 0.35
"""3/π² of the logistic's variance: MacKay 1992, "The evidence framework applied to classification
networks", shrinks a logit z of variance V to z/√(1 + πV/8)."""

FEATURES = (
    "one", "logit", "shrunk", "difficulty", "overall", "skill", "successes", "failures", "recent",
    "skill_successes", "skill_failures", "skill_recent", "run", "days", "known", "all_known", "seen",
)  # fmt: skip


@dataclass
class Calibration:
    """What is known of items and skills, apart from any student."""

    items: dict[str, Difficulty] = field(default_factory=dict)
    skills: dict[str, Difficulty] = field(default_factory=dict)
    tracing: Mapping[str, Tracing] = field(default_factory=dict)


_USUAL = Tracing()


class Foresight:
    """Sees answers one by one. Beliefs about students and items are held in memory; the caller
    stores what it has to keep."""

    def __init__(self, calibration: Calibration | None = None) -> None:
        self.calibration = calibration or Calibration()
        self.pupils: dict[str, Pupil] = {}

    def see(
        self,
        student: str,
        item: str,
        skills: Sequence[str],
        outcome: float,
        at: float = 0.0,
        guess: float = 0.0,
    ) -> list[float]:
        """What was to be said before the answer, one number for each of FEATURES; the beliefs
        afterwards hold the answer. item: "" where it is not known which; outcome in [0, 1]; at:
        seconds; guess: the chance of a lucky guess."""
        calibration = self.calibration
        pupil = self.pupils.get(student)
        if pupil is None:
            pupil = self.pupils[student] = Pupil()
        difficulty = calibration.items.get(item)
        if difficulty is None:
            difficulty = Difficulty()
            if item:
                calibration.items[item] = difficulty
        met: list[Met] = []
        for skill in skills:
            tracing = calibration.tracing.get(skill, _USUAL)
            trace = pupil.skills.get(skill)
            if trace is None:
                trace = pupil.skills[skill] = Trace(known=tracing.known)
            elif at > trace.at >= 0.0:
                trace.variance = grown(trace.variance, (at - trace.at) / _DAY)
            general = calibration.skills.get(skill)
            if general is None:
                general = calibration.skills[skill] = Difficulty(variance=DIFFICULTY_VARIANCE)
            met.append((trace, general, tracing))
        features, logit, variance = features_of(pupil, difficulty, met, at, pupil.last.get(item))
        by = pull(logit, variance, outcome, guess)
        learn(pupil, difficulty, met, by, outcome, at, guess)
        if item:
            pupil.last[item] = outcome
        return features


def features_of(
    pupil: Pupil, item: Difficulty, met: Sequence[Met], at: float, seen: float | None
) -> tuple[list[float], float, float]:
    """One number for each of FEATURES; and the logit and the variance of the beliefs together.
    seen: how the item was answered last."""
    share = 1.0 / len(met) if met else 0.0
    able = hard = spread = 0.0
    log_successes = log_failures = recent = run = days = known = 0.0
    together = 1.0
    for trace, general, tracing in met:
        if at > trace.at >= 0.0:
            days += log1p((at - trace.at) / _DAY)
        able += trace.mean
        hard += general.mean
        spread += trace.variance + general.variance
        log_successes += log1p(trace.successes)
        log_failures += log1p(trace.failures)
        recent += logit_of(trace.recent)
        run += trace.run if -5 < trace.run < 5 else (5 if trace.run > 0 else -5)
        right = tracing.success(trace.known)
        known += logit_of(right)
        together *= right
    able *= share
    hard *= share
    variance = pupil.variance + item.variance + spread * share * share
    logit = pupil.mean + able - hard - item.mean
    features = [
        1.0,
        logit,
        logit / sqrt(1.0 + SPREAD * variance),
        hard + item.mean,
        pupil.mean,
        able,
        log1p(pupil.successes),
        log1p(pupil.failures),
        logit_of(pupil.recent),
        log_successes * share,
        log_failures * share,
        recent * share,
        run * share,
        days * share,
        known * share,
        logit_of(together) if met else 0.0,
        0.0 if seen is None else 2.0 * seen - 1.0,
    ]
    return features, logit, variance
