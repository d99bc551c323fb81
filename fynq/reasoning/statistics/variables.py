"""A continuous random variable: its parameters, its areas in closed form and by integration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Any

import mpmath as mp

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.statistics import answers, distributions
from fynq.reasoning.statistics.answers import brief, number
from fynq.reasoning.statistics.roles import Roles


@dataclass(frozen=True)
class Variable:
    """name: X, the mean or the sum, as LaTeX. below: the area to the left of a value; at: the value
    with that area; area: between two values, by integration. told: the distribution as LaTeX.
    family: 'normal', 'uniform' or 'exponential'."""

    name: str
    mean: Fraction
    deviation: Any
    told: str
    below: Callable[[Any], Any]
    at: Callable[[Any], Any]
    area: Callable[[Any, Any], Any]
    family: str

    @property
    def normal(self) -> bool:
        return self.family == "normal"


def variable(found: Roles) -> Variable | None:
    """The one that the story describes; None when too little is told."""
    if found.family == "normal" and found.mean is not None and found.deviation is not None:
        return normal("X", found.mean, found.deviation, r"X \sim N(\mu, \sigma)")
    if found.family == "uniform" and found.low is not None and found.high is not None:
        return _uniform(found.low, found.high)
    if found.family == "exponential" and found.mean is not None:
        return _exponential(found.mean)
    return None


def of_sample(found: Roles, base: Variable | None, sums: bool) -> Variable:
    """The mean or the sum of a sample, normal exactly or by the central limit theorem (n ≥ 25).

    Raises NotUnderstood.
    """
    mean = found.mean if base is None else base.mean
    deviation = found.deviation if base is None else base.deviation
    n = found.n
    if mean is None or deviation is None or n is None:
        raise NotUnderstood("It is not told how the values are distributed.")
    if n < 25 and found.family != "normal":
        raise NotUnderstood("The sample is too small for the central limit theorem.")
    root: Any = isqrt(n) if isqrt(n) ** 2 == n and isinstance(deviation, Fraction) else mp.sqrt(n)
    if not isinstance(root, int):
        deviation = number(deviation)
    if sums:
        told = r"\Sigma X \sim N\left(n\mu, \sqrt{n}\,\sigma\right)"
        return normal(r"\Sigma X", n * mean, deviation * root, told)
    told = r"\bar{X} \sim N\left(\mu, \frac{\sigma}{\sqrt{n}}\right)"
    return normal(r"\bar{X}", mean, deviation / root, told)


def normal(name: str, mean: Fraction, deviation: Any, told: str) -> Variable:
    """deviation: positive, exact or an mpf."""
    m, s = number(mean), number(deviation)
    return Variable(
        name, mean, deviation, told,
        lambda x: distributions.normal_below((number(x) - m) / s),
        lambda p: m + s * distributions.normal_at(number(p)),
        lambda low, high: distributions.normal_area(None if low is None else (number(low) - m) / s, None if high is None else (number(high) - m) / s),
        "normal",
    )  # fmt: skip


def _uniform(a: Fraction, b: Fraction) -> Variable:
    width = b - a
    return Variable(
        "X", (a + b) / 2, mp.sqrt(number(width * width / 12)), f"X \\sim U({brief(a)}, {brief(b)})",
        lambda x: min(max((x - a) / width, Fraction(0)), Fraction(1)),
        lambda p: a + p * width,
        lambda low, high: mp.quad(lambda _: 1 / number(width), [number(a if low is None else max(low, a)), number(b if high is None else min(high, b))]),
        "uniform",
    )  # fmt: skip


def _exponential(mean: Fraction) -> Variable:
    rate = 1 / mean
    return Variable(
        "X", mean, mean, rf"X \sim \operatorname{{Exp}}({answers.latex(rate)})",
        lambda x: -mp.expm1(-number(rate * x)) if x > 0 else mp.mpf(0),
        lambda p: -number(mean) * mp.log(1 - number(p)),
        lambda low, high: distributions.area(lambda x: number(rate) * mp.exp(-number(rate) * x), number(low or 0), number(80 * mean) if high is None else number(high), []),
        "exponential",
    )  # fmt: skip
