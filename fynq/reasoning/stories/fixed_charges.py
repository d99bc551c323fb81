"""A fixed charge and a price for each unit: what it costs, or how many units a bill stands for."""

from __future__ import annotations

import re

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Name
from fynq.reasoning.stories.situation import Asked, Ledger, Situation, Translation, Unknown
from fynq.reasoning.stories.terms import amount, equal, plus, times, value_of
from fynq.reasoning.stories.wording import NUMBER, REFUSAL, Story

_CHARGE = rf"(?:charges?|costs?)(?: customers)?(?: an?)?(?: flat| fixed| base)?(?: fee| charge)?(?: of)? (?P<a>{NUMBER}) dollars(?: (?:per|a|each) month)? (?:plus|and) (?P<r>{NUMBER}) (?P<m>dollars|cents) (?:per|an?|for each|for every) (?P<u>(?!additional|extra|more|other)[a-z]+)\b(?! (?:after|over|beyond|above))"  # fmt: skip
_TOTAL = rf"(?:bill|total|total cost|total charge|charge|cost|fare|paid|pays?|was charged)(?: (?:this|last|1) month)?(?: a total)?(?: (?:was|is|of|came to))* (?P<v>{NUMBER}) dollars|(?:with|for|on) (?P<w>{NUMBER}) dollars"  # fmt: skip
_FLOWING = frozenset(("mile", "kilometer", "hour", "minute"))
"""What may be bought in parts."""


def read(story: Story) -> Situation:
    ledger = Ledger(story)
    charge = ledger.must_tell(_CHARGE)
    word = charge["u"].lower().rstrip("s")
    unit = {"foot": "feet"}.get(word, f"{word}s")
    rate = f"{value_of(charge['r'])}" if charge["m"].lower() == "dollars" else f"{value_of(charge['r']) / 100}"  # fmt: skip
    fixed, price = amount(charge["a"]), amount(rate)
    count = ledger.ask(rf"how many {unit}(?: of [a-z]+)? (?:can|did|were|was|will|does)\b(?: (?:you|he|she|they|it|[A-Z][a-z]+|the [a-z]+|a [a-z]+|used|driven))?")  # fmt: skip
    if count is None and word in ("mile", "kilometer"):
        count = ledger.ask(r"how far (?:can|did|was|is)\b")
    if count is not None:
        total = ledger.either(_TOTAL)
        if total is None:
            raise NotUnderstood(REFUSAL)
        paid = total["v"] or total["w"]
        many = (value_of(paid) - value_of(charge["a"])) / value_of(rate)
        if many < 0 or (many.denominator != 1 and word not in _FLOWING):
            raise NotUnderstood(REFUSAL)
        equation, asked, meaning = equal(plus(fixed, times(price, Name("n"))), amount(paid)), Asked(Name("n"), unit, places=2, meaning="The number"), f"the number of {unit}"  # fmt: skip
        letter = "n"
    else:
        ledger.must_ask(r"(?:how much|what)\b[^?\d]*?\b(?:cost|charge|pay|fare|bill)\b|how much\b")
        many_told = ledger.either(rf"(?P<v>{NUMBER})[ -]{word}s?\b(?: (?:ride|trip|visit|job|call))?")  # fmt: skip
        if many_told is None:
            raise NotUnderstood(REFUSAL)
        letter, meaning = "c", "the cost in dollars"
        equation = equal(Name("c"), plus(fixed, times(price, amount(many_told["v"]))))
        asked = Asked(Name("c"), "dollars", meaning="The cost")
    ledger.idle(r"\bused\b|\btotal\b|\bif\b(?= (?:the|you|he|she|they))")
    ledger.settle()
    return Situation(
        "fixed_charges",
        (Unknown(letter, meaning),),
        (Translation(re.sub(r"·", ".", charge[0].strip()), equation),),
        (asked,),
        "The cost is a fixed charge and a price for each unit.",
        ("linear-equations", "word-problems"),
    )
