"""One or more draws, with or without replacement: events of the whole sequence and their chances."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.chance import events
from fynq.reasoning.chance.events import Atom, Both, Either, Event, Not
from fynq.reasoning.chance.items import Item, Source, Test, number_test, unread
from fynq.reasoning.problem import NotUnderstood

Sequence_ = tuple[Item, ...]
OPEN = "It is open how many of the draws are meant."
LISTED = 60_000


@dataclass(frozen=True, slots=True)
class Draws:
    source: Source
    count: int = 1
    replaced: bool = True
    told: bool = True
    """Whether the number of draws is told; otherwise it is one."""


@dataclass(frozen=True, slots=True)
class Condition:
    """An event of a sequence. tests: the tests of single items that it looks at, in order; holds:
    from, for each draw, the truth of each test (and the items themselves where tests is empty)."""

    tests: tuple[Test, ...]
    holds: Callable[[Sequence[Sequence[bool]]], bool]
    of_items: Callable[[Sequence_], bool] | None = None


_PLACES = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3}
_PLACE = re.compile(r"(?i)\b(?P<at>first|1st|second|2nd|third|3rd|fourth|4th|last)\b(?: (?:1|one|card|coin|die|roll|toss|flip|draw|marble|ball|turn|selection|pick|candy|sock|chip|tile|letter|item|bean|one|person|student|number|dice))*")  # fmt: skip
_FIRST_FEW = re.compile(r"(?i)\b(?P<at>first|last) (?P<k>\d+)(?: (?:cards|coins|dice|rolls|tosses|flips|draws|marbles|balls|turns|times|1s))?\b")  # fmt: skip
_ALL = re.compile(
    r"(?i)\b(?:both|all|each|every)\b(?: of)?(?: the\b| our\b)?(?: \d+)?(?: (?:1|one)s?)?"
)
_NONE = re.compile(r"(?i)\b(?:neither|none|no|zero|0)\b(?: of the\b)?(?: \d+)?")
_COUNT = re.compile(
    r"(?i)\b(?:(?P<how>exactly|at least|at most|no more than|no fewer than|no less than|more than|fewer than|less than|only|just) )?(?P<k>\d+)\b(?! (?:or|and)\b)"
)
_OR_MORE = re.compile(r"(?i)\b(\d+) or (more|fewer|less)\b")
_SAME = re.compile(
    r"(?i)\b(?:(?:2|both) (?:faces|sides|numbers|coins|dice|cards) (?:that )?(?:are|show|land) (?:on )?the same|(?:are |is |land on |show |shows |of |have |has )*the same)(?: (?P<what>[a-z]+))?|\bdoubles?\b"
)
_SUM = re.compile(r"(?i)\b(?P<what>sum|total|product)\b(?: of (?:the |both )?(?:two |2 )?(?:dice|numbers|faces|rolls|dots)?)?")  # fmt: skip
ORDER = re.compile(r"(?i)\s*,?\s*(?:\band\b\s*)?\b(?:then|followed by)\b\s*")


_MADE = re.compile(r"(?i)^(?P<lead>.*\b(?:sum|total|product)\b.*?\b(?:is|equals|being|be|of|was)\b(?: equal to)?) (?P<rest>.*)$")  # fmt: skip
_FACTORS = re.compile(r"(?i)\b(?P<kind>multiples? of|divisible by) (?:either |both )?(?P<a>\d+) (?P<join>or|and) (?:by )?(?P<b>\d+)\b")  # fmt: skip
_ONE_EACH = re.compile(r"(?i)^(?P<lead>(?:[a-z]+ ){0,3}?)(?:an?|1) (?P<a>[a-z0-9&' ]+?) and (?:an?|1) (?P<b>[a-z0-9&' ]+?)(?: in (?:any|either) order)?$")  # fmt: skip


def _spread(phrase: str) -> str:
    """'The sum is 7 or 11': the sum is 7 or the sum is 11."""
    made = _MADE.match(phrase)
    if made is None or re.search(r"(?i)\b(?:sum|total|product)\b", made["rest"]):
        return phrase
    parts = re.split(r"(?i)(\s*,?\s*\b(?:and|or)\b\s*)", made["rest"])
    return "".join(part if at % 2 else f"{made['lead']} {part}" for at, part in enumerate(parts))


def protected(phrase: str, count: int = 1) -> str:
    """'2 or more' and 'greater than or equal to' without the words that join events; what is
    joined, in full. count: of the draws."""
    phrase = re.sub(r"(?i)\bthe other (?:1 )?(?:is|was)\b", "1 is", phrase)
    each = None if _PLACE.search(phrase) else _ONE_EACH.match(phrase.strip())
    if each is not None and count == 2 and each["lead"].strip().lower() in ("", "drawing", "getting", "rolling", "we get", "we draw", "picking", "selecting", "choosing"):  # fmt: skip
        return f"exactly 1 {each['a']} and exactly 1 {each['b']}"
    phrase = _OR_MORE.sub(lambda m: f"at {'least' if m[2].lower() == 'more' else 'most'} {m[1]}", phrase)  # fmt: skip
    phrase = _FACTORS.sub(r"\g<kind> \g<a> \g<join> \g<kind> \g<b>", phrase)
    phrase = re.sub(r"(?i)^(?P<what>.*\S) twice(?: in a row)?$", r"2 \g<what>", phrase.strip())
    phrase = re.sub(r"(?i)\s*,?\s*\band then\b", " then", phrase)
    phrase = re.sub(r"(?i)\b(?:greater|more) than or equal to\b", "at least", phrase)
    return _spread(re.sub(r"(?i)\b(?:less|fewer) than or equal to\b", "at most", phrase))


def condition(phrase: str, draws: Draws) -> Condition:
    """An event without connectives. Raises NotUnderstood."""
    source, n = draws.source, draws.count
    if n == 1 and not ORDER.search(phrase):
        try:
            test = source.test(_PLACE.sub(" ", phrase))
        except NotUnderstood:
            if not draws.told:
                raise
            return _counted(phrase, draws)
        return Condition((test,), lambda row: row[0][0])
    parts = [part for part in ORDER.split(phrase) if part.strip()]
    if len(parts) > 1:
        if len(parts) != n:
            raise NotUnderstood(OPEN)
        tests = tuple(
            source.test(re.sub(r"(?i)\b1\b", " ", _PLACE.sub(" ", part))) for part in parts
        )
        return Condition(tests, lambda row: all(row[at][at] for at in range(n)))
    made = _SUM.search(phrase)
    if made is not None:
        if not source.numeric:
            raise NotUnderstood(OPEN)
        wanted = number_test(re.sub(r"(?i)\b(?:equal to|equals|exactly)\b", " ", _SUM.sub(" ", phrase)))  # fmt: skip
        join = math.prod if made["what"].lower() == "product" else sum
        return Condition((), lambda _: True, lambda items: wanted(join(items)))  # fmt: skip
    same = _SAME.search(phrase)
    if same is not None:
        common = next((key for words, key in source.alike if re.fullmatch(words, same["what"] or "", re.IGNORECASE)), None)  # fmt: skip
        if common is None or unread(
            re.sub(r"(?i)\b(?:both|all|2|3)\b", " ", _SAME.sub(" ", phrase))
        ):
            raise NotUnderstood(OPEN)
        key = common
        return Condition((), lambda _: True, lambda items: len({key(item) for item in items}) == 1)
    if source.name == "coin" and re.fullmatch(r"[HT]{2,}", phrase.strip().split()[-1]):
        pattern = phrase.strip().split()[-1]
        if len(pattern) != n:
            raise NotUnderstood(OPEN)
        return Condition((), lambda _: True, lambda items: "".join(map(str, items)) == pattern)
    several = _FIRST_FEW.search(phrase)
    if several is not None:
        k = int(several["k"])
        if k > n:
            raise NotUnderstood(OPEN)
        rest = phrase[: several.start()] + " " + phrase[several.end() :]
        few = slice(0, k) if several["at"].lower() == "first" else slice(n - k, n)
        return Condition((source.test(_ALL.sub(" ", rest)),), lambda row: all(one[0] for one in row[few]))  # fmt: skip
    place = _PLACE.search(phrase)
    if place is not None:
        if _PLACE.search(phrase, place.end()):
            raise NotUnderstood(OPEN)
        at = n - 1 if place["at"].lower() == "last" else _PLACES[place["at"].lower()]
        if at >= n:
            raise NotUnderstood(OPEN)
        return Condition((source.test(_PLACE.sub(" ", phrase)),), lambda row: row[at][0])
    return _counted(phrase, draws)


def _counted(phrase: str, draws: Draws) -> Condition:
    """How many of the draws fit a description."""
    source, n = draws.source, draws.count
    phrase = re.sub(r"(?i)\b(?:every|each) time\b", "all", phrase)
    every = _ALL.search(phrase)
    if every is not None:
        number = re.search(r"\d+", every[0])
        if (number and int(number[0]) != n) or ("both" in every[0].lower() and n != 2):
            raise NotUnderstood(OPEN)
        return Condition((source.test(_ALL.sub(" ", phrase, count=1)),), lambda row: all(one[0] for one in row))  # fmt: skip
    if _NONE.search(phrase):
        return Condition((source.test(_NONE.sub(" ", phrase, count=1)),), lambda row: not any(one[0] for one in row))  # fmt: skip
    if re.search(r"(?i)\bany\b(?: of the)?", phrase):
        return Condition((source.test(re.sub(r"(?i)\bany\b(?: of the)?", " ", phrase)),), lambda row: any(one[0] for one in row))  # fmt: skip
    counted = _COUNT.search(phrase)
    if counted is None:
        raise NotUnderstood(OPEN)
    test = source.test(phrase[: counted.start()] + " " + phrase[counted.end() :])
    k, how = int(counted["k"]), (counted["how"] or "").lower()
    if k > n:
        raise NotUnderstood(OPEN)
    compare: dict[str, Callable[[int], bool]] = {
        "at least": lambda m: m >= k, "no fewer than": lambda m: m >= k, "no less than": lambda m: m >= k,
        "at most": lambda m: m <= k, "no more than": lambda m: m <= k,
        "more than": lambda m: m > k, "fewer than": lambda m: m < k, "less than": lambda m: m < k,
    }  # fmt: skip
    exactly: Callable[[int], bool] = lambda m: m == k  # noqa: E731
    fits = compare.get(how, exactly)
    return Condition((test,), lambda row: fits(sum(one[0] for one in row)))


def chance(event: Event, given: Event | None, draws: Draws) -> Fraction:
    """By kinds of items: only what the tests tell apart is drawn. Raises CannotSolve."""
    both = event if given is None else Both((event, given))
    top = _weight(both, draws)
    bottom = Fraction(1) if given is None else _weight(given, draws)
    if not bottom:
        raise CannotSolve("The condition never holds.")
    return top / bottom


def _weight(event: Event, draws: Draws) -> Fraction:
    conditions = {text: condition(text, draws) for text in events.atoms(event)}
    tests = [test for one in conditions.values() for test in one.tests]
    by_item = any(one.of_items for one in conditions.values())
    kinds: dict[tuple[object, ...], int] = {}
    for item in draws.source.items:
        key = (*(test(item) for test in tests), *([item] if by_item else []))
        kinds[key] = kinds.get(key, 0) + 1
    if len(kinds) ** draws.count > LISTED:
        raise CannotSolve("There are too many outcomes.")
    places: dict[str, tuple[int, int]] = {}
    start = 0
    for text, one in conditions.items():
        places[text] = (start, start + len(one.tests))
        start += len(one.tests)

    def true(event: Event, row: Sequence[tuple[object, ...]]) -> bool:
        match event:
            case Atom(text):
                one = conditions[text]
                if one.of_items is not None:
                    return one.of_items(tuple(kind[-1] for kind in row))
                low, high = places[text]
                return one.holds([[bool(truth) for truth in kind[low:high]] for kind in row])
            case Not(of):
                return not true(of, row)
            case Both(parts):
                return all(true(part, row) for part in parts)
            case Either(parts):
                return any(true(part, row) for part in parts)

    total, all_items = Fraction(0), len(draws.source.items)
    for row in itertools.product(kinds, repeat=draws.count):
        if not true(event, row):
            continue
        weight = Fraction(1)
        taken: dict[tuple[object, ...], int] = {}
        for turn, kind in enumerate(row):
            gone = 0 if draws.replaced else taken.get(kind, 0)
            left = all_items - (0 if draws.replaced else turn)
            weight *= Fraction(max(kinds[kind] - gone, 0), left)
            taken[kind] = taken.get(kind, 0) + 1
        total += weight
    return total


def listed(event: Event, given: Event | None, draws: Draws) -> tuple[int, int] | None:
    """Outcomes with the event and all (with the condition), item by item; None when too many."""
    items, n = draws.source.items, draws.count
    if len(items) ** n > LISTED:
        return None
    places = range(len(items))
    ways = itertools.product(places, repeat=n) if draws.replaced else itertools.permutations(places, n)  # fmt: skip
    conditions = {text: condition(text, draws) for text in (*events.atoms(event), *(events.atoms(given) if given else ()))}  # fmt: skip

    def true(event: Event, outcome: Sequence_) -> bool:
        match event:
            case Atom(text):
                one = conditions[text]
                if one.of_items is not None:
                    return one.of_items(outcome)
                return one.holds([[test(item) for test in one.tests] for item in outcome])
            case Not(of):
                return not true(of, outcome)
            case Both(parts):
                return all(true(part, outcome) for part in parts)
            case Either(parts):
                return any(true(part, outcome) for part in parts)

    hit = among = 0
    for way in ways:
        outcome = tuple(items[at] for at in way)
        if given is None or true(given, outcome):
            among += 1
            hit += true(event, outcome)
    return hit, among
