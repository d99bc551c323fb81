"""What a story says once it is read: unknowns, relations between them, and the quantity asked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from fynq.reasoning.problem import NotUnderstood
from fynq.reasoning.reading.tree import Relation, Tree
from fynq.reasoning.stories.wording import REFUSAL, Story


class Domain(StrEnum):
    POSITIVE = "positive"
    NOT_NEGATIVE = "not negative"
    WHOLE = "whole"
    INTEGER = "integer"
    ODD = "odd"
    EVEN = "even"
    ANY = "any"


class Rounding(StrEnum):
    """What a count is made of an inexact value: at least so many, at most so many."""

    NONE = "none"
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Unknown:
    letter: str
    meaning: str
    domain: Domain = Domain.POSITIVE
    positive: bool = False


@dataclass(frozen=True, slots=True)
class Translation:
    """words: the condition as the story puts it, or the law that it stands on."""

    words: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class Asked:
    """what: a tree in the unknowns. unit: as written after the number; 'dollars' is written with
    the sign, '%' multiplies by 100. head: 'y = ' before an answer that is a formula in other
    letters. places: decimals, when the value does not end before."""

    what: Tree
    unit: str = ""
    head: str = ""
    rounding: Rounding = Rounding.NONE
    places: int | None = None
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """several: when more than one quantity is asked, in the order of the question. pattern: how the
    question wants several of them written, e.g. '{}q{}d'."""

    kind: str
    unknowns: tuple[Unknown, ...]
    translations: tuple[Translation, ...]
    asked: tuple[Asked, ...]
    concept: str
    skills: tuple[str, ...]
    notes: tuple[str, ...] = field(default=())
    pattern: str = ""


_LOADED = re.compile(
    r"(?i)\b(?:more|less|fewer|than|times|half|third|quarter|quarters|double|doubles|doubled|triple|tripled|each|every|per|together|alone|"
    r"same|opposite|against|later|after|before|remaining|remainder|rest|left|total|altogether|combined|sum|difference|"
    r"product|quotient|average|least|most|maximum|minimum|exceed|exceeds|increase|increased|decrease|decreased|discount|off|tax|tip|"
    r"another|except|without|unless|no|not|none|never|instead|again|twice|thrice|dozen|ago|if|only|both|either|neither|extra|additional|initially|originally|"
    r"faster|slower|longer|shorter|older|younger|taller|heavier|lighter|cheaper|larger|smaller|greater|bigger|higher|lower|wider|equal|equally|"
    r"consecutive|odd|even|ratio|percent|percentage|interest|compounded|rate|share|shared|split|divided|by|first|second|back|round|return|returned|"
    r"already|still|until|long|square|cube|perimeter|area|volume|diagonal|between|change|profit|loss|spend|missing|extra|free|broke|lost|gave|ate|sold|used|any|all|whole|entire|until|first|last|next|previous|yesterday|tomorrow|weekend|weekends)\b"
)


_SPACES = re.compile(" +")


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> re.Pattern[str]:
    """There are more patterns than the cache of `re` holds."""
    return re.compile(pattern, re.IGNORECASE)


class Ledger:
    """The words of a story that nobody has accounted for yet. A kind takes what it understands;
    a number or a word that changes a meaning must not be left."""

    def __init__(self, story: Story) -> None:
        self.told = " " + " ".join(story.told) + " "
        self.asked = " " + story.asked + " "

    def tell(self, pattern: str) -> re.Match[str] | None:
        """The first match among the told sentences, taken out."""
        found = compiled(pattern).search(self.told)
        if found:
            self.told = _cut(self.told, found)
        return found

    def ask(self, pattern: str) -> re.Match[str] | None:
        """The first match in the question, taken out."""
        found = compiled(pattern).search(self.asked)
        if found:
            self.asked = _cut(self.asked, found)
        return found

    def either(self, pattern: str) -> re.Match[str] | None:
        return self.tell(pattern) or self.ask(pattern)

    def must_tell(self, pattern: str) -> re.Match[str]:
        return required(self.tell(pattern))

    def must_ask(self, pattern: str) -> re.Match[str]:
        return required(self.ask(pattern))

    def idle(self, pattern: str) -> None:
        """Words that change nothing in this kind of story."""
        self.told = _SPACES.sub(" ", compiled(pattern).sub(" ▪ ", self.told))
        self.asked = _SPACES.sub(" ", compiled(pattern).sub(" ▪ ", self.asked))

    def settle(self) -> None:
        """Raises NotUnderstood when a number or a word that changes a meaning is left."""
        for text in (self.told, self.asked):
            if re.search(r"\d|⟦", text) or _LOADED.search(text):
                raise NotUnderstood(REFUSAL)


def _cut(text: str, found: re.Match[str]) -> str:
    return _SPACES.sub(" ", text[: found.start()] + " ▪ " + text[found.end() :])


def required(found: re.Match[str] | None) -> re.Match[str]:
    if found is None:
        raise NotUnderstood(REFUSAL)
    return found
