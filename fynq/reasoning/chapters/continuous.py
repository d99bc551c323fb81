"""Normal, uniform and exponential variables, and means and sums of samples."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import mpmath as mp

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.statistics import answers, distributions, prose
from fynq.reasoning.statistics.answers import Worked, brief, close, number, step
from fynq.reasoning.statistics.events import (
    Bounds,
    bounds,
    is_conditional,
    is_probability,
    percentile,
)
from fynq.reasoning.statistics.prose import NOT_READ, NUMBER, Prose
from fynq.reasoning.statistics.roles import Roles, roles

NAME = "continuous"


def solve(question: str) -> SolvedProblem:
    """Raises NotUnderstood."""
    with mp.workdps(answers.DIGITS):
        return answers.solved(NAME, _work(question))


def check(question: str, solved: SolvedProblem) -> Report:
    with mp.workdps(answers.DIGITS):
        return answers.report(NAME, _work(question), solved)


@dataclass(frozen=True)
class _Variable:
    """name: 'X', the mean or the sum. below, at, area: of the distribution; scale: the standard
    deviation, exact where it can be."""

    name: str
    mean: Fraction
    deviation: Any
    told: str
    below: Callable[[Any], Any]
    at: Callable[[Any], Any]
    area: Callable[[Any, Any], Any]
    normal: bool


def _work(question: str) -> Worked:
    text = prose.read(question)
    found = roles(text)
    worked = _score(text, found)
    if worked is None:
        variable = _variable(text, found)
        worked = _asked(text, found, variable)
    return replace(worked, rounding=text.rounding)


_SCORE = re.compile(r"(?i)\bz ?- ?score\b|\bwhat is z\b|\bfind z\b")


def _score(text: Prose, found: Roles) -> Worked | None:
    """A z-score of a value, or the value at a z-score."""
    asked, mean, deviation = text.asked, found.mean, found.deviation
    if mean is None or deviation is None or found.n is not None:
        return None
    at_value = re.search(rf"\b[a-z] ?= ?(?P<x>{NUMBER})", asked) if _SCORE.search(asked) else None
    if at_value is not None and not re.search(r"_|\bfill\b|\bblank\b", asked):
        if len(set(re.findall(rf"\b[xy] ?= ?({NUMBER})", asked))) != 1:
            return None
        found.nothing_else(asked, [found.spans_of(asked), at_value.span()])
        x = prose.value(at_value["x"])
        z = (x - mean) / deviation
        return Worked(
            "z-score", rf"z = \frac{{x - \mu}}{{\sigma}},\quad x = {brief(x)}", z,
            (step("Standardize", rf"$z = \frac{{x - \mu}}{{\sigma}} = \frac{{{brief(x)} - {brief(mean)}}}{{{brief(deviation)}}} = {brief(z)}$"),),
            "A z-score tells how many standard deviations a value lies from the mean.",
            lambda: mean + z * deviation == x,
            "Going back from the z-score by $\\mu + z\\sigma$ gives the value again.",
            exact=answers.terminating(z, 3) is None and not text.rounding.places, skills=("z-scores", "statistics"),
        )  # fmt: skip
    apart = re.search(rf"(?i)\bvalue (?:that|which) is (?P<k>{NUMBER}) standard deviations? (?P<way>above|below|to the left of|to the right of) the mean", asked)  # fmt: skip
    if apart is not None:
        found.nothing_else(asked, [apart.span()])
        sign = 1 if apart["way"] in ("above", "to the right of") else -1
        k = prose.value(apart["k"])
        x = mean + sign * k * deviation
        word = "+" if sign > 0 else "-"
        return Worked(
            "value", rf"x = \mu {word} {brief(k)}\sigma", x,
            (step("Go from the mean", rf"$x = {brief(mean)} {word} {brief(k)} \cdot {brief(deviation)} = {brief(x)}$"),),
            "A value is the mean plus the number of standard deviations times their size.",
            lambda: (x - mean) / deviation == sign * k,
            "The value's z-score is the number of standard deviations that was asked.", skills=("z-scores", "statistics"),
        )  # fmt: skip
    return None


def _variable(text: Prose, found: Roles) -> _Variable:
    family = found.family
    asked = text.asked
    sums = bool(re.search(r"(?i)\bsums?\b|\btotal\b|ΣX|\\Sigma", asked))
    means = bool(
        re.search(
            r"(?i)\bsample mean\b|\bx̄|\baverages? (?:between|of|more|less)|\b(?:the )?(?:mean|average)\b(?! (?:and|is)\b)",
            prose.without(asked, [m.span() for m in re.finditer(r"(?i)on average", asked)]),
        )
    )
    individual = bool(re.search(r"(?i)\bindividual\b|\brandomly (?:selected|chosen) (?!sample)|\ba (?:single|random)\b", asked))  # fmt: skip
    base = _base(found)
    if found.n is None or (individual and not sums and not means):
        if sums or (means and not re.search(r"(?i)\bmean\b", asked) and is_probability(asked)):
            raise NotUnderstood("The size of the sample is not told.")
        if base is None:
            raise NotUnderstood("It is not told how the values are distributed.")
        return base
    if individual and (sums or means) and not re.search(r"(?i)sample|\bmean\b|\bsum\b", asked):
        raise NotUnderstood("It is not clear whether one value or a sample is meant.")
    if sums == means:
        raise NotUnderstood("It is not clear whether the mean or the sum of the sample is meant.")
    mean = found.mean if base is None else base.mean
    deviation = found.deviation if base is None else base.deviation
    if mean is None or deviation is None:
        raise NotUnderstood(NOT_READ)
    n = found.n
    if n < 25 and family != "normal":
        raise NotUnderstood("The sample is too small for the central limit theorem.")
    root = mp.sqrt(n)
    if sums:
        told = r"\Sigma X \sim N\left(n\mu, \sqrt{n}\,\sigma\right)"
        return _normal(r"\Sigma X", n * mean, number(deviation) * root, told)
    told = r"\bar{X} \sim N\left(\mu, \frac{\sigma}{\sqrt{n}}\right)"
    return _normal(r"\bar{X}", mean, number(deviation) / root, told)


def _base(found: Roles) -> _Variable | None:
    if found.family == "normal" and found.mean is not None and found.deviation is not None:
        return _normal("X", found.mean, found.deviation, r"X \sim N(\mu, \sigma)")
    if found.family == "uniform" and found.low is not None and found.high is not None:
        a, b = found.low, found.high
        width = b - a
        told = f"X \\sim U({brief(a)}, {brief(b)})"
        return _Variable(
            "X", (a + b) / 2, mp.sqrt(number(width * width / 12)), told,
            lambda x: min(max((x - a) / width, Fraction(0)), Fraction(1)),
            lambda p: a + p * width,
            lambda low, high: mp.quad(lambda _: 1 / number(width), [number(a if low is None else max(low, a)), number(b if high is None else min(high, b))]),
            False,
        )  # fmt: skip
    if found.family == "exponential" and found.mean is not None:
        mean = found.mean
        rate = 1 / mean
        told = rf"X \sim \operatorname{{Exp}}({answers.latex(rate)})"
        return _Variable(
            "X", mean, mean, told,
            lambda x: -mp.expm1(-number(rate * x)) if x > 0 else mp.mpf(0),
            lambda p: -number(mean) * mp.log(1 - number(p)),
            lambda low, high: distributions.area(lambda x: number(rate) * mp.exp(-number(rate) * x), number(low or 0), number(80 * mean) if high is None else number(high), []),
            False,
        )  # fmt: skip
    return None


def _normal(name: str, mean: Fraction, deviation: Any, told: str) -> _Variable:
    m, s = number(mean), number(deviation)
    return _Variable(
        name, mean, deviation, told,
        lambda x: distributions.normal_below((number(x) - m) / s),
        lambda p: m + s * distributions.normal_at(number(p)),
        lambda low, high: distributions.normal_area(None if low is None else (number(low) - m) / s, None if high is None else (number(high) - m) / s),
        True,
    )  # fmt: skip


def _asked(text: Prose, found: Roles, v: _Variable) -> Worked:
    asked = text.asked
    share = percentile(asked)
    own = found.spans_of(asked)
    spread = re.search(r"(?i)\binterquartile range\b|\bIQR\b", asked)
    if spread is not None:
        found.nothing_else(asked, [own])
        return _between_quartiles(v)
    if share is not None:
        match = re.search(r"(?i)\d+(?:\.\d+)?(?:st|nd|rd|th) percentile", asked)
        found.nothing_else(asked, [own, match.span() if match else (0, 0)])
        return _percentile(v, share)
    if is_probability(asked):
        if is_conditional(re.sub(r"\bX?~?[NU] ?\([^)]*\)", "", asked)):
            raise NotUnderstood("I do not read this condition.")
        within = bounds(asked)
        found.nothing_else(asked, [own, within.span, *_repeated(asked, within)])
        if re.search(r"(?i)\bnot\b|n't\b", re.sub(r"(?i)not (?:more|less)", "", asked)):
            raise NotUnderstood("I do not read this condition.")
        return _area(v, within)
    tail = re.search(r"(?i)\b(?P<p>\d+(?:\.\d+)?)% of (?P<who>[^.?]*?)(?:are|is|have|take|last|wait|score|cost|weigh)?\b[^.?]*?\bat (?P<way>least|most) (?:what|how)\b", asked)  # fmt: skip
    if tail is not None:
        found.nothing_else(asked, [own, tail.span("p")])
        p = prose.value(tail["p"]) / 100
        return _percentile(v, p if tail["way"].lower() == "most" else 1 - p)
    return _moment(text, found, v)


def _repeated(asked: str, within: Bounds) -> list[tuple[int, int]]:
    """The same bounds once more, as in 'longer than 20, that is P(x > 20)'."""
    values = {within.low, within.high}
    return [
        match.span() for match in re.finditer(r"P ?\([^)]*\)", asked)
        if all(prose.value(n) in values for n in re.findall(NUMBER, match[0]))
    ]  # fmt: skip


_MOMENT = re.compile(
    r"(?i)^(?:[a-z0-9]+\)\s*)?(?:find|what is|what are|calculate|compute|determine)?\s*(?:the )?(?:theoretical |long-term |expected )?"
    r"(?P<what>mean|average|expected value|standard deviation|variance|median|μ|σ|standard error)\b(?P<rest>[^?]*)\??$"
)


def _moment(text: Prose, found: Roles, v: _Variable) -> Worked:
    match = _MOMENT.match(text.asked)
    if match is None or re.search(
        r"(?i)sample standard deviation|z-score|\bif\b|\bgiven\b", text.asked
    ):
        raise NotUnderstood(NOT_READ)
    found.nothing_else(text.asked, [found.spans_of(text.asked)])
    what = match["what"].lower()
    if what in ("mean", "average", "expected value", "μ"):
        return _value(v, "mean", rf"\mu_{{{v.name}}}", v.mean, v.mean)
    if what == "median":
        return _percentile(v, Fraction(1, 2))
    if what == "variance":
        return _value(v, "variance", rf"\sigma_{{{v.name}}}^2", number(v.deviation) ** 2, v.mean)
    return _value(v, "standard deviation", rf"\sigma_{{{v.name}}}", v.deviation, v.mean)


def _value(v: _Variable, what: str, symbol: str, real: Any, mean: Any) -> Worked:
    def holds() -> bool:
        """The moment of the density itself, by integration of areas: E = ∫ (1 − F) − ∫ F."""
        m, s = number(v.mean), number(v.deviation)
        cuts = [m + k * s for k in range(-12, 60 if not v.normal else 13, 1)]
        right = mp.quad(lambda x: 1 - number(v.below(_exact(x))), [c for c in cuts if c >= m])
        left = mp.quad(lambda x: number(v.below(_exact(x))), [c for c in cuts if c <= m])
        if what == "mean":
            return close(m + right - left, real, "1e-6")
        second = 2 * mp.quad(
            lambda x: (x - m) * (1 - number(v.below(_exact(x)))), [c for c in cuts if c >= m]
        )
        second += 2 * mp.quad(
            lambda x: (m - x) * number(v.below(_exact(x))), [c for c in cuts if c <= m]
        )
        expected = second if what == "variance" else mp.sqrt(second)
        return close(expected, real, "1e-6")

    return Worked(
        what, f"{symbol}", real,
        (step("Write the distribution", f"${v.told}$"), step(f"Take its {what}", f"${symbol} = {brief(real)}$")),
        f"The {what} follows from the parameters of the distribution.",
        holds, f"Numerical integration gives the same {what}.", skills=("probability-distributions", "statistics"),
    )  # fmt: skip


def _exact(x: Any) -> Any:
    return Fraction(mp.nstr(x, 25, min_fixed=-60, max_fixed=60))


def _percentile(v: _Variable, share: Fraction) -> Worked:
    x = v.at(share)
    steps = [step("Write the distribution", f"${v.told}$ with mean ${brief(v.mean)}$ and standard deviation ${brief(v.deviation)}$.")]  # fmt: skip
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


def _between_quartiles(v: _Variable) -> Worked:
    low, high = v.at(Fraction(1, 4)), v.at(Fraction(3, 4))
    return Worked(
        "interquartile range", r"\text{IQR} = Q_3 - Q_1", high - low,
        (step("Find the quartiles", f"$Q_1 = {brief(low)}$ and $Q_3 = {brief(high)}$."), step("Subtract", f"$Q_3 - Q_1 = {brief(high - low)}$")),
        "The interquartile range is the distance between the 25th and the 75th percentile.",
        lambda: close(v.area(low, high), Fraction(1, 2)), "Half of the area lies between the two quartiles.",
        skills=("percentiles", "statistics"),
    )  # fmt: skip


def _area(v: _Variable, within: Bounds) -> Worked:
    if within.exactly:
        raise NotUnderstood("A continuous variable has no probability at one value.")
    low = v.below(within.low) if within.low is not None else Fraction(0)
    high = v.below(within.high) if within.high is not None else Fraction(1)
    real = high - low if isinstance(high, Fraction) and isinstance(low, Fraction) else number(high) - number(low)  # fmt: skip
    steps = [step("Write the distribution", f"${v.told}$ with mean ${brief(v.mean)}$ and standard deviation ${brief(v.deviation)}$.")]  # fmt: skip
    event = within.told(v.name)
    if v.normal:
        for bound in (within.low, within.high):
            if bound is not None:
                z = (number(bound) - number(v.mean)) / number(v.deviation)
                steps.append(step("Standardize", rf"$z = \frac{{{brief(bound)} - {brief(v.mean)}}}{{{brief(v.deviation)}}} = {brief(z)}$"))  # fmt: skip
    if within.low is None:
        total = f"P({event}) = {brief(real)}"
    elif within.high is None:
        total = f"P({event}) = 1 - {brief(low)} = {brief(real)}"
    else:
        total = f"P({event}) = {brief(high)} - {brief(low)} = {brief(real)}"
    steps.append(step("Take the area", f"${total}$"))
    return Worked(
        "probability", f"P({event})", real, tuple(steps),
        "The probability is the area under the density between the bounds.",
        lambda: close(v.area(within.low, within.high), real, "1e-8"),
        "Numerical integration of the density gives the same area.",
        exact=isinstance(real, Fraction), skills=("probability-distributions", "statistics"),
    )  # fmt: skip
