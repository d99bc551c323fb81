"""Tests of variances: of one (chi-square), of two (F), and of several means by variances (ANOVA).

Formulas: χ² = (n − 1)s²/σ² with n − 1 degrees of freedom; F = s₁²/s₂² with n₁ − 1 and n₂ − 1;
F = MS_between/MS_within with k − 1 and n − k, MS = SS/df.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import mpmath as mp

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.statistics import answers, distributions, prose, second_reading
from fynq.reasoning.statistics.answers import Worked, brief, close, number, step
from fynq.reasoning.statistics.data import LIST
from fynq.reasoning.statistics.prose import NOT_READ, NUMBER, Prose, loose_numbers, resting, value
from fynq.reasoning.statistics.sampling import Sampling, sampling

NAME = "variances"
_SKILLS = ("hypothesis-tests", "statistics")


def solve(question: str) -> SolvedProblem:
    """Raises NotUnderstood."""
    with mp.workdps(answers.DIGITS):
        return answers.solved(NAME, _work(question))


def check(question: str, solved: SolvedProblem) -> Report:
    with mp.workdps(answers.DIGITS):
        return answers.report(NAME, _work(question), solved)


_TOPIC = re.compile(r"(?i)\bvariances?\b|\bANOVA\b|\bF[- ](?:ratio|statistic|distribution|test)\b|\bsum of squares\b|\bMS_|\bSS_")  # fmt: skip


def _work(question: str) -> Worked:
    text = prose.read(question.replace("\\_", "_").replace("²", "^2"))
    if not _TOPIC.search(text.all) or text.figure or any(LIST.search(s) for s in (*text.given, text.asked)):  # fmt: skip
        raise NotUnderstood("No test of variances is asked.")
    worked = _squared(text) or _between_groups(text) or _two(text) or _single(question, text)
    if worked is not None:
        return replace(worked, rounding=text.rounding, skills=_SKILLS)
    raise NotUnderstood("It is not clear what of the test is asked.")


def _plain(what: str, symbol: str, real: Any, line: str, concept: str, holds: Callable[[], bool], said: str = "Going back gives the numbers of the story.") -> Worked:  # fmt: skip
    return Worked(what, symbol, real, (step(f"Find the {what}", f"${line}$"),), concept, holds, said)  # fmt: skip


_BLANK = r"(?:_{2,}|\?|what\b)"
_AS_VARIANCE = re.compile(rf"(?i)\bstandard deviation of (?P<s>{NUMBER})[^.?]*?\b(?:the same as|equivalent to|means|gives|is) an? (?:sample |population )?variance of[^.?]*{_BLANK}")  # fmt: skip
_AS_DEVIATION = re.compile(rf"(?i)\bvariance of (?P<v>{NUMBER})[^.?]*?\b(?:the same as|equivalent to|means|gives|is) an? (?:sample |population )?standard deviation of[^.?]*{_BLANK}")  # fmt: skip


def _squared(text: Prose) -> Worked | None:
    """The variance of a standard deviation, or the other way, in one sentence with a blank."""
    forth, back = _AS_VARIANCE.search(text.asked), _AS_DEVIATION.search(text.asked)
    if forth is not None and len(loose_numbers(text.asked)) == 1:
        s = value(forth["s"])
        return _variance_of(s)
    if back is not None and len(loose_numbers(text.asked)) == 1:
        return _deviation_of(value(back["v"]), "s")
    return None


def _variance_of(s: Fraction) -> Worked:
    return _plain("variance", "s^2", s * s, rf"s^2 = {brief(s)}^2 = {brief(s * s)}", "The variance is the square of the standard deviation.", lambda: close(mp.sqrt(number(s * s)), s))  # fmt: skip


def _deviation_of(variance: Fraction, symbol: str) -> Worked:
    real = answers.root(variance)
    return _plain("standard deviation", symbol, real, rf"{symbol} = \sqrt{{{brief(variance)}}} = {brief(real)}", "The standard deviation is the root of the variance.", lambda: close(number(real) ** 2, variance))  # fmt: skip


_ORDER = {"first": 0, "second": 1, "1": 0, "2": 1}
_EACH = rf"(?i)\b(?P<nth>first|second)\b[^.;\d]{{0,60}}?\b(?P<what>variance|standard deviation)\b[^.;\d]{{0,20}}?(?:of|is|was|=) ?(?P<v>{NUMBER})"  # fmt: skip
_SYMBOL = rf"(?<![A-Za-z])s(?:_\{{?|)(?P<nth>[12])\}}?(?P<sq>\^\{{?2\}}?)? ?= ?(?P<v>{NUMBER})"
_SIZE_SYMBOL = re.compile(r"(?<![A-Za-z])n_?\{?(?P<nth>[12])\}? ?= ?(?P<v>\d+)")
_COMMON = re.compile(r"(?i)\beach\b[^.;\d]*?\b(?P<n>\d+) [a-z]+")
_S_ASKED = re.compile(r"(?i)(?<![a-z])s_?\{?(?P<nth>[12])\}?(?P<sq>\^\{?2\}?)?(?![a-z\d])")


def _two(text: Prose) -> Worked | None:
    """Two sample variances: a standard deviation, F, degrees of freedom, the p-value."""
    said, asked = resting(text.all), text.asked
    variances: dict[int, Fraction] = {}
    spans: list[tuple[int, int]] = []
    for pattern in (_EACH, _SYMBOL):
        for match in re.finditer(pattern, said):
            squared = match.groupdict().get("sq") or match.groupdict().get("what", "").lower() == "variance"  # fmt: skip
            real = value(match["v"])
            nth = _ORDER[match["nth"].lower()]
            if variances.setdefault(nth, real if squared else real**2) != (real if squared else real**2):  # fmt: skip
                raise NotUnderstood("Two numbers could have the same role.")
            spans.append(match.span())
    if set(variances) != {0, 1} or min(variances.values()) <= 0:
        return None
    wanted = _S_ASKED.search(asked)
    if wanted is not None and re.search(r"(?i)\bwhat is\b|\bfind\b|\bcalculate\b|= ?_", asked):
        nth = int(wanted["nth"]) - 1
        if wanted["sq"]:
            v = variances[nth]
            return _plain("variance", f"s_{nth + 1}^2", v, f"s_{nth + 1}^2 = {brief(v)}", "The variance is the square of the standard deviation.", lambda: v > 0)  # fmt: skip
        return _deviation_of(variances[nth], f"s_{nth + 1}")
    sizes = {int(m["nth"]) - 1: int(m["v"]) for m in _SIZE_SYMBOL.finditer(said)}
    spans += [m.span() for m in _SIZE_SYMBOL.finditer(said)]
    common = _COMMON.search(said)
    if not sizes and common is not None:
        sizes = {0: int(common["n"]), 1: int(common["n"])}
        spans.append(common.span())
    rest = [item for item in loose_numbers(prose.without(said, spans)) if not item.endswith("%")]
    if [item for item in rest if item != "2"]:
        raise NotUnderstood(NOT_READ)
    return _ratio_of(text, variances[0], variances[1], sizes)


def _ratio_of(text: Prose, first: Fraction, second: Fraction, sizes: dict[int, int]) -> Worked | None:  # fmt: skip
    asked = text.asked
    ratio = first / second
    line = rf"F = \frac{{s_1^2}}{{s_2^2}} = \frac{{{brief(first)}}}{{{brief(second)}}} = {brief(ratio)}"  # fmt: skip
    if re.search(r"(?i)\bdegrees? of freedom\b|\bdf\b", asked) and set(sizes) == {0, 1}:
        top, bottom = bool(re.search(r"(?i)\bnumerator\b|\bnum\b|\bfirst\b", asked)), bool(re.search(r"(?i)\bdenominator\b|\bdenom\b|\bsecond\b", asked))  # fmt: skip
        if top == bottom and sizes[0] != sizes[1]:
            raise NotUnderstood("It is not clear which degrees of freedom are asked.")
        n = sizes[0] if top else sizes[1]
        return _plain("degrees of freedom", "n - 1", Fraction(n - 1), f"{n} - 1 = {n - 1}", "A sample variance of n data has n − 1 degrees of freedom.", lambda: n > 1)  # fmt: skip
    if re.search(r"(?i)\bp-? ?value\b", asked) and set(sizes) == {0, 1}:
        smaller = re.search(r"(?i)\bfirst\b[^.?]*\b(?:smaller|less|lower|more consistent)\b", text.all)  # fmt: skip
        larger = re.search(r"(?i)\bfirst\b[^.?]*\b(?:larger|greater|higher|more|less consistent)\b(?! consistent)", text.all)  # fmt: skip
        if bool(smaller) == bool(larger):
            raise NotUnderstood("It is not clear in which direction the test goes.")
        m, n = sizes[0] - 1, sizes[1] - 1
        below = distributions.f_below(number(ratio), m, n)
        real = below if smaller else 1 - below
        return replace(
            _plain("p-value", r"p\text{-value}", real, rf"{line},\quad P(F {'<' if smaller else '>'} {brief(ratio)}) = {brief(real)}", "The p-value is the area of the F distribution beyond the ratio of the variances.", lambda: close(distributions.f_area(number(ratio), m, n), below, "1e-8")),
            said="Numerical integration of the density gives the same area.",
        )  # fmt: skip
    if re.search(r"(?i)\btest statistic\b|\bF[- ](?:statistic|ratio|value|score)\b|\bwhat is F\b|\bfind F\b|\bF ?=", asked):  # fmt: skip
        return _plain("F ratio", "F", ratio, line, "The F ratio compares two variances.", lambda: ratio * second == first)  # fmt: skip
    return None


_SINGLE = re.compile(r"(?i)\bsingle (?:variance|standard deviation)\b|\btest of (?:a|the) (?:variance|standard deviation)\b|\bvariance\b")  # fmt: skip


def _single(question: str, text: Prose) -> Worked | None:
    """A test of one variance."""
    asked = text.asked
    if not _SINGLE.search(text.all) or re.search(r"(?i)\b(?:2|two|both) variances\b", text.all):
        return None
    found = sampling(text)
    second_reading.insist(question, found.named())
    if re.search(r"(?i)\bdegrees? of freedom\b|\bdf\b", asked):
        n = found.n
        _all_read(found)
        return _plain("degrees of freedom", "n - 1", Fraction(n - 1), f"{n} - 1 = {n - 1}", "A sample of n data has n − 1 degrees of freedom.", lambda: n > 1)  # fmt: skip
    statistic = re.search(r"(?i)\btest statistic\b|χ|\\chi|\bchi[- ]square\b", asked)
    p_value = re.search(r"(?i)\bp-? ?value\b", asked)
    if statistic or p_value:
        n = found.n
        sample, claimed = _two_variances(found)
        _all_read(found)
        real = (n - 1) * sample / claimed
        line = rf"\chi^2 = \frac{{(n - 1)s^2}}{{\sigma^2}} = \frac{{{n - 1} \cdot {brief(sample)}}}{{{brief(claimed)}}} = {brief(real)}"  # fmt: skip
        if p_value:
            return _chi_square(real, n, _direction(text), line)
        return _plain("test statistic", r"\chi^2", real, line, "The statistic compares the sample's variance with the claimed one.", lambda: real * claimed / sample == n - 1)  # fmt: skip
    told = re.search(r"(?i)\b(?P<whose>sample|population) (?P<what>variance|standard deviation)\b|(?P<s>\bs|σ)(?P<sq>\^\{?2\}?)?(?: ?= ?_|\?|$)", asked)  # fmt: skip
    if told is not None and re.search(r"(?i)^(?:what is|find|calculate|determine)\b|_{2,}", asked):
        return _told_variance(found, told)
    return None


def _told_variance(found: Sampling, asked: re.Match[str]) -> Worked | None:
    """A variance or a standard deviation that is told, or whose square or root is."""
    sample = (asked["whose"] or "").lower() == "sample" or asked["s"] == "s"
    squared = (asked["what"] or "").lower() == "variance" or bool(asked["sq"])
    deviation = found.get("sample deviation") if sample else found.get("deviation", "unsaid deviation")  # fmt: skip
    variance = found.get("sample variance") if sample else found.get("variance", "unsaid variance")
    _all_read(found)
    if deviation is not None and variance is None:
        return _variance_of(deviation) if squared else None
    if variance is not None and deviation is None and not squared:
        return _deviation_of(variance, "s" if sample else r"\sigma")
    return None


_VARIES = re.compile(r"(?i)\bvarian|\bvariation|\bstandard deviation|\bconsisten|\bvary|\bvaries")
_MORE = re.compile(r"(?i)\b(?:no|not) (?:more|greater|higher|larger) than\b|\bat most\b|(?<!no )(?<!not )\b(?:more|greater|higher|larger) (?:than|variation|variance)\b|\bless consistent\b|\bexceeds?\b")  # fmt: skip
_LESS = re.compile(r"(?i)\b(?:no|not) (?:less|lower|smaller) than\b|\bat least\b|(?<!no )(?<!not )\b(?:less|lower|smaller) (?:than|variation|variance)\b|\bmore consistent\b")  # fmt: skip


def _direction(text: Prose) -> str:
    """'right' or 'left': a claim of 'at most' is tested against more. Raises NotUnderstood."""
    sides: set[str] = set()
    for sentence in (*text.given, text.asked):
        if _VARIES.search(sentence):
            sides |= {side for side, pattern in (("right", _MORE), ("left", _LESS)) if pattern.search(sentence)}  # fmt: skip
    if len(sides) != 1:
        raise NotUnderstood("It is not clear in which direction the test goes.")
    return sides.pop()


def _chi_square(real: Fraction, n: int, side: str, line: str) -> Worked:
    below = distributions.chi2_below(number(real), n - 1)
    p = 1 - below if side == "right" else below
    low, high = (number(real), None) if side == "right" else (None, number(real))
    return replace(
        _plain("p-value", r"p\text{-value}", p, rf"{line},\quad P(\chi^2 {'>' if side == 'right' else '<'} {brief(real)}) = {brief(p)}", "The p-value is the area of the chi-square distribution beyond the statistic.", lambda: close(distributions.chi2_area(low, high, n - 1), p, "1e-8")),
        said="Numerical integration of the density gives the same area.",
    )  # fmt: skip


def _two_variances(found: Sampling) -> tuple[Fraction, Fraction]:
    """The sample's and the claimed variance. Raises NotUnderstood."""
    s, v = found.get("sample deviation"), found.get("sample variance")
    sigma, w = found.get("deviation", "unsaid deviation"), found.get("variance", "unsaid variance")
    if (s is None) == (v is None) or (sigma is None) == (w is None):
        raise NotUnderstood("It is not clear which variances are compared.")
    sample = v if v is not None else (s or Fraction(0)) ** 2
    claimed = w if w is not None else (sigma or Fraction(0)) ** 2
    if sample <= 0 or claimed <= 0:
        raise NotUnderstood("A variance is positive.")
    return sample, claimed


def _all_read(found: Sampling) -> None:
    known = set(found.roles.values())
    if any(value(item) not in known for item in found.loose):
        raise NotUnderstood(NOT_READ)


_SS = tuple(re.compile(rf"(?i)(?:\bSS_?\{{?\(?{name}[a-z]*\)?\}}?|\b(?:sum of squares|SS) (?:for (?:the )?)?{name}[a-z]*(?: groups)?|\b{name}[a-z]* (?:groups )?sum of squares)[^.;\d]{{0,12}}?(?:is|=|of|:)? ?(?P<v>{NUMBER})") for name in ("between|factor", "within|error"))  # fmt: skip
_MS = tuple(re.compile(rf"(?i)(?:\bMS_?\{{?\(?{name}[a-z]*\)?\}}?|\b(?:mean square|MS) (?:for (?:the )?)?{name}[a-z]*(?: groups)?)[^.;\d]{{0,12}}?(?:is|=|of|:)? ?(?P<v>{NUMBER})") for name in ("between|factor", "within|error"))  # fmt: skip
_GROUPS = re.compile(r"(?i)\b(?P<k>\d+) (?:different )?(?:groups|treatments|teams|brands|types|samples|levels)\b|(?<![a-z])k ?= ?(?P<k2>\d+)")  # fmt: skip
_DATA = re.compile(r"(?i)\b(?:total of |in all )?(?P<n>\d+) (?:data|observations|values|measurements|participants|subjects)\b|(?<![a-z])n ?= ?(?P<n2>\d+)")  # fmt: skip


def _between_groups(text: Prose) -> Worked | None:
    """One-way ANOVA from its sums of squares or mean squares."""
    said, asked = resting(text.all), text.asked
    squares = [list(re.finditer(p.pattern.replace("between|factor", "(?:between|factor)").replace("within|error", "(?:within|error)"), said)) for p in (*_SS, *_MS)]  # fmt: skip
    groups, data = list(_GROUPS.finditer(said)), list(_DATA.finditer(said))
    if any(len(found) > 1 for found in (*squares, groups, data)):
        return None
    spans = [found[0].span() for found in (*squares, groups, data) if found]
    if [item for item in loose_numbers(prose.without(said, spans)) if not item.endswith("%")]:
        return None
    k = int(groups[0]["k"] or groups[0]["k2"]) if groups else None
    n = int(data[0]["n"] or data[0]["n2"]) if data else None
    freedom = re.search(r"(?i)\bdegrees? of freedom\b|\bdf\b", asked)
    if freedom and re.search(r"(?i)\bANOVA\b|\bF[- ]", said) and k is not None and k >= 2:
        top = bool(re.search(r"(?i)\bnumerator\b|\bnum\b|\bbetween\b|\bfactor\b", asked))
        bottom = bool(re.search(r"(?i)\bdenominator\b|\bdenom\b|\bwithin\b|\berror\b", asked))
        if top and not bottom:
            return _plain("degrees of freedom", "df", Fraction(k - 1), f"k - 1 = {k} - 1 = {k - 1}", "Between k groups there are k − 1 degrees of freedom.", lambda: k >= 2)  # fmt: skip
        if bottom and not top and n is not None and n > k:
            return _plain("degrees of freedom", "df", Fraction(n - k), f"n - k = {n} - {k} = {n - k}", "Within k groups of n data in all there are n − k degrees of freedom.", lambda: n - k + k - 1 == n - 1)  # fmt: skip
        return None
    values = [value(found[0]["v"]) if found else None for found in squares]
    between, within = values[2], values[3]
    if between is None and values[0] is not None and k is not None and k > 1:
        between = values[0] / (k - 1)
    if within is None and values[1] is not None and k is not None and n is not None and n > k:
        within = values[1] / (n - k)
    if re.search(r"(?i)\bF[- ]?(?:ratio|statistic|value)\b|\bwhat is F\b|\bF ?=|\btest statistic\b", asked):  # fmt: skip
        if between is None or within is None or within <= 0:
            return None
        ratio, b, w = between / within, between, within
        return _plain("F ratio", "F", ratio, rf"F = \frac{{MS_{{between}}}}{{MS_{{within}}}} = \frac{{{brief(b)}}}{{{brief(w)}}} = {brief(ratio)}", "The F ratio is the mean square between the groups over the mean square within them.", lambda: ratio * w == b)  # fmt: skip
    return None
