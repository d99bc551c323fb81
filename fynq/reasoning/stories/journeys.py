"""The average speed over several parts of a journey, and how far apart two movers are."""

from __future__ import annotations

import re

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Name, Relation, Tree
from fynq.reasoning.stories.situation import Asked, Ledger, Situation, Translation, Unknown
from fynq.reasoning.stories.terms import amount, equal, minus, over, plus, times, value_of
from fynq.reasoning.stories.travelling import (
    BACKGROUND,
    CONCEPT,
    SKILLS,
    SPEED,
    TIME,
    WAYS,
    hours,
    require_one_system,
    take_all,
)
from fynq.reasoning.stories.wording import NUMBER, REFUSAL, Story

_LEG = rf"(?:at )?(?P<v>{NUMBER}) (?P<s>{SPEED}) for (?P<t>(?P<n>{NUMBER}) {TIME})"


def read(story: Story) -> Situation:
    require_one_system(story)
    for attempt in (_average, _gap):
        try:
            return attempt(story)
        except NotUnderstood:
            continue
    raise NotUnderstood(REFUSAL)


def _average(story: Story) -> Situation:
    ledger = Ledger(story)
    ledger.must_ask(r"(?:what|find) (?:is|was)? ?(?:the|his|her|its|their) average (?:speed|rate)(?: (?:for|of|over|on) the (?:whole|entire) (?:trip|journey|drive|ride))?")  # fmt: skip
    legs = take_all(ledger, _LEG)
    if len(legs) < 2:
        raise NotUnderstood(REFUSAL)
    ledger.idle(r"\b(?:then|next)\b|\banother (?=▪)|\b(?:trip|journey)\b")
    ledger.settle()
    speeds = [amount(leg["v"]) for leg in legs]
    spans = [_span(leg) for leg in legs]
    way = plus(*(times(speed, span) for speed, span in zip(speeds, spans, strict=True)))
    equation = equal(Name("s"), over(way, plus(*spans)))
    return _one(equation, "s", "the average speed", _unit(legs, "mph", "km/h"), "The average speed is the whole distance over the whole time")  # fmt: skip


def _gap(story: Story) -> Situation:
    ledger = Ledger(story)
    whole = (ledger.told + ledger.asked).lower()
    ledger.must_ask(r"how far (?:apart|from each other) (?:are|will) they(?: be)?|what (?:is|will be) the distance between them|how many (?:miles|kilometers) apart (?:are|will) they(?: be)?")  # fmt: skip
    ways = [way.lower()[:5] for way in re.findall(WAYS, ledger.told, re.IGNORECASE)]
    opposite = "opposite direction" in whole or set(ways) in ({"north", "south"}, {"east", "west"})
    same = "same direction" in whole or (len(ways) == 2 and ways[0] == ways[1])
    if opposite == same or not re.search(r"\bsame (?:place|point|house|spot|town|city|station|corner|intersection)\b", whole):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    speeds = take_all(ledger, rf"(?P<v>{NUMBER}) (?P<s>{SPEED})(?! (?:faster|slower|more|less))")
    span = ledger.either(rf"(?:after|in) (?P<v>{NUMBER}) {TIME}")
    if len(speeds) != 2 or span is None or len({_miles(item) for item in speeds}) != 1:
        raise NotUnderstood(REFUSAL)
    ledger.idle(BACKGROUND + "|" + WAYS)
    ledger.settle()
    low, high = sorted(speeds, key=lambda item: value_of(item["v"]))
    fast, slow = amount(high["v"]), amount(low["v"])
    equation = equal(Name("d"), times(minus(fast, slow) if same else plus(fast, slow), hours(span)))
    words = "The speeds' difference takes them apart" if same else "Both speeds together take them apart"  # fmt: skip
    return _one(equation, "d", "the distance", _unit(speeds, "miles", "kilometers"), words)


def _span(leg: re.Match[str]) -> Tree:
    found = re.match(rf"(?i)(?P<v>{NUMBER}) {TIME}", leg["t"])
    assert found is not None
    return hours(found)


def _miles(found: re.Match[str]) -> bool:
    return found["s"].lower().startswith("m")


def _unit(found: list[re.Match[str]], miles: str, kilometers: str) -> str:
    if len({_miles(item) for item in found}) != 1:
        raise NotUnderstood(REFUSAL)
    return miles if _miles(found[0]) else kilometers


def _one(equation: Relation, letter: str, meaning: str, unit: str, words: str) -> Situation:
    return Situation("journeys", (Unknown(letter, meaning),), (Translation(words, equation),), (Asked(Name(letter), unit, places=2, meaning=meaning.capitalize()),), CONCEPT, SKILLS)  # fmt: skip
