"""Which number of a story is the mean, the standard deviation, the size of the sample, a bound.

Patterns of whole phrases, sentence by sentence; second_reading reads the same numbers from the
words around each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.statistics.prose import (
    NOT_READ,
    NUMBER,
    Prose,
    loose_numbers,
    resting,
    value,
    without,
)

TIMES = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}
"""Units of time in seconds."""
UNIT = (
    r"(?:seconds?|sec|minutes?|min|hours?|days?|weeks?|months?|years?|inch(?:es)?|feet|foot|ft|yards?|miles?|mi|cm|mm|km|m|meters?|metres?|"
    r"centimeters?|points?|dollars?|cents?|pounds?|lbs?|ounces?|oz|grams?|kg|g|mg|liters?|gallons?|calories|degrees?|volts?|watts?|units?)"
)
_TIME = "(second|minute|hour|day|week|month|year)s?"
_N = rf"(?P<v>{NUMBER})(?![\d%/]|\.\d)"
_C = r"(?P<v>\d+)(?![\d%/]|\.\d)"
_ABOUT = r"(?: (?:about|approximately|around|roughly|known to be|estimated to be|found to be|equal to|only|exactly|given as))*"
_BE = r"(?:is|was|are|were|be|of|at|equals?|equal to|being)"


def told(word: str, others: str) -> str:
    """'the WORD … is about N', with no other statistic and no number in between."""
    return rf"(?i)\b{word}\b(?:(?!{others})[^.;\d?]){{0,140}}?\b{_BE}\b{_ABOUT} ?{_N}"


MEAN = (
    told("(?:mean|average|expected value)", "standard dev|variance|probab|percentile"),
    rf"(?i)\b(?:mean|average)\b,? ?(?:\(?[μx]̄?\)?)? ?(?:= ?)?{_N}",
    rf"(?i)(?<![a-z])μ(?:_\{{?x\}}?)? ?= ?{_N}",
    rf"(?i)\baverages?{_ABOUT} {_N}(?= [a-z])",
    rf"(?i)\bon (?:the )?average,? (?:a |an |the )?[^.;\d]{{0,60}}?\b(?:last|take|get|is|lasts|takes|gets|receives?|waits?|spends?)\b[^.;\d]{{0,12}}? ?{_N}",
    rf"(?i)\b(?:lasts?|takes?|lose|gains?|spends?|waits?)\b[^.;\d]{{0,20}} {_N} [a-z]+,? on (?:the )?average\b",
)  # fmt: skip
_USUALLY = MEAN[-3:]
DEVIATION = (
    told("standard deviations?", "mean|average|probab") + r"(?! and)",
    rf"(?i)\bstandard deviation\b,? ?(?:\(?[σs]\)?)? ?(?:= ?)?{_N}",
    rf"(?i)(?<![a-z])σ(?:_\{{?x\}}?)? ?= ?{_N}",
    rf"(?<![A-Za-z])s ?= ?{_N}",
    rf"(?i)\b{_N}[ -]{UNIT} standard deviation\b",
)
_CHOOSE = (
    r"(?:pick|sampl|survey|select|choos|consider|poll|interview|ask|question|test|collect|tak|draw)"
)
_CHOSEN = r"(?:chosen|selected|sampled|surveyed|drawn|picked|polled|interviewed|tested|asked|questioned|randomly)"
SIZE = (
    rf"(?i)\bsamples?(?: size)?(?:,? n)?(?: is| was)?(?: of)?(?: size)?(?:,? n)? ?(?:=|of|is|size) ?{_C}",
    rf"(?i)\bsamples? of (?:about )?(?:size )?(?:n ?= ?)?{_C}(?! ?%)",
    rf"(?i)\b{_CHOOSE}(?:e?s|es?d|ing|e|en)? (?:a |an )?(?:random |group |sample )*(?:of )?(?:the )?{_C}(?= (?!of\b|or\b|times?\b|out\b|{UNIT}\b)[a-z]| of (?:the|these) )",
    rf"(?i)\b{_C} (?:[a-z]+ ){{1,3}}?(?:are|were|was|is) (?:then )?(?:randomly )?{_CHOSEN}",
    rf"(?i)\b{_C} randomly (?:chosen|selected|sampled) [a-z]",
    rf"(?i)\b(?:mean|average|total|sum) (?:[a-z]+ )?(?:of|for) (?:the |these |those |all )*{_C}(?= (?!{UNIT}\b|of\b|and\b|or\b)(?:[a-z]+ )?[a-z]+s\b)",
    rf"(?i)\b(?:mean|average|sum) (?:[a-z]+ ){{1,3}}of (?:the |these )?{_C}(?= (?!{UNIT}\b|of\b|and\b|or\b)[a-z]+)",
    rf"(?i)\b{_C} (?:[a-z]+ ){{1,2}}in the sample\b",
    rf"(?<![A-Za-z])n ?= ?{_C}",
)
_PAIR = re.compile(rf"(?i)\bmean and (?:a )?standard deviation (?:of|are|is) (?P<m>{NUMBER})(?: [a-z]+)? and (?P<s>{NUMBER})(?: [a-z]+)?,?(?: respectively)?")  # fmt: skip
_SYMBOL = rf"(?P<name>[A-Za-z]|x̄) ?~ ?(?P<f>[NU]|Exp|P|B) ?\( ?(?P<a>{NUMBER}) ?(?:, ?(?P<b>{NUMBER}))? ?\)"  # fmt: skip
_RANGE = (
    rf"(?i)\b(?:between|from) (?P<a>{NUMBER})(?: [a-z]+)? (?:and|to|through) (?P<b>{NUMBER})(?: [a-z]+)?",
    rf"(?i)\blowest\b[^.;\d]*?\b(?:equal to|is|of) (?P<a>{NUMBER}) and (?:the )?highest\b[^.;\d]*?(?P<b>{NUMBER})",
    rf"(?i)\b(?:minimum|lowest|smallest|shortest)\b[^.;\d]*?\b(?:equal to|is|of) (?P<a>{NUMBER})(?: [a-z]+)?,? and (?:an? |the )?(?:maximum|highest|largest|longest)\b[^.;\d]*?\b(?:equal to|is|of) (?P<b>{NUMBER})",
    rf"(?i)\b(?P<a>{NUMBER}) ?(?:≤|<) ?[a-z] ?(?:≤|<) ?(?P<b>{NUMBER})",
    rf"(?i)\ba ?= ?(?P<a>{NUMBER}),? (?:and )?b ?= ?(?P<b>{NUMBER})",
)
_FLAT = rf"(?i)\bf ?\( ?x ?\) ?= ?(?P<h>{NUMBER})"
_ARRIVES = rf"(?i)\b(?:arrives?|runs?|comes?|leaves?|departs?|stops?) every (?P<b>{NUMBER}) {UNIT}"
_PARAMETER = rf"(?i)\b(?:decay parameter|decay rate|decay constant|rate parameter)\b[^.;\d]{{0,30}}?(?:is|of|=)? ?{_N}|(?<![A-Za-z])m ?= ?(?P<w>{NUMBER})"  # fmt: skip
_THINGS = rf"(?:(?!{UNIT}\b|if\b|when\b|is\b|are\b|was\b)[a-z]+ ){{1,3}}?"
_RATE = (
    rf"(?i)\b(?:rate|average|mean)\b[^.;\d]{{0,40}}?\b{_N} {_THINGS}(?:per|an?|each|every|in (?:an?|1|one)) (?P<unit>second|minute|hour|day|week)\b",
    rf"(?i)\b{_N} {_THINGS}(?:per|each|every) (?P<unit>second|minute|hour|day|week)\b[^.;\d]{{0,20}}\b(?:on average)\b",
)
_EVERY = rf"(?i)\b(?:1|one|an?|each) [a-z]+ (?:[a-z]+ )?(?:every|per) (?P<v>{NUMBER} )?(?P<unit>second|minute|hour|day|week)s?\b"  # fmt: skip


@dataclass
class Roles:
    """unit: of time, in which the mean (or the bounds of a uniform variable) is given."""

    family: str = ""
    mean: Fraction | None = None
    deviation: Fraction | None = None
    n: int | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    unit: str = ""
    rate: bool = False
    spans: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    phrases: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    def spans_of(self, sentence: str) -> list[tuple[int, int]]:
        return self.spans.get(sentence, [])

    def unread(self, sentence: str) -> str:
        """The sentence without the phrases that told a role."""
        return without(sentence, self.phrases.get(sentence, []))

    def nothing_else(self, asked: str, spans: list[object]) -> None:
        """Raises NotUnderstood when the question holds a number that has no role."""
        flat: list[tuple[int, int]] = []
        for item in spans:
            flat += item if isinstance(item, list) else [item]  # type: ignore[list-item]
        rest = loose_numbers(resting(without(asked, flat)))
        if any(self.n is None or value(item) != self.n for item in rest):
            raise NotUnderstood(NOT_READ)

    def named(self) -> dict[str, set[Fraction]]:
        """role → its values, for the second reading."""
        held = {
            "mean": None if self.rate else self.mean,
            "deviation": self.deviation,
            "size": None if self.n is None else Fraction(self.n),
        }
        return {role: {real} for role, real in held.items() if real is not None}


@dataclass
class _Found:
    means: set[Fraction] = field(default_factory=set)
    deviations: set[Fraction] = field(default_factory=set)
    sizes: set[Fraction] = field(default_factory=set)
    ends: set[tuple[Fraction, Fraction]] = field(default_factory=set)
    heights: set[Fraction] = field(default_factory=set)
    units: set[str] = field(default_factory=set)


def roles(text: Prose, figure: bool = False, read: frozenset[Fraction] = frozenset()) -> Roles:
    """Raises NotUnderstood when a number of the story has no role, or two numbers claim one.
    figure: a picture may be referred to, as all that is needed is told. read: numbers that have
    another role already."""
    if text.figure and not figure:
        raise NotUnderstood("I cannot see the picture that this refers to.")
    found, many = Roles(_family(text)), _Found()
    for sentence in (*text.given, text.asked):
        _sentence(text, sentence, found, many)
    _settle(found, many)
    for sentence in text.given:
        rest = loose_numbers(resting(without(sentence, found.spans[sentence])))
        if any(value(item) != found.n and value(item) not in read for item in rest):
            raise NotUnderstood(NOT_READ)
    if re.search(r"(?i)\bskew|\bnot normal|\bunless\b|\bexcept\b", text.all):
        raise NotUnderstood("I do not read this condition.")
    return found


def _sentence(text: Prose, sentence: str, found: Roles, many: _Found) -> None:
    spans = found.spans.setdefault(sentence, [])
    phrases = found.phrases.setdefault(sentence, [])
    _notation(text, sentence, found, many)
    pair = _PAIR.search(sentence)
    if pair is not None:
        spans.append(pair.span())
        phrases.append(pair.span())
        many.means.add(value(pair["m"]))
        many.deviations.add(value(pair["s"]))
    if found.family == "exponential":
        _rates(sentence, found, many)
    hypothetical = re.search(r"(?i)^(?:suppose|assume|if)\b|\bfollow|N ?\(", sentence)
    stated = sentence is not text.asked or hypothetical or not re.search(r"(?i)probab", sentence)
    for patterns, into in ((SIZE, many.sizes), (DEVIATION, many.deviations), (MEAN, many.means)):
        if into is not many.sizes and not stated:
            continue
        for pattern in patterns:
            if pattern in _USUALLY and sentence is text.asked:
                continue
            for match in re.finditer(pattern, resting(without(sentence, spans))):
                spans.append(match.span("v"))
                if into is many.sizes and value(match["v"]) == 1:
                    continue
                into.add(value(match["v"]))
                if into is not many.sizes:
                    phrases.append(match.span())
                if into is many.means:
                    many.units |= _unit_after(sentence, match.end("v"))
    if found.family == "uniform" and (sentence is not text.asked or re.search(r"(?i)uniform", sentence)):  # fmt: skip
        for pattern in _RANGE:
            for match in re.finditer(pattern, without(sentence, spans)):
                spans.append(match.span())
                phrases.append(match.span())
                many.ends.add((value(match["a"]), value(match["b"])))
                many.units |= _unit_after(sentence, match.end("b"))
        for match in re.finditer(_FLAT, without(sentence, spans)):
            spans.append(match.span())
            many.heights.add(value(match["h"]))
        for match in re.finditer(_ARRIVES, without(sentence, spans)):
            spans.append(match.span())
            many.ends.add((Fraction(0), value(match["b"])))
            many.units |= _unit_after(sentence, match.end("b"))


def _unit_after(sentence: str, end: int) -> set[str]:
    match = re.match(rf"(?i) ?{_TIME}\b", sentence[end:]) or re.search(rf"(?i)\b{_TIME}$", sentence[:end])  # fmt: skip
    return {match[1].lower()} if match else set()


def _rates(sentence: str, found: Roles, many: _Found) -> None:
    """The mean time between two events, from how many there are in a unit of time."""
    spans = found.spans[sentence]
    for match in re.finditer(_PARAMETER, without(sentence, spans)):
        group = "v" if match["v"] else "w"
        if value(match[group]) > 0:
            spans.append(match.span(group))
            many.means.add(1 / value(match[group]))
            found.rate = True
    for pattern in (*_RATE, _EVERY):
        for match in re.finditer(pattern, without(sentence, spans)):
            spans.append(match.span())
            many.units.add(match["unit"].lower())
            number = value(match["v"]) if match["v"] else Fraction(1)
            many.means.add(number if pattern is _EVERY else 1 / number)
            found.rate = True


def _notation(text: Prose, sentence: str, found: Roles, many: _Found) -> None:
    """X ~ N(μ, σ), X ~ U(a, b), X ~ Exp(m)."""
    symbols = list(re.finditer(_SYMBOL, sentence))
    wanted = re.search(r"(?i)\bif ([a-z]) ?= ?-?[\d.]+, ?what is", text.asked)
    for match in symbols:
        found.spans[sentence].append(match.span())
        if len(symbols) > 1 and (not wanted or match["name"].lower() != wanted[1].lower()):
            continue
        a, b = value(match["a"]), value(match["b"]) if match["b"] else None
        if match["f"] == "N" and b is not None and match["name"] != "x̄":
            many.means.add(a)
            many.deviations.add(b)
            found.family = found.family or "normal"
        elif match["f"] == "U" and b is not None:
            many.ends.add((a, b))
            found.family = found.family or "uniform"
        elif match["f"] == "Exp" and b is None and a > 0:
            many.means.add(1 / a)
            found.rate = True
            found.family = "exponential"


def _settle(found: Roles, many: _Found) -> None:
    """Raises NotUnderstood when two numbers claim a role, or one cannot have it."""
    found.mean, found.deviation = _mean(found, many), _one(many.deviations)
    size = _one(many.sizes)
    if size is not None:
        if size.denominator != 1 or not 2 <= size <= 10**6:
            raise NotUnderstood(NOT_READ)
        found.n = int(size)
    if found.deviation is not None and found.deviation <= 0:
        raise NotUnderstood("A standard deviation is positive.")
    if len(many.ends) > 1 or any(low >= high for low, high in many.ends):
        raise NotUnderstood("More than one range of values is named.")
    if any((high - low) * height != 1 for low, high in many.ends for height in many.heights):
        raise NotUnderstood("The density that is told has not the area 1.")
    if many.ends:
        found.low, found.high = next(iter(many.ends))
    found.unit = next(iter(many.units)) if len(many.units) == 1 else ""


def _mean(found: Roles, many: _Found) -> Fraction | None:
    """A decay parameter may be told beside the mean, rounded."""
    if found.rate and len(many.means) == 2 and found.family == "exponential":
        first, second = sorted(many.means)
        if second - first < second / 200:
            return first if first.denominator == 1 else second
    return _one(many.means)


def _one(values: set[Fraction]) -> Fraction | None:
    if len(values) > 1:
        raise NotUnderstood("Two numbers could have the same role.")
    return next(iter(values), None)


_FAMILIES = {
    "normal": r"(?i)\bnormally\b|\bnormal\b(?! (?:working|business|office|daily|days?|hours|life|circumstances|conditions|use|weather|body))|~ ?N ?\(",
    "uniform": r"(?i)\buniform(?:ly)?\b|~ ?U ?\(",
    "exponential": r"(?i)\bexponential(?:ly)?\b|~ ?Exp ?\(",
    "poisson": r"(?i)\bpoisson\b",
    "binomial": r"(?i)\bbinomial\b",
    "geometric": r"(?i)\bgeometric\b",
    "hypergeometric": r"(?i)\bhypergeometric\b",
    "t": r"(?i)\bstudent's t\b|\bt-distribution\b",
}


def _family(text: Prose) -> str:
    found = [name for name, pattern in _FAMILIES.items() if re.search(pattern, text.all)]
    if sorted(found) == ["exponential", "poisson"] and not re.search(r"(?i)\bhow many (?!second|minute|hour|day)|\bexactly\b|\bnumber of\b", text.asked):  # fmt: skip
        return "exponential"
    if len(found) > 1:
        raise NotUnderstood("More than one kind of distribution is named.")
    if not found and re.search(_FLAT + r"(?! ?[x*^(])", text.facts):
        return "uniform"
    return found[0] if found else ""


def time_bounds(found: Roles, asked: str, spans: Iterator[tuple[int, int]]) -> Fraction:
    """By what the bounds in the question are multiplied to be in the unit of the mean."""
    units = set()
    for _, end in spans:
        units |= _unit_after(asked, end)
    if not units or units == {found.unit}:
        return Fraction(1)
    (unit,) = units if len(units) == 1 else ("",)
    if unit not in TIMES or found.unit not in TIMES:
        if found.unit:
            raise NotUnderstood("I do not read these units of time together.")
        return Fraction(1)
    return Fraction(TIMES[unit], TIMES[found.unit])
