"""In which detail explanations help a student most, where the student did not say.

Each style has a Bernoulli success rate per student, with a Beta prior whose mean is the school's rate
and that counts as PRIOR observations; the school's rate is drawn in the same way to what all styles
have in common. What is usual stays unless another style is clearly better.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

USUAL = "normal"
PRIOR, SCHOOL_PRIOR = 6.0, 20.0
LEAST = 4.0
"""Observations, of the student or a fifth of the school's, before a style may replace the usual one."""
CLEARLY = 0.08
"""By how much its rate has to be higher."""


@dataclass(frozen=True, slots=True)
class Tried:
    """How explanations of one style ended: next items right and wrong, and what was said of them."""

    good: float = 0.0
    bad: float = 0.0

    @property
    def count(self) -> float:
        return self.good + self.bad


def best_style(own: Mapping[str, Tried], school: Mapping[str, Tried]) -> str:
    """own: of the student by style; school: of all its students."""
    rates = {style: rate(style, own, school) for style in {USUAL, *own, *school}}
    usual = rates[USUAL]
    found, best = USUAL, usual + CLEARLY
    for style in sorted(rates):
        seen = _of(style, own).count + _of(style, school).count / 5.0
        if style != USUAL and seen >= LEAST and rates[style] >= best:
            found, best = style, rates[style]
    return found


def rate(style: str, own: Mapping[str, Tried], school: Mapping[str, Tried]) -> float:
    """The expected share of successes of a style for this student, in (0, 1)."""
    good = sum(tried.good for tried in school.values())
    count = sum(tried.count for tried in school.values())
    common = (good + 1.0) / (count + 2.0)
    ours = _mean(_of(style, school), common, SCHOOL_PRIOR)
    return _mean(_of(style, own), ours, PRIOR)


def _mean(tried: Tried, prior: float, strength: float) -> float:
    return (tried.good + strength * prior) / (tried.count + strength)


def _of(style: str, tried: Mapping[str, Tried]) -> Tried:
    return tried.get(style, Tried())
