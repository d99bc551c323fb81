"""What one answer moves: the student overall, the student on each skill, the item, the skills.

All of them are normal distributions on one scale of logits (`domain.belief`) and take one Newton step
together. A guess may be right: with the chance g of a lucky guess P(right) = g + (1 - g) σ(z), the
three-parameter logistic of Birnbaum 1968 (in Lord and Novick, "Statistical theories of mental test
scores"). Its score is (y - P) σ/P and its information (1 - g) (1 - σ) σ²/P, which are y - σ and
σ (1 - σ) where nobody guesses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import exp, log

from fynq.domain.belief import LEAST_VARIANCE, MAX_LOGIT
from fynq.domain.learner import OVERALL_VARIANCE
from fynq.personalization.knowledge_tracing import Tracing

SKILL_VARIANCE = 0.6
"""Of what a student can do in a skill beyond overall, before the first event; in logits squared."""
ITEM_VARIANCE, DIFFICULTY_VARIANCE = 0.6, 0.6
LEAST_ITEM_VARIANCE = 0.005
DRIFT_PER_DAY = 0.01
"""Variance that a day without practice adds to a skill, in logits squared, up to the prior one:
people learn and forget elsewhere (Glickman 1999)."""
RECENT, RECENT_SKILL = 0.15, 0.3
"""How much the newest answer counts in the running averages, overall and of a skill."""
USUAL_RECENT = 0.6


@dataclass(slots=True)
class Trace:
    """A student's way with one skill. mean: beyond the student's overall ability. run: successes in
    a row, or failures as a negative number. known: by knowledge tracing. at: of the last answer,
    in seconds; -1 before it."""

    mean: float = 0.0
    variance: float = SKILL_VARIANCE
    successes: float = 0.0
    failures: float = 0.0
    recent: float = USUAL_RECENT
    run: int = 0
    known: float = 0.4
    at: float = -1.0


@dataclass(slots=True)
class Pupil:
    """A student overall. last: the outcome of each item when it was answered last."""

    mean: float = 0.0
    variance: float = OVERALL_VARIANCE
    successes: float = 0.0
    failures: float = 0.0
    recent: float = USUAL_RECENT
    skills: dict[str, Trace] = field(default_factory=dict)
    last: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class Difficulty:
    """Of an item or a skill, in logits; positive is harder. answers: that moved it."""

    mean: float = 0.0
    variance: float = ITEM_VARIANCE
    answers: int = 0


Met = tuple[Trace, Difficulty, Tracing]
"""One skill of an item: the student's trace, the skill's difficulty, its knowledge tracing."""


def grown(variance: float, days: float) -> float:
    """A skill's variance after days without practice."""
    if days <= 0.0 or variance >= SKILL_VARIANCE:
        return variance
    return min(variance + DRIFT_PER_DAY * days, SKILL_VARIANCE)


def pull(
    logit: float, variance: float, outcome: float, guess: float = 0.0, amount: float = 1.0
) -> tuple[float, float]:
    """(step, shrink): a belief of variance v that takes part with the weight w moves by step·w·v,
    and its variance falls by shrink·(w·v)². logit, variance: of all beliefs together; amount: how
    much the answer counts, in [0, 1]."""
    skilled = 1.0 / (1.0 + exp(-logit)) if logit > -30.0 else 1e-13
    if guess > 0.0:
        chance = guess + (1.0 - guess) * skilled
        score = (outcome - chance) * skilled / chance
        information = (1.0 - guess) * (1.0 - skilled) * skilled * skilled / chance
    else:
        score = outcome - skilled
        information = skilled * (1.0 - skilled)
    gain = amount / (1.0 + amount * information * variance)
    return gain * score, gain * information


def learn(
    pupil: Pupil,
    item: Difficulty | None,
    met: Sequence[Met],
    by: tuple[float, float],
    outcome: float,
    at: float,
    guess: float = 0.0,
) -> None:
    """Moves everything that took part in an answer. by: the `pull`."""
    step, shrink = by
    share = 1.0 / len(met) if met else 0.0
    failed = 1.0 - outcome
    pupil.mean = _within(pupil.mean + step * pupil.variance)
    pupil.variance = max(pupil.variance - shrink * pupil.variance**2, LEAST_VARIANCE)
    pupil.successes += outcome
    pupil.failures += failed
    pupil.recent += RECENT * (outcome - pupil.recent)
    for trace, general, tracing in met:
        nudge(trace, share, by)
        ease(general, share, by)
        trace.successes += outcome
        trace.failures += failed
        trace.recent += RECENT_SKILL * (outcome - trace.recent)
        if outcome >= 0.5:
            trace.run = trace.run + 1 if trace.run > 0 else 1
        else:
            trace.run = trace.run - 1 if trace.run < 0 else -1
        trace.known = tracing.after(trace.known, outcome, guess)
        trace.at = at
    if item is not None:
        ease(item, 1.0, by)


def nudge(trace: Trace, share: float, by: tuple[float, float]) -> None:
    """What one answer says of a skill that is one of 1/share."""
    moved = share * trace.variance
    trace.mean = _within(trace.mean + by[0] * moved)
    trace.variance = max(trace.variance - by[1] * moved * moved, LEAST_VARIANCE)


def ease(difficulty: Difficulty, share: float, by: tuple[float, float]) -> None:
    """What one answer says of an item, or of a skill that is one of 1/share."""
    moved = share * difficulty.variance
    difficulty.mean -= by[0] * moved
    difficulty.variance = max(difficulty.variance - by[1] * moved * moved, LEAST_ITEM_VARIANCE)
    difficulty.answers += 1


def logit(share: float) -> float:
    if share < 1e-4:
        return -9.21
    return 9.21 if share > 0.9999 else log(share / (1.0 - share))


def _within(mean: float) -> float:
    return MAX_LOGIT if mean > MAX_LOGIT else max(mean, -MAX_LOGIT)
