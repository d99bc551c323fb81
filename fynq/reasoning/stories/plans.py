"""Costs and earnings made of a fixed part and a part per unit: models, two plans that are equal, at
least and at most."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Name, Tree
from fynq.reasoning.stories.situation import (
    Asked,
    Domain,
    Ledger,
    Rounding,
    Situation,
    Translation,
    Unknown,
)
from fynq.reasoning.stories.terms import amount, decimal, equal, minus, plus, times, value_of
from fynq.reasoning.stories.wording import NUMBER, REFUSAL, Story, sentences

_X = Name("x")
_SKILLS = ("linear-functions", "word-problems")
_CONCEPT = "The fixed part stays; the other part is the rate times the number of units."
_PERIOD = r"(?:hour|day|week|month|year)"
_SALES = r"of (?:his |her |their |all |the |your )*(?:total )?sales"
_UNIT_RATE = re.compile(
    rf"(?i)(?:an? )?(?:(?P<v>{NUMBER}) (?P<c>dollars|cents)|(?P<r>{NUMBER}%))(?: commission| fee)?"
    rf"(?:(?:/| ?per | for (?:each|every|an?) | (?:each|an?) | to (?:produce|make|wash) (?:each |an? |their |1 )?)(?P<per>[a-z]+(?:-[a-z]+ [a-z]+)?(?: talk-time| of [a-z-]+)?(?: (?:that )?(?:he|she|it|they) [a-z]+)?)| (?P<sales>{_SALES}))"
)
_FIXED = re.compile(rf"(?i)(?P<v>{NUMBER}) dollars(?: (?:per|a|an|each) (?P<period>{_PERIOD}))?")
_SUBJECT = re.compile(r"(?:Company|Plan|Option|Carrier|Store|Job|Offer|company|plan|option) (?P<name>[A-Z]\b|\d\b)|(?P<second>The second|The other|Another|the second|the other|another)\b")  # fmt: skip
_IDLE = r"\b(?:per|each|every|a|an|total|plus|more than|both|either|if|by|offered?|long|rent|needs?|all|other|different|same|average|fixed)\b(?! than)|\bfor (?:each|every)\b|\btotal sales\b|\b2 (?=[a-z])|\(hundred cubic feet\)|\bnext (?:summer|month|year|week)\b|\bas high as\b|\bpay\b|\bspend\b|\bcurrently\b|\bfirst-run\b|\bused in\b|\bsold\b|\b(?:with )?no (?:[a-z]+ )?fees?\b|\bafter how many\b"


@dataclass(frozen=True, slots=True)
class _Plan:
    """fixed + rate · x, of the one it belongs to."""

    name: str
    fixed: tuple[Tree, ...]
    rate: Tree
    per: str

    @property
    def tree(self) -> Tree:
        return plus(times(self.rate, _X), *self.fixed)


def read(story: Story) -> Situation:
    for attempt in (_equal_plans, _model, _sales, _profit, _bound, _capacity, _expenses):
        try:
            return attempt(story)
        except NotUnderstood:
            continue
    raise NotUnderstood(REFUSAL)


def _plan(text: str, name: str) -> tuple[_Plan, str]:
    """The plan and the text without its numbers."""
    text = re.sub(
        rf"(?i)({NUMBER} dollars) (?:each|apiece)\b(?! [a-z]+ (?:that|she|he))",
        r"\1 per piece",
        text,
    )
    text = re.sub(rf"(?i)\beach ([a-z]+) costs ({NUMBER} dollars)", r"\2 per \1", text)
    rates = list(_UNIT_RATE.finditer(text))
    units = [item for item in rates if not re.fullmatch(_PERIOD, item["per"] or "", re.IGNORECASE)]
    rates = units or rates
    if len(rates) != 1:
        raise NotUnderstood(REFUSAL)
    rate = rates[0]
    text = text[: rate.start()] + " ▪ " + text[rate.end() :]
    fixed = list(_FIXED.finditer(text))
    periods = {(item["period"] or "").lower() for item in fixed} - {""}
    if len(periods) > 1:
        raise NotUnderstood(REFUSAL)
    text = _FIXED.sub(" ▪ ", text)
    value = amount(rate["v"] or rate["r"])
    if (rate["c"] or "").lower() == "cents":
        value = decimal(value_of(rate["v"]) / 100)
    per = "sales" if rate["sales"] else rate["per"].lower()
    return _Plan(name, tuple(amount(item["v"]) for item in fixed), value, per), text


def _settle(told: str, asked: str, more: str = "") -> None:
    ledger = Ledger(Story((told,), asked, "", None, (), False))
    ledger.idle(_IDLE + (f"|{more}" if more else ""))
    ledger.settle()


def _grouped(story: Story) -> dict[str, str]:
    """What is told of each of two plans."""
    groups: dict[str, str] = {}
    current = ""
    for sentence in (part for text in story.told for part in sentences(text)):
        found = _SUBJECT.search(sentence)
        if found:
            current = found["name"] or "second"
        if re.search(r"\d (?:dollars|cents)|%", sentence):
            groups[current or "first"] = groups.get(current or "first", "") + " " + sentence
    return groups


def _plans(story: Story) -> tuple[dict[str, _Plan], str]:
    plans: dict[str, _Plan] = {}
    left = ""
    for name, text in _grouped(story).items():
        plans[name], rest = _plan(text, name)
        left += rest
    spent = [
        part
        for text in story.told
        for part in sentences(text)
        if not re.search(r"\d (?:dollars|cents)|%", part)
    ]
    return plans, " ".join([left, *spent])


def _equal_plans(story: Story) -> Situation:
    plans, left = _plans(story)
    if len(plans) != 2 or not re.search(r"(?i)\bequal\b|\bthe same\b", story.asked):
        raise NotUnderstood(REFUSAL)
    first, second = plans.values()
    if not re.search(
        r"(?i)how many|what number|find (?:out )?(?:how many|the number)|number of", story.asked
    ):
        raise NotUnderstood(REFUSAL)
    _settle(
        left, story.asked, r"\bequal\b|\bcompan(?:y|ies) \w\b|\b(?:second|another|other)\b|\bsame\b"
    )
    equation = equal(first.tree, second.tree)
    return Situation(
        "plans",
        (Unknown("x", "the number of units", Domain.NOT_NEGATIVE),),
        (Translation("Both plans come to the same", equation),),
        (Asked(_X, "dollars" if first.per == "sales" else "", meaning="The number"),),
        _CONCEPT,
        _SKILLS,
    )


def _model(story: Story) -> Situation:
    """'Write a linear equation that models the package of company A, in the form A = mx + b.'"""
    asks = re.search(r"(?i)\b(?:models?|linear (?:equation|function|model)|(?:monthly )?expenses|total cost|cost function|cost C)\b", story.asked)  # fmt: skip
    letter = re.search(r"\busing ([a-z])\b|\bproduced is ([a-z])\b|= ?m([a-z]) ?\+ ?b|function of ([a-z])\b|\bis ([a-z])\s*\??$|\b([a-z]), the number", _whole(story))  # fmt: skip
    intercept = re.search(r"(?i)\by-intercept\b", story.asked)
    if not asks and not intercept:
        raise NotUnderstood(REFUSAL)
    plans, left = _plans(story)
    name = next((match["name"] for match in re.finditer(r"(?:[Cc]ompany|[Pp]lan|[Oo]ption) (?P<name>[A-Z]\b|\d\b)", story.asked)), "")  # fmt: skip
    if len(plans) == 2 and name in plans:
        plan = plans[name]
    elif len(plans) == 1:
        plan = next(iter(plans.values()))
    else:
        raise NotUnderstood(REFUSAL)
    hole = re.search(r"⟦(\d+)⟧", story.asked)
    head = re.search(r"form (?:of )?([A-Za-z]) ?=", story.asked) or (re.match(r"([A-Za-z]) ?=", story.formulas[int(hole[1])]) if hole else None)  # fmt: skip
    asked = re.sub(r"\(?in the form[^)]*\)?|⟦\d+⟧|\busing [a-z] for the \w+", " ", story.asked)
    _settle(left, asked)
    if intercept:
        value = plus(*plan.fixed)
        return Situation(
            "plans",
            (Unknown("b", "the y-intercept", Domain.NOT_NEGATIVE),),
            (Translation("The y-intercept is the fixed part", equal(Name("b"), value)),),
            (Asked(Name("b"), meaning="The y-intercept"),),
            _CONCEPT,
            _SKILLS,
        )
    variable = next((group for group in letter.groups() if group), "x") if letter else "x"
    tree = plus(times(plan.rate, Name(variable)), *plan.fixed)
    said = head[1] if head else ""
    return Situation(
        "plans",
        (),
        (
            Translation(
                "The cost is the rate times the number of units and the fixed part",
                equal(Name("C"), tree),
            ),
        ),
        (Asked(tree, head=f"{said} = " if said else "", meaning="The model"),),
        _CONCEPT,
        _SKILLS,
    )


def _whole(story: Story) -> str:
    return " ".join((*story.told, story.asked, *story.formulas))


def _capacity(story: Story) -> Situation:
    """So much in all, so much for each one: how many at most."""
    ledger = Ledger(story)
    unit = r"(?P<u>dollars|pounds|kilograms|feet|minutes|hours|ounces|inches|gallons|miles)"
    least = ledger.ask(
        r"(?:how many|what is the (?:maximum|greatest|largest) number of) (?P<what>[a-z]+)[^?\d]*"
    )
    if least is None:
        raise NotUnderstood(REFUSAL)
    each = ledger.tell(rf"(?:each|every)(?: of (?:them|these|the [a-z]+))?(?: [a-z]+)? (?:weighs?|costs?|takes?|uses|is|needs|holds)(?: only)? (?P<v>{NUMBER}) {unit}|average weight of (?:one|1|a|each) [a-z]+ is (?P<w>{NUMBER}) (?P<x>pounds|kilograms)|(?:cost|costs|weigh|weighs) (?P<y>{NUMBER}) (?P<z>dollars|pounds) (?:each|apiece)|costs?(?: him| her| them)? (?P<s>{NUMBER}) (?P<t>dollars)(?! (?:per|plus|a month|an?))(?: for an? [a-z ]+? each time (?:s?he|they) goe?s?)?")  # fmt: skip
    limit = ledger.tell(rf"(?:maximum (?:weight|load|capacity)(?: of [a-z ]+)? (?:is|of)|no more than|at most|(?:has|have|won|got|budgeted|received|with)(?: only| budgeted| a mini-grant of| a grant of| a budget of| an?)?|budget of|grant of|up to)(?: a [a-z-]+ of)? (?P<v>{NUMBER}) {unit}")  # fmt: skip
    if each is None or limit is None:
        raise NotUnderstood(REFUSAL)
    own = each["v"] or each["w"] or each["y"] or each["s"]
    own_unit = each["u"] or each["x"] or each["z"] or each["t"]
    if own_unit.lower() != limit["u"].lower():
        raise NotUnderstood(REFUSAL)
    ledger.idle(r"\bmaximum\b|\bsafely\b|\b\bnext month\b|including (?:tax|tax and delivery|tax and shipping)\b|\ball\b|\btax\b|\beach\b")  # fmt: skip
    ledger.settle()
    equation = equal(times(amount(own), _X), amount(limit["v"]))
    return Situation(
        "plans",
        (Unknown("x", f"the number of {least['what']}", Domain.NOT_NEGATIVE),),
        (Translation("At the limit", equation),),
        (Asked(_X, rounding=Rounding.DOWN, meaning="At most"),),
        "Divide what there is by what each needs, and round down.",
        ("linear-inequalities", "word-problems"),
    )


def _expenses(story: Story) -> Situation:
    """Costs that savings and so much for each hour or car must cover."""
    ledger = Ledger(story)
    ask = ledger.must_ask(r"how many (?P<what>[a-z]+) must[^?\d]*?(?:have|earn|get) enough[^?\d]*")
    people = ledger.tell(
        rf"(?P<v>{NUMBER}) (?:[a-z]+ ){{1,3}}(?:want|plan|are going|would like)[^.\d]*"
    )
    heads = None
    if people:
        heads = ledger.tell(rf"(?P<v>{NUMBER}) dollars per (?:person|student|officer)")
    saved = ledger.tell(rf"(?:has|have|there is) (?P<v>{NUMBER}) dollars (?:in (?:her |his |their )?savings|budgeted|saved)(?: for the [a-z]+)?")  # fmt: skip
    earned = ledger.tell(rf"(?:earns?|makes?|charges?|charged)(?: only)? (?P<v>{NUMBER}) dollars (?:an|per|a|for each|each) (?P<per>[a-z]+)")  # fmt: skip
    if (
        earned is None
        or earned["per"].lower()[:3] != ask["what"].lower()[:3]
        or bool(people) != bool(heads)
    ):
        raise NotUnderstood(REFUSAL)
    costs: list[Tree] = []
    sentence = ledger.must_tell(rf"(?:(?:expects? to|will|must|has to|have to) (?:pay|spend|cost)(?: them| her| him)?|costs?(?: them)?)(?P<list>[^?]*?{NUMBER} dollars[^.]*)\.")  # fmt: skip
    listed = sentence["list"]
    costs = [amount(item["v"]) for item in re.finditer(rf"(?P<v>{NUMBER}) dollars", listed)]
    left = re.sub(rf"{NUMBER} dollars", " ", listed)
    if re.search(NUMBER, left):
        raise NotUnderstood(REFUSAL)
    if heads and people:
        costs.append(times(amount(heads["v"]), amount(people["v"])))
    ledger.idle(
        r"\bthe rest of the money\b|\bshare\b|\bby having\b|\bif\b|\bneeds?\b|\bper person\b"
    )
    ledger.settle()
    income = times(amount(earned["v"]), _X)
    left_side = plus(income, amount(saved["v"])) if saved else income
    return Situation(
        "plans",
        (Unknown("x", f"the number of {ask['what']}", Domain.NOT_NEGATIVE),),
        (Translation("What is earned and saved covers the costs", equal(left_side, plus(*costs))),),
        (Asked(_X, rounding=Rounding.UP, meaning="At least"),),
        "Add up the costs; what is not saved must be earned.",
        ("linear-inequalities", "word-problems"),
    )


_LEAST = r"(?:at least(?: as high as)?|no less than|not less than|a minimum of|or more|to exceed|(?<!no )(?<!not )more than|exceeds?|enough)"
_MOST = r"(?:at most|no more than|not more than|a maximum of|maximum cost|or less|up to|(?<!no )(?<!not )less than|not exceed|under|only (?:has|have))"


def _sales(story: Story) -> Situation:
    """A salary and a percent of the sales against one other amount."""
    ledger = Ledger(story)
    pay = ledger.must_tell(rf"(?P<v>{NUMBER}) dollars(?: (?:per|a|each) (?:month|year|week))?,? (?:plus|and) (?:a )?(?:commission of )?(?P<r>{NUMBER}%)(?: commission)? (?:of|on) (?:his |her |all |the )*(?:total )?sales")  # fmt: skip
    others = []
    while found := ledger.either(
        rf"(?P<v>{NUMBER}) dollars(?: (?:per|a|each) (?:month|year|week))?"
    ):
        others.append(found["v"])
    if len(set(others)) != 1 or not re.search(r"(?i)\bsales\b", story.asked):
        raise NotUnderstood(REFUSAL)
    whole = " ".join((*story.told, story.asked))
    if not re.search(r"(?i)\b(?:at least|higher|exceed|minimum|more than|equal|the same|as high as|in order to|enough)\b", whole) or re.search(r"(?i)\bat most\b|\bno more than\b|\bless than\b", whole):  # fmt: skip
        raise NotUnderstood(REFUSAL)
    ledger.idle(
        r"\b(?:be )?higher than\b|\bat least as high as\b|\bat least\b|\bexceed\b|\bminimum\b|\btotal sales\b|\bsales\b|\bsecond\b|\bfirst\b|\b(?:2|two) (?=[a-z]+)|\bin order to\b|\ball (?:her|his) expenses\b|\baverage (?:pay|salary)\b|\beither an? fixed amount\b|\bfixed amount(?: of)?\b|\bvariable\b|\bmore than\b|\bequal(?: to)?\b|\bsame as\b|\bneeds?\b|\bif\b"
    )
    ledger.settle()
    equation = equal(plus(amount(pay["v"]), times(amount(pay["r"]), _X)), amount(others[0]))
    return Situation(
        "plans",
        (Unknown("x", "the sales in dollars"),),
        (Translation("At this amount of sales both are equal", equation),),
        (Asked(_X, "dollars", meaning="The sales"),),
        "Set the pay equal to the amount that it must reach.",
        ("linear-inequalities", "word-problems"),
    )


def _profit(story: Story) -> Situation:
    """So much for each one sold, less the expenses, must leave at least so much."""
    ledger = Ledger(story)
    expenses = ledger.must_tell(rf"expenses (?:are|is|of|were) (?P<v>{NUMBER}) dollars")
    each = ledger.must_tell(
        rf"(?:charges?|earns?|sells? [a-z ]+? for|makes?) (?P<v>{NUMBER}) dollars (?:per|for an?|for each|for every|each|a) (?P<per>[a-z-]+(?: [a-z]+)?)"
    )
    least = ledger.either(
        rf"(?:a profit of )?at least (?P<v>{NUMBER}) dollars(?: (?:per|a|each) month)?"
    )
    if least is None:
        raise NotUnderstood(REFUSAL)
    while ledger.either(rf"at least {re.escape(least['v'])} dollars(?: (?:per|a|each) month)?"):
        pass
    ask = ledger.must_ask(r"how many [^?\d]*? (?:must|does|should) (?:s?he|they)[^?\d]*")
    ledger.idle(r"\bin order to\b|\bif\b|\bprofit\b|\bsave\b")
    ledger.settle()
    equation = equal(minus(times(amount(each["v"]), _X), amount(expenses["v"])), amount(least["v"]))
    return Situation(
        "plans",
        (Unknown("x", "the number sold", Domain.NOT_NEGATIVE),),
        (Translation("Income less expenses reaches the amount", equation),),
        (Asked(_X, rounding=Rounding.UP, meaning="At least" if ask else ""),),
        "What is earned less what is spent must reach the amount.",
        ("linear-inequalities", "word-problems"),
    )


def _bound(story: Story) -> Situation:
    """One plan, and a bound that it must reach or keep to."""
    if re.search(r"(?i)\b(?:expenses|profit)\b", " ".join((*story.told, story.asked))):
        raise NotUnderstood(REFUSAL)
    told = " ".join(story.told)
    text = f"{told} ‖ {story.asked}"
    bound = re.search(
        rf"(?i)(?P<way>{_LEAST}|{_MOST})(?: (?:a |the )?(?:total |fixed |average )*(?:amount|pay|cost|budget)?(?: of)?)? ?(?:to be )?(?P<v>{NUMBER}) dollars",
        text,
    ) or re.search(
        rf"(?i)(?:average pay for this job|budget|goal|average (?:salary|pay))[^.?\d]{{0,30}} (?P<v>{NUMBER}) dollars",
        text,
    )
    way = re.search(rf"(?i){_LEAST}", text), re.search(rf"(?i){_MOST}", text)
    if bound is None or bool(way[0]) == bool(way[1]):
        raise NotUnderstood(REFUSAL)
    least = way[0] is not None
    asks = re.search(r"(?i)how many (?P<what>[a-z]+)|(?:maximum|minimum) number of (?P<most>[a-z]+)|(?P<sales>total sales)", story.asked)  # fmt: skip
    if asks is None:
        raise NotUnderstood(REFUSAL)
    if (re.search(r"(?i)maximum", story.asked) and least) or (
        re.search(r"(?i)minimum", story.asked) and not least
    ):
        raise NotUnderstood(REFUSAL)
    rest = text[: bound.start()] + " ▪ " + text[bound.end() :]
    rest = re.sub(rf"(?i)either an? fixed amount(?: of)?,? {re.escape(bound['v'])} dollars|{_LEAST}|{_MOST}", " ▪ ", rest)  # fmt: skip
    rest = re.sub(rf"(?i)\b{re.escape(bound['v'])} dollars\b", " ▪ ", rest)
    plan, left = _plan(rest, "")
    _settle(left.replace("‖", "."), "", r"\b(?:maximum|minimum|number|variable|fixed|amount|option|used?|sales|only)\b|\bper\b")  # fmt: skip
    equation = equal(plan.tree, amount(bound["v"]))
    sales = plan.per == "sales"
    if sales != bool(re.search(r"(?i)sales", story.asked)):
        raise NotUnderstood(REFUSAL)
    rounding = Rounding.NONE if sales else Rounding.UP if least else Rounding.DOWN
    words = "At the bound both are equal; " + ("more is allowed" if least else "less is allowed")
    return Situation(
        "plans",
        (
            Unknown(
                "x",
                "the sales in dollars"
                if sales
                else f"the number of {asks['what'] or asks['most'] or 'units'}",
                Domain.NOT_NEGATIVE,
            ),
        ),
        (Translation(words, equation),),
        (
            Asked(
                _X,
                "dollars" if sales else "",
                rounding=rounding,
                meaning="The smallest that does" if least else "The largest that does",
            ),
        ),
        "Solve for the bound, then take the whole number on the allowed side.",
        ("linear-inequalities", "word-problems"),
    )
