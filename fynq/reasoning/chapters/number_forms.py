"""Scientific notation, and rounding to tens and hundreds."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from fynq.domain.doubt import Witness
from fynq.reasoning.chapters.chapter import task_of
from fynq.reasoning.chapters.exercise_sheet import REFUSAL, formula, read_sheet
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.numeric import exact
from fynq.reasoning.reading.sentences import HOLE
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Items, Negative, Number, Tree
from fynq.reasoning.solved import Report, Result, SolvedProblem, SolvedStep

_TENS = {"ten": 1, "hundred": 2, "thousand": 3, "ten thousand": 4, "ten-thousand": 4, "hundred thousand": 5, "million": 6}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Found:
    final: str
    text: str
    concept: str
    skill: str


def solve(question: str) -> SolvedProblem:
    kind, trees, argument = _asked(question)
    found = _KINDS[kind][0](trees, argument)
    return SolvedProblem(
        task=task_of("number_forms", kind),
        asked=", ".join(show(tree) for tree in trees),
        final=found.final,
        result=Result("expression", ((found.final,),)),
        steps=(SolvedStep("Work it out", found.text),),
        skills=(found.skill,),
        concept=found.concept,
    )


def check(question: str, solved: SolvedProblem) -> Report:
    """Recomputed from the question: by another rule than the solver's."""
    kind, trees, argument = _asked(question)
    if not _KINDS[kind][1](trees, argument, solved.final):
        return Report(False, objection="The check gave another result.", contradicted=True)
    witness = Witness("recomputation", "Checked in another way from the question.")
    return Report(True, (witness,), (True,))


def _asked(question: str) -> tuple[str, list[Tree], str]:
    sheet = read_sheet(question)
    if sheet.notes or sheet.places is not None:
        raise NotUnderstood(REFUSAL)
    text = " ".join(" ".join(sheet.sentences).replace(",", " ").split())
    trees: list[Tree] = []
    for item in sheet.formulas:
        tree = formula(item)
        trees += tree.items if isinstance(tree, Items) else (tree,)
    for kind, pattern in _PATTERNS.items():
        found = re.fullmatch(pattern, text)
        if found is not None:
            if len(trees) != 1:
                break
            return kind, trees, (found.groupdict().get("place") or "")
    raise NotUnderstood(REFUSAL)


def _scientific(trees: list[Tree], _: str) -> _Found:
    value = exact(trees[0])
    if value is None or value == 0 or not isinstance(trees[0], Number | Negative):
        raise NotUnderstood(REFUSAL)
    power = 0
    mantissa = abs(value)
    while mantissa >= 10:
        mantissa, power = mantissa / 10, power + 1
    while mantissa < 1:
        mantissa, power = mantissa * 10, power - 1
    digits = _decimal(mantissa)
    sign = "-" if value < 0 else ""
    way = "left" if power >= 0 else "right"
    text = (
        f"Move the decimal point {abs(power)} places to the {way}, so that one digit other than 0 "
        f"stands before it: ${sign}{digits}$. The power of ten makes up for it: "
        f"$$ {sign}{digits} \\times 10^{{{power}}} $$"
    )
    concept = "A number in scientific notation is a number from 1 up to 10 times a power of ten."
    return _Found(f"{sign}{digits} \\times 10^{{{power}}}", text, concept, "exponents")


def _scientific_holds(trees: list[Tree], _: str, final: str) -> bool:
    mantissa, _times, power = final.partition(" \\times 10^")
    factor = Fraction(mantissa)
    return 1 <= abs(factor) < 10 and factor * Fraction(10) ** int(power.strip("{}")) == exact(trees[0])  # fmt: skip


def _decimal(value: Fraction) -> str:
    places = next((n for n in range(40) if (value * 10**n).denominator == 1), None)
    if places is None:
        raise NotUnderstood(REFUSAL)
    digits = str(int(value * 10**places)).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}" if places else digits


def _rounded(trees: list[Tree], place: str) -> _Found:
    value = exact(trees[0])
    if value is None or value < 0 or not isinstance(trees[0], Number):
        raise NotUnderstood(REFUSAL)
    unit = 10 ** _TENS[place]
    final = int(value / unit + Fraction(1, 2)) * unit
    following = int(value % unit * 10 / unit)
    text = (
        f"The digit after the {place}s place is ${following}$, so round "
        f"{'up' if following >= 5 else 'down'}: $${show(trees[0])} \\approx {final}$$"
    )
    concept = "Look at the digit to the right of the place: 5 or more rounds up, less rounds down."
    return _Found(str(final), text, concept, "arithmetic")


def _rounded_holds(trees: list[Tree], place: str, final: str) -> bool:
    unit, value = 10 ** _TENS[place], exact(trees[0])
    gap = Fraction(int(final)) - (value if value is not None else 0)
    return int(final) % unit == 0 and bool(-unit < 2 * gap <= unit)


_Work = Callable[[list[Tree], str], _Found]
_Check = Callable[[list[Tree], str, str], bool]
_KINDS: dict[str, tuple[_Work, _Check]] = {
    "scientific": (_scientific, _scientific_holds),
    "rounding": (_rounded, _rounded_holds),
}
_PLACES = "|".join(sorted(_TENS, key=len, reverse=True))
_PATTERNS = {
    "scientific": rf"(?:write|convert|express|change) (?:(?:the|each|following|integers?|numbers?|decimals?|{HOLE}|number to|decimal) ?)+(?:in|to|into|using) scientific notation(?: {HOLE})?",
    "rounding": rf"round (?:(?:each|the|following|numbers?|{HOLE}) )*to the nearest (?P<place>{_PLACES})s?(?: {HOLE})?",
}
