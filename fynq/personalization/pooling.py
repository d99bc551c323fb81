"""What schools may tell each other of items and skills, and what others' word is worth.

Nothing that is told is of one student. Three rules of statistical disclosure control see to it (Hundepool
et al. 2012, "Statistical Disclosure Control", chapters 3 and 4): a figure rests on twenty students at
least (threshold); none of them gave more than a tenth of its answers (dominance); and it is told
coarsely (rounding), so that one student more or less seldom shows. Noise in the sense of differential
privacy is not added: calibrations are renewed every night, so a budget for privacy would be spent within
weeks; what is told is no differentially private release, and does not claim to be.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from fynq.personalization.beliefs import Difficulty
from fynq.personalization.knowledge_tracing import Tracing
from fynq.personalization.ports import Standing, Thing
from fynq.personalization.recalibration import Count

LEAST_STUDENTS = 20
MOST_SHARE = 0.1
"""Of the answers, from one student."""
STEP, COUNT_STEP, CHANCE_STEP = 0.1, 10, 0.02
"""Difficulties are told in tenths of a logit, counts in tens, probabilities in fiftieths."""
BETWEEN = 0.1
"""Variance of a difficulty from school to school, in logits squared: students and teaching differ."""


@dataclass(frozen=True, slots=True)
class Told:
    """One figure that is shared. key: `content_hash` of an item, slug of a skill. mean, variance: in
    logits and logits squared. tracing: of skills."""

    kind: Literal["item", "skill"]
    key: str
    mean: float
    variance: float
    answers: int
    students: int
    tracing: Tracing | None = None


def content_hash(*content: str) -> str:
    """The same for the same item wherever it is: SHA-256 of its words, spaces aside. content: its
    question, answer and kind, then its choices."""
    parts = [unicodedata.normalize("NFC", part).split() for part in content]
    text = "\x1f".join(" ".join(part) for part in parts)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def tellable(
    difficulties: Mapping[Thing, Difficulty],
    counts: Mapping[Thing, Count],
    tracing: Mapping[str, Tracing],
    hashes: Mapping[str, str],
) -> list[Told]:
    """What may be shared of a calibration. hashes: of items, by slug; an item without one is not
    told."""
    found = []
    for thing, difficulty in sorted(difficulties.items()):
        kind, name = thing
        count = counts.get(thing, Count())
        key = hashes.get(name) if kind == "item" else name
        if not key or count.students < LEAST_STUDENTS or count.most > MOST_SHARE * count.answers:
            continue
        way = tracing.get(name) if kind == "skill" else None
        found.append(
            Told(
                kind,
                key,
                _in_steps(difficulty.mean, STEP),
                max(_in_steps(difficulty.variance, STEP / 2), STEP / 2),
                count.answers // COUNT_STEP * COUNT_STEP,
                count.students // COUNT_STEP * COUNT_STEP,
                _coarse(way) if way else None,
            )
        )
    return found


def pooled(told: Iterable[Told]) -> Difficulty | None:
    """What the word of other schools makes one believe before any answer of one's own: their mean,
    weighed by how sure each is, and never surer than schools are alike."""
    weight = total = 0.0
    for each in told:
        own = 1.0 / (each.variance + BETWEEN)
        weight += own
        total += own * each.mean
    return Difficulty(total / weight, max(1.0 / weight, BETWEEN)) if weight else None


def pooled_tracing(told: Iterable[Told]) -> Tracing | None:
    """The mean over schools, weighed by their students."""
    weight, sums = 0, [0.0] * 4
    for each in told:
        if each.tracing is None:
            continue
        way = each.tracing
        weight += each.students
        for at, value in enumerate((way.known, way.learn, way.slip, way.guess)):
            sums[at] += each.students * value
    return Tracing(*(value / weight for value in sums)) if weight else None


def rebased(standing: Standing, prior: Difficulty) -> Difficulty:
    """What is believed of a thing now, had it started from `prior`: the belief that it started from is
    taken out and the prior put in its place, as precisions add up."""
    now, start = standing.now, standing.start
    gained = max(1.0 / now.variance - 1.0 / start.variance, 0.0)
    precision = gained + 1.0 / prior.variance
    pulled = now.mean / now.variance - start.mean / start.variance if gained else 0.0
    return Difficulty((pulled + prior.mean / prior.variance) / precision, 1.0 / precision)


def _in_steps(value: float, step: float) -> float:
    return round(round(value / step) * step, 6)


def _coarse(way: Tracing) -> Tracing:
    return Tracing(
        *(
            min(max(_in_steps(value, CHANCE_STEP), CHANCE_STEP), 1.0 - CHANCE_STEP)
            for value in (way.known, way.learn, way.slip, way.guess)
        )
    )
