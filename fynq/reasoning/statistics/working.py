"""Worked answers about a continuous variable: areas, values at an area, moments; each with a second
method that confirms it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import mpmath as mp

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.solved import SolvedStep
from fynq.reasoning.statistics import answers, distributions
from fynq.reasoning.statistics.answers import Worked, brief, close, number, step
from fynq.reasoning.statistics.events import Bounds
from fynq.reasoning.statistics.variables import Variable


def plain_value(v: Variable, what: str, symbol: str, real: Any, concept: str, holds: Callable[[], bool]) -> Worked:  # fmt: skip
    """A value that is read off the distribution. holds: whether another method confirms it."""
    return Worked(
        what, symbol, real,
        (step("Write the distribution", f"${v.told}$"), step(f"Find the {what}", f"${symbol} = {brief(real)}$")),
        concept, holds, f"The {what} gives back the distribution's areas.", exact=answers.terminating(real, 4) is None,
        skills=("probability-distributions", "statistics"),
    )  # fmt: skip


def moment_of(v: Variable, what: str, symbol: str, real: Any) -> Worked:
    """what: 'mean', 'variance' or 'standard deviation'; real: its value."""

    def holds() -> bool:
        """The moment of the density itself, by integration of areas: E = ∫ (1 − F) − ∫ F."""
        m, s = number(v.mean), number(v.deviation)
        cuts = [m + k * s for k in range(-12, 60 if not v.normal else 13, 1)]
        right = mp.quad(lambda x: 1 - number(v.below(exactly(x))), [c for c in cuts if c >= m])
        left = mp.quad(lambda x: number(v.below(exactly(x))), [c for c in cuts if c <= m])
        if what == "mean":
            return close(m + right - left, real, "1e-6")
        second = 2 * mp.quad(
            lambda x: (x - m) * (1 - number(v.below(exactly(x)))), [c for c in cuts if c >= m]
        )
        second += 2 * mp.quad(
            lambda x: (m - x) * number(v.below(exactly(x))), [c for c in cuts if c <= m]
        )
        expected = second if what == "variance" else mp.sqrt(second)
        return close(expected, real, "1e-6")

    return Worked(
        what, f"{symbol}", real,
        (step("Write the distribution", f"${v.told}$"), step(f"Take its {what}", f"${symbol} = {brief(real)}$")),
        f"The {what} follows from the parameters of the distribution.",
        holds, f"Numerical integration gives the same {what}.", skills=("probability-distributions", "statistics"),
    )  # fmt: skip


def exactly(x: Any) -> Any:
    """An mpf as a fraction of 25 digits, for functions that take exact values."""
    return Fraction(mp.nstr(x, 25, min_fixed=-60, max_fixed=60))


def distribution_step(v: Variable) -> SolvedStep:
    """The first step of each solution."""
    return step("Write the distribution", f"${v.told}$ with mean ${brief(v.mean)}$ and standard deviation ${brief(v.deviation)}$.")  # fmt: skip


def value_at(v: Variable, share: Fraction) -> Worked:
    """The value with the area `share` to its left. Raises NotUnderstood unless 0 < share < 1."""
    if not 0 < share < 1:
        raise NotUnderstood("A share lies between 0 and 1.")
    x = v.mean if v.normal and share == Fraction(1, 2) else v.at(share)
    steps = [distribution_step(v)]
    if v.normal:
        z = distributions.normal_at(number(share))
        steps.append(step("Find the z-score", rf"The area ${brief(share)}$ lies to the left of $z = {brief(z)}$."))  # fmt: skip
        steps.append(step("Go back to the value", rf"${v.name} = {brief(v.mean)} + {brief(z)} \cdot {brief(v.deviation)} = {brief(x)}$"))  # fmt: skip
    else:
        steps.append(step("Solve for the value", rf"$P({v.name} < x) = {brief(share)}$ gives $x = {brief(x)}$."))  # fmt: skip
    return Worked(
        "percentile", rf"P({v.name} < x) = {brief(share)}", x, tuple(steps),
        "A percentile is the value that has the given share of the area to its left.",
        lambda: close(v.area(None, x), share), "Integrating the density up to the value gives the share.",
        skills=("percentiles", "statistics"),
    )  # fmt: skip


def quartile_range(v: Variable) -> Worked:
    """Q₃ − Q₁."""
    low, high = v.at(Fraction(1, 4)), v.at(Fraction(3, 4))
    return Worked(
        "interquartile range", r"\text{IQR} = Q_3 - Q_1", high - low,
        (step("Find the quartiles", f"$Q_1 = {brief(low)}$ and $Q_3 = {brief(high)}$."), step("Subtract", f"$Q_3 - Q_1 = {brief(high - low)}$")),
        "The interquartile range is the distance between the 25th and the 75th percentile.",
        lambda: close(v.area(low, high), Fraction(1, 2)), "Half of the area lies between the two quartiles.",
        skills=("percentiles", "statistics"),
    )  # fmt: skip


def _between(v: Variable, within: Bounds) -> Any:
    low = v.below(within.low) if within.low is not None else Fraction(0)
    high = v.below(within.high) if within.high is not None else Fraction(1)
    return high - low if isinstance(high, Fraction) and isinstance(low, Fraction) else number(high) - number(low)  # fmt: skip


def area_of(v: Variable, within: Bounds) -> Worked:
    """P(low < X < high). Raises NotUnderstood for one value of a mean or a sum."""
    if within.exactly:
        if v.normal and v.name != "X":
            raise NotUnderstood("A continuous variable has no probability at one value.")
        return plain_value(v, "probability", f"P({within.told(v.name)})", Fraction(0), "A continuous variable has no area over a single value.", lambda: v.area(within.low, within.low) == 0)  # fmt: skip
    real = _between(v, within)
    steps = [distribution_step(v)]
    event = within.told(v.name)
    if v.normal:
        for bound in (within.low, within.high):
            if bound is not None:
                z = (number(bound) - number(v.mean)) / number(v.deviation)
                steps.append(step("Standardize", rf"$z = \frac{{{brief(bound)} - {brief(v.mean)}}}{{{brief(v.deviation)}}} = {brief(z)}$"))  # fmt: skip
    steps.append(step("Take the area", f"${_area_line(v, within, event, real)}$"))
    return Worked(
        "probability", f"P({event})", real, tuple(steps),
        "The probability is the area under the density between the bounds.",
        lambda: close(v.area(within.low, within.high), real, "1e-8"),
        "Numerical integration of the density gives the same area.",
        exact=isinstance(real, Fraction), skills=("probability-distributions", "statistics"),
    )  # fmt: skip


def _area_line(v: Variable, within: Bounds, event: str, real: Any) -> str:
    if within.low is None:
        return f"P({event}) = {brief(real)}"
    if within.high is None:
        return f"P({event}) = 1 - {brief(v.below(within.low))} = {brief(real)}"
    return f"P({event}) = {brief(v.below(within.high))} - {brief(v.below(within.low))} = {brief(real)}"  # fmt: skip


def conditional_area(v: Variable, event: Bounds, given: Bounds, more: bool) -> Worked:
    """P(event and given) / P(given). more: the event is told as time beyond the condition."""
    if event.exactly or given.exactly or v.name != "X":
        raise NotUnderstood("I do not read this condition.")
    if more:
        if given.low is None or given.high is not None or v.family != "exponential":
            raise NotUnderstood("I do not read this condition.")
        event = replace(
            event,
            low=None if event.low is None else event.low + given.low,
            high=None if event.high is None else event.high + given.low,
        )
    lows = [b for b in (event.low, given.low) if b is not None]
    highs = [b for b in (event.high, given.high) if b is not None]
    both = Bounds(max(lows, default=None), min(highs, default=None))
    if both.low is not None and both.high is not None and both.low >= both.high:
        raise NotUnderstood("The two conditions exclude each other.")
    top, bottom = _between(v, both), _between(v, given)
    real = top / bottom if isinstance(top, Fraction) and isinstance(bottom, Fraction) else number(top) / number(bottom)  # fmt: skip
    name, condition = event.told("x"), given.told("x")
    return Worked(
        "conditional probability", rf"P({name} \mid {condition})", real,
        (distribution_step(v),
         step("Take the areas", f"$P({both.told('x')}) = {brief(top)}$ and $P({condition}) = {brief(bottom)}$."),
         step("Divide", rf"$P({name} \mid {condition}) = \frac{{{brief(top)}}}{{{brief(bottom)}}} = {brief(real)}$")),
        "A conditional probability is the share of the condition's area that the event takes.",
        lambda: close(v.area(both.low, both.high) / v.area(given.low, given.high), real, "1e-8"),
        "Numerical integration of the density gives the same share.",
        exact=isinstance(real, Fraction), skills=("conditional-probability", "statistics"),
    )  # fmt: skip
