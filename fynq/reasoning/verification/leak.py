"""Does a hint give the final answer away?

It does when the answer, in whatever form, stands in the hint, or when the hint holds an expression
that only has to be evaluated. What the question says gives nothing away, nor does a number that
counts or names something.
"""

from __future__ import annotations

import re

from fynq.reasoning.verification.gold import Gold
from fynq.reasoning.verification.hint_text import STRESSED, TELLS, levelled, mentions
from fynq.reasoning.verification.question_text import QuestionText


def leaks(question: str, gold: str, hint: str) -> bool:
    """Never raises."""
    return giveaway(question, gold, hint) is not None


def giveaway(question: str, gold: str, hint: str) -> str | None:
    """The part of the hint that gives the answer away; None when none does."""
    if not hint.strip() or not gold.strip():
        return None
    words = told_in_words(gold, question, hint)
    if words:
        return words
    answer, asked = Gold.of(gold, question), QuestionText.of(question)
    found = mentions(hint)
    for mention in found:
        if not asked.says(mention, answer.text) and answer.is_given_by(mention, asked):
            return mention.text
    return answer.told_apart(levelled(hint), found, asked)


_NAMED = re.compile(
    rf"(?i)(?:\b(?:{TELLS}|it's|called|named|term|pick|select|say|means|use|with|does|compare|not)\b|[:=\"“'])"
    r"(?:\s+(?:a|an|the|this|it|by|is|just|simply|called|known|as|be|type|kind|example))*\s*[\"“'(]*$"
)


def told_in_words(gold: str, question: str, hint: str) -> str | None:
    """The answer that is no mathematics, where the hint says that this is it."""
    words = " ".join(re.sub(r"[$\\]|text|mathrm", " ", gold).split()).strip(" .{}").lower()
    if not re.search(r"[a-z]{3}", words) or re.search(r"\\[a-z]+", gold.replace("\\text", "")):
        return None
    pattern = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)(?!,? (?:and|or)\b)")
    said, asked = _spaced(hint), pattern.search(_spaced(question)) is not None
    for found in pattern.finditer(said):
        before, after = said[: found.start()], said[found.end() :]
        told = STRESSED.search(_without_article(before)) if asked else _NAMED.search(before)
        if told or (not asked and len(words.split()) > 3):
            return words
        if re.match(r"\W*(?:is|was) (?:the|your|our|what|right|correct)\b", after):
            return words
    return None


def _without_article(text: str) -> str:
    return re.sub(r"(?:\b(?:a|an|the|not|by|considered|called)\s+)+$", "", text)


def _spaced(text: str) -> str:
    return " ".join(re.sub(r"[*_$]", "", text.lower()).split())
