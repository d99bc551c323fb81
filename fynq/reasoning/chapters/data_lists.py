"""Measures of a list of data: centre, spread and location."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import mpmath as mp

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.statistics import answers, prose
from fynq.reasoning.statistics.answers import Worked, brief, close, number, step
from fynq.reasoning.statistics.events import percentile
from fynq.reasoning.statistics.prose import NOT_READ, Prose, loose_numbers, value, without

NAME = "data_lists"
_ITEM = r"-?\d+(?:\.\d+)?"
_LIST = re.compile(rf"(?:(?P<label>\b[A-Z]\w+(?: [A-Z]\w+)?): ?)?(?P<items>{_ITEM}(?:(?:; ?|, ?(?:and )?| and ){_ITEM}){{3,}})(?![\d%])")  # fmt: skip
_ASKED = re.compile(
    r"(?i)^(?:[a-z0-9]+\)\s*)?(?:using (?:a|your) calculator(?: or (?:a )?computer)?,? )?(?:please )?(?:find|what is|what are|calculate|compute|determine|give|state)\s+(?:out )?"
    r"(?:the )?(?P<what>(?:sample |population |arithmetic )?(?:mean|average|variance|standard deviation)|median|mode|range|interquartile range|iqr|"
    r"(?:first|third|lower|upper|1st|3rd) quartile|Q_?[13]|\d+(?:st|nd|rd|th) percentile)(?: value)?(?: \((?:x̄|s|σ|μ|IQR)\))?"
    r"(?:,? (?:for|of|in)(?: (?:the|this|these|all))? (?P<of>[^,?.\d]*?))?[?.]?(?: using a calculator or computer)?[?.]?$"
)
_PLAIN_OF = re.compile(
    r"(?i)^(?:(?:\w+ )?(?:data(?: set)?|set|list|numbers?|values?|scores?|sample|observations?)(?: (?:above|below|given|of (?:data|numbers|values)))?)?$"
)
_CHANGED = re.compile(
    r"(?i)\b(?:outliers?|remov|add(?:ed|ing)|exclud|without|except|instead|replac|increas|decreas|doubl|if|unless|trimmed|weighted|grouped|frequenc|relative)\w*"
)


def solve(question: str) -> SolvedProblem:
    """Raises NotUnderstood."""
    with mp.workdps(answers.DIGITS):
        return answers.solved(NAME, _work(question))


def check(question: str, solved: SolvedProblem) -> Report:
    with mp.workdps(answers.DIGITS):
        return answers.report(NAME, _work(question), solved)


def _work(question: str) -> Worked:
    text = prose.read(question)
    match = _ASKED.match(text.asked.strip())
    inline = None
    if match is None:
        inline = _LIST.search(text.asked)
        bare = re.sub(r"\s*(?::|of|for|in)?\s*(?:the )?(?:data|numbers|list|values|scores|set)?:?\s*$", "", text.asked[: inline.start()].rstrip(" :({[")) if inline else ""  # fmt: skip
        match = _ASKED.match(bare) if inline and not text.asked[inline.end() :].strip(" .?)}]") else None  # fmt: skip
    if match is None or text.figure:
        raise NotUnderstood("No measure of a list of data is asked.")
    if _CHANGED.search(without(text.all, [m.span() for m in re.finditer(r"(?i)\bnote\b[^.]*", text.all)])):  # fmt: skip
        raise NotUnderstood("The list may have to be changed first.")
    data = _data(text, match["of"] or "", inline)
    return _measured(text, data, " ".join(match["what"].lower().split()))


def _data(text: Prose, of: str, inline: re.Match[str] | None) -> list[Fraction]:
    """The one list that is meant. Numbers beside it must be its length or stand for nothing."""
    sentences = [*text.given, text.asked] if inline is not None else [*text.given]
    lists: list[tuple[str, list[Fraction]]] = []
    rest: list[str] = []
    for sentence in sentences:
        spans = []
        for match in _LIST.finditer(sentence):
            items = [value(item) for item in re.findall(_ITEM, match["items"])]
            lists.append((match["label"] or "", items))
            spans.append(match.span())
        rest += loose_numbers(without(sentence, spans))
    if len(lists) > 1:
        named = [item for item in lists if item[0] and re.search(rf"\b{re.escape(item[0])}\b", of)]
        same = {tuple(items) for _, items in lists}
        lists = named if len(same) > 1 else lists[:1]
    if len(lists) != 1:
        raise NotUnderstood("It is not clear which data are meant.")
    label, data = lists[0]
    if rest and any(value(item) != len(data) for item in rest):
        raise NotUnderstood(NOT_READ)
    if not _PLAIN_OF.match(of) and not (label and label in of):
        words = set(re.findall(r"[a-z]{4,}", of.lower()))
        if not words <= set(re.findall(r"[a-z]{4,}", text.facts.lower())):
            raise NotUnderstood("It is not clear which data are meant.")
    if len(data) > 400:
        raise NotUnderstood("That is a longer list than I read.")
    return data


def _measured(text: Prose, data: list[Fraction], what: str) -> Worked:
    ordered, n = sorted(data), len(data)
    total = sum(data, Fraction(0))
    mean = total / n
    sort = step("Put the data in order", "$" + ",\\ ".join(brief(x) for x in ordered) + "$")

    def worked(name: str, symbol: str, real: Any, steps: Sequence[Any], concept: str, holds: Callable[[], bool], said: str) -> Worked:  # fmt: skip
        return Worked(name, symbol, real, tuple(steps), concept, holds, said, text.rounding, skills=("descriptive-statistics", "statistics"))  # fmt: skip

    if what.endswith(("mean", "average")):
        return worked(
            "mean", r"\bar{x}", mean,
            [step("Add the data", rf"$\sum x = {brief(total)}$"), step("Divide by how many there are", rf"$\bar{{x}} = \frac{{{brief(total)}}}{{{n}}} = {brief(mean)}$")],
            "The mean is the sum of the data divided by how many there are.",
            lambda: sum(((x - mean) for x in ordered), Fraction(0)) == 0, "The deviations from the mean add to zero.",
        )  # fmt: skip
    if what == "mode":
        counts = Counter(data)
        most = max(counts.values())
        modes = [x for x, count in counts.items() if count == most]
        if len(modes) != 1 or most == 1:
            raise NotUnderstood("The data have no single mode.")
        return worked(
            "mode", r"\text{mode}", modes[0],
            [sort, step("Count", f"${brief(modes[0])}$ occurs ${most}$ times, more often than any other.")],
            "The mode is the value that occurs most often.",
            lambda: all(data.count(x) < data.count(modes[0]) for x in set(data) - {modes[0]}), "Each other value was counted and occurs less often.",
        )  # fmt: skip
    if what == "range":
        return worked(
            "range", r"\text{range}", ordered[-1] - ordered[0],
            [step("Find the ends", f"The largest value is ${brief(ordered[-1])}$, the smallest ${brief(ordered[0])}$."), step("Subtract", f"${brief(ordered[-1])} - {brief(ordered[0])} = {brief(ordered[-1] - ordered[0])}$")],
            "The range is the largest value minus the smallest.",
            lambda: max(a - b for a in set(data) for b in set(data)) == ordered[-1] - ordered[0], "No two values lie further apart.",
        )  # fmt: skip
    if what.endswith(("variance", "standard deviation")):
        return _spread(text, data, mean, what, worked)
    if what == "median":
        middle = _median(ordered)
        return worked(
            "median", r"\text{median}", middle,
            [sort, step("Take the middle", f"There are ${n}$ data, so the median is " + ("the middle one" if n % 2 else "halfway between the two middle ones") + f": ${brief(middle)}$.")],
            "The median has half of the data on each side.",
            lambda: 2 * sum(x < middle for x in data) <= n and 2 * sum(x > middle for x in data) <= n and _balanced(data, middle), "As many data lie below it as above it.",
        )  # fmt: skip
    low, high = ordered[: n // 2], ordered[(n + 1) // 2 :]
    if what in ("interquartile range", "iqr"):
        return worked(
            "interquartile range", r"Q_3 - Q_1", _median(high) - _median(low),
            [sort, step("Find the quartiles", f"$Q_1 = {brief(_median(low))}$, $Q_3 = {brief(_median(high))}$: the medians of the two halves."), step("Subtract", f"$Q_3 - Q_1 = {brief(_median(high) - _median(low))}$")],
            "The interquartile range is the width of the middle half of the data.",
            lambda: _located(data, Fraction(1, 4), _median(low)) and _located(data, Fraction(3, 4), _median(high)), "The quartiles have the right shares of the data on each side.",
        )  # fmt: skip
    share = percentile(text.asked)
    if share is None:
        raise NotUnderstood("I do not read which percentile is asked.")
    if "percentile" not in what:
        quartile = _median(low) if share < Fraction(1, 2) else _median(high)
        half = "lower" if share < Fraction(1, 2) else "upper"
        return worked(
            "quartile", "Q_1" if half == "lower" else "Q_3", quartile,
            [sort, step("Take the median of a half", f"The {half} half has the median ${brief(quartile)}$.")],
            "A quartile is the median of the lower or the upper half of the data.",
            lambda: _located(data, share, quartile), "The right shares of the data lie on each side.",
        )  # fmt: skip
    place = share * (n + 1)
    if not 1 <= place <= n:
        raise NotUnderstood("The list is too short for this percentile.")
    under = ordered[int(place) - 1]
    found = under if place.denominator == 1 else (under + ordered[int(place)]) / 2
    return worked(
        "percentile", rf"P_{{{brief(share * 100)}}}", found,
        [sort, step("Find the place", rf"$i = \frac{{k}}{{100}}(n+1) = {brief(share)} \cdot {n + 1} = {brief(place)}$"),
         step("Read the value", (f"The value at place {brief(place)} is ${brief(found)}$." if place.denominator == 1 else f"Halfway between the values at places {int(place)} and {int(place) + 1}: ${brief(found)}$."))],
        "A percentile is found at the place k/100 · (n+1) of the ordered data.",
        lambda: _located(data, share, found), "The right shares of the data lie on each side.",
    )  # fmt: skip


def _median(ordered: Sequence[Fraction]) -> Fraction:
    n = len(ordered)
    return ordered[n // 2] if n % 2 else (ordered[n // 2 - 1] + ordered[n // 2]) / 2


def _balanced(data: Sequence[Fraction], middle: Fraction) -> bool:
    """The median has the least sum of absolute deviations."""
    least = sum(abs(x - middle) for x in data)
    return all(sum(abs(x - other) for x in data) >= least for other in set(data))


def _located(data: Sequence[Fraction], share: Fraction, found: Fraction) -> bool:
    """Counted: at most one place away from the share asked for, on either side."""
    n = len(data)
    return sum(x < found for x in data) <= share * n + 1 and sum(x > found for x in data) <= (1 - share) * n + 1  # fmt: skip


def _spread(text: Prose, data: list[Fraction], mean: Fraction, what: str, worked: Any) -> Worked:
    n = len(data)
    population = bool(re.search(r"(?i)\bpopulation\b|σ", what + text.asked))
    if not population and "sample" not in what and not re.search(r"(?i)\bsample|\bcollected\b|\brandom(?:ly)?\b|\bsurvey", text.all):  # fmt: skip
        raise NotUnderstood("It is not told whether the data are a sample or a whole population.")
    over = n if population else n - 1
    squares = sum(((x - mean) ** 2 for x in data), Fraction(0))
    variance = squares / over
    symbol = r"\sigma" if population else "s"
    kind = "population" if population else "sample"
    steps = [
        step("Find the mean", rf"$\bar{{x}} = {brief(mean)}$"),
        step("Add the squared deviations", rf"$\sum (x - \bar{{x}})^2 = {brief(squares)}$"),
        step("Divide", rf"$\frac{{{brief(squares)}}}{{{over}}} = {brief(variance)}$, as this is a {kind}."),
    ]  # fmt: skip
    other = (sum((x * x for x in data), Fraction(0)) - sum(data, Fraction(0)) ** 2 / n) / over
    if what.endswith("variance"):
        return worked("variance", f"{symbol}^2", variance, steps, "The variance is the mean squared deviation from the mean.", lambda: other == variance, "The sums of the data and of their squares give the same variance.")  # type: ignore[no-any-return]  # fmt: skip
    exact = Fraction(int(mp.sqrt(variance.numerator)), int(mp.sqrt(variance.denominator)))
    deviation: Any = exact if exact * exact == variance else mp.sqrt(number(variance))
    steps.append(step("Take the root", rf"${symbol} = \sqrt{{{brief(variance)}}} = {brief(deviation)}$"))  # fmt: skip
    return worked("standard deviation", symbol, deviation, steps, "The standard deviation is the root of the variance.", lambda: close(number(deviation) ** 2, other), "The sums of the data and of their squares give the same variance.")  # type: ignore[no-any-return]  # fmt: skip
