"""Measures of a list of data: centre, spread, location and outliers, by the rules of schools.

Quartiles are the medians of the halves; a percentile stands at place k/100 · (n + 1); an outlier
lies more than 1.5 interquartile ranges beyond a quartile.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import mpmath as mp

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.statistics import answers, prose
from fynq.reasoning.statistics.answers import Worked, brief, close, number, step
from fynq.reasoning.statistics.data import LIST, read_data
from fynq.reasoning.statistics.events import percentile
from fynq.reasoning.statistics.prose import NOT_READ, NUMBER, Prose, loose_numbers, value, without

NAME = "data_lists"
_ASK = (
    r"(?:[a-z0-9]+\)\s*)?(?:using (?:a|your) (?:calculator|computer)(?: or (?:a |your )?(?:calculator|computer))?,? )?(?:then,? )?(?:please )?"
    r"(?:find|what is|what are|calculate|compute|determine|give|state|identify|estimate)\s+(?:out )?(?:the )?"
)
_WHAT = (
    r"(?:sample |population |arithmetic )?(?:mean|average|variance|standard deviation)|median|modes?|range|interquartile range|iqr|"
    r"(?:first|third|second|lower|upper|1st|2nd|3rd) quartile|Q_?\{?[123]\}?|\d+(?:\.\d+)?(?:st|nd|rd|th) percentile|"
    r"(?:potential |possible )?outlier|(?:lower|upper) (?:fence|limit|bound|outlier (?:fence|limit|bound))(?: for (?:potential )?outliers)?|"
    r"(?:smallest|largest|lowest|highest|minimum|maximum|least|greatest)(?: (?:data )?(?:value|number|score|observation))?|sum|sample size|number of (?:data )?(?:values|data points)"
)
_ASKED = re.compile(
    rf"(?i)^{_ASK}(?P<what>{_WHAT})(?: values?)?(?: \((?:x̄|s|σ|μ|IQR|M)\))?"
    r"(?:,? (?:for|of|in)(?: (?:the|this|these|all))? (?P<of>[^,?.\d]*?))?[?.]?(?: using a calculator or computer)?[?.]?$"
)
_CHANGED = re.compile(
    r"(?i)\b(?:remov|add(?:ed|ing)|exclud|without|except|instead|replac|increas|decreas|doubl|if|unless|trimmed|weighted|grouped|relative|intervals?|class(?:es)?\b(?= (?:width|limit)))\w*"
)
_SKILLS = ("descriptive-statistics", "statistics")


def solve(question: str) -> SolvedProblem:
    """Raises NotUnderstood."""
    with mp.workdps(answers.DIGITS):
        return answers.solved(NAME, _work(question))


def check(question: str, solved: SolvedProblem) -> Report:
    with mp.workdps(answers.DIGITS):
        return answers.report(NAME, _work(question), solved)


def _work(question: str) -> Worked:
    text = prose.read(question)
    if text.figure:
        raise NotUnderstood("I cannot see the picture that this refers to.")
    remarks = [m.span() for m in re.finditer(r"(?i)\bnote\b[^.]*", text.all)]
    if _CHANGED.search(without(text.all, remarks)):
        raise NotUnderstood("The list may have to be changed first.")
    worked = _rank(text) or _apart(text) or _share(text) or _plain(text)
    return replace(worked, rounding=text.rounding)


def _plain(text: Prose) -> Worked:
    bare = " ".join(re.sub(r"\((?:(?:inter ?quartile|first|third|Q|the)[^()]*|IQR|x̄|s|σ|M)\)", "", text.asked, flags=re.I).split())  # fmt: skip
    bare = re.sub(r"\s+([.?])$", r"\1", bare)
    match, inline = _ASKED.match(bare), None
    if match is None:
        inline = LIST.search(text.asked)
        front = inline and _FRONT.match(text.asked[: inline.start()])
        if inline and front:
            bare = text.asked[inline.end() :].strip(" ,:;)}]")
            match = _ASKED.match(bare[:1].upper() + bare[1:])
    if match is None:
        bare = re.sub(r"\s*(?::|of|for|in)?\s*(?:the )?(?:following )?(?:data|numbers|list|values|scores|set)?:?\s*$", "", text.asked[: inline.start()].rstrip(" :({[")) if inline else ""  # fmt: skip
        match = _ASKED.match(bare) if inline and not text.asked[inline.end() :].strip(" .?)}]") else None  # fmt: skip
    if match is None:
        raise NotUnderstood("No measure of a list of data is asked.")
    data = read_data(text, match["of"] or "", inline is not None)
    return _measured(text, data, " ".join(match["what"].lower().split()))


_FRONT = re.compile(
    r"(?i)^(?:for|given|using|in|consider) (?:the )?(?:following )?(?:sample )?(?:data(?: set)?|numbers|set|list|values|scores|sample)(?: of (?:data|numbers|values|scores))?:? ?[({\[]?$"
)
_RANKED = re.compile(
    r"(?i)\bpercentile (?:for|of|rank of) (?:the (?:value|score|data value) )?(?P<x>-?\d+(?:\.\d+)?)[?.]?$"
)
_RANKED_OF = re.compile(
    r"(?i)\branked (?P<r>\d+)(?:st|nd|rd|th)? in (?:his|her|their|a|the) (?:[a-z]+ )?class of (?P<n>\d+)\b"
)


def _rank(text: Prose) -> Worked | None:
    """The percentile at which a value stands: (x + y/2)/n · 100, rounded to a whole number, with x
    data below it and y equal to it."""
    ranked = _RANKED_OF.search(text.all)
    if ranked is not None and re.search(r"(?i)\bpercentile\b", text.asked):
        n, equal = int(ranked["n"]), 1
        below = n - int(ranked["r"])
        if loose_numbers(without(text.all, [ranked.span()])) or not 0 <= below < n:
            raise NotUnderstood(NOT_READ)
    else:
        match = _RANKED.search(text.asked)
        if match is None or not any(LIST.search(sentence) for sentence in text.given):
            return None
        data, x = read_data(text, "", False), value(match["x"])
        n, below, equal = len(data), sum(item < x for item in data), data.count(x)
        if not equal:
            raise NotUnderstood("The value is not among the data.")
    share = Fraction(2 * below + equal, 2 * n) * 100
    real = Fraction(answers.rounded(share, 0))
    above = n - below - equal
    return Worked(
        "percentile rank", r"\frac{x + 0.5y}{n} \cdot 100", real,
        (step("Count", f"Of ${n}$ data, ${below}$ lie below and ${equal}$ " + ("is" if equal == 1 else "are") + " equal."), step("Compare", rf"$\frac{{{below} + 0.5 \cdot {equal}}}{{{n}}} \cdot 100 = {brief(share)} \approx {brief(real)}$")),
        "A value's percentile is the share of the data below it, with half of those equal to it.",
        lambda: share + Fraction(2 * above + equal, 2 * n) * 100 == 100, "The share from above adds up with it to 100.", skills=_SKILLS,
    )  # fmt: skip


_DISTANT = re.compile(
    rf"(?i)^{_ASK}value (?:that|which) (?:is|lies) (?P<k>{NUMBER}) standard deviations? (?P<way>above|below) the mean[?.]?$"
)


def _apart(text: Prose) -> Worked | None:
    """The value so many standard deviations from the mean of the data."""
    match = _DISTANT.match(text.asked)
    if match is None or not any(LIST.search(sentence) for sentence in text.given):
        return None
    data = read_data(text, "", False)
    mean = sum(data, Fraction(0)) / len(data)
    spread = _spread(text, data, "standard deviation")
    k = value(match["k"]) * (1 if match["way"].lower() == "above" else -1)
    real = number(mean) + number(k) * number(spread.value)
    sign = "-" if k < 0 else "+"
    last = step("Go from the mean", rf"${brief(mean)} {sign} {brief(abs(k))} \cdot {brief(spread.value)} = {brief(real)}$")  # fmt: skip
    return replace(
        spread, what="value", asked=rf"\bar{{x}} {sign} {brief(abs(k))}s", value=real, steps=(*spread.steps, last),
        concept="A value is the mean plus the number of standard deviations times their size.",
        holds=lambda: spread.holds() and close((real - number(mean)) ** 2, number(k * k) * number(spread.value) ** 2),
    )  # fmt: skip


_SHARED = re.compile(
    rf"(?i)^(?:what|find the) (?P<how>percent(?:age)?|proportion|fraction|number)? ?of (?:the )?(?:data|values|scores|numbers|\w+) (?:is|are|was|were|lie|fall)s? "
    rf"(?:(?P<way>less than|below|under|greater than|more than|above|over|at least|at most|equal to) (?P<a>{NUMBER})|(?:between|from) (?P<b>{NUMBER}) (?:and|to) (?P<c>{NUMBER}))[?.]?$"
)


def _share(text: Prose) -> Worked | None:
    """How much of a list lies beyond a value."""
    match = _SHARED.match(text.asked)
    if match is None or match["how"] is None or match["b"] or not any(LIST.search(s) for s in text.given):  # fmt: skip
        return None
    data, bound, way = read_data(text, "", False), value(match["a"]), match["way"].lower()
    tests: dict[str, Callable[[Fraction], bool]] = {
        "less than": lambda x: x < bound, "below": lambda x: x < bound, "under": lambda x: x < bound,
        "greater than": lambda x: x > bound, "more than": lambda x: x > bound, "above": lambda x: x > bound, "over": lambda x: x > bound,
        "at least": lambda x: x >= bound, "at most": lambda x: x <= bound, "equal to": lambda x: x == bound,
    }  # fmt: skip
    count, n = sum(map(tests[way], data)), len(data)
    how = match["how"].lower()
    real = Fraction(count) if how == "number" else Fraction(count, n) * (100 if how.startswith("percent") else 1)  # fmt: skip
    told = Counter(data)
    return Worked(
        "share", rf"\frac{{\text{{{way} }} {brief(bound)}}}{{n}}", real,
        (step("Count", f"${count}$ of the ${n}$ data are {way} ${brief(bound)}$."), step("Compare", rf"$\frac{{{count}}}{{{n}}}$ of the data: ${brief(real)}$.")),
        "A relative frequency is a count divided by how many data there are.",
        lambda: sum(often for x, often in told.items() if not tests[way](x)) == n - count, "The data that are not counted were counted too.",
        exact=how in ("proportion", "fraction"), skills=_SKILLS,
    )  # fmt: skip


def _measured(text: Prose, data: list[Fraction], what: str) -> Worked:
    n = len(data)
    total = sum(data, Fraction(0))
    mean = total / n
    if what.endswith(("mean", "average")):
        return _worked(
            "mean", r"\bar{x}", mean,
            [step("Add the data", rf"$\sum x = {brief(total)}$"), step("Divide by how many there are", rf"$\bar{{x}} = \frac{{{brief(total)}}}{{{n}}} = {brief(mean)}$")],
            "The mean is the sum of the data divided by how many there are.",
            lambda: sum(((x - mean) for x in data), Fraction(0)) == 0, "The deviations from the mean add to zero.",
        )  # fmt: skip
    if what in ("sum", "sample size") or what.startswith("number of"):
        real = total if what == "sum" else Fraction(n)
        counts = Counter(data)
        return _worked(
            what, r"\sum x" if what == "sum" else "n", real, [step("Add" if what == "sum" else "Count", f"${brief(real)}$")],
            "The data are added up." if what == "sum" else "The size of a sample is how many data it has.",
            lambda: sum((x * often if what == "sum" else Fraction(often)) for x, often in counts.items()) == real, "Value by value the same is found.",
        )  # fmt: skip
    if what.startswith("mode"):
        return _mode(data)
    if what.endswith(("variance", "standard deviation")):
        return _spread(text, data, what)
    return _located_measure(text, data, what)


def _worked(name: str, symbol: str, real: Any, steps: Sequence[Any], concept: str, holds: Callable[[], bool], said: str) -> Worked:  # fmt: skip
    return Worked(name, symbol, real, tuple(steps), concept, holds, said, skills=_SKILLS)


def _mode(data: list[Fraction]) -> Worked:
    counts = Counter(data)
    most = max(counts.values())
    modes = [x for x, count in counts.items() if count == most]
    if len(modes) != 1 or most == 1:
        raise NotUnderstood("The data have no single mode.")
    sort = step("Put the data in order", "$" + ",\\ ".join(brief(x) for x in sorted(data)) + "$")
    return _worked(
        "mode", r"\text{mode}", modes[0],
        [sort, step("Count", f"${brief(modes[0])}$ occurs ${most}$ times, more often than any other.")],
        "The mode is the value that occurs most often.",
        lambda: all(data.count(x) < data.count(modes[0]) for x in set(data) - {modes[0]}), "Each other value was counted and occurs less often.",
    )  # fmt: skip


def _located_measure(text: Prose, data: list[Fraction], what: str) -> Worked:
    """Measures that need the data in order."""
    ordered, n = sorted(data), len(data)
    sort = step("Put the data in order", "$" + ",\\ ".join(brief(x) for x in ordered) + "$")
    if re.match(r"smallest|largest|lowest|highest|minimum|maximum|least|greatest", what):
        real = ordered[0] if re.match(r"smallest|lowest|minimum|least", what) else ordered[-1]
        return _worked(what, "x", real, [sort, step("Read the end", f"${brief(real)}$")], "The data in order begin with the smallest and end with the largest.", lambda: all(x >= real for x in data) or all(x <= real for x in data), "No value lies beyond it.")  # fmt: skip
    if what == "range":
        return _worked(
            "range", r"\text{range}", ordered[-1] - ordered[0],
            [step("Find the ends", f"The largest value is ${brief(ordered[-1])}$, the smallest ${brief(ordered[0])}$."), step("Subtract", f"${brief(ordered[-1])} - {answers.bracketed(ordered[0])} = {brief(ordered[-1] - ordered[0])}$")],
            "The range is the largest value minus the smallest.",
            lambda: max(a - b for a in set(data) for b in set(data)) == ordered[-1] - ordered[0], "No two values lie further apart.",
        )  # fmt: skip
    if what == "median" or re.match(r"second quartile|2nd quartile|q_?\{?2", what):
        middle = _median(ordered)
        return _worked(
            "median", r"\text{median}", middle,
            [sort, step("Take the middle", f"There are ${n}$ data, so the median is " + ("the middle one" if n % 2 else "halfway between the two middle ones") + f": ${brief(middle)}$.")],
            "The median has half of the data on each side.",
            lambda: 2 * sum(x < middle for x in data) <= n and 2 * sum(x > middle for x in data) <= n and _balanced(data, middle), "As many data lie below it as above it.",
        )  # fmt: skip
    low, high = _median(ordered[: n // 2]), _median(ordered[(n + 1) // 2 :])
    quartiles = step("Find the quartiles", f"$Q_1 = {brief(low)}$, $Q_3 = {brief(high)}$: the medians of the two halves.")  # fmt: skip
    if what in ("interquartile range", "iqr"):
        return _worked(
            "interquartile range", r"Q_3 - Q_1", high - low,
            [sort, quartiles, step("Subtract", f"$Q_3 - Q_1 = {brief(high - low)}$")],
            "The interquartile range is the width of the middle half of the data.",
            lambda: _located(data, Fraction(1, 4), low) and _located(data, Fraction(3, 4), high), "The quartiles have the right shares of the data on each side.",
        )  # fmt: skip
    fences = low - Fraction(3, 2) * (high - low), high + Fraction(3, 2) * (high - low)
    if re.search(r"outlier|fence|limit|bound", what):
        return _outlying(data, what, [sort, quartiles], fences)
    if "percentile" in what:
        return _percentile(text, data, sort)
    is_low = percentile(what) == Fraction(1, 4)
    quartile, half = (low, "lower") if is_low else (high, "upper")
    return _worked(
        "quartile", "Q_1" if is_low else "Q_3", quartile,
        [sort, step("Take the median of a half", f"The {half} half has the median ${brief(quartile)}$.")],
        "A quartile is the median of the lower or the upper half of the data.",
        lambda: _located(data, Fraction(1, 4) if is_low else Fraction(3, 4), quartile), "The right shares of the data lie on each side.",
    )  # fmt: skip


def _outlying(data: list[Fraction], what: str, steps: list[Any], fences: tuple[Fraction, Fraction]) -> Worked:  # fmt: skip
    limits = step("Find the fences", rf"$Q_1 - 1.5 \cdot \text{{IQR}} = {brief(fences[0])}$ and $Q_3 + 1.5 \cdot \text{{IQR}} = {brief(fences[1])}$.")  # fmt: skip
    concept = "A potential outlier lies more than 1.5 interquartile ranges beyond a quartile."
    width = (fences[1] - fences[0]) / 4
    if what.startswith(("lower", "upper")):
        real = fences[0] if what.startswith("lower") else fences[1]
        return _worked("fence", "x", real, [*steps, limits], concept, lambda: fences[0] + fences[1] == 2 * (fences[0] + 2 * width), "The two fences lie four interquartile ranges apart.")  # fmt: skip
    beyond = [x for x in data if not fences[0] <= x <= fences[1]]
    if len(beyond) != 1:
        raise NotUnderstood("The data have not exactly one potential outlier.")
    return _worked(
        "outlier", "x", beyond[0], [*steps, limits, step("Compare", f"Only ${brief(beyond[0])}$ lies beyond a fence.")], concept,
        lambda: abs(beyond[0] - (fences[0] + fences[1]) / 2) > 2 * width and sum(abs(x - (fences[0] + fences[1]) / 2) > 2 * width for x in data) == 1,
        "It is the only value more than two interquartile ranges from the middle between the quartiles.",
    )  # fmt: skip


def _percentile(text: Prose, data: list[Fraction], sort: Any) -> Worked:
    ordered, n = sorted(data), len(data)
    share = percentile(text.asked)
    if share is None:
        raise NotUnderstood("I do not read which percentile is asked.")
    place = share * (n + 1)
    if not 1 <= place <= n:
        raise NotUnderstood("The list is too short for this percentile.")
    under = ordered[int(place) - 1]
    found = under if place.denominator == 1 else (under + ordered[int(place)]) / 2
    return _worked(
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


def _spread(text: Prose, data: list[Fraction], what: str) -> Worked:
    n = len(data)
    if n < 2:
        raise NotUnderstood("One value has no spread.")
    mean = sum(data, Fraction(0)) / n
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
        return _worked("variance", f"{symbol}^2", variance, steps, "The variance is the mean squared deviation from the mean.", lambda: other == variance, "The sums of the data and of their squares give the same variance.")  # fmt: skip
    exact = Fraction(int(mp.sqrt(variance.numerator)), int(mp.sqrt(variance.denominator)))
    deviation: Any = exact if exact * exact == variance else mp.sqrt(number(variance))
    steps.append(step("Take the root", rf"${symbol} = \sqrt{{{brief(variance)}}} = {brief(deviation)}$"))  # fmt: skip
    return _worked("standard deviation", symbol, deviation, steps, "The standard deviation is the root of the variance.", lambda: close(number(deviation) ** 2, other), "The sums of the data and of their squares give the same variance.")  # fmt: skip
