"""A least-squares line: slope and intercept, predictions, residuals, the correlation.

Formulas: b = Σ(x − x̄)(y − ȳ)/Σ(x − x̄)², a = ȳ − b·x̄, b = r·s_y/s_x.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import mpmath as mp

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.solved import Report, SolvedProblem
from fynq.reasoning.statistics import answers, prose
from fynq.reasoning.statistics.answers import Worked, brief, close, number, step
from fynq.reasoning.statistics.data import LIST, items
from fynq.reasoning.statistics.prose import NOT_READ, NUMBER, Prose, loose_numbers, resting, value

NAME = "regression"
_SKILLS = ("linear-regression", "statistics")


def solve(question: str) -> SolvedProblem:
    """Raises NotUnderstood."""
    with mp.workdps(answers.DIGITS):
        return answers.solved(NAME, _work(question))


def check(question: str, solved: SolvedProblem) -> Report:
    with mp.workdps(answers.DIGITS):
        return answers.report(NAME, _work(question), solved)


_TOPIC = re.compile(r"(?i)\bregression\b|\bbest[- ]fit\b|\bleast[- ]squares?\b|\bcorrelation\b|\bcoefficient of determination\b|ŷ|\\hat\{?y|\bresidual\b")  # fmt: skip
_HAT = re.compile(r"\\hat\{?\s*y\s*\}?|ŷ|y-hat")


def _work(question: str) -> Worked:
    if not _TOPIC.search(question):
        raise NotUnderstood("No regression line is named.")
    text = prose.read(_HAT.sub("ŷ", question))
    if text.figure or re.search(r"(?i)\boutliers?\b|\bexponential\b|\bquadratic\b|\blogarithmic\b", text.all):  # fmt: skip
        raise NotUnderstood("I do not read this condition.")
    worked = _from_line(text) or _from_r(text) or _from_data(text)
    if worked is None:
        raise NotUnderstood("It is not clear what of the regression is asked.")
    return replace(worked, rounding=text.rounding, skills=_SKILLS)


def _plain(what: str, symbol: str, real: Any, line: str, concept: str, holds: Callable[[], bool], said: str = "Going back gives the numbers of the story.") -> Worked:  # fmt: skip
    return Worked(what, symbol, real, (step(f"Find the {what}", f"${line}$"),), concept, holds, said)  # fmt: skip


_U = r"(?:\d+(?:\.\d+)?|\.\d+)"
_LINES = (
    re.compile(rf"(?:ŷ|(?<![A-Za-z])y) ?= ?(?P<s>-?) ?(?P<a>{_U}) ?(?P<o>[+-]) ?(?P<b>{_U})? ?\*?\(?x\)?(?![\w^])"),
    re.compile(rf"(?:ŷ|(?<![A-Za-z])y) ?= ?(?P<o>-?) ?(?P<b>{_U})? ?\*?\(?x\)?(?![\w^])(?: ?(?P<s>[+-]) ?(?P<a>{_U}))?"),
)  # fmt: skip
_SLOPE = re.compile(r"(?i)\bslope\b|\bwhat is b\b")
_INTERCEPT = re.compile(r"(?i)\b(?:y-? ?)?intercept\b|\bwhat is a\b")
_AT = re.compile(rf"(?i)\bx ?= ?(?P<x>{NUMBER})")
_PREDICT = re.compile(r"(?i)\bpredict(?:ed|s|ion)?\b|\bestimate[ds]?\b|\bexpected\b|\bwhat (?:is|would)(?: be)? (?:the value of )?(?:ŷ|y)\b|\bfind (?:ŷ|y)\b")  # fmt: skip
_RESIDUAL = re.compile(r"(?i)\bresidual\b")
_ACTUAL = re.compile(rf"(?i)\b(?:actual|observed) [^.;\d]*?(?:is|was|of|=) ?(?P<y>{NUMBER})|(?<![ŷ\w])y ?= ?(?P<y2>{NUMBER})(?! ?[*+x(-])")  # fmt: skip


def _line(text: Prose) -> tuple[Fraction, Fraction, list[tuple[int, int]]] | None:
    """Intercept, slope and where the equation stands."""
    said = resting(text.all)
    found: set[tuple[Fraction, Fraction]] = set()
    spans: list[tuple[int, int]] = []
    for pattern in _LINES:
        for match in pattern.finditer(prose.without(said, spans)):
            a = value(match["a"]) * (-1 if match["s"] == "-" else 1) if match["a"] else Fraction(0)
            found.add((a, value(match["b"] or "1") * (-1 if match["o"] == "-" else 1)))
            spans.append(match.span())
    if len(found) != 1:
        return None
    (line,) = found
    return (*line, spans)


def _from_line(text: Prose) -> Worked | None:
    """What is read off, or worked out from, an equation that is told."""
    told = _line(text)
    if told is None:
        return None
    a, b, spans = told
    asked, said = text.asked, resting(text.all)
    equation = rf"\hat{{y}} = {brief(a)} {'-' if b < 0 else '+'} {brief(abs(b))}x"
    if _SLOPE.search(asked) and not _INTERCEPT.search(asked):
        return _plain("slope", "b", b, f"{equation},\\quad b = {brief(b)}", "The slope is the factor of x.", lambda: (a + b * 1) - a == b)  # fmt: skip
    if _INTERCEPT.search(asked) and not _SLOPE.search(asked):
        return _plain("intercept", "a", a, f"{equation},\\quad a = {brief(a)}", "The intercept is the value at x = 0.", lambda: a + b * 0 == a)  # fmt: skip
    rest = prose.without(said, spans)
    numbers = loose_numbers(rest)
    at = {value(match["x"]) for match in _AT.finditer(rest)}
    if _RESIDUAL.search(asked):
        actual = {value(match["y"] or match["y2"]) for match in _ACTUAL.finditer(rest)}
        if len(at) != 1 or len(actual) != 1 or {value(item) for item in numbers} != at | actual:
            raise NotUnderstood(NOT_READ)
        (x,), (y,) = at, actual
        real = y - (a + b * x)
        return _plain("residual", r"y - \hat{y}", real, rf"y - \hat{{y}} = {brief(y)} - {answers.bracketed(a + b * x)} = {brief(real)}", "A residual is the observed value minus the predicted one.", lambda: a + b * x + real == y)  # fmt: skip
    if _PREDICT.search(asked):
        asked_numbers = {value(item) for item in loose_numbers(_without_line(asked))}
        inputs = at or asked_numbers
        if len(inputs) != 1 or {value(item) for item in numbers} - inputs:
            raise NotUnderstood(NOT_READ)
        (x,) = inputs
        real = a + b * x
        return _plain("prediction", r"\hat{y}", real, rf"\hat{{y}} = {brief(a)} {'-' if b < 0 else '+'} {brief(abs(b))} \cdot {answers.bracketed(x)} = {brief(real)}", "A prediction is the value of the line at x.", lambda: b == 0 or (real - a) / b == x)  # fmt: skip
    return None


def _without_line(asked: str) -> str:
    for pattern in _LINES:
        asked = pattern.sub(" ", asked)
    return resting(asked)


_R = re.compile(r"(?i)(?<![a-z])r ?= ?(?P<r>-?0?\.\d+|-?[01])\b|\bcorrelation coefficient\b[^.;\d]{0,30}?(?:is|of|was) ?(?P<s>-?0?\.\d+)")  # fmt: skip
_R2 = re.compile(r"(?i)(?<![a-z])r\^?\{?2\}?|\bcoefficient of determination\b|\br-? ?squared\b|\bpercent(?:age)? of the variation\b")  # fmt: skip
_R2_TOLD = re.compile(r"(?i)(?:(?<![a-z])r\^\{?2\}? ?=|\bcoefficient of determination\b[^.;\d]{0,30}?(?:is|of|was)) ?(?P<v>0?\.\d+)")  # fmt: skip


def _from_r(text: Prose) -> Worked | None:
    """r² from r, or r from r² and the direction."""
    said = resting(text.all)
    told = {value(match["r"] or match["s"]) for match in _R.finditer(said)}
    spans = [match.span() for match in _R.finditer(said)] + [m.span() for m in re.finditer(r"(?i)(?<![a-z])r\^\{?2\}?", said)]  # fmt: skip
    if len(told) == 1 and _R2.search(text.asked) and not loose_numbers(prose.without(said, spans)):
        (r,) = told
        if abs(r) > 1:
            raise NotUnderstood("A correlation lies between -1 and 1.")
        percent = bool(re.search(r"(?i)\bpercent", text.asked))
        real = r * r * (100 if percent else 1)
        return _plain("coefficient of determination", "r^2", real, rf"r^2 = {answers.bracketed(r)}^2 = {brief(r * r)}", "The coefficient of determination is the square of the correlation.", lambda: close(mp.sqrt(number(real / (100 if percent else 1))), abs(r)))  # fmt: skip
    squares = list(_R2_TOLD.finditer(said))
    slope = _line(text)
    if len(squares) == 1 and slope is not None and re.search(r"(?i)\bcorrelation coefficient\b|\bwhat is r\b|\bfind r\b", text.asked):  # fmt: skip
        square = value(squares[0]["v"])
        if loose_numbers(prose.without(said, [squares[0].span(), *slope[2]])) or slope[1] == 0:
            raise NotUnderstood(NOT_READ)
        real = mp.sqrt(number(square)) * (1 if slope[1] > 0 else -1)
        return _plain("correlation", "r", real, rf"r = {'-' if real < 0 else ''}\sqrt{{{brief(square)}}} = {brief(real)}", "The correlation has the sign of the slope, and its square is r².", lambda: close(real**2, square))  # fmt: skip
    return None


_NAMED = re.compile(
    r"(?i)\b(?P<name>[xy])(?:[- ]values?|[- ]data)?(?: \([^()]*\))?:? ?(?:are|=|:)? ?$"
)
_WANTED = (
    ("slope", _SLOPE), ("intercept", _INTERCEPT), ("correlation", re.compile(r"(?i)\bcorrelation(?: coefficient)?\b|\bwhat is r\b|\bfind r\b")),
    ("determination", re.compile(r"(?i)\bcoefficient of determination\b|r\^\{?2")),
)  # fmt: skip
_PAIRS = re.compile(rf"\( ?({NUMBER}) ?, ?({NUMBER}) ?\)")


def _from_data(text: Prose) -> Worked | None:
    """The line of best fit of data that are written out."""
    read = _points(text)
    if read is None:
        return None
    x, y = read
    wants = [name for name, pattern in _WANTED if pattern.search(text.asked)]
    if "determination" in wants and "correlation" in wants:
        wants = ["determination"]
    at = list(_AT.finditer(text.asked))
    if not wants and _PREDICT.search(text.asked) and len(at) == 1:
        wants = ["prediction"]
    if len(wants) != 1 or (wants == ["prediction"]) != bool(loose_numbers(resting(LIST.sub(" ", _PAIRS.sub(" ", text.asked))))):  # fmt: skip
        return None
    n = len(x)
    mx, my = sum(x, Fraction(0)) / n, sum(y, Fraction(0)) / n
    sxx = sum(((p - mx) ** 2 for p in x), Fraction(0))
    syy = sum(((q - my) ** 2 for q in y), Fraction(0))
    sxy = sum(((p - mx) * (q - my) for p, q in zip(x, y, strict=True)), Fraction(0))
    if sxx == 0 or syy == 0:
        raise NotUnderstood("The data do not vary.")
    b = sxy / sxx
    a = my - b * mx
    r = number(sxy) / mp.sqrt(number(sxx * syy))
    reals: dict[str, Any] = {"slope": b, "intercept": a, "correlation": r, "determination": sxy**2 / (sxx * syy)}  # fmt: skip
    if wants == ["prediction"]:
        reals["prediction"] = a + b * value(at[0]["x"])
    name = wants[0]
    steps = (
        step("Find the means", rf"$\bar{{x}} = {brief(mx)},\ \bar{{y}} = {brief(my)}$"),
        step("Add the products of the deviations", rf"$\sum (x - \bar{{x}})(y - \bar{{y}}) = {brief(sxy)},\ \sum (x - \bar{{x}})^2 = {brief(sxx)},\ \sum (y - \bar{{y}})^2 = {brief(syy)}$"),
        step("Divide", rf"$b = {brief(b)},\ a = \bar{{y}} - b\bar{{x}} = {brief(a)},\ r = {brief(r)}$"),
        step(f"Give the {name}", f"${brief(reals[name])}$"),
    )  # fmt: skip

    def holds() -> bool:
        """The residuals add to zero, and so do their products with x: the normal equations. Their
        squares add to (1 − r²) of the squares of y."""
        residuals = [q - a - b * p for p, q in zip(x, y, strict=True)]
        plain = sum(residuals, Fraction(0)) == 0
        normal = sum((e * p for e, p in zip(residuals, x, strict=True)), Fraction(0)) == 0
        left = sum((e * e for e in residuals), Fraction(0))
        return plain and normal and close(left, (1 - r * r) * number(syy), "1e-8")

    return Worked(name, r"\hat{y} = a + bx", reals[name], steps, "The line of best fit has the least sum of squared residuals.", holds, "The residuals fulfil the normal equations.")  # fmt: skip


def _points(text: Prose) -> tuple[list[Fraction], list[Fraction]] | None:
    """x and y, from two labelled lists of the same length or from pairs."""
    lists: dict[str, list[Fraction]] = {}
    sentences = [*text.given, text.asked]
    for sentence in sentences:
        for match in LIST.finditer(sentence):
            name = _NAMED.search(sentence[: match.start("items")])
            if name is None or name["name"].lower() in lists:
                return _pairs(sentences)
            lists[name["name"].lower()] = items(match)
    if set(lists) != {"x", "y"} or len(lists["x"]) != len(lists["y"]):
        return _pairs(sentences)
    return lists["x"], lists["y"]


def _pairs(sentences: Sequence[str]) -> tuple[list[Fraction], list[Fraction]] | None:
    found = [pair for sentence in sentences for pair in _PAIRS.findall(sentence)]
    if len(found) < 3:
        return None
    return [value(p) for p, _ in found], [value(q) for _, q in found]
