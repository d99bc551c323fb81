"""What a question is about, and what kind of answer it wants. English; of other questions only the
words are known."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from fynq.reasoning.passages import STOP, stem
from fynq.reasoning.reading.words import words

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?\d*|\d+(?:[.,]\d+)*")
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉’", "0123456789'")
_GENERAL = frozenset(
    words(
        """kind type sort part way thing example main primary chief basic important role function
        purpose job use task name term word concept idea process"""
    )
)
"""Words around a subject that do not name it."""


class Kind(StrEnum):
    DEFINITION = "definition"
    FUNCTION = "function"
    EVENT = "event"
    FATE = "fate"
    """What happens to it."""
    CAUSE = "cause"
    ORIGIN = "origin"
    """What causes it."""
    MANNER = "manner"
    PLACE = "place"
    TIME = "time"
    PERSON = "person"
    COUNT = "count"
    DIFFERENCE = "difference"
    OBJECT = "object"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Token:
    """A word as it stands in a text, and what it is compared by."""

    stem: str
    start: int
    end: int
    named: bool = False
    """Begins with a capital letter."""


@dataclass(frozen=True, slots=True)
class Focus:
    """subject: groups of words that name one thing together, as (red, blood, cell). verb: what the
    subject does, '' where the question does not say. whole: the subject is a name and not a clause,
    so its groups must be found as they are. measured: how
    long, and not how many. links: words that "of" joins."""

    kind: Kind
    subject: tuple[tuple[str, ...], ...]
    verb: str = ""
    whole: bool = True
    measured: bool = False
    links: tuple[tuple[str, str], ...] = ()

    def reworded(self, meant: Callable[[str], str]) -> Focus:
        """With other words in their places; '' for none."""
        groups = (tuple(filter(None, map(meant, group))) for group in self.subject)
        subject = tuple(group for group in groups if group)
        return replace(self, subject=subject, verb=meant(self.verb) if self.verb else "")

    @property
    def words(self) -> frozenset[str]:
        return frozenset(word for group in self.subject for word in group)


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[Token, ...]:
    """Words and numbers, single letters included, without marks of possession."""
    found = []
    for match in _TOKEN.finditer(text.translate(_LOWERED)):
        word = match[0].lower().removesuffix("'s").rstrip("'")
        if word:
            found.append(Token(stem(word), match.start(), match.end(), match[0][0].isupper()))
    return tuple(found)


_BE = r"(?:is|are|was|were|'s|’s)"
_DO = r"(?:does|do|did|can|could|will|would|should|must)"
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (Kind.DIFFERENCE, r"\bdifferences? between (?P<x>.+)"),
        (Kind.DIFFERENCE, r"\bhow (?:does|do|is|are) (?P<x>.+? differ(?:ent)? from .+)"),
        (Kind.DIFFERENCE, r"\bcompare (?P<x>.+)"),
        (Kind.FUNCTION, rf"\bwhat {_BE} (?:the )?(?:\w+ )?(?:function|role|purpose|job|use|task)s? of (?P<x>.+)"),
        (Kind.FUNCTION, r"\bwhat (?:role|function|purpose|job)s? (?:does|do|did) (?P<x>.+?) (?:play|serve|have|do)\b"),
        (Kind.FUNCTION, rf"\bwhat {_BE} (?P<x>.+?) (?:used )?for\W*$"),
        (Kind.FUNCTION, r"\bwhat (?:does|do|did) (?P<x>.+?) do\b"),
        (Kind.FATE, r"\bwhat (?:happen(?:s|ed)?|becomes?|became) (?:to|of) (?P<x>.+)"),
        (Kind.EVENT, r"\bwhat (?:happen(?:s|ed)?|occur(?:s|red)?|takes place|took place|goes on)(?: (?:to|during|in|at|on|when|if|after|before|inside|with|while))* (?P<x>.+)"),
        (Kind.MANNER, r"\bhow (?:does|do|did) (?P<x>.+?) work\b"),
        (Kind.COUNT, r"\bhow (?:many|much|long|far|old|large|big|tall|high|deep|heavy|fast|often|hot|cold) (?P<x>.+)"),
        (Kind.MANNER, rf"\bhow (?:{_DO}|{_BE}|has|have) (?P<x>.+)"),
        (Kind.CAUSE, rf"\bwhy (?:(?:{_DO}|{_BE}|has|have|can't|cannot|don't|doesn't|isn't|aren't) )?(?P<x>.+)"),
        (Kind.ORIGIN, r"\bwhat (?:causes?|caused|makes?|made|leads? to|led to) (?P<x>.+)"),
        (Kind.ORIGIN, r"\b(?:cause|reason)s? (?:of|for) (?P<x>.+)"),
        (Kind.PLACE, rf"\bwhere (?:{_DO}|{_BE}|has|have) (?P<x>.+)"),
        (Kind.TIME, rf"\b(?:when|(?:in|at) what (?:year|time)) (?:{_DO}|{_BE}|has|have) (?P<x>.+)"),
        (Kind.PERSON, r"\b(?:who|whom) (?P<x>.+)"),
        (Kind.OBJECT, r"\bwhat (?:does|do|did|can|should|must) (?P<x>.+)"),
        (Kind.DEFINITION, r"\bwhat (?:does|do) (?P<x>.+?) mean\b"),
        (Kind.DEFINITION, rf"\bwhat(?: {_BE}|'s|’s|s) (?:meant by )?(?P<x>.+)"),
        (Kind.DEFINITION, rf"\bwhat (?P<x>[^,;]+?) {_BE}\W*$"),
        (Kind.DEFINITION, r"\b(?:define|explain|describe|state|meaning of|definition of|tell me about|understand|know about) (?:what )?(?P<x>.+)"),
        (Kind.DEFINITION, r"^\W*(?P<x>\S+(?:\s+\S+){0,3})\s*$"),
        (Kind.OTHER, r"(?P<x>.+)"),
    )
)  # fmt: skip
_MEANS = re.compile(r"(?i)\bwhat (?:does|do) (?P<x>.+?) mean\b")
_RELATIVE = re.compile(r"(?i)\b(?:and (?:why|how|what|where|when)|which|that|because|please|thanks?|in simple (?:terms|words)|is|are|mean|means)\b.*$")  # fmt: skip
_READ = 600
"""Characters of a question."""
_MANY = re.compile(r"(?i)\bhow (?:many|much)\b")
_CLAUSE = re.compile(r"(?i)\b(?:is|are|was|were|has|have|had|gets?|becomes?|be|we|you|they|i|it)\b")
_ADJUNCT = re.compile(r"(?i)\s+(?:in|within|inside|during|on|at)\s+.*$")
_OF = re.compile(r"(?i)\s+of\s+(?:(?:the|an?)\s+)?")
_BREAKS = re.compile(r"[^\w\s'’-]|\s-\s")
_LABEL = re.compile(r"(?i)\s*[,;:(\[]\s*(?:case|question|exercise|problem|task|part|item|example|version|number|no\.?|nr\.?|q)\s*#?\d+\s*[)\]]?(?=\s*[?.!]*$)")  # fmt: skip
"""'…, exercise 12': where the question stands, not what it is about."""


def focus(question: str) -> Focus:
    text = _LABEL.sub("", " ".join(question.split())[:_READ])
    told = _MEANS.search(text)
    if told:
        return Focus(Kind.DEFINITION, _groups(told["x"]))
    for kind, pattern in _PATTERNS:
        found = pattern.search(text)
        if found is None:
            continue
        said = found["x"]
        if kind is Kind.DEFINITION:
            said = _RELATIVE.sub("", said) or said
        if kind is Kind.FUNCTION:
            said = _ADJUNCT.sub("", said) or said
        groups = _groups(said)
        if not groups:
            continue
        if kind in (Kind.PERSON, Kind.PLACE, Kind.TIME, Kind.MANNER, Kind.OBJECT, Kind.COUNT, Kind.CAUSE, Kind.ORIGIN):  # fmt: skip
            works = kind is Kind.MANNER and pattern.pattern.endswith(r"work\b")
            verb = "" if works else _verb(kind, said)
            measured = kind is Kind.COUNT and not _MANY.search(text)
            return Focus(kind, groups, verb, works, measured, _links(said))
        clause = kind is Kind.OTHER or (kind is Kind.EVENT and _CLAUSE.search(said) is not None)
        return Focus(kind, groups, whole=not clause, links=_links(said))
    return Focus(Kind.OTHER, ())


def _groups(said: str) -> tuple[tuple[str, ...], ...]:
    """Neighbouring words that name something, without those that only lead to it."""
    groups: list[list[str]] = [[]]
    last = 0
    for token in tokens(said):
        between = said[last : token.start]
        last = token.end
        word = said[token.start : token.end]
        kept = _counts(word, said, token)
        if not kept or _BREAKS.search(between):
            groups.append([])
        if kept:
            groups[-1].append(token.stem)
    named = [tuple(group) for group in groups if group]
    while len(named) > 1 and set(named[0]) <= _GENERAL_STEMS:
        del named[0]
    return tuple(named)


def _links(said: str) -> tuple[tuple[str, str], ...]:
    found = []
    for of in _OF.finditer(said):
        before, after = tokens(said[: of.start()]), tokens(said[of.end() :])
        if before and after:
            found.append((before[-1].stem, after[0].stem))
    return tuple(found)


def _counts(word: str, said: str, token: Token) -> bool:
    bare = word.lower().replace("’", "'").removesuffix("'s")
    if len(bare) > 1:
        return bare not in STOP
    if bare.isdigit():
        return True
    # A letter is a name when it is written as one: the S phase, vitamin A, the number e.
    if word.isupper():
        last = not said[token.end :].strip(" ?!.")
        return {"A": token.start > 0, "I": token.start > 0 and last}.get(word, True)
    return bare not in "aistdm" and not said[token.end :].strip(" ?!.")


def _verb(kind: Kind, said: str) -> str:
    """The word that tells what is done: the first of a person's question, the last of others."""
    found = [each for each in tokens(said) if _counts(said[each.start : each.end], said, each)]
    if not found:
        return ""
    if kind is Kind.PERSON:
        return found[0].stem
    return found[-1].stem if len(found) > 1 else ""


_GENERAL_STEMS = frozenset(map(stem, _GENERAL))
