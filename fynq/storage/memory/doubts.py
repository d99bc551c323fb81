"""Doubts and feedback in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from fynq.answering.books import ABANDONED, BuiltOn, DoubtFilter, FeedbackEntry, StoredDoubt
from fynq.answering.check_items import resolves
from fynq.answering.corrected import ruled, without_parts
from fynq.answering.evidence import EvidenceKind
from fynq.answering.rulings import WITHDRAWN
from fynq.answering.same_answer import result_of
from fynq.answering.withdrawn import withdrawn
from fynq.domain.doubt import (
    Answer,
    AnswerFailed,
    AnswerReady,
    AnswerRefused,
    Doubt,
    DoubtStatus,
    Turn,
)
from fynq.domain.errors import Conflict, NotFound
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.knowledge import Citation
from fynq.domain.learner import LearningEvent
from fynq.domain.ruling import RulingKind
from fynq.storage.abandoned import ABANDONED_SECONDS
from fynq.storage.doubt_log import status_of
from fynq.storage.feedback_book import rating_event
from fynq.storage.memory.bridges import bridge_as_of_now
from fynq.storage.memory.contents import Contents, storable
from fynq.storage.memory.learners import add_event, ask_to_weigh
from fynq.storage.memory.practice import add_check, check_of
from fynq.storage.memory.rulings import serve


@dataclass(frozen=True)
class MemoryDoubtLog:
    contents: Contents

    async def open(self, tenant: Tenant, doubt: Doubt) -> None:
        storable(doubt)
        if (tenant, doubt.id) in self.contents.doubts:
            raise Conflict("This doubt is there already.", field="id")
        earlier = {doubt.thread, doubt.follows} - {doubt.id, None}
        missing = any((tenant, id_) not in self.contents.doubts for id_ in earlier if id_)
        if missing or (tenant, doubt.student) not in self.contents.accounts:
            raise NotFound("The student or the earlier doubt is not there.")
        kept = replace(doubt, turns=(), wanted=None)
        self.contents.doubts[tenant, doubt.id] = StoredDoubt(kept, DoubtStatus.OPEN)

    async def close(
        self,
        tenant: Tenant,
        doubt: Doubt,
        outcome: AnswerReady | AnswerRefused | AnswerFailed,
        events: Sequence[LearningEvent],
    ) -> bool:
        storable((outcome, events))
        stored = self.contents.doubts.get((tenant, doubt.id))
        if stored is None or stored.status is not DoubtStatus.OPEN:
            return False
        serve(self.contents, tenant, doubt, outcome)
        status = status_of(outcome)
        self.contents.doubts[tenant, doubt.id] = replace(
            stored,
            status=status,
            answer=_kept(outcome.answer) if isinstance(outcome, AnswerReady) else None,
            reason=outcome.reason if isinstance(outcome, AnswerRefused) else "",
            advice=outcome.advice if isinstance(outcome, AnswerRefused) else "",
            failure=outcome.code if isinstance(outcome, AnswerFailed) else "",
            citations=outcome.citations if isinstance(outcome, AnswerRefused) else (),
            needs_teacher=isinstance(outcome, AnswerRefused) and outcome.needs_teacher,
            finished_at=datetime.now(UTC),
        )
        for event in events:
            add_event(self.contents, tenant, event)
        if isinstance(outcome, AnswerReady) and outcome.check is not None:
            add_check(self.contents, tenant, outcome.check)
        elif isinstance(outcome, AnswerReady) and resolves(outcome):
            self.contents.jobs.append((tenant, "check_item", {"doubt": str(doubt.id)}))
        if isinstance(outcome, AnswerRefused) and outcome.needs_teacher:
            told = {"doubt": str(doubt.id)}
            self.contents.messages[tenant, new_id()] = (
                "doubt.needs_teacher",
                told,
                datetime.now(UTC),
            )
        _tell(self.contents, tenant, doubt.id, status)
        return True

    async def cancel(self, tenant: Tenant, doubt: UUID) -> bool:
        stored = self.contents.doubts.get((tenant, doubt))
        if stored is None or stored.status is not DoubtStatus.OPEN:
            return False
        self.contents.doubts[tenant, doubt] = replace(
            stored, status=DoubtStatus.CANCELLED, finished_at=datetime.now(UTC)
        )
        return True


@dataclass(frozen=True)
class MemoryDoubtBook:
    contents: Contents
    abandoned_seconds: float = ABANDONED_SECONDS

    async def doubt(self, tenant: Tenant, doubt: UUID) -> StoredDoubt | None:
        settle_abandoned(self.contents, tenant, self.abandoned_seconds)
        stored = self.contents.doubts.get((tenant, doubt))
        if stored is None:
            return None
        check = check_of(self.contents, tenant, doubt)
        bridge = bridge_as_of_now(self.contents, tenant, doubt)
        stored = replace(stored, built_on=_built_on(self.contents, tenant, stored))
        return replace(as_of_now(self.contents, tenant, stored), check=check, bridge=bridge)

    async def list_doubts(
        self, tenant: Tenant, wanted: DoubtFilter, before: UUID | None, limit: int
    ) -> Sequence[StoredDoubt]:
        storable(wanted)
        settle_abandoned(self.contents, tenant, self.abandoned_seconds)
        own = [s for (owner, _), s in self.contents.doubts.items() if owner == tenant]
        found = [
            stored
            for stored in own
            if _matches(stored, wanted)
            and (before is None or stored.doubt.id < before)
            and wanted.corrected in {None, _is_ruled(self.contents, tenant, stored.doubt.id)}
        ]
        found.sort(key=lambda stored: stored.doubt.id, reverse=True)
        return [
            _without_parts(as_of_now(self.contents, tenant, stored)) for stored in found[:limit]
        ]

    async def turns(self, tenant: Tenant, doubt: UUID, limit: int) -> Sequence[Turn]:
        asked = self.contents.doubts.get((tenant, doubt))
        if asked is None:
            return []
        thread = [
            as_of_now(self.contents, tenant, stored)
            for (owner, id_), stored in self.contents.doubts.items()
            if owner == tenant and stored.doubt.thread == asked.doubt.thread and id_ <= doubt
        ]
        thread.sort(key=lambda stored: stored.doubt.id)
        turns = [
            Turn(
                stored.doubt.question,
                _said(stored),
                stored.answer.hint.rung if stored.answer and stored.answer.hint else None,
            )
            for stored in thread
            if stored.status in {DoubtStatus.ANSWERED, DoubtStatus.REFUSED}
        ]
        return turns[-limit:] if limit > 0 else []


def _said(stored: StoredDoubt) -> str:
    correction = stored.correction
    if correction is not None and correction.ruling.kind in (
        RulingKind.CORRECTION,
        RulingKind.RECALL,
    ):
        hint = correction.former is not None and result_of(correction.former) is None
        if hint or correction.ruling.kind is RulingKind.RECALL:
            return WITHDRAWN
    return stored.answer.text if stored.answer else stored.reason


def _built_on(contents: Contents, tenant: Tenant, stored: StoredDoubt) -> BuiltOn | None:
    own = stored.doubt
    if own.follows is None or stored.status is not DoubtStatus.ANSWERED:
        return None
    confirmed = [
        ruling.at
        for (owner, _), ruling in contents.rulings.items()
        if owner == tenant and ruling.doubt == own.id and ruling.kind is RulingKind.CONFIRMATION
    ]
    found = []
    for (owner, id_), shown in contents.ruled.items():
        former = contents.doubts[owner, id_]
        earlier = former.doubt.thread == own.thread and id_ <= own.follows
        if owner != tenant or not earlier or former.answer is None:
            continue
        kind, at = contents.rulings[tenant, shown].kind, contents.ruled_at[tenant, id_]
        out = kind in (RulingKind.CORRECTION, RulingKind.RECALL)
        if out and own.asked_at < at and not any(each > at for each in confirmed):
            found.append(BuiltOn(id_, kind, at))
    return max(found, key=lambda built: built.doubt, default=None)


def _is_ruled(contents: Contents, tenant: Tenant, doubt: UUID) -> bool:
    ruling = contents.ruled.get((tenant, doubt))
    return (
        ruling is not None and contents.rulings[tenant, ruling].kind is not RulingKind.CONFIRMATION
    )


def as_of_now(contents: Contents, tenant: Tenant, stored: StoredDoubt) -> StoredDoubt:
    """With what has become of the sources since, and with what a teacher ruled."""

    def now(citation: Citation) -> Citation:
        found = contents.documents.get((tenant, citation.document))
        if found is None:
            return replace(citation, standing="removed")
        current = found.revision == citation.revision
        return replace(citation, standing="current" if current else "revised")

    answer = stored.answer
    if answer is not None:
        answer = replace(answer, citations=tuple(map(now, answer.citations)))
    told = replace(stored, answer=answer, citations=tuple(map(now, stored.citations)))
    cited = (*told.citations, *(answer.citations if answer else ()))
    told = withdrawn(told, [each.quote for each in cited if each.standing == "removed"])
    ruling = contents.ruled.get((tenant, stored.doubt.id))
    return told if ruling is None else ruled(told, contents.rulings[tenant, ruling])


@dataclass(frozen=True)
class MemoryFeedbackBook:
    contents: Contents

    async def record_feedback(self, tenant: Tenant, entry: FeedbackEntry) -> None:
        storable(entry)
        stored = self.contents.doubts.get((tenant, entry.doubt))
        if stored is None or stored.doubt.student != entry.student:
            raise NotFound("There is no such doubt.", field="doubt_id")
        self.contents.feedback[tenant, entry.student, entry.doubt] = entry
        event = rating_event(entry, stored.answer.skills if stored.answer else ())
        add_event(self.contents, tenant, event)
        ask_to_weigh(
            self.contents, tenant, EvidenceKind.THUMB, entry.id, entry.doubt, entry.student
        )


def settle_abandoned(contents: Contents, tenant: Tenant, seconds: float) -> None:
    now = datetime.now(UTC)
    for (owner, id_), stored in contents.doubts.items():
        late = now - stored.doubt.asked_at > timedelta(seconds=seconds)
        if owner == tenant and stored.status is DoubtStatus.OPEN and late:
            contents.doubts[owner, id_] = replace(
                stored, status=DoubtStatus.FAILED, failure=ABANDONED, finished_at=now
            )
            _tell(contents, tenant, id_, DoubtStatus.FAILED)


def _tell(contents: Contents, tenant: Tenant, doubt: UUID, status: DoubtStatus) -> None:
    told = {"doubt": str(doubt), "status": status}
    contents.messages[tenant, new_id()] = ("doubt.closed", told, datetime.now(UTC))


def _kept(answer: Answer) -> Answer:
    """Without what is in the learning events."""
    work = replace(answer.work, tested=None) if answer.work else None
    return replace(answer, work=work, showed=())


def _matches(stored: StoredDoubt, wanted: DoubtFilter) -> bool:
    topic = stored.answer.subject if stored.answer else stored.doubt.subject
    skills = stored.answer.skills if stored.answer else ()
    return (
        wanted.student in {None, stored.doubt.student}
        and wanted.status in {None, stored.status}
        and wanted.subject in {None, topic}
        and (wanted.skill is None or wanted.skill in skills)
        and wanted.needs_teacher in {None, stored.needs_teacher}
    )


def _without_parts(whole: StoredDoubt) -> StoredDoubt:
    stored = without_parts(whole)
    if stored.answer is None:
        return replace(stored, citations=())
    return replace(
        stored, answer=replace(stored.answer, steps=(), witnesses=(), citations=(), work=None)
    )
