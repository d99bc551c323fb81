"""Percent and money: discount, mark-up, tax, tip, commission, interest, percent of change."""

from __future__ import annotations

import re
from fractions import Fraction

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Name, Number, Operation, Tree
from fynq.reasoning.stories.roles import MONEY, RATE, Law, Role, by_law
from fynq.reasoning.stories.situation import Asked, Domain, Ledger, Situation, Translation, Unknown
from fynq.reasoning.stories.terms import amount, equal, minus, over, plus, times, value_of
from fynq.reasoning.stories.wording import NUMBER, REFUSAL, Story

_P, _R, _D, _S, _T, _A = (Name(letter) for letter in "prdsta")
_SKILLS = ("percentages", "word-problems")
_WHAT = r"(?:find|what (?:is|was|were|are|will be)|calculate|determine|how much (?:is|was|were|will be|are))"
_ORIGINAL = r"(?:original|regular|list|usual|full|normal|initial|retail|marked)"
_SALE = r"(?:sale|discounted|reduced|final|new|selling)"
_GAP = r"[^.?\d▪]{0,60}?"
_GAP2 = r"[^.?\d]{0,60}?"
_TAIL = r"(?:(?! (?:for|on|if|when|from|with|at|after|in) )[^?\d])*"

_DISCOUNT = Law(
    "discount",
    r"\b(?:off|discount(?:ed)?|on sale|sale price|mark(?:ed)?[- ]?down|reduced)\b",
    (
        Role(
            "r",
            "the rate of discount",
            (
                rf"(?:at |for |with |is |it's |it is )*(?:an? )?{RATE} (?:off|discount|price reduction|markdown)\b",
                rf"(?:discount(?: rate)?|mark(?:ed)?[- ]?down|reduced|discounted)(?: (?:of|is|was|by|at))* {RATE}",
                rf"{RATE} (?:on|as a) discount",
            ),
            (
                rf"{_WHAT} the (?:percent(?:age)? (?:of )?(?:the )?discount|discount (?:rate|percent(?:age)?)|rate of (?:the )?discount)",
                r"what percent(?:age)? (?:is|was) the discount|what (?:was|is) the discount rate|by what percent was .*? (?:reduced|discounted|marked down)",
            ),
            "%",
            places=1,
        ),
        Role(
            "d",
            "the discount",
            (
                rf"(?:discount|mark(?:ed)?[- ]?down|reduced)(?: (?:of|is|was|by))* {MONEY}",
                rf"{MONEY} (?:off|discount)",
            ),
            (
                rf"{_WHAT} the (?:amount of (?:the )?)?(?:discount|mark-?down)(?: amount)?(?=[.? ]*$)",
                r"how much (?:money )?(?:did|does|will|would|do) \w+ save",
            ),
            "dollars",
        ),
        Role(
            "p",
            "the original price",
            (
                rf"\b{_ORIGINAL}(?:ly)?{_GAP}\b(?:price|priced|cost|sold){_GAP}(?:was|is|of|at|for|:)? {MONEY}",
                rf"\b(?:originally|regularly|usually|normally) {MONEY}",
                rf"(?:priced at|which costs?|that costs?|(?:an?|the) .{{0,30}}? costs?|worth) {MONEY}",
                rf"\b(?:an?|the) {MONEY} \w+",
            ),
            (
                rf"{_WHAT} (?:the|its|their) {_ORIGINAL} (?:price|cost)",
                r"how much did .*? (?:originally cost|cost (?:originally|before))",
            ),
            "dollars",
        ),
        Role(
            "s",
            "the sale price",
            (
                rf"{_SALE} price{_GAP}(?:was|is|of|at|for|:) {MONEY}",
                rf"(?:on sale|bought|paid|sold|selling|purchased){_GAP}\b(?:at|for) {MONEY}",
                rf"(?:pays?|paid|spent) {MONEY}",
            ),
            (
                rf"{_WHAT} (?:the|its|their) {_SALE} (?:price|cost)",
                r"how much (?:did|does|do|will|would|must|should) [^?\d]*?(?:pay|spend|cost)",
                rf"{_WHAT} the (?:price|cost)(?: [^?\d]*)?(?:after the discount)",
            ),
            "dollars",
        ),
    ),
    (
        ("The discount is the rate of the original price", equal(_D, times(_R, _P))),
        ("The sale price is the original price less the discount", equal(_S, minus(_P, _D))),
    ),
    "The discount is a percent of the original price; the sale price is what is left.",
    _SKILLS,
    idle=r"\bafter (?=an? ▪|▪)|\bon sale\b|\boff\b|\b(?:original|regular) price\b|\bafter the discount|\bwith the discount|\bthe discount\b",
)


def _added(name: str, trigger: str, base: str, base_tells: tuple[str, ...], base_asks: tuple[str, ...], part: str, total: str, idle: str = "") -> Law:  # fmt: skip
    """A percent of a base that is added to it: tax, tip, mark-up."""
    return Law(
        name,
        trigger,
        (
            Role(
                "r",
                f"the rate of the {part}",
                (
                    rf"(?:an? )?{RATE} (?:\w+ )?(?:{trigger})",
                    rf"\bby {RATE}",
                    rf"(?:{trigger})[^.?\d]{{0,40}}? {RATE}",
                    rf"(?:left|leaves?|give|gave) (?:an? )?{RATE}",
                ),
                (
                    rf"what (?:is|was) the (?:rate of (?:the )?)?(?:{trigger}) (?:rate|percent)|what percent(?:age)? (?:was|is|did) [^?\d]*(?:{trigger})?",
                ),
                "%",
                places=1,
            ),
            Role(
                "d",
                f"the {part}",
                (
                    rf"(?:{trigger})(?: amount)? (?:is|was|of|were|came to|charged was) {MONEY}",
                    rf"{MONEY} (?:in |of |as )?(?:an? )?(?:\w+ )?(?:{trigger})",
                ),
                (
                    rf"{_WHAT} the (?:amount of )?(?:the )?(?:\w+ )?(?:{trigger})(?: amount| charged)?\b(?! rate| percent)[^?\d]*",
                    rf"how much (?:is|was|will be|should|did|does|would|will|in)?[^?\d]*?(?:{trigger})\b[^?\d]*",
                ),
                "dollars",
            ),
            Role(
                "s",
                total,
                (rf"(?:total(?: cost| price| bill| amount)?)[^.?\d]{{0,40}}? {MONEY}",),
                (
                    rf"{_WHAT} (?:the|his|her|their) (?:total|final|list|selling|retail)(?: cost| bill| price| amount)?[^?\d]*",
                    r"how much (?:did|does|do|will|would|must) [^?\d]*?(?:pay|spend|cost)[^?\d]*",
                    r"how much in total[^?\d]*",
                ),
                "dollars",
            ),
            Role("p", base, base_tells, base_asks, "dollars"),
        ),
        (
            (f"The {part} is the rate of {base}", equal(_D, times(_R, _P))),
            (
                f"{total[0].upper()}{total[1:]} is {base} and the {part} together",
                equal(_S, plus(_P, _D)),
            ),
        ),
        f"The {part} is a percent of {base}.",
        _SKILLS,
        idle=idle,
    )


_COST = (rf"(?:price|cost|costs|costing|priced at|bill|purchase|check|meal|bought|buys|sells for|is|was)[^.?\d]{{0,40}}? {MONEY}", rf"\b(?:an?|the|her|his) {MONEY} \w+")  # fmt: skip
_LAWS = (
    _DISCOUNT,
    _added("tax", r"(?:sales )?tax", "the price", _COST, (rf"{_WHAT} the (?:price|cost)[^?\d]*before (?:the )?tax[^?\d]*",), "tax", "the total cost", r"including (?:the )?(?:sales )?tax|with (?:the )?tax|plus tax|tax rate|sales tax"),
    _added("tip", r"tip|gratuity", "the bill", _COST, (), "tip", "the total paid", r"\bleft\b|\bas a tip\b|with the tip|including (?:the )?tip|the tip|total (?=bill)"),
    _added("markup", r"mark-?up|marked up|marks up|mark up|marked the price up|marks the price up", "the original cost", _COST, (), "mark-up", "the list price", r"\blist price\b"),
)  # fmt: skip

_COMMISSION = Law(
    "commission",
    r"\bcommission\b",
    (
        Role("r", "the rate of commission", (rf"(?:an? )?{RATE} commission(?: on (?:all |each |every |the |his |her |total )*\w*)?", rf"commission (?:rate )?(?:of|is|was|at) {RATE}(?: of)?"), (r"what rate of commission[^?\d]*|what (?:is|was) (?:the|his|her|their) (?:rate of commission|commission rate)|find (?:the|his|her) (?:rate of commission|commission rate)",), "%", places=1),
        Role("d", "the commission", (rf"(?:received|earned|made|paid|got|commission (?:was|of|is))(?: an?)? {MONEY}(?: (?:as |in )?(?:a )?commission)?", rf"{MONEY} (?:as |in )?(?:a )?commission"), (rf"{_WHAT} (?:the|his|her|their) (?:amount of )?commission(?! rate)[^?\d]*", r"how much (?:commission|money)? ?(?:did|does|will|would) [^?\d]*?(?:earn|receive|make|get)" + _TAIL + r"", r"how much (?:commission)[^?\d]*"), "dollars"),
        Role("p", "the sales", (rf"{MONEY} (?:in|of|worth of)?[^.?\d]{{0,20}}?(?:sales|\w+)", rf"(?:sales?|sold|sells|for|purchase|selling)[^.?\d]{{0,40}}? {MONEY}"), (r"(?:what|how much) (?:were|was|are|is)? ?(?:the|his|her|their)? ?(?:total )?(?:sales)[^?\d]*",), "dollars"),
    ),
    (("The commission is the rate of the sales", equal(_D, times(_R, _P))),),
    "The commission is a percent of what was sold.",
    _SKILLS,
    idle=r"\bsold\b|\bcommission\b|\brate\b|\btotal sales\b",
)  # fmt: skip

_TIME = rf"(?P<v>{NUMBER}) (?P<u>years?|months?)"
_INTEREST = Law(
    "interest",
    r"\binterest\b",
    (
        Role("s", "the balance", (), (r"(?:what|find|how much) (?:is|was|will be|would be)? ?(?:the|her|his) (?:total )?(?:balance|total amount|amount)[^?\d]*", r"how much (?:money )?will (?:be in|he have|she have|they have|\w+ have|the account)[^?\d]*", r"how much (?:should|must|will|would|does|did) (?:he|she|they|\w+) (?:pay back|repay|owe|have to pay back)[^?\d]*"), "dollars"),
        Role("d", "the interest", (rf"{MONEY} (?:in |of )?(?:simple |total )?interest", rf"interest (?:earned |paid |of |is |was |charged )*{MONEY}", rf"(?:earned|paid|pay) {MONEY} (?:in )?(?:simple )?interest"), (r"how much (?:simple |total )?interest[^?\d]*", r"(?:what|find|calculate) (?:is|was|will be)? ?(?:the )?(?:amount of )?(?:simple |total )?interest(?! rate)[^?\d]*"), "dollars"),
        Role("t", "the time in years", (rf"(?:for|over|after|in|at the end of|end of|during) (?:the )?{_TIME}", rf"\b(?:an? )?{_TIME} (?:loan|period|term|investment)", _TIME), (r"how (?:long|many years)[^?\d]*",), "years"),
        Role("r", "the rate a year", (rf"(?:at |of |is |was |with )?(?:an? )?(?:simple |annual |yearly )*(?:interest )?(?:rate (?:of|is|was) )?{RATE}(?: per year| a year| annually| per annum| annual| simple| interest| rate)*",), (r"(?:what|find) (?:is|was)? ?(?:the )?(?:annual |simple |yearly )*(?:interest )?rate(?: of (?:simple )?interest)?[^?\d]*", r"at what (?:annual |simple )?(?:interest )?rate[^?\d]*"), "%", places=2),
        Role("p", "the principal", (rf"(?:invest(?:s|ed)?|deposit(?:s|ed)?|borrow(?:s|ed)?|len[dt]|loan(?:s|ed)?|principal|sav(?:es|ed|ings)|put|puts)(?: of| is| was| for| account of)?(?: \w+)? ?{MONEY}", rf"{MONEY} (?:loan|deposit|investment|(?:was|is) (?:invested|deposited|borrowed)|(?:is|was)? ?in an? )", rf"(?:loan|deposit|investment|principal)[^.?\d]{{0,20}}? {MONEY}"), (r"how much (?:money )?(?:did|does|must|should|was|would) [^?\d]*?(?:borrow|invest|deposit|principal)(?:ed)?[^?\d]*", r"(?:what|find) (?:is|was)? ?(?:the )?(?:principal|amount (?:borrowed|invested|deposited)|original loan)[^?\d]*"), "dollars"),
    ),
    (
        ("Simple interest is the principal times the rate times the time in years", equal(_D, times(_P, _R, _T))),
        ("The balance is the principal and the interest", equal(_S, plus(_P, _D))),
    ),
    "Simple interest is principal times rate times time.",
    ("simple-interest", "percentages"),
    idle=r"\bsimple interest\b|\binterest rate\b|\binterest\b|\bper year\b|\ba year\b|\bin addition to\b|\bback\b",
)  # fmt: skip


def read(story: Story) -> Situation:
    for attempt in (_change, _part, _share, _of_whole, _compound, _interest, _commission, _laws):
        try:
            return attempt(story)
        except NotUnderstood:
            continue
    raise NotUnderstood(REFUSAL)


def _laws(story: Story) -> Situation:
    found: list[Situation] = []
    for law in _LAWS:
        try:
            found.append(by_law(story, law, "percents"))
        except NotUnderstood:
            continue
    if len(found) != 1:
        raise NotUnderstood(REFUSAL)
    return found[0]


def _commission(story: Story) -> Situation:
    return by_law(story, _COMMISSION, "percents")


def _interest(story: Story) -> Situation:
    whole = " ".join((*story.told, story.asked))
    if re.search(r"(?i)compound", whole) or len(re.findall(r"\d%", whole)) > 1:
        raise NotUnderstood(REFUSAL)
    return by_law(story, _INTEREST, "percents", _years)


def _years(_: str, value: Fraction, unit: str) -> Fraction:
    return value / 12 if unit.lower().startswith("month") else value


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
        "percents",
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
        "percents",
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
        "percents",
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
        "percents",
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
        "percents",
        (Unknown("x", "the part", Domain.WHOLE),),
        (Translation("The part is the percent of the whole", equal(Name("x"), times(amount(part["r"]), amount(part["v"])))),),
        (Asked(Name("x"), meaning="The part"),),
        "The part is the percent of the whole.",
        _SKILLS,
    )  # fmt: skip


_COMPOUNDED = {"annually": 1, "yearly": 1, "semiannually": 2, "semi-annually": 2, "quarterly": 4, "monthly": 12, "weekly": 52, "daily": 365}  # fmt: skip


def _compound(story: Story) -> Situation:
    """A = P(1 + r/n)^(nt) with the compounding told."""
    ledger = Ledger(story)
    often = ledger.either(r"(?:interest )?(?:is )?compounded (?P<how>annually|yearly|semi-?annually|quarterly|monthly|weekly|daily)|compounds (?P<other>annually|yearly|semi-?annually|quarterly|monthly|weekly|daily)")  # fmt: skip
    if often is None:
        raise NotUnderstood(REFUSAL)
    rate = ledger.either(rf"(?:at |of |is |earns |pays )?(?:an? )?(?:annual |yearly )*(?:interest )?(?:rate (?:of|is) )?{RATE}(?: annual| yearly| per year| a year| interest| rate)*")  # fmt: skip
    base = ledger.either(rf"(?:(?:invest(?:s|ed)?|deposit(?:s|ed)?|put|puts|sav(?:es|ed)|borrow(?:s|ed)?|principal of|initial investment of|opening balance of|starting with)(?: a total of)? )?{MONEY}(?: (?:is|was|are|were) (?:invested|deposited|borrowed))?")  # fmt: skip
    time = ledger.either(rf"(?:after|for|in|at the end of|over) {_TIME}")
    if rate is None or base is None or time is None:
        raise NotUnderstood(REFUSAL)
    asked = ledger.must_ask(r"how much (?:money )?(?P<i>interest)?[^?\d]*|(?:what|find) (?:is|was|will be|would be)? ?(?:the )?(?:(?P<j>interest)|value|balance|amount|total)[^?\d]*")  # fmt: skip
    ledger.idle(r"\binterest\b|\ball\b|\brate\b")
    ledger.settle()
    times_a_year = amount(str(_COMPOUNDED[(often["how"] or often["other"]).lower()]))
    years = value_of(time["v"]) / (12 if time["u"].lower().startswith("month") else 1)
    count = years * value_of(str(times_a_year.value if isinstance(times_a_year, Number) else 1))
    if count.denominator != 1 or count > 4000:
        raise NotUnderstood(REFUSAL)
    growth = Operation("^", plus(amount("1"), over(amount(rate["v"]), times_a_year)), Number(count))
    equation = equal(_A, times(amount(base["v"]), growth))
    interest = asked["i"] or asked["j"]
    what = minus(_A, amount(base["v"])) if interest else _A
    return Situation(
        "percents",
        (Unknown("a", "the balance in dollars"),),
        (Translation("Each period multiplies by one plus its rate", equation),),
        (Asked(what, "dollars", places=2, meaning="The interest" if interest else "The balance"),),
        "Compound interest multiplies by the same factor in each period.",
        ("compound-interest", "percentages"),
    )


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
            "percents",
            (Unknown(letter, {"r": "the percent", "p": "the whole", "d": "the part"}[letter]),),
            (Translation("The part is the percent of the whole", equation),),
            (Asked(Name(letter), unit, places=1 if unit == "%" else None),),
            "The part is the percent of the whole.",
            _SKILLS,
        )
    return None
