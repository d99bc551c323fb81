"""Tickets, coins and stamps: their number and their worth."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Name, Relation, Tree
from fynq.reasoning.stories.relations import relation
from fynq.reasoning.stories.situation import Asked, Domain, Ledger, Situation, Translation, Unknown
from fynq.reasoning.stories.terms import amount, equal, letter_for, minus, plus, times
from fynq.reasoning.stories.wording import NUMBER, REFUSAL, Story

_COINS = {
    "penn": "0.01",
    "nickel": "0.05",
    "dime": "0.10",
    "quarter": "0.25",
    "half-dollar": "0.50",
}

_SKILLS = ("systems-of-equations", "word-problems")

_CONCEPT = "One equation counts the things, the other adds up their worth."


@dataclass(frozen=True, slots=True)
class Labelled:
    label: str
    worth: Tree
    letter: str


_TOTAL_WORTH = (
    rf"(?:receipts|sales|proceeds|revenue|income|tickets?|money|collections?)?(?: (?:from|for|of) [a-z ]+?)? ?(?:that )?(?:totall?ed|total(?:ing| of)|were|was|brought in|took in|collected|raised|made|earned|came to|amounted to|worth|valued at|spent|paid|cost(?:ing)?|for|of)(?: a total(?: of)?)? (?P<v>{NUMBER}) dollars(?! (?:for|each|per|a|an|[a-z]+ tickets?)\b)(?: in (?:receipts|total|ticket sales|sales|tickets))?",
    rf"(?P<v>{NUMBER}) dollars (?:was|were) (?:collected|taken in|raised|made|earned|received)",
    rf"total value of (?:the )?tickets(?: sold)? (?:was|is) (?P<v>{NUMBER}) dollars",
    rf"total value of (?P<v>{NUMBER}) dollars",
    rf"(?P<v>{NUMBER}) dollars (?:in|worth of) [a-z ]+",
)  # fmt: skip

_TOTAL_COUNT = rf"(?:a total of )?(?P<v>{NUMBER}) (?P<what>(?!dollars\b|less\b|more\b|fewer\b|times\b)[a-z]+)(?: (?:tickets|were|was|in all|altogether|in total|sold|and [a-z]+))*"


def tickets(story: Story) -> Situation:
    """Two prices, the number of all, and the money of all."""
    ledger = Ledger(story)
    kinds = _priced(ledger)
    if len(kinds) != 2:
        raise NotUnderstood(REFUSAL)
    asked = asked_labels(story.asked, kinds)
    count = ledger.either(
        rf"(?:the )?(?:total )?number of tickets[^.\d]* (?:was|is) (?P<v>{NUMBER})"
    ) or ledger.either(_TOTAL_COUNT)
    worth = next((match for pattern in _TOTAL_WORTH if (match := ledger.either(pattern))), None)
    if worth is None:
        raise NotUnderstood(REFUSAL)
    a, b = (Name(kind.letter) for kind in kinds)
    if count:
        number = Translation(f"{count['v']} in all", equal(plus(a, b), amount(count["v"])))
    else:
        number = _related(ledger, kinds)
    ledger.idle(
        r"\b(?:total|sold|each|both|spent|cost|tickets?|per|by|bought|evening|1)\b|\bhow many\b|\bprice\b"
    )
    ledger.settle()
    value = Translation("Their worth in all", equal(plus(*(times(kind.worth, Name(kind.letter)) for kind in kinds)), amount(worth["v"])))  # fmt: skip
    return two_kinds(kinds, [number, value], asked, Domain.WHOLE, "")


_PRICES = (
    rf"(?P<v>{NUMBER}) dollars (?P<label>[a-z]+)(?: tickets?)?(?= and\b| tickets?| were|\?|,)",
    rf"(?P<v>{NUMBER}) dollars (?:for|per|for each|for an?|for every) (?P<label>[a-z]+)(?: tickets?)?",
    rf"(?P<label>[a-z]+)(?:'s)?(?: tickets?)? (?:cost|costs|were|are|sell for|sold for|pay|paid)(?: only)? (?P<v>{NUMBER}) dollars(?: each)?",
)

_NO_LABEL = frozenset(
    [
        "total",
        "tickets",
        "ticket",
        "receipts",
        "in",
        "and",
        "each",
        "sales",
        "per",
        "was",
        "were",
        "it",
        "they",
        "he",
        "she",
        "which",
        "that",
        "sold",
    ]
)


def _priced(ledger: Ledger) -> list[Labelled]:
    found: list[Labelled] = []
    for pattern in _PRICES:
        for text in (ledger.asked, ledger.told):
            for match in re.finditer(pattern, text, re.IGNORECASE):
                label = match["label"].lower()
                if label in _NO_LABEL or any(_same(label, kind.label) for kind in found):
                    continue
                letter = letter_for(label, [kind.letter for kind in found]).name
                found.append(Labelled(label, amount(match["v"]), letter))
        if len(found) == 2:
            for kind in found:
                worth = next(match for match in re.finditer(pattern, ledger.asked + ledger.told, re.IGNORECASE) if match["label"].lower() == kind.label)  # fmt: skip
                ledger.either(re.escape(worth[0]))
            return found
        if found:
            found = []
    return []


def _same(first: str, second: str) -> bool:
    known = {"children": "child", "kids": "kid", "seniors": "senior", "adults": "adult", "students": "student"}  # fmt: skip
    one, two = (known.get(word, word.rstrip("s")) for word in (first, second))
    return one == two or (len(one) > 3 and two.startswith(one[:5]))


def asked_labels(asked: str, kinds: list[Labelled]) -> list[int]:
    """Which of the two are asked, in the question's order."""
    text = asked.lower()
    if not re.search(r"how many|how much|find|what (?:was|is|were|are)", text):
        raise NotUnderstood(REFUSAL)
    places: list[tuple[int, int]] = []
    for at, kind in enumerate(kinds):
        stem = {"children": "child"}.get(kind.label, kind.label.rstrip("s"))
        found = re.search(rf"\b{re.escape(stem[:6])}", text)
        if found:
            places.append((found.start(), at))
    if not places:
        if re.search(r"how many (?:[a-z]+ )?(?:of )?each", text):
            return [0, 1]
        raise NotUnderstood(REFUSAL)
    return [at for _, at in sorted(places)]


def _related(ledger: Ledger, kinds: list[Labelled]) -> Translation:
    """'The number of quarters is 3 more than twice the number of dimes.'"""
    names: list[tuple[str, Tree]] = []
    for kind in kinds:
        stem = {"children": "child", "pennies": "penn"}.get(kind.label, kind.label.rstrip("s"))
        ending = "(?:s|ies|ren)?(?:'s|')?" if stem != "penn" else "(?:y|ies)"
        names.append((rf"(?:the )?number of {stem}{ending}(?: tickets?)?(?: sold)?|(?:as many )?{stem}{ending}(?: tickets?)?", Name(kind.letter)))  # fmt: skip
    for sentence in re.split(r"(?<=[.?!])\s+", ledger.told):
        text = re.sub(r"(?i)^(?:.*?\b)?(?:(?:she|he|it|they) (?:has|have|had|sold)|there (?:are|were)) (.*)$", r"\1", sentence.strip())  # fmt: skip
        own = _compared(text, names)
        if own is None:
            try:
                own = relation(sentence.strip(), names)
            except NotUnderstood:
                continue
        ledger.told = ledger.told.replace(sentence, " ▪ ")
        return Translation(sentence.strip(), own)
    raise NotUnderstood(REFUSAL)


def _compared(text: str, names: list[tuple[str, Tree]]) -> Relation | None:
    """'5 more dimes than quarters', '3 times as many dimes as quarters'"""
    for (first, a), (second, b) in ((names[0], names[1]), (names[1], names[0])):
        more = re.fullmatch(
            rf"(?i)(?P<v>{NUMBER}) (?P<how>more|fewer|less) (?:{first}) than (?:{second})\.?", text
        )
        if more:
            return equal(a, plus(b, amount(more["v"])) if more["how"].lower() == "more" else minus(b, amount(more["v"])))  # fmt: skip
        many = re.fullmatch(
            rf"(?i)(?P<v>{NUMBER}) (?:times )?as many (?:{first}) as (?:{second})\.?", text
        )
        if many:
            return equal(a, times(amount(many["v"]), b))
    return None


def coins(story: Story) -> Situation:
    ledger = Ledger(story)
    whole = (ledger.told + ledger.asked).lower()
    labels = [name for name in _COINS if re.search(rf"\b{name}", whole)]
    if len(labels) != 2:
        raise NotUnderstood(REFUSAL)
    labels.sort(key=whole.index)
    kinds: list[Labelled] = []
    for name in labels:
        said = "pennies" if name == "penn" else f"{name}s"
        kinds.append(Labelled(said, amount(_COINS[name]), name[0]))
    asked = asked_labels(story.asked, [Labelled(name, kind.worth, kind.letter) for name, kind in zip(labels, kinds, strict=True)])  # fmt: skip
    worth = ledger.either(rf"(?:(?:with )?(?:a )?total value (?:of(?: the coins is)?|is)|(?:is |are )?worth|totall?ing|total(?: of)?|has|have|had|for a total of|value of(?: the coins is)?) (?P<v>{NUMBER}) dollars(?: in (?:\w+ and \w+|coins|change))?|(?P<w>{NUMBER}) dollars (?:in|worth of) (?:\w+ and \w+|coins|change)")  # fmt: skip
    if worth is None:
        raise NotUnderstood(REFUSAL)
    count = ledger.tell(rf"(?:(?:a )?total of )?(?P<v>{NUMBER}) (?:coins(?:,? (?:all|consisting of|made up of)? ?\w+ (?:and|or) \w+)?|\w+ and \w+)")  # fmt: skip
    if count:
        letters = [Name(kind.letter) for kind in kinds]
        number = Translation(
            f"{count['v']} coins in all", equal(plus(*letters), amount(count["v"]))
        )
    else:
        number = _related(ledger, kinds)
    ledger.idle(r"\b(?:quarters?|total|each|both|all|only)\b")
    ledger.settle()
    value = Translation("Their worth in dollars", equal(plus(*(times(kind.worth, Name(kind.letter)) for kind in kinds)), amount(worth["v"] or worth["w"])))  # fmt: skip
    return two_kinds(kinds, [number, value], asked, Domain.WHOLE, "")


def stamps(story: Story) -> Situation:
    """'41-cent stamps and 2-cent stamps' of a known worth in all."""
    worths = list(
        dict.fromkeys(
            re.findall(
                rf"(?i)({NUMBER}) cent (?:[a-z]+ )?stamps", " ".join((*story.told, story.asked))
            )
        )
    )
    if len(worths) != 2:
        raise NotUnderstood(REFUSAL)
    names = {worths[0]: "upstamps", worths[1]: "vistamps"}

    def named(text: str) -> str:
        return re.sub(
            rf"(?i)({NUMBER}) cent (?:[a-z]+ )?stamps", lambda found: names[found[1]], text
        )

    ledger = Ledger(Story(tuple(named(text) for text in story.told), named(story.asked), story.heading, story.places, story.formulas, story.fraction))  # fmt: skip
    kinds = [Labelled(names[worth], amount(f"{int(worth) / 100:.2f}"), letter) for worth, letter in zip(worths, "ab", strict=True)]  # fmt: skip
    asked = asked_labels(ledger.asked, kinds)
    paid = ledger.must_tell(
        rf"(?:paid|spent|worth|total(?: cost)? (?:was|of)) (?P<v>{NUMBER}) dollars(?: for stamps)?"
    )
    number = _related(ledger, kinds)
    ledger.idle(r"\b(?:each|total|both)\b")
    ledger.settle()
    value = Translation("Their worth in dollars", equal(plus(*(times(kind.worth, Name(kind.letter)) for kind in kinds)), amount(paid["v"])))  # fmt: skip
    said = [
        Labelled(f"{worth}-cent stamps", kind.worth, kind.letter)
        for worth, kind in zip(worths, kinds, strict=True)
    ]
    return two_kinds(said, [number, value], asked, Domain.WHOLE, "")


def two_kinds(kinds: list[Labelled], translations: list[Translation], asked: list[int], domain: Domain, unit: str) -> Situation:  # fmt: skip
    unknowns = tuple(Unknown(kind.letter, f"the {'amount' if unit else 'number'} of {kind.label}", domain) for kind in kinds)  # fmt: skip
    wanted = tuple(Asked(Name(kinds[at].letter), unit, meaning=kinds[at].label) for at in asked)
    return Situation("mixtures", unknowns, tuple(translations), wanted, _CONCEPT, _SKILLS)
