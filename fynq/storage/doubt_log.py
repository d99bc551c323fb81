"""The writing side of a doubt's life: opened, then closed or cancelled, each once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from fynq.answering.check_items import resolves
from fynq.answering.desk import Complaint
from fynq.domain.doubt import Answer, AnswerFailed, AnswerReady, AnswerRefused, Doubt, DoubtStatus
from fynq.domain.errors import Conflict, NotFound
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Citation
from fynq.domain.learner import LearningEvent
from fynq.storage.answer_codec import encode_work
from fynq.storage.attempt_book import add_check
from fynq.storage.complaints import complain
from fynq.storage.database import Connection, Database
from fynq.storage.jobs import enqueue
from fynq.storage.learning_events import add_events
from fynq.storage.outbox import tell
from fynq.storage.servings import serve
from fynq.storage.statements import statements

_BUCKET = 30
_LATER = 60.0
"""Seconds. The job runs after its bucket is over, so that a job that already runs never swallows
the one for a newer event."""


@dataclass(frozen=True)
class PostgresDoubtLog:
    database: Database

    async def open(self, tenant: Tenant, doubt: Doubt) -> None:
        """Raises Conflict when the id is there already, NotFound when the student, the thread or
        the followed doubt is not."""
        async with self.database.transaction(tenant) as connection:
            try:
                await connection.execute(
                    statements("doubts")["open_doubt"],
                    tenant,
                    doubt.id,
                    doubt.student,
                    doubt.question,
                    doubt.thread,
                    doubt.follows,
                    doubt.subject,
                    doubt.asked_at,
                )
            except asyncpg.UniqueViolationError:
                raise Conflict("This doubt is there already.", field="id") from None
            except asyncpg.ForeignKeyViolationError:
                raise NotFound("The student or the earlier doubt is not there.") from None

    async def close(
        self,
        tenant: Tenant,
        doubt: Doubt,
        outcome: AnswerReady | AnswerRefused | AnswerFailed,
        events: Sequence[LearningEvent],
    ) -> bool:
        """Raises Recalled, and nothing is written, when a teacher ruled the answer out."""
        async with self.database.transaction(tenant) as connection:
            if not await _settle(tenant, connection, doubt, outcome):
                return False
            if isinstance(outcome, AnswerReady):
                await _add_answer(tenant, connection, doubt, outcome.answer)
                await _add_citations(tenant, connection, doubt, outcome.answer.citations)
                await _add_check(tenant, connection, doubt, outcome)
            elif isinstance(outcome, AnswerRefused):
                await _add_citations(tenant, connection, doubt, outcome.citations)
            kept = await serve(tenant, connection, doubt, outcome)
            if kept is not None and not kept.model:
                await complain(tenant, connection, kept.answer, doubt.id, Complaint.UNSOLVED)
            await add_events(tenant, connection, events)
            if events:
                bucket = int(doubt.asked_at.timestamp()) // _BUCKET
                await enqueue(
                    tenant,
                    connection,
                    "learn",
                    {"student": str(doubt.student)},
                    dedupe_key=f"{doubt.student}:{bucket}",
                    after_seconds=_LATER,
                )
            status = status_of(outcome)
            if isinstance(outcome, AnswerRefused) and outcome.needs_teacher:
                await tell(tenant, connection, "doubt.needs_teacher", {"doubt": str(doubt.id)})
            await tell(
                tenant, connection, "doubt.closed", {"doubt": str(doubt.id), "status": status}
            )
        return True

    async def cancel(self, tenant: Tenant, doubt: UUID) -> bool:
        row = await self.database.write(tenant, statements("doubts")["cancel_doubt"], tenant, doubt)
        return row is not None


def status_of(outcome: AnswerReady | AnswerRefused | AnswerFailed) -> DoubtStatus:
    if isinstance(outcome, AnswerReady):
        return DoubtStatus.ANSWERED
    return DoubtStatus.REFUSED if isinstance(outcome, AnswerRefused) else DoubtStatus.FAILED


async def _settle(
    tenant: Tenant,
    connection: Connection,
    doubt: Doubt,
    outcome: AnswerReady | AnswerRefused | AnswerFailed,
) -> bool:
    answer = outcome.answer if isinstance(outcome, AnswerReady) else None
    refused = outcome if isinstance(outcome, AnswerRefused) else None
    row = await connection.fetchrow(
        statements("doubts")["close_doubt"],
        tenant,
        doubt.id,
        status_of(outcome).value,
        refused.reason if refused else "",
        refused.advice if refused else "",
        outcome.code if isinstance(outcome, AnswerFailed) else "",
        answer.subject if answer else None,
        list(answer.skills) if answer else [],
        refused is not None and refused.needs_teacher,
    )
    return row is not None


async def _add_answer(tenant: Tenant, connection: Connection, doubt: Doubt, answer: Answer) -> None:
    await connection.execute(
        statements("doubts")["add_answer"],
        tenant,
        doubt.id,
        answer.text,
        answer.final,
        answer.status.value,
        answer.model,
        answer.subject,
        list(answer.skills),
        answer.confidence,
        [step.index for step in answer.steps],
        [step.title for step in answer.steps],
        [step.text for step in answer.steps],
        [step.checked for step in answer.steps],
        [witness.kind for witness in answer.witnesses],
        [witness.detail for witness in answer.witnesses],
        [witness.step for witness in answer.witnesses],
        doubt.id,
        doubt.student,
        answer.usage.input_tokens,
        answer.usage.output_tokens,
        answer.usage.cached_tokens,
        answer.usage.reasoning_tokens,
        answer.usage.cost_micros,
        answer.hint.rung.value if answer.hint else None,
        answer.hint.more if answer.hint else None,
        encode_work(answer.work),
    )


async def _add_check(
    tenant: Tenant, connection: Connection, doubt: Doubt, outcome: AnswerReady
) -> None:
    """With the answer, or later by a job where none was chosen in time."""
    if outcome.check is not None:
        await add_check(tenant, connection, outcome.check)
    elif resolves(outcome):
        told = {"doubt": str(doubt.id)}
        await enqueue(tenant, connection, "check_item", told, dedupe_key=str(doubt.id))


async def _add_citations(
    tenant: Tenant, connection: Connection, doubt: Doubt, citations: Sequence[Citation]
) -> None:
    if not citations:
        return
    await connection.execute(
        statements("doubts")["add_citations"],
        tenant,
        doubt.id,
        [citation.document for citation in citations],
        [citation.chunk for citation in citations],
        [citation.revision for citation in citations],
        [citation.title for citation in citations],
        [citation.start for citation in citations],
        [citation.end for citation in citations],
        [citation.quote for citation in citations],
        [citation.place for citation in citations],
    )
