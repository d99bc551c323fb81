"""Simple interest, and interest that is compounded."""

from __future__ import annotations

import re
from fractions import Fraction

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Name, Number, Operation
from fynq.reasoning.stories.roles import MONEY, RATE, Law, Role, by_law
from fynq.reasoning.stories.situation import Asked, Ledger, Situation, Translation, Unknown
from fynq.reasoning.stories.terms import amount, equal, minus, over, plus, times, value_of
from fynq.reasoning.stories.wording import NUMBER, REFUSAL, Story

_P, _R, _D, _S, _T, _A = (Name(letter) for letter in "prdsta")

_SKILLS = ("percentages", "word-problems")

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


def _interest(story: Story) -> Situation:
    whole = " ".join((*story.told, story.asked))
    if re.search(r"(?i)compound", whole) or len(re.findall(r"\d%", whole)) > 1:
        raise NotUnderstood(REFUSAL)
    return by_law(story, _INTEREST, "interest", _years)


def _years(_: str, value: Fraction, unit: str) -> Fraction:
    return value / 12 if unit.lower().startswith("month") else value


_GAINED = re.compile(r"(?i)\binterest\b|\bearn|\bgain|\bmore\b|\bgr[eo]w|\bincreas|\bprofit")
"""What was earned is asked, perhaps; not the balance."""

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
    asked = ledger.must_ask(r"how much (?:money )?(?:total |compound )?(?P<i>interest)?[^?\d]*|(?:what|find) (?:is|was|will be|would be)? ?(?:the )?(?:(?:total |compound )?(?:amount of )?(?:compound )?(?P<j>interest)|value|balance|amount|total)[^?\d]*")  # fmt: skip
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
    if not interest and _GAINED.search(re.split(r"(?i)\b(?:if|at|when|with|after|including|and)\b", story.asked)[0]):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    what = minus(_A, amount(base["v"])) if interest else _A
    return Situation(
        "interest",
        (Unknown("a", "the balance in dollars"),),
        (Translation("Each period multiplies by one plus its rate", equation),),
        (Asked(what, "dollars", places=2, meaning="The interest" if interest else "The balance"),),
        "Compound interest multiplies by the same factor in each period.",
        ("compound-interest", "percentages"),
    )


def read(story: Story) -> Situation:
    for attempt in (_compound, _interest):
        try:
            return attempt(story)
        except NotUnderstood:
            continue
    raise NotUnderstood(REFUSAL)
