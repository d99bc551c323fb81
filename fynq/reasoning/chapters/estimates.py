"""Confidence intervals for a mean and for a proportion, their parts, and the sample that they need.

Formulas: error bound z·σ/√n with a known σ, t·s/√n (n − 1 degrees of freedom) without,
z·√(p′q′/n) for a proportion; n = z²σ²/E² or z²p′q′/E², rounded up.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import mpmath as mp

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.solved import Report, SolvedProblem, SolvedStep
from fynq.reasoning.statistics import answers, distributions, prose, second_reading
from fynq.reasoning.statistics.answers import Worked, brief, close, number, step
from fynq.reasoning.statistics.prose import NOT_READ, Prose
from fynq.reasoning.statistics.sampling import Sampling, sampling, story

NAME = "estimates"
_SKILLS = ("confidence-intervals", "statistics")


def solve(question: str) -> SolvedProblem:
    """Raises NotUnderstood."""
    with mp.workdps(answers.DIGITS):
        return answers.solved(NAME, _work(question))


def check(question: str, solved: SolvedProblem) -> Report:
    with mp.workdps(answers.DIGITS):
        return answers.report(NAME, _work(question), solved)


@dataclass(frozen=True)
class _Estimate:
    """centre ± critical · error. below: the distribution's area to the left of a critical value."""

    centre: Any
    critical: Any
    error: Any
    symbol: str
    letter: str
    share: Fraction
    area: Callable[[Any, Any], Any]
    steps: tuple[SolvedStep, ...]
    n: int
    proportion: bool

    @property
    def bound(self) -> Any:
        return number(self.critical) * number(self.error)


def _work(question: str) -> Worked:
    text = prose.read(question)
    if not re.search(r"(?i)\bconfiden(?:t|ce)\b|\berror bound\b|\bmargin of error\b|\bplus[- ]four\b|\bEB[MP]\b|\bpoint estimate\b", text.all):  # fmt: skip
        raise NotUnderstood("No confidence interval is asked.")
    if re.search(r"(?i)\b(?:two|2|both) (?:samples|groups|populations)\b|\bdifference\b|\bfinite\b|\bone-sided\b", text.all):  # fmt: skip
        raise NotUnderstood("I do not read this condition.")
    found = sampling(text)
    second_reading.insist(story(question), found.named())
    worked = _asked(text, found)
    return replace(worked, rounding=text.rounding, skills=_SKILLS)


_NEEDED = re.compile(r"(?i)\bhow (?:many|large)\b|\bsample size\b|\bminimum (?:number|sample)\b|\bwhat (?:is|should be) n\b|\b(?:find|calculate) n\b")  # fmt: skip
_EDGE = (
    r"(?:confidence|interval|bound|limit|end\w*|true|estimate|value|proportion|percent|number|part)"
)
_LOW = re.compile(rf"(?i)\b(?:lower|left|smaller|minimum|lowest|smallest) (?:[a-z]+ )?{_EDGE}\b|\blower\b$")  # fmt: skip
_HIGH = re.compile(rf"(?i)\b(?:upper|higher|right|larger|maximum|highest|largest|greater) (?:[a-z]+ )?{_EDGE}\b|\bupper\b$")  # fmt: skip
_BOUND = re.compile(r"(?i)\berror bound\b|\bmargin of error\b|\bEB[MP]\b|\bmaximum error\b")
_POINT = re.compile(
    r"(?i)\bpoint estimate\b|\b(?:estimated|sample) proportion\b|\bp'|\bsample mean\b|x̄|\bbest estimate\b"
)
_CRITICAL = re.compile(
    r"(?i)\bcritical value\b|\b[zt](?:_\{?)?\(?(?:α|alpha)|\b[zt]-score\b|\b[zt]_?\{?0?\.\d+|\bz\*"
)
_TAIL = re.compile(r"(?i)(?:α|alpha) ?/ ?2|\bfrac\{(?:α)\}\{2\}")


def _asked(text: Prose, found: Sampling) -> Worked:
    asked = text.asked
    if found.interval is not None:
        return _taken_apart(asked, found)
    if "within" in found.roles and _NEEDED.search(asked):
        return _size(found)
    known = _known(asked, found)
    if known is not None:
        return known
    if found.loose:
        raise NotUnderstood(NOT_READ)
    low, high = bool(_LOW.search(asked)), bool(_HIGH.search(asked))
    estimate = _estimate(text, found)
    e = estimate
    if _CRITICAL.search(asked):
        return _of(e, "critical value", e.letter, e.critical)
    if _BOUND.search(asked):
        return _of(e, "error bound", f"{e.letter} \\cdot {e.symbol}", e.bound)
    if low != high:
        sign = -1 if low else 1
        real = number(e.centre) + sign * e.bound
        last = step("Go from the estimate", rf"${brief(e.centre)} {'-' if low else '+'} {brief(e.bound)} = {brief(real)}$")  # fmt: skip
        return _of(e, "limit", f"{'-' if low else '+'} {e.letter}", real, last)
    if re.search(r"(?i)\binterval\b", asked) and not low:
        ends = number(e.centre) - e.bound, number(e.centre) + e.bound
        last = step("Go from the estimate", rf"$({brief(ends[0])},\ {brief(ends[1])})$")
        return replace(_of(e, "interval", r"\text{CI}", ends[0], last), second=ends[1])
    raise NotUnderstood("It is not clear what of the interval is asked.")


def _known(asked: str, found: Sampling) -> Worked | None:
    """What needs no critical value: the point estimate, α, the size of the sample."""
    if _TAIL.search(asked) or (
        re.search(r"(?i)\bα\b|\balpha\b", asked) and not _CRITICAL.search(asked)
    ):
        level = found.need("confidence")
        half = bool(_TAIL.search(asked))
        real = (1 - level) / (2 if half else 1)
        return _plain("tail area", r"\alpha/2" if half else r"\alpha", real, rf"1 - {brief(level)}", "The tails hold what the confidence level leaves.", lambda: level + real * (2 if half else 1) == 1)  # fmt: skip
    if _POINT.search(asked) and not re.search(r"(?i)\binterval\b|\bconfident\b", asked) and not found.loose:  # fmt: skip
        if "successes" in found.roles:
            x, n = found.need("successes"), found.n
            return _plain("point estimate", "p'", x / n, rf"\frac{{{brief(x)}}}{{{n}}}", "The point estimate of a proportion is the share in the sample.", lambda: (x / n) * n == x)  # fmt: skip
        mean = found.need("sample mean", "unsaid mean")
        return _plain("point estimate", r"\bar{x}", mean, brief(mean), "The point estimate of a mean is the mean of the sample.", lambda: "claimed mean" not in found.roles)  # fmt: skip
    if re.search(r"(?i)\bdegrees? of freedom\b|\bdf\b", asked):
        n = found.n
        return _plain("degrees of freedom", "n - 1", Fraction(n - 1), f"{n} - 1", "A sample of n data has n − 1 degrees of freedom.", lambda: n >= 2)  # fmt: skip
    return None


def _plain(what: str, symbol: str, real: Any, line: str, concept: str, holds: Callable[[], bool]) -> Worked:  # fmt: skip
    return Worked(what, symbol, real, (step(f"Find the {what}", f"${symbol} = {line} = {brief(real)}$"),), concept, holds, "Going back gives the numbers of the story.", exact=answers.terminating(real, 4) is None)  # fmt: skip


def _of(e: _Estimate, what: str, symbol: str, real: Any, last: SolvedStep | None = None) -> Worked:
    return Worked(
        what, symbol, real, e.steps if last is None else (*e.steps, last),
        "A confidence interval is the point estimate plus and minus the error bound.",
        lambda: close(e.area(-e.critical, e.critical), e.share, "1e-8"),
        "Integrating the density between the critical values gives the confidence level.",
    )  # fmt: skip


def _estimate(text: Prose, found: Sampling) -> _Estimate:
    """Raises NotUnderstood."""
    level = found.need("confidence")
    if not Fraction(1, 2) <= level < 1:
        raise NotUnderstood("A confidence level lies between 0 and 1.")
    n, tail = found.n, (1 - level) / 2
    share = "successes" in found.roles or "sample share" in found.roles
    if share == any(name in found.roles for name in ("sample mean", "unsaid mean", "claimed mean")):
        raise NotUnderstood("It is not clear whether a mean or a proportion is estimated.")
    if share:
        return _proportion(text, found, level, tail)
    mean = found.need("sample mean", "unsaid mean", "claimed mean")
    sigma = found.get("deviation")
    s = found.sample_deviation
    if sigma is None and s is None and "unsaid deviation" in found.roles:
        s = found.need("unsaid deviation") if re.search(r"(?i)\bunknown\b|\bstudent|\bt-dist", text.all) else None  # fmt: skip
        sigma = None
    if (sigma is None) == (s is None):
        raise NotUnderstood("It is not clear whose standard deviation is told.")
    deviation = sigma if sigma is not None else s
    error = answers.over_root(deviation, n)
    letter = "z" if sigma is not None else "t"
    critical = distributions.normal_at(number(1 - tail)) if sigma is not None else distributions.t_at(number(1 - tail), n - 1)  # fmt: skip
    area = distributions.normal_area if sigma is not None else (lambda a, b: distributions.t_area(a, b, n - 1))  # fmt: skip
    told = r"\sigma" if sigma is not None else "s"
    steps = (
        step("Find the critical value", rf"$\frac{{\alpha}}{{2}} = {brief(tail)}$, so ${letter} = {brief(critical)}$" + ("" if letter == "z" else f" with ${n - 1}$ degrees of freedom") + "."),
        step("Find the error bound", rf"${letter} \cdot \frac{{{told}}}{{\sqrt{{n}}}} = {brief(critical)} \cdot \frac{{{brief(deviation)}}}{{\sqrt{{{n}}}}} = {brief(critical * number(error))}$"),
    )  # fmt: skip
    return _Estimate(mean, critical, error, rf"\frac{{{told}}}{{\sqrt{{n}}}}", letter, level, area, steps, n, False)  # fmt: skip


def _proportion(text: Prose, found: Sampling, level: Fraction, tail: Fraction) -> _Estimate:
    n = found.n
    if "successes" in found.roles:
        x, size = found.need("successes"), n
        if re.search(r"(?i)\bplus[- ](?:four|4)\b", text.all):
            x, size = x + 2, n + 4
        p = x / size
        first = step("Find the point estimate", rf"$p' = \frac{{{brief(x)}}}{{{size}}} = {brief(p)}$")  # fmt: skip
    else:
        p, size = found.need("sample share"), n
        first = step("Find the point estimate", f"$p' = {brief(p)}$")
    if not 0 < p < 1:
        raise NotUnderstood(NOT_READ)
    error = mp.sqrt(number(p * (1 - p) / size))
    critical = distributions.normal_at(number(1 - tail))
    steps = (
        first,
        step("Find the critical value", rf"$\frac{{\alpha}}{{2}} = {brief(tail)}$, so $z = {brief(critical)}$."),
        step("Find the error bound", rf"$z\sqrt{{\frac{{p'q'}}{{n}}}} = {brief(critical)} \cdot \sqrt{{\frac{{{brief(p)} \cdot {brief(1 - p)}}}{{{size}}}}} = {brief(critical * number(error))}$"),
    )  # fmt: skip
    return _Estimate(p, critical, error, r"\sqrt{\frac{p'q'}{n}}", "z", level, distributions.normal_area, steps, size, True)  # fmt: skip


def _size(found: Sampling) -> Worked:
    """How large a sample must be for an error bound."""
    level, within = found.need("confidence"), found.need("within")
    spread = found.get("deviation", "unsaid deviation")
    if found.loose or not 0 < level < 1 or within <= 0 or "sample deviation" in found.roles:
        raise NotUnderstood(NOT_READ)
    z = distributions.normal_at(number((1 + level) / 2))
    if spread is not None:
        real = (z * number(spread) / number(within)) ** 2
        formula = rf"\frac{{z^2\sigma^2}}{{E^2}} = \frac{{{brief(z)}^2 \cdot {brief(spread)}^2}}{{{brief(within)}^2}}"  # fmt: skip
    else:
        p = found.get("sample share", "claimed share") or Fraction(1, 2)
        within = within / 100 if within >= 1 else within
        real = z**2 * number(p * (1 - p)) / number(within) ** 2
        formula = rf"\frac{{z^2p'q'}}{{E^2}} = \frac{{{brief(z)}^2 \cdot {brief(p)} \cdot {brief(1 - p)}}}{{{brief(within)}^2}}"  # fmt: skip
    rounded_z = Fraction(answers.rounded(z, 3 if level == Fraction(9, 10) else 2))
    other = real * (number(rounded_z) / z) ** 2
    if mp.ceil(real) != mp.ceil(other):
        raise NotUnderstood("With a rounded critical value another size is found.")
    n = int(mp.ceil(real))
    return Worked(
        "sample size", "n", Fraction(n),
        (step("Find the critical value", f"$z = {brief(z)}$"), step("Solve for the size", f"$n = {formula} = {brief(real)}$"), step("Round up", f"$n = {n}$")),
        "The sample must be so large that the error bound is not above the one that is wanted; round up.",
        lambda: z * mp.sqrt(real / n) <= z < z * mp.sqrt(real / (n - 1)) if n > 1 else True,
        "This size keeps the error bound; one less does not.",
    )  # fmt: skip


def _taken_apart(asked: str, found: Sampling) -> Worked:
    """The point estimate or the error bound of an interval that is told."""
    assert found.interval is not None
    a, b = found.interval
    if _BOUND.search(asked):
        real = (b - a) / 2
        return _plain("error bound", "E", real, rf"\frac{{{brief(b)} - {answers.bracketed(a)}}}{{2}}", "The error bound is half of the interval's width.", lambda: a + 2 * real == b)  # fmt: skip
    if _POINT.search(asked):
        real = (a + b) / 2
        return _plain("point estimate", r"\bar{x}", real, rf"\frac{{{brief(a)} + {brief(b)}}}{{2}}", "The point estimate lies in the middle of the interval.", lambda: real - a == b - real)  # fmt: skip
    raise NotUnderstood("It is not clear what of the interval is asked.")
