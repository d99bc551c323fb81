"""The numbers of a story of growth or decay: amounts, percentages, years and spans of time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from fynq.reasoning.chapters.precalculus.page import HOLE, REFUSAL, Page
from fynq.reasoning.problem import NotUnderstood

_V = TypeVar("_V")
SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800, "month": 2629800, "year": 31557600}  # fmt: skip
_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "forty-five": 45, "fifty": 50, "sixty": 60, "ninety": 90,
}  # fmt: skip
_UNITS = "|".join(SECONDS)
_SCALES = ("thousand", "million", "billion")
NUMBER = r"\d+(?:\.\d+)?"


@dataclass(frozen=True, slots=True)
class Span:
    """So many of a unit, e.g. 10.4 hours."""

    count: Fraction
    unit: str

    def to(self, unit: str) -> Fraction:
        """Raises NotUnderstood for units that are no fixed multiple of one another."""
        if unit == self.unit:
            return self.count
        long = {"month", "year"}
        if {unit, self.unit} == long:
            return self.count * 12 if unit == "month" else self.count / 12
        if unit in long or self.unit in long:
            raise NotUnderstood("Months and years are no fixed number of days.")
        return self.count * SECONDS[self.unit] / SECONDS[unit]


@dataclass(slots=True)
class Story:
    """scale: 'billion' when amounts are counted in it. text: lower case, in which what was read is replaced by marks: a calendar year by 'Y1', a span
    by 'T1', a percentage by 'P1', a temperature by 'D1' and any other number by 'N1'."""

    text: str
    asked: str
    years: dict[str, int]
    spans: dict[str, Span]
    percents: dict[str, Fraction]
    degrees: dict[str, Fraction]
    amounts: dict[str, Fraction]
    places: int | None
    scale: str = ""

    def find(self, pattern: str) -> re.Match[str] | None:
        return re.search(pattern, self.text)

    def used(self, *marks: str) -> None:
        """Raises NotUnderstood when another number is left over."""
        every = {*self.years, *self.spans, *self.percents, *self.degrees, *self.amounts}
        if every - set(marks):
            raise NotUnderstood(REFUSAL)


def story(page: Page) -> Story:
    """The sentences without titles; what is asked is the last demand."""
    lines, asked = [], ""
    for sentence in page.sentences:
        if sentence.title:
            continue
        line = sentence.words
        for formula in sentence.formulas:
            line = line.replace(HOLE, formula.lower(), 1)
        if sentence == page.asked:
            asked = line
        elif sentence.asks and _is_former(line):
            continue
        lines.append(line)
    found = Story("", "", {}, {}, {}, {}, {}, page.places)
    whole = "\0".join([*[line for line in lines if line != asked], asked])
    scales = set(re.findall(rf"{NUMBER} ({'|'.join(_SCALES)})\b", whole))
    if len(scales) > 1:
        raise NotUnderstood(REFUSAL)
    found.scale = scales.pop() if scales else ""
    marked = _marked(_spelled(whole), found)
    parts = marked.split("\0")
    found.asked = parts[-1]
    found.text = ". ".join(parts)
    return found


def _is_former(line: str) -> bool:
    """A demand of an earlier part, which gives nothing."""
    return not re.search(r"\d", line) or bool(re.match(r"(?:to the nearest|what|how|find|write)\b", line))  # fmt: skip


def _spelled(text: str) -> str:
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text.replace("\\$", "$").replace("\\%", "%"))
    text = re.sub(r"\b([a-z]+)-\d+\b", r"\1", text)
    text = re.sub(r"\bhalf(?: an?| of an?)? (hour|minute|year|day)\b", lambda m: {"hour": "30 minutes", "minute": "30 seconds", "year": "6 months", "day": "12 hours"}[m[1]], text)  # fmt: skip
    text = re.sub(rf"\b({'|'.join(sorted(_WORDS, key=len, reverse=True))})(?=[ -](?:{_UNITS})s?\b)", lambda m: str(_WORDS[m[1]]), text)  # fmt: skip
    return re.sub(rf"\b(?:an|a) (?=(?:{_UNITS}) (?:later|has passed))|\bthe first (?=(?:{_UNITS})\b)", "1 ", text)  # fmt: skip


def _marked(text: str, into: Story) -> str:
    def take(kind: str, pattern: str, text: str) -> str:
        def mark(match: re.Match[str]) -> str:
            value = Fraction(match["n"])
            if kind == "T":
                key = _key(into.spans, kind, Span(value, match["unit"]))
            elif kind == "P":
                key = _key(into.percents, kind, value / 100)
            elif kind == "D":
                key = _key(into.degrees, kind, value)
            elif kind == "Y":
                key = _key(into.years, kind, int(value))
            else:
                key = _key(into.amounts, kind, value)
            return f" {key} "

        return re.sub(pattern, mark, text)

    text = take("P", rf"(?P<n>{NUMBER})\s?(?:%|percent\b)", text)
    text = take("D", rf"(?P<n>{NUMBER})\s?(?:°\s?[fc]?\b|°|degrees?\b(?: (?:fahrenheit|celsius|f|c)\b)?)", text)  # fmt: skip
    text = take("T", rf"(?P<n>{NUMBER})[ -](?P<unit>{_UNITS})s?\b", text)
    text = take("Y", r"(?<![$\d.])(?P<n>1[6-9]\d\d|20\d\d)\b(?![.]\d| (?:people|deer|wolves|fish|bacteria|mg|grams?|g|dollars|cells|students|animals|birds))", text)  # fmt: skip
    text = take("N", rf"\$?(?<![A-Z\d])(?P<n>{NUMBER})\b", text)
    return re.sub(r"[ \t]+", " ", text).strip()


def _key(table: dict[str, _V], kind: str, value: _V) -> str:
    """Equal numbers share a mark, as a story repeats what it said."""
    for key, known in table.items():
        if known == value:
            return key
    key = f"{kind}{len(table) + 1}"
    table[key] = value
    return key
