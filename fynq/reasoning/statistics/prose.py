"""A story problem as sentences, givens and the last thing asked, with its numbers in digits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.number_words import ONES, TENS

NUMBER = r"-?(?:\d+(?:\.\d+)?|\.\d+)(?:/\d+)?"
NOT_READ = "I cannot tell the role of every number in this problem."

_WORD = re.compile(
    rf"(?i)\b(?:(?P<tens>{'|'.join(TENS)})(?:[- ](?P<unit>{'|'.join(ONES[1:10])}))?"
    rf"|(?P<small>{'|'.join(ONES)}))\b(?![-/])"
)
_NOTATION = (
    (re.compile(r"\\\\n|\\n(?![a-z])"), "\n"),
    (re.compile(r"\\d?frac\{(-?[\d.]+)\}\{([\d.]+)\}"), r"\1/\2"),
    (re.compile(r"\\(?:left|right|,|;|!|displaystyle)"), ""),
    (re.compile(r"\\%"), "%"),
    (re.compile(r"\\\$|\$"), ""),
    (re.compile(r"\\mu\b"), "μ"),
    (re.compile(r"\\sigma\b"), "σ"),
    (re.compile(r"\\alpha\b"), "α"),
    (re.compile(r"\\(?:neq?|not ?=)(?![a-z])|!="), "≠"),
    (re.compile(r"′|\^\{?\\prime\}?"), "'"),
    (re.compile(r"\\bar\{?x\}?|\\overline\{?x\}?|x̄|X̄|\\bar\{?X\}?"), "x̄"),
    (re.compile(r"\\(?:leq?|leqslant)\b|<="), "≤"),
    (re.compile(r"\\(?:geq?|geqslant)\b|>="), "≥"),
    (re.compile(r"\\(?:sim|thicksim)\b|∼"), "~"),
    (re.compile(r"\\cup\b"), "U"),
    (re.compile(r"\\(?:text|mathrm)\{([^{}]*)\}"), r"\1"),
    (re.compile(r"[−–]"), "-"),
    (re.compile(r"[‘’]"), "'"),
    (re.compile(r"[“”]"), '"'),
    (re.compile(r"[  ]"), " "),
    (re.compile(r"(?<![\d(,.])(\d{1,3})((?:,\d{3})+)(?![\d,])"), lambda m: m[1] + m[2].replace(",", "")),
    (re.compile(r"(?i)(?<=\d)\s?\bper\s?cent\b"), "%"),
    (re.compile(r"(?i)\bhalf (?:of )?an? (hour|minute|day|year|inch|pound|mile)\b"), r"0.5 \1s"),
    (re.compile(r"(\d)\s+%"), r"\1%"),
    (re.compile(r"(?i)\b(jan|feb|mar|apr|aug|sept?|oct|nov|dec|dr|mr|mrs|ms|vs|st|no|approx)\.(?=\s)"), r"\1"),
    (re.compile(r"\b(?:[A-Z]\.){2,}"), lambda m: m[0].replace(".", "")),
)  # fmt: skip
_COUNT = r"(?P<count>\d+)(?:st|nd|rd|th)?"
_ORDINAL = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_PLACE = {"tenth": 1, "hundredth": 2, "thousandth": 3, "ten-thousandth": 4, "ten thousandth": 4,
          "whole": 0, "integer": 0, "dollar": 0, "cent": 2, "one": 0, "unit": 0,
          **dict.fromkeys(("second", "minute", "hour", "day", "week", "month", "year", "point", "pound", "mile"), 0)}  # fmt: skip
_ROUNDING = re.compile(
    rf"(?i)[,(]?\s*(?:please\s+)?\b(?:rounded|round(?:ing)?|answer|put|write|give|express|state|correct|accurate|use|keep|to(?=\s+\d+\s+decimal))\b[^.?!\n]*?"
    rf"(?:{_COUNT}\s+(?P<kind>decimals?|significant|sig|places?)\b[^.?!\n)]*|(?P<nth>first|second|third|fourth)\s+decimal\w*[^.?!\n)]*"
    rf"|nearest\s+(?P<count2>\d+)\s+decimals?[^.?!\n)]*|nearest\s+(?P<place>ten[- ]thousandth|thousandth|hundredth|tenth|whole|integer|dollar|cent|unit|second|minute|hour|day|week|month|year|point|pound|mile)s?\b[^.?!\n)]*"
    r"|\bto (?:the )?(?P<place2>ten[- ]thousandth|thousandth|hundredth|tenth)s\b[^.?!\n)]*)\)?[.?!]?"
)
_OTHER_ROUNDING = re.compile(r"(?i)\bround(?:ed|ing)?\b|\bsignificant\b")
_ASKS = re.compile(
    r"(?i)\?|^(?:[a-z0-9]+\)\s*|part [a-z]:?\s*)?(?:find|what|calculate|compute|construct|determine|how|estimate|evaluate|predict|identify)\b|\bat what percentile\b|"
    r"\b(?:what is|(?<!asked )(?<!asks )how many|(?:find|calculate|compute|determine|construct) the)\b|^(?:use|using|then|now|next)\b.*\b(?:find|calculate|compute|construct|determine)\b|\bfill in\b|_{2,}|^P ?\([^()]*\)[ .=]*$"
)
_QUOTED = re.compile(r'"[^"]*(?:"|$)')
"""A question that somebody in the story was asked."""
_REMARK = re.compile(r"(?i)\(?(?:note|remember|recall|hint|remark)\b")
_AGAIN = re.compile(r"(?i)\bwhat is (?:our|the|your) final answer\?$")
"""Asks for the result of the question before it."""


@dataclass(frozen=True, slots=True)
class Rounding:
    """places: decimals asked for; significant: significant figures asked for."""

    places: int | None = None
    significant: int | None = None


@dataclass(frozen=True, slots=True)
class Prose:
    """given: sentences that state something, in order; asked: the last sentence that asks;
    after: what follows it. figure: a picture is referred to."""

    given: tuple[str, ...]
    asked: str
    after: str
    rounding: Rounding
    figure: bool

    @property
    def facts(self) -> str:
        return "\n".join(self.given)

    @property
    def all(self) -> str:
        return "\n".join((*self.given, self.asked, self.after))


def plain(text: str) -> str:
    """LaTeX marks taken off, number words as digits, thousands without commas."""
    for pattern, by in _NOTATION:
        text = pattern.sub(by, text)
    text = _WORD.sub(_digits, text)
    text = re.sub(r"(?i)\b(\d{1,3}) (hundred|thousand)\b(?!ths?)", _thousands, text)
    text = re.sub(r"(?<=\d)\s+(?=%)", "", text)
    text = re.sub(r"(?i)(\d)\s+%|(\d)\s+percent\b", r"\1\2%", text)
    return re.sub(r"[ \t]+", " ", text)


def _thousands(found: re.Match[str]) -> str:
    return str(int(found[1]) * (100 if found[2].lower() == "hundred" else 1000))


def _digits(found: re.Match[str]) -> str:
    if found["small"]:
        return str(ONES.index(found["small"].lower()))
    unit = ONES.index(found["unit"].lower()) if found["unit"] else 0
    return str(10 * TENS.index(found["tens"].lower()) + 20 + unit)


_MEASURE = r"(?:(?:sample|population|expected|first|third|lower|upper) )?(?:mean|median|mode|range|variance|standard deviation|standard error|value|quartile|interquartile range|margin of error|error bound|(?:\d+ ?% )?confidence interval|slope|intercept|y-intercept|z-score|test statistic|p-value|minimum|maximum)"
_TWO_MEASURES = re.compile(rf"(?i)\b(?:find|calculate|compute|determine|state|give|what (?:is|are))(?: the| its)? {_MEASURE}(?:(?: of(?: the)? [a-z]+)?,? and| and also|,)(?: the| its)? {_MEASURE}\b")  # fmt: skip


def read(question: str) -> Prose:
    """Raises NotUnderstood when nothing is asked or a wish about rounding is not understood."""
    if len(question) > 4000:
        raise NotUnderstood(NOT_READ)
    figure = bool(re.search(r"##figure|\.gif|\.png|(?i:\bhistogram\b|\bgraph below\b)", question))
    text = plain(re.sub(r"#*\w+\.(?:gif|png|jpg)#*", " ", question))
    parts = [
        part.strip()
        for part in re.split(r"(?<=[.?!])[)\"]?\s+(?=[A-Z(\"\d{])|\n+", text)
        if part and part.strip()
    ]
    roundings, kept = [Rounding()] * len(parts), list(parts)
    for at, part in enumerate(parts):
        match = _ROUNDING.search(part)
        if match is not None:
            roundings[at] = _rounding(match)
            kept[at] = (part[: match.start()] + " " + part[match.end() :]).strip(" .,()")
            if part.rstrip().endswith("?") and kept[at] and match.end() >= len(part.rstrip()):
                kept[at] += "?"
    asks = [at for at, part in enumerate(kept) if _ASKS.search(_QUOTED.sub("", part)) and not _REMARK.match(part)]  # fmt: skip
    asks = asks or [at for at, part in enumerate(kept) if _ASKS.search(part)]
    if not asks:
        raise NotUnderstood("No question is asked.")
    last = asks[-1]
    rounding = next((r for r in roundings[last:] if r != Rounding()), Rounding())
    after = " ".join(kept[last + 1 :]).strip()
    if rounding == Rounding() and _OTHER_ROUNDING.search(" ".join(kept[last:])):
        raise NotUnderstood("I do not understand how the answer is to be rounded.")
    if _TWO_MEASURES.search(kept[last]):
        raise NotUnderstood("I read one question at a time.")
    given = tuple(part for at, part in enumerate(kept[:last]) if part and at not in asks)
    if _AGAIN.search(kept[last]) and len(asks) > 1 and not re.search(r"\d", kept[last]):
        return Prose(given, kept[asks[-2]], after, rounding, figure)
    return Prose(given, kept[last], after, rounding, figure)


_LENGTHS = {"mm": r"mm|millimet(?:er|re)s?", "cm": r"cm|centimet(?:er|re)s?", "m": r"m|met(?:er|re)s?", "km": r"km|kilomet(?:er|re)s?", "in": r"in\.|inch(?:es)?", "ft": r"ft|feet|foot", "yd": r"yards?", "mi": r"miles?"}  # fmt: skip
_MASSES = {"mg": r"mg|milligrams?", "g": r"g|grams?", "kg": r"kg|kilograms?|kilos?", "oz": r"oz|ounces?", "lb": r"lbs?|pounds?", "t": r"tons?|tonnes?"}  # fmt: skip
_VOLUMES = {"ml": r"ml|millilit(?:er|re)s?", "l": r"l|L|lit(?:er|re)s?", "gal": r"gallons?"}
_MONEY = {"cent": r"cents?", "dollar": r"dollars?"}


def one_unit(text: str) -> None:
    """Raises NotUnderstood where numbers stand in two units of one kind, cm and m."""
    for kind in (_LENGTHS, _MASSES, _VOLUMES, _MONEY):
        used = [name for name, written in kind.items() if re.search(rf"\d[ -]?(?:{written})(?![\w/])", text)]  # fmt: skip
        if len(used) > 1:
            raise NotUnderstood("I do not read these units together.")


def _rounding(found: re.Match[str]) -> Rounding:
    if found["nth"]:
        return Rounding(places=_ORDINAL[found["nth"].lower()])
    place = found["place"] or found["place2"]
    if place:
        return Rounding(places=_PLACE[place.lower()])
    count = int(found["count"] or found["count2"])
    if count > 12:
        raise NotUnderstood("That is more digits than I give.")
    if found["kind"] and found["kind"].lower().startswith("sig"):
        return Rounding(significant=count)
    return Rounding(places=count)


def value(text: str) -> Fraction:
    """'3.5', '1/20', '61.3%' → an exact number."""
    text = text.strip()
    if text.endswith("%"):
        return value(text[:-1]) / 100
    top, _, bottom = text.partition("/")
    return Fraction(top) / Fraction(bottom) if bottom else Fraction(top)


_YEAR = r"(?:1[89]|20)\d\d"
_MONTH = r"(?:jan\w*|feb\w*|mar(?:ch)?|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*)"
_IDLE = (
    rf"\b{_MONTH}\.? \d{{1,2}}(?:, ?{_YEAR})?\b",
    rf"\b(?:in|of|since|from|to|through|as of|during|the|year|between|until|by)\b(?: the)?(?: spring| fall| {_MONTH})?,? {_YEAR}\b(?!%)(?:(?: ?- ?| to | through ){_YEAR})?",
    rf", {_YEAR}\b",
    rf"\b{_YEAR}-{_YEAR}\b",
    r"\b(?:form|table|figure|example|exercise|chapter|section|part|question|grade|route|highway|flight|room) #?\d+(?:\.\d+)?\b",
    r"\bh_?\{?0\}?|\bH0\b",
    r"\b\d+:\d\d\b",
    r"\b\d{1,2} ?[ap]\.?m\b\.?",
)
_IDLE_PATTERN = re.compile("(?i)" + "|".join(_IDLE))
_ANY = re.compile(rf"(?<![\w.]){NUMBER}%?(?![\w])|\d+")


def without(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with some spans blanked, the length unchanged."""
    chars = list(text)
    for start, end in spans:
        chars[start:end] = " " * (end - start)
    return "".join(chars)


_LABELS = re.compile("(?i)" + "|".join((_IDLE[0], *_IDLE[3:], rf"\b(?:in|since|as of|during|year) {_YEAR}\b(?!%)(?:(?: ?- ?| to | through ){_YEAR})?", rf"\bfrom {_YEAR} ?(?:to|through|-) ?{_YEAR}\b", rf"\b{_MONTH}(?: of)?,? {_YEAR}\b")))  # fmt: skip


_IDLE_RANGE = re.compile(
    rf"(?i)\b(?:range of [^.;\d]*|range[^.;\d]*\b(?:is|was)|ages|aged|between the ages of|values[^.;\d]*) {NUMBER} ?(?:to|-|and) {NUMBER}\+?"
    rf"|\b{NUMBER}(?: ?-| to) ?{NUMBER}(?:-year-olds?|\+)|\b\d+-(?:year|hour|minute|month|day|week|mile|pound|ounce|gallon|inch|foot|yard|meter|volt|watt|gram|question|page|item)s?(?:-old)?\b"
    r"|\([^()]*\d ?miles?\)|\b0, ?1, ?2(?:, ?\d+)*,?\s*(?:…|\.\.\.)"
    r"|\bbetween 2 (?!and\b)[a-z]+|\bplus[- ]4\b"
    r'|"[^"\d]{0,20}\d+[^"\d]{0,20}"|\babove \d+%|\bz-scores? of\b'
)


def resting(text: str) -> str:
    """What is surely a date, a label or the ages of a group, without its digits; the length is
    unchanged."""
    for pattern in (_LABELS, _IDLE_RANGE):
        text = pattern.sub(lambda found: re.sub(r"\d", "o", found[0]), text)
    return text


def loose_numbers(text: str) -> list[str]:
    """Numbers that are neither dates nor labels; a lone 1 ('one of them') does not count."""
    return [item for item in _ANY.findall(_IDLE_PATTERN.sub(" ", text)) if item != "1"]
