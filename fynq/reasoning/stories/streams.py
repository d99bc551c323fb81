"""With and against a wind or a current."""

from __future__ import annotations

import itertools
import re

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Name
from fynq.reasoning.stories.situation import Asked, Ledger, Situation, Translation, Unknown
from fynq.reasoning.stories.terms import (
    amount,
    equal,
    minus,
    over,
    plus,
    times,
)
from fynq.reasoning.stories.travelling import (
    BACKGROUND,
    CONCEPT,
    DISTANCE,
    SKILLS,
    SPEED,
    TIME,
    hours,
    require_one_system,
    take_all,
)
from fynq.reasoning.stories.wording import NUMBER, REFUSAL, Story


def _current(story: Story) -> Situation:
    """With and against a wind or a current, in the same time."""
    ledger = Ledger(story)
    whole = (ledger.told + ledger.asked).lower()
    if not re.search(r"in the same (?:amount of )?time", whole):
        raise NotUnderstood(REFUSAL)
    known = take_all(ledger, rf"(?P<v>{NUMBER}) {SPEED}")
    ways = take_all(ledger, rf"(?P<v>{NUMBER}) {DISTANCE}(?P<how>[^.]*?\b(?:against|with|upstream|downstream|headwind|tailwind|upriver|downriver)\b)")  # fmt: skip
    values = {item["v"] for item in known}
    if len(ways) != 2 or len(values) != 1:
        raise NotUnderstood(REFUSAL)
    against = [bool(re.search(r"against|upstream|headwind|upriver", item["how"])) for item in ways]
    if any("▪" in item["how"] and not _direction_kept(item["how"]) for item in ways):
        raise NotUnderstood(REFUSAL)
    if sorted(against) != [False, True]:
        raise NotUnderstood(REFUSAL)
    ask = ledger.must_ask(r"(?:find|what (?:is|was)|how fast)[^?.]*")
    stream = bool(re.search(r"(?i)\b(?:wind|current|river|stream|water)\b", ask[0])) and not re.search(r"(?i)still|plane|jet|boat|kayak|canoe", ask[0])  # fmt: skip
    if _is_of_stream(known[0]["v"], " ".join(story.told)) == stream:
        raise NotUnderstood(REFUSAL)
    ledger.idle(BACKGROUND + r"|\bin the same (?:amount of )?time(?: (?:that|as))?\b|\bagainst\b")
    ledger.settle()
    own, other = amount(known[0]["v"]), Name("w" if stream else "p")
    craft, wind = (own, other) if stream else (other, own)
    down, up = ways[against.index(False)], ways[against.index(True)]
    equation = equal(over(amount(down["v"]), plus(craft, wind)), over(amount(up["v"]), minus(craft, wind)))  # fmt: skip
    return Situation(
        "streams",
        (Unknown("w" if stream else "p", "the speed asked for"),),
        (Translation("Both ways take the same time", equation),),
        (
            Asked(
                other, "mph" if "mile" in whole or "mph" in whole else "km/h", meaning="The speed"
            ),
        ),
        CONCEPT,
        SKILLS,
    )


def _both_ways(story: Story) -> Situation:
    """There and back over a known way in a known time: the wind, or the craft's own speed."""
    ledger = Ledger(story)
    span = ledger.must_tell(rf"(?:a )?total of (?P<v>{NUMBER}) {TIME}|(?:whole|entire|round) trip (?:took|takes) (?P<w>{NUMBER}) (?P<x>hours)")  # fmt: skip
    far = ledger.must_tell(
        rf"each way (?:the trip )?(?:was|is) (?P<v>{NUMBER}) {DISTANCE}|(?P<w>{NUMBER}) {DISTANCE} each way"
    )
    speed = ledger.either(rf"(?P<v>{NUMBER}) {SPEED}")
    if speed is None or (span["u"] or "hours").lower().startswith("min"):
        raise NotUnderstood(REFUSAL)
    ask = ledger.must_ask(r"(?:find|what (?:is|was)|how fast)[^?.]*")[0].lower()
    stream = bool(re.search(r"\b(?:wind|current)\b", ask))
    if _is_of_stream(speed["v"], " ".join((*story.told, story.asked))) == stream:
        raise NotUnderstood(REFUSAL)
    ledger.idle(BACKGROUND + r"|\breturned\b|\bquick\b|\bthen\b|\beach way\b|\bback\b|\bif\b")
    ledger.settle()
    way, time = amount(far["v"] or far["w"]), amount(span["v"] or span["w"])
    other = Name("w" if stream else "p")
    craft, wind = (amount(speed["v"]), other) if stream else (other, amount(speed["v"]))
    equation = equal(plus(over(way, plus(craft, wind)), over(way, minus(craft, wind))), time)
    return Situation(
        "streams",
        (Unknown("w" if stream else "p", "the speed asked for"),),
        (Translation("The times of both ways add up", equation),),
        (Asked(other, "mph", meaning="The speed"),),
        CONCEPT,
        SKILLS,
    )


def _is_of_stream(speed: str, told: str) -> bool:
    """Is the given speed that of the wind or current, rather than of the craft?"""
    after = re.search(
        rf"(?i){re.escape(speed)} {SPEED} (?P<who>headwind|tailwind|wind|current)", told
    )
    if after:
        return True
    before = re.search(rf"(?i)^.*\b(?P<who>wind|current|river|stream|plane|airplane|jet|boat|kayak|canoe|ship)\b[^.]*?(?<![\d·]){re.escape(speed)} {SPEED}", told)  # fmt: skip
    if before is None:
        raise NotUnderstood(REFUSAL)
    return before["who"].lower() in ("wind", "current", "river", "stream")


def _stream(story: Story) -> Situation:
    """Both ways with their distances and times: the speed of the craft and of the stream."""
    ledger = Ledger(story)
    down_words, up_words = r"downstream|downriver|with (?:the|a) (?:wind|current|tailwind)|tailwind", r"upstream|upriver|against (?:the|a) (?:wind|current)|(?:into|against) (?:the|a) (?:headwind|wind)|headwind"  # fmt: skip
    told = " ".join(story.told)
    ways = take_all(ledger, rf"(?P<v>{NUMBER}) {DISTANCE}")
    spans = take_all(ledger, rf"(?P<v>{NUMBER}) {TIME}")
    if len(spans) != 2 or len(ways) not in (1, 2):
        raise NotUnderstood(REFUSAL)
    if len(ways) == 1 and not re.search(r"(?i)\breturn|\bback\b|same distance", told):
        raise NotUnderstood(REFUSAL)
    places = sorted((found.start(), kind) for kind, words in ((True, down_words), (False, up_words)) for found in re.finditer(words, told, re.IGNORECASE))  # fmt: skip
    order = [kind for _, kind in places]
    if (
        sorted(set(order)) != [False, True]
        or len([1 for a, b in itertools.pairwise(order) if a != b]) != 1
    ):
        raise NotUnderstood(REFUSAL)
    first_down = order[0]
    down, up = (spans[0], spans[1]) if first_down else (spans[1], spans[0])
    far = [amount(item["v"]) for item in ways] * (3 - len(ways))
    down_way, up_way = (far[0], far[1]) if first_down else (far[1], far[0])
    ask = ledger.must_ask(r"(?:find|what (?:is|are|was|were))[^?.]*")[0].lower()
    ledger.idle(BACKGROUND + r"|\bagainst\b|\breturn(?:ed)?\b|\bback\b|\bonly\b|\bthen\b")
    ledger.settle()
    craft = re.search(r"\b(?:ship|boat|jet|plane|airplane|kayak|canoe|still)\b", ask)
    stream = re.search(r"\b(?:wind|current)\b", ask)
    mph = "mph" if re.search(r"miles?\b|mph", told) else "km/h"
    asked = []
    if craft:
        asked.append(
            (craft.start(), Asked(Name("p"), mph, meaning="The speed in still water or air"))
        )
    if stream:
        asked.append(
            (stream.start(), Asked(Name("w"), mph, meaning="The speed of the stream or wind"))
        )
    if not asked:
        raise NotUnderstood(REFUSAL)
    return Situation(
        "streams",
        (Unknown("p", "the speed without the stream"), Unknown("w", "the speed of the stream")),
        (
            Translation(
                "With the stream the speeds add up",
                equal(times(plus(Name("p"), Name("w")), hours(down)), down_way),
            ),
            Translation(
                "Against it they are subtracted",
                equal(times(minus(Name("p"), Name("w")), hours(up)), up_way),
            ),
        ),
        tuple(item for _, item in sorted(asked, key=lambda pair: pair[0])),
        CONCEPT,
        SKILLS,
    )


def _direction_kept(how: str) -> bool:
    return bool(re.search(r"against|with|upstream|downstream|headwind|tailwind|wind", how))


def read(story: Story) -> Situation:
    require_one_system(story)
    for attempt in (_current, _stream, _both_ways):
        try:
            return attempt(story)
        except NotUnderstood:
            continue
    raise NotUnderstood(REFUSAL)
