"""Two kinds of things: tickets, coins, loans and solutions, by their number and their worth."""

from __future__ import annotations

import re

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Name
from fynq.reasoning.stories.situation import Asked, Domain, Ledger, Situation, Translation, Unknown
from fynq.reasoning.stories.terms import amount, equal, letter_for, plus, times, value_of
from fynq.reasoning.stories.tickets import Labelled, asked_labels, coins, stamps, tickets, two_kinds
from fynq.reasoning.stories.wording import NUMBER, REFUSAL, Story

_FORM = re.compile(r"(?i)\(?\s*answer in the form with[^:]*(?:\([^)]*\)[^:]*)*:\s*(?P<example>(?:\d+[a-z]){2})[^)]*\)\)?|\(these number[^)]*\)\)?")  # fmt: skip

_SKILLS = ("systems-of-equations", "word-problems")

_CONCEPT = "One equation counts the things, the other adds up their worth."


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
    for attempt in (tickets, coins, stamps, _loans, _blend, _solutions, _bundles):
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


def _blend(story: Story) -> Situation:
    """A known amount of a mixture whose rate lies between the rates of its two parts."""
    ledger = Ledger(story)
    whole = ledger.told
    rate = rf"(?P<r>{NUMBER}%|{NUMBER} dollars (?:a|per) (?:pound|ounce|gallon|liter|quart))"
    unit = r"(?P<u>pounds|lit(?:er|re)s|millilit(?:er|re)s|kilograms|kg|gallons|ounces|quarts|dollars|ml)"
    total = re.search(rf"(?i)(?:needs?(?: to make)?|make|to (?:get|obtain|produce|form|prepare|create)|mix(?:es|ing)? [a-z ]+? to make|has|invest(?:s|ed)?)(?: a total of)? (?P<v>{NUMBER}) {unit}(?: of (?:an? )?(?:[a-z ]*?)(?P<own>{NUMBER}%))?", whole)  # fmt: skip
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
    letters = [Labelled(label or item, worth, letter) for label, item, worth, letter in zip(labels, parts, (first, second), "ab", strict=True)]  # fmt: skip
    translations = [
        Translation("The parts make the whole", equal(plus(a, b), everything)),
        Translation("Their worth makes the worth of the whole", equal(plus(times(first, a), times(second, b)), times(wanted, everything))),
    ]  # fmt: skip
    unit_said = "dollars" if total["u"].lower() == "dollars" else total["u"].lower()
    return two_kinds(letters, translations, asked, Domain.POSITIVE, unit_said)


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
    kinds = [Labelled(name, a, letter) for name, letter in zip(names[0], "ab", strict=True)]
    return two_kinds(kinds, translations, [at for _, at in asked], Domain.POSITIVE, unit)


def _loans(story: Story) -> Situation:
    """Two principals, their rates of interest, and the interest of both in a year."""
    ledger = Ledger(story)
    if not re.search(r"(?i)\binterest\b", ledger.told + ledger.asked):
        raise NotUnderstood(REFUSAL)
    rates = list(re.finditer(rf"(?:interest )?(?:rate )?(?:on|of|for|in) (?:the |her |his )?(?P<label>[a-z]+)(?: (?:loan|account|fund|bond|stock|card|investment)s?)? (?:is|was|earns?|pays?|paid|earned|charges?) (?P<v>{NUMBER}%)", ledger.told, re.IGNORECASE))  # fmt: skip
    if len(rates) != 2:
        raise NotUnderstood(REFUSAL)
    kinds: list[Labelled] = []
    for rate in rates:
        letter = letter_for(rate["label"], [kind.letter for kind in kinds]).name
        kinds.append(Labelled(rate["label"].lower(), amount(rate["v"]), letter))
        ledger.tell(re.escape(rate[0]))
    asked = (
        [0, 1]
        if re.search(r"(?i)\beach\b|both", ledger.asked)
        else asked_labels(story.asked, kinds)
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
    return two_kinds(kinds, [number, value], asked, Domain.POSITIVE, "dollars")


def _solutions(story: Story) -> Situation:
    """Some of one strength and a known amount of another make a third strength; or both unknown."""
    ledger = Ledger(story)
    unit = r"(?P<u>lit(?:er|re)s|millilit(?:er|re)s|ml|gallons|quarts|ounces|pounds|cups|grams|kilograms|cc|pints)"
    ask = ledger.ask(r"how (?:much|many (?P<u>[a-z]+) of) (?:(?P<none>(?:pure )?water)|pure (?P<own>(?!water)[a-z]+)) (?:must|should|needs? to|has to) (?:be added|(?:he|she|you|one|a [a-z]+) add)\b")  # fmt: skip
    pure = ask is not None
    dissolved = {word.lower() for word in re.findall(r"\d% ([a-zA-Z]+)", " ".join((*story.told, story.asked)))}  # fmt: skip
    if ask and ask["own"] and dissolved - {"solution", "mixture", "alloy"} - {ask["own"].lower()}:
        raise NotUnderstood(REFUSAL)
    ask = ask or ledger.must_ask(rf"how (?:many|much) (?P<u>lit(?:er|re)s|millilit(?:er|re)s|ml|gallons|quarts|ounces|pounds|cups|grams|kilograms|cc|pints) of (?:an? |the )?(?P<r>{NUMBER}%) [a-z ]*?(?:solution|alloy|mixture|acid|alcohol|antifreeze|saline)?\b[^?\d]*")  # fmt: skip
    known = ledger.either(rf"(?P<v>{NUMBER}) {unit} of (?:an? |the )?(?P<r>{NUMBER}%)")
    result = ledger.either(rf"(?:to (?:get|make|obtain|produce|have|form)|result(?:s|ing)? in|which is|that is|so that)[^.?\d]{{0,40}}?(?P<r>{NUMBER}%)")  # fmt: skip
    if known is None or result is None or known["u"].lower() != (ask["u"] or known["u"]).lower():
        raise NotUnderstood(REFUSAL)
    ledger.idle(r"\bby\b|\bif\b|\bmixture\b")
    ledger.settle()
    x, other = Name("x"), amount(known["v"])
    strength = ("0%" if ask["none"] else "100%") if pure else ask["r"]
    unit_said = (ask["u"] or known["u"]).lower()
    left = plus(times(amount(strength), x), times(amount(known["r"]), other))
    equation = equal(left, times(amount(result["r"]), plus(x, other)))
    return Situation(
        "mixtures",
        (Unknown("x", f"the {unit_said} of what is added"),),
        (Translation("What is dissolved in both is in the mixture", equation),),
        (Asked(x, unit_said, meaning="The amount"),),
        "What is dissolved stays: add up rate times amount.",
        ("percentages", "word-problems"),
    )
