"""Which number of a story is the mean, the standard deviation, the size of the sample, a bound."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.statistics.prose import (
    NOT_READ,
    NUMBER,
    Prose,
    loose_numbers,
    value,
    without,
)

_N = rf"(?P<v>{NUMBER})(?![\d%])"
_GAP = r"[^.;\d?]"
_MEAN = (
    rf"(?i)\b(?:mean|average|expected value)\b(?:(?!standard dev|variance|probab|percentile)[^.;\d?]){{0,140}}?\b(?:is|was|are|of|be|at)\b(?: about| approximately| around| estimated to be)? {_N}(?! ?%)",
    rf"(?i)\b(?:mean|average)\b,? ?(?:\(?μ\)?)? ?= ?{_N}",
    rf"(?i)(?<![a-z])μ(?:_?x)? ?= ?{_N}",
    rf"(?i)\baverages {_N}(?= [a-z])",
    rf"(?i)\bon average,? (?:a |an |the )?[^.;\d]{{0,60}}?\b(?:last|take|get|is|lasts|takes|gets|receives?)\b[^.;\d]{{0,12}}? ?{_N}",
    rf"(?i)\ban? (?:average|mean)(?: \w+){{0,5}} of (?:about |approximately )?{_N}",
    rf"(?i)\b{_N} [a-z]+,? on (?:the )?average\b",
)  # fmt: skip
_DEVIATION = (
    rf"(?i)\bstandard deviation\b(?:(?!mean|average|probab)[^.;\d?]){{0,120}}?\b(?:is|was|of|be|at)\b(?: about| approximately)? {_N}(?! and)",
    rf"(?i)\bstandard deviation\b,? ?(?:\(?[σs]\)?)? ?= ?{_N}",
    rf"(?i)(?<![a-z])σ(?:_?x)? ?= ?{_N}",
    rf"(?<![A-Za-z])s ?= ?{_N}",
)
_SIZE = (
    rf"(?i)\bsample(?: size)?(?: is)?(?: of)?(?: size)?(?: n)? ?(?:=|of|is) ?{_N}",
    rf"(?i)\bsample size(?: is| of|,)? (?:n ?= ?)?{_N}",
    rf"(?i)\bsample of (?:size )?(?:n ?= ?)?{_N}",
    rf"(?i)\b(?:randomly )?(?:pick|sampled?|survey|select|choose|consider|poll)(?:s|ed|ing)?(?: a)?(?: random)?(?: group of)? {_N}(?= (?!of\b|or\b|minutes?\b|hours?\b|times?\b|out\b)[a-z]| of (?:the|these) )",
    rf"(?i)\b(?:the|these|of|for) {_N}(?= (?:\w+ )?(?:customers?|students?|people|runs|marathons|races|scores?|stress scores|participants|in the sample)\b)",
    rf"(?i)\bmean age of {_N}(?= [a-z]+)",
    rf"(?<![A-Za-z])n ?= ?{_N}",
)
_PAIR = re.compile(r"(?i)\bmean and (?:a )?standard deviation of (?P<m>[\d.]+)(?: [a-z]+)? and (?P<s>[\d.]+)(?: [a-z]+)?,? respectively")  # fmt: skip
_SYMBOL = (
    rf"(?P<name>[A-Z]) ?~ ?(?P<f>[NU]|Exp|P|B) ?\( ?(?P<a>{NUMBER}) ?(?:, ?(?P<b>{NUMBER}))? ?\)"
)
_RANGE = (
    rf"(?i)\b(?:between|from) (?P<a>{NUMBER})(?: [a-z]+)? (?:and|to) (?P<b>{NUMBER})(?: [a-z]+)?",
    rf"(?i)\blowest\b[^.;\d]*?\b(?:equal to|is|of) (?P<a>{NUMBER}) and (?:the )?highest\b[^.;\d]*?(?P<b>{NUMBER})",
)
_IDLE_RANGE = re.compile(
    rf"(?i)\b(?:range of [^.;\d]*|range[^.;\d]*\b(?:is|was)|ages|aged|between the ages of|values[^.;\d]*) {NUMBER} ?(?:to|-|and) {NUMBER}\+?"
    rf"|\b{NUMBER}(?: ?-| to) ?{NUMBER}(?:-year-olds?|\+)|\b\d+-(?:year|hour|minute|month|day|week|mile)s?(?:-old)?\b"
    r"|\([^()]*\d ?miles?\)|\b0, ?1, ?2(?:, ?\d+)*,?\s*(?:…|\.\.\.)"
)


@dataclass
class Roles:
    family: str = ""
    mean: Fraction | None = None
    deviation: Fraction | None = None
    n: int | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    spans: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    def spans_of(self, sentence: str) -> list[tuple[int, int]]:
        return self.spans.get(sentence, [])

    def nothing_else(self, asked: str, spans: list[object]) -> None:
        """Raises NotUnderstood when the question holds a number that has no role."""
        flat: list[tuple[int, int]] = []
        for item in spans:
            flat += item if isinstance(item, list) else [item]  # type: ignore[list-item]
        if loose_numbers(_IDLE_RANGE.sub(" ", without(asked, flat))):
            raise NotUnderstood(NOT_READ)


def roles(text: Prose) -> Roles:
    """Raises NotUnderstood when a number of the story has no role, or two numbers claim one."""
    if text.figure:
        raise NotUnderstood("I cannot see the picture that this refers to.")
    found = Roles(_family(text))
    sentences = [*text.given, text.asked]
    means: set[Fraction] = set()
    deviations: set[Fraction] = set()
    sizes: set[Fraction] = set()
    ends: set[tuple[Fraction, Fraction]] = set()
    for sentence in sentences:
        spans = found.spans.setdefault(sentence, [])
        _notation(text, sentence, found, means, deviations, ends)
        pair = _PAIR.search(sentence)
        if pair is not None:
            spans.append(pair.span())
            means.add(value(pair["m"]))
            deviations.add(value(pair["s"]))
        for patterns, into in ((_DEVIATION, deviations), (_MEAN, means), (_SIZE, sizes)):
            if sentence is text.asked and into is not sizes and re.search(r"(?i)probab", sentence) and not re.search(r"(?i)^(?:suppose|assume|if)\b|\bfollow|N ?\(", sentence):  # fmt: skip
                continue
            for pattern in patterns:
                for match in re.finditer(pattern, without(sentence, spans)):
                    spans.append(match.span("v"))
                    into.add(value(match["v"]))
        if found.family == "uniform":
            bare = without(sentence, spans)
            if sentence is not text.asked or re.search(r"(?i)uniform", sentence):
                for pattern in _RANGE:
                    for match in re.finditer(pattern, bare):
                        spans.append(match.span())
                        ends.add((value(match["a"]), value(match["b"])))
                for match in re.finditer(rf"(?i)\ba ?= ?{NUMBER} and b ?= ?{NUMBER}", bare):
                    spans.append(match.span())
                for match in re.finditer(rf"(?i)\bfrom {NUMBER} to {NUMBER}", bare):
                    spans.append(match.span())
        if found.family == "exponential":
            for match in re.finditer(rf"(?i)\b(?:decay parameter|decay rate|rate)(?: is| of|,)? ?(?:m ?= ?)?(?P<v>{NUMBER})", without(sentence, spans)):  # fmt: skip
                if re.search(r"(?i)rate", match[0]) and re.search(r"(?i)\bper\b", sentence):
                    raise NotUnderstood("A rate and its unit of time are not read together yet.")
                spans.append(match.span("v"))
                means.add(1 / value(match["v"]))
        if sentence is not text.asked and loose_numbers(
            _IDLE_RANGE.sub(" ", without(sentence, spans))
        ):
            raise NotUnderstood(NOT_READ)
    _settle(found, means, deviations, sizes, ends)
    if re.search(r"(?i)\bskew|\bnot normal|\bunless\b|\bexcept\b", text.all):
        raise NotUnderstood("I do not read this condition.")
    return found


def _notation(
    text: Prose,
    sentence: str,
    found: Roles,
    means: set[Fraction],
    deviations: set[Fraction],
    ends: set[tuple[Fraction, Fraction]],
) -> None:
    """X ~ N(μ, σ), X ~ U(a, b), X ~ Exp(m)."""
    symbols = list(re.finditer(_SYMBOL, sentence))
    wanted = re.search(r"(?i)\bif ([a-z]) ?= ?-?[\d.]+, ?what is", text.asked)
    for match in symbols:
        found.spans[sentence].append(match.span())
        if len(symbols) > 1 and (not wanted or match["name"].lower() != wanted[1].lower()):
            continue
        a, b = value(match["a"]), value(match["b"]) if match["b"] else None
        if match["f"] == "N" and b is not None:
            means.add(a)
            deviations.add(b)
            found.family = found.family or "normal"
        elif match["f"] == "U" and b is not None:
            ends.add((a, b))
            found.family = found.family or "uniform"
        elif match["f"] == "Exp" and b is None and a > 0:
            means.add(1 / a)
            found.family = "exponential"


def _settle(
    found: Roles,
    means: set[Fraction],
    deviations: set[Fraction],
    sizes: set[Fraction],
    ends: set[tuple[Fraction, Fraction]],
) -> None:
    """Raises NotUnderstood when two numbers claim a role, or one cannot have it."""
    found.mean, found.deviation = _one(means), _one(deviations)
    size = _one(sizes)
    if size is not None:
        if size.denominator != 1 or not 2 <= size <= 10**6:
            raise NotUnderstood(NOT_READ)
        found.n = int(size)
    if found.deviation is not None and found.deviation <= 0:
        raise NotUnderstood("A standard deviation is positive.")
    if len(ends) > 1 or (ends and next(iter(ends))[0] >= next(iter(ends))[1]):
        raise NotUnderstood("More than one range of values is named.")
    if ends:
        found.low, found.high = next(iter(ends))


def _one(values: set[Fraction]) -> Fraction | None:
    if len(values) > 1:
        raise NotUnderstood("Two numbers could have the same role.")
    return next(iter(values), None)


def _family(text: Prose) -> str:
    said = text.all
    families = {
        "normal": r"(?i)\bnormal(?:ly)?\b|~ ?N ?\(",
        "uniform": r"(?i)\buniform(?:ly)?\b|~ ?U ?\(",
        "exponential": r"(?i)\bexponential(?:ly)?\b|~ ?Exp ?\(",
        "poisson": r"(?i)\bpoisson\b",
        "binomial": r"(?i)\bbinomial\b",
        "geometric": r"(?i)\bgeometric\b",
        "hypergeometric": r"(?i)\bhypergeometric\b",
        "t": r"(?i)\bstudent's t\b|\bt-distribution\b",
    }
    found = [name for name, pattern in families.items() if re.search(pattern, said)]
    if len(found) > 1:
        raise NotUnderstood("More than one kind of distribution is named.")
    return found[0] if found else ""
