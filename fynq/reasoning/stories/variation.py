"""Direct, inverse and joint variation: the constant from one pair of values, then the equation or
another value."""

from __future__ import annotations

import re
from fractions import Fraction

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Call, Name, Number, Relation, Tree
from fynq.reasoning.stories.situation import Asked, Domain, Ledger, Situation, Translation, Unknown
from fynq.reasoning.stories.terms import amount, equal, over, power, root, times, value_of
from fynq.reasoning.stories.wording import NUMBER, REFUSAL, Story

_K = Name("k")
_POWER = r"(?:the )?(?P<p{0}>square root|cube root|square|cube|third power|fourth power)? ?(?:of )?(?:the )?"
_SINGLE = re.compile(
    r"(?i)\b(?P<y>[a-z])\b (?:(?:varies|is) )?(?P<how>directly|inversely|jointly)(?: proportional)? (?:as|with|to) "
    + _POWER.format("1") + r"(?P<x>[a-z])\b(?P<sq> squared| cubed)?(?:,? and (?:the )?" + _POWER.format("2") + r"(?P<z>[a-z])\b(?! ?(?:=|is)))?"
)  # fmt: skip
_SIGNED = rf"-?{NUMBER}"
_IDLE = r"\bequation (?:that )?(?:relates|describing|relating) [a-z] (?:and|to) [a-z]\b|\bwhen\b|\bif\b|\bthe given variables\b|\bthe relationship of\b|\bform\b|⟦\d+⟧|\bequation\b"
_SKILLS = ("variation", "functions")


def read(story: Story) -> Situation:
    try:
        return _letters(story)
    except NotUnderstood:
        return _named(story)


def _scaled(name: str, of: Tree) -> Tree:
    match name.lower():
        case "":
            return of
        case "square":
            return power(of, 2)
        case "cube" | "third power":
            return power(of, 3)
        case "fourth power":
            return power(of, 4)
        case "square root":
            return root(of)
        case "cube root":
            return Call("root", (of, Number(Fraction(3))))
    raise NotUnderstood(REFUSAL)


def _letters(story: Story) -> Situation:
    ledger = Ledger(_with_formulas(story))
    law = ledger.either(_SINGLE.pattern)
    if law is None:
        raise NotUnderstood(REFUSAL)
    y, x, z = law["y"].lower(), law["x"].lower(), (law["z"] or "").lower()
    how = law["how"].lower()
    if (len({y, x, z}) != 3 and z) or y == x or (how == "jointly") != bool(z):
        raise NotUnderstood(REFUSAL)
    first = (law["p1"] or "") or {" squared": "square", " cubed": "cube"}.get(
        (law["sq"] or "").lower(), ""
    )
    parts = [_scaled(first, Name(x))]
    if z:
        parts.append(_scaled(law["p2"] or "", Name(z)))
    while ledger.ask(_SINGLE.pattern):
        pass
    given = _values(ledger)
    letters = {y, x, z} - {""}
    known = dict(given[: len(letters)])
    if set(known) != letters:
        raise NotUnderstood(REFUSAL)
    later = dict(given[len(letters) :])
    formula = over(_K, parts[0]) if how == "inversely" else times(_K, *parts)
    asked_value = re.search(
        rf"(?i)\b(?:find|what is|determine)(?: the value of)? {y}\b", ledger.asked
    )
    ledger.ask(rf"\b(?:find|what is|determine)(?: the value of)? {y}\b")
    ledger.idle(_IDLE)
    ledger.settle()
    from fynq.reasoning.reading.substitute import substitute

    at = substitute(formula, {name: value for name, value in known.items() if name != y}, {})
    fixed = Translation(f"The pair of values gives the constant in ${_show(equal(Name(y), formula))}$", equal(known[y], at))  # fmt: skip
    unknowns = (Unknown("k", "the constant of variation", Domain.ANY),)
    if later:
        if not asked_value or set(later) != letters - {y}:
            raise NotUnderstood(REFUSAL)
        return _situation(unknowns, fixed, Asked(substitute(formula, later, {}), meaning=y))
    if asked_value or not re.search(
        r"(?i)equation|expression|relat|formula", story.asked + " " + story.heading
    ):
        raise NotUnderstood(REFUSAL)
    bare = bool(re.search(r"(?i)\bexpression for\b", story.asked + " " + story.heading))
    return _situation(
        unknowns, fixed, Asked(formula, head="" if bare else f"{y} = ", meaning="The equation")
    )


def _show(relation: Relation) -> str:
    from fynq.reasoning.reading.show import show

    return show(relation)


def _situation(unknowns: tuple[Unknown, ...], fixed: Translation, asked: Asked) -> Situation:
    return Situation(
        "variation",
        unknowns,
        (fixed,),
        (asked,),
        "Put the known values in to find the constant of variation.",
        _SKILLS,
    )


def _with_formulas(story: Story) -> Story:
    """Values within formulas, 'x = 6', are words here; a formula 'y =' only gives a form."""

    def put(text: str) -> str:
        def formula(found: re.Match[str]) -> str:
            own = story.formulas[int(found[1])]
            if re.fullmatch(r"\s*[A-Za-z]\s*=\s*\??\)?", own):
                return ""
            if re.fullmatch(rf"\s*=\s*{_SIGNED}\s*", own):
                return own
            return found[0]

        return re.sub(r"⟦(\d+)⟧", formula, text)

    told = tuple(put(text) for text in story.told)
    return Story(
        told, put(story.asked), story.heading, story.places, story.formulas, story.fraction
    )


def _values(ledger: Ledger) -> list[tuple[str, Tree]]:
    """Every 'x = 6' and 'x is 6', in the order in which they are told."""
    found: list[tuple[str, Tree]] = []
    while match := ledger.either(
        rf"\b(?P<n>[A-Za-z]) ?(?:=|is|equals) ?(?P<v>{_SIGNED})(?! times)"
    ):
        text = match["v"]
        value = Number(-value_of(text[1:])) if text.startswith("-") else amount(text)
        found.append((match["n"].lower(), value))
        if len(found) > 6:
            raise NotUnderstood(REFUSAL)
    return found


_NAMED = re.compile(
    r"(?i)(?:the )?(?P<y>[a-z][a-z ]*?)(?: of (?:a|an|the) [a-z ]+?)?,? (?:[a-z],? )?(?:that )?(?:[a-z ]+ )?(?:varies|is) (?P<how>directly|inversely)(?: proportional)? (?:as|with|to) "
    + _POWER.format("1") + r"(?P<x>[a-z][a-z ]*?)(?:,? [a-z])?(?: (?:of (?:the|a|an|his|her|its) [a-z' -]+))?[.,]"
)  # fmt: skip


def _named(story: Story) -> Situation:
    """'The cost varies directly with the number of pounds. 5 pounds cost $12. How much do 8 cost?'
    The two quantities are told apart by their units."""
    ledger = Ledger(story)
    if not re.search(r"(?i)\b(?:varies|proportional)\b", ledger.told):
        raise NotUnderstood(REFUSAL)
    law = ledger.must_tell(_NAMED.pattern)
    first = law["p1"] or ""
    quantity = rf"(?P<v>{NUMBER}) ?(?P<u>miles per hour|mph|[a-z]+)"
    pairs: list[tuple[str, str]] = []
    while found := ledger.tell(quantity):
        pairs.append((found["v"], _stem(found["u"])))
    more: list[tuple[str, str]] = []
    while found := ledger.ask(quantity):
        more.append((found["v"], _stem(found["u"])))
    if not more and len(pairs) == 3:
        more = [pairs.pop()]
    if len(pairs) != 2 or len(more) != 1 or pairs[0][1] == pairs[1][1]:
        raise NotUnderstood(REFUSAL)
    asked_unit = re.search(r"(?i)how (?:many|much|far|long|fast) (?P<u>[a-z]+)?", ledger.asked)
    given = next((value for value, unit in pairs if unit == more[0][1]), None)
    other = next(((value, unit) for value, unit in pairs if unit != more[0][1]), None)
    if given is None or other is None:
        raise NotUnderstood(REFUSAL)
    if first:
        x_words, y_words = law["x"].lower(), law["y"].lower()
        if not _measures(more[0][1], x_words) or _measures(more[0][1], y_words):
            raise NotUnderstood(REFUSAL)
    if asked_unit and asked_unit["u"] and re.search(r"(?i)how many", ledger.asked) and _stem(asked_unit["u"]) != other[1]:  # fmt: skip
        raise NotUnderstood(REFUSAL)
    said = "|".join(
        re.escape(word) for word in (law["y"] + " " + law["x"]).split() if len(word) > 2
    )
    ledger.idle(
        rf"\b(?:{said})\b|\bmaximum\b|\bif\b|\bby\b|\blong\b|\bused?\b|\bbefore stopping[^.?\d]*|\bper second\b|\bspend\b|\brate\b|\bsame\b|\bwhen\b"
    )
    ledger.settle()
    inverse = law["how"].lower() == "inversely"
    known, later = _scaled(first, amount(given)), _scaled(first, amount(more[0][0]))
    fixed = over(_K, known) if inverse else times(_K, known)
    return _situation(
        (Unknown("k", "the constant of variation"),),
        Translation(f"{law['y'].strip().capitalize()} {'times' if inverse else 'over'} {law['x'].strip()} is constant", equal(amount(other[0]), fixed)),
        Asked(over(_K, later) if inverse else times(_K, later), _unit(other[1]), meaning="The quantity", places=2 if other[1] == "dollar" else None),
    )  # fmt: skip


def _measures(unit: str, words: str) -> bool:
    kinds = {"second": "time|second", "minute": "time|minute", "hour": "time|hour", "mile": "distance|mile|length", "foot": "distance|length|height|depth|foot|feet|diameter|radius", "inch": "distance|length|height|depth|inch|diameter|radius|width", "pound": "weight|force|load|mass|pound", "mph": "speed|velocity|rate", "miles per hour": "speed|velocity|rate", "meter": "distance|length|height|depth"}  # fmt: skip
    return bool(re.search(kinds.get(unit, unit), words))


def _stem(word: str) -> str:
    low = word.lower()
    return {"feet": "foot", "inches": "inch"}.get(
        low, low.rstrip("s") if low not in ("miles per hour",) else "mph"
    )


def _unit(stem: str) -> str:
    return {"foot": "feet", "inch": "inches", "dollar": "dollars", "mph": "mph"}.get(
        stem, f"{stem}s"
    )
