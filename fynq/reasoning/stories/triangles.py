"""Sides of triangles: the perimeter, the Pythagorean theorem, ladders, shadows."""

from __future__ import annotations

import re

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Name, Tree
from fynq.reasoning.stories.relations import UNITS
from fynq.reasoning.stories.situation import Asked, Ledger, Situation, Translation, Unknown
from fynq.reasoning.stories.terms import amount, equal, over, plus, power
from fynq.reasoning.stories.wording import NUMBER, REFUSAL, Story


def _shadows(story: Story) -> Situation:
    """Heights and shadows at the same time are in the same ratio."""
    ledger = Ledger(story)
    if not re.search(r"(?i)\bshadow\b", ledger.told):
        raise NotUnderstood(REFUSAL)
    unit = r"(?P<u>feet|foot|ft|meters?|m|inches)"
    shadow = rf"(?P<v>{NUMBER}) {unit} (?:long )?shadow|shadow (?:that is |which is |is |was |of |measures )*(?P<w>{NUMBER}) (?P<x>feet|foot|ft|meters?|m|inches)(?: long)?"
    shadows = [match for match in (ledger.tell(shadow), ledger.tell(shadow)) if match]
    height = ledger.either(rf"(?P<v>{NUMBER}) {unit}(?: tall| high| in height)?")
    if len(shadows) != 2 or height is None:
        raise NotUnderstood(REFUSAL)
    asked = ledger.must_ask(
        r"how (?:tall|high) (?:is|was) the (?P<what>[a-z]+)|(?:find|what is) the height of the (?P<w>[a-z]+)"
    )
    units = {(item["u"] or item.groupdict().get("x") or "")[:1] for item in (*shadows, height)}
    told = " ".join(story.told)
    own = _part_with(told, height["v"] + " ", [item["v"] or item["w"] for item in shadows])
    if len(units) != 1 or own is None or (asked["what"] or asked["w"]).lower() in own[0].lower():
        raise NotUnderstood(REFUSAL)
    ledger.idle(r"\bat the same time(?: of day)?(?: that| as)?\b|\bsame\b|\blong\b|\bif\b")
    ledger.settle()
    known = own[1]
    other = next(item["v"] or item["w"] for item in shadows if (item["v"] or item["w"]) != known)
    equation = equal(over(Name("h"), amount(other)), over(amount(height["v"]), amount(known)))
    return Situation("triangles", (Unknown("h", "the height asked for"),), (Translation("Height over shadow is the same for both", equation),), (Asked(Name("h"), {"f": "feet", "m": "meters", "i": "inches"}[units.pop()], meaning="The height"),), "Triangles of heights and shadows at the same time are similar.", ("proportions", "similar-figures"))  # fmt: skip


def _part_with(text: str, number: str, shadows: list[str]) -> tuple[str, str] | None:
    """The clause with the height, and the one shadow that stands in it."""
    for clause in re.split(r"(?i)[.;]|,? (?:at the same time|while|when|and (?=an?\b))", text):
        if re.search(rf"(?<![\d·]){re.escape(number)}", clause):
            inside = [
                value
                for value in shadows
                if re.search(rf"(?<![\d·]){re.escape(value)}(?![\d·])", clause)
            ]
            return (clause, inside[0]) if len(inside) == 1 else None
    return None


def _third_side(story: Story) -> Situation:
    """Two sides and the perimeter of a triangle."""
    ledger = Ledger(story)
    if "triang" not in ledger.told.lower():
        raise NotUnderstood(REFUSAL)
    ledger.must_ask(r"(?:how long is|find (?:the length of )?|what is (?:the length of )?)(?: the)? ?(?:third|other|remaining|missing) side(?: of the \w+)?")  # fmt: skip
    total = ledger.must_tell(
        rf"perimeter(?: of (?:the|a) [a-z ]+?)? is (?P<v>{NUMBER}) (?P<u>[a-z]+)"
    )
    sides = ledger.must_tell(rf"(?:lengths? of )?(?:two|2) sides(?: of (?:a|the) triang(?:le|ular [a-z]+))? (?:are|measure) (?P<a>{NUMBER})(?: (?P<ua>[a-z]+))? and (?P<b>{NUMBER}) (?P<ub>[a-z]+)")  # fmt: skip
    ledger.settle()
    if len({unit for unit in (total["u"], sides["ua"], sides["ub"]) if unit}) != 1:
        raise NotUnderstood(REFUSAL)
    equation = equal(plus(amount(sides["a"]), amount(sides["b"]), Name("x")), amount(total["v"]))
    return Situation(
        "triangles",
        (Unknown("x", "the length of the third side"),),
        (Translation("The perimeter is the sum of the sides", equation),),
        (Asked(Name("x"), total["u"], meaning="The third side"),),
        "The perimeter is the sum of the sides.",
        ("geometry", "perimeter"),
    )


def _right_triangle(story: Story) -> Situation:
    """Two sides of a right triangle, named, or as a ladder, its foot and its height."""
    ledger = Ledger(story)
    whole = " ".join((story.heading, *story.told, story.asked)).lower()
    length = rf"(?:is|of|has (?:a )?length(?: of)?|measures|with length|has a measure of|=)? ?(?P<v>{NUMBER})(?: (?P<u>{UNITS})(?![a-z]))?"  # fmt: skip
    known: list[tuple[str, Tree]] = []
    unit = ""
    if re.search(r"\bladder\b", whole):
        long = ledger.must_tell(rf"(?P<v>{NUMBER}) ?(?P<u>feet|foot|ft|meters?|m)\.?(?: long)? ladder|ladder (?:is|of|that is) (?P<w>{NUMBER}) (?P<x>feet|foot|ft|meters?)(?: long)?")  # fmt: skip
        known.append(("c", amount(long["v"] or long["w"])))
        foot = ledger.either(rf"(?:base|bottom|foot)(?: of (?:the|a|his|her) (?:ladder|▪))?(?: is| that is)?(?: placed| set)? (?P<v>{NUMBER}) (?:feet|foot|ft|meters?)(?: away)?(?: from)?")  # fmt: skip
        high = None if foot else ledger.either(rf"(?:reach(?:es)?|touches)(?: the wall| the house| a window| the top)*(?: at| a height of| up)? (?P<v>{NUMBER}) (?:feet|foot|ft|meters?)(?: high| above the ground| up)*")  # fmt: skip
        other = foot or high
        if other is None:
            raise NotUnderstood(REFUSAL)
        ledger.must_ask(r"how (?:high|far)[^?\d]*" if foot else r"how far[^?\d]*(?:base|bottom|foot|wall|house)[^?\d]*")  # fmt: skip
        known.append(("a", amount(other["v"])))
        unit = "meters" if (long["u"] or long["x"] or "").startswith("m") else "feet"
        asked = "b"
    else:
        if not re.search(r"pythagorean|right triangle|right-angled|hypotenuse", whole):
            raise NotUnderstood(REFUSAL)
        hypotenuse = ledger.either(rf"hypotenuse(?: of (?:a|the) [a-z ]*triangle)? {length}")
        if hypotenuse:
            known.append(("c", amount(hypotenuse["v"])))
            leg = ledger.either(rf"(?:another|(?:1|one)|the other|a)(?: of (?:its|the))? (?:side|leg)s?(?: of (?:a|the) [a-z ]*triangle)? {length}")  # fmt: skip
            if leg is None:
                raise NotUnderstood(REFUSAL)
            known.append(("a", amount(leg["v"])))
            asked = "b"
            units = {item["u"] for item in (hypotenuse, leg) if item["u"]}
        else:
            legs = ledger.either(rf"legs?(?: of (?:a|the) [a-z ]*triangle)?(?: are| with lengths?| of lengths?| measure| have lengths?)*(?: of)? (?P<v>{NUMBER})(?: (?P<u>{UNITS}))? and (?P<w>{NUMBER})(?: (?P<x>{UNITS}))?")  # fmt: skip
            if legs is None:
                raise NotUnderstood(REFUSAL)
            known += [("a", amount(legs["v"])), ("b", amount(legs["w"]))]
            asked = "c"
            units = {item for item in (legs["u"], legs["x"]) if item}
        if len(units) > 1:
            raise NotUnderstood(REFUSAL)
        unit = next(iter(units), "")
        ledger.must_ask(r"(?:solve for|find|what is)(?: the)?(?: length of)?(?: the)? (?:(?:third|other|missing|remaining) (?:side|leg)|leg|hypotenuse)(?: of the (?:right )?triangle)?" if asked == "b" else r"(?:solve for|find|what is)(?: the)?(?: length of)?(?: the)? (?:third side|hypotenuse|missing side)(?: of the (?:right )?triangle)?")  # fmt: skip
        ledger.idle(r"length of the third side of the (?:right )?triangle|\bthird side\b")
    ledger.idle(
        r"\bleans? against\b|\bleaning against\b|\bagainst (?:the|a) (?:wall|house|building)\b"
    )
    ledger.settle()
    sides: dict[str, Tree] = dict(known)
    equation = equal(plus(power(sides.get("a", Name("a")), 2), power(sides.get("b", Name("b")), 2)), power(sides.get("c", Name("c")), 2))  # fmt: skip
    return Situation(
        "triangles",
        (Unknown(asked, "the missing side"),),
        (Translation("By the Pythagorean theorem", equation),),
        (Asked(Name(asked), unit, meaning="The missing side"),),
        "In a right triangle the squares of the legs add up to the square of the hypotenuse.",
        ("pythagorean-theorem",),
    )


def read(story: Story) -> Situation:
    for attempt in (_right_triangle, _third_side, _shadows):
        try:
            return attempt(story)
        except NotUnderstood:
            continue
    raise NotUnderstood(REFUSAL)
