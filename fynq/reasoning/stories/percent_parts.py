"""A percent of a whole, and a change as a percent."""

from __future__ import annotations

import re

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Name, Tree
from fynq.reasoning.stories.nouns import singular
from fynq.reasoning.stories.situation import Asked, Domain, Ledger, Situation, Translation, Unknown
from fynq.reasoning.stories.terms import amount, equal, minus, over, times, value_of
from fynq.reasoning.stories.wording import NUMBER, REFUSAL, Story

_P, _R, _D, _S, _T, _A = (Name(letter) for letter in "prdsta")

_SKILLS = ("percentages", "word-problems")

_GAP = r"[^.?\d▪]{0,60}?"

_GAP2 = r"[^.?\d]{0,60}?"

_UNIT = r"(?: (?P<u{0}>dollars|cents|\w+))?"

_CHANGES = (
    rf"\bfrom (?P<a>{NUMBER})%?(?: (?P<ua>\w+))?{_GAP2} to (?P<b>{NUMBER})%?(?: (?P<ub>\w+))?",
    rf"\bto (?P<b>{NUMBER})(?: (?P<ub>\w+))? from (?P<a>{NUMBER})(?: (?P<ua>\w+))?",
    rf"(?:was|were|cost|is|sold for|had|sells for|paid)(?: about| approximately)? (?P<a>{NUMBER})(?: (?P<ua>\w+))?[ ▪]*\.(?P<mid>[^.?]*?)(?:was|is|were|costs?|sold for|sells for|to|had|has)(?: about| approximately)? (?P<b>{NUMBER})(?: (?P<ub>\w+))?",
    rf"(?:was|were|cost|is|sold for|had|sells for|paid)(?: about| approximately)? (?P<a>{NUMBER})(?: (?P<ua>\w+))?(?P<mid>[^.?\d]*?)(?:,| and)[^.?\d]*(?:was|is|were|costs?|sold for|sells for|to|had|has)(?: about| approximately)? (?P<b>{NUMBER})(?: (?P<ub>\w+))?",
)  # fmt: skip

_YEAR = r"\b(?:in|by|of|since|during|for) (?:(?:January|February|March|April|May|June|July|August|September|October|November|December)(?: \d{1,2},)? )?(?:the year )?(?:19|20)\d\d\b"  # fmt: skip


def _change(story: Story) -> Situation:
    """'from a to b': the change as a percent of a."""
    asks = re.search(r"(?i)\bpercent(?:age)?(?: of)? (?P<what>increase|decrease|change)\b|by what percent(?:age)? (?:did|has|was|is) .*?(?P<verb>increase|decrease|grow|drop|fall|rise)", story.asked + " " + story.heading)  # fmt: skip
    if not asks:
        raise NotUnderstood(REFUSAL)
    ledger = Ledger(story)
    ledger.idle(_YEAR)
    found = next((match for pattern in _CHANGES if (match := ledger.tell(pattern))), None)
    found = found or next(
        (match for pattern in _CHANGES[:2] if (match := ledger.ask(pattern))), None
    )
    if found is None:
        raise NotUnderstood(REFUSAL)
    units = {(found[name] or "").lower().rstrip("s") for name in ("ua", "ub")} & {
        "cent",
        "dollar",
        "percent",
    }
    if units == {"cent", "dollar"}:
        raise NotUnderstood(REFUSAL)
    ledger.idle(r"\b(?:average|percent(?:age)?|increased?|decreased?|change|by|first|last|a gallon|per gallon|each|after|later|a total of|total|rate|per|before|original|next)\b|\b1 (?:year|month|week)\b")  # fmt: skip
    ledger.settle()
    old, new = amount(found["a"]), amount(found["b"])
    what = (asks["what"] or {"grow": "increase", "rise": "increase", "drop": "decrease", "fall": "decrease"}.get(asks["verb"], asks["verb"])).lower()  # fmt: skip
    gap = minus(old, new) if what == "decrease" else minus(new, old)
    equation = equal(_R, over(gap, old))
    domain = Domain.ANY if what == "change" else Domain.POSITIVE
    return Situation(
        "percent_parts",
        (Unknown("r", f"the percent {what}, as a decimal", domain),),
        (Translation(f"The {what} as a part of the first amount", equation),),
        (Asked(_R, "%", places=1, meaning=f"The percent {what}"),),
        "A percent of change compares the change with the first amount.",
        _SKILLS,
    )


def _part(story: Story) -> Situation:
    """'$18, which is one-half of the original price', '30% of what number is 12'."""
    plain = _plain_percent(story)
    if plain is not None:
        return plain
    ledger = Ledger(story)
    found = ledger.must_tell(rf"(?P<v>{NUMBER})(?P<money> dollars)?[^.?\d]*, (?:which|this) (?:is|was) (?P<part>{NUMBER}%?) (?:times )?(?:of )?(?P<whole>(?:the|its|his|her|their) [a-z' ]+)")  # fmt: skip
    whole = re.sub(r"^(?:the|its|his|her|their) (?:total )?", "", found["whole"].strip().lower())
    head = whole.split()[:2]
    asked = ledger.must_ask(
        r"(?:find|what (?:is|was|were)) (?:the|its|his|her|their) (?:total )?(?P<whole>[a-z' ]+)"
    )
    ledger.idle(r"\bone serving\b|\bserving\b|\bsquare cereal\b")
    if asked["whole"].lower().split()[:2] != head:
        raise NotUnderstood(REFUSAL)
    ledger.settle()
    equation = equal(times(amount(found["part"]), Name("x")), amount(found["v"]))
    return Situation(
        "percent_parts",
        (Unknown("x", f"the {whole}"),),
        (Translation(found[0].strip(), equation),),
        (Asked(Name("x"), "dollars" if found["money"] else "", meaning=f"The {whole}"),),
        "A part of a whole is the part's share times the whole.",
        ("fractions", "word-problems"),
    )


def _share(story: Story) -> Situation:
    """'240 calories, and 60 calories are from fat. What percent of the calories is from fat?'"""
    ledger = Ledger(story)
    ask = ledger.must_ask(r"what percent(?:age)? of (?:the |his |her |its |their )?(?:total )?(?P<u>[a-z]+)[^?\d]*? (?:is|are|was|were|comes?|came) (?P<part>(?:from )?[a-z]+)\?")  # fmt: skip
    unit = re.escape(ask["u"].rstrip("s"))
    small = ledger.must_tell(rf"(?P<v>{NUMBER})(?: (?:of the )?{unit}s?)? (?:of (?:which|these|them) )?(?:will be|are|is|were|was|came|come|comes)?(?: only)? ?{re.escape(ask['part'])}")  # fmt: skip
    whole = ledger.must_tell(rf"(?P<v>{NUMBER}) {unit}s?")
    if value_of(small["v"]) > value_of(whole["v"]):
        raise NotUnderstood(REFUSAL)
    ledger.idle(r"\b(?:each|every|total)\b")
    ledger.settle()
    return Situation(
        "percent_parts",
        (Unknown("r", "the percent, as a decimal"),),
        (
            Translation(
                f"The part {ask['part']} of the whole",
                equal(_R, over(amount(small["v"]), amount(whole["v"]))),
            ),
        ),
        (Asked(_R, "%", places=1, meaning="The percent"),),
        "A percent compares the part with the whole.",
        _SKILLS,
    )


def _of_whole(story: Story) -> Situation:
    """'His income is $2,800. He spends 35% of his income on rent. How much does he pay for rent?'"""
    ledger = Ledger(story)
    direct = ledger.tell(rf"(?P<r>{NUMBER}%) of (?:the |his |her |their |all )?(?P<v>{NUMBER}) (?P<w>[a-z]+)[^.\d]*? (?:is|are|was|were|have|has|like|chose|voted) (?P<what>[^.\d]+)")  # fmt: skip
    if direct:
        return _direct_part(ledger, direct)
    part = ledger.must_tell(
        rf"(?P<r>{NUMBER}%) of (?:his|her|their|its|the|this|that)(?: (?:monthly|weekly|yearly|annual|total))? (?P<w>[a-z]+)"
    )
    word = part["w"].lower().rstrip("s")
    whole = ledger.tell(rf"\b{word}s?\b(?: [a-z]+){{0,3}}? (?:is|was|of|are|were) (?P<v>{NUMBER})(?P<u> dollars)?") or ledger.tell(rf"(?P<v>{NUMBER}) {word}s?\b(?P<u>)")  # fmt: skip
    if whole is None:
        raise NotUnderstood(REFUSAL)
    ledger.must_ask(r"how (?:much|many) (?!more|less|fewer)[^?\d]*")
    if re.search(r"(?i)\b(?:left|remain|rest|other|not|more|less|keep|after|each)\w*", story.asked):
        raise NotUnderstood(REFUSAL)
    ledger.idle(r"\bspends?\b|\bspent\b|\btotal\b")
    ledger.settle()
    return Situation(
        "percent_parts",
        (Unknown("x", "the part"),),
        (
            Translation(
                "The part is the percent of the whole",
                equal(Name("x"), times(amount(part["r"]), amount(whole["v"]))),
            ),
        ),
        (Asked(Name("x"), "dollars" if whole["u"] else "", meaning="The part"),),
        "The part is the percent of the whole.",
        _SKILLS,
    )


def _whole_of(story: Story) -> Situation:
    """'Two-thirds of the children are girls. There are 20 girls. How many children are there?'"""
    ledger = Ledger(story)
    part = ledger.must_tell(rf"(?P<r>{NUMBER}%?) of (?:the |all |his |her |their )?(?P<w>[a-z]+)(?: [a-z -]+?)?? (?:are|were|is|was|have|like|chose|voted for) (?P<y>[a-z]+)(?=[.,])")  # fmt: skip
    if not part["r"].endswith("%") and "/" not in part["r"]:
        raise NotUnderstood(REFUSAL)
    whole, some = singular(part["w"]), singular(part["y"])
    given = ledger.either(rf"(?:there (?:are|were) |has |have )?(?P<v>{NUMBER}) (?P<u>[a-z]+)")
    ask = ledger.must_ask(
        r"(?:how many|what (?:is|was) the total number of|find the total number of) (?P<u>[a-z]+)[^?\d]*"
    )
    if (
        given is None
        or whole == some
        or {singular(given["u"]), singular(ask["u"])} != {whole, some}
    ):
        raise NotUnderstood(REFUSAL)
    if re.search(r"(?i)\bnot\b|n't|\bother\b|\brest\b|\bmore\b|\bleft\b|\bremain", ask[0]):
        raise NotUnderstood(REFUSAL)
    ledger.idle(r"\bif\b|\btotal\b|\b(?:first|second|third|fourth|fifth|sixth)[- ]grade\b")
    ledger.settle()
    x, known = Name("x"), amount(given["v"])
    to_whole = singular(ask["u"]) == whole
    share = amount(part["r"])
    equation = equal(times(share, x), known) if to_whole else equal(x, times(share, known))
    return Situation(
        "percent_parts",
        (Unknown("x", f"the number of {ask['u']}", Domain.WHOLE),),
        (Translation(part[0].strip(), equation),),
        (Asked(x, meaning="The number"),),
        "A part of a whole is the part's share times the whole.",
        ("fractions", "word-problems"),
    )


def _direct_part(ledger: Ledger, part: re.Match[str]) -> Situation:
    """'60% of the 40 students are girls. How many girls are there?'"""
    ask = ledger.must_ask(r"how many (?P<w>[a-z]+)[^?\d]*")
    said = part["what"].split()[-1].rstrip("s")
    if not re.search(rf"(?i)\b{re.escape(said)}", ask[0]) or re.search(
        r"(?i)\bnot?\b|n't|\bother|\brest\b", ask[0]
    ):
        raise NotUnderstood(REFUSAL)
    ledger.settle()
    return Situation(
        "percent_parts",
        (Unknown("x", "the part", Domain.WHOLE),),
        (Translation("The part is the percent of the whole", equal(Name("x"), times(amount(part["r"]), amount(part["v"])))),),
        (Asked(Name("x"), meaning="The part"),),
        "The part is the percent of the whole.",
        _SKILLS,
    )  # fmt: skip


_SENTENCES = (
    rf"^what (?:number|amount) is (?P<r>{NUMBER}%) of (?P<p>{NUMBER})(?P<m> dollars)?\?$",
    rf"^(?:find|calculate|determine|what is|how much is) (?P<r>{NUMBER}%) of (?P<p>{NUMBER})(?P<m> dollars)?[.?]$",
    rf"^(?P<r>{NUMBER}%) of (?:what|which) (?:number|amount) is (?P<d>{NUMBER})(?P<m> dollars)?\?$",
    rf"^(?P<d>{NUMBER})(?P<m> dollars)? is (?P<r>{NUMBER}%) of what (?:number|amount)\?$",
    rf"^(?P<d>{NUMBER})(?: dollars)? is what percent of (?P<p>{NUMBER})(?: dollars)?\?$",
    rf"^what percent of (?P<p>{NUMBER})(?: dollars)? is (?P<d>{NUMBER})(?: dollars)?\?$",
)


def _plain_percent(story: Story) -> Situation | None:
    for pattern in _SENTENCES:
        found = re.match(pattern, story.asked.strip(), re.IGNORECASE)
        if found is None or story.told:
            continue
        groups = found.groupdict()
        given: dict[str, Tree] = {key: amount(groups[key]) for key in "rpd" if groups.get(key)}
        letter = next(key for key in "rpd" if key not in given)
        equation = equal(given.get("d", _D), times(given.get("r", _R), given.get("p", _P)))
        unit = "%" if letter == "r" else "dollars" if groups.get("m") else ""
        return Situation(
            "percent_parts",
            (Unknown(letter, {"r": "the percent", "p": "the whole", "d": "the part"}[letter]),),
            (Translation("The part is the percent of the whole", equation),),
            (Asked(Name(letter), unit, places=1 if unit == "%" else None),),
            "The part is the percent of the whole.",
            _SKILLS,
        )
    return None


def read(story: Story) -> Situation:
    for attempt in (_change, _part, _share, _of_whole, _whole_of):
        try:
            return attempt(story)
        except NotUnderstood:
            continue
    raise NotUnderstood(REFUSAL)
