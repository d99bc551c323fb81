"""How often something happens per unit of time, and the mean number in another span of time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.statistics.prose import NOT_READ, NUMBER, loose_numbers, value, without

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800, "year": 31536000}
_UNITS = "|".join(_SECONDS)
_SPAN = rf"(?P<of>{NUMBER}|half)?[- ]?(?P<unit>{_UNITS}|month|broadcast|page|game|night|shift|visit|mile|square mile|household|room|customer)s?\b"
_AVERAGE = r"(?:about|approximately|on average|an average(?: of)?|averages?|the average|mean|expected|expects?|the mean number)"
_RATE = (
    rf"(?i)\b{_AVERAGE}\b[^.;\d]{{0,80}}?(?P<n>{NUMBER})\b(?P<what>[^.;\d]{{0,60}}?)\b(?:per|each|every|an?|in an?|during an?|in|over|in any)\s+{_SPAN}",
    rf"(?i)\b(?P<n>{NUMBER})(?P<what> [^.;\d,]{{0,60}}?)\b(?:per|each|every|an?|in an?|during an?|in any)\s+{_SPAN}(?=[^.;\d]{{0,40}}?\bon average\b)",
    rf"(?i)\b{_AVERAGE}\b(?P<what>[^.;\d]{{0,80}}?)\b(?:per|each|every|in an?|during an?|in any)\s+{_SPAN}(?: period| interval)? (?:is|was|equals) (?P<n>{NUMBER})\b",
    rf"(?i)\b(?:per|each|every|in an?|during an?|in any)\s+{_SPAN},? [^.;\d]{{0,80}}?\b{_AVERAGE}\b[^.;\d]{{0,60}}?(?P<n>{NUMBER})\b(?P<what>[^.;\d]{{0,40}})",
)
_ASKED = rf"(?i)\b(?:per|each|every|in|during|within|over|for)\s+(?:the next |the |a |an |any |1 |a given |any given |a single |this )?{_SPAN}(?: period| interval)?"
_SPAN_ALONE = re.compile(rf"(?i)\b(?P<of>{NUMBER}|half)[- ](?P<unit>{_UNITS}|month)s?\b")
_TIMED = rf"(?i)\b(?:a|an|the|1|any|this|next) (?:given |single )?{_SPAN}(?: period| interval)?"


@dataclass(frozen=True, slots=True)
class Rate:
    """n events in a span of so many units."""

    n: Fraction
    span: Fraction
    unit: str
    what: str

    def in_span(self, span: Fraction, unit: str) -> Fraction:
        """The mean number in another span. Raises NotUnderstood for months in other units."""
        if unit == self.unit:
            return self.n * span / self.span
        if unit not in _SECONDS or self.unit not in _SECONDS:
            raise NotUnderstood("These two spans cannot be compared.")
        return self.n * span * _SECONDS[unit] / (self.span * _SECONDS[self.unit])


def rate(sentences: Sequence[str]) -> tuple[Rate, list[str]]:
    """The one rate of a story, and the sentences without it. Raises NotUnderstood."""
    found: list[Rate] = []
    left = []
    for sentence in sentences:
        spans: list[tuple[int, int]] = []
        for pattern in _RATE:
            for match in re.finditer(pattern, without(sentence, spans)):
                span = _length(match["of"])
                found.append(Rate(value(match["n"]), span, match["unit"].lower(), match["what"].strip()))  # fmt: skip
                spans.append(match.span())
        left.append(without(sentence, spans))
    if not found or any((r.n, r.span, r.unit) != (found[0].n, found[0].span, found[0].unit) for r in found):  # fmt: skip
        raise NotUnderstood("I cannot tell how often it happens.")
    spans_left = [_SPAN_ALONE.sub(" ", _idle(sentence)) for sentence in left]
    if any(value(text.rstrip("%")) != found[0].n for text in loose_numbers(" ".join(spans_left))):
        raise NotUnderstood(NOT_READ)
    return found[0], left


def _length(of: str | None) -> Fraction:
    return Fraction(1) if not of else Fraction(1, 2) if of.lower() == "half" else value(of)


def _idle(sentence: str) -> str:
    return re.sub(r"(?i)\bx ?= ?0, ?1, ?2[^.]*|\bvalues? (?:x ?= ?)?0, ?1, ?2[^.]*|\b[A-Z] ?~ ?P ?\([^)]*\)", " ", sentence)  # fmt: skip


def span_asked(asked: str, own: Rate, story: Sequence[str]) -> tuple[Fraction, str, str]:
    """The span of time that is asked about, here or in the story, and the words without it.

    Raises NotUnderstood.
    """
    for pattern in (_ASKED, _TIMED):
        found = list(re.finditer(pattern, asked))
        if len(found) > 1:
            raise NotUnderstood("More than one span of time is named.")
        if found:
            match = found[0]
            span = _length(match["of"])
            return span, match["unit"].lower(), without(asked, [match.span()])
    told = {(_length(match["of"]), match["unit"].lower()) for match in _SPAN_ALONE.finditer(" ".join(story))}  # fmt: skip
    if len(told) > 1:
        raise NotUnderstood("More than one span of time is named.")
    return (*next(iter(told), (own.span, own.unit)), asked)
