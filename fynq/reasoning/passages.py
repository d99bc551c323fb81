"""Sentences of a Markdown passage, and which of them answer a question."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fynq.domain.knowledge import Passage
from fynq.reasoning.reading.words import words

_STOP = frozenset(
    words(
        """a about an and any are as at be because been but by can could did do does explain for from get give has
    have how i if in into is it its just like me mean means of on or please should so some tell than that the
    their them then there these they this those to us use was we were what when where which who why will
    with would you your my our not no between difference define describe work works happen happens"""
    )
)
_BLOCK = re.compile(r"(?:[^\n]|\n(?!\s*\n))+")
_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[A-Z$(\"'\\\d*])")
_SKIPPED = re.compile(r"^\s*(?:#|\||```|!\[|-{3,}|={3,})")
_BULLET = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")
_CAUSE = re.compile(r"(?i)\b(?:because|since|therefore|thus|so that|due to|causes?|reason|as a result|hence|which is why|this means|leads? to)\b")  # fmt: skip
_DEFINES = re.compile(r"(?i)\b(?:is|are|means|measures?|describes?|is called|refers to|tells?)\b")


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
    found = re.findall(r"[a-z][a-z'-]+", text.lower())
    return [_stem(word) for word in found if word not in _STOP]


def _stem(word: str) -> str:
    for ending in ("ational", "ization", "fulness", "iveness", "ations", "ation", "ities", "ments", "ness", "ment", "ing", "ies", "ied", "ity", "ed", "es", "s", "ly"):  # fmt: skip
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            break
    return word.rstrip("e") if len(word) > 3 else word


def overlap(question: str, text: str) -> float:
    """The share of the question's content words that the text has."""
    wanted = set(terms(question))
    return len(wanted & set(terms(text))) / len(wanted) if wanted else 0.0


def best(question: str, passages: Sequence[Passage], limit: int = 4) -> list[Sentence]:
    """The sentences that answer the question, in reading order; [] when the passages do not cover it.

    A sentence scores by the rare words that it shares with the question, by its passage's rank, by
    words of cause or definition as the question asks for them, and by standing next to a good one.
    """
    asked = set(terms(question))
    everything = [item for number, passage in enumerate(passages, 1) for item in sentences(passage, number)]  # fmt: skip
    if not asked or not everything:
        return []
    if not _covered(asked, passages):
        return []
    counts = Counter(term for item in everything for term in set(terms(item.text)))
    weights = {term: math.log(1 + len(everything) / (1 + counts[term])) for term in asked}
    total = sum(weights.values()) or 1.0
    causal = re.match(r"(?i)\W*(?:\w+\W+){0,3}?(?:why|how)\b|.*\b(?:cause|reason)", question) is not None  # fmt: skip
    own = [_score(item, passages, weights, total, causal) for item in everything]
    lifted = [
        value + 0.35 * max(_near(everything, own, place, -1), _near(everything, own, place, 1))
        for place, value in enumerate(own)
    ]
    ranked = sorted(range(len(everything)), key=lambda place: -lifted[place])
    top = lifted[ranked[0]]
    if top < 0.45:
        return []
    lead = everything[ranked[0]].number
    chosen = [
        place
        for place in ranked[: limit * 2]
        if lifted[place] >= 0.55 * top
        and (everything[place].number == lead or own[place] >= 0.6 * own[ranked[0]])
    ][:limit]
    seen: set[str] = set()
    kept = []
    for place in sorted(chosen, key=lambda p: (everything[p].number != lead, everything[p].number, everything[p].start)):  # fmt: skip
        text = " ".join(everything[place].text.split())
        if text not in seen:
            seen.add(text)
            kept.append(everything[place])
    return kept


def _covered(asked: set[str], passages: Sequence[Passage]) -> bool:
    """At least half of the question's content words occur in one passage with its headings."""
    return any(
        len(asked & set(terms(f"{passage.title} {passage.heading} {passage.text}")))
        >= max(1, math.ceil(len(asked) * 0.5))
        for passage in passages
    )


def _score(
    item: Sentence,
    passages: Sequence[Passage],
    weights: dict[str, float],
    total: float,
    causal: bool,
) -> float:
    passage = passages[item.number - 1]
    present = set(terms(item.text))
    around = set(terms(f"{passage.title} {passage.heading}"))
    shared = sum(weight for term, weight in weights.items() if term in present)
    context = sum(weight for term, weight in weights.items() if term in around and term not in present)  # fmt: skip
    score = (shared + 0.4 * context) / total
    if score > 0:
        wanted = _CAUSE if causal else _DEFINES
        score += 0.2 if wanted.search(item.text) else 0.0
        score += 0.15 * max(0.0, passage.score)
        score += 0.05 if item.start < 300 else 0.0
        score -= 0.3 if item.text.rstrip().endswith("?") else 0.0
    return score


def _near(everything: list[Sentence], own: list[float], place: int, step: int) -> float:
    other = place + step
    if 0 <= other < len(everything) and everything[other].number == everything[place].number:
        return own[other]
    return 0.0
