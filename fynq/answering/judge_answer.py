"""A teacher judges an answer: corrects it, recalls it, confirms it, or adds a note."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import structlog

from fynq.answering.books import DoubtBook, StoredDoubt
from fynq.answering.ports import AnswerChecker, Recall
from fynq.answering.rulings import Ruled, RulingBook
from fynq.answering.same_answer import asked_first
from fynq.domain.errors import Conflict, NotFound, Unavailable
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.ruling import AnswerCheck, CheckVerdict, Ruling, RulingKind

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a teacher says. text, final, skills: of a correction. insist: also where fynq's check
    contradicts it."""

    kind: RulingKind
    teacher: UUID
    teacher_name: str
    text: str = ""
    final: str = ""
    skills: tuple[str, ...] = ()
    note: str = ""
    insist: bool = False


@dataclass(frozen=True)
class JudgeAnswer:
    """seconds: how long a correction waits for its check; without one it counts as not checked."""

    doubts: DoubtBook
    rulings: RulingBook
    checker: AnswerChecker
    recall: Recall
    seconds: float = 12.0

    async def __call__(
        self, tenant: Tenant, doubt: UUID, judgement: Judgement
    ) -> tuple[Ruled, AnswerCheck]:
        """The ruling holds when this returns: whatever is left to do a worker does. Raises
        NotFound(field='doubt_id'); Conflict(field='final') when fynq's check contradicts and the
        teacher does not insist; Conflict(field='doubt_id') where there is nothing to judge."""
        stored = await self.doubts.doubt(tenant, doubt)
        if stored is None:
            raise NotFound("There is no such doubt.", field="doubt_id")
        check = AnswerCheck()
        if judgement.kind is RulingKind.CORRECTION:
            check = await self._checked(stored, judgement.final)
        contradicted = check.verdict is CheckVerdict.CONTRADICTED
        if contradicted and not judgement.insist:
            raise Conflict(_contradiction(check), field="final")
        ruling = Ruling(
            id=new_id(),
            kind=judgement.kind,
            doubt=doubt,
            teacher=judgement.teacher,
            teacher_name=judgement.teacher_name,
            at=datetime.now(UTC),
            text=judgement.text,
            final=judgement.final,
            skills=judgement.skills,
            note=judgement.note,
            checked=check.verdict,
            insisted=contradicted,
        )
        ruled = await self.rulings.rule(tenant, ruling)
        if judgement.kind in (RulingKind.CORRECTION, RulingKind.RECALL):
            with suppress(Unavailable):  # the worker does it again, for every copy
                await self.recall.forget(tenant, doubt)
        return ruled, check

    async def _checked(self, stored: StoredDoubt, final: str) -> AnswerCheck:
        """Not of a follow-up: what it asks stands in its thread."""
        if stored.doubt.follows is not None or not final.strip():
            return AnswerCheck()
        asked = asked_first(stored.doubt.question, stored.doubt.subject)
        if asked is None:
            return AnswerCheck()
        try:
            async with asyncio.timeout(self.seconds):
                return await self.checker.check_answer(asked.question, final)
        except (Unavailable, TimeoutError):
            log.warning("correction_not_checked", doubt=str(stored.doubt.id))
            return AnswerCheck()


def _contradiction(check: AnswerCheck) -> str:
    own = f" fynq itself finds ${check.own}$." if check.own else ""
    return f"fynq's check contradicts this result.{own} Look at it again, or send `insist: true`."
