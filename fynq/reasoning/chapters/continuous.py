"""Normal, uniform and exponential variables, and means and sums of samples."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import Any

import mpmath as mp

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.statistics import answers, distributions, prose, second_reading
from fynq.reasoning.statistics.answers import Worked, brief, close, number, step
from fynq.reasoning.statistics.events import (
    Bounds,
    bounds,
    conditional,
    is_conditional,
    is_probability,
    percentile,
    scaled,
)
from fynq.reasoning.statistics.prose import NOT_READ, NUMBER, Prose, loose_numbers, value
from fynq.reasoning.statistics.roles import UNIT, Roles, roles, time_bounds
from fynq.reasoning.statistics.shares import share_asked
from fynq.reasoning.statistics.variables import Variable, of_sample, variable
from fynq.reasoning.statistics.working import (
    area_of,
    conditional_area,
    distribution_step,
    exactly,
    moment_of,
    plain_value,
    quartile_range,
    value_at,
)

NAME = "continuous"


def solve(question: str) -> SolvedProblem:
    """Raises NotUnderstood."""
    with mp.workdps(answers.DIGITS):
        return answers.solved(NAME, _work(question))


def check(question: str, solved: SolvedProblem) -> Report:
    with mp.workdps(answers.DIGITS):
        return answers.report(NAME, _work(question), solved)


def _work(question: str) -> Worked:
    text = prose.read(question)
    prose.one_unit(text.all)
    needed = _NEEDED.search(text.asked)
    if needed is not None:
        return _needed(text, needed)
    found = roles(text)
    second_reading.insist(question, found.named())
    worked = _several(text, found)
    if worked is None:
        worked = _asked(text, found, _meant(text, found))
    return replace(worked, rounding=text.rounding)


_SUMS = re.compile(r"(?i)\bsums?\b|\btotals?\b|Σ ?X|\\Sigma")
_MEANS = re.compile(r"(?i)\bmeans?\b|\baverages?\b|\bx̄")
_ONE = re.compile(r"(?i)\bindividual\b|\brandomly (?:selected|chosen) (?!sample)|\ba (?:single|random)\b|\bone\b")  # fmt: skip


def _meant(text: Prose, found: Roles) -> Variable:
    """One value, the mean of the sample or its sum."""
    asked = re.sub(r"(?i)\bon average\b|\b(?:of|above|below|from) (?:the|its) (?:true |population |actual )?mean\b(?! (?:of|for))", "", found.unread(text.asked))  # fmt: skip
    base = variable(found)
    sums, means = bool(_SUMS.search(asked)), bool(_MEANS.search(asked))
    if sums and means and re.search(r"(?i)\b(?:mean|average)s? (?:of|for) (?:the )?(?:sums?|totals?|ΣX)", asked):  # fmt: skip
        means = False
    if found.n is None:
        if sums or (means and is_probability(asked)) or re.search(r"(?i)\bsample means?\b|x̄", text.all):  # fmt: skip
            raise NotUnderstood("The size of the sample is not told.")
        if base is None:
            raise NotUnderstood("It is not told how the values are distributed.")
        return base
    if sums == means:
        if not sums and base is not None and _ONE.search(asked):
            return base
        raise NotUnderstood("It is not clear whether the mean or the sum of the sample is meant.")
    moment = _MOMENT.match(text.asked)
    if moment and not re.search(r"(?i)\bsample (?:mean|sum)|\bsum|\btotal|x̄|ΣX|standard error", text.asked):  # fmt: skip
        raise NotUnderstood("It is not clear whether one value or a sample is meant.")
    return of_sample(found, base, sums)


def _asked(text: Prose, found: Roles, v: Variable) -> Worked:
    asked = text.asked
    own = found.spans_of(asked)
    share = percentile(asked)
    if share is not None:
        asked = re.sub(r"\((?:that is|i\.e\.|in other words)\b[^)]*\)", lambda m: " " * len(m[0]), asked)  # fmt: skip
    if re.search(r"(?i)\binterquartile range\b|\bIQR\b", asked):
        found.nothing_else(asked, [own])
        return quartile_range(v)
    if share is not None:
        match = re.search(r"(?i)\d+(?:\.\d+)?(?:st|nd|rd|th) percentile", asked)
        found.nothing_else(asked, [own, match.span() if match else (0, 0)])
        return value_at(v, share)
    apart = _APART.search(asked)
    if apart is not None and v.name != "X" and not is_probability(asked):
        found.nothing_else(asked, [own, apart.span()])
        k = prose.value(apart["k"])
        return _apart(v, k if apart["way"].lower() == "above" else -k)
    height = re.search(r"(?i)\bf ?\( ?x ?\)|\bheight of (?:the|this|its) (?:graph|density|pdf|rectangle|probability density function)|\bprobability density function\b", asked)  # fmt: skip
    if height is not None:
        return _density(text, found, v)
    shared = share_asked(asked)
    if shared is not None:
        p, spans = shared
        found.nothing_else(asked, [own, *spans])
        return _in_unit(asked, found, value_at(v, p))
    middle = _MIDDLE.search(asked)
    if middle is not None:
        return _middle(asked, found, v, middle)
    if is_probability(asked) or _PERCENT_OF.search(asked):
        worked = _chance(asked, found, v, own)
        if not is_probability(asked):
            return replace(worked, value=100 * worked.value, what="percent", exact=False, holds=worked.holds)  # fmt: skip
        return worked
    return _moment(text, found, v)


_APART = re.compile(rf"(?i)\b(?P<k>{NUMBER}) standard deviations? (?P<way>above|below) (?:the )?(?:mean|expected value)\b")  # fmt: skip


def _apart(v: Variable, k: Fraction) -> Worked:
    real = v.mean + k * v.deviation if isinstance(v.deviation, Fraction) else number(v.mean) + number(k) * v.deviation  # fmt: skip
    sign = "-" if k < 0 else "+"
    return Worked(
        "value", rf"{v.name} = \mu {sign} {brief(abs(k))}\sigma", real,
        (distribution_step(v), step("Go from the mean", rf"${brief(v.mean)} {sign} {brief(abs(k))} \cdot {brief(v.deviation)} = {brief(real)}$")),
        "A value is the mean plus the number of standard deviations times their size.",
        lambda: close(v.area(None, real), distributions.normal_below(number(k))),
        "Integrating the density up to the value gives the area to the left of this z-score.", skills=("z-scores", "statistics"),
    )  # fmt: skip


_PERCENT_OF = re.compile(r"(?i)\bwhat (?:percent|percentage)\b")
_NEGATED = re.compile(r"(?i)\b(?:is|are|does|do|will|has|have|did|was|were) not\b|n't\b|\bneither\b|\bnone\b|\bnever\b|\bnobody\b|\bno (?:one\b|1\b|[a-z]+s?\b(?<!more)(?<!less)(?<!fewer)(?<!later)(?<!longer)(?<!greater)(?<!higher)(?<!lower))|\bdiffers?\b|\bor (?:less|more|fewer|greater) than\b|\bat (?:least|most) (?:one|1) of\b|\bboth\b|\ball (?:of )?(?:the )?\d")  # fmt: skip
_SCENE = re.compile(
    r"(?i)^(?:if|when) (?:(?!\b(?:already|known?|more|less|longer|least|most|waited|lasted|has|have|had)\b)[^,\d])*,"
)
"""A condition without a number or a comparison, which only sets the scene."""
_MORE_TIME = re.compile(r"(?i)\b(?:more|another|additional|further|longer)\b(?! than)")


def _chance(asked: str, found: Roles, v: Variable, own: list[tuple[int, int]]) -> Worked:
    bare = _SCENE.sub("", re.sub(r"\bX?~?[NU] ?\([^)]*\)", "", asked))
    if _NEGATED.search(re.sub(r"(?i)not (?:more|less)", "", asked)):
        raise NotUnderstood("I do not read this condition.")
    if is_conditional(bare):
        event, given, spans = conditional(asked)
        found.nothing_else(asked, [own, *spans])
        factor = time_bounds(found, asked, iter(spans))
        return conditional_area(v, scaled(event, factor), scaled(given, factor), bool(_MORE_TIME.search(asked)))  # fmt: skip
    counted = _in_deviations(asked, found, v)
    if counted is not None:
        return counted
    within = bounds(asked)
    if not second_reading.bounded(asked, within.low, within.high):
        raise NotUnderstood("Two ways of reading the bounds differ.")
    if within.exactly and "=" not in asked:
        raise NotUnderstood("A count may be meant, not a value of the variable.")
    found.nothing_else(asked, [own, within.span, *_repeated(asked, within)])
    return area_of(v, scaled(within, time_bounds(found, asked, iter([within.span]))))


_DEVIATIONS = re.compile(rf"(?i)\b(?P<how>more than|at least|over|within|less than)? ?(?P<k>{NUMBER}) standard deviations? (?P<way>above|below|of|from) the mean\b")  # fmt: skip
_NEAR = re.compile(
    rf"(?i)\bwithin (?P<d>{NUMBER})(?: {UNIT})? of (?:the|its) (?:true |population |actual )?mean\b"
)


def _in_deviations(asked: str, found: Roles, v: Variable) -> Worked | None:
    """Bounds that are told by their distance from the mean, in its unit or in standard deviations."""
    near, far = _NEAR.search(asked), list(_DEVIATIONS.finditer(asked))
    if near is not None:
        d = value(near["d"])
        found.nothing_else(asked, [found.spans_of(asked), near.span()])
        return area_of(v, Bounds(v.mean - d, v.mean + d))
    if not re.search(r"(?i)\bstandard deviations?\b", found.unread(asked)):
        return None
    if len(far) != 1 or not isinstance(v.deviation, Fraction):
        raise NotUnderstood("I do not read these bounds.")
    how, way, d = (far[0]["how"] or "").lower(), far[0]["way"].lower(), value(far[0]["k"]) * v.deviation  # fmt: skip
    found.nothing_else(asked, [found.spans_of(asked), far[0].span()])
    if how == "within" and way in ("of", "from"):
        return area_of(v, Bounds(v.mean - d, v.mean + d))
    if how in ("more than", "at least", "over") and way in ("above", "below"):
        return area_of(v, Bounds(v.mean + d, None) if way == "above" else Bounds(None, v.mean - d))
    raise NotUnderstood("I do not read these bounds.")


def _repeated(asked: str, within: Bounds) -> list[tuple[int, int]]:
    """The same bounds once more, as in 'longer than 20, that is P(x > 20)'."""
    values = {within.low, within.high}
    return [
        match.span() for match in re.finditer(r"P ?\([^)]*\)", asked)
        if all(prose.value(n) in values for n in re.findall(NUMBER, match[0]))
    ]  # fmt: skip


_MIDDLE = re.compile(r"(?i)\bmiddle (?P<p>\d+(?:\.\d+)?)%")
_LOWER = re.compile(r"(?i)\b(?:lower|smaller|smallest|minimum|least|first|left|lowest)\b")
_UPPER = re.compile(r"(?i)\b(?:upper|larger|largest|maximum|greatest|second|right|highest|higher)\b")  # fmt: skip


def _middle(asked: str, found: Roles, v: Variable, middle: re.Match[str]) -> Worked:
    found.nothing_else(asked, [found.spans_of(asked), middle.span("p")])
    lower, upper = bool(_LOWER.search(asked)), bool(_UPPER.search(asked))
    if lower == upper:
        raise NotUnderstood("It is not clear which end of the middle part is asked.")
    outside = (1 - prose.value(middle["p"]) / 100) / 2
    return value_at(v, outside if lower else 1 - outside)


_MOMENT = re.compile(
    r"(?i)^(?:[a-z0-9]+\)\s*)?(?:then,? )?(?:find|what is|what are|calculate|compute|determine)?\s*(?:the )?(?:theoretical |long-term |expected |sample )?"
    r"(?P<what>mean|average|expected value|standard deviation|variance|median|μ|σ|standard error)\b(?P<rest>[^?]*)\??\.?$"
)
_TERMS = re.compile(r"(?i)\b(?:decay (?:parameter|rate|constant)|rate parameter|rate m|value of m)\b|\bwhat is m\b|\bfind m\b")  # fmt: skip
_HOW = rf"how (?:long|far|much|many {UNIT})\b"


def _variance(found: Roles, v: Variable) -> Any:
    if v.family == "uniform" and v.name == "X" and found.low is not None and found.high is not None:
        return (found.high - found.low) ** 2 / 12
    return v.deviation**2


_USUAL = re.compile(rf"(?i)^(?:{_HOW}[^?]*\bon (?:the )?average\b|on (?:the )?average,? {_HOW})")
_END = re.compile(r"(?i)^(?:what is|find) (?:the (?:value of )?)?(?P<end>[ab])\b(?: ?=? ?_*)?\??\.?$")  # fmt: skip


def _moment(text: Prose, found: Roles, v: Variable) -> Worked:
    asked = text.asked
    found.nothing_else(asked, [found.spans_of(asked)])
    if _TERMS.search(asked) and v.family == "exponential":
        return plain_value(v, "decay parameter", "m", 1 / v.mean, "The decay parameter is one over the mean.", lambda: close(v.area(None, v.mean), 1 - mp.exp(-1)))  # fmt: skip
    if _USUAL.search(asked) and v.name == "X":
        if _to_unit(asked, found) != 1:
            raise NotUnderstood("I do not read these units of time together.")
        return moment_of(v, "mean", r"\mu", v.mean)
    end = _END.match(asked)
    if end is not None and found.low is not None and found.high is not None:
        real = found.low if end["end"].lower() == "a" else found.high
        return plain_value(v, "end", end["end"], real, "A uniform variable takes the values between its two ends.", lambda: v.below(real) in (0, 1))  # fmt: skip
    match = _MOMENT.match(asked)
    if match is None or re.search(r"(?i)sample standard deviation|sample variance|z-score|\bif\b|\bgiven\b|\bdistribution\b.*\bfor\b", asked):  # fmt: skip
        raise NotUnderstood(NOT_READ)
    what = match["what"].lower()
    if what in ("mean", "average", "expected value", "μ"):
        return moment_of(v, "mean", rf"\mu_{{{v.name}}}", v.mean)
    if what == "median":
        return value_at(v, Fraction(1, 2))
    if what == "variance":
        return moment_of(v, "variance", rf"\sigma_{{{v.name}}}^2", _variance(found, v))
    return moment_of(v, "standard deviation", rf"\sigma_{{{v.name}}}", v.deviation)


def _in_unit(asked: str, found: Roles, worked: Worked) -> Worked:
    """The value in the unit of time that the question names."""
    if found.rate and found.unit and not _IN_UNIT.search(asked):
        raise NotUnderstood("It is not told in which unit the time is asked.")
    factor = _to_unit(asked, found)
    if factor == 1:
        return worked
    real = worked.value * number(factor)
    last = step("Change the unit", rf"${brief(worked.value)} \cdot {brief(factor)} = {brief(real)}$")  # fmt: skip
    return replace(worked, value=real, steps=(*worked.steps, last))


_NEEDED = re.compile(
    rf"(?i)\b(?:sample size|n)\b[^?]*\b(?:if|so that|when) the (?P<what>mean|standard deviation) (?:of|for) (?:the )?(?P<of>Σ ?X|sums?|x̄|sample means?) (?:is|equals|to be) (?P<v>{NUMBER})\b"
)


def _needed(text: Prose, match: re.Match[str]) -> Worked:
    """The size of the sample for which a mean or a sum has a mean or a standard deviation."""
    found = roles(replace(text, asked="What is n?"))
    if loose_numbers(prose.without(text.asked, [match.span("v")])):
        raise NotUnderstood(NOT_READ)
    target, sums = value(match["v"]), not re.match(r"(?i)x̄|sample", match["of"])
    spread = match["what"].lower() != "mean"
    one = found.deviation if spread else found.mean
    if one is None or one <= 0 or target <= 0 or found.n is not None or (not spread and not sums):
        raise NotUnderstood(NOT_READ)
    n = target / one if not spread else (target / one) ** 2 if sums else (one / target) ** 2
    if n.denominator != 1:
        raise NotUnderstood("No whole number of values fits.")
    formula = r"n\mu" if not spread else r"\sqrt{n}\,\sigma" if sums else r"\frac{\sigma}{\sqrt{n}}"
    return Worked(
        "sample size", "n", n,
        (step("Write what is told", f"${formula} = {brief(target)}$ with {'a standard deviation' if spread else 'a mean'} of ${brief(one)}$ for one value."), step("Solve for n", f"$n = {brief(n)}$")),
        "The mean of a sum grows with n, its standard deviation with the root of n.",
        lambda: close(number(one) * (mp.sqrt(number(n)) if spread and sums else 1 / mp.sqrt(number(n)) if spread else number(n)), target),
        "This size gives the value that is told.", text.rounding, skills=("central-limit-theorem", "statistics"),
    )  # fmt: skip


_BETWEEN = re.compile(r"(?i)\b(?:elapse|pass|time|wait|are there)[a-z]*\b[^.?]*\bbetween (?:2 )?(?:successive|consecutive|arrivals)\b|\btime between\b")  # fmt: skip
_MANY = re.compile(r"(?i)\b(?:another|for|next|would|will|do|of)? ?(?P<k>\d+) (?:more |pairs? of |of )?(?P<what>[a-z]+)")  # fmt: skip
_IN_TURN = re.compile(r"(?i)\b(?:one|1) after (?:the other|another)\b|\b(?:one|1) at a time\b|\bon after the other\b|\bin (?:a row|turn|succession)\b|\bfor another\b|\bconsecutively\b|\bfor \d+ [a-z]+ to (?:arrive|pass|come|occur|call)\b")  # fmt: skip
_IN_UNIT = re.compile(r"(?i)\b(?:how many|in) (?P<unit>second|minute|hour|day|week)s\b")


def _several(text: Prose, found: Roles) -> Worked | None:
    """The mean time between two events, or the mean time that several take in turn."""
    asked = text.asked
    if found.family != "exponential" or found.mean is None or is_probability(asked) or percentile(asked):  # fmt: skip
        return None
    v = variable(found)
    if v is None:
        return None
    count = Fraction(1)
    spans = list(found.spans_of(asked))
    if _IN_TURN.search(asked):
        match = _MANY.search(prose.without(asked, spans))
        if match is None:
            return None
        count = prose.value(match["k"])
        spans.append(match.span("k"))
    elif not _BETWEEN.search(asked):
        return None
    found.nothing_else(asked, [spans, *[m.span() for m in re.finditer(r"\bbetween 2\b", asked)]])
    if found.rate and found.unit and not _IN_UNIT.search(asked):
        raise NotUnderstood("It is not told in which unit the time is asked.")
    factor = _to_unit(asked, found)
    mean, real = found.mean, count * found.mean * factor
    steps = [step("Write the distribution", f"${v.told}$ with mean $\\mu = {brief(mean)}$.")]
    if factor != 1:
        steps.append(step("Change the unit", rf"$\mu = {brief(mean)} \cdot {brief(factor)} = {brief(mean * factor)}$"))  # fmt: skip
    if count != 1:
        steps.append(step("Multiply", rf"${brief(count)} \cdot {brief(mean * factor)} = {brief(real)}$"))  # fmt: skip
    return Worked(
        "mean time", r"\mu", real, tuple(steps),
        "The mean of a sum of times is the sum of their means.",
        lambda: close(mp.quad(lambda x: 1 - number(v.below(exactly(x))), [k * number(mean) for k in range(70)]), real / factor / count, "1e-8"),
        "Numerical integration gives the same mean time.", text.rounding, skills=("probability-distributions", "statistics"),
    )  # fmt: skip


def _to_unit(asked: str, found: Roles) -> Fraction:
    match = _IN_UNIT.search(asked)
    if match is None or match["unit"].lower() == found.unit:
        return Fraction(1)
    if not found.unit:
        raise NotUnderstood("I do not read these units of time together.")
    return 1 / time_bounds(found, match["unit"], iter([(0, 0)]))


def _density(text: Prose, found: Roles, v: Variable) -> Worked:
    asked = text.asked
    if v.family != "uniform" or re.search(r"(?i)\bP ?\(|\barea\b|\bprobability that\b", asked):
        raise NotUnderstood("I do not read which value of the density is asked.")
    found.nothing_else(asked, [found.spans_of(asked)])
    low, high = found.low, found.high
    assert low is not None and high is not None
    real = 1 / (high - low)
    return plain_value(v, "density", "f(x)", real, "The area of the rectangle under the density is 1.", lambda: real * high - real * low == 1)  # fmt: skip
