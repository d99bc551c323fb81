"""A faster and a slower one over the same way, in the same time, or one after the other."""

from __future__ import annotations

import re

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Name, Relation, Tree
from fynq.reasoning.stories.situation import Asked, Ledger, Situation, Translation, Unknown
from fynq.reasoning.stories.terms import (
    amount,
    equal,
    over,
    plus,
    times,
    value_of,
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

_DIFFERENCE = rf"(?P<x>[^.,]*?)\b(?:is|was|are|drives?|drove|rides?|rode|runs?|walks?|averages?|travels?|bikes|cycles|flies|goes|can go|can ride|can run|driving at|traveling at|going) (?P<v>{NUMBER}) {SPEED} (?P<more>faster|slower|more|less)(?: than)? ?(?P<y>[^.,\d]*(?:, [A-Z][a-z]+(?=\.))?)"

_STOP = frozenset(["the", "her", "his", "their", "its", "speed", "rate", "than", "when", "she", "he", "they", "that", "of", "is", "was", "a", "an", "on", "in", "mph", "miles", "per", "hour", "if", "average", "find", "what", "to", "for"])  # fmt: skip


def read(story: Story) -> Situation:
    """A faster and a slower one, and the difference of their speeds."""
    require_one_system(story)
    ledger = Ledger(story)
    if not re.search(rf"(?i){SPEED} (?:faster|slower|more|less)", ledger.told):
        raise NotUnderstood(REFUSAL)
    difference = ledger.must_tell(_DIFFERENCE)
    x, y = difference["x"], difference["y"]
    if not _stems(x):
        x = next((part for part in re.split(r"(?<=[.?!])\s", " ".join(story.told)) if difference[0].strip(" .") in part), "").partition(difference[0].strip())[0]  # fmt: skip
    when = re.match(
        r"(?i)(?:(?:than )?when|if|on|in|during|going) (?P<a>.*?) than (?:when |if |on |in |during |going )?(?P<b>.*)",
        y,
    )
    if when:
        x, y = when["a"], when["b"]
    slower = difference["more"].lower() in ("slower", "less")
    fast_words, slow_words = (y, x) if slower else (x, y)
    ask = ledger.must_ask(r"(?:find|what (?:is|was)|how fast|at what)(?P<what>[^?.]*)(?:speed|rate|does|do|did|is)?[^?.]*")  # fmt: skip
    both = _both(ask[0], fast_words, slow_words)
    fast = both[0] if both else _nearer(ask[0], fast_words, slow_words)
    gap = amount(difference["v"])
    quick = plus(Name("s"), gap)
    distances = take_all(ledger, rf"(?P<v>{NUMBER}) {DISTANCE}(?! (?:per|an) hour)(?: away)?")
    equation, words = _two_speed_equation(ledger, distances, quick, fast_words, slow_words, story)
    ledger.idle(
        BACKGROUND + r"|\bthan\b|\btrip\b|\bback\b|\byesterday\b|\breturn(?:ed|s)?\b|\bthen\b"
    )
    ledger.settle()
    mph = "mph" if "mile" in _units(story) or "mph" in _units(story) else "km/h"
    wanted = [quick if is_fast else Name("s") for is_fast in (both or [fast])]
    return Situation(
        "two_speeds",
        (Unknown("s", "the slower speed"),),
        (Translation(words, equation),),
        tuple(Asked(tree, mph, meaning="The speed") for tree in wanted),
        CONCEPT,
        SKILLS,
    )


def _units(story: Story) -> str:
    return " ".join((*story.told, story.asked)).lower()


def _two_speed_equation(ledger: Ledger, distances: list[re.Match[str]], quick: Tree, fast: str, slow: str, story: Story) -> tuple[Relation, str]:  # fmt: skip
    longer = ledger.tell(
        rf"(?P<v>{NUMBER}) {TIME} (?:longer|more|less)(?: to [a-z ]+?)? than[^.\d]*"
    )
    if longer and len(distances) == 1:
        way = amount(distances[0]["v"])
        equation = equal(over(way, Name("s")), plus(over(way, quick), hours(longer)))
        return equation, "The slower way takes so much longer than the faster one"
    spans = take_all(ledger, rf"(?P<v>{NUMBER}) {TIME}")
    if len(spans) == 2 and not distances:
        first, second = sorted(spans, key=lambda item: value_of(item["v"]) * (1 if item["u"].lower().startswith("m") else 60))  # fmt: skip
        _require_one_way(story)
        return equal(times(quick, hours(first)), times(Name("s"), hours(second))), "Both cover the same distance"  # fmt: skip
    if (
        len(spans) == 2
        and len(distances) == 1
        and re.search(r"(?i)\bapart\b|\bmeet\b|\bmet\b|\bbetween\b", " ".join(story.told))
    ):
        told = " ".join(story.told)
        order = [_mover(told, item["v"] + " " + item["u"], fast, slow) for item in spans]
        if sorted(order) != [False, True]:
            raise NotUnderstood(REFUSAL)
        of_fast, of_slow = spans[order.index(True)], spans[order.index(False)]
        equation = equal(plus(times(Name("s"), hours(of_slow)), times(quick, hours(of_fast))), amount(distances[0]["v"]))  # fmt: skip
        return equation, "The distances of both add up to the distance between them"
    if len(spans) == 1 and len(distances) == 2:
        told = " ".join(story.told)
        near = [
            part
            for part in re.split(r"[.,;]| and (?:then )?", told)
            if re.search(rf"{NUMBER} {DISTANCE}", part)
        ]
        if len(near) != 2:
            raise NotUnderstood(REFUSAL)
        order = [_nearer(clause, fast, slow) for clause in near]
        if sorted(order) != [False, True]:
            raise NotUnderstood(REFUSAL)
        far = distances[order.index(True)]
        other = distances[order.index(False)]
        equation = equal(plus(over(amount(other["v"]), Name("s")), over(amount(far["v"]), quick)), hours(spans[0]))  # fmt: skip
        return equation, "The times of both parts add up to the whole time"
    if (
        not spans
        and len(distances) == 2
        and re.search(r"(?i)same (?:amount of )?time", " ".join(story.told))
    ):
        big, small = sorted(distances, key=lambda item: -value_of(item["v"]))
        ledger.idle(r"\bin the same (?:amount of )?time(?: (?:that|as|it takes))?\b")
        return equal(over(amount(small["v"]), Name("s")), over(amount(big["v"]), quick)), "Both take the same time"  # fmt: skip
    raise NotUnderstood(REFUSAL)


def _require_one_way(story: Story) -> None:
    """Two times are of the same distance when one trip is spoken of."""
    text = " ".join(story.told).lower()
    if not re.search(
        r"\bthe trip\b|\bsame (?:trip|distance|route)\b|\bto (?:school|work|[a-z]+)\b|\bback\b|\breturn|\bcourse\b|\bpath\b",
        text,
    ):
        raise NotUnderstood(REFUSAL)


def _both(ask: str, fast: str, slow: str) -> list[bool]:
    """In which order both speeds are asked; empty when one of them is."""
    low = ask.lower()
    only_fast, only_slow = _stems(fast) - _stems(slow), _stems(slow) - _stems(fast)
    words = [(found.start(), found[0]) for found in re.finditer(r"[a-z]+", low)]
    first = next((at for at, word in words if _stems(word) & only_fast), None)
    second = next((at for at, word in words if _stems(word) & only_slow), None)
    if first is not None and second is not None:
        return [True, False] if first < second else [False, True]
    if re.search(r"\b(?:both|each|two|2)\b", low) and first is None and second is None:
        return [True, False]
    return []


def _mover(text: str, number: str, fast: str, slow: str) -> bool:
    """Whose number it is, by its clause or else by its sentence."""
    try:
        return _nearer(_clause(text, number), fast, slow)
    except NotUnderstood:
        sentence = next((part for part in re.split(r"(?<=[.?!])\s", text) if number in part), "")
        return _nearer(sentence, fast, slow)


def _clause(text: str, number: str) -> str:
    for part in re.split(r"[.,;]| and (?:then )?", text):
        if re.search(rf"(?<![\d·]){re.escape(number)}(?![\d·])", part):
            return part
    return ""


def _nearer(text: str, first: str, second: str) -> bool:
    """Does the text share more words' stems with the first than with the second?"""
    own = _stems(text)
    one, two = (
        len(own & (_stems(first) - _stems(second))),
        len(own & (_stems(second) - _stems(first))),
    )
    if one == two:
        raise NotUnderstood(REFUSAL)
    return one > two


def _stems(text: str) -> set[str]:
    found = {word for word in re.findall(r"[a-z]+", text.lower()) if word not in _STOP}
    irregular = {"ran": "run", "rode": "ride", "riding": "ride", "rides": "ride", "drove": "drive", "driving": "drive", "drives": "drive", "flew": "fly", "swam": "swim"}  # fmt: skip
    return {irregular.get(word, word)[:3] for word in found}
