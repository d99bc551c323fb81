"""Whether the passages that were found suffice to answer, or the answer should be withheld."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from fynq.domain.knowledge import ENOUGH, Passage, Sufficiency
from fynq.retrieval.ranking.query import clean
from fynq.retrieval.text.words import Reader, languages_of

_READ = 5
"""Passages that are looked at; an answer is written from no more."""
_NEAR_RANK = 10
_NAMED = re.compile(r"(?<![.!?:]\s)(?<!^)\b[A-Z][\w-]*[a-z0-9]\b|\b[A-Z]{2,}[\w-]*\b")


def sufficient(query: str, passages: Sequence[Passage]) -> Sufficiency:
    """passages: best first, as a search gave them, with their `why`."""
    if not passages:
        return Sufficiency(0.0, "nothing was found")
    evidence, missing = weigh(query, passages)
    parts = {name: WEIGHTS[name] * (value - USUAL[name]) for name, value in evidence.items()}
    score = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, BIAS + sum(parts.values())))))
    sign = 1.0 if score >= ENOUGH else -1.0
    strongest = max(parts, key=lambda name: sign * parts[name])
    return Sufficiency(score, REASONS[strongest][score >= ENOUGH], missing)


def weigh(query: str, passages: Sequence[Passage]) -> tuple[Mapping[str, float], tuple[str, ...]]:
    """The evidence, each in [0, 1] or a cosine, and the question's words that no passage has."""
    read = passages[:_READ]
    question = clean(query)
    reader = Reader(languages_of([passage.text for passage in read]))
    asked = _weighted(question, reader)
    held = [
        set(reader.terms(f"{passage.title}\n{passage.heading}\n{passage.text}")) for passage in read
    ]
    together = set().union(*held)
    total = sum(asked.values()) or 1.0
    special = {term: weight for term, weight in asked.items() if weight > 1.0}
    cosines = [passage.score for passage in passages]
    whys = [passage.why for passage in read if passage.why is not None]
    agreed = sum(
        0 < why.lexical_rank <= _NEAR_RANK and 0 < why.dense_rank <= _NEAR_RANK for why in whys
    )
    evidence = {
        "nearest": max(cosines),
        "standing": max(cosines) - sorted(cosines)[len(cosines) // 2],
        "covered": max((why.covered for why in whys), default=0.0),
        "in_one": max(sum(asked[term] for term in asked if term in one) / total for one in held),
        "in_all": sum(asked[term] for term in asked if term in together) / total,
        "named": (
            sum(special[term] for term in special if term in together) / sum(special.values())
            if special
            else 0.5
        ),
        "agreed": agreed / len(read),
    }
    missing = tuple(term for term in asked if term not in together)
    return evidence, missing


def _weighted(question: str, reader: Reader) -> dict[str, float]:
    """The question's terms; names, numbers and formulas count twice."""
    named = set(reader.terms(" ".join(_NAMED.findall(question))))
    weights = {}
    for term in reader.query_terms(question):
        special = term in named or not term.isalpha()
        weights[term] = 2.0 if special and len(term) > 1 else 1.0
    return weights


REASONS: Mapping[str, tuple[str, str]] = {
    "nearest": ("no passage is near in meaning", "a passage is near in meaning"),
    "standing": ("no passage stands out", "a passage stands out from the others"),
    "covered": ("the rare words of the question are missing", "the rare words are there"),
    "in_one": ("no passage speaks of all that is asked", "one passage speaks of all that is asked"),
    "in_all": ("words of the question are in no passage", "the question's words are there"),
    "named": ("names, numbers or formulas are missing", "names, numbers and formulas are there"),
    "agreed": ("words and meaning point elsewhere", "words and meaning agree"),
}
# Fitted by fynq.evaluation.abstention, see docs/evaluation.md; USUAL is where evidence says nothing.
BIAS = -0.195
WEIGHTS: Mapping[str, float] = {
    "nearest": 5.827,
    "standing": 1.273,
    "covered": 1.095,
    "in_one": 0.155,
    "in_all": 0.696,
    "named": 0.025,
    "agreed": 1.014,
}
USUAL: Mapping[str, float] = {
    "nearest": 0.546,
    "standing": 0.08,
    "covered": 0.453,
    "in_one": 0.482,
    "in_all": 0.596,
    "named": 0.502,
    "agreed": 0.504,
}
