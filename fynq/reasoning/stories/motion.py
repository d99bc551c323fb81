"""Uniform motion: apart or towards each other, catching up, two speeds over one way or two, wind and
current."""

from __future__ import annotations

import itertools
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
    rational,
    times,
    value_of,
)
from fynq.reasoning.stories.wording import NUMBER, REFUSAL, Story

_SPEED = (
    r"(?:miles per hour|miles an hour|mph|mi/hr?|kilometers per hour|kilometers an hour|km/hr?|kph)"
)
_DISTANCE = r"(?:miles?|kilometers?|km|mi)\b(?! (?:per|an) hour)"
_TIME = r"(?P<u>hours?|hrs?|minutes?|mins?)"
_T, _S, _W, _P = Name("t"), Name("s"), Name("w"), Name("p")
_SKILLS = ("uniform-motion", "word-problems")
_CONCEPT = "Distance is rate times time; write it for each part of the trip."
_WAYS = r"\b(?:north|south|east|west)(?:bound)?\b"
_BACKGROUND = (
    r"\bat the same (?:time|moment)\b|\bsame (?:place|point|house|spot|route|road|direction|trail|path|way|town|city|station|dorm|airport)\b|\bat (?:a|the|an) (?:constant |steady |average )?(?:speed|rate) of\b|\b(?:average |constant )?(?:rate|speed)s?\b|"
    r"\beach other\b|\bopposite directions?\b|\bif\b|\bboth\b|\bby\b(?= (?:car|bike|train|plane|foot))|\bleft\b|\bleave[sd]?\b|\blong\b(?= (?:distance|drive))|\bmph\b|\bper hour\b|\bmiles\b|\bhours\b|\bin still (?:water|air)\b|\b2 (?:[a-z]+ )?(?=[a-z]+s\b)|\bthe other\b|\brest (?:area|stop)\b|\bbefore they (?:are|will be)\b|\bsame drive\b|\bleave the same [a-z]+\b|\b(?:one|1) weekend\b|\bopposite ends?\b|\bafter (?=[A-Z])|\bafter (?=▪)|\bbetween\b|\btotal\b|\bfirst\b(?= (?:train|car|plane|bus))"
)


def read(story: Story) -> Situation:
    for attempt in (_catch_up, _apart, _two_speeds, _current, _stream, _plain):
        try:
            return attempt(story)
        except NotUnderstood:
            continue
    raise NotUnderstood(REFUSAL)


def _hours(found: re.Match[str]) -> Tree:
    value = value_of(found["v"])
    if found["u"].lower().startswith("min"):
        return rational(value / 60)
    return amount(found["v"])


def _take_all(ledger: Ledger, pattern: str) -> list[re.Match[str]]:
    found: list[re.Match[str]] = []
    while match := ledger.either(pattern):
        found.append(match)
        if len(found) > 4:
            raise NotUnderstood(REFUSAL)
    return found


def _time_asked(ledger: Ledger) -> str:
    """The unit of the time asked."""
    found = ledger.must_ask(r"(?:how (?:long|many (?P<u>hours|minutes))|in how many (?P<w>hours|minutes)|find (?:the|how many) (?P<x>hours|time)|when will)\b(?: before (?=[A-Z]))?")  # fmt: skip
    return (found["u"] or found["w"] or "hours").lower()


def _timed(equation: Relation, words: str, unit: str, after: str) -> Situation:
    what: Tree = times(amount("60"), _T) if unit == "minutes" else _T
    return Situation(
        "motion",
        (Unknown("t", f"the time in hours{after}"),),
        (Translation(words, equation),),
        (Asked(what, unit, meaning="The time"),),
        _CONCEPT,
        _SKILLS,
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
    ways = [way.lower() for way in re.findall(_WAYS, ledger.told, re.IGNORECASE)]
    opposite = "opposite direction" in whole or {way[:5] for way in ways} in ({"north", "south"}, {"east", "west"})  # fmt: skip
    same = "same direction" in whole or (len(ways) == 2 and ways[0][:5] == ways[1][:5])
    if meeting == (opposite or same) or (opposite and same):
        raise NotUnderstood(REFUSAL)
    if not meeting and "apart" not in whole:
        raise NotUnderstood(REFUSAL)
    if not re.search(r"same time|at the same|both (?:leave|start)|leave at|left at", whole):
        raise NotUnderstood(REFUSAL)
    unit = _time_asked(ledger)
    speeds = _take_all(ledger, rf"(?P<v>{NUMBER}) {_SPEED}(?! (?:faster|slower|more|less))")
    gap = ledger.either(rf"(?P<v>{NUMBER}) {_DISTANCE}(?: apart)?(?: from each other)?")
    if len(speeds) != 2 or gap is None:
        raise NotUnderstood(REFUSAL)
    ledger.idle(_BACKGROUND + "|" + _WAYS)
    ledger.settle()
    first, second = (amount(item["v"]) for item in speeds)
    if value_of(speeds[0]["v"]) < value_of(speeds[1]["v"]) and same:
        first, second = second, first
    closing = minus(first, second) if same else plus(first, second)
    words = "The speeds' difference takes them apart" if same else "Their distances add up to the whole distance"  # fmt: skip
    left = times(closing, _T) if same else plus(times(first, _T), times(second, _T))
    return _timed(equal(left, amount(gap["v"])), words, unit, "")


def _catch_up(story: Story) -> Situation:
    ledger = Ledger(story)
    whole = (ledger.told + ledger.asked).lower()
    if not re.search(r"catch(?:es)? up|overtake|catch (?:him|her|them)", whole):
        raise NotUnderstood(REFUSAL)
    _without_restated(ledger)
    later = ledger.must_tell(rf"(?P<v>{NUMBER}) {_TIME} later,?")
    chaser = re.search(
        r"(?P<who>[A-Z][a-z]+) (?:left|leaves|started|starts|set out) ▪", ledger.told
    ) or re.search(r"▪\s+(?:the )?(?P<who>[A-Za-z]+)", ledger.told)
    unit = _time_asked(ledger)
    runner = re.search(r"(?i)(?:take|will|does|for|before|until) (?:the )?(?P<who>[A-Za-z]+)(?: \w+)? (?:to )?(?:catch|overtake)", story.asked)  # fmt: skip
    speeds = list(re.finditer(rf"(?P<v>{NUMBER}) {_SPEED}", ledger.told, re.IGNORECASE))
    mark = ledger.told.find("▪")
    if (
        len(speeds) != 2
        or not speeds[0].start() < mark < speeds[1].start()
        or not chaser
        or not runner
    ):
        raise NotUnderstood(REFUSAL)
    if runner["who"].lower() not in (chaser["who"].lower(), "she", "he", "it"):
        raise NotUnderstood(REFUSAL)
    _take_all(ledger, rf"(?P<v>{NUMBER}) {_SPEED}")
    ledger.idle(_BACKGROUND + "|" + _WAYS)
    ledger.settle()
    slow, fast = amount(speeds[0]["v"]), amount(speeds[1]["v"])
    equation = equal(times(fast, _T), times(slow, plus(_T, _hours(later))))
    return _timed(
        equation, "Both have gone the same distance", unit, f" that {chaser['who']} needs"
    )


_DIFFERENCE = rf"(?P<x>[^.,]*?)\b(?:is|was|are|drives?|drove|rides?|rode|runs?|walks?|averages?|travels?|bikes|cycles|flies|goes|can go|can ride|can run|driving at|traveling at|going) (?P<v>{NUMBER}) {_SPEED} (?P<more>faster|slower|more|less)(?: than)? ?(?P<y>[^.,\d]*(?:, [A-Z][a-z]+(?=\.))?)"
_STOP = frozenset(["the", "her", "his", "their", "its", "speed", "rate", "than", "when", "she", "he", "they", "that", "of", "is", "was", "a", "an", "on", "in", "mph", "miles", "per", "hour", "if", "average", "find", "what", "to", "for"])  # fmt: skip


def _two_speeds(story: Story) -> Situation:
    """A faster and a slower one, and the difference of their speeds."""
    ledger = Ledger(story)
    if not re.search(rf"(?i){_SPEED} (?:faster|slower|more|less)", ledger.told):
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
    quick = plus(_S, gap)
    distances = _take_all(ledger, rf"(?P<v>{NUMBER}) {_DISTANCE}(?! (?:per|an) hour)(?: away)?")
    equation, words = _two_speed_equation(ledger, distances, quick, fast_words, slow_words, story)
    ledger.idle(
        _BACKGROUND + r"|\bthan\b|\btrip\b|\bback\b|\byesterday\b|\breturn(?:ed|s)?\b|\bthen\b"
    )
    ledger.settle()
    mph = "mph" if "mile" in _units(story) or "mph" in _units(story) else "km/h"
    wanted = [quick if is_fast else _S for is_fast in (both or [fast])]
    return Situation(
        "motion",
        (Unknown("s", "the slower speed"),),
        (Translation(words, equation),),
        tuple(Asked(tree, mph, meaning="The speed") for tree in wanted),
        _CONCEPT,
        _SKILLS,
    )


def _units(story: Story) -> str:
    return " ".join((*story.told, story.asked)).lower()


def _two_speed_equation(ledger: Ledger, distances: list[re.Match[str]], quick: Tree, fast: str, slow: str, story: Story) -> tuple[Relation, str]:  # fmt: skip
    longer = ledger.tell(
        rf"(?P<v>{NUMBER}) {_TIME} (?:longer|more|less)(?: to [a-z ]+?)? than[^.\d]*"
    )
    if longer and len(distances) == 1:
        way = amount(distances[0]["v"])
        equation = equal(over(way, _S), plus(over(way, quick), _hours(longer)))
        return equation, "The slower way takes so much longer than the faster one"
    spans = _take_all(ledger, rf"(?P<v>{NUMBER}) {_TIME}")
    if len(spans) == 2 and not distances:
        first, second = sorted(spans, key=lambda item: value_of(item["v"]) * (1 if item["u"].lower().startswith("m") else 60))  # fmt: skip
        _require_one_way(story)
        return equal(times(quick, _hours(first)), times(_S, _hours(second))), "Both cover the same distance"  # fmt: skip
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
        equation = equal(plus(times(_S, _hours(of_slow)), times(quick, _hours(of_fast))), amount(distances[0]["v"]))  # fmt: skip
        return equation, "The distances of both add up to the distance between them"
    if len(spans) == 1 and len(distances) == 2:
        told = " ".join(story.told)
        near = [
            part
            for part in re.split(r"[.,;]| and (?:then )?", told)
            if re.search(rf"{NUMBER} {_DISTANCE}", part)
        ]
        if len(near) != 2:
            raise NotUnderstood(REFUSAL)
        order = [_nearer(clause, fast, slow) for clause in near]
        if sorted(order) != [False, True]:
            raise NotUnderstood(REFUSAL)
        far = distances[order.index(True)]
        other = distances[order.index(False)]
        equation = equal(plus(over(amount(other["v"]), _S), over(amount(far["v"]), quick)), _hours(spans[0]))  # fmt: skip
        return equation, "The times of both parts add up to the whole time"
    if (
        not spans
        and len(distances) == 2
        and re.search(r"(?i)same (?:amount of )?time", " ".join(story.told))
    ):
        big, small = sorted(distances, key=lambda item: -value_of(item["v"]))
        ledger.idle(r"\bin the same (?:amount of )?time(?: (?:that|as|it takes))?\b")
        return equal(over(amount(small["v"]), _S), over(amount(big["v"]), quick)), "Both take the same time"  # fmt: skip
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


def _current(story: Story) -> Situation:
    """With and against a wind or a current, in the same time."""
    ledger = Ledger(story)
    whole = (ledger.told + ledger.asked).lower()
    if not re.search(r"in the same (?:amount of )?time", whole):
        raise NotUnderstood(REFUSAL)
    known = _take_all(ledger, rf"(?P<v>{NUMBER}) {_SPEED}")
    ways = _take_all(ledger, rf"(?P<v>{NUMBER}) {_DISTANCE}(?P<how>[^.]*?\b(?:against|with|upstream|downstream|headwind|tailwind|upriver|downriver)\b)")  # fmt: skip
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
    ledger.idle(_BACKGROUND + r"|\bin the same (?:amount of )?time(?: (?:that|as))?\b|\bagainst\b")
    ledger.settle()
    own, other = amount(known[0]["v"]), Name("w" if stream else "p")
    craft, wind = (own, other) if stream else (other, own)
    down, up = ways[against.index(False)], ways[against.index(True)]
    equation = equal(over(amount(down["v"]), plus(craft, wind)), over(amount(up["v"]), minus(craft, wind)))  # fmt: skip
    return Situation(
        "motion",
        (Unknown("w" if stream else "p", "the speed asked for"),),
        (Translation("Both ways take the same time", equation),),
        (
            Asked(
                other, "mph" if "mile" in whole or "mph" in whole else "km/h", meaning="The speed"
            ),
        ),
        _CONCEPT,
        _SKILLS,
    )


def _is_of_stream(speed: str, told: str) -> bool:
    """Is the given speed that of the wind or current, rather than of the craft?"""
    after = re.search(
        rf"(?i){re.escape(speed)} {_SPEED} (?P<who>headwind|tailwind|wind|current)", told
    )
    if after:
        return True
    before = re.search(rf"(?i)^.*\b(?P<who>wind|current|river|stream|plane|airplane|jet|boat|kayak|canoe|ship)\b[^.]*?(?<![\d·]){re.escape(speed)} {_SPEED}", told)  # fmt: skip
    if before is None:
        raise NotUnderstood(REFUSAL)
    return before["who"].lower() in ("wind", "current", "river", "stream")


def _stream(story: Story) -> Situation:
    """Both ways with their distances and times: the speed of the craft and of the stream."""
    ledger = Ledger(story)
    down_words, up_words = r"downstream|downriver|with (?:the|a) (?:wind|current|tailwind)|tailwind", r"upstream|upriver|against (?:the|a) (?:wind|current)|(?:into|against) (?:the|a) (?:headwind|wind)|headwind"  # fmt: skip
    told = " ".join(story.told)
    ways = _take_all(ledger, rf"(?P<v>{NUMBER}) {_DISTANCE}")
    spans = _take_all(ledger, rf"(?P<v>{NUMBER}) {_TIME}")
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
    ledger.idle(_BACKGROUND + r"|\bagainst\b|\breturn(?:ed)?\b|\bback\b|\bonly\b|\bthen\b")
    ledger.settle()
    craft = re.search(r"\b(?:ship|boat|jet|plane|airplane|kayak|canoe|still)\b", ask)
    stream = re.search(r"\b(?:wind|current)\b", ask)
    mph = "mph" if re.search(r"miles?\b|mph", told) else "km/h"
    asked = []
    if craft:
        asked.append((craft.start(), Asked(_P, mph, meaning="The speed in still water or air")))
    if stream:
        asked.append((stream.start(), Asked(_W, mph, meaning="The speed of the stream or wind")))
    if not asked:
        raise NotUnderstood(REFUSAL)
    return Situation(
        "motion",
        (Unknown("p", "the speed without the stream"), Unknown("w", "the speed of the stream")),
        (
            Translation(
                "With the stream the speeds add up",
                equal(times(plus(_P, _W), _hours(down)), down_way),
            ),
            Translation(
                "Against it they are subtracted", equal(times(minus(_P, _W), _hours(up)), up_way)
            ),
        ),
        tuple(item for _, item in sorted(asked, key=lambda pair: pair[0])),
        _CONCEPT,
        _SKILLS,
    )


def _plain(story: Story) -> Situation:
    """One mover: distance is rate times time, two of them are given."""
    ledger = Ledger(story)
    far = ledger.either(rf"(?P<v>{NUMBER}) {_DISTANCE}(?! (?:per|an) hour)")
    span = ledger.either(rf"(?P<v>{NUMBER}) {_TIME}")
    speed = None if far and span else ledger.either(rf"(?P<v>{NUMBER}) {_SPEED}")
    asked = ledger.must_ask(r"(?:what|find) (?:was|is|were)? ?(?:his|her|its|their|the)(?: \w+'s)? ?(?:average )?(?:speed|rate)[^?\d]*|how fast[^?\d]*|at what (?:average )?(?:rate|speed)[^?\d]*|how far[^?\d]*|how (?:many miles|many kilometers|much distance)[^?\d]*|(?:what|find) (?:was|is)? ?(?:the )?distance[^?\d]*|how (?:long|many hours|much time)[^?\d]*")[0].lower()  # fmt: skip
    ledger.idle(_BACKGROUND)
    ledger.settle()
    told = " ".join((*story.told, story.asked)).lower()
    miles = "mile" in told or "mph" in told
    if far and span and not speed and re.search(r"speed|rate|fast", asked):
        return _one(
            equal(_S, over(amount(far["v"]), _hours(span))),
            "s",
            "the speed",
            "mph" if miles else "km/h",
        )
    if speed and span and not far and re.search(r"far|distance|miles|kilometers", asked):
        return _one(
            equal(Name("d"), times(amount(speed["v"]), _hours(span))),
            "d",
            "the distance",
            "miles" if miles else "kilometers",
        )
    if speed and far and not span and re.search(r"long|hours|time", asked):
        return _one(
            equal(_T, over(amount(far["v"]), amount(speed["v"]))), "t", "the time in hours", "hours"
        )
    raise NotUnderstood(REFUSAL)


def _one(equation: Relation, letter: str, meaning: str, unit: str) -> Situation:
    return Situation("motion", (Unknown(letter, meaning),), (Translation("Distance is rate times time", equation),), (Asked(Name(letter), unit, places=2, meaning=meaning.capitalize()),), _CONCEPT, _SKILLS)  # fmt: skip


def _direction_kept(how: str) -> bool:
    return bool(re.search(r"against|with|upstream|downstream|headwind|tailwind|wind", how))
