"""What is believed of a student, shown with its evidence and corrected by people.

Everything is read off the replay of the student's log, so what is shown and why agree. It takes time
in the length of the log, and runs in a thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID, uuid5

from fynq.answering.ports import Personalizer
from fynq.answering.verify_with import CheckWith, check_with
from fynq.domain.corrections import Claim, Correction
from fynq.domain.errors import Forbidden, InvalidInput, NotFound, Unavailable
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.knowledge import PracticeItem, Skill
from fynq.domain.learner import EventKind, LearningEvent
from fynq.personalization.evidence import (
    Effect,
    Happened,
    Subject,
    Traced,
    all_effects,
    explained,
)
from fynq.personalization.ports import Calibrations, LearnerStore, LearningLog

_ABOUT_SKILLS = (Claim.KNOWS, Claim.DOES_NOT)


class Exercises(Protocol):
    """The skill graph and what practises it."""

    async def skills(self, tenant: Tenant) -> Sequence[Skill]: ...

    async def items(self, tenant: Tenant, skill: str | None = None) -> Sequence[PracticeItem]: ...


@dataclass(frozen=True, slots=True)
class Believed:
    """All that is believed of a student. names: of skills, by slug. up_to_date: everything that was
    recorded is in it."""

    student: UUID
    traced: Traced
    names: Mapping[str, str]
    up_to_date: bool


@dataclass(frozen=True, slots=True)
class Explained:
    """One belief with its evidence in order. check: what would settle a word that no answer has
    confirmed or refuted yet."""

    believed: Believed
    subject: Subject
    effects: Sequence[Effect]
    check: CheckWith | None


@dataclass(frozen=True, slots=True)
class Corrected:
    """before: as it was without the correction."""

    event: LearningEvent
    before: Explained
    after: Explained


@dataclass(frozen=True, slots=True)
class Said:
    """A correction as a person puts it. by: who; staff: as a teacher of the student."""

    claim: Claim
    by: UUID
    staff: bool
    events: tuple[UUID, ...] = ()
    note: str = ""
    private: bool = False


@dataclass(frozen=True)
class OpenModel:
    """Raises StorageUnavailable."""

    learners: LearnerStore
    learning: LearningLog
    calibrations: Calibrations
    personalizer: Personalizer
    exercises: Exercises

    async def beliefs(self, tenant: Tenant, student: UUID) -> Believed:
        believed, _ = await self._believed(tenant, student, None)
        return believed

    async def belief(self, tenant: Tenant, student: UUID, subject: Subject) -> Explained:
        """Raises NotFound for what is no skill of the school, where nothing is believed or was said
        of it."""
        believed, found = await self._believed(tenant, student, subject)
        known = subject.kind == "skill" and subject.slug in believed.names
        if not (found or known or subject in believed.traced.subjects):
            raise NotFound("Nothing is believed of this.", field="belief")
        check = await self._check(tenant, believed, subject, found)
        return Explained(believed, subject, found, check)

    async def everything(
        self, tenant: Tenant, student: UUID
    ) -> tuple[Believed, Sequence[Happened]]:
        """All beliefs, and every event with what it did."""
        believed, _ = await self._believed(tenant, student, None)
        history = await self.learning.history(tenant, student)
        history = history[: believed.traced.learner.turn]
        editions = await self.calibrations.editions(tenant)
        return believed, await asyncio.to_thread(lambda: list(all_effects(history, editions)))

    async def correct(
        self, tenant: Tenant, student: UUID, subject: Subject, said: Said
    ) -> Corrected:
        """Durable when it returns. Raises NotFound for a belief that there is not, and for an event
        that is no evidence of it; InvalidInput for a claim that does not fit the belief."""
        before = await self.belief(tenant, student, subject)
        _fits(said, subject, before)
        correction = Correction(
            claim=said.claim,
            by=said.by,
            staff=said.staff,
            events=tuple(dict.fromkeys(said.events)),
            misconception=subject.slug if subject.kind == "misconception" else "",
            note=said.note,
            private=said.private,
        )
        event = _event(new_id(), student, subject, correction)
        return await self._recorded(tenant, student, subject, event, before)

    async def take_back(
        self, tenant: Tenant, student: UUID, subject: Subject, correction: UUID, said: Said
    ) -> Corrected:
        """Once and again the same. Raises NotFound for a correction that this belief has not, and
        Forbidden when a student would take a teacher's back."""
        before = await self.belief(tenant, student, subject)
        found = next((each.event for each in before.effects if each.event.id == correction), None)
        given = found.correction if found else None
        if given is None or given.claim is Claim.TAKEN_BACK:
            raise NotFound("There is no such correction.", field="correction_id")
        if given.staff and not said.staff:
            raise Forbidden("A teacher made this correction, so a teacher has to take it back.")
        back = Correction(
            Claim.TAKEN_BACK,
            said.by,
            said.staff,
            misconception=given.misconception,
            takes_back=correction,
        )
        event = _event(uuid5(correction, Claim.TAKEN_BACK), student, subject, back)
        return await self._recorded(tenant, student, subject, event, before)

    async def _recorded(
        self,
        tenant: Tenant,
        student: UUID,
        subject: Subject,
        event: LearningEvent,
        before: Explained,
    ) -> Corrected:
        """With the event as it is in the log, where the first of an id stays."""
        await self.learning.record(tenant, [event])
        after = await self.belief(tenant, student, subject)
        stored = (each.event for each in after.effects if each.event.id == event.id)
        return Corrected(next(stored, event), before, after)

    async def _believed(
        self, tenant: Tenant, student: UUID, subject: Subject | None
    ) -> tuple[Believed, Sequence[Effect]]:
        """What waits is folded in first, so that what is shown is what the next answer will know."""
        _, waiting = await self.learners.learner(tenant, student)
        if waiting:
            with suppress(Unavailable):
                await self.personalizer.observe(tenant, student)
                waiting = False
        history = await self.learning.history(tenant, student)
        editions = await self.calibrations.editions(tenant)
        names = {skill.slug: skill.name for skill in await self.exercises.skills(tenant)}
        whole, found = await asyncio.to_thread(explained, history, editions, subject)
        return Believed(student, whole, names, not waiting), found

    async def _check(
        self, tenant: Tenant, believed: Believed, subject: Subject, found: Sequence[Effect]
    ) -> CheckWith | None:
        unsettled = _unsettled(found)
        if not unsettled:
            return None
        return await check_with(tenant, self.exercises, believed.traced, subject, found)


def _unsettled(found: Sequence[Effect]) -> bool:
    """Whether the last word that counts came after the last answer that does."""
    for effect in reversed(found):
        correction = effect.event.correction
        if effect.ruled_out is not None:
            continue
        if effect.event.kind is EventKind.ITEM_ANSWERED:
            return False
        if correction is not None and correction.claim in (*_ABOUT_SKILLS, Claim.NO_LONGER):
            return True
    return False


def _fits(said: Said, subject: Subject, before: Explained) -> None:
    if said.claim in _ABOUT_SKILLS and subject.kind != "skill":
        raise InvalidInput("This can be said of a skill only.", field="claim")
    if said.claim is Claim.NO_LONGER:
        if subject.kind != "misconception":
            raise InvalidInput("This can be said of a misconception only.", field="claim")
        state = before.believed.traced.learner.misconceptions.get(subject.slug)
        if state is None or not state.open:
            raise InvalidInput("This misconception is not open.", field="claim")
    if said.claim is Claim.TAKEN_BACK:
        raise InvalidInput("A correction is taken back by its id.", field="claim")
    if (said.claim is Claim.NOT_ME) != bool(said.events):
        needs = said.claim is Claim.NOT_ME
        problem = "Name the events that are meant." if needs else "Only not_me names events."
        raise InvalidInput(problem, field="events")
    evidence = {
        each.event.id for each in before.effects if each.event.kind is not EventKind.CORRECTED
    }
    if not evidence.issuperset(said.events):
        raise NotFound("One of these is no evidence of this belief.", field="events")


def _event(id_: UUID, student: UUID, subject: Subject, correction: Correction) -> LearningEvent:
    return LearningEvent(
        id=id_,
        student=student,
        kind=EventKind.CORRECTED,
        skills=(subject.slug,) if subject.kind == "skill" else (),
        outcome=None,
        at=datetime.now(UTC),
        correction=correction,
    )
