"""Rates and proportions: 12 ounces have 150 calories, how many have 32 ounces? 5 mg for every pound
of a dog of 65 pounds; miles on gallons; a map's scale."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Name, Tree
from fynq.reasoning.stories.nouns import plural, singular
from fynq.reasoning.stories.situation import Asked, Domain, Ledger, Situation, Translation, Unknown
from fynq.reasoning.stories.terms import amount, decimal, equal, over, plus, times, value_of
from fynq.reasoning.stories.units import factor, named
from fynq.reasoning.stories.wording import NUMBER, REFUSAL, Story, sentences

_X = Name("x")
_COUNTED = r"(?:square |cubic |fluid |Mexican |Canadian |Japanese |US )?[a-z]+"
_QUANTITY = rf"(?P<v>{NUMBER}) ?(?P<u>{_COUNTED})"
_PER = re.compile(rf"(?i){_QUANTITY}(?: of [a-z]+)?(?:/| per | for (?:every|each)(?: 1)? | (?:each|every) | an? )(?P<per>{_COUNTED})")  # fmt: skip
_JOINED = re.compile(
    r"(?i)\b(?:has|have|had|contains?|costs?|makes?|made|make|in|for|on|with|yields?|serves?|needs?|needed|requires?|uses?|used|calls? for|feeds?|represents?|equals?|is|takes?|took|earns?|earned|gets?|burns?|burned|produces?|every|each|to|types?|reads?|pays?|paid|sells?|sold|buys?|can|corresponds)\b|="
)
_WORKERS = re.compile(r"(?i)^(?:worker|painter|man|men|woman|women|people|person|student|pump|machine|friend|hose|printer|pipe|employee|boy|girl|crew|carpenter|gardener|tap|faucet|computer|robot|truck|teacher|child)")  # fmt: skip
_IDLE = r"\bat (?:this|that|the same) rate\b|\bfor every\b|\b(?:per|each|every|total|long|rate|average|by|all|long|any|if|first)\b(?! (?:more|less))|\bsame (?:map|recipe|car|speed|rate|price)\b|\b(?:spend|used?)\b|\bequal to\b|\bchange[sd]?\b(?= \d)|\bUS\b|\(ml\)|\bafter [a-z' ]+(?=[.,])"
_PLACES = re.compile(r"(?i)\b2 (?=(?:towns|cities|places|points|villages|landmarks)\b)")


@dataclass(frozen=True, slots=True)
class _Quantity:
    value: Tree
    exact: Fraction
    unit: str


def read(story: Story) -> Situation:
    if re.search(r"(?i)\baverage (?:speed|velocity)\b", story.asked):
        raise NotUnderstood(REFUSAL)
    for attempt in (_ratio, _unit_rate):
        try:
            return attempt(story)
        except NotUnderstood:
            continue
    return _proportion(story)


def _ratio(story: Story) -> Situation:
    """'The ratio of boys to girls is 3 to 4', and one of them or all of them."""
    ledger = Ledger(story)
    ratio = ledger.must_tell(rf"(?:the )?ratio of (?:the )?(?:number of )?(?P<a>[a-z]+) to (?:the )?(?:number of )?(?P<b>[a-z]+)(?: [a-z ]+?)? is (?P<m>{NUMBER}) ?(?:to|:) ?(?P<n>{NUMBER})")  # fmt: skip
    a, b = singular(ratio["a"]), singular(ratio["b"])
    ask = ledger.must_ask(r"how many (?P<u>[a-z]+) (?:are|were|is|does|did|do)[^?\d]*")
    given = ledger.either(rf"(?P<v>{NUMBER}) (?P<u>[a-z]+)")
    if given is None or singular(ask["u"]) not in (a, b) or a == b:
        raise NotUnderstood(REFUSAL)
    ledger.idle(r"\bif\b|\btotal(?: of)?\b|\ball\b|\bin all\b")
    ledger.settle()
    known = singular(given["u"])
    m, n = amount(ratio["m"]), amount(ratio["n"])
    asked_share = m if singular(ask["u"]) == a else n
    if known in (a, b):
        if known == singular(ask["u"]):
            raise NotUnderstood(REFUSAL)
        share: Tree = n if singular(ask["u"]) == a else m
        words = "The two stay in the ratio"
    else:
        if not re.search(
            r"(?i)\b(?:there (?:are|were)|total|has|have|in all)\b",
            " ".join((*story.told, story.asked)),
        ):
            raise NotUnderstood(REFUSAL)
        share = plus(m, n)
        words = "Of all the parts of the ratio these are so many"
    equation = equal(over(_X, amount(given["v"])), over(asked_share, share))
    return Situation("proportions", (Unknown("x", f"the number of {ask['u']}", Domain.WHOLE),), (Translation(words, equation),), (Asked(_X, meaning="The number"),), "A ratio is the same for the parts and for the numbers.", ("ratios", "proportions"))  # fmt: skip


def _unit_rate(story: Story) -> Situation:
    """'300 miles on 12 gallons. How many miles per gallon?'"""
    ask = re.search(r"(?i)how many (?P<u>[a-z]+) (?:per|a|an|each|for each|for every) (?P<per>[a-z]+)|(?:what is|find) (?:the|its) [a-z ]*in (?P<v>[a-z]+) per (?P<w>[a-z]+)", story.asked)  # fmt: skip
    found = _quantities(" ".join((*story.told, story.asked)))
    if ask is None or len(found) != 2:
        raise NotUnderstood(REFUSAL)
    _require_known_words(story)
    top, bottom = singular(ask["u"] or ask["v"]), singular(ask["per"] or ask["w"])
    whole = next((item for item in found if item.unit == top), None)
    base = next((item for item in found if item.unit == bottom), None)
    if whole is None or base is None or whole is base:
        raise NotUnderstood(REFUSAL)
    equation = equal(_X, over(whole.value, base.value))
    return Situation("proportions", (Unknown("x", f"the {plural(top)} per {bottom}"),), (Translation(f"{plural(top).capitalize()} over {plural(bottom)}", equation),), (Asked(_X, places=2, meaning="The rate"),), "A unit rate is a quotient.", ("rates",))  # fmt: skip


_MEASURED = frozenset(("dollar", "calorie", "peso", "euro", "mg", "degree", "point", "cent", "kilocalorie", "watt", "volt", "unit", "serving", "percent"))  # fmt: skip


def _domain(unit: str) -> Domain:
    """Bracelets are whole; calories and cups need not be."""
    word = unit.rsplit(maxsplit=1)[-1]
    if word in _MEASURED or re.match(r"square|cubic|fluid", unit):
        return Domain.POSITIVE
    try:
        named(plural(word))
    except NotUnderstood:
        return Domain.WHOLE
    return Domain.POSITIVE


def _proportion(story: Story) -> Situation:
    told = [part for sentence in story.told for part in sentences(sentence)]
    pair, rest = _pair(told)
    if re.search(
        r"(?i)\b(?:inverse(?:ly)?|square of|square root|cube of|jointly)\b",
        " ".join(told) + story.asked,
    ):
        raise NotUnderstood(REFUSAL)
    others = _quantities(_PLACES.sub("", " ".join(rest) + " " + story.asked))
    if len(others) != 1:
        raise NotUnderstood(REFUSAL)
    _require_known_words(story)
    third = others[0]
    same, other = _matched(pair, third)
    if _WORKERS.match(same.unit) or (_WORKERS.match(other.unit) and not _is_counted(other, story)):
        raise NotUnderstood(REFUSAL)
    _require_asked(story.asked, other, same)
    if re.search(
        r"(?i)\b(?:and (?:[a-z']+ ){1,4}each|(?:they|we|people|of them|both|\w+s) each|each of (?:them|us|the))\b",
        " ".join((*told, story.asked)),
    ):
        raise NotUnderstood(REFUSAL)
    scaled = third
    if third.unit != same.unit:
        scale = factor(named(third.unit), named(same.unit))
        scaled = _Quantity(decimal(third.exact * scale), third.exact * scale, same.unit)
    if same.exact == 1:
        equation = equal(_X, times(other.value, scaled.value))
        words = f"{_said(other)} for each {singular(same.unit)}"
    elif other.exact == 1 and same.exact != 1:
        equation = equal(_X, over(scaled.value, same.value))
        words = f"{_said(same)} for each {singular(other.unit)}"
    else:
        equation = equal(over(_X, scaled.value), over(other.value, same.value))
        words = f"{plural(other.unit)} to {plural(same.unit)} stay in the same ratio"
    return Situation(
        "proportions",
        (Unknown("x", f"the number of {plural(other.unit)}", _domain(other.unit)),),
        (Translation(words[0].upper() + words[1:], equation),),
        (
            Asked(
                _X,
                plural(other.unit),
                places=2 if other.unit == "dollar" else None,
                meaning=f"The number of {plural(other.unit)}",
            ),
        ),
        "Two quantities in proportion keep the same ratio.",
        ("proportions", "rates"),
    )


def _pair(told: list[str]) -> tuple[tuple[_Quantity, _Quantity], list[str]]:
    """The sentence with the rate, and the other sentences."""
    found: list[tuple[tuple[_Quantity, _Quantity], list[str]]] = []
    for at, sentence in enumerate(told):
        rest = [*told[:at], *told[at + 1 :]]
        rate = _PER.search(sentence)
        if rate and rate["per"].lower() not in ("of",) and len(re.findall(NUMBER, rate[0])) == 1:
            left = sentence[: rate.start()] + " ▪ " + sentence[rate.end() :]
            one = _Quantity(amount("1"), Fraction(1), singular(rate["per"]))
            found.append(((_quantity(rate), one), [*rest, left]))
            continue
        both = list(re.finditer(_QUANTITY, sentence, re.IGNORECASE))
        if len(both) == 3 and both[0]["v"] == "1":
            both = both[1:]
        if len(both) == 2 and len(re.findall(NUMBER, sentence)) in (2, 3):
            between = sentence[both[0].end("v") : both[1].start("v")]
            if _JOINED.search(between) and not re.search(r"(?i)\band\b|,", between):
                found.append(((_quantity(both[0]), _quantity(both[1])), rest))
    if len(found) != 1:
        raise NotUnderstood(REFUSAL)
    return found[0]


def _quantity(found: re.Match[str]) -> _Quantity:
    return _Quantity(amount(found["v"]), value_of(found["v"]), singular(found["u"]))


def _quantities(text: str) -> list[_Quantity]:
    found = [_quantity(match) for match in re.finditer(_QUANTITY, text, re.IGNORECASE)]
    if len(re.findall(NUMBER, text)) != len(found) or "%" in text:
        raise NotUnderstood(REFUSAL)
    return [item for at, item in enumerate(found) if item not in found[:at]]


def _matched(pair: tuple[_Quantity, _Quantity], third: _Quantity) -> tuple[_Quantity, _Quantity]:
    matches = [item for item in pair if item.unit == third.unit]
    matches = matches or [item for item in pair if _same(item.unit, third.unit)]
    if len(matches) != 1 or pair[0].unit == pair[1].unit:
        raise NotUnderstood(REFUSAL)
    same = matches[0]
    return same, pair[1] if same is pair[0] else pair[0]


def _one_unit(first: str, second: str) -> bool:
    """The same word, or two names of one unit."""
    if first == second or first == second.rsplit(maxsplit=1)[-1]:
        return True
    try:
        return named(first) == named(second)
    except NotUnderstood:
        return False


def _same(first: str, second: str) -> bool:
    if first == second:
        return True
    try:
        factor(named(first), named(second))
    except NotUnderstood:
        return False
    return True


def _require_asked(asked: str, other: _Quantity, same: _Quantity) -> None:
    text = asked.lower()
    many = re.search(
        r"how many ((?:square |cubic |fluid |[A-Z]?[a-z]+ (?=pesos|dollars|euros|yen))?[a-z]+)",
        text,
    )
    if many:
        if not _one_unit(singular(many[1].split()[-1]), other.unit) and not (
            other.unit == "dollar" and "dollar" in many[1]
        ):
            raise NotUnderstood(REFUSAL)
        return
    measures = {"far": ("mile", "kilometer", "meter", "foot", "km", "yard"), "long": ("hour", "minute", "day", "second", "week", "year", "month"), "tall": ("foot", "meter", "inch")}  # fmt: skip
    how = re.search(r"how (far|long|tall|much)", text)
    if how and how[1] in measures:
        if other.unit not in measures[how[1]]:
            raise NotUnderstood(REFUSAL)
        return
    if (
        re.search(r"(?:price|cost|pay|spend|charge|earn|money|make|profit)", text)
        and other.unit != "dollar"
    ):
        raise NotUnderstood(REFUSAL)
    if not re.search(r"how much|what (?:is|was|will|would|amount|distance)|find", text):
        raise NotUnderstood(REFUSAL)


def _is_counted(other: _Quantity, story: Story) -> bool:
    return bool(re.search(rf"(?i)how many {other.unit[:4]}", story.asked))


def _require_known_words(story: Story) -> None:
    ledger = Ledger(story)
    ledger.idle(NUMBER)
    ledger.idle(_IDLE)
    ledger.settle()


def _said(item: _Quantity) -> str:
    from fynq.reasoning.reading.show import show

    return f"${show(item.value)}$ {plural(item.unit)}"
