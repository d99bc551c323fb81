"""Work: rates of those who work together add up."""

from __future__ import annotations

import re

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Name, Tree
from fynq.reasoning.stories.situation import Asked, Ledger, Situation, Translation, Unknown
from fynq.reasoning.stories.terms import amount, equal, over, plus, rational, value_of
from fynq.reasoning.stories.wording import NUMBER, REFUSAL, Story

_ONE = amount("1")
_SPAN = rf"(?P<v>{NUMBER}) (?P<u>hours?|hrs?|minutes?|days?|weeks?)(?: and (?P<w>{NUMBER}) (?P<x>minutes))?"
_UNITS = {"h": "hours", "m": "minutes", "d": "days", "w": "weeks"}
_MINUTES = {"hours": 60, "minutes": 1, "days": 1440, "weeks": 10080}


def read(story: Story) -> Situation:
    try:
        return _slower(story)
    except NotUnderstood:
        return _times(story)


def _slower(story: Story) -> Situation:
    """One takes so much longer than the other; the time of both together is told."""
    ledger = Ledger(story)
    longer = ledger.must_tell(rf"(?P<a>[A-Z][a-z]+(?: #\d)?|the [a-z]+(?: [a-z]+)?) (?:takes|needs|would take) (?P<v>{NUMBER}) (?P<u>hours?|minutes?|days?) (?:more|longer) than (?P<b>[A-Z][a-z]+(?: #\d)?|the [a-z]+(?: [a-z]+)?)")  # fmt: skip
    joint = ledger.must_tell(
        rf"(?:together|both|when (?:both|they))[^.\d]*? (?P<v>{NUMBER}) (?P<u>hours?|minutes?|days?)"
    )
    if longer["u"][0] != joint["u"][0]:
        raise NotUnderstood(REFUSAL)
    asked = ledger.must_ask(r"how (?:long|many hours|many minutes|many days)")
    after = ledger.asked
    first, second = (
        bool(re.search(rf"(?i)\b{re.escape(longer[name])}(?!\w)", after)) for name in "ab"
    )
    if first == second or not asked:
        raise NotUnderstood(REFUSAL)
    ledger.idle(
        r"#\d\b|\bto do the (?:job|same job)\b|\balone\b|\bby (?:himself|herself|itself)\b|\bif\b|\bboth\b"
    )
    ledger.settle()
    x, more = Name("x"), amount(longer["v"])
    equation = equal(plus(over(_ONE, x), over(_ONE, plus(x, more))), over(_ONE, amount(joint["v"])))
    unit = _UNITS[joint["u"][0].lower()]
    return Situation(
        "work",
        (Unknown("x", f"the time of the faster one alone, in {unit}"),),
        (Translation("The parts of the job done in one unit of time add up", equation),),
        (Asked(plus(x, more) if first else x, unit, meaning="The time alone"),),
        "Who needs t hours does 1/t of the job in an hour.",
        ("work-problems", "rational-equations"),
    )


def _times(story: Story) -> Situation:
    ledger = Ledger(story)
    ledger.idle(rf"\b{NUMBER} years? old\b")
    ledger.idle(r"\s?#\d+\b")
    whole = ledger.told + ledger.asked
    if re.search(r"(?i)\b(?:drains?|empty|empties|leaks?|open(?:ed)?|miles?|mph|per)\b", whole):
        raise NotUnderstood(REFUSAL)
    if not re.search(
        r"(?i)\btogether\b|\bat the same time\b|\bboth\b|\b2 [a-z]+s can\b|\bhelps?\b", whole
    ):
        raise NotUnderstood(REFUSAL)
    joint: list[tuple[Tree, str]] = []
    alone: list[tuple[Tree, str]] = []
    for part in _clauses(ledger.told):
        for found in re.finditer(_SPAN, part, re.IGNORECASE):
            unit = _UNITS[found["u"][0].lower()]
            value = value_of(found["v"]) + (value_of(found["w"]) / 60 if found["w"] else 0)
            pair = (rational(value) if found["w"] else amount(found["v"]), unit)
            (
                joint
                if re.search(
                    r"(?i)\btogether\b|\bboth\b|at the same time|help|\b2 [a-z]+s can\b", part
                )
                else alone
            ).append(pair)
    while ledger.tell(_SPAN):
        pass
    asked = ledger.must_ask(r"how (?:long|many (?P<u>hours|minutes|days|weeks)|much time)\b")
    together = bool(re.search(r"(?i)\btogether\b|\bboth\b|at the same time", ledger.asked))
    together = together or any(re.search(r"(?i)\btogether\b", part) and not re.search(NUMBER + " (?:hour|minute|day|week)", part) for part in _clauses(" ".join(story.told)))  # fmt: skip
    units = {unit for _, unit in (*joint, *alone)}
    if len(units) != 1:
        raise NotUnderstood(REFUSAL)
    unit = units.pop()
    wanted = (asked["u"] or unit).lower()
    ledger.idle(r"\b(?:working )?(?:together|alone)\b|\bif\b|\bboth\b|\bby (?:himself|herself|itself|themselves|hand)\b|\bat the same time\b|\bon (?:his|her|their) own\b|\bwork(?:s|ing)?\b|\b(?:entire|whole|same)\b(?= \w+)|\blong\b|\bsame\b|\bfirst (?:pipe|hose|pump|machine|person)|\bsecond (?:pipe|hose|pump|machine|person)|\b(?:the )?(?:other|another)\b|\ball (?=the\b)|\bmore quickly\b|\bextra\b|\bas soon as\b|\b2 (?=\w+s\b)")  # fmt: skip
    ledger.settle()
    x = Name("x")
    if together and len(alone) == 2 and not joint:
        equation = equal(plus(over(_ONE, alone[0][0]), over(_ONE, alone[1][0])), over(_ONE, x))
        meaning = "the time together"
    elif not together and len(alone) == 1 and len(joint) == 1:
        equation = equal(plus(over(_ONE, alone[0][0]), over(_ONE, x)), over(_ONE, joint[0][0]))
        meaning = "the time of the other one alone"
    else:
        raise NotUnderstood(REFUSAL)
    from fractions import Fraction

    from fynq.reasoning.stories.terms import times

    scale = Fraction(_MINUTES[unit], _MINUTES[wanted])
    return Situation(
        "work",
        (Unknown("x", f"{meaning}, in {unit}"),),
        (
            Translation(
                f"In one of the {unit} each does a part of the job; the parts add up", equation
            ),
        ),
        (Asked(times(rational(scale), x), wanted, meaning=meaning.capitalize()),),
        "Who needs t hours does 1/t of the job in an hour.",
        ("work-problems", "rational-equations"),
    )


def _clauses(text: str) -> list[str]:
    """Sentences, cut where a second time of working is told."""
    found: list[str] = []
    for sentence in re.split(r"(?<=[.?!])\s+", text):
        if len(re.findall(_SPAN, sentence)) > 1:
            found += re.split(
                r"(?i),? (?:and|while|but|whereas) |; |, (?=\w+ (?:can|takes|could))", sentence
            )
        else:
            found.append(sentence)
    return found
