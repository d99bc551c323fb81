"""Discrete random variables: their probabilities and moments, each by two ways.

Formulas: the means and variances of the binomial, hypergeometric, geometric and Poisson laws as in
Feller, An Introduction to Probability Theory and Its Applications I, chapters VI and IX.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import Any

import mpmath as mp

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chance.draws import LISTED
from fynq.reasoning.statistics import distributions
from fynq.reasoning.statistics.answers import Real, brief, number

_MOST_TRIALS = 100_000


@dataclass(frozen=True, slots=True)
class Variable:
    """chance: P(X = k). mean, variance: by formula. most: the largest value, None where there is
    none. again: P(X = k) and, summed, the moments by another way. told: its law in LaTeX."""

    law: str
    told: str
    chance: Callable[[int], Real]
    mean: Real
    variance: Real
    most: int | None
    again: Callable[[int], Real]
    least: int = 0
    mean_rule: str = ""
    variance_rule: str = ""
    chance_rule: Callable[[int], str] = lambda k: ""

    def end(self) -> int:
        """Beyond it there is less than 10⁻²⁵ of the whole."""
        if self.most is not None:
            return self.most
        deviation = mp.sqrt(number(self.variance))
        return int(mp.ceil(number(self.mean) + 70 * deviation + 120))

    def between(self, low: int | None, high: int | None) -> Real:
        first = max(self.least, low if low is not None else self.least)
        if high is None and self.most is None:
            return 1 - _sum(self.chance, self.least, first - 1)
        last = self.end() if high is None else min(high, self.end())
        return _sum(self.chance, first, last)

    def between_again(self, low: int | None, high: int | None) -> Any:
        first = max(self.least, low if low is not None else self.least)
        last = self.end() if high is None else min(high, self.end())
        return mp.fsum(number(self.again(k)) for k in range(first, last + 1))

    def moments_again(self) -> tuple[Any, Any]:
        """Mean and variance as sums over the values."""
        values = [(k, number(self.again(k))) for k in range(self.least, self.end() + 1)]
        mean = mp.fsum(k * p for k, p in values)
        return mean, mp.fsum((k - mean) ** 2 * p for k, p in values)


def _sum(chance: Callable[[int], Real], first: int, last: int) -> Real:
    if last - first > LISTED:
        raise CannotSolve("There are too many values.")
    total: Real = Fraction(0)
    for k in range(first, last + 1):
        total = _plus(total, chance(k))
    return total


def _plus(a: Real, b: Real) -> Real:
    return a + b if isinstance(a, Fraction) and isinstance(b, Fraction) else number(a) + number(b)


def binomial(n: int, p: Fraction) -> Variable:
    if not 1 <= n <= _MOST_TRIALS or not 0 < p < 1:
        raise CannotSolve("These are no trials with two outcomes.")
    q = 1 - p
    exact = n <= 60

    def chance(k: int) -> Real:
        if exact:
            return distributions.binomial(k, n, p)
        return mp.mpf(comb(n, k)) * number(p) ** k * number(q) ** (n - k)

    rows: list[list[Any]] = []

    def again(k: int) -> Real:
        if n > 400:
            return mp.exp(mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1) + k * mp.log(number(p)) + (n - k) * mp.log(number(q)))  # fmt: skip
        if not rows:
            rows.append(distributions.binomial_row(n, p))
        return rows[0][k]

    return Variable(
        "binomial", rf"X \sim B({n}, {brief(p)})", chance, n * p, n * p * q, n, again,
        mean_rule=rf"\mu = np = {n} \cdot {brief(p)}",
        variance_rule=rf"\sigma^2 = npq = {n} \cdot {brief(p)} \cdot {brief(q)}",
        chance_rule=lambda k: rf"\binom{{{n}}}{{{k}}} \cdot {brief(p)}^{{{k}}} \cdot {brief(q)}^{{{n - k}}}",
    )  # fmt: skip


def hypergeometric(good: int, bad: int, drawn: int) -> Variable:
    whole = good + bad
    if min(good, bad, drawn) < 1 or drawn > whole or whole > 2000:
        raise CannotSolve("There are not so many to draw.")
    mean = Fraction(drawn * good, whole)
    variance = mean * Fraction(bad, whole) * Fraction(whole - drawn, max(whole - 1, 1))
    rows: list[list[Fraction]] = []

    def again(k: int) -> Real:
        if not rows:
            rows.append(distributions.hypergeometric_row(good, bad, drawn))
        return rows[0][k]

    return Variable(
        "hypergeometric", f"X \\sim H({good}, {bad}, {drawn})",
        lambda k: distributions.hypergeometric(k, good, bad, drawn), mean, variance, drawn, again,
        mean_rule=rf"\mu = \frac{{nr}}{{r+b}} = \frac{{{drawn} \cdot {good}}}{{{good} + {bad}}}",
        variance_rule=rf"\sigma^2 = \frac{{rbn(r+b-n)}}{{(r+b)^2(r+b-1)}} = \frac{{{good} \cdot {bad} \cdot {drawn} \cdot {whole - drawn}}}{{{whole}^2 \cdot {whole - 1}}}",
        chance_rule=lambda k: rf"\frac{{\binom{{{good}}}{{{k}}}\binom{{{bad}}}{{{drawn - k}}}}}{{\binom{{{whole}}}{{{drawn}}}}}",
    )  # fmt: skip


def geometric(p: Fraction) -> Variable:
    """X is the trial of the first success, so it begins with 1."""
    if not Fraction(1, 2000) < p < 1:
        raise CannotSolve("These are no trials with two outcomes.")
    q = 1 - p

    def again(k: int) -> Real:
        """What is left before the k-th trial less what is left after it."""
        return mp.exp((k - 1) * mp.log(number(q))) - mp.exp(k * mp.log(number(q)))

    return Variable(
        "geometric", f"X \\sim G({brief(p)})", lambda k: q ** (k - 1) * p, 1 / p, q / p**2, None, again, 1,
        mean_rule=rf"\mu = \frac{{1}}{{p}} = \frac{{1}}{{{brief(p)}}}",
        variance_rule=rf"\sigma^2 = \frac{{1-p}}{{p^2}} = \frac{{{brief(q)}}}{{{brief(p)}^2}}",
        chance_rule=lambda k: rf"(1-p)^{{{k - 1}}} p = {brief(q)}^{{{k - 1}}} \cdot {brief(p)}",
    )  # fmt: skip


def poisson(mean: Fraction) -> Variable:
    if not 0 < mean <= 5000:
        raise CannotSolve("A Poisson variable has a positive mean.")
    m = number(mean)

    def chance(k: int) -> Real:
        return mp.exp(-m + k * mp.log(m) - mp.loggamma(k + 1))

    terms = [mp.exp(-m)]

    def again(k: int) -> Real:
        """Each term from the one before it."""
        while len(terms) <= k:
            terms.append(terms[-1] * m / len(terms))
        return terms[k]

    return Variable(
        "poisson", f"X \\sim P({brief(mean)})", chance, mean, mean, None, again,
        mean_rule=rf"\mu = \lambda = {brief(mean)}", variance_rule=rf"\sigma^2 = \mu = {brief(mean)}",
        chance_rule=lambda k: rf"\frac{{\mu^{{{k}}} e^{{-\mu}}}}{{{k}!}} = \frac{{{brief(mean)}^{{{k}}} e^{{-{brief(mean)}}}}}{{{k}!}}",
    )  # fmt: skip


def of_table(values: dict[Fraction, Fraction]) -> tuple[Fraction, Fraction]:
    """Mean and variance of a table of values and probabilities."""
    mean = sum((x * p for x, p in values.items()), Fraction(0))
    return mean, sum(((x - mean) ** 2 * p for x, p in values.items()), Fraction(0))
