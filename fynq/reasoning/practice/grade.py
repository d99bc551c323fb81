"""Is an answer to a practice item right, what does it lack, or can it not be read? Never raises."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from fynq.domain.knowledge import PracticeItem
from fynq.domain.practice import Graded, Lack, Verdict
from fynq.reasoning.practice.parts import unnamed
from fynq.reasoning.practice.quantity import UNREAD, measured
from fynq.reasoning.practice.reading import unreadable
from fynq.reasoning.practice.short_of import is_unsolved, is_unworked, short_of, within
from fynq.reasoning.practice.wording import (
    CHOICE,
    GIVEN_UP,
    LACKS,
    NOT_RIGHT,
    NOTHING,
    RIGHT,
    SIGN,
    UNCOUNTED,
    UNIT_WRONG,
)
from fynq.reasoning.reading.number_words import in_digits
from fynq.reasoning.verification.chemical import same_chemistry
from fynq.reasoning.verification.equivalence import equivalent
from fynq.reasoning.verification.plain_answer import plain_answer
from fynq.reasoning.verification.unit_table import unit as unit_of

_LABEL = re.compile(r"(?i)^(?:option|choice|answer)?\s*\(?([a-z])\s*[).:]?$")
_LEAD = re.compile(r"(?i)^(?:(?:the\s+)?answer\s+is|it\s+is|it'?s|they\s+are|a|an|the)\s+")
_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z]{2})")
_SYMBOLS = re.compile(r"[\d=+^\\<>]")
_WORD = re.compile(r"[A-Za-z]{3,}")
_SPACED = re.compile(r"(?<=[\w)}])\s+(?=[A-Za-z]\s*=)")
"""Between 'x = 2' and 'y = 3' where nothing else is."""
_JOINED = re.compile(r"[,;\\]|\b(?:or|and)\b")
_MARKS = r"[\s.,;:!?…-]*"
_GIVEN_UP = re.compile(
    rf"(?i)^(?:{_MARKS}|i\s+(?:do\s*n[o'’]t|dont|can\s*not|can['’]?t)\b.*|idk|dunno|no idea|help|skip|pass)"
    rf"{_MARKS}$"
)
ALTERNATIVE = "|"
"""Between wordings of a text answer that are all right."""


def grade(item: PracticeItem, answer: str) -> Graded:
    said = answer.strip()
    if _GIVEN_UP.match(said):
        return unread(GIVEN_UP if any(map(str.isalpha, said)) else NOTHING)
    if item.choices:
        return _of_choice(item, said)
    if item.kind == "text":
        return _of_text(item, said)
    try:
        return _of_mathematics(item, said)
    except UNREAD:
        return unread("I cannot read this as an answer. Write it another way.")


def unread(message: str) -> Graded:
    return Graded(Verdict.UNREAD, None, message)


def right() -> Graded:
    return Graded(Verdict.RIGHT, 1.0, RIGHT)


def wrong(message: str = NOT_RIGHT) -> Graded:
    return Graded(Verdict.WRONG, 0.0, message)


def partly(lack: Lack, credit: float | None) -> Graded:
    message = LACKS[lack] if credit is not None else f"{LACKS[lack]} {UNCOUNTED}"
    return Graded(Verdict.PARTLY, credit, message, lack)


def _of_mathematics(item: PracticeItem, said: str) -> Graded:
    chemical = same_chemistry(item.answer, said)
    if chemical is not None:
        return right() if chemical else wrong()
    if not equivalent(item.answer, said, item.question):
        said = _respelled(item, said)
    if equivalent(item.answer, said, item.question) or within(item, said):
        if is_unsolved(item, said):
            return partly(Lack.SOLVED_FOR, None)
        return partly(Lack.WORKED_OUT, None) if is_unworked(item, said) else right()
    short = short_of(item, said)
    if short is not None:
        return partly(*short)
    reason = unreadable(item, said)
    if reason:
        return unread(reason)
    return wrong(_slip(item, said))


def _respelled(item: PracticeItem, said: str) -> str:
    """With digits for words, a comma in 'x = 2 y = 3', and without the letter of 'v = 20 m/s'."""
    if _WORD.search(said):
        said = in_digits(said)
    gold = measured(item.answer)
    if gold is not None and gold.unit is not None:
        return unnamed(said)
    return said if _JOINED.search(said) else _SPACED.sub(", ", said)


def _slip(item: PracticeItem, said: str) -> str:
    """What is plainly the only difference."""
    gold, own = measured(item.answer), measured(said)
    if gold is None or own is None or not gold.value:
        return NOT_RIGHT
    if gold.unit is not None and own.unit is not None and gold.value == own.value:
        return UNIT_WRONG
    return SIGN if gold.unit == own.unit and gold.value == -own.value else NOT_RIGHT


def _of_text(item: PracticeItem, said: str) -> Graded:
    own = folded(said)
    if not own:
        return unread(NOTHING)
    for gold in item.answer.split(ALTERNATIVE):
        if folded(gold) == own or _same_unit(gold, said):
            return right()
        if _SYMBOLS.search(gold) and equivalent(gold, said, item.question):
            return right()
    return wrong()


def _same_unit(gold: str, said: str) -> bool:
    """'watt' and 'W'."""
    first, second = unit_of(gold.strip()), unit_of(_LEAD.sub("", said).strip())
    return first is not None and first == second


def _of_choice(item: PracticeItem, said: str) -> Graded:
    at = chosen(item.choices, said)
    if at is None:
        return unread(CHOICE)
    return right() if at == chosen(item.choices, item.answer) else wrong()


def chosen(choices: Sequence[str], said: str) -> int | None:
    """By its words, by its letter, or by what it is equal to; None unless that is exactly one."""
    own = folded(said)
    same = [at for at, choice in enumerate(choices) if folded(choice) == own]
    if len(same) == 1:
        return same[0]
    label = _LABEL.match(said)
    if label and not any(len(folded(choice)) == 1 and folded(choice).isalpha() for choice in choices):  # fmt: skip
        at = ord(label[1].lower()) - ord("a")
        return at if at < len(choices) else None
    if same or not _SYMBOLS.search(said):
        return None
    equal = [at for at, choice in enumerate(choices) if equivalent(choice, said)]
    return equal[0] if len(equal) == 1 else None


def folded(text: str) -> str:
    """Without case, accents of width, articles, and the marks around it."""
    plain = plain_answer(text) if "$" in text else text
    plain = unicodedata.normalize("NFKC", plain).casefold()
    plain = plain.strip(" \t\r\n\"'“”‘’«»$").rstrip(".,;:!? ")
    plain = _HYPHEN.sub(" ", _LEAD.sub("", _LEAD.sub("", plain)))
    return " ".join(plain.split())
