"""Every resolved doubt ends with one item, which shows whether it helped.

The item is chosen while the answer is at hand and written together with it. Where that is not done in
time, or the bank has nothing that fits, the answer goes out without, and a job looks once more and
makes the doubt's own problem anew with other numbers.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol, TypeVar
from uuid import UUID

import structlog

from fynq.answering.allowed import allowed
from fynq.answering.as_shown import as_shown
from fynq.answering.books import DoubtBook, StoredDoubt
from fynq.answering.ports import Personalizer, Policies
from fynq.answering.practice_books import AttemptBook, Desk, ItemBook, Recommender
from fynq.domain.doubt import AnswerFailed, AnswerReady, AnswerRefused, Doubt, DoubtStatus
from fynq.domain.errors import CannotSolve, FynqError
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.knowledge import PracticeItem
from fynq.domain.policy import Help
from fynq.domain.practice import Attempt, Chosen, Purpose, Wish
from fynq.reasoning.school_notation import read_in

log = structlog.get_logger()

Outcome = AnswerReady | AnswerRefused | AnswerFailed
Event = TypeVar("Event", bound=Outcome)
_SENTENCE = "See whether it works now, with other numbers and without help."


class Checks(Protocol):
    async def __call__(self, tenant: Tenant, doubt: Doubt, event: Outcome) -> Outcome:
        """The event, with a check item where it resolves the doubt and one is found. Never raises."""
        ...


async def no_checks(tenant: Tenant, doubt: Doubt, event: Outcome) -> Outcome:
    return event


def resolves(outcome: Outcome) -> bool:
    """The student has all of it: no hint on the way, no work that goes on."""
    if not isinstance(outcome, AnswerReady):
        return False
    answer = outcome.answer
    if answer.hint is not None and answer.hint.rung is not Help.SOLUTION:
        return False
    return bool(answer.skills) and (answer.work is None or answer.work.complete)


@dataclass(frozen=True)
class ChooseCheck:
    """seconds: an answer waits for its check item at most so long."""

    recommender: Recommender
    personalizer: Personalizer
    items: ItemBook
    policies: Policies
    seconds: float = 0.3

    async def __call__(self, tenant: Tenant, doubt: Doubt, event: Outcome) -> Outcome:
        if not isinstance(event, AnswerReady) or not resolves(event):
            return event
        try:
            async with asyncio.timeout(self.seconds):
                found = await self.chosen(tenant, doubt, event.answer.skills)
                policy = await allowed(self.policies, self.personalizer, tenant, doubt.student)
        except (FynqError, TimeoutError) as error:
            log.info("check_item_later", doubt=str(doubt.id), why=type(error).__name__)
            return event
        except Exception:
            log.exception("check_item_broke", doubt=str(doubt.id))
            return event
        return replace(event, check=as_shown(found, policy)) if found is not None else event

    async def chosen(self, tenant: Tenant, doubt: Doubt, skills: tuple[str, ...]) -> Attempt | None:
        identity = new_id()
        zone = (await self.policies.policy(tenant)).time_zone
        wish = Wish(Purpose.CHECK, about=skills, seed=str(identity), zone=zone)
        found = await self.recommender.suggest(tenant, doubt.student, wish)
        if found.slug is None or found.chosen is None:
            return None
        held = await self.items.item(tenant, found.slug)
        if held is None or held.retired_at is not None:
            return None
        return _check(identity, doubt, held.item, found.chosen)


@dataclass(frozen=True)
class CheckLater:
    """The job: for answers that went out without a check item."""

    doubts: DoubtBook
    choose: ChooseCheck
    attempts: AttemptBook
    desk: Desk

    async def __call__(self, tenant: Tenant, doubt: UUID) -> None:
        stored = await self.doubts.doubt(tenant, doubt)
        if stored is None or stored.check is not None or stored.answer is None:
            return
        if stored.status is not DoubtStatus.ANSWERED or not resolves(AnswerReady(stored.answer)):
            return
        found = await self.choose.chosen(tenant, stored.doubt, stored.answer.skills)
        found = found or await self._made(tenant, stored)
        if found is not None:
            await self.attempts.add_check(tenant, found)

    async def _made(self, tenant: Tenant, stored: StoredDoubt) -> Attempt | None:
        doubt, answer = stored.doubt, stored.answer
        if answer is None or not answer.final:
            return None
        policy = await self.choose.policies.policy(tenant)
        try:
            made = await self.desk.variant(tenant, doubt.student, read_in(doubt.question, policy))
        except CannotSolve:
            return None
        item = PracticeItem(
            id=new_id(),
            slug=f"check-{doubt.id}",
            question=made.question,
            answer=made.answer,
            kind=made.kind,
            skills=answer.skills,
        )
        chosen = Chosen(answer.skills[0], "check", _SENTENCE, None)
        return replace(_check(new_id(), doubt, item, chosen), made=True)


def _check(identity: UUID, doubt: Doubt, item: PracticeItem, chosen: Chosen) -> Attempt:
    return Attempt(
        id=identity,
        student=doubt.student,
        item=item,
        purpose=Purpose.CHECK,
        chosen=chosen,
        opened_at=datetime.now(UTC),
        doubt=doubt.id,
    )
