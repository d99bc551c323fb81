"""What the mean, the median, the quartiles and the standard deviation of data tell without them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import mpmath as mp

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.statistics import answers, prose
from fynq.reasoning.statistics.answers import Worked, brief, step
from fynq.reasoning.statistics.data import LIST
from fynq.reasoning.statistics.prose import NOT_READ, NUMBER, Prose, loose_numbers, resting, value

NAME = "summaries"
_SKILLS = ("descriptive-statistics", "statistics")


def solve(question: str) -> SolvedProblem:
    """Raises NotUnderstood."""
    with mp.workdps(answers.DIGITS):
        return answers.solved(NAME, _work(question))


def check(question: str, solved: SolvedProblem) -> Report:
    with mp.workdps(answers.DIGITS):
        return answers.report(NAME, _work(question), solved)


_IS = rf"\b[^.;\d]{{0,60}}?(?:is|was|=|of|:) ?(?P<v>{NUMBER})(?![\d%])(?P<w>)"
_MEASURES = {
    "first quartile": rf"(?i)(?:\b(?:first|lower|1st) quartile|\bQ_?\{{?1\}}?){_IS}",
    "third quartile": rf"(?i)(?:\b(?:third|upper|3rd) quartile|\bQ_?\{{?3\}}?){_IS}",
    "median": rf"(?i)\bmedian{_IS}",
    "standard deviation": rf"(?i)\bstandard deviation{_IS}",
    "mean": rf"(?i)\b(?:mean|average){_IS}",
    "n": r"(?i)\b(?:total number|number) of [^.;\d]{0,60}?(?:is|was|=) ?(?P<v>\d+)|(?<![a-z])n ?= ?(?P<w>\d+)",
}  # fmt: skip
_SHARES = {"first quartile": 25, "median": 50, "third quartile": 75}


def _work(question: str) -> Worked:
    text = prose.read(question)
    if text.figure or any(LIST.search(sentence) for sentence in text.given):
        raise NotUnderstood("No summary of data is told.")
    told = _told(text)
    if len(told) < 2:
        raise NotUnderstood("No summary of data is told.")
    for method in (_percent, _level, _width, _apart):
        worked = method(text.asked, told)
        if worked is not None:
            return replace(worked, rounding=text.rounding, skills=_SKILLS)
    raise NotUnderstood("It is not clear what of the summary is asked.")


def _told(text: Prose) -> dict[str, Fraction]:
    """Raises NotUnderstood when a number of the story is no measure."""
    found: dict[str, Fraction] = {}
    for sentence in text.given:
        rest = resting(sentence)
        for name, pattern in _MEASURES.items():
            for match in re.finditer(pattern, rest):
                real = value(match["v"] or match["w"])
                if found.setdefault(name, real) != real:
                    raise NotUnderstood("Two numbers could have the same role.")
                rest = prose.without(rest, [match.span()])
        if loose_numbers(rest):
            raise NotUnderstood(NOT_READ)
    low, middle, high = (found.get(name) for name in _SHARES)
    ordered = [real for real in (low, middle, high) if real is not None]
    if ordered != sorted(ordered):
        raise NotUnderstood("The quartiles are not in order.")
    return found


def _worked(what: str, symbol: str, real: Any, line: str, concept: str, holds: Callable[[], bool]) -> Worked:  # fmt: skip
    return Worked(what, symbol, real, (step(f"Find the {what}", line),), concept, holds, "Counting from the other side gives the same.")  # fmt: skip


_HOW_MUCH = re.compile(r"(?i)^(?:about |approximately )?what percent(?:age)? of\b")
_RANGE = re.compile(
    rf"(?i)\b(?:from|between) (?P<a>{NUMBER})(?: [a-z]+)? (?:to|and) (?P<b>{NUMBER})\b"
)
_ONE_SIDED = re.compile(rf"(?i)\b(?P<way>(?:at or )?(?:below|above)|less than|more than|at most|at least|greater than) (?P<a>{NUMBER})\b")  # fmt: skip
_QUARTER = "A quarter of the data lies below the first quartile, half below the median, three quarters below the third."  # fmt: skip


def _below(real: Fraction, told: dict[str, Fraction]) -> int:
    """Percent of the data below a quartile or the median. Raises NotUnderstood."""
    found = {share for name, share in _SHARES.items() if told.get(name) == real}
    if len(found) != 1:
        raise NotUnderstood("The value is no quartile.")
    return found.pop()


def _percent(asked: str, told: dict[str, Fraction]) -> Worked | None:
    if not _HOW_MUCH.search(asked):
        return None
    span, side = _RANGE.search(asked), _ONE_SIDED.search(asked)
    if (span is None) == (side is None):
        return None
    match = span or side
    assert match is not None
    if loose_numbers(prose.without(asked, [match.span()])):
        raise NotUnderstood(NOT_READ)
    if span is not None:
        low, high = _below(value(span["a"]), told), _below(value(span["b"]), told)
        real = high - low
        return _worked("percent", r"\%", Fraction(real), f"${high} - {low} = {real}$", _QUARTER, lambda: low + real + (100 - high) == 100)  # fmt: skip
    assert side is not None
    below = _below(value(side["a"]), told)
    under = bool(re.search(r"(?i)below|less|most", side["way"]))
    real = below if under else 100 - below
    return _worked("percent", r"\%", Fraction(real), f"${below}\\%$ lie below this value.", _QUARTER, lambda: real in (below, 100 - below))  # fmt: skip


_LEVEL = re.compile(r"(?i)\b(?P<p>25|50|75)% of [^.?]*?\b(?P<way>(?:at or )?(?:below|above)|at most|at least|less than|more than)\b")  # fmt: skip


def _level(asked: str, told: dict[str, Fraction]) -> Worked | None:
    """The value with a quarter, a half or three quarters of the data on one side."""
    match = _LEVEL.search(asked)
    if match is None or loose_numbers(prose.without(asked, [match.span()])):
        return None
    under = bool(re.search(r"(?i)below|less|most", match["way"]))
    share = int(match["p"]) if under else 100 - int(match["p"])
    name = next(name for name, part in _SHARES.items() if part == share)
    if name not in told:
        raise NotUnderstood("This quartile is not told.")
    real = told[name]
    return _worked(name, "x", real, f"The {name} is ${brief(real)}$.", _QUARTER, lambda: _below(real, told) == share)  # fmt: skip


def _width(asked: str, told: dict[str, Fraction]) -> Worked | None:
    if not re.search(r"(?i)\bIQR\b|\binterquartile range\b", asked) or loose_numbers(asked):
        return None
    low, high = told.get("first quartile"), told.get("third quartile")
    if low is None or high is None:
        return None
    real = high - low
    return _worked("interquartile range", "Q_3 - Q_1", real, f"${brief(high)} - {answers.bracketed(low)} = {brief(real)}$", "The interquartile range is the width of the middle half of the data.", lambda: low + real == high)  # fmt: skip


_HOW_FAR = re.compile(r"(?i)\bhow many standard deviations? (?:away )?(?:from|above|below) the mean is the (?P<what>median|first quartile|third quartile)\b")  # fmt: skip


def _apart(asked: str, told: dict[str, Fraction]) -> Worked | None:
    match = _HOW_FAR.search(asked)
    if match is None or loose_numbers(asked):
        return None
    real, mean, deviation = (told.get(name) for name in (match["what"].lower(), "mean", "standard deviation"))  # fmt: skip
    if real is None or mean is None or deviation is None or deviation <= 0:
        return None
    distance = abs(real - mean) / deviation
    return _worked("distance", "|z|", distance, rf"$\frac{{|{brief(real)} - {answers.bracketed(mean)}|}}{{{brief(deviation)}}} = {brief(distance)}$", "A z-score tells how many standard deviations a value lies from the mean.", lambda: real in (mean + distance * deviation, mean - distance * deviation))  # fmt: skip
