"""What is learned from what became of an answer: how much each observation says, and of what.

Everything here is pure. Models are rated as `routing/ratings.py` says. An observation of a student
counts against what could be expected of that student: a model's outcome has the difficulty at which
the school's typical model would succeed with the expected probability p, θ - logit(p) with θ the
mean of the school's models. So a weak student's failure says little, and a model moves away from the
others only as far as its answers do better or worse than theirs.

Passages and styles are counted in tallies that fade. Their sums are linear in what was observed, so
what turns out to come from a wrong answer can be taken out again exactly.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from fynq.domain.belief import bounded

STYLES = ("brief", "normal", "detailed")
PASSAGE_DAYS, STYLE_DAYS = 90.0, 60.0
"""Half-lives."""
FREELY = 5
"""Observations of one kind that one student may make in a day before each counts less."""
_DOUBTFUL = 4.0
"""Observations that a passage needs before half of what they say is believed."""
_MOST_DIFFICULTY = 4.0
_USUAL_THUMB = 0.75
"""The share of thumbs that point up where nothing is wrong."""
_DAY = 86_400.0


class EvidenceKind(StrEnum):
    THUMB = "thumb"
    REASK = "reask"
    NEXT_ITEM = "next_item"
    RULING = "ruling"


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage that an answer cites. digest: SHA-256 of its embedded text; title: of its document."""

    digest: bytes
    title: str = ""


@dataclass(frozen=True, slots=True)
class Serving:
    """An answer as a doubt got it. answer: equal for all who got the same; model: '' for a refusal;
    style: '' where it is not known. hint: it was no whole answer. ruled_out: by which ruling."""

    doubt: UUID
    student: UUID
    answer: bytes
    model: str
    style: str = ""
    skills: tuple[str, ...] = ()
    passages: tuple[Cited, ...] = ()
    hint: bool = False
    ruled_out: UUID | None = None


@dataclass(frozen=True, slots=True)
class Thumb:
    """rating: 1 up, -1 down. reason: as in FeedbackEntry."""

    id: UUID
    rating: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NextItem:
    """The answer to the check item of a doubt, or to another item that came of it. first: the
    student's first to this item, and the first after this doubt. foreseen: the probability of
    success as it was before, None where that is not known. logits: of the student on its skills,
    before and after."""

    id: UUID
    student: UUID
    outcome: float
    unaided: bool
    first: bool
    skills: tuple[str, ...] = ()
    foreseen: float | None = None
    before: float | None = None
    after: float | None = None

    @property
    def counts(self) -> bool:
        return self.unaided and self.first


@dataclass(frozen=True, slots=True)
class Said:
    """What one observation says. amount: how much it counts of a checked answer, in [0, 1], 0 for
    nothing. passages: for (positive) or against what was cited. styles: (style, for, against)."""

    value: float
    expected: float
    amount: float = 0.0
    passages: float = 0.0
    styles: tuple[tuple[str, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One observation, as it was counted. model, number: the outcome in that model's log; number is
    None where none was written. voided_by: the ruling that made it void."""

    kind: EvidenceKind
    id: UUID
    doubt: UUID
    student: UUID
    answer: bytes
    said: Said
    at: datetime
    reason: str = ""
    model: str = ""
    number: int | None = None
    voided_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """Evidence of the same kind before this one: about the same answer in other doubts, and from the
    same student within a day."""

    of_answer: int = 0
    of_student: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """Observations for and against, each halved in a half-life. at: when they were last brought up
    to date."""

    good: float = 0.0
    bad: float = 0.0
    at: datetime | None = None

    def with_(self, good: float, bad: float, at: datetime, half_life: float) -> Tally:
        """good, bad: observed at `at`, which may lie before what is in the tally, and negative to
        take something out."""
        if self.at is None:
            return Tally(max(good, 0.0), max(bad, 0.0), at)
        now = max(self.at, at)
        former, new = faded(now - self.at, half_life), faded(now - at, half_life)
        return Tally(
            max(self.good * former + good * new, 0.0), max(self.bad * former + bad * new, 0.0), now
        )


def faded(age: timedelta, half_life: float) -> float:
    """What is left of an observation. half_life in days."""
    return math.exp2(-max(age.total_seconds(), 0.0) / _DAY / half_life)


def of_thumb(thumb: Thumb, style: str) -> Said:
    """Thumbs down for reasons that do not speak against the content say nothing of the model."""
    if thumb.rating > 0:
        return Said(1.0, _USUAL_THUMB, 0.1, 0.25, _styles(style, good=0.5))
    against = {"wrong": (0.2, -0.5), "unclear": (0.1, -0.25), "off_topic": (0.1, -0.25)}
    amount, passages = against.get(thumb.reason, (0.0, 0.0))
    styles: tuple[tuple[str, float, float], ...] = ()
    if thumb.reason == "unclear":
        styles = _styles(style, bad=0.5)
    elif thumb.reason in ("too_hard", "too_easy") and style in STYLES:
        towards = STYLES.index(style) + (1 if thumb.reason == "too_hard" else -1)
        styles = _styles(style, bad=0.5)
        if 0 <= towards < len(STYLES):
            styles += _styles(STYLES[towards], good=0.5)
    return Said(0.0, _USUAL_THUMB, amount, passages, styles)


def of_reask(style: str) -> Said:
    """Asking the same again says that the answer did not help; how often it would have been asked
    again anyhow is not known, so it counts little."""
    return Said(0.0, 0.5, 0.1, -0.2, _styles(style, bad=0.3))


def of_next_item(item: NextItem, style: str) -> Said:
    """Only a first answer without help. It weighs more than any thumb."""
    value = min(max(item.outcome, 0.0), 1.0)
    expected = 0.5 if item.foreseen is None else min(max(item.foreseen, 0.02), 0.98)
    if not item.counts:
        return Said(value, expected)
    return Said(value, expected, 0.5, value - expected, _styles(style, value, 1.0 - value))


def damped(said: Said, seen: Seen) -> Said:
    """The k-th observation of one answer says 1/k of the first about the model and the passages: they
    were at work once. All that one student says in a day counts less than ten observations."""
    of_student = min(1.0, (FREELY / (seen.of_student + 1)) ** 2)
    share = of_student / (seen.of_answer + 1)
    return Said(
        said.value,
        said.expected,
        said.amount * share,
        said.passages * share,
        tuple((style, good * of_student, bad * of_student) for style, good, bad in said.styles),
    )


def difficulty_of(expected: float, typical: float) -> float:
    """At which a model of ability `typical` succeeds with the probability `expected`; in logits."""
    p = min(max(expected, 0.02), 0.98)
    by = max(-_MOST_DIFFICULTY, min(_MOST_DIFFICULTY, math.log(p / (1.0 - p))))
    return bounded(typical - by)


def worth(tally: Tally) -> float:
    """Of a passage, in (-1, 1); 0 where nothing is known."""
    return (tally.good - tally.bad) / (tally.good + tally.bad + _DOUBTFUL)


def fails_too_often(items: Sequence[Said]) -> bool:
    """Whether those who got this answer did worse at their next items than they should have: at
    least three, fewer than half of them right, and unlikely by chance (one-sided, 5 %)."""
    if len(items) < 3:
        return False
    right = sum(item.value for item in items)
    expected = sum(item.expected for item in items)
    variance = sum(item.expected * (1.0 - item.expected) for item in items)
    return right < 0.5 * len(items) and (expected - right) > 1.645 * math.sqrt(variance)


def _styles(
    style: str, good: float = 0.0, bad: float = 0.0
) -> tuple[tuple[str, float, float], ...]:
    return ((style, good, bad),) if style in STYLES else ()
