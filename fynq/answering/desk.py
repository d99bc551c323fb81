"""Where evidence is weighed: what the loop needs of storage, one transaction at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from fynq.answering.evidence import Evidence, EvidenceKind, NextItem, Seen, Serving, Tally, Thumb
from fynq.domain.identifiers import Tenant
from fynq.domain.ruling import Ruling


class Target(StrEnum):
    """What an update changed. LEARNER: logits of the student on the skills; MODEL: logits of the
    model on the skills; PASSAGE: its worth in (-1, 1); STYLE: the success rate of a style, for a
    student or for the school."""

    LEARNER = "learner"
    MODEL = "model"
    PASSAGE = "passage"
    STYLE = "style"


@dataclass(frozen=True, slots=True)
class Update:
    """One change, with the evidence that it came from. name: the model, the passage's digest in
    hexadecimal, the style, or the student's id. label: for people, the title of a passage's
    document. student: whose style it is, None for the school's. taken_back: the effect of the
    evidence was removed."""

    id: UUID
    target: Target
    name: str
    before: float
    after: float
    evidence: EvidenceKind
    evidence_id: UUID
    doubt: UUID
    at: datetime
    label: str = ""
    skills: tuple[str, ...] = ()
    student: UUID | None = None
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class Rated:
    """number: of the outcome in the model's log. before, after: logits on the outcome's skills."""

    number: int
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Learned:
    """An event of the student's log; before, after: the student's logits on its skills, None where
    it changed nothing or is not applied yet."""

    event: UUID
    student: UUID
    skills: tuple[str, ...] = ()
    before: float | None = None
    after: float | None = None


class Complaint(StrEnum):
    """Why a teacher should look at an answer, the most urgent first."""

    WRONG = "wrong"
    LOW_SUCCESS = "low_success"
    UNSOLVED = "unsolved"
    UNCLEAR = "unclear"
    OTHER = "other"

    @property
    def band(self) -> int:
        return list(Complaint).index(self)


class Desk(Protocol):
    """One open transaction; no ruling is made while it is open."""

    async def serving(self, tenant: Tenant, doubt: UUID) -> Serving | None: ...

    async def thumb(self, tenant: Tenant, doubt: UUID) -> Thumb | None:
        """As it is now."""
        ...

    async def next_item(self, tenant: Tenant, event: UUID) -> NextItem | None: ...

    async def asked(self, tenant: Tenant, doubt: UUID) -> Learned | None:
        """What the student's log has of their asking it."""
        ...

    async def seen(self, tenant: Tenant, kind: EvidenceKind, serving: Serving) -> Seen: ...

    async def add(self, tenant: Tenant, evidence: Evidence) -> bool:
        """False, and nothing is written, when it is there already."""
        ...

    async def of_doubt(self, tenant: Tenant, doubt: UUID) -> Sequence[Evidence]:
        """What counts, oldest first."""
        ...

    async def of_answer(
        self, tenant: Tenant, kind: EvidenceKind, answer: bytes
    ) -> Sequence[Evidence]:
        """What counts of one kind, at most a thousand."""
        ...

    async def void(self, tenant: Tenant, evidence: Evidence, by: UUID) -> None:
        """Its outcome in the model's log counts nothing from now on; the model is to be refolded."""
        ...

    async def void_learning(
        self, tenant: Tenant, student: UUID, events: Sequence[UUID], by: UUID
    ) -> Learned | None:
        """Writes into the student's log that these events of it do not count, by the ruling `by`; the
        learner follows when the log is folded. before, after: as that will move the student. None
        when it is written already, or the events are not there."""
        ...

    async def typical(self, tenant: Tenant) -> float:
        """The mean of the school's models, in logits; 0 without any."""
        ...

    async def rate(
        self,
        tenant: Tenant,
        evidence: Evidence,
        skills: Sequence[str],
        right: bool,
        difficulty: float,
    ) -> Rated:
        """Adds an outcome of the evidence's model, and its number to the evidence."""
        ...

    async def passages(self, tenant: Tenant, digests: Sequence[bytes]) -> Mapping[bytes, Tally]:
        """Held until the end of the transaction; of those without any an empty tally."""
        ...

    async def put_passages(self, tenant: Tenant, tallies: Mapping[bytes, Tally]) -> None: ...

    async def styles(
        self, tenant: Tenant, keys: Sequence[tuple[UUID | None, str]]
    ) -> Mapping[tuple[UUID | None, str], Tally]:
        """Of a student, or of the school for None; held, as passages are."""
        ...

    async def put_styles(
        self, tenant: Tenant, tallies: Mapping[tuple[UUID | None, str], Tally]
    ) -> None: ...

    async def note(self, tenant: Tenant, updates: Sequence[Update]) -> None: ...

    async def complain(self, tenant: Tenant, serving: Serving, why: Complaint) -> None:
        """Puts the answer into the teachers' queue, or adds the reason. One that a teacher let stand
        comes back when three other students complain."""
        ...


class Desks(Protocol):
    def open(self, tenant: Tenant) -> AbstractAsyncContextManager[Desk]:
        """Commits at the end, rolls back on any exception."""
        ...

    async def ruled(self, tenant: Tenant, ruling: UUID) -> tuple[Ruling, Sequence[UUID]] | None:
        """A ruling, and the doubts that it shows in."""
        ...

    async def with_evidence(self, tenant: Tenant, ruling: UUID) -> Sequence[tuple[UUID, UUID]]:
        """Doubts that the ruling shows in and whose evidence still counts, each with its student."""
        ...

    async def refold(self, tenant: Tenant, model: str) -> tuple[float, float] | None:
        """Makes the model's rating anew from its log; before and after overall, None when it has no
        log."""
        ...
