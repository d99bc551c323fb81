"""Sentences of a Markdown passage, and which of them answer a question."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from fynq.domain.knowledge import Passage
from fynq.reasoning.reading.words import words

STOP = frozenset(
    words(
        """a about an and any are as at be because been but by can could did do does explain for from get give has
    have how i if in into is it its just like me means of on or please should so some than that the
    their them then there these they this those to us use was we were what when where which who why will
    with would you your my our not no between difference define describe work works happen happens
    actually really exactly please whats isn't aren't doesn't don't can't cannot tell tells always during
    meant meaning definition between someone something anybody people"""
    )
)
LIGHT = frozenset(
    words(
        """form forms appear appears occur exist make makes made cause causes use used need go goes come
        comes look looks call say says tell know good important day thing see feel get up look whole
        number way"""
    )
)
"""Words that say little of what a question is about."""
_BLOCK = re.compile(r"(?:[^\n]|\n(?!\s*\n))+")
_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[A-Z$(\"'\\\d*])")
_SKIPPED = re.compile(r"^\s*(?:#|\||```|!\[|-{3,}|={3,})")
_BULLET = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """passage.text[start:end] == text; number: the passage's place in the list, from 1."""

    text: str
    number: int
    start: int
    end: int


def sentences(passage: Passage, number: int) -> list[Sentence]:
    """Prose only: no headings, tables or code."""
    found: list[Sentence] = []
    for block in _BLOCK.finditer(passage.text):
        if block.start() == 0 and block[0].startswith("---"):
            continue
        if _SKIPPED.match(block[0]):
            lines = block[0].split("\n", 1)
            if len(lines) == 1 or _SKIPPED.match(lines[1]):
                continue
            offset, text = block.start() + len(lines[0]) + 1, lines[1]
        else:
            offset, text = block.start(), block[0]
        for start, end in _pieces(text):
            piece = text[start:end]
            lead = _BULLET.match(piece)
            begin = start + (lead.end() if lead else len(piece) - len(piece.lstrip()))
            stop = start + len(piece.rstrip())
            if (
                stop - begin >= 20
                and "\n- " not in text[begin:stop]
                and "$$" not in text[begin:stop]
            ):
                found.append(Sentence(text[begin:stop], number, offset + begin, offset + stop))
    return found


def _pieces(text: str) -> list[tuple[int, int]]:
    """Ends of sentences and beginnings of list items are borders."""
    borders = {0, len(text)}
    borders |= {place.end() for place in _END.finditer(text)}
    borders |= {place.start() + 1 for place in re.finditer(r"\n(?=\s*(?:[-*+]|\d+[.)])\s)", text)}
    ordered = sorted(borders)
    return list(itertools.pairwise(ordered))


def terms(text: str) -> list[str]:
    """Content words, cut to a stem."""
    found = re.findall(r"[a-z][a-z']+", text.lower().replace("’", "'"))
    bare = (word.removesuffix("'s").rstrip("'") for word in found if word not in STOP)
    return [stem(word) for word in bare if word not in STOP]


def stem(word: str) -> str:
    """word: in lower case."""
    for ending in ("ational", "ization", "fulness", "iveness", "ations", "ation", "ities", "ments", "ness", "ment", "ing", "ies", "ied", "ity", "ed", "es", "s", "ly"):  # fmt: skip
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    return word.rstrip("e") if len(word) > 3 else word
