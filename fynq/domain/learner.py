"""What fynq believes about a student."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from fynq.domain.policy import Help, SchoolPolicy


@dataclass(frozen=True, slots=True)
class SkillState:
    """ability: logits relative to an average item; variance: its uncertainty in logits squared."""

    skill: str
    ability: float
    variance: float
    attempts: int
    updated_at: datetime


class EventKind(StrEnum):
    DOUBT_ASKED = "doubt_asked"
    ITEM_ANSWERED = "item_answered"
    RATING = "rating"


@dataclass(frozen=True, slots=True)
class LearningEvent:
    """One observation of a student. outcome in [0, 1]: 1 success, 0 failure, None when it says
    nothing about success. Idempotent by `id`."""

    id: UUID
    student: UUID
    kind: EventKind
    skills: tuple[str, ...]
    outcome: float | None
    at: datetime
    doubt: UUID | None = None
    item: str | None = None


@dataclass(frozen=True, slots=True)
class LearnerProfile:
    """What the student told us. grade: school year 1 to 13. language: BCP 47."""

    display_name: str = ""
    grade: int | None = None
    language: str = "en"
    detail: str = "normal"


@dataclass(frozen=True, slots=True)
class LearnerContext:
    """What the reasoner may know of the student for one doubt.

    level: 'primary', 'middle', 'high' or 'college'. policy: what the school allows.
    weak_prerequisites: slugs, weakest first. syllabus: what the student is taught by, "" if unknown.
    """

    level: str = "high"
    language: str = "en"
    detail: str = "normal"
    weak_prerequisites: tuple[str, ...] = ()
    abilities: dict[str, float] = field(default_factory=dict)
    syllabus: str = ""
    policy: SchoolPolicy = SchoolPolicy()

    @property
    def reveal(self) -> str:
        """'full', or 'hints' where the school allows no solution."""
        return "full" if self.policy.most_help is Help.SOLUTION else "hints"
