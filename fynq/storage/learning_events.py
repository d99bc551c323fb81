"""Observations of students, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fynq.answering.evidence import EvidenceKind
from fynq.domain.belief import Belief
from fynq.domain.identifiers import Tenant
from fynq.domain.learner import EventKind, LearningEvent
from fynq.personalization.beliefs import Difficulty
from fynq.personalization.ports import Meeting
from fynq.storage.correction_codec import decode_correction, encode_correction
from fynq.storage.database import Connection
from fynq.storage.evidence_jobs import ask_to_weigh
from fynq.storage.statements import statements


async def add_events(
    tenant: Tenant, connection: Connection, events: Sequence[LearningEvent]
) -> None:
    """Idempotent by the events' ids. What a student makes of the item after a doubt is weighed."""
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
                event.hints,
                event.solution_seen,
                event.guess,
                list(event.misconceptions),
                None if event.tested is None else list(event.tested),
                encode_correction(event.correction),
            )
            for event in sorted(events, key=lambda event: event.id)
        ],
    )
    for event in events:
        if event.kind is EventKind.ITEM_ANSWERED and event.doubt is not None:
            await ask_to_weigh(
                tenant, connection, EvidenceKind.NEXT_ITEM, event.id, event.doubt, event.student
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
        hints=row["hints"],
        solution_seen=row["solution_seen"],
        guess=row["guess"],
        misconceptions=tuple(row["misconceptions"]),
        tested=None if row["tested"] is None else tuple(row["tested"]),
        correction=decode_correction(row["correction"]),
    )


async def mark_applied(
    tenant: Tenant, connection: Connection, applied: Sequence[tuple[LearningEvent, Meeting]]
) -> None:
    await connection.executemany(
        statements("learning")["mark_applied"],
        [
            (
                tenant,
                event.id,
                met.turn,
                met.version,
                met.amount,
                met.item.mean if met.item else None,
                met.item.variance if met.item else None,
                met.item.answers if met.item else None,
                [difficulty.mean for difficulty in met.skills],
                [difficulty.variance for difficulty in met.skills],
                [difficulty.answers for difficulty in met.skills],
                met.side.mean if met.side else None,
                met.side.variance if met.side else None,
            )
            for event, met in applied
        ],
    )


def met_of(row: Any) -> tuple[LearningEvent, Meeting]:
    item = None
    if row["item_answers"] is not None:
        item = Difficulty(row["item_mean"], row["item_variance"], row["item_answers"])
    side = None
    if row["side_mean"] is not None:
        side = Belief(row["side_mean"], row["side_variance"])
    skills = zip(row["skill_means"], row["skill_variances"], row["skill_answers"], strict=True)
    meeting = Meeting(
        turn=row["turn"],
        version=row["version"],
        amount=row["amount"],
        item=item,
        skills=tuple(Difficulty(*each) for each in skills),
        side=side,
    )
    return event_of(row), meeting
