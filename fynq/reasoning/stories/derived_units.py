"""A quantity in a derived unit written in another: 72 km/h in m/s, 3 square yards in square feet."""

from __future__ import annotations

import re
from fractions import Fraction

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Name
from fynq.reasoning.stories.situation import Asked, Ledger, Situation, Translation, Unknown
from fynq.reasoning.stories.terms import amount, equal, rational, times
from fynq.reasoning.stories.units import PLAIN, between_systems, factor, named
from fynq.reasoning.stories.wording import NUMBER, REFUSAL, Story

_POWER = rf"(?:square |sq\.? ?|cubic |cu\.? ?)?{PLAIN}(?:²|³|\^\{{?[23]\}}?)?"
_DERIVED = rf"{_POWER}(?:(?: ?/ ?| per | an )(?:{_POWER}))?|mph|kph"
_ASKS = (
    rf"^ *(?:convert|change|express|write) (?P<v>{NUMBER}) ?(?P<a>{_DERIVED}) (?:to|into|in|as) (?P<b>{_DERIVED})[.?]? *$",
    rf"^ *how many (?P<b>{_DERIVED}) (?:are|is) (?:there )?(?:in )?(?P<v>{NUMBER}) ?(?P<a>{_DERIVED})[.?]? *$",
    rf"^ *what is (?P<v>{NUMBER}) ?(?P<a>{_DERIVED}) (?:in|as) (?P<b>{_DERIVED})[.?]? *$",
)
_SHORT = {"mph": "miles per hour", "kph": "kilometers per hour"}


def read(story: Story) -> Situation:
    """Raises NotUnderstood for units of two systems, whose factors books round."""
    if story.told:
        raise NotUnderstood(REFUSAL)
    ledger = Ledger(story)
    found = next((match for pattern in _ASKS if (match := ledger.ask(pattern))), None)
    if found is None:
        raise NotUnderstood(REFUSAL)
    source, target = _parts(found["a"]), _parts(found["b"])
    powers = [power for _, power in source]
    if powers == [1] or powers != [power for _, power in target] or source == target:
        raise NotUnderstood(REFUSAL)
    scale = Fraction(1)
    facts: list[str] = []
    for (old, power), (new, _) in zip(source, target, strict=True):
        if between_systems(old, new):
            raise NotUnderstood(REFUSAL)
        scale *= factor(old, new) ** power
        if old != new:
            facts.append(_fact(old, new))
    unit = found["b"].strip()
    return Situation(
        "derived_units",
        (Unknown("x", f"the quantity in {unit}"),),
        (Translation("; ".join(facts), equal(Name("x"), times(amount(found["v"]), rational(scale)))),),
        (Asked(Name("x"), unit, meaning="The quantity"),),
        "Each unit is replaced by its own factor, as often as it occurs.",
        ("unit-conversion",),
    )  # fmt: skip


def _fact(old: str, new: str) -> str:
    scale = factor(old, new)
    big, small, size = (old, new, scale) if scale > 1 else (new, old, 1 / scale)
    return f"1 {big} is {size} × 1 {small}"


def _parts(text: str) -> list[tuple[str, int]]:
    """Units with their powers; of a quotient the second has a negative one."""
    whole = _SHORT.get(text.strip().lower(), text)
    above, *below = re.split(r" ?/ ?| per | an ", whole)
    parts = [_raised(above)]
    for piece in below:
        name, power = _raised(piece)
        parts.append((name, -power))
    return parts


def _raised(text: str) -> tuple[str, int]:
    named_power = re.match(
        r"(?i)(square |sq\.? ?|cubic |cu\.? ?)?(.*?)(²|³|\^\{?[23]\}?)?$", text.strip()
    )
    if named_power is None or (named_power[1] and named_power[3]):
        raise NotUnderstood(REFUSAL)
    word, sign = (named_power[1] or "").lower(), named_power[3] or ""
    power = 2 if word[:1] == "s" or "2" in sign or sign == "²" else 3 if word or sign else 1
    return named(named_power[2]), power
