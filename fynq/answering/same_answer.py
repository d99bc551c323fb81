"""Which questions are one question, and which answers are one answer, without looking anything up.

Two doubts ask the same when their keys are equal and, for ideas, the words that matter agree too
(`reasoning/same_question.py`). A key is made of what the question is: mathematics of its reading, an
idea of its shape, anything else of its very text.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from uuid import UUID

from fynq.answering.asked_before import digest_of, first_question, levelled
from fynq.domain.doubt import Answer, Doubt
from fynq.reasoning.classify import is_computation
from fynq.reasoning.hints.request import asks_only, problem_in, problem_of
from fynq.reasoning.same_question import MAX_CHARS, asked, same
from fynq.reasoning.same_reading import reading_of

_LAYOUT = re.compile(r"\s+|\$|\\[()\[\],;:! ]|\\(?:left|right|quad|displaystyle)(?![A-Za-z])")
_ANY_SUBJECT = (None, "general")


@dataclass(frozen=True, slots=True)
class Asked:
    """question: without the words that ask for a hint. digest: 32 bytes. idea: equal digests are
    not enough. subject: as the student named it."""

    question: str
    digest: bytes
    idea: bool
    subject: str | None = None


def asked_by(doubt: Doubt) -> Asked | None:
    """None where the question means nothing without its thread: 'why?'. 'Show me the solution' means
    the problem that the thread began with."""
    if first_question(doubt):
        return asked_first(doubt.question, doubt.subject)
    if not doubt.turns or not asks_only(doubt.question):
        return None
    began = problem_in(doubt.turns[0].question)
    return asked_in(began, doubt.subject) if problem_of(doubt) == began else None


def asked_first(question: str, subject: str | None) -> Asked | None:
    """Of a question that has no thread before it."""
    return asked_in(problem_in(question), subject)


def asked_in(question: str, subject: str | None = None) -> Asked | None:
    """None for what is no valid Unicode."""
    try:
        reading = reading_of(question)
        if reading is not None:
            return Asked(question, _digest("reading", reading), False, subject)
        if is_idea(question):
            shape = asked(question)
            parts = (shape.asking, shape.auxiliary, str(len(shape.tokens)))
            return Asked(question, _digest("idea", *parts), True, subject)
        return Asked(question, _digest("exact", levelled(question)), False, subject)
    except UnicodeError:
        return None


def is_idea(question: str) -> bool:
    """Mathematics is the same only by its reading; a computation that fynq cannot read is not."""
    short = len(question) <= MAX_CHARS
    return short and not is_computation(question) and reading_of(question) is None


def same_question(one: Asked, other: Asked, topic: str | None = None) -> bool:
    """topic: what the other was answered as. A computation is the same in every subject; the same
    words are another idea in another one, unless nobody named it."""
    if one.digest != other.digest:
        return False
    if reading_of(one.question) is not None:
        return True
    anywhere = other.subject is None and topic in _ANY_SUBJECT
    if not anywhere and one.subject not in (None, other.subject, topic):
        return False
    if not one.idea:
        return True
    if levelled(one.question) == levelled(other.question):
        return True
    return same(asked(one.question), asked(other.question))


def result_of(answer: Answer) -> bytes | None:
    """Equal for answers with the same result, however it is laid out; None for a hint. A refusal's
    is that of an answer without a word."""
    if answer.hint is not None and not answer.final:
        return None
    return result_in(answer.final, answer.text)


def result_in(final: str, text: str) -> bytes:
    """32 bytes, of the final result or, where there is none, of the text."""
    told = unicodedata.normalize("NFC", final if final.strip() else text)
    bare = _LAYOUT.sub("", told).rstrip(".")
    return hashlib.sha256(bare.encode("utf-8", "surrogatepass")).digest()


def answer_key(doubt: UUID, key: bytes | None, result: bytes | None) -> bytes:
    """32 bytes, equal for doubts that got the same answer to the same question; a hint, and an answer
    within a thread, is the doubt's own."""
    own = doubt.bytes if key is None or result is None else key
    return hashlib.sha256(own + (result if result is not None else b"hint")).digest()


def _digest(*parts: str) -> bytes:
    return bytes.fromhex(digest_of(*parts))
