"""A student practises: an item is posed, helped with, answered."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

import structlog

from fynq.answering.allowed import allowed
from fynq.answering.as_shown import as_shown
from fynq.answering.ports import Personalizer, Policies
from fynq.answering.practice_books import AttemptBook, Desk, Recommender
from fynq.domain.errors import Conflict, DeadlineExceeded, NotFound, Unavailable
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.knowledge import PracticeItem
from fynq.domain.policy import SchoolPolicy
from fynq.domain.practice import (
    Attempt,
    AttemptStatus,
    CheckOutcomes,
    Graded,
    PlacementStanding,
    Purpose,
    Suggested,
    Wish,
)
from fynq.reasoning.school_notation import read_in

log = structlog.get_logger()

_CHOICES = 3
"""Times that another item is looked for when the chosen one went meanwhile."""
NOTHING_HERE = "There is nothing to practise here yet."


@dataclass(frozen=True, slots=True)
class Answered:
    """up_to_date: what the answer says of the student is in what is believed of the student."""

    attempt: Attempt
    graded: Graded
    up_to_date: bool


@dataclass(frozen=True)
class Practice:
    """Other students' attempts are unknown: NotFound. seconds: that the grading of one answer may
    take."""

    attempts: AttemptBook
    recommender: Recommender
    personalizer: Personalizer
    desk: Desk
    policies: Policies
    seconds: float = 20.0

    async def next(
        self, tenant: Tenant, student: UUID, wish: Wish, *, skip: bool = False
    ) -> Attempt:
        """The open attempt, or with `skip` another. Raises NotFound when there is nothing."""
        current = await self.attempts.current(tenant, student)
        policy = await self.allowed(tenant, student)
        if current is not None and not skip:
            return as_shown(current, policy)
        wish = replace(wish, zone=policy.time_zone)
        if current is not None:
            await self.attempts.skip(tenant, student, current.id)
            wish = replace(wish, skipped=(*wish.skipped, current.item.slug))
        for _ in range(_CHOICES):
            identity = new_id()
            found = await self.recommender.suggest(
                tenant, student, replace(wish, seed=str(identity))
            )
            if found.placed:
                await self.attempts.end_placement(tenant, student, "done")
            if found.slug is None:
                break
            opened = await self.attempts.open(tenant, _posed(identity, student, found))
            if opened is not None:
                return as_shown(opened, policy)
            wish = replace(wish, skipped=(*wish.skipped, found.slug))
        raise NotFound(NOTHING_HERE, field="skill" if wish.skill else None)

    async def attempt(self, tenant: Tenant, student: UUID, attempt: UUID) -> Attempt:
        found = await self.attempts.attempt(tenant, student, attempt)
        if found is None:
            raise NotFound("There is no such attempt.", field="attempt_id")
        return found

    async def answer(self, tenant: Tenant, student: UUID, attempt: UUID, said: str) -> Answered:
        """Raises Conflict when the attempt is over, DeadlineExceeded and RoomUnavailable when the
        answer cannot be graded now: then nothing has happened."""
        found = await self.attempt(tenant, student, attempt)
        said = " ".join(said.split())
        if found.status is not AttemptStatus.OPEN and said not in found.said:
            raise Conflict("This attempt is over.", field="attempt_id")
        policy = await self.allowed(tenant, student)
        try:
            async with asyncio.timeout(self.seconds):
                graded = await self.desk.grade(tenant, student, found.item, read_in(said, policy))
        except TimeoutError:
            raise DeadlineExceeded("Grading took too long.", retry_after=5.0) from None
        after = await self.attempts.settle(
            tenant, student, attempt, said, graded, datetime.now(UTC)
        )
        learned = after.outcome is None or await self._learned(tenant, student)
        return Answered(as_shown(after, policy), graded, learned)

    async def skip(self, tenant: Tenant, student: UUID, attempt: UUID) -> Attempt:
        return await self.shown(tenant, await self.attempts.skip(tenant, student, attempt))

    async def placement(
        self, tenant: Tenant, student: UUID
    ) -> tuple[PlacementStanding, Attempt | None]:
        """Where it stands, and the open attempt."""
        standing = await self.recommender.standing(tenant, student)
        current = await self.attempts.current(tenant, student)
        return standing, await self.shown(tenant, current) if current is not None else None

    async def skip_placement(self, tenant: Tenant, student: UUID) -> PlacementStanding:
        await self.attempts.end_placement(tenant, student, "skipped")
        return await self.recommender.standing(tenant, student)

    async def list_attempts(
        self, tenant: Tenant, student: UUID, before: UUID | None, limit: int
    ) -> Sequence[Attempt]:
        """Newest first, as the school writes."""
        policy = await self.allowed(tenant, student)
        found = await self.attempts.list_attempts(tenant, student, before, limit)
        return [as_shown(each, policy) for each in found]

    async def check_outcomes(
        self, tenant: Tenant, since: datetime, until: datetime
    ) -> CheckOutcomes:
        return await self.attempts.check_outcomes(tenant, since, until)

    async def shown(self, tenant: Tenant, attempt: Attempt) -> Attempt:
        """As the school writes, with the help that it allows now."""
        return as_shown(attempt, await self.allowed(tenant, attempt.student))

    async def allowed(self, tenant: Tenant, student: UUID) -> SchoolPolicy:
        return await allowed(self.policies, self.personalizer, tenant, student)

    async def _learned(self, tenant: Tenant, student: UUID) -> bool:
        """The event is written; without the personalizer it is learned from a minute later."""
        try:
            await self.personalizer.observe(tenant, student)
        except Unavailable:
            log.warning("learning_later", student=str(student))
            return False
        return True


def _posed(identity: UUID, student: UUID, found: Suggested) -> Attempt:
    assert found.slug is not None
    assert found.chosen is not None
    return Attempt(
        id=identity,
        student=student,
        item=PracticeItem(identity, found.slug, "", "", "", ()),
        purpose=Purpose.PLACEMENT if found.purpose is Purpose.PLACEMENT else Purpose.PRACTICE,
        chosen=found.chosen,
        opened_at=datetime.now(UTC),
    )
