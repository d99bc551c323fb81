"""Two kinds of things: tickets, coins, loans and solutions, by their number and their worth."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Name, Relation, Tree
from fynq.reasoning.stories.relations import relation
from fynq.reasoning.stories.situation import Asked, Domain, Ledger, Situation, Translation, Unknown
from fynq.reasoning.stories.terms import amount, equal, letter_for, minus, plus, times, value_of
from fynq.reasoning.stories.wording import NUMBER, REFUSAL, Story

_COINS = {
    "penn": "0.01",
    "nickel": "0.05",
    "dime": "0.10",
    "quarter": "0.25",
    "half-dollar": "0.50",
}
_FORM = re.compile(r"(?i)\(?\s*answer in the form with[^:]*(?:\([^)]*\)[^:]*)*:\s*(?P<example>(?:\d+[a-z]){2})[^)]*\)\)?|\(these number[^)]*\)\)?")  # fmt: skip
_SKILLS = ("systems-of-equations", "word-problems")
_CONCEPT = "One equation counts the things, the other adds up their worth."


@dataclass(frozen=True, slots=True)
class _Kind:
    label: str
    worth: Tree
    letter: str


def read(story: Story) -> Situation:
    asked, example = story.asked, ""
    told = story.told
    for text in (*told, asked):
        found = _FORM.search(text)
        if found and found["example"]:
            example = found["example"]
    told = tuple(
        _FORM.sub(" ", text) for text in told if not text.startswith(("(Answer", "(These"))
    )
    asked = _FORM.sub(" ", asked)
    plain = Story(told, asked, story.heading, story.places, story.formulas, story.fraction)
    for attempt in (_tickets, _coins, _stamps, _loans, _blend, _solutions, _bundles):
        try:
            return _ordered(attempt(plain), example)
        except NotUnderstood:
            continue
    raise NotUnderstood(REFUSAL)


def _ordered(situation: Situation, example: str) -> Situation:
    """'2q13d' shows in which order, and behind which letters, the numbers are wanted."""
    if not example:
        return situation
    letters = re.findall(r"[a-z]", example)
    first = [item.meaning[0].lower() for item in situation.asked]
    if sorted(letters) != sorted(first) and len(letters) != len(first):
        raise NotUnderstood(REFUSAL)
    order = letters if sorted(letters) == sorted(first) else first
    asked = tuple(situation.asked[first.index(letter)] for letter in order)
    bare = tuple(Asked(item.what, "", meaning=item.meaning) for item in asked)
    pattern = "".join("{}" + letter for letter in order)
    return Situation(situation.kind, situation.unknowns, situation.translations, bare, situation.concept, situation.skills, situation.notes, pattern)  # fmt: skip


_TOTAL_WORTH = (
    rf"(?:receipts|sales|proceeds|revenue|income|tickets?|money|collections?)?(?: (?:from|for|of) [a-z ]+?)? ?(?:that )?(?:totall?ed|total(?:ing| of)|were|was|brought in|took in|collected|raised|made|earned|came to|amounted to|worth|valued at|spent|paid|cost(?:ing)?|for|of)(?: a total(?: of)?)? (?P<v>{NUMBER}) dollars(?! (?:for|each|per|a|an|[a-z]+ tickets?)\b)(?: in (?:receipts|total|ticket sales|sales|tickets))?",
    rf"(?P<v>{NUMBER}) dollars (?:was|were) (?:collected|taken in|raised|made|earned|received)",
    rf"total value of (?:the )?tickets(?: sold)? (?:was|is) (?P<v>{NUMBER}) dollars",
    rf"total value of (?P<v>{NUMBER}) dollars",
    rf"(?P<v>{NUMBER}) dollars (?:in|worth of) [a-z ]+",
)  # fmt: skip
_TOTAL_COUNT = rf"(?:a total of )?(?P<v>{NUMBER}) (?P<what>(?!dollars\b|less\b|more\b|fewer\b|times\b)[a-z]+)(?: (?:tickets|were|was|in all|altogether|in total|sold|and [a-z]+))*"


def _tickets(story: Story) -> Situation:
    """Two prices, the number of all, and the money of all."""
    ledger = Ledger(story)
    kinds = _priced(ledger)
    if len(kinds) != 2:
        raise NotUnderstood(REFUSAL)
    asked = _asked_labels(story.asked, kinds)
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
    return _two(kinds, [number, value], asked, Domain.WHOLE, "")


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


def _priced(ledger: Ledger) -> list[_Kind]:
    found: list[_Kind] = []
    for pattern in _PRICES:
        for text in (ledger.asked, ledger.told):
            for match in re.finditer(pattern, text, re.IGNORECASE):
                label = match["label"].lower()
                if label in _NO_LABEL or any(_same(label, kind.label) for kind in found):
                    continue
                letter = letter_for(label, [kind.letter for kind in found]).name
                found.append(_Kind(label, amount(match["v"]), letter))
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


def _asked_labels(asked: str, kinds: list[_Kind]) -> list[int]:
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


def _related(ledger: Ledger, kinds: list[_Kind]) -> Translation:
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


def _coins(story: Story) -> Situation:
    ledger = Ledger(story)
    whole = (ledger.told + ledger.asked).lower()
    labels = [name for name in _COINS if re.search(rf"\b{name}", whole)]
    if len(labels) != 2:
        raise NotUnderstood(REFUSAL)
    labels.sort(key=whole.index)
    kinds: list[_Kind] = []
    for name in labels:
        said = "pennies" if name == "penn" else f"{name}s"
        kinds.append(_Kind(said, amount(_COINS[name]), name[0]))
    asked = _asked_labels(story.asked, [_Kind(name, kind.worth, kind.letter) for name, kind in zip(labels, kinds, strict=True)])  # fmt: skip
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
    return _two(kinds, [number, value], asked, Domain.WHOLE, "")


def _stamps(story: Story) -> Situation:
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
    kinds = [_Kind(names[worth], amount(f"{int(worth) / 100:.2f}"), letter) for worth, letter in zip(worths, "ab", strict=True)]  # fmt: skip
    asked = _asked_labels(ledger.asked, kinds)
    paid = ledger.must_tell(
        rf"(?:paid|spent|worth|total(?: cost)? (?:was|of)) (?P<v>{NUMBER}) dollars(?: for stamps)?"
    )
    number = _related(ledger, kinds)
    ledger.idle(r"\b(?:each|total|both)\b")
    ledger.settle()
    value = Translation("Their worth in dollars", equal(plus(*(times(kind.worth, Name(kind.letter)) for kind in kinds)), amount(paid["v"])))  # fmt: skip
    said = [
        _Kind(f"{worth}-cent stamps", kind.worth, kind.letter)
        for worth, kind in zip(worths, kinds, strict=True)
    ]
    return _two(said, [number, value], asked, Domain.WHOLE, "")


def _blend(story: Story) -> Situation:
    """A known amount of a mixture whose rate lies between the rates of its two parts."""
    ledger = Ledger(story)
    whole = ledger.told
    rate = rf"(?P<r>{NUMBER}%|{NUMBER} dollars (?:a|per) (?:pound|ounce|gallon|liter|quart))"
    unit = r"(?P<u>pounds|liters|milliliters|gallons|ounces|quarts|dollars|ml)"
    total = re.search(rf"(?i)(?:needs?(?: to make)?|make|mix(?:es|ing)? [a-z ]+? to make|has|invest(?:s|ed)?)(?: a total of)? (?P<v>{NUMBER}) {unit}(?: of (?:an? )?(?:[a-z ]*?)(?P<own>{NUMBER}%))?", whole)  # fmt: skip
    if total is None:
        raise NotUnderstood(REFUSAL)
    rates = [found["r"] for found in re.finditer(rf"(?i){rate}", whole + ledger.asked)]
    if total["own"]:
        target = total["own"]
    else:
        wants = re.search(
            rf"(?i)(?:wants?|to (?:earn|have|be|get|make))[^.?]*?{rate}", whole + ledger.asked
        )
        if wants is None:
            raise NotUnderstood(REFUSAL)
        target = wants["r"]
    parts = [item for item in dict.fromkeys(rates) if item != target]
    if len(parts) != 2 or (
        total["u"].lower() == "dollars" and not all(item.endswith("%") for item in (*parts, target))
    ):
        raise NotUnderstood(REFUSAL)
    _, goal, _ = sorted(value_of(item.split()[0]) for item in (*parts, target))
    if goal != value_of(target.split()[0]):
        raise NotUnderstood(REFUSAL)
    labels = [_label_of(item, whole) for item in parts]
    asked = _asked_parts(ledger.asked, parts, labels)
    ledger.tell(re.escape(total[0]))
    for item in (*parts, target):
        while ledger.either(rf"(?<![\d·]){re.escape(item)}"):
            pass
    ledger.idle(r"\b(?:each|both|per year|a year|total amount|on the total|total|interest|rate|only|by|if|different|1 (?=account)|2 (?=[a-z])|the other|other|needed|mix)\b|\b2 different\b")  # fmt: skip
    ledger.settle()
    a, b = Name("a"), Name("b")
    first, second, wanted = (amount(item.split()[0]) for item in (*parts, target))
    everything = amount(total["v"])
    letters = [_Kind(label or item, worth, letter) for label, item, worth, letter in zip(labels, parts, (first, second), "ab", strict=True)]  # fmt: skip
    translations = [
        Translation("The parts make the whole", equal(plus(a, b), everything)),
        Translation("Their worth makes the worth of the whole", equal(plus(times(first, a), times(second, b)), times(wanted, everything))),
    ]  # fmt: skip
    unit_said = "dollars" if total["u"].lower() == "dollars" else total["u"].lower()
    return _two(letters, translations, asked, Domain.POSITIVE, unit_said)


def _label_of(rate: str, text: str) -> str:
    """'Raisins cost $2 a pound' labels the rate with raisins."""
    found = re.search(rf"(?i)\b([a-z]+) (?:costs?|are|is|sells? for) {re.escape(rate)}", text)
    return found[1].lower() if found else ""


def _asked_parts(asked: str, parts: list[str], labels: list[str]) -> list[int]:
    if re.search(r"(?i)\beach\b", asked):
        return [0, 1]
    places = []
    for at, (part, label) in enumerate(zip(parts, labels, strict=True)):
        found = re.search(
            rf"(?i)(?<![\d·]){re.escape(part)}" + (rf"|\b{re.escape(label)}\b" if label else ""),
            asked,
        )
        if found:
            places.append((found.start(), at))
    if not places:
        raise NotUnderstood(REFUSAL)
    return [at for _, at in sorted(places)]


_BUNDLE = rf"(?P<a>{NUMBER}) (?:(?:minutes|hours|pounds|cups|bags|boxes) of )?(?P<x>[a-z ]+?) and (?P<b>{NUMBER}) (?:(?:minutes|hours|pounds|cups|bags|boxes) of )?(?P<y>[a-z]+(?: [a-z]+){{0,2}}?)"  # fmt: skip


def _bundles(story: Story) -> Situation:
    """Two bundles of the same two things with the worth of each bundle."""
    ledger = Ledger(story)
    worth = rf"(?:,? (?:for|and paid|which cost|costs?|cost a total of|burning|burned|and burned|is|total(?:ing)?)|\. (?:s?he|they|it) (?:burned|paid|spent)(?: a total of)?)(?: a total of)? (?P<w>{NUMBER}) (?P<u>dollars|calories)"  # fmt: skip
    found = [
        match for match in (ledger.tell(_BUNDLE + worth), ledger.tell(_BUNDLE + worth)) if match
    ]
    if len(found) != 2 or found[0]["u"].lower() != found[1]["u"].lower():
        raise NotUnderstood(REFUSAL)
    names = [(item["x"].strip().lower(), item["y"].strip().lower()) for item in found]
    heads = [tuple(name.split()[-1].rstrip("s") for name in pair) for pair in names]
    if heads[0] != heads[1] or heads[0][0] == heads[0][1]:
        raise NotUnderstood(REFUSAL)
    ask = ledger.must_ask(r"(?:how (?:many|much)|what (?:is|was)|find)[^?.]*")[0].lower()
    asked = sorted((ask.index(head[:5]), at) for at, head in enumerate(heads[0]) if head[:5] in ask)
    if not asked:
        raise NotUnderstood(REFUSAL)
    ledger.idle(r"\bnext time\b|\b(?:next|another|second|first|each|per|1)\b(?: (?:day|week|customer|person|family))?|\bat the same (?:store|prices?)\b|\bsame\b")  # fmt: skip
    ledger.settle()
    a, b = Name("a"), Name("b")
    translations = [Translation(item[0].strip(), equal(plus(times(amount(item["a"]), a), times(amount(item["b"]), b)), amount(item["w"]))) for item in found]  # fmt: skip
    unit = "dollars" if found[0]["u"].lower() == "dollars" else ""
    kinds = [_Kind(name, a, letter) for name, letter in zip(names[0], "ab", strict=True)]
    return _two(kinds, translations, [at for _, at in asked], Domain.POSITIVE, unit)


def _loans(story: Story) -> Situation:
    """Two principals, their rates of interest, and the interest of both in a year."""
    ledger = Ledger(story)
    if not re.search(r"(?i)\binterest\b", ledger.told + ledger.asked):
        raise NotUnderstood(REFUSAL)
    rates = list(re.finditer(rf"(?:interest )?(?:rate )?(?:on|of|for|in) (?:the |her |his )?(?P<label>[a-z]+)(?: (?:loan|account|fund|bond|stock|card|investment)s?)? (?:is|was|earns?|pays?|paid|earned|charges?) (?P<v>{NUMBER}%)", ledger.told, re.IGNORECASE))  # fmt: skip
    if len(rates) != 2:
        raise NotUnderstood(REFUSAL)
    kinds: list[_Kind] = []
    for rate in rates:
        letter = letter_for(rate["label"], [kind.letter for kind in kinds]).name
        kinds.append(_Kind(rate["label"].lower(), amount(rate["v"]), letter))
        ledger.tell(re.escape(rate[0]))
    asked = (
        [0, 1]
        if re.search(r"(?i)\beach\b|both", ledger.asked)
        else _asked_labels(story.asked, kinds)
    )
    interest = ledger.tell(rf"interest (?:\w+ ){{0,6}}?(?:is|was|of|earned|paid|totaled) (?P<v>{NUMBER}) dollars|(?:earned|paid|pays) (?P<w>{NUMBER}) dollars (?:in |of )?interest")  # fmt: skip
    total = ledger.tell(rf"(?:owes?|owed|invest(?:s|ed)?|has|had|deposit(?:s|ed)?|borrow(?:s|ed)?)(?: a total of)? (?P<v>{NUMBER}) dollars")  # fmt: skip
    if interest is None or total is None:
        raise NotUnderstood(REFUSAL)
    ledger.idle(
        r"\b2 (?=\w+)|\blast year\b|\beach\b|\btotal\b|\brate\b|\binterest\b|\bboth\b|\bin (?:one|1) year\b|\b1 year\b"
    )
    ledger.settle()
    letters = [Name(kind.letter) for kind in kinds]
    number = Translation("Both principals together", equal(plus(*letters), amount(total["v"])))
    value = Translation("Both interests together", equal(plus(*(times(kind.worth, letter) for kind, letter in zip(kinds, letters, strict=True))), amount(interest["v"] or interest["w"])))  # fmt: skip
    return _two(kinds, [number, value], asked, Domain.POSITIVE, "dollars")


def _solutions(story: Story) -> Situation:
    """Some of one strength and a known amount of another make a third strength; or both unknown."""
    ledger = Ledger(story)
    unit = (
        r"(?P<u>liters|milliliters|ml|gallons|quarts|ounces|pounds|cups|grams|kilograms|cc|pints)"
    )
    ask = ledger.must_ask(rf"how (?:many|much) (?P<u>liters|milliliters|ml|gallons|quarts|ounces|pounds|cups|grams|kilograms|cc|pints) of (?:an? |the )?(?P<r>{NUMBER}%) [a-z ]*?(?:solution|alloy|mixture|acid|alcohol|antifreeze|saline)?\b[^?\d]*")  # fmt: skip
    known = ledger.either(rf"(?P<v>{NUMBER}) {unit} of (?:an? |the )?(?P<r>{NUMBER}%)")
    result = ledger.either(rf"(?:to (?:get|make|obtain|produce|have|form)|result(?:s|ing)? in|which is|that is|so that)[^.?\d]{{0,40}}?(?P<r>{NUMBER}%)")  # fmt: skip
    if known is None or result is None or known["u"].lower() != ask["u"].lower():
        raise NotUnderstood(REFUSAL)
    ledger.idle(r"\bby\b|\bif\b|\bmixture\b")
    ledger.settle()
    x, other = Name("x"), amount(known["v"])
    left = plus(times(amount(ask["r"]), x), times(amount(known["r"]), other))
    equation = equal(left, times(amount(result["r"]), plus(x, other)))
    return Situation(
        "mixtures",
        (Unknown("x", f"the {ask['u']} of the first solution"),),
        (Translation("What is dissolved in both is in the mixture", equation),),
        (Asked(x, ask["u"].lower(), meaning="The amount"),),
        "What is dissolved stays: add up rate times amount.",
        ("percentages", "word-problems"),
    )


def _two(kinds: list[_Kind], translations: list[Translation], asked: list[int], domain: Domain, unit: str) -> Situation:  # fmt: skip
    unknowns = tuple(Unknown(kind.letter, f"the {'amount' if unit else 'number'} of {kind.label}", domain) for kind in kinds)  # fmt: skip
    wanted = tuple(Asked(Name(kinds[at].letter), unit, meaning=kinds[at].label) for at in asked)
    return Situation("mixtures", unknowns, tuple(translations), wanted, _CONCEPT, _SKILLS)
