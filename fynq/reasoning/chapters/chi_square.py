"""The chi-square distribution: its moments, degrees of freedom, expected counts, areas.

A chi-square variable with df degrees of freedom has the mean df and the variance 2·df. A test of
fit with k categories has k − 1 degrees of freedom, a table of r rows and c columns (r − 1)(c − 1);
an expected count is row total · column total / grand total.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from math import isqrt
from typing import Any

import mpmath as mp

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.statistics import answers, distributions, prose
from fynq.reasoning.statistics.answers import Worked, brief, close, number, step
from fynq.reasoning.statistics.data import LIST, items
from fynq.reasoning.statistics.events import bounds
from fynq.reasoning.statistics.prose import NOT_READ, Prose, loose_numbers, resting, value

NAME = "chi_square"
_SKILLS = ("chi-square", "statistics")


def solve(question: str) -> SolvedProblem:
    """Raises NotUnderstood."""
    with mp.workdps(answers.DIGITS):
        return answers.solved(NAME, _work(question))


def check(question: str, solved: SolvedProblem) -> Report:
    with mp.workdps(answers.DIGITS):
        return answers.report(NAME, _work(question), solved)


_TOPIC = re.compile(r"(?i)\bchi[- ]?squared?\b|χ|\\chi\b|\bgoodness[- ]of[- ]fit\b|\btest (?:of|for) independence\b|\bcontingency table\b|\btest (?:of|for) homogeneity\b")  # fmt: skip


def _work(question: str) -> Worked:
    if not _TOPIC.search(question):
        raise NotUnderstood("No chi-square distribution is named.")
    text = prose.read(question)
    if text.figure:
        raise NotUnderstood("I cannot see the picture that this refers to.")
    for method in (_freedom, _of_known_freedom, _expected, _statistic):
        worked = method(text)
        if worked is not None:
            return replace(worked, rounding=text.rounding, skills=_SKILLS)
    raise NotUnderstood("It is not clear what of the chi-square distribution is asked.")


_DF = r"(?:degrees? of freedom|df|d\.f\.)"
_DF_TOLD = re.compile(
    rf"(?i)\b{_DF}\b[^.;\d]{{0,60}}?(?:is|are|=|of|equals?|:) ?(?P<a>\d+)\b|\b(?P<b>\d+) {_DF}|(?:χ|\\chi)\^?\{{?2?\}}?_\{{?(?P<c>\d+)\}}?"
)
_DF_ASKED = re.compile(rf"(?i)\b{_DF}\b")
_ROWS = re.compile(r"(?i)\b(?P<r>\d+) rows? (?:and|by|×|x) (?P<c>\d+) columns?\b|\b(?P<r2>\d+) ?(?:by|×|x) ?(?P<c2>\d+) (?:contingency )?table\b")  # fmt: skip
_CELLS = re.compile(r"(?i)\b(?P<k>\d+) (?:different |possible )?(?:categories|cells|outcomes|classes|groups|values)\b|\bnumber of (?:categories|cells)\b[^.;\d]*?(?:is|=) ?(?P<k2>\d+)")  # fmt: skip


def _freedom(text: Prose) -> Worked | None:
    """Degrees of freedom of a test."""
    if not _DF_ASKED.search(text.asked) or _DF_TOLD.search(text.all):
        return None
    said = resting(text.all)
    rows, cells = list(_ROWS.finditer(said)), list(_CELLS.finditer(said))
    if len(rows) == 1:
        match = rows[0]
        r, c = int(match["r"] or match["r2"]), int(match["c"] or match["c2"])
        if loose_numbers(prose.without(said, [match.span()])) or r < 2 or c < 2:
            raise NotUnderstood(NOT_READ)
        df = (r - 1) * (c - 1)
        return _plain("degrees of freedom", "df", Fraction(df), f"df = (r - 1)(c - 1) = ({r} - 1)({c} - 1) = {df}", "A table of r rows and c columns has (r − 1)(c − 1) degrees of freedom.", lambda: r * c - r - c + 1 == df)  # fmt: skip
    if len(cells) == 1 and re.search(r"(?i)\bgoodness[- ]of[- ]fit\b", said):
        k = int(cells[0]["k"] or cells[0]["k2"])
        if loose_numbers(prose.without(said, [cells[0].span()])) or k < 2:
            raise NotUnderstood(NOT_READ)
        return _plain("degrees of freedom", "df", Fraction(k - 1), f"df = k - 1 = {k} - 1 = {k - 1}", "A test of fit with k categories has k − 1 degrees of freedom.", lambda: k >= 2)  # fmt: skip
    return None


def _plain(what: str, symbol: str, real: Any, line: str, concept: str, holds: Callable[[], bool]) -> Worked:  # fmt: skip
    return Worked(what, symbol, real, (step(f"Find the {what}", f"${line}$"),), concept, holds, "Another way of counting gives the same.")  # fmt: skip


_MEAN = re.compile(r"(?i)\bmean\b|\bμ\b|\bexpected value\b")
_SPREAD = re.compile(r"(?i)\bstandard deviation\b|σ(?!\^?2)")
_VARIANCE = re.compile(r"(?i)\bvariance\b|σ\^?\{?2")


def _of_known_freedom(text: Prose) -> Worked | None:
    """Moments and areas, where the degrees of freedom are told."""
    told = {int(m["a"] or m["b"] or m["c"]) for m in _DF_TOLD.finditer(text.all)}
    if len(told) != 1:
        return None
    (df,) = told
    asked, said = text.asked, resting(text.all)
    spans = [m.span() for m in _DF_TOLD.finditer(said)]
    spans += [m.span() for m in re.finditer(r"(?:χ|\\chi)\^?\{?2\}?", said)]
    wants = [name for name, pattern in (("mean", _MEAN), ("deviation", _SPREAD), ("variance", _VARIANCE)) if pattern.search(re.sub(r"(?i)\btest of (?:a )?(?:single )?variance\b", "", asked))]  # fmt: skip
    if re.search(r"(?i)\bP ?\(|\bprobability\b|\bp-? ?value\b", asked):
        within = bounds(asked)
        if wants or within.exactly:
            raise NotUnderstood(NOT_READ)
        low = distributions.chi2_below(number(within.low), df) if within.low else mp.mpf(0)
        high = distributions.chi2_below(number(within.high), df) if within.high is not None else mp.mpf(1)  # fmt: skip
        real = high - low
        start = None if within.low is None else number(within.low)
        end = None if within.high is None else number(within.high)
        return replace(
            _plain("probability", rf"P({within.told(chr(92) + 'chi^2')})", real, rf"P({within.told(chr(92) + 'chi^2')}) = {brief(real)}", "The probability is an area under the density.", lambda: close(distributions.chi2_area(start, end, df), real, "1e-8")),
            said="Numerical integration of the density gives the same area.",
        )  # fmt: skip
    if len(wants) != 1 or loose_numbers(prose.without(said, spans)):
        return None
    if wants == ["mean"]:
        return _moment("mean", r"\mu", Fraction(df), r"\mu = df", df)
    if wants == ["variance"]:
        return _moment("variance", r"\sigma^2", Fraction(2 * df), rf"\sigma^2 = 2 \cdot {df}", df)
    root = isqrt(2 * df)
    real = Fraction(root) if root * root == 2 * df else mp.sqrt(2 * df)
    return _moment("standard deviation", r"\sigma", real, rf"\sigma = \sqrt{{2 \cdot {df}}}", df)


def _moment(what: str, symbol: str, real: Any, line: str, df: int) -> Worked:
    def holds() -> bool:
        """By integration of the density, whose powers raise its own exponent."""
        n = mp.mpf(df)
        scale = 1 / (2 ** (n / 2) * mp.gamma(n / 2))
        top = n + 60 * mp.sqrt(2 * n) + 60

        def raw(power: int) -> Any:
            return distributions.area(lambda x: scale * x ** (n / 2 - 1 + power) * mp.exp(-x / 2), mp.mpf(0), top, [n])  # fmt: skip

        mean = raw(1)
        if what == "mean":
            return close(mean, real, "1e-8")
        variance = raw(2) - mean**2
        return close(variance, number(real) ** (1 if what == "variance" else 2), "1e-8")

    return replace(
        _plain(what, symbol, real, f"{line} = {brief(real)}", "A chi-square variable has the mean df and the variance 2·df.", holds),
        said=f"Numerical integration of the density gives the same {what}.",
    )  # fmt: skip


_TOTALS = tuple(
    re.compile(rf"(?i)\b{name} total\b[^.;\d]{{0,40}}?(?:is|of|=|:) ?(?P<v>\d+)|\b(?P<w>\d+) (?:in|for) the {name}\b")
    for name in ("row", "column", "(?:grand|overall|table|surveyed)")
)  # fmt: skip
_EQUAL = re.compile(r"(?i)\b(?:equally likely|fair|same number|evenly|uniform(?:ly)?)\b")


def _expected(text: Prose) -> Worked | None:
    """An expected count of a table, or of equally likely categories."""
    if not re.search(r"(?i)\bexpected\b", text.asked):
        return None
    said = resting(text.all)
    totals = [list(pattern.finditer(said)) for pattern in _TOTALS]
    if not all(len(found) == 1 for found in totals):
        return None
    spans = [found[0].span() for found in totals]
    row, column, grand = (value(found[0]["v"] or found[0]["w"]) for found in totals)
    if loose_numbers(prose.without(said, spans)) or max(row, column) > grand or grand == 0:
        raise NotUnderstood(NOT_READ)
    real = row * column / grand
    return _plain("expected count", "E", real, rf"E = \frac{{{brief(row)} \cdot {brief(column)}}}{{{brief(grand)}}} = {brief(real)}", "An expected count is the row total times the column total over the grand total.", lambda: real / row == column / grand)  # fmt: skip


def _statistic(text: Prose) -> Worked | None:
    """χ² from observed and expected counts that are written out."""
    if not re.search(r"(?i)\btest statistic\b|χ|\\chi|\bchi[- ]square (?:statistic|value)\b", text.asked):  # fmt: skip
        return None
    found: dict[str, list[Fraction]] = {}
    for sentence in text.given:
        for match in LIST.finditer(sentence):
            before = sentence[: match.start("items")].lower()
            kind = "observed" if before.rfind("observed") > before.rfind("expected") else "expected"
            if kind not in before or kind in found:
                return None
            found[kind] = items(match)
    if set(found) != {"observed", "expected"}:
        return None
    observed, expected = found["observed"], found["expected"]
    if len(observed) != len(expected) or min(expected) <= 0 or sum(observed) != sum(expected):
        raise NotUnderstood("The observed and the expected counts do not fit together.")
    real = sum(((o - e) ** 2 / e for o, e in zip(observed, expected, strict=True)), Fraction(0))
    other = sum((o * o / e for o, e in zip(observed, expected, strict=True)), Fraction(0)) - sum(observed)  # fmt: skip
    return _plain("test statistic", r"\chi^2", real, rf"\chi^2 = \sum \frac{{(O - E)^2}}{{E}} = {brief(real)}", "The statistic adds the squared differences over the expected counts.", lambda: other == real)  # fmt: skip
