"""What the in-memory stores share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from fynq.answering.books import FeedbackEntry, StoredDoubt
from fynq.answering.class_book import ClassMember, SchoolClass
from fynq.answering.desk import Complaint, Update
from fynq.answering.evidence import Cited, Evidence, EvidenceKind, Tally
from fynq.answering.knowledge_books import Upload
from fynq.answering.practice_books import BankItem
from fynq.answering.same_answer import Asked
from fynq.domain.bridge import Bridge
from fynq.domain.errors import InvalidInput
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Chunk, Collection, Deletion, Document, Skill
from fynq.domain.learner import Learner, LearnerProfile, LearningEvent
from fynq.domain.policy import SchoolPolicy
from fynq.domain.practice import Attempt, PlacementEnd
from fynq.domain.ruling import Ruling
from fynq.domain.skill_graph import EdgeSource
from fynq.identity.ports import Account, ApiKey, School, Session
from fynq.personalization.edge_check import EdgeCheck
from fynq.personalization.ports import Edition, Meeting, Standing, Thing
from fynq.retrieval.ports import Generation, LogEntry
from fynq.routing.ratings import ModelOutcome
from fynq.storage.ledger import LedgerRow

Key = tuple[Tenant, UUID]


@dataclass(frozen=True, slots=True)
class KeptServing:
    """asked: None where the question means nothing without its thread."""

    doubt: UUID
    student: UUID
    asked: Asked | None
    result: bytes | None
    answer: bytes
    model: str
    style: str
    passages: tuple[Cited, ...]
    at: datetime


@dataclass
class KeptReview:
    id: UUID
    answer: bytes
    doubt: UUID
    reasons: list[Complaint]
    opened_at: datetime
    claimed_by: UUID | None = None
    claimed_until: datetime | None = None
    resolution: str = ""
    note: str = ""
    ruling: UUID | None = None
    resolved_by: UUID | None = None
    resolved_at: datetime | None = None


@dataclass
class Contents:
    """Every key begins with the tenant. One event loop uses it, so no method needs a lock."""

    schools: dict[Tenant, School] = field(default_factory=dict)
    accounts: dict[Key, Account] = field(default_factory=dict)
    profiles: dict[Key, LearnerProfile] = field(default_factory=dict)
    policies: dict[Tenant, SchoolPolicy] = field(default_factory=dict)
    sessions: dict[Key, Session] = field(default_factory=dict)
    api_keys: dict[Key, ApiKey] = field(default_factory=dict)
    doubts: dict[Key, StoredDoubt] = field(default_factory=dict)
    feedback: dict[tuple[Tenant, UUID, UUID], FeedbackEntry] = field(default_factory=dict)
    events: dict[Key, LearningEvent] = field(default_factory=dict)
    met: dict[Key, Meeting] = field(default_factory=dict)
    learners: dict[Key, Learner] = field(default_factory=dict)
    editions: dict[Tenant, list[Edition]] = field(default_factory=dict)
    standings: dict[tuple[Tenant, Thing], Standing] = field(default_factory=dict)
    skills: dict[tuple[Tenant, str], Skill] = field(default_factory=dict)
    items: dict[tuple[Tenant, str], BankItem] = field(default_factory=dict)
    bank_versions: dict[Tenant, int] = field(default_factory=dict)
    attempts: dict[Key, Attempt] = field(default_factory=dict)
    placements: dict[Key, PlacementEnd] = field(default_factory=dict)
    graph_versions: dict[Tenant, int] = field(default_factory=dict)
    edge_sources: dict[tuple[Tenant, str, str], EdgeSource] = field(default_factory=dict)
    edge_checks: dict[tuple[Tenant, str, str], EdgeCheck] = field(default_factory=dict)
    edited_skills: set[tuple[Tenant, str]] = field(default_factory=set)
    bridges: dict[Key, tuple[UUID, Bridge]] = field(default_factory=dict)
    documents: dict[Key, Document] = field(default_factory=dict)
    chunks: dict[Key, Chunk] = field(default_factory=dict)
    collections: dict[tuple[Tenant, str], Collection] = field(default_factory=dict)
    made: dict[tuple[Tenant, str], datetime] = field(default_factory=dict)
    uploads: dict[Key, Upload] = field(default_factory=dict)
    knowledge_log: dict[tuple[Tenant, str], list[LogEntry]] = field(default_factory=dict)
    revisions: dict[Key, int] = field(default_factory=dict)
    cuts: dict[tuple[Tenant, str], int] = field(default_factory=dict)
    vectors: dict[tuple[Tenant, str, bytes], bytes] = field(default_factory=dict)
    deletions: dict[Key, Deletion] = field(default_factory=dict)
    generations: dict[tuple[Tenant, str], Generation] = field(default_factory=dict)
    former: dict[tuple[Tenant, str], list[Generation]] = field(default_factory=dict)
    replicas: dict[UUID, str] = field(default_factory=dict)
    replica_positions: dict[tuple[Tenant, str, UUID], int] = field(default_factory=dict)
    epoch: int = 0
    jobs: list[tuple[Tenant, str, Mapping[str, Any]]] = field(default_factory=list)
    ledger: dict[Key, LedgerRow] = field(default_factory=dict)
    messages: dict[Key, tuple[str, Mapping[str, Any], datetime]] = field(default_factory=dict)
    outcomes: dict[tuple[Tenant, str], list[ModelOutcome]] = field(default_factory=dict)
    classes: dict[Key, SchoolClass] = field(default_factory=dict)
    sharing: dict[Tenant, bool] = field(default_factory=dict)
    class_members: dict[tuple[Tenant, UUID, UUID], ClassMember] = field(default_factory=dict)
    servings: dict[Key, KeptServing] = field(default_factory=dict)
    rulings: dict[Key, Ruling] = field(default_factory=dict)
    replaced: dict[Key, UUID] = field(default_factory=dict)
    ruled: dict[Key, UUID] = field(default_factory=dict)
    ruled_at: dict[Key, datetime] = field(default_factory=dict)
    evidence: dict[tuple[Tenant, EvidenceKind, UUID], Evidence] = field(default_factory=dict)
    updates: dict[Key, Update] = field(default_factory=dict)
    worths: dict[tuple[Tenant, bytes], Tally] = field(default_factory=dict)
    styles: dict[tuple[Tenant, UUID | None, str], Tally] = field(default_factory=dict)
    stated: set[Key] = field(default_factory=set)
    reviews: dict[Key, KeptReview] = field(default_factory=dict)


def storable(value: object) -> None:
    """Raises InvalidInput where PostgreSQL would refuse a text: NUL and lone surrogates."""
    if isinstance(value, str):
        if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
            raise InvalidInput("A value cannot be stored: a character or a number out of range.")
    elif is_dataclass(value):
        for part in fields(value):
            storable(getattr(value, part.name))
    elif isinstance(value, (list, tuple)):
        for part in value:
            storable(part)
