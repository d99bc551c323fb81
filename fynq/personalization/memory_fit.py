"""A school's own weights of forgetting, from answers that came a day or more after the last one.

What is foreseen of such an answer is `readiness` with slips and guesses: with k the chance that the skill
is known (knowledge tracing) and r its recall, P(right) = k r (1 - slip) + (1 - k r) guess. Three factors
of FSRS-6 are fitted, on a logarithmic scale and drawn to the usual weights: how long a memory lasts at
first (w0 to w3), how fast it grows (w8), and what a lapse leaves of it (w11). The decay stays, so that
`recall` means the same everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fynq.personalization.forgetting import (
    AGAIN,
    GOOD,
    HARD,
    USUAL,
    Memory,
    recall,
    review,
)
from fynq.personalization.knowledge_tracing import Tracing
from fynq.personalization.refit import Answer

LEAST_ANSWERS, LEAST_STUDENTS = 1_000, 50
"""Below these the weights stay the usual ones."""
_DAY = 86_400.0
_SPREAD = 0.5
"""Standard deviation of each factor before any data: a factor of 1.6 up or down is usual."""
_FIRST_STEP, _LAST_STEP = 0.4, 0.05
_INSIDE = 1e-6


@dataclass(frozen=True, slots=True)
class Look:
    """One answer on a skill. days: since the last one. known: that the skill is, before it. counts: it
    says something of forgetting, because a day or more went by and the item has no other skill."""

    days: float
    rating: int
    outcome: float
    known: float
    slip: float
    guess: float
    counts: bool


def looks_of(answers: Sequence[Answer], tracing: Mapping[str, Tracing]) -> list[list[Look]]:
    """One student's answers, in order, by skill; skills without an answer that counts are left out."""
    courses: dict[str, list[Look]] = {}
    known: dict[str, float] = {}
    last: dict[str, float] = {}
    for answer in answers:
        helped = answer.hints > 0 or answer.looked
        rating = AGAIN if answer.outcome < 0.5 else (HARD if helped or answer.outcome < 1 else GOOD)
        for skill in answer.skills:
            way = tracing.get(skill, _USUAL)
            before = known.get(skill, way.known)
            days = max(answer.at - last.get(skill, answer.at), 0.0) / _DAY
            alone = len(answer.skills) == 1 and not helped
            courses.setdefault(skill, []).append(
                Look(
                    days,
                    rating,
                    answer.outcome,
                    before,
                    way.slip,
                    max(way.guess, answer.guess),
                    alone and days >= 1.0,
                )
            )
            known[skill] = way.after(before, answer.credit, answer.guess)
            last[skill] = max(answer.at, last.get(skill, answer.at))
    return [course for course in courses.values() if any(look.counts for look in course)]


def loss(courses: Sequence[Sequence[Look]], weights: Sequence[float]) -> tuple[float, int]:
    """Log loss summed over the answers that count, and how many they are."""
    total, counted = 0.0, 0
    for course in courses:
        memory: Memory | None = None
        for look in course:
            if look.counts and memory is not None:
                ready = look.known * recall(memory, look.days)
                chance = ready * (1.0 - look.slip) + (1.0 - ready) * look.guess
                chance = min(max(chance, _INSIDE), 1.0 - _INSIDE)
                total -= look.outcome * math.log(chance)
                total -= (1.0 - look.outcome) * math.log(1.0 - chance)
                counted += 1
            memory = review(memory, look.rating, look.days, weights)
    return total, counted


def fitted(courses: Sequence[Sequence[Look]]) -> tuple[float, ...]:
    """The weights under which the answers are most likely, given the usual ones; by pattern search
    (Hooke and Jeeves 1961)."""

    def cost(factors: tuple[float, float, float]) -> float:
        drawn = sum(factor * factor for factor in factors) / (2.0 * _SPREAD * _SPREAD)
        return loss(courses, weights_of(factors))[0] + drawn

    best = (0.0, 0.0, 0.0)
    least, step = cost(best), _FIRST_STEP
    while step >= _LAST_STEP:
        moved = False
        for at in range(len(best)):
            for sign in (step, -step):
                moves = [sign if other == at else 0.0 for other in range(3)]
                tried = (best[0] + moves[0], best[1] + moves[1], best[2] + moves[2])
                found = cost(tried)
                if found < least:
                    best, least, moved = tried, found, True
                    break
        if not moved:
            step /= 2.0
    return weights_of(best)


def weights_of(factors: tuple[float, float, float]) -> tuple[float, ...]:
    """factors: logarithms of what the first stabilities, their growth and what a lapse leaves are
    multiplied with."""
    first, growth, lapse = factors
    changed = list(USUAL)
    for at in range(4):
        changed[at] *= math.exp(first)
    changed[8] += growth
    changed[11] *= math.exp(lapse)
    return tuple(changed)


_USUAL = Tracing()
