"""One quantity in another unit: 6 feet 4 inches in inches, 50 °F in °C, eight pieces of 18 inches
in yards."""

from __future__ import annotations

import re
from fractions import Fraction

from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Name, Tree
from fynq.reasoning.stories.situation import Asked, Domain, Ledger, Situation, Translation, Unknown
from fynq.reasoning.stories.terms import (
    amount,
    decimal,
    equal,
    minus,
    plus,
    rational,
    times,
    value_of,
)
from fynq.reasoning.stories.units import (
    UNIT,
    between_systems,
    factor,
    named,
    same_dimension,
)
from fynq.reasoning.stories.wording import NUMBER, REFUSAL, Story
from fynq.reasoning.stories.writing import rounded

_X = Name("x")
_SCALE = r"(?:degrees? |°)?(?P<{0}>F|C|Fahrenheit|Celsius)\b"
_TEMPERATURE = rf"(?P<v>-?{NUMBER}) ?{_SCALE.format('a')}"
_ASKS = (
    rf"convert (?:it|(?:the|his|her|their|its|this)(?: \w+){{1,2}}) (?:to|into) (?P<to>{UNIT})",
    rf"convert (?:to|into) (?P<to>{UNIT})",
    rf"(?:what is|find) (?:his|her|its|their|the) [a-z ]+? in (?P<to>{UNIT})",
    rf"how many (?P<to>{UNIT})(?: of [a-z ]+?)?(?: (?:tall|long|wide|deep|high))? (?:are|is|does|do|will|did|was|were|would)\b[^?\d]*",
    rf"how (?:long|far|tall|much|heavy|old)[^?\d]*? in (?P<to>{UNIT})",
    rf"^ ?(?:convert|change)? ?(?P<q>.*?) (?:to|into|in) (?P<to>{UNIT})",
)
_IDLE = r"\b(?:a total of|total|in total|altogether|long|each|convert)\b"


def read(story: Story) -> Situation:
    try:
        return _temperature(story)
    except NotUnderstood:
        return _measure(story)


def _temperature(story: Story) -> Situation:
    ledger = Ledger(story)
    given = ledger.either(_TEMPERATURE)
    if given is None:
        raise NotUnderstood(REFUSAL)
    to = ledger.must_ask(rf"\b(?:to|into|in) {_SCALE.format('b')}|(?:what|find)\b.*? {_SCALE.format('c')} (?:temperature|equivalent)")  # fmt: skip
    ledger.idle(r"\bequal\b|\baverage\b|\b(?:high|low)\b")
    ledger.settle()
    source, target = given["a"][0].upper(), (to["b"] or to["c"])[0].upper()
    if source == target or (_signed(given["v"]) == 0 and "-" in given["v"]):
        raise NotUnderstood(REFUSAL)
    value = decimal(_signed(given["v"]))
    celsius = target == "C"
    right: Tree = times(rational(Fraction(5, 9)), minus(value, amount("32"))) if celsius else plus(times(rational(Fraction(9, 5)), value), amount("32"))  # fmt: skip
    law = "$C = \\frac{5}{9}(F - 32)$" if celsius else "$F = \\frac{9}{5}C + 32$"
    return Situation(
        "conversions",
        (
            Unknown(
                "x",
                f"the temperature in degrees {'Celsius' if celsius else 'Fahrenheit'}",
                Domain.ANY,
            ),
        ),
        (Translation(f"By {law}", equal(_X, right)),),
        (Asked(_X, "celsius" if celsius else "fahrenheit", places=1, meaning="The temperature"),),
        "Both scales are straight: 0 °C is 32 °F and 100 °C is 212 °F.",
        ("unit-conversion",),
    )


def _signed(text: str) -> Fraction:
    return -value_of(text[1:]) if text.startswith("-") else value_of(text)


def _measure(story: Story) -> Situation:
    ledger = Ledger(story)
    count = ledger.tell(rf"(?P<v>{NUMBER}) (?P<what>[a-z]+)\b(?= ?\.|,|▪)[^.]*\. *(?:for )?each (?P<same>[a-z]+)\b[^.\d]*")  # fmt: skip
    repeated: Tree | None = None
    if count:
        if not count["what"].lower().startswith(count["same"].lower()[:4]):
            raise NotUnderstood(REFUSAL)
        repeated = amount(count["v"])
        ledger.ask(rf"for (?:the|all|her|his)? ?(?:{count['v']})? ?{count['what']}")
    asked = next((match for pattern in _ASKS if (match := ledger.ask(pattern))), None)
    if asked is None:
        raise NotUnderstood(REFUSAL)
    target = named(asked["to"])
    within = asked.groupdict().get("q")
    if re.search(rf"[/²³^]|\b(?:and|or|then) (?:then )?(?:to |into )?{UNIT}", ledger.asked):
        raise NotUnderstood(REFUSAL)
    if within:
        ledger.asked = within
    terms: list[tuple[Fraction, str]] = []
    quantity = rf"(?P<v>{NUMBER}) ?(?P<u>{UNIT})(?: and|,)?(?: of (?:[a-z]+))?"
    while found := ledger.either(quantity):
        terms.append((value_of(found["v"]), named(found["u"])))
    if not terms or len(terms) > 3 or len({name for _, name in terms}) != len(terms):
        raise NotUnderstood(REFUSAL)
    ledger.idle(_IDLE)
    ledger.settle()
    terms = [(value, _fluid(name, target)) for value, name in terms]
    target = _fluid(target, terms[0][1])
    if any(not same_dimension(name, target) for _, name in terms) or (any(name == target for _, name in terms) and len(terms) == 1 and repeated is None):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    return _converted(terms, target, repeated, story)


def _fluid(name: str, beside: str) -> str:
    """Ounces of a volume are fluid ounces."""
    volumes = ("milliliter", "liter", "cup", "pint", "quart", "gallon", "tablespoon", "teaspoon")
    return "fluid_ounce" if name == "ounce" and beside in volumes else name


def _converted(terms: list[tuple[Fraction, str]], target: str, repeated: Tree | None, story: Story) -> Situation:  # fmt: skip
    parts: list[Tree] = []
    facts: list[str] = []
    exact = Fraction(0)
    for value, name in terms:
        scale = factor(name, target)
        exact += value * scale
        own = decimal(value)
        whole = scale.denominator == 1
        parts.append(times(own, decimal(scale)) if whole else _divided(own, scale, name, target))
        if name != target:
            big, small, size = (name, target, scale) if scale > 1 else (target, name, 1 / scale)
            facts.append(f"1 {_said(big)} is {rounded(size, 6)} {_said(small)}s".replace("foots", "feet").replace("inchs", "inches"))  # fmt: skip
    if any(between_systems(name, target) for _, name in terms):
        _require_agreement(terms, target, story)
    right = plus(*parts)
    if repeated is not None:
        right = times(repeated, right)
    unit = {"foot": "feet", "inch": "inches"}.get(target, f"{_said(target)}s")
    return Situation(
        "conversions",
        (Unknown("x", f"the quantity in {unit}"),),
        (Translation("; ".join(facts) or "All in one unit", equal(_X, right)),),
        (Asked(_X, unit, meaning="The quantity"),),
        "Multiply by the factor between the two units.",
        ("unit-conversion",),
    )


def _divided(own: Tree, scale: Fraction, name: str, target: str) -> Tree:
    from fynq.reasoning.stories.terms import over

    if (1 / scale).denominator == 1:
        return over(own, decimal(1 / scale))
    return times(own, decimal(scale)) if len(str(scale.denominator)) < 8 else times(own, rational(scale))  # fmt: skip


def _said(name: str) -> str:
    return name.replace("_", " ")


def _require_agreement(terms: list[tuple[Fraction, str]], target: str, story: Story) -> None:
    """Books take factors of two or three figures; where those give another rounded answer, what is
    right depends on the book. Raises CannotSolve."""
    answers = set()
    for figures in (2, 3, 12):
        for turned in (False, True):
            total = Fraction(0)
            for value, name in terms:
                scale = factor(name, target)
                own = Fraction(f"{float(1 / scale if turned else scale):.{figures}g}")
                total += value * (1 / own if turned else own)
            answers.add(rounded(total, story.places if story.places is not None else 2))
    if len(answers) > 1:
        raise CannotSolve("The answer depends on the factor that the book uses.")
