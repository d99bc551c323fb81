"""What a collection asks itself, and what can be asked."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID

from fynq.retrieval.text.function_words import FUNCTION_WORDS
from fynq.retrieval.text.words import tokens

QuestionKind = Literal["title", "heading", "sentence", "exercise", "definition"]

_BARE = re.compile(r"^[\s#>*+\-\d.)]+|\{[^{}]*\}\s*$")
_FEWEST_TERMS, _MOST_WORDS = 3, 40
_FEWEST_LEFT = 12
"""Terms that a passage must keep when its sentence is taken out."""
_STOP = frozenset().union(*FUNCTION_WORDS.values())


class Told(Protocol):
    """A passage, as a Chunk and a LiveRow tell it."""

    @property
    def document(self) -> UUID: ...

    @property
    def ordinal(self) -> int: ...

    @property
    def kind(self) -> str: ...

    @property
    def heading(self) -> str: ...

    @property
    def text(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Question:
    """text: what is asked. row: the passage that should be found, as if it read `without`: its
    text less the words of the question. title, heading: what remains of its head.

    answers: where the passage at `row` asks and others answer, these: any of them should be found,
    as it is, and `hidden`, among them `row`, cannot be.
    """

    kind: QuestionKind
    text: str
    row: int
    without: str
    title: str
    heading: str
    answers: tuple[int, ...] = ()
    hidden: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        """The same for the same question in another generation."""
        return digest(self.text).hex()[:16]


def digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()


def bare(sentence: str) -> str:
    return _BARE.sub("", " ".join(sentence.split()))


def asks(text: str) -> bool:
    words = text.split()
    return len(words) <= _MOST_WORDS and len(_subjects(text)) >= _FEWEST_TERMS


def says_enough(text: str) -> bool:
    return len(_subjects(text)) >= _FEWEST_LEFT


def _subjects(text: str) -> set[str]:
    return {token for token in tokens(text[:4_000]) if token not in _STOP and len(token) > 1}
