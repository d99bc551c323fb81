"""Is what is believed of students what their logs say?"""

from __future__ import annotations

from collections.abc import AsyncIterable
from dataclasses import dataclass
from uuid import UUID

from fynq.domain.identifiers import Tenant
from fynq.personalization.ports import Calibrations, LearnerStore, LearningLog
from fynq.personalization.replay import replayed


@dataclass(frozen=True)
class Audit:
    """learners: that have a log. events: in their logs. otherwise: whose learner is another than the
    replay of the log. rebuilt: of them put right."""

    learners: int
    events: int
    otherwise: tuple[UUID, ...]
    rebuilt: int


async def audit(
    tenant: Tenant,
    students: AsyncIterable[UUID],
    learners: LearnerStore,
    log: LearningLog,
    calibrations: Calibrations,
    *,
    rebuild: bool = False,
) -> Audit:
    """Reads beside running folds. With `rebuild` a learner that is not its log is made from it."""
    seen = events = rebuilt = 0
    otherwise: list[UUID] = []
    async for student in students:
        equal, length = await _compared(tenant, student, learners, log, calibrations)
        seen += length > 0
        events += length
        if equal:
            continue
        otherwise.append(student)
        if rebuild:
            await log.restore(tenant, student, replayed)
            rebuilt += 1
    return Audit(seen, events, tuple(otherwise), rebuilt)


async def _compared(
    tenant: Tenant,
    student: UUID,
    learners: LearnerStore,
    log: LearningLog,
    calibrations: Calibrations,
) -> tuple[bool, int]:
    """Whether they agree, and how long the log is. Looked at twice where they do not: a fold may
    have come between the two reads."""
    for _ in range(_LOOKS):
        learner, _ = await learners.learner(tenant, student)
        history = await log.history(tenant, student)
        editions = await calibrations.editions(tenant) if history else {}
        turns = [meeting.turn for _, meeting in history]
        whole = turns == list(range(1, learner.turn + 1))
        if whole and replayed(history, editions) == learner:
            return True, len(history)
    return False, len(history)


_LOOKS = 2
