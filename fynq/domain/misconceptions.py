"""What a student wrongly believes, as far as the student's work shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

MOST_FOUND = 8
"""Slugs that one piece of work may name."""
SUCCESSES = 3
"""That close a misconception: on different questions, and on two days or of two kinds at least."""


@dataclass(frozen=True, slots=True)
class Passed:
    """Work without help in which a misconception could have shown and did not.

    question: what it was about, an item's slug or a doubt's id. kind: its skills, joined."""

    question: str
    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MisconceptionState:
    """A student and one misconception. slug: of the reasoner's library.

    skills: of the work in which it showed. shown: in how many pieces of work, the first and the last
    of them at first_at and last_at. open: not overcome yet. disputed: since it showed last the
    student said that it is gone. passed: since then, SUCCESSES at most.
    """

    slug: str
    skills: tuple[str, ...]
    shown: int
    first_at: datetime
    last_at: datetime
    open: bool = True
    disputed: bool = False
    passed: tuple[Passed, ...] = ()
    closed_at: datetime | None = None
