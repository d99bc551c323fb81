"""Linear models of time: two years with their values, or one and a constant change."""

from __future__ import annotations

import re
from fractions import Fraction

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Name, Tree
from fynq.reasoning.stories.situation import (
    Asked,
    Domain,
    Ledger,
    Rounding,
    Situation,
    Translation,
    Unknown,
)
from fynq.reasoning.stories.terms import amount, decimal, equal, minus, plus, times, value_of
from fynq.reasoning.stories.wording import NUMBER, REFUSAL, Story

_M, _Y, _T = Name("m"), Name("y"), Name("t")
_YEAR = r"(?P<t>(?:1[89]|20)\d\d)"
_POINTS = (
    rf"\b(?:in|by|during) {_YEAR},? [^.?\d]*?\b(?:was|were|had|of|to|at|is|reached)(?: only| about| approximately)? (?P<v>{NUMBER})(?P<u> (?:dollars|people|students|residents|deer|owls))?(?P<verb>)",
    rf"(?P<v>{NUMBER})(?P<u> [a-z]+)? in {_YEAR}",
    rf"\b(?:in|by) {_YEAR},? (?:there were |it was )?(?P<v>{NUMBER})(?P<u> [a-z]+)?",
)
_LINEAR = r"\bconstant rate\b|\blinear(?:ly)?\b|\btrend continues\b|\bsteady rate\b|\bconstantly\b|\bgrow(?:s|n|ing)? linearly"
_IDLE = r"\b(?:has been |have been |had been )?(?:increas|decreas|grow|declin|dropp|ris|chang|fall)(?:ing|ed|es|e|s|en)?\b(?: (?:at a (?:constant|steady) rate|linearly|constantly))?|\bat a (?:constant|steady) rate\b|\bthis trend\b|\btrend\b|\bif\b|\b(?:each|every|per|a) year\b|\blinear\b|\brate\b|\btotal\b|\bby\b|\bif\b"


def read(story: Story) -> Situation:
    ledger = Ledger(story)
    whole = ledger.told + ledger.asked
    if not re.search(_LINEAR, whole, re.IGNORECASE) or re.search(
        r"(?i)percent|%|exponential|doubl", whole
    ):
        raise NotUnderstood(REFUSAL)
    points: list[tuple[Fraction, Tree, str]] = []
    for pattern in _POINTS:
        while found := ledger.tell(pattern):
            points.append(
                (Fraction(found["t"]), amount(found["v"]), (found["u"] or "").strip().lower())
            )
    slope = None
    if len(points) == 1:
        slope = ledger.tell(rf"(?:(?P<way>increas|grow|ris|decreas|declin|dropp|fall)\w*) (?:at a (?:constant |steady )?rate )?(?:of |by )?(?P<v>{NUMBER})(?: [a-z]+)? (?:per|each|every|a) year")  # fmt: skip
    if len(points) != 2 and not (len(points) == 1 and slope):
        raise NotUnderstood(REFUSAL)
    points.sort(key=lambda item: item[0])
    start, first, unit = points[0]
    translations: list[Translation] = []
    unknowns = [Unknown("m", "the change in a year", Domain.ANY)]
    if slope is None:
        span = decimal(points[1][0] - start)
        translations.append(Translation("The change from the first year to the second", equal(plus(first, times(_M, span)), points[1][1])))  # fmt: skip
    else:
        rate = value_of(slope["v"]) * (
            1 if slope["way"].lower()[:3] in ("inc", "gro", "ris") else -1
        )
        translations.append(Translation("The change in a year", equal(_M, decimal(rate))))
    when = ledger.ask(rf"(?:(?:identify|find|predict|determine|what is|in) (?:the )?(?:what )?year|when|what year)\b[^?\d]*?(?:reach(?:es)?|be|exceeds?|equals?|drops? to) (?P<v>{NUMBER})(?: [a-z]+)?")  # fmt: skip
    if when:
        translations.append(Translation("The year when it is reached", equal(plus(first, times(_M, minus(_T, decimal(start)))), amount(when["v"]))))  # fmt: skip
        unknowns.append(Unknown("t", "the year"))
        asked = Asked(_T, rounding=Rounding.DOWN, meaning="The year")
    else:
        year = ledger.must_ask(
            rf"\b(?:in|for|by|what (?:is|will|was) [^?\d]* in) (?:the year )?{_YEAR}"
        )
        later = ledger.ask(
            r"(?:predict|find|what (?:will|would|was|is)|how many|determine|estimate)\b[^?\d]*"
        )
        if later is None:
            raise NotUnderstood(REFUSAL)
        translations.append(Translation("The value in that year", equal(_Y, plus(first, times(_M, decimal(Fraction(year["t"]) - start))))))  # fmt: skip
        unknowns.append(Unknown("y", "the value asked for", Domain.NOT_NEGATIVE))
        asked = Asked(_Y, "dollars" if unit == "dollars" else "", meaning="The value")
    ledger.idle(_IDLE)
    ledger.settle()
    return Situation(
        "trends",
        tuple(unknowns),
        tuple(translations),
        (asked,),
        "A constant change makes a straight line.",
        ("linear-functions", "word-problems"),
    )
