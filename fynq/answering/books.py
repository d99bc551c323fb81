"""The books that the API reads and writes besides the main path: what it needs of storage."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from fynq.domain.bridge import Bridge
from fynq.domain.chat import Usage
from fynq.domain.doubt import Answer, Doubt, DoubtStatus, Turn
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Citation, Document, Skill
from fynq.domain.learner import LearnerProfile, SkillState
from fynq.domain.misconceptions import MisconceptionState
from fynq.domain.policy import SchoolPolicy
from fynq.domain.practice import Attempt
from fynq.domain.ruling import Ruling, RulingKind


@dataclass(frozen=True, slots=True)
class Correction:
    """What a teacher said of an answer. notice: for the student, plain text. former: what was told
    before; None for a doubt that was refused, where the answer stands, and in lists."""

    ruling: Ruling
    notice: str
    former: Answer | None = None


@dataclass(frozen=True, slots=True)
class BuiltOn:
    """An earlier answer of the same thread that a teacher has ruled out since: a correction or a
    recall, the newest such turn. at: when the ruling began to hold."""

    doubt: UUID
    kind: RulingKind
    at: datetime


@dataclass(frozen=True, slots=True)
class StoredDoubt:
    """A doubt as it stands. reason, advice and citations are set when REFUSED, failure (a code) when
    FAILED. needs_teacher: fynq tried and failed, so a person should look at it. check: the item that
    ends it. correction: what a teacher said of the answer; `answer` is then what holds now.
    bridge: what was offered with the answer, without what it quoted. built_on: the answer before it
    that it followed and that does not hold any more; None in lists, and where a teacher has corrected,
    withdrawn or confirmed this very answer."""

    doubt: Doubt
    status: DoubtStatus
    answer: Answer | None = None
    reason: str = ""
    advice: str = ""
    failure: str = ""
    finished_at: datetime | None = None
    citations: tuple[Citation, ...] = ()
    needs_teacher: bool = False
    check: Attempt | None = None
    correction: Correction | None = None
    bridge: Bridge | None = None
    built_on: BuiltOn | None = None


@dataclass(frozen=True, slots=True)
class DoubtFilter:
    """student None: every student of the tenant (teachers and above). needs_teacher None: whether
    a teacher should look at them or not; corrected None: whether a teacher ruled on them or not."""

    student: UUID | None
    status: DoubtStatus | None = None
    subject: str | None = None
    skill: str | None = None
    needs_teacher: bool | None = None
    corrected: bool | None = None


@dataclass(frozen=True, slots=True)
class FeedbackEntry:
    """rating: 1 up, -1 down. reason: '', 'wrong', 'unclear', 'too_hard', 'too_easy', 'off_topic', 'other'."""

    id: UUID
    student: UUID
    doubt: UUID
    rating: int
    reason: str
    comment: str


@dataclass(frozen=True, slots=True)
class StudentProgress:
    """answered and asked count doubts; skills as they show (`Learner.shown`), best first. waiting:
    events that are not in the skills yet. misconceptions: open ones, the one that showed last first."""

    asked: int
    answered: int
    verified: int
    skills: Sequence[SkillState]
    waiting: bool = False
    misconceptions: Sequence[MisconceptionState] = ()


ABANDONED = "abandoned"
"""The failure of a doubt whose gateway died: asking it again may help."""


class DoubtBook(Protocol):
    """A doubt that is OPEN long after its time is settled by whoever reads it: FAILED, ABANDONED."""

    async def doubt(self, tenant: Tenant, doubt: UUID) -> StoredDoubt | None: ...

    async def list_doubts(
        self, tenant: Tenant, wanted: DoubtFilter, before: UUID | None, limit: int
    ) -> Sequence[StoredDoubt]:
        """Newest first, ids below `before`. Answers come without steps, witnesses, citations and work,
        refusals without citations."""
        ...

    async def turns(self, tenant: Tenant, doubt: UUID, limit: int) -> Sequence[Turn]:
        """The thread up to and including `doubt`, oldest first."""
        ...


class FeedbackBook(Protocol):
    async def record_feedback(self, tenant: Tenant, entry: FeedbackEntry) -> None:
        """Writes the feedback and its learning event together; a second rating of the same doubt
        by the same student replaces the first. Raises NotFound(field='doubt_id'), also when the
        doubt is another student's."""
        ...


class Students(Protocol):
    async def profile(self, tenant: Tenant, student: UUID) -> LearnerProfile | None: ...

    async def save_profile(
        self, tenant: Tenant, student: UUID, profile: LearnerProfile
    ) -> None: ...

    async def change_profile(
        self, tenant: Tenant, student: UUID, change: Callable[[LearnerProfile], LearnerProfile]
    ) -> LearnerProfile:
        """What `change` makes of it, so that two who change different fields do not undo each other.
        Raises NotFound when there is no such student, and what `change` raises."""
        ...

    async def progress(self, tenant: Tenant, student: UUID) -> StudentProgress: ...


class PolicyBook(Protocol):
    async def policy(self, tenant: Tenant) -> SchoolPolicy: ...

    async def change_policy(self, tenant: Tenant, changes: Mapping[str, Any]) -> SchoolPolicy:
        """Changes the named fields in one go, so that two who change different ones do not undo
        each other; returns the whole policy."""
        ...


class Library(Protocol):
    async def document(self, tenant: Tenant, document: UUID) -> Document | None: ...

    async def skills(self, tenant: Tenant) -> Sequence[Skill]: ...


@dataclass(frozen=True, slots=True)
class Replay:
    """A finished request: what was answered the first time. body is sealed by the caller. doubt:
    whose answer it is, where that quotes sources, which may have changed since."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    doubt: UUID | None = None


class IdempotencyBook(Protocol):
    """scope: who and where (user, route), hashed; key and request: SHA-256.

    tenant is PUBLIC for requests that come before a log-in.
    """

    async def begin(
        self, tenant: Tenant, scope: bytes, key: bytes, request: bytes, seconds: float
    ) -> Replay | None:
        """None: go ahead, the key is held for `seconds`. A Replay: answer with it.

        Raises Conflict(field='Idempotency-Key') while the first request runs (with retry_after),
        or when the key was used for another request.
        """
        ...

    async def finish(
        self, tenant: Tenant, scope: bytes, key: bytes, replay: Replay, keep_seconds: float
    ) -> None: ...

    async def abandon(self, tenant: Tenant, scope: bytes, key: bytes) -> None: ...


class Cancellations(Protocol):
    """Tells every gateway replica that a doubt was cancelled."""

    async def announce(self, tenant: Tenant, doubt: UUID) -> None: ...

    def heard(self) -> AsyncIterator[tuple[Tenant, UUID]]: ...


class Limits(Protocol):
    async def allow(self, tenant: Tenant, key: str, limit: int, seconds: int) -> float | None:
        """Counts one use; None when allowed, else the seconds to wait."""
        ...


class UsageBy(StrEnum):
    MODEL = "model"
    USER = "user"
    KEY = "key"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class UsageLine:
    """name: 'provider/model', a user's or key's id ('' without one), or a day in UTC. requests:
    what callers asked; attempts: what went to providers for it, all of which usage sums up."""

    name: str
    requests: int
    attempts: int
    usage: Usage


@dataclass(frozen=True, slots=True)
class UsageReport:
    """lines: days in order; others dearest first, a thousand at most. total counts all."""

    total: UsageLine
    lines: tuple[UsageLine, ...]


class UsageBook(Protocol):
    async def usage_of(
        self, tenant: Tenant, since: datetime, until: datetime, by: UsageBy
    ) -> UsageReport:
        """From `since` on, before `until`; a request counts at the time when it ended."""
        ...


class Probe(Protocol):
    """One dependency of readiness."""

    name: str

    async def check(self) -> Mapping[str, Any]:
        """Raises Unavailable when it is not usable; else facts worth showing."""
        ...
