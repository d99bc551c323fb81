"""Can an item be graded? Its own answer has to be right, by reading it and not by its letters."""

from __future__ import annotations

from fynq.domain.knowledge import PracticeItem
from fynq.domain.practice import Verdict
from fynq.reasoning.practice.grade import ALTERNATIVE, chosen, folded, grade
from fynq.reasoning.practice.quantity import UNREAD
from fynq.reasoning.practice.reading import is_number, unreadable
from fynq.reasoning.verification.chemical import same_chemistry

_SAME_CHOICE = "two choices are the same"
_NO_CHOICE = "the answer has to be one of the choices"
_NO_NUMBER = "the answer of a number item has to be one number, with or without a unit"


def fault_of(item: PracticeItem) -> tuple[str, str]:
    """The field at fault and why, in words for the teacher; ('', '') where there is none. Never
    raises."""
    try:
        return _fault_of(item)
    except UNREAD:
        return "answer", "the answer cannot be read"


def _fault_of(item: PracticeItem) -> tuple[str, str]:
    if item.choices:
        if len({folded(choice) or choice for choice in item.choices}) < len(item.choices):
            return "choices", _SAME_CHOICE
        return ("", "") if chosen(item.choices, item.answer) is not None else ("answer", _NO_CHOICE)
    if item.kind != "text" and same_chemistry(item.answer, item.answer) is None:
        if item.kind == "number" and not is_number(item.answer):
            return "answer", _NO_NUMBER
        reason = unreadable(item, item.answer)
        if reason:
            return "answer", f"the answer cannot be read ({reason.rstrip('.').lower()})"
    answers = item.answer.split(ALTERNATIVE) if item.kind == "text" else [item.answer]
    if any(grade(item, answer).verdict is not Verdict.RIGHT for answer in answers):
        return "answer", "the answer does not count as right against itself"
    return "", ""
