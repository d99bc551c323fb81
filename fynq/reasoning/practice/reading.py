"""Why an answer cannot be read as one of the kind that is asked."""

from __future__ import annotations

import re

from fynq.domain.errors import CannotSolve
from fynq.domain.knowledge import PracticeItem
from fynq.reasoning.practice.parts import NOTHING, parts_of, unnamed
from fynq.reasoning.practice.quantity import UNREAD, measured
from fynq.reasoning.practice.wording import NUMBER, STRANGE
from fynq.reasoning.reading.parse import parse
from fynq.reasoning.reading.tree import names_in
from fynq.reasoning.verification.plain_answer import plain_answer
from fynq.reasoning.verification.solution_sets import solution_set

_COMMAND = re.compile(r"\\[A-Za-z]+")
_FORMULA = re.compile(r"\$([^$]+)\$")
_RATIO = re.compile(r"^\s*\d+(?:\.\d+)?\s*(?::|to)\s*\d+(?:\.\d+)?\s*$")
_UNREADABLE = "I cannot read this as mathematics."


def unreadable(item: PracticeItem, said: str) -> str:
    """'' where it can be read: then it is wrong, and not misunderstood."""
    text = plain_answer(said)
    if is_number(said):
        return ""
    try:
        names = _names(text)
    except CannotSolve as refusal:
        return refusal.detail or _UNREADABLE
    except UNREAD:
        return _UNREADABLE
    if item.kind == "number" and measured(item.answer) is not None:
        return NUMBER
    strange = names - _letters(item.answer, item.question)
    return STRANGE if strange else ""


def is_number(said: str) -> bool:
    """One number, with or without a unit; a ratio; or that there is none."""
    text = plain_answer(said)
    return bool(NOTHING.match(text) or _RATIO.match(text)) or measured(said) is not None


def _names(text: str) -> set[str]:
    """The letters of an answer, but for one that it is solved for. Raises CannotSolve."""
    text = re.sub(r"\s*\+\s*C$", "", text)
    try:
        if solution_set(text) is not None:
            return set()
    except UNREAD:
        pass
    names: set[str] = set()
    for part in parts_of(text):
        tree = parse(part if "=" not in part else unnamed(part))
        names |= {name.partition("_")[0] for name in names_in(tree)}
    return names


def _letters(answer: str, question: str) -> set[str]:
    """Letters that stand for something in them."""
    formulas = [*_FORMULA.findall(question), answer.replace("$", "")]
    found = {letter for text in formulas for letter in _COMMAND.sub(" ", text) if letter.isalpha()}
    found |= {command[1:] for text in formulas for command in _COMMAND.findall(text)}
    return found | set(re.findall(r"(?<![A-Za-z])[A-Za-z](?![A-Za-z])", question))
