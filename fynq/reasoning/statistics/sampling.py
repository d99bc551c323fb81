"""What a story tells of one sample and of the population that it stands for.

Every number of the story gets one role; one that gets none, or a role that two claim, refuses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.statistics.answers import Real, root
from fynq.reasoning.statistics.data import LIST, items
from fynq.reasoning.statistics.prose import (
    NOT_READ,
    NUMBER,
    Prose,
    plain,
    resting,
    value,
    without,
)
from fynq.reasoning.statistics.roles import DEVIATION, MEAN, SIZE, UNIT, told

_N = rf"(?P<v>{NUMBER})(?![\d%/]|\.\d)"
_P = rf"(?P<v>{NUMBER}%|0?\.\d+)(?!\d)"
_CONFIDENCE = (
    rf"(?i)\b{_P}[- ]?(?:confiden\w*|level of confidence|CI\b)",
    rf"(?i)\b(?:confidence level|level of confidence|confidence coefficient|CL)(?: (?:of|is|at|equal to))* ?=? ?{_P}",
    rf"(?i)\b{_P} (?:sure|certain) that\b",
)
_SIGNIFICANCE = (
    rf"(?i)\b{_P}[- ](?:level of significance|significance(?: level)?|(?:alpha )?level(?! of conf))",
    rf"(?i)\b(?:significance level|level of significance|preconceived α|α|alpha)(?: (?:of|is|at|equal to|α|to))* ?=? ?{_P}",
)
_WITHIN = (
    rf"(?i)\bwithin (?:plus or minus )?(?P<v>{NUMBER}%?)(?: percent(?:age)? points?| {UNIT})? of\b",
    rf"(?i)\bwithin (?P<v>{NUMBER}%?)(?: percent(?:age)? points?| {UNIT})",
    rf"(?i)\b(?:margin of error|error bound|maximum error|EBM|EBP)\b[^.;\d]{{0,40}}?(?:is|of|be|at|most|than|to|=) ?(?P<v>{NUMBER}%?)",
)
_INTERVAL = re.compile(rf"\(? ?(?P<a>{NUMBER}) ?, ?(?P<b>{NUMBER}) ?\)")
_SYMBOLS = (
    ("n", rf"(?<![A-Za-z])n ?= ?{_N}"),
    ("sample mean", rf"x̄ ?= ?{_N}"),
    ("sample deviation", rf"(?<![A-Za-z])s(?:_\{{?x\}}?)? ?= ?{_N}"),
    ("deviation", rf"σ ?= ?{_N}"),
    ("sample share", rf"p' ?= ?{_N}"),
    ("claimed share", rf"(?<![A-Za-z])p(?:_\{{?0\}}?)? ?(?:=|≤|≥|<|>|≠) ?{_N}"),
    ("claimed mean", rf"μ(?:_\{{?0\}}?)? ?(?:=|≤|≥|<|>|≠) ?{_N}"),
    ("successes", rf"(?<![A-Za-z])x ?= ?{_N}"),
)
_SHARE = (
    rf"(?i)\b(?:proportion|percent(?:age)?|rate|probability|chance|share)\b[^.;\d]{{0,120}}?\b(?:is|was|are|at|equals?|exceeds?|than)\b(?: (?:about|approximately|not|only|still|at most|at least|more than|less than|no more than|no less than))* ?{_P}",
    rf"(?i)\b{_P} of (?:all |the )?[a-z]+",
)
_THAN = r"(?:not|at least|at most|different from|(?:no |not )?(?:more|less|greater|fewer|higher|lower|longer|shorter|larger|smaller) than)"


def _claimed(word: str, others: str) -> str:
    """'the WORD is at most N'."""
    return rf"(?i)\b{word}\b(?:(?!{others})[^.;\d?]){{0,140}}?\b(?:is|was|are|were|exceeds?|be|of)\b(?: {_THAN})+ {_N}"


_CLAIMED = (
    ("deviation", _claimed("standard deviation", "mean|average|variance")),
    ("variance", _claimed("variance", "mean|average|standard deviation")),
    ("claimed mean", _claimed("(?:mean|average)", "variance|standard deviation")),
)
_VARIANCE = told("variance", "mean|average|standard dev") + r"(?!%)"
_IN_PERCENT = rf"(?i)\bstandard deviation\b[^.;\d?]{{0,120}}?\b(?:is|was|of) (?P<v>{NUMBER})%"
"""Of a variable that is measured in percent."""
_SUCCESSES = (
    rf"(?i)\b{_N} (?:out )?of (?:the |these |those )?(?P<w>\d+)\b",
    rf"(?i)\bof (?:the |these |those )?(?P<w>\d+)\b[^.;\d]*?,? {_N}\b",
    rf"(?i)\b(?:with the result that|finds? that|found that|result(?:s|ed)?(?: in)?|shows? that|showed that|of (?:which|whom)|reported that|,|and|in which) {_N}(?= (?!{UNIT}\b)[a-z])",
    rf"(?i)^{_N} (?:of (?:the |them|those )?)?(?:[a-z]+ )?(?:said|reported|responded|answered|had|have|were|was|are|did|do|indicated|favor\w*|prefer\w*|smok\w*|passed|failed)\b",
)  # fmt: skip
_OF_SAMPLE = re.compile(r"(?i)\bsample\b|\bsampled\b|x̄|\bsurvey|\b(?:those|the|these) \d+ [a-z]|\bobserved\b")  # fmt: skip
_OF_ALL = re.compile(r"(?i)\bpopulation\b|\bclaim|\bbeliev|\bsuspect|\bhypothes|\bnull\b|\btrue\b|\bnational|\badvertis|\bhistorical|\breported by|\bH_?0|\bstates? that|\bsays that|\bassum|\bknown\b|μ|σ")  # fmt: skip


@dataclass
class Sampling:
    """roles: 'n', 'confidence', 'significance', 'within', 'mean', 'sample mean', 'claimed mean',
    'deviation' (of the population), 'sample deviation', 'variance', 'sample variance', 'successes',
    'claimed share', 'sample share' → value, exact. interval: its two ends."""

    roles: dict[str, Fraction] = field(default_factory=dict)
    interval: tuple[Fraction, Fraction] | None = None
    loose: list[str] = field(default_factory=list)

    def get(self, *names: str) -> Fraction | None:
        return next((self.roles[name] for name in names if name in self.roles), None)

    def need(self, *names: str) -> Fraction:
        """Raises NotUnderstood."""
        real = self.get(*names)
        if real is None:
            raise NotUnderstood(f"The {names[0]} is not told.")
        return real

    @property
    def n(self) -> int:
        size = self.need("n")
        if size.denominator != 1 or not 2 <= size <= 10**7:
            raise NotUnderstood(NOT_READ)
        return int(size)

    @property
    def sample_deviation(self) -> Real:
        """None when it is neither told nor follows from the data or the variance."""
        deviation, variance = self.get("sample deviation"), self.get("sample variance")
        return deviation if deviation is not None or variance is None else root(variance)

    def named(self) -> dict[str, set[Fraction]]:
        """For the second reading."""
        sets: dict[str, set[Fraction]] = {}
        for name, real in self.roles.items():
            role = {"n": "size"}.get(name, name.split()[-1])
            if role in ("size", "mean", "deviation", "variance"):
                sets.setdefault(role, set()).add(real)
        return sets


def sampling(text: Prose) -> Sampling:
    """Raises NotUnderstood."""
    if text.figure:
        raise NotUnderstood("I cannot see the picture that this refers to.")
    found = Sampling()
    text, data = _without_list(text)
    idle = _part_of_a_name(text)
    for sentence in (*text.given, text.asked):
        _Reader(found, sentence, idle).read()
    if data:
        _measure(data, found)
    _counted(text, found)
    _successes(text, found)
    _described(text, found)
    again = {found.roles.get("n"), found.roles.get("claimed share")}
    found.loose = [item for item in found.loose if value(item) not in again]
    return found


def _without_list(text: Prose) -> tuple[Prose, list[Fraction]]:
    """The story without its list of data. Raises NotUnderstood when there are several."""
    lists = [items(match) for sentence in (*text.given, text.asked) for match in LIST.finditer(sentence)]  # fmt: skip
    if not lists:
        return text, []
    if len(lists) > 1 or len(lists[0]) < 4:
        raise NotUnderstood("It is not clear which data are meant.")
    given = tuple(LIST.sub(" ", sentence) for sentence in text.given)
    return replace(text, given=given, asked=LIST.sub(" ", text.asked)), lists[0]


def _measure(data: list[Fraction], found: Sampling) -> None:
    """Size, mean and variance of the sample from its data."""
    n = len(data)
    if "sample mean" in found.roles or found.roles.setdefault("n", Fraction(n)) != n:
        raise NotUnderstood("The data and what is told of them do not fit together.")
    mean = sum(data, Fraction(0)) / n
    found.roles["sample mean"] = mean
    found.roles["sample variance"] = sum(((x - mean) ** 2 for x in data), Fraction(0)) / (n - 1)


def story(question: str) -> str:
    """The question without its lists of data, for the second reading."""
    return LIST.sub(" ", plain(question))


class _Reader:
    """One sentence, its numbers taken out as they get their roles."""

    def __init__(self, found: Sampling, sentence: str, idle: frozenset[str]) -> None:
        self.found, self.rest = found, resting(sentence)
        for phrase in idle:
            self.rest = self.rest.replace(phrase, "o" + phrase[1:])
        self.whole = self.rest

    def read(self) -> None:
        for match in _INTERVAL.finditer(self.rest):
            a, b = value(match["a"]), value(match["b"])
            if a < b and self.found.interval is None and re.search(r"(?i)\bconfidence interval\b", self.rest):  # fmt: skip
                self.found.interval = (a, b)
                self.rest = without(self.rest, [match.span()])
        self._take("confidence", _CONFIDENCE)
        self._take("significance", _SIGNIFICANCE)
        self._take("within", _WITHIN)
        for name, pattern in _SYMBOLS:
            self._take(name, (pattern,))
        self._take("n", SIZE)
        for name, pattern in _CLAIMED:
            self._take(name, (pattern,))
        for name, patterns in (
            ("deviation", (*DEVIATION, _IN_PERCENT)),
            ("variance", (_VARIANCE,)),
            ("mean", MEAN),
        ):
            self._take(name, patterns, by_owner=True)
        self._take("claimed share", _SHARE)
        self.found.loose += [item for item in re.findall(rf"(?<![\w.^]){NUMBER}%?(?!\w)", self.rest) if item != "1"]  # fmt: skip

    def _take(self, name: str, patterns: Sequence[str], by_owner: bool = False) -> None:
        for pattern in patterns:
            while (match := re.search(pattern, self.rest)) is not None:
                before = self.whole[max(0, match.start() - 30) : match.end()]
                self._put(_owned(name, before, self.whole) if by_owner else name, value(match["v"]))
                end = match.end("v") + (pattern is _IN_PERCENT)
                self.rest = without(self.rest, [(match.start("v"), end)])

    def _put(self, name: str, real: Fraction) -> None:
        if self.found.roles.setdefault(name, real) != real:
            raise NotUnderstood("Two numbers could have the same role.")


def _owned(name: str, phrase: str, sentence: str) -> str:
    """Whose mean, standard deviation or variance: the population's (or claimed), the sample's."""
    for said in (phrase, sentence):
        of_sample, of_all = bool(_OF_SAMPLE.search(said)), bool(_OF_ALL.search(said))
        if of_sample != of_all:
            if of_sample:
                return f"sample {name}"
            return "claimed mean" if name == "mean" else name
    return f"unsaid {name}"


def _counted(text: Prose, found: Sampling) -> None:
    """The only number of things or people is the size of the sample, where none is told."""
    if "n" in found.roles:
        return
    said = resting(text.all)
    counted = {item for item in found.loose if re.fullmatch(r"\d+", item) and int(item) >= 5 and re.search(rf"(?i)(?<![\d.]){item} (?!{UNIT}\b)(?:[a-z]+ )?[a-z]+s\b", said)}  # fmt: skip
    if len(counted) == 1:
        (item,) = counted
        found.roles["n"] = value(item)
        found.loose = [other for other in found.loose if other != item]


def _part_of_a_name(text: Prose) -> frozenset[str]:
    """'3 telephones', where each 3 of the story counts telephones and there are two or more."""
    said = resting(text.all)
    found: set[str] = set()
    for digit in set(re.findall(r"(?<![\d.,])[2-9](?= [a-z])", said)):
        each = re.findall(rf"(?<![\d.]){digit}(?![\d%]|\.\d)", said)
        things = re.findall(rf"(?<![\d.]){digit} (?!{UNIT}\b)[a-z]+(?: [a-z]+s\b)?", said)
        if len(each) == len(things) >= 2 and len(set(things)) == 1:
            found.add(things[0])
    return frozenset(found)


def _described(text: Prose, found: Sampling) -> None:
    """A number within the name of the property, 'more than 500 friends', said each time alike."""
    if found.get("successes", "claimed share") is None:
        return
    said = resting(text.all)
    for item in set(found.loose):
        each = re.findall(rf"(?<![\d.]){re.escape(item)}(?![\d%])", said)
        named = re.findall(rf"(?i)\b(?:more than|less than|fewer than|at least|at most|over|under) {re.escape(item)} (?!of\b)[a-z]+", said)  # fmt: skip
        if len(each) == len(named) >= 2:
            found.loose = [other for other in found.loose if other != item]


def _successes(text: Prose, found: Sampling) -> None:
    """How many of the sample have the property, among the numbers that have no role yet."""
    n = found.roles.get("n")
    if "successes" in found.roles or not found.loose:
        return
    likely: set[Fraction] = set()
    for sentence in (*text.given, text.asked):
        said = resting(sentence)
        for pattern in _SUCCESSES:
            for match in re.finditer(pattern, said):
                whole = match.groupdict().get("w")
                if match["v"] not in found.loose:
                    continue
                if whole and n is not None and value(whole) != n:
                    continue
                if whole and n is None:
                    n = value(whole)
                    found.roles["n"] = n
                likely.add(value(match["v"]))
    likely = {x for x in likely if n is not None and x.denominator == 1 and 0 <= x < n}
    if len(likely) == 1:
        (x,) = likely
        found.roles["successes"] = x
        found.loose = [item for item in found.loose if value(item) != x]
