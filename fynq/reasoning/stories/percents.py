"""Percent and money: discount, mark-up, tax, tip, commission, interest, percent of change."""

from __future__ import annotations

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Name
from fynq.reasoning.stories.roles import MONEY, RATE, Law, Role, by_law
from fynq.reasoning.stories.situation import Situation
from fynq.reasoning.stories.terms import equal, minus, plus, times
from fynq.reasoning.stories.wording import REFUSAL, Story

_P, _R, _D, _S, _T, _A = (Name(letter) for letter in "prdsta")

_SKILLS = ("percentages", "word-problems")

_WHAT = r"(?:find|what (?:is|was|were|are|will be)|calculate|determine|how much (?:is|was|were|will be|are))"

_ORIGINAL = r"(?:original|regular|list|usual|full|normal|initial|retail|marked)"

_SALE = r"(?:sale|discounted|reduced|final|new|selling)"

_GAP = r"[^.?\d▪]{0,60}?"

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
                rf"(?:priced at|which costs?|that costs?|(?:an?|the) [^.%\d]{{0,30}}? costs?|worth) {MONEY}",
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
                    rf"{MONEY} (?:in |of |as )?(?:an? )?(?:(?!before|after|plus|without|including|excluding|with|and|less|minus|no)\w+ )?(?:{trigger})",
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
                (
                    rf"(?:total(?: cost| price| bill| amount)?)[^.?\d]{{0,40}}? {MONEY}",
                    rf"(?:(?:costs?|was|is|paid|pays?|bill|priced at)[^.?\d]{{0,20}} )?{MONEY},? (?:including|inclusive of|after)\b",
                ),
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
    _added("tax", r"(?:sales )?tax", "the price", _COST, (rf"{_WHAT} the (?:price|cost)[^?\d]*before (?:the )?tax[^?\d]*",), "tax", "the total cost", r"before (?:the )?(?:sales )?tax|including (?:the )?(?:sales )?tax|with (?:the )?tax|plus tax|tax rate|sales tax"),
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


def read(story: Story) -> Situation:
    for attempt in (_commission, _laws):
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
