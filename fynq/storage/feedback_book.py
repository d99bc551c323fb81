"""What students say of their answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from fynq.answering.books import FeedbackEntry
from fynq.answering.evidence import EvidenceKind
from fynq.domain.errors import NotFound
from fynq.domain.identifiers import Tenant
from fynq.domain.learner import EventKind, LearningEvent
from fynq.storage.database import Database
from fynq.storage.evidence_jobs import ask_to_weigh
from fynq.storage.learning_events import add_events
from fynq.storage.statements import statements


@dataclass(frozen=True)
class PostgresFeedbackBook:
    database: Database

    async def record_feedback(self, tenant: Tenant, entry: FeedbackEntry) -> None:
        sql = statements("learning")
        async with self.database.transaction(tenant) as connection:
            doubt = await connection.fetchrow(
                sql["rated_doubt"], tenant, entry.doubt, entry.student
            )
            if doubt is None:
                raise NotFound("There is no such doubt.", field="doubt_id")
            await connection.execute(
                sql["put_feedback"],
                tenant,
                entry.id,
                entry.student,
                entry.doubt,
                entry.rating,
                entry.reason,
                entry.comment,
            )
            await add_events(tenant, connection, [rating_event(entry, tuple(doubt["skills"]))])
            await ask_to_weigh(
                tenant, connection, EvidenceKind.THUMB, entry.id, entry.doubt, entry.student
            )


def rating_event(entry: FeedbackEntry, skills: tuple[str, ...]) -> LearningEvent:
    """A rating judges the answer, so it says nothing about the student's success."""
    return LearningEvent(
        id=entry.id,
        student=entry.student,
        kind=EventKind.RATING,
        skills=skills,
        outcome=None,
        at=datetime.now(UTC),
        doubt=entry.doubt,
    )
