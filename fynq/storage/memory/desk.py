"""The desk on which evidence is weighed, in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from fynq.answering.desk import Complaint, Desk, Learned, Rated, Update
from fynq.answering.evidence import (
    Evidence,
    EvidenceKind,
    NextItem,
    Seen,
    Serving,
    Tally,
    Thumb,
)
from fynq.domain.identifiers import Tenant
from fynq.domain.learner import EventKind, Learner, LearningEvent
from fynq.domain.ruling import Ruling, RulingKind
from fynq.personalization.aftermath import foreseen_by, misled, moved, with_and_without
from fynq.routing.ratings import OVERALL, folded, rating
from fynq.storage.memory.contents import Contents
from fynq.storage.memory.learners import MemoryCalibrations, MemoryLearningLog
from fynq.storage.memory.ratings import MemoryRatingBook
from fynq.storage.memory.rulings import complain

Key = tuple[UUID | None, str]


@dataclass(frozen=True)
class MemoryDesks:
    contents: Contents

    @asynccontextmanager
    async def open(self, tenant: Tenant) -> AsyncIterator[Desk]:
        yield MemoryDesk(self.contents)

    async def ruled(self, tenant: Tenant, ruling: UUID) -> tuple[Ruling, Sequence[UUID]] | None:
        found = self.contents.rulings.get((tenant, ruling))
        if found is None:
            return None
        shown = [
            d for (owner, d), r in self.contents.ruled.items() if (owner, r) == (tenant, ruling)
        ]
        return found, sorted(shown)

    async def with_evidence(self, tenant: Tenant, ruling: UUID) -> Sequence[tuple[UUID, UUID]]:
        counted = {
            each.doubt
            for (owner, kind, _), each in self.contents.evidence.items()
            if owner == tenant and kind is not EvidenceKind.RULING and each.voided_by is None
        }
        return sorted(
            (doubt, self.contents.doubts[tenant, doubt].doubt.student)
            for (owner, doubt), shown in self.contents.ruled.items()
            if owner == tenant and shown == ruling and doubt in counted
        )

    async def refold(self, tenant: Tenant, model: str) -> tuple[float, float] | None:
        """The standings in memory are always the fold of the log."""
        standings = folded(self.contents.outcomes.get((tenant, model), []))
        if OVERALL not in standings:
            return None
        return standings[OVERALL].ability, standings[OVERALL].ability


@dataclass(frozen=True)
class MemoryDesk:
    contents: Contents

    async def serving(self, tenant: Tenant, doubt: UUID) -> Serving | None:
        kept = self.contents.servings.get((tenant, doubt))
        if kept is None:
            return None
        answer = self.contents.doubts[tenant, doubt].answer
        ruling = self.contents.ruled.get((tenant, doubt))
        out = ruling is not None and self.contents.rulings[tenant, ruling].kind in (
            RulingKind.CORRECTION,
            RulingKind.RECALL,
        )
        return Serving(
            doubt=doubt,
            student=kept.student,
            answer=kept.answer,
            model=kept.model,
            style=kept.style,
            skills=answer.skills if answer else (),
            passages=kept.passages,
            hint=kept.result is None,
            ruled_out=ruling if out else None,
        )

    async def thumb(self, tenant: Tenant, doubt: UUID) -> Thumb | None:
        student = self.contents.doubts[tenant, doubt].doubt.student
        entry = self.contents.feedback.get((tenant, student, doubt))
        return None if entry is None else Thumb(entry.id, entry.rating, entry.reason)

    async def next_item(self, tenant: Tenant, event: UUID) -> NextItem | None:
        found = self.contents.events.get((tenant, event))
        if found is None or found.kind is not EventKind.ITEM_ANSWERED:
            return None
        if found.outcome is None or found.doubt is None:
            return None
        earlier = any(
            owner == tenant
            and each.kind is found.kind
            and each.student == found.student
            and (each.at, each.id) < (found.at, found.id)
            and ((each.item is not None and each.item == found.item) or each.doubt == found.doubt)
            for (owner, _), each in self.contents.events.items()
        )
        met = self.contents.met.get((tenant, event))
        before, after = self._moved(tenant, found)
        return NextItem(
            id=event,
            student=found.student,
            outcome=found.outcome,
            unaided=found.hints == 0 and not found.solution_seen,
            first=not earlier,
            skills=found.skills,
            foreseen=None if met is None else foreseen_by(found, met),
            before=before,
            after=after,
        )

    async def asked(self, tenant: Tenant, doubt: UUID) -> Learned | None:
        student = self.contents.doubts[tenant, doubt].doubt.student
        for (owner, id_), event in sorted(self.contents.events.items()):
            asked = event.kind is EventKind.DOUBT_ASKED and event.doubt == doubt
            if owner == tenant and asked and event.student == student:
                before, after = self._moved(tenant, event)
                return Learned(id_, student, event.skills, before, after)
        return None

    def _moved(self, tenant: Tenant, event: LearningEvent) -> tuple[float | None, float | None]:
        met = self.contents.met.get((tenant, event.id))
        if met is None:
            return None, None
        learner = self.contents.learners.get((tenant, event.student), Learner())
        return moved(event, met, learner)

    async def seen(self, tenant: Tenant, kind: EvidenceKind, serving: Serving) -> Seen:
        since = datetime.now(UTC) - timedelta(days=1)
        own = [each for key, each in self.contents.evidence.items() if key[:2] == (tenant, kind)]
        return Seen(
            sum(
                each.answer == serving.answer
                and each.doubt != serving.doubt
                and each.voided_by is None
                for each in own
            ),
            sum(each.student == serving.student and each.at > since for each in own),
        )

    async def add(self, tenant: Tenant, evidence: Evidence) -> bool:
        key = (tenant, evidence.kind, evidence.id)
        if key in self.contents.evidence:
            return False
        self.contents.evidence[key] = evidence
        return True

    async def of_doubt(self, tenant: Tenant, doubt: UUID) -> Sequence[Evidence]:
        return [each for each in self._counted(tenant) if each.doubt == doubt]

    async def of_answer(
        self, tenant: Tenant, kind: EvidenceKind, answer: bytes
    ) -> Sequence[Evidence]:
        own = self._counted(tenant)
        return [each for each in own if each.answer == answer and each.kind is kind][:1000]

    def _counted(self, tenant: Tenant) -> list[Evidence]:
        own = [
            each
            for key, each in self.contents.evidence.items()
            if key[0] == tenant and each.voided_by is None
        ]
        return sorted(own, key=lambda each: (each.at, each.id))

    async def void(self, tenant: Tenant, evidence: Evidence, by: UUID) -> None:
        key = (tenant, evidence.kind, evidence.id)
        self.contents.evidence[key] = replace(self.contents.evidence[key], voided_by=by)
        if evidence.number is None:
            return
        log = self.contents.outcomes[tenant, evidence.model]
        at = evidence.number - 1
        log[at] = replace(log[at], amount=0.0)
        job = (tenant, "refold_model", {"model": evidence.model})
        if job not in self.contents.jobs:
            self.contents.jobs.append(job)

    async def void_learning(
        self, tenant: Tenant, student: UUID, events: Sequence[UUID], by: UUID
    ) -> Learned | None:
        contents = self.contents
        found = [contents.events[tenant, id_] for id_ in events if (tenant, id_) in contents.events]
        ruling = contents.rulings.get((tenant, by))
        if not found or ruling is None:
            return None
        skills = found[0].skills
        said = misled(by, ruling.teacher, student, sorted(each.id for each in found), skills)
        if (tenant, said.id) in contents.events:
            return None
        history = await MemoryLearningLog(contents).history(tenant, student)
        editions = await MemoryCalibrations(contents).editions(tenant)
        contents.events[tenant, said.id] = said
        before, after = with_and_without(history, editions, said, skills)
        return Learned(found[0].id, student, skills, before, after)

    async def typical(self, tenant: Tenant) -> float:
        standings = await MemoryRatingBook(self.contents).standings(tenant)
        found = [each[OVERALL].ability for each in standings.values() if OVERALL in each]
        return sum(found) / len(found) if found else 0.0

    async def rate(
        self,
        tenant: Tenant,
        evidence: Evidence,
        skills: Sequence[str],
        right: bool,
        difficulty: float,
    ) -> Rated:
        model = evidence.model
        before = folded(self.contents.outcomes.get((tenant, model), []))
        outcome = await MemoryRatingBook(self.contents).observe(
            tenant, model, skills, right, difficulty, evidence.said.amount
        )
        key = (tenant, evidence.kind, evidence.id)
        self.contents.evidence[key] = replace(self.contents.evidence[key], number=outcome.number)
        after = folded(self.contents.outcomes[tenant, model])
        return Rated(outcome.number, rating(before, skills).ability, rating(after, skills).ability)

    async def passages(self, tenant: Tenant, digests: Sequence[bytes]) -> Mapping[bytes, Tally]:
        return {each: self.contents.worths.get((tenant, each), Tally()) for each in digests}

    async def put_passages(self, tenant: Tenant, tallies: Mapping[bytes, Tally]) -> None:
        for digest, tally in tallies.items():
            self.contents.worths[tenant, digest] = tally

    async def styles(self, tenant: Tenant, keys: Sequence[Key]) -> Mapping[Key, Tally]:
        return {key: self.contents.styles.get((tenant, *key), Tally()) for key in keys}

    async def put_styles(self, tenant: Tenant, tallies: Mapping[Key, Tally]) -> None:
        for key, tally in tallies.items():
            self.contents.styles[(tenant, *key)] = tally

    async def note(self, tenant: Tenant, updates: Sequence[Update]) -> None:
        for update in updates:
            self.contents.updates[tenant, update.id] = update

    async def complain(self, tenant: Tenant, serving: Serving, why: Complaint) -> None:
        complain(self.contents, tenant, serving.answer, serving.doubt, why)
