"""What each doubt got, noted in the transaction of its outcome: there rulings have the last word, and
there it shows that a student asks the same again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fynq.answering.evidence import EvidenceKind
from fynq.answering.reasked import READ_SECONDS, not_understood
from fynq.answering.rulings import Recalled, bars, instead_of, standing
from fynq.answering.same_answer import (
    Asked,
    answer_key,
    asked_by,
    asked_first,
    result_in,
    result_of,
    same_question,
)
from fynq.domain.doubt import Answer, AnswerFailed, AnswerReady, AnswerRefused, Doubt
from fynq.domain.identifiers import Tenant
from fynq.domain.ruling import Ruling
from fynq.storage.database import Connection, Row
from fynq.storage.evidence_jobs import ask_to_weigh
from fynq.storage.ruling_rows import rulings_in
from fynq.storage.statements import statements

REFUSED = result_in("", "")


@dataclass(frozen=True, slots=True)
class Served:
    """What is kept of an outcome. asked: None where the question means nothing without its thread."""

    asked: Asked | None
    result: bytes | None
    answer: bytes
    model: str = ""
    style: str = ""


def served(doubt: Doubt, outcome: AnswerReady | AnswerRefused | AnswerFailed) -> Served | None:
    """Of an answer, and of a refusal that a teacher should look at; None of anything else."""
    if isinstance(outcome, AnswerReady):
        result, answer = result_of(outcome.answer), outcome.answer
        asked = asked_by(doubt)
        key = answer_key(doubt.id, asked.digest if asked else None, result)
        return Served(asked, result, key, answer.model, answer.style)
    if isinstance(outcome, AnswerRefused) and outcome.needs_teacher:
        asked = asked_by(doubt)
        key = answer_key(doubt.id, asked.digest if asked else None, REFUSED)
        return Served(asked, REFUSED, key)
    return None


async def serve(
    tenant: Tenant,
    connection: Connection,
    doubt: Doubt,
    outcome: AnswerReady | AnswerRefused | AnswerFailed,
) -> Served | None:
    """Raises Recalled when a ruling bars the answer: nothing of the transaction may stay. The caller
    has taken the lock that rulings wait for."""
    kept = served(doubt, outcome)
    if kept is None:
        return None
    answer = outcome.answer if isinstance(outcome, AnswerReady) else None
    row = await connection.fetchrow(
        statements("servings")["add_serving"],
        tenant,
        doubt.id,
        doubt.student,
        kept.asked.digest if kept.asked else None,
        kept.result,
        kept.answer,
        kept.model,
        kept.style,
        [citation.chunk for citation in answer.citations] if answer else [],
    )
    if row["rulings"] and kept.asked is not None:
        ruling = standing(await rulings_in(tenant, connection, row["rulings"]), kept.asked)
        if ruling is not None and _barred(ruling, answer):
            raise Recalled(instead_of(ruling))
    await _note_reask(tenant, connection, doubt, kept.asked, row["former"])
    return kept


async def add_old_servings(tenant: Tenant, connection: Connection, rows: Sequence[Row]) -> None:
    """rows: doubts with their answers that were stored before servings were kept."""
    await connection.executemany(
        statements("servings")["add_old_serving"],
        [(tenant, row["id"], *_old(row)) for row in rows],
    )


def _old(row: Row) -> tuple[bytes | None, bytes | None, bytes, str]:
    """key, result, answer, model. A follow-up has no key: its turns are not read again for this."""
    asked = asked_first(row["question"], row["subject"]) if row["follows"] is None else None
    key = asked.digest if asked else None
    result: bytes | None = REFUSED
    if row["text"] is not None:
        hint = row["rung"] is not None and not row["final"]
        result = None if hint else result_in(row["final"], row["text"])
    return key, result, answer_key(row["id"], key, result), row["model"] or ""


def _barred(ruling: Ruling, answer: Answer | None) -> bool:
    return answer is not None and bars(ruling, answer)


async def _note_reask(
    tenant: Tenant,
    connection: Connection,
    doubt: Doubt,
    asked: Asked | None,
    former: Sequence[UUID],
) -> None:
    """Asks for the former answer to be weighed, of which the student asks again."""
    follows = doubt.follows if not_understood(doubt.question) else None
    candidates = [follows] if follows is not None else list(former)
    if not candidates:
        return
    rows = await connection.fetch(
        statements("servings")["former"], tenant, candidates, doubt.asked_at, READ_SECONDS
    )
    for row in rows:
        own = asked_first(row["question"], row["subject"])
        if follows is not None or (asked and own and same_question(asked, own)):
            await ask_to_weigh(
                tenant, connection, EvidenceKind.REASK, doubt.id, row["id"], doubt.student
            )
            return
