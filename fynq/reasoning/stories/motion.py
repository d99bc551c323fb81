"""Uniform motion: apart or towards each other, catching up, two speeds over one way or two, wind and
current."""

from __future__ import annotations

import re

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Name, Relation, Tree
from fynq.reasoning.stories.situation import Asked, Ledger, Situation, Translation, Unknown
from fynq.reasoning.stories.terms import (
    amount,
    equal,
    minus,
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
    WAYS,
    hours,
    require_one_system,
    take_all,
)
from fynq.reasoning.stories.wording import NUMBER, REFUSAL, Story


def read(story: Story) -> Situation:
    require_one_system(story)
    for attempt in (_catch_up, _apart, _plain):
        try:
            return attempt(story)
        except NotUnderstood:
            continue
    raise NotUnderstood(REFUSAL)


def _time_asked(ledger: Ledger) -> str:
    """The unit of the time asked."""
    found = ledger.must_ask(r"(?:how (?:long|many (?P<u>hours|minutes))|in how many (?P<w>hours|minutes)|find (?:the|how many) (?P<x>hours|time)|when will)\b(?: before (?=[A-Z]))?")  # fmt: skip
    return (found["u"] or found["w"] or "hours").lower()


def _timed(equation: Relation, words: str, unit: str, after: str) -> Situation:
    what: Tree = times(amount("60"), Name("t")) if unit == "minutes" else Name("t")
    return Situation(
        "motion",
        (Unknown("t", f"the time in hours{after}"),),
        (Translation(words, equation),),
        (Asked(what, unit, meaning="The time"),),
        CONCEPT,
        SKILLS,
    )


def _without_restated(ledger: Ledger) -> None:
    """'15 minutes (one-quarter hour)' says the same twice."""
    found = re.search(
        rf"(?i)(?P<v>{NUMBER}) (?P<u>minutes|hours?) \((?P<w>{NUMBER}) (?P<x>minutes|hours?)\)",
        ledger.told,
    )
    if found and value_of(found["v"]) * (
        1 if found["u"].lower().startswith("m") else 60
    ) == value_of(found["w"]) * (1 if found["x"].lower().startswith("m") else 60):
        ledger.told = ledger.told.replace(found[0], f"{found['v']} {found['u']}")


def _apart(story: Story) -> Situation:
    """Two leave one place and are some distance apart; or two places, and they meet."""
    ledger = Ledger(story)
    whole = (ledger.told + ledger.asked).lower()
    meeting = bool(re.search(r"\bmeet|towards? (?:each other|1 another|one another)|\bpass each other", whole))  # fmt: skip
    ways = [way.lower() for way in re.findall(WAYS, ledger.told, re.IGNORECASE)]
    opposite = "opposite direction" in whole or {way[:5] for way in ways} in ({"north", "south"}, {"east", "west"})  # fmt: skip
    same = "same direction" in whole or (len(ways) == 2 and ways[0][:5] == ways[1][:5])
    if meeting == (opposite or same) or (opposite and same):
        raise NotUnderstood(REFUSAL)
    if not meeting and "apart" not in whole:
        raise NotUnderstood(REFUSAL)
    if not meeting and not re.search(
        r"same time|at the same|both (?:leave|start)|leave at|left at", whole
    ):
        raise NotUnderstood(REFUSAL)
    unit = _time_asked(ledger)
    speeds = take_all(ledger, rf"(?P<v>{NUMBER}) {SPEED}(?! (?:faster|slower|more|less))")
    gap = ledger.either(rf"(?P<v>{NUMBER}) {DISTANCE}(?: apart)?(?: from each other)?")
    if len(speeds) != 2 or gap is None:
        raise NotUnderstood(REFUSAL)
    ledger.idle(BACKGROUND + "|" + WAYS)
    ledger.settle()
    first, second = (amount(item["v"]) for item in speeds)
    if value_of(speeds[0]["v"]) < value_of(speeds[1]["v"]) and same:
        first, second = second, first
    closing = minus(first, second) if same else plus(first, second)
    words = "The speeds' difference takes them apart" if same else "Their distances add up to the whole distance"  # fmt: skip
    left = (
        times(closing, Name("t"))
        if same
        else plus(times(first, Name("t")), times(second, Name("t")))
    )
    return _timed(equal(left, amount(gap["v"])), words, unit, "")


def _catch_up(story: Story) -> Situation:
    ledger = Ledger(story)
    whole = (ledger.told + ledger.asked).lower()
    if not re.search(r"catch(?:es)? up|overtake|catch (?:him|her|them)", whole):
        raise NotUnderstood(REFUSAL)
    ways = {way.lower()[:5] for way in re.findall(WAYS, whole)}
    if "opposite" in whole or len(ways) > 1:
        raise NotUnderstood(REFUSAL)
    since = re.search(r"(?i)\bafter (?:the )?(?P<who>[a-z]+)(?: [a-z]+)? (?:leaves?|left|starts?|started|departs?|departed)", story.asked)  # fmt: skip
    _without_restated(ledger)
    later = ledger.must_tell(rf"(?P<v>{NUMBER}) {TIME} later,?")
    chaser = re.search(
        r"(?P<who>[A-Z][a-z]+) (?:left|leaves|started|starts|set out) ▪", ledger.told
    ) or re.search(r"▪\s+(?:the )?(?P<who>[A-Za-z]+)", ledger.told)
    unit = _time_asked(ledger)
    another = re.search(
        r"(?i)\b(?:another|a (?:second|faster))\b[a-z ]{0,40}▪|▪ (?:another|a (?:second|faster))\b",
        ledger.told,
    )
    runner = re.search(r"(?i)(?:take|will|does|for|before|until) (?:the )?(?P<who>[A-Za-z]+)(?: \w+)? (?:to )?(?:catch|overtake)", story.asked)  # fmt: skip
    speeds = list(re.finditer(rf"(?P<v>{NUMBER}) {SPEED}", ledger.told, re.IGNORECASE))
    mark = ledger.told.find("▪")
    if another and runner and runner["who"].lower() in ("second", "other", "faster"):
        chaser = runner
    if (
        len(speeds) != 2
        or not speeds[0].start() < mark < speeds[1].start()
        or not chaser
        or not runner
    ):
        raise NotUnderstood(REFUSAL)
    if runner["who"].lower() not in (chaser["who"].lower(), "she", "he", "it"):
        raise NotUnderstood(REFUSAL)
    if since and since["who"].lower() not in (chaser["who"].lower(), "she", "he", "it"):
        raise NotUnderstood(REFUSAL)
    take_all(ledger, rf"(?P<v>{NUMBER}) {SPEED}")
    if another:
        ledger.idle(r"\b(?:another|a second)\b|\buntil (?=the)|\bthe second\b(?= (?:[a-z]+ )?(?:catch|to catch|overtake|to overtake))|(?<=up with) the first\b|(?<=overtake) the first\b")  # fmt: skip
    ledger.idle(BACKGROUND + "|" + WAYS)
    ledger.settle()
    slow, fast = amount(speeds[0]["v"]), amount(speeds[1]["v"])
    equation = equal(times(fast, Name("t")), times(slow, plus(Name("t"), hours(later))))
    return _timed(
        equation, "Both have gone the same distance", unit, f" that {chaser['who']} needs"
    )


def _plain(story: Story) -> Situation:
    """One mover: distance is rate times time, two of them are given."""
    ledger = Ledger(story)
    far = ledger.either(rf"(?P<v>{NUMBER}) {DISTANCE}(?! (?:per|an) hour)")
    span = ledger.either(rf"(?P<v>{NUMBER}) {TIME}")
    speed = None if far and span else ledger.either(rf"(?P<v>{NUMBER}) {SPEED}")
    asked = ledger.must_ask(r"(?:what|find) (?:was|is|were)? ?(?:his|her|its|their|the)(?: \w+'s)? ?(?:average )?(?:speed|rate)[^?\d]*|how fast[^?\d]*|at what (?:average )?(?:rate|speed)[^?\d]*|how far[^?\d]*|how (?:many miles|many kilometers|much distance)[^?\d]*|(?:what|find) (?:was|is)? ?(?:the )?distance[^?\d]*|how (?:long|many hours|much time)[^?\d]*")[0].lower()  # fmt: skip
    ledger.idle(BACKGROUND)
    ledger.settle()
    told = " ".join((*story.told, story.asked)).lower()
    miles = "mile" in told or "mph" in told
    if far and span and not speed and re.search(r"speed|rate|fast", asked):
        return _one(
            equal(Name("s"), over(amount(far["v"]), hours(span))),
            "s",
            "the speed",
            "mph" if miles else "km/h",
        )
    if speed and span and not far and re.search(r"far|distance|miles|kilometers", asked):
        return _one(
            equal(Name("d"), times(amount(speed["v"]), hours(span))),
            "d",
            "the distance",
            "miles" if miles else "kilometers",
        )
    if speed and far and not span and re.search(r"long|hours|time", asked):
        return _one(
            equal(Name("t"), over(amount(far["v"]), amount(speed["v"]))),
            "t",
            "the time in hours",
            "hours",
        )
    raise NotUnderstood(REFUSAL)


def _one(equation: Relation, letter: str, meaning: str, unit: str) -> Situation:
    return Situation("motion", (Unknown(letter, meaning),), (Translation("Distance is rate times time", equation),), (Asked(Name(letter), unit, places=2, meaning=meaning.capitalize()),), CONCEPT, SKILLS)  # fmt: skip
