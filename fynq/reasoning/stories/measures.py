"""Several measurements in different units: their sum, their difference, one of them repeated."""

from __future__ import annotations

import re
from fractions import Fraction

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Name, Tree
from fynq.reasoning.stories.nouns import plural
from fynq.reasoning.stories.situation import Asked, Ledger, Situation, Translation, Unknown
from fynq.reasoning.stories.terms import amount, decimal, equal, minus, plus, times, value_of
from fynq.reasoning.stories.units import UNIT, between_systems, factor, named, same_dimension
from fynq.reasoning.stories.wording import NUMBER, REFUSAL, Story

_X = Name("x")
_QUANTITY = rf"(?P<v>{NUMBER}) ?(?P<u>{UNIT})"
_ASK = rf"how many (?:total )?(?P<u>{UNIT})(?: of [a-z ]+?)? (?:did|does|do|will|would|is|are|was|were|has)\b[^?\d]*"
_DIFFERENCE = rf"how (?:many (?P<u>{UNIT}) |much )(?P<how>taller|longer|heavier|more|farther|wider|older|shorter|less)[^?\d]*"
_REPEATED = rf"(?P<k>{NUMBER}) times (?:the recipe|a day|per day|each day|the amount)"
_LIST = rf"(?P<list>{NUMBER}(?:, {NUMBER})+,? and {NUMBER})\b(?! {UNIT})"


def read(story: Story) -> Situation:
    for attempt in (_repeated, _listed, _total, _difference):
        try:
            return attempt(story)
        except NotUnderstood:
            continue
    raise NotUnderstood(REFUSAL)


def _converted(value: str, unit: str, target: str) -> Tree:
    """Raises NotUnderstood for other dimensions, and where books take a rounded factor."""
    name = named(unit)
    if not same_dimension(name, target) or between_systems(name, target):
        raise NotUnderstood(REFUSAL)
    scale = factor(name, target)
    return times(amount(value), decimal(scale))


def _repeated(story: Story) -> Situation:
    """'calls for 150 ml; she wants to triple the recipe; how many liters?'"""
    ledger = Ledger(story)
    target = named(ledger.must_ask(_ASK)["u"])
    count = ledger.must_tell(_REPEATED)
    one = ledger.must_tell(_QUANTITY)
    ledger.settle()
    return _situation(
        times(amount(count["k"]), _converted(one["v"], one["u"], target)),
        target,
        "So many times the quantity",
    )


def _listed(story: Story) -> Situation:
    """'the number of minutes: 45, 10, 8 and 65; how many hours?'"""
    ledger = Ledger(story)
    target = named(ledger.must_ask(_ASK)["u"])
    listed = ledger.must_tell(_LIST)
    of = ledger.must_tell(rf"number of (?P<u>{UNIT})")
    ledger.idle(rf"\b(?:each|last year|total)\b|(?<=on ){NUMBER} (?=(?:business )?trips)")
    ledger.settle()
    values = re.findall(NUMBER, listed["list"])
    return _situation(
        plus(*(_converted(value, of["u"], target) for value in values)), target, "The sum of all"
    )


def _total(story: Story) -> Situation:
    """'steaks of 16 ounces, 1 pound and 6 ounces; how many pounds in total?'"""
    ledger = Ledger(story)
    if not re.search(r"(?i)\btotal\b|\baltogether\b|\bin all\b|\bcombined\b", story.asked):
        raise NotUnderstood(REFUSAL)
    target = named(ledger.must_ask(_ASK)["u"])
    if sum(bool(re.search(NUMBER, sentence)) for sentence in story.told) != 1:
        raise NotUnderstood(REFUSAL)
    terms: list[Tree] = []
    while found := ledger.tell(_QUANTITY):
        terms.append(_converted(found["v"], found["u"], target))
    ledger.idle(
        r"\b[2-9] (?=(?:steaks|packages|bags|boxes|pieces|planks|bottles|books|children|friends)\b)"
    )
    ledger.settle()
    if not 2 <= len(terms) <= 8:
        raise NotUnderstood(REFUSAL)
    return _situation(plus(*terms), target, "The sum of all in one unit")


def _difference(story: Story) -> Situation:
    """'1.6 meters and 85 centimeters; how many centimeters taller?'"""
    ledger = Ledger(story)
    ask = ledger.must_ask(_DIFFERENCE)
    unit = ask["u"] or ((found := re.search(rf"\bin (?P<u>{UNIT})", ask[0])) and found["u"])
    first, second = ledger.must_tell(_QUANTITY), ledger.must_tell(_QUANTITY)
    if not unit and named(first["u"]) != named(second["u"]):
        raise NotUnderstood(REFUSAL)
    target = named(unit or first["u"])
    ledger.idle(r"\bthan\b|\byounger\b|\bolder\b|\btaller\b")
    ledger.settle()
    sizes: list[tuple[Fraction, Tree]] = []
    for item in (first, second):
        tree = _converted(item["v"], item["u"], target)
        sizes.append((value_of(item["v"]) * factor(named(item["u"]), target), tree))
    sizes.sort(key=lambda pair: pair[0], reverse=True)
    return _situation(
        minus(sizes[0][1], sizes[1][1]), target, "The larger one less the smaller one"
    )


def _situation(tree: Tree, target: str, words: str) -> Situation:
    unit = plural(target) if target != "fluid_ounce" else "fluid ounces"
    return Situation(
        "measures",
        (Unknown("x", f"the quantity in {unit}"),),
        (Translation(words, equal(_X, tree)),),
        (Asked(_X, unit, meaning="The quantity"),),
        "Bring every measurement to one unit first.",
        ("unit-conversion",),
    )
