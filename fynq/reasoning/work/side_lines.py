"""The calculations of a word problem: each is checked by itself.

What the numbers stand for is not read, so whether the right things are calculated is not told.
"""

from __future__ import annotations

import re

from fynq.domain.doubt import LineVerdict, Witness, WorkChecked, WorkLine
from fynq.domain.errors import CannotSolve
from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.show import show
from fynq.reasoning.reading.tree import Relation
from fynq.reasoning.verification.worked import Calculation, check_worked, written
from fynq.reasoning.work.checked import CheckedWork
from fynq.reasoning.work.diagnosis import Diagnosis, diagnose
from fynq.reasoning.work.following import Following
from fynq.reasoning.work.statements import Statement

NO_PROBLEM = "I did not read the problem itself, so I checked the calculations, but not whether they are the right ones."
_SENTENCE = re.compile(r"\n+|(?<=[^\d\s])[.;?!]\s+|(?<=\d)[.;,?!]\s+(?=[A-Z])|(?<=\d)\s+and\s+(?=\d)|(?<=\d),\s+(?=[\d$])")  # fmt: skip
_EQUALS = re.compile(r"=|\bequals?\b|\bis equal to\b")
_MOST = 40


def calculations_of(text: str) -> CheckedWork:
    """Raises NotUnderstood when there is no calculation that can be judged."""
    lines = [line.strip(" ,;:?") for line in _SENTENCE.split(text) if _EQUALS.search(line)][:_MOST]
    judged = [(line, check_worked([line], "").calculations) for line in lines]
    judged = [(line, found) for line, found in judged if found]
    if not any(each.holds is not None for _, found in judged for each in found):
        raise NotUnderstood("I see no calculation here that I could check.")
    shown = tuple(
        WorkLine(at, line.replace("$", "\\$"), _verdict(found))
        for at, (line, found) in enumerate(judged, 1)
    )
    wrong = next(((at, each) for at, (_, found) in enumerate(judged, 1) for each in found if each.holds is False), None)  # fmt: skip
    if wrong is not None:
        return _blamed(shown, *wrong)
    sure = all(line.verdict is LineVerdict.RIGHT for line in shown)
    witnesses = (Witness("recomputation", "Every calculation was done again."),) if sure else ()
    return CheckedWork(WorkChecked(shown), unfinished=NO_PROBLEM, witnesses=witnesses)


def _verdict(found: tuple[Calculation, ...]) -> LineVerdict:
    holds = [each.holds for each in found]
    if False in holds:
        return LineVerdict.WRONG
    return LineVerdict.UNREAD if None in holds else LineVerdict.RIGHT


def _blamed(shown: tuple[WorkLine, ...], at: int, wrong: Calculation) -> CheckedWork:
    found = _diagnosis(wrong)
    misconception = found.misconception if found else None
    work = WorkChecked(
        shown,
        first_wrong=at,
        misconception=misconception.slug if misconception else "",
        title=misconception.name if misconception else "",
    )
    left, _, right = wrong.shown.partition(" = ")
    plain = left.replace("$", "\\$")
    return CheckedWork(
        work,
        wrote=_formula(right),
        after=_formula(left),
        explanation=misconception.explanation if misconception else "",
        remedy=misconception.remedy if misconception else "Do this one calculation again.",
        evidence=f"{plain} is {written(wrong.found)}, not {written(wrong.claimed)}.",
        tells=True,
        witnesses=(Witness("recomputation", "The calculation was done again, and it differs."),),
    )


def _formula(text: str) -> str:
    try:
        return show(parse(text))
    except CannotSolve:
        return ""


def _diagnosis(wrong: Calculation) -> Diagnosis | None:
    left, _, right = wrong.shown.partition(" = ")
    try:
        before, wrote = parse(left), parse(right)
    except CannotSolve:
        return None
    if isinstance(before, Relation) or isinstance(wrote, Relation):
        return None
    return diagnose([Statement(value=before)], Statement(value=wrote), Following(""))
