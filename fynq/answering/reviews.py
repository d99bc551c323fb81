"""The teachers' queue: answers that somebody should look at, and what the loop learned from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from fynq.answering.desk import Complaint, Target, Update
from fynq.answering.evidence import Evidence
from fynq.domain.errors import Conflict
from fynq.domain.identifiers import Tenant
from fynq.personalization.explanation_style import Tried

CLAIM_SECONDS = 1_800.0


class ReviewState(StrEnum):
    """FREE: nobody else looks at it now. MINE: the caller does."""

    WAITING = "waiting"
    FREE = "free"
    MINE = "mine"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    teacher: UUID
    state: ReviewState = ReviewState.WAITING
    reason: Complaint | None = None
    subject: str | None = None
    skill: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """One answer, however many students got it. doubt: one of theirs. reasons: the most urgent decides
    its place. thumbs: down, by reason; comments: the newest. students: who got the answer.
    next_right, next_items: first unaided answers afterwards. resolution: '' while it waits; then
    what the ruling was, or 'dismissed'."""

    id: UUID
    doubt: UUID
    question: str
    opened_at: datetime
    reasons: tuple[Complaint, ...] = ()
    thumbs: Mapping[str, int] = field(default_factory=dict)
    comments: tuple[str, ...] = ()
    students: int = 0
    next_items: int = 0
    next_right: float = 0.0
    subject: str = "general"
    skills: tuple[str, ...] = ()
    text: str = ""
    final: str = ""
    model: str = ""
    verification: str = ""
    claimed_by: UUID | None = None
    claimed_until: datetime | None = None
    resolution: str = ""
    note: str = ""
    ruling: UUID | None = None
    resolved_by: UUID | None = None
    resolved_at: datetime | None = None


def refusal_of(review: Review, now: datetime) -> Conflict:
    """Why a teacher may not claim or resolve it."""
    if review.resolution:
        return Conflict("This review is resolved.", field="review_id")
    left = 1.0
    if review.claimed_until is not None:
        left = max((review.claimed_until - now).total_seconds(), 1.0)
    return Conflict("Another teacher looks at it.", field="review_id", retry_after=left)


class ReviewBook(Protocol):
    async def list_reviews(
        self, tenant: Tenant, wanted: ReviewFilter, after: UUID | None, limit: int
    ) -> Sequence[Review]:
        """The most urgent first: by reason, then by how many students got the answer, then the
        oldest. after: the last of the page before, wherever it stands now."""
        ...

    async def review(self, tenant: Tenant, review: UUID) -> Review | None: ...

    async def claim(self, tenant: Tenant, review: UUID, teacher: UUID, seconds: float) -> Review:
        """Only this teacher may resolve it for so long; claiming again prolongs. Raises NotFound,
        Conflict when it is resolved or another teacher's."""
        ...

    async def release(self, tenant: Tenant, review: UUID, teacher: UUID) -> Review:
        """Does nothing to another teacher's. Raises NotFound."""
        ...

    async def dismiss(self, tenant: Tenant, review: UUID, teacher: UUID, note: str) -> Review:
        """Nothing is wrong with the answer. Raises as claim does."""
        ...


class EffectBook(Protocol):
    async def of_doubt(
        self, tenant: Tenant, doubt: UUID
    ) -> tuple[Sequence[Evidence], Sequence[Update]]:
        """What became of its answer, and what that changed; oldest first."""
        ...

    async def of_target(
        self, tenant: Tenant, target: Target, name: str | None, before: UUID | None, limit: int
    ) -> Sequence[Update]:
        """Newest first."""
        ...


@dataclass(frozen=True, slots=True)
class TriedStyles:
    """By style: of the student and of the whole school. stated: the student said what they want."""

    own: Mapping[str, Tried] = field(default_factory=dict)
    school: Mapping[str, Tried] = field(default_factory=dict)
    stated: bool = False


class Styles(Protocol):
    async def tried(self, tenant: Tenant, student: UUID) -> TriedStyles: ...

    async def state(self, tenant: Tenant, student: UUID) -> None:
        """The student said in which detail they want explanations."""
        ...
