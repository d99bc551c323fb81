"""Observations of students, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fynq.domain.identifiers import Tenant
from fynq.domain.learner import EventKind, LearningEvent
from fynq.storage.database import Connection
from fynq.storage.statements import statements


async def add_events(
    tenant: Tenant, connection: Connection, events: Sequence[LearningEvent]
) -> None:
    """Idempotent by the events' ids."""
    if not events:
        return
    await connection.executemany(
        statements("learning")["add_events"],
        [
            (
                tenant,
                event.id,
                event.student,
                event.kind.value,
                list(event.skills),
                event.outcome,
                event.at,
                event.doubt,
                event.item,
            )
            for event in events
        ],
    )


def event_of(row: Any) -> LearningEvent:
    return LearningEvent(
        id=row["id"],
        student=row["student"],
        kind=EventKind(row["kind"]),
        skills=tuple(row["skills"]),
        outcome=row["outcome"],
        at=row["at"],
        doubt=row["doubt"],
        item=row["item"],
    )
