"""Counts, what each of them has or costs, and the total: 4 pens at $1.50 each and a pad for $3;
3 bushes with 25 roses each and 8 thorns on each rose; 6 rolls of 20 stamps and 7 loose ones.

A fact is a count of something or a rate of something per another. The quantity asked is the sum of
products that lead to its unit; every fact must be used, and used once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Name, Tree
from fynq.reasoning.stories.nouns import head, plural, singular
from fynq.reasoning.stories.situation import Asked, Domain, Ledger, Situation, Translation, Unknown
from fynq.reasoning.stories.terms import amount, decimal, equal, minus, over, plus, times
from fynq.reasoning.stories.units import factor
from fynq.reasoning.stories.wording import NUMBER, REFUSAL, Story

_END = r"(?=\s*[.,;?!]|\s*$|\s(?:and|that|which|who|for|at|with|of|in|on|from|to|each|per|every|apiece|a|an|the|is|are|was|were|has|have|had|costs?|costing|weigh(?:s|ing)?|his|her|their|this|while|when|but|if|as|by|during|into|worth|priced|will|can|do|does|did|would|must|should|could)\b|\s*▪|/)"  # fmt: skip
_NOUN = rf"[A-Za-z][A-Za-z'-]*(?: [A-Za-z][A-Za-z'-]*){{0,3}}?{_END}"
_HAS = r"(?:has|have|had|contains?|contained|holds?|costs?|weighs?|weighed|produces?|makes?|needs?|uses?|takes?|lays?|earns?|sells? for|yields?|requires?|comes? with|will cost|is worth|can hold|can carry|gets?|gives?|bears?|consists? of)"
_RATES = (
    rf"(?:each|every)(?: of the| of these| of his| of her)? (?P<per>{_NOUN}) {_HAS}(?: about)? (?P<v>{NUMBER}) (?P<u>{_NOUN})(?: (?:in|on) (?:it|each of them|them))?",
    rf"\b(?:an?|one|1) (?P<per>{_NOUN})(?: of [a-z]+)? (?:costs?|is|weighs?|sells for) (?P<v>{NUMBER}) (?P<u>dollars|cents|pounds|ounces|grams|kilograms|kg|kgs)\b",
    rf"there (?:are|is) (?P<v>{NUMBER}) (?P<u>{_NOUN}) (?:in|on|for|per) (?:each|every|an?|one) (?P<per>{_NOUN})",
    rf"(?P<v>{NUMBER}) (?P<u>{_NOUN})(?: (?:of|worth of) [a-z]+)?(?:/| per | for each | for every | in each | on each | in every | each | every | an? )(?P<per>{_NOUN})",
    rf"(?P<per>[a-z]+s) (?:that |which )?(?:cost|are|sell for|were) (?P<v>{NUMBER}) (?P<u>dollars|cents) (?:each|apiece|per (?:one|piece|item))",
)
_ITEMS = (
    rf"(?P<n>{NUMBER}) (?P<per>{_NOUN})(?: of [a-z]+)?,? (?:(?:that|which),? )?(?:each )?(?:cost(?:s|ing)?|are|were|at|for|with|of|have|has|had|weigh(?:s|ing)?|worth|priced at|containing|holding)(?: only)? (?P<v>{NUMBER}) (?P<u>{_NOUN})(?: of [a-z]+)? (?:each|apiece|per (?:one|piece|item|pair|box|bag|pack|dozen))",
    rf"(?P<n>{NUMBER}) (?P<per>{_NOUN})(?: of [a-z]+)? for (?P<v>{NUMBER}) (?P<u>dollars|cents) each",
    rf"(?P<n>{NUMBER}) (?P<per>groups|rows|packs|boxes|bags|clusters|bunches|cartons|crates|packages|cases|trays|shelves|baskets|stacks|piles|sets|teams|rolls|bouquets|jars|rounds) of (?P<v>{NUMBER}) (?P<u>{_NOUN})(?: each)?",
)
_FLAT = rf"\b(?:an? |the |some |his |her )?(?:[a-z-]+ ){{0,3}}?[a-z-]+(?: of [a-z]+(?: [a-z]+)?)? (?:that |which )?(?:costs?|cost|costing|for|at|worth)(?: only)? (?P<v>{NUMBER}) dollars(?! (?:each|apiece|per|an?|for)\b)"
_SPENT = rf"\b(?:spends?|spent|pays?|paid|costs?(?: him| her| them)?|charges?|charged)(?: an?(?: flat)?(?: fee of)?)? (?P<v>{NUMBER}) dollars (?:on|for) (?!each|every|an?\b)"
_COUNT = rf"(?P<v>{NUMBER}) (?P<u>{_NOUN})"
_TIMES = rf"(?P<v>{NUMBER}) times (?:a|per|each|every) (?P<per>day|week|month|year)"
_DAILY = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "yearly": "year",
    "annually": "year",
}
_SPANS = frozenset(("day", "week", "month", "year", "hour", "minute", "second"))
_CHANGING = re.compile(
    r"(?i)\b(?:gave|gives?|giving|los(?:e|es|t)|br(?:eak|eaks|oke|oken)|threw|throws|donat\w+|return\w*|shar\w+|split\w*|remov\w+|died|dies|spoil\w*|rotten|stole\w*|took away|takes away|fell|gone|got rid|gets rid|remain\w*|left|"
    r"half|twice|discount|off|coupon|tax|tip|percent|both|twins?|couple|pairs?|dozens?|weekdays?|weekends?|except|only|already|ate|refund|instead|rest|others?|another|more|less|fewer|than|if|friends|brothers|sisters|equal\w*|average|profit|save[sd]?|saving|debt|owes?|borrow\w*|lend|lent|bonus|extra|free|unless|without|but|until|rectangle\w*|perimeter|triangle|circle|area|around|by|some|several|few|various|them|they each|again|missing)\b"
)
_IDLE = r"\bon average\b|\b(?:total|altogether|in all|in total|a total of|all|everything|long|spend|sells?|used?|uses|combined|for|together)\b"
_BUDGET = rf"(?:(?:she|he|they|[A-Z][a-z]+) )?(?:has|had|have|with|gives?|gave|paid|pays|brought|hands?|handed|prepared|if \w+ (?:pays|gave|gives|paid)(?: with)?)(?: the cashier| him| her)?(?: with)?(?: an?)? (?P<v>{NUMBER}) dollars?(?: bill)?(?: for (?:this|the|her|his) purchase)?(?= ?[.,]| to spend)"


@dataclass(frozen=True, slots=True)
class _Count:
    value: Tree
    unit: str
    words: str


@dataclass(frozen=True, slots=True)
class _Rate:
    value: Tree
    unit: str
    per: str
    words: str


def read(story: Story) -> Situation:
    ledger = Ledger(story)
    _without_span(ledger)
    unit, back = _asked(ledger)
    budget = ledger.tell(_BUDGET) if back else None
    more = ledger.tell(rf"(?:her|his) [a-z]+ (?:gave|gives) (?:her|him)(?: another| an additional)? (?P<v>{NUMBER}) dollars(?: more)?(?= ?[.,])") if budget else None  # fmt: skip
    if back and budget is None:
        raise NotUnderstood(REFUSAL)
    rates, counts = _facts(ledger)
    if _CHANGING.search(ledger.told):
        raise NotUnderstood(REFUSAL)
    ledger.idle(_IDLE)
    ledger.settle()
    if (not rates and any(count.unit != "dollar" for count in counts)) or len(rates) + len(
        counts
    ) < 2:
        raise NotUnderstood(REFUSAL)
    domain = Domain.NOT_NEGATIVE
    try:
        tree, words = _total(unit, rates, counts)
    except NotUnderstood:
        tree, words = _quotient(unit, rates, counts)
        domain = Domain.NOT_NEGATIVE if unit in _SPANS else Domain.WHOLE
    unit_said = "dollars" if unit == "dollar" else plural(unit)
    x = Name("x")
    translations = [Translation("; ".join(words), equal(x, tree))]
    what: Tree = x
    if budget is not None:
        what = minus(
            plus(amount(budget["v"]), amount(more["v"])) if more else amount(budget["v"]), x
        )
    return Situation(
        "totals",
        (Unknown("x", "the total in dollars" if unit == "dollar" else f"the total number of {unit_said}", domain),),
        tuple(translations),
        (Asked(what, unit_said if unit in ("dollar", *_SPANS) or unit in _MEASURES else "", meaning="What is left" if back else "The total", places=2 if unit == "dollar" else None),),
        "Multiply each count by what one of them has or costs, and add up.",
        ("multiplication", "word-problems"),
    )  # fmt: skip


_MEASURES = frozenset(
    (
        "pound",
        "ounce",
        "mile",
        "kilometer",
        "meter",
        "foot",
        "inch",
        "gallon",
        "liter",
        "gram",
        "kilogram",
    )
)


def _asked(ledger: Ledger) -> tuple[str, bool]:
    """The unit asked, and whether what is left of the money is wanted."""
    text = ledger.asked
    if re.search(r"(?i)how much (?:do|does|did|will|would) (?=\d)[^?]*\bcost\b", text):
        ledger.asked = re.sub(
            r"(?i)how much (?:do|does|did|will|would) |\bcost\b(?: in total| altogether)?",
            " ▪ ",
            text,
        )
        return "dollar", False
    if re.search(
        r"(?i)\bhow much (?:change|money)\b[^?]*\b(?:change|left|back|remain\w*)\b|\bhow much change\b",
        text,
    ):
        ledger.asked = re.sub(r"(?i)how much [^?\d]*", " ▪ ", text)
        return "dollar", True
    if re.search(
        r"(?i)\b(?:more|fewer|less|left|remain\w*|additional|extra|another|still|decades?|century|fortnight|seasons?|semesters?|quarters?|each|average|percent|profit|save|change|half|difference)\b",
        text,
    ):
        raise NotUnderstood(REFUSAL)
    money = re.search(r"(?i)how (?:much|many dollars)(?: money| in dollars| in total)?\b(?: (?:did|does|do|will|would|is|are|must|should|was|has|have|it))[^?\d]*?\b(?:spend|spent|pay|paid|cost|earn|make|made|charge|owe|raise|collect|need to buy|need to pay)\w*\b(?:(?! (?:for|in|after|over|during|if|on) \d)[^?\d])*|(?:what (?:is|was|will be)|find|calculate) the total (?:cost|price|bill|amount of money)\b[^?\d]*|how much (?:was|is|will be) the total(?: cost| price| bill)?[^?\d]*", text)  # fmt: skip
    many = re.search(rf"(?i)how many (?:total )?(?P<u>{_NOUN})(?: of [a-z]+)? ?(?:(?! (?:for|in|after|over|during|if|on) \d)[^?\d])*", text)  # fmt: skip
    pounds = re.search(r"(?i)what is the total weight[^?\d]*? in (?P<u>[a-z]+)", text)
    found = money or many or pounds
    if found is None:
        raise NotUnderstood(REFUSAL)
    ledger.asked = text[: found.start()] + " ▪ " + _span_of(found[0]) + text[found.end() :]
    if money:
        return "dollar", False
    unit = head(found["u"])
    return ("dollar" if unit in ("dollar", "money") else unit), False


def _without_span(ledger: Ledger) -> None:
    """'5 tons per year' and 'how many per year': the year is the same on both sides."""
    phrase = r"\b(?:per|each|every|a) (day|week|month|year|hour)\b"
    told = {found.lower() for found in re.findall(rf"(?i){phrase}", ledger.told)}
    asked = {found.lower() for found in re.findall(rf"(?i){phrase}", ledger.asked)}
    spans = {
        found.lower()
        for found in re.findall(r"(?i)\b(day|week|month|year|hour)s?\b", ledger.told + ledger.asked)
    }
    if (
        told == asked == spans
        and len(told) == 1
        and len(re.findall(rf"(?i){phrase}", ledger.told)) == 1
    ):
        ledger.told = re.sub(rf"(?i) {phrase}", "", ledger.told)
        ledger.asked = re.sub(rf"(?i) {phrase}", "", ledger.asked)


def _span_of(text: str) -> str:
    """'a year', 'every week' in the question: the time that the total is for."""
    found = re.search(r"(?i)\b(?:(?:in|for|over|during|per|each|every|an?) )?(?:an? |each |every |per |one )(day|week|month|year|hour)\b", text)  # fmt: skip
    return f" in 1 {found[1]}" if found else ""


def _facts(ledger: Ledger) -> tuple[list[_Rate], list[_Count]]:
    rates: list[_Rate] = []
    counts: list[_Count] = []
    for pattern in _ITEMS:
        while found := ledger.either(pattern):
            per = _unit(found["per"])
            counts.append(_Count(amount(found["n"]), per, f"{found['n']} {found['per']}"))
            rates.append(_rate(found["v"], found["u"], per, found[0]))
    while found := ledger.either(_TIMES):
        rates.append(_Rate(amount(found["v"]), "time", singular(found["per"]), found[0]))
    for pattern in _RATES:
        while found := ledger.either(pattern):
            rates.append(_rate(found["v"], found["u"], _unit(found["per"]), found[0]))
    for pattern in (_FLAT, _SPENT):
        while found := ledger.tell(pattern):
            counts.append(_Count(amount(found["v"]), "dollar", found[0]))
    while found := ledger.either(_COUNT):
        word = found["u"].split()[-1].lower()
        if word in ("dollar", "dollars", "cent", "cents"):
            raise NotUnderstood(REFUSAL)
        if word in _DAILY:
            rates.append(
                _rate(found["v"], " ".join(found["u"].split()[:-1]), _DAILY[word], found[0])
            )
        else:
            counts.append(_count(found["v"], found["u"], found[0]))
    if len(rates) + len(counts) > 12:
        raise NotUnderstood(REFUSAL)
    return rates, counts


def _unit(phrase: str) -> str:
    return head(phrase)


def _rate(value: str, unit: str, per: str, words: str) -> _Rate:
    tree, name = _in_dollars(amount(value), value, _unit(unit))
    return _Rate(tree, name, per, words.strip())


def _count(value: str, unit: str, words: str) -> _Count:
    tree, name = _in_dollars(amount(value), value, _unit(unit))
    return _Count(tree, name, words.strip())


def _in_dollars(tree: Tree, value: str, unit: str) -> tuple[Tree, str]:
    from fynq.reasoning.stories.terms import value_of

    if unit == "cent":
        return decimal(value_of(value) / 100), "dollar"
    return tree, unit


def _total(unit: str, rates: list[_Rate], counts: list[_Count]) -> tuple[Tree, list[str]]:
    """The sum of every product that leads to the unit. Raises NotUnderstood unless each fact is
    used exactly once."""
    used: list[object] = []
    words: list[str] = []

    def need(wanted: str, depth: int) -> Tree:
        if depth > 5:
            raise NotUnderstood(REFUSAL)
        terms: list[Tree] = []
        for count in counts:
            if count.unit == wanted:
                used.append(count)
                terms.append(count.value)
                words.append(count.words)
            elif wanted in _SPANS and count.unit in _SPANS:
                if sum(item.unit in _SPANS for item in counts) > 1:
                    raise NotUnderstood(REFUSAL)
                used.append(count)
                words.append(count.words)
                terms.append(times(count.value, decimal(_span_factor(count.unit, wanted))))
        for rate in rates:
            if rate.unit == wanted:
                used.append(rate)
                words.append(rate.words)
                terms.append(times(need(rate.per, depth + 1), rate.value))
        if not terms:
            raise NotUnderstood(REFUSAL)
        return plus(*terms)

    tree = need(unit, 0)
    if len(used) != len(rates) + len(counts) or len({id(item) for item in used}) != len(used):
        raise NotUnderstood(REFUSAL)
    return tree, words


def _quotient(unit: str, rates: list[_Rate], counts: list[_Count]) -> tuple[Tree, list[str]]:
    """How many bags hold it all, how many days it lasts: the whole over what one takes."""
    own = [rate for rate in rates if rate.per == unit]
    if len(own) != 1:
        raise NotUnderstood(REFUSAL)
    others = [rate for rate in rates if rate is not own[0]]
    tree, words = _total(own[0].unit, others, counts)
    return over(tree, own[0].value), [*words, own[0].words]


def _span_factor(source: str, target: str) -> Fraction:
    """Months and weeks have no fixed number of days or weeks."""
    if {source, target} in ({"month", "week"}, {"month", "day"}):
        raise NotUnderstood(REFUSAL)
    value = factor(source, target)
    if value.denominator != 1:
        raise NotUnderstood(REFUSAL)
    return value
