"""Servings and rulings in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from fynq.answering.books import StoredDoubt
from fynq.answering.desk import Complaint
from fynq.answering.evidence import Cited, EvidenceKind
from fynq.answering.reasked import READ_SECONDS, not_understood
from fynq.answering.rulings import (
    TEACHER,
    Recalled,
    Ruled,
    bars,
    fits,
    instead_of,
    may_rule,
    message_of,
    standing,
    succeeding,
)
from fynq.answering.same_answer import Asked, same_question
from fynq.domain.doubt import (
    Answer,
    AnswerFailed,
    AnswerReady,
    AnswerRefused,
    Doubt,
    DoubtStatus,
)
from fynq.domain.errors import NotFound
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.ruling import Ruling, RulingKind
from fynq.retrieval.vectors import digest, embedded_text
from fynq.storage.memory.contents import Contents, KeptReview, KeptServing, storable
from fynq.storage.memory.learners import ask_to_weigh
from fynq.storage.servings import Served, served

Outcome = AnswerReady | AnswerRefused | AnswerFailed
_LET_STAND = ("confirmation", "note", "dismissed")
_OTHERS = 3


def serve(contents: Contents, tenant: Tenant, doubt: Doubt, outcome: Outcome) -> None:
    """Raises Recalled before anything is written."""
    kept = served(doubt, outcome)
    if kept is None:
        return
    answer = outcome.answer if isinstance(outcome, AnswerReady) else None
    if kept.asked is not None and answer is not None:
        ruling = standing(_holding(contents, tenant), kept.asked)
        if ruling is not None and bars(ruling, answer):
            raise Recalled(instead_of(ruling))
    former = _reasked(contents, tenant, doubt, kept)
    contents.servings[tenant, doubt.id] = KeptServing(
        doubt.id,
        doubt.student,
        kept.asked,
        kept.result,
        kept.answer,
        kept.model,
        kept.style,
        _cited(contents, tenant, answer),
        datetime.now(UTC),
    )
    if former is not None:
        ask_to_weigh(contents, tenant, EvidenceKind.REASK, doubt.id, former, doubt.student)
    if not kept.model:
        complain(contents, tenant, kept.answer, doubt.id, Complaint.UNSOLVED)


def complain(
    contents: Contents, tenant: Tenant, answer: bytes, doubt: UUID, why: Complaint
) -> None:
    own = [
        review
        for (owner, _), review in contents.reviews.items()
        if owner == tenant and review.answer == answer
    ]
    for review in own:
        if not review.resolution:
            if why not in review.reasons:
                review.reasons.append(why)
            return
    for review in own:
        if review.resolution in _LET_STAND and review.resolved_at is not None:
            since = {
                each.student
                for each in contents.evidence.values()
                if each.answer == answer
                and each.kind in (EvidenceKind.THUMB, EvidenceKind.NEXT_ITEM)
                and each.said.value < 0.5
                and each.voided_by is None
                and each.at > review.resolved_at
            }
            if len(since) < _OTHERS:
                return
    id_ = new_id()
    contents.reviews[tenant, id_] = KeptReview(id_, answer, doubt, [why], datetime.now(UTC))


@dataclass(frozen=True)
class MemoryRulingBook:
    contents: Contents

    async def on(self, tenant: Tenant, asked: Asked) -> Ruling | None:
        return standing(_holding(self.contents, tenant), asked)

    async def ruling(self, tenant: Tenant, ruling: UUID) -> Ruling | None:
        return self.contents.rulings.get((tenant, ruling))

    def _ruled_out(self, tenant: Tenant, doubt: UUID) -> bool:
        ruling = self.contents.ruled.get((tenant, doubt))
        if ruling is None:
            return False
        kind = self.contents.rulings[tenant, ruling].kind
        return kind in (RulingKind.CORRECTION, RulingKind.RECALL)

    async def rule(self, tenant: Tenant, ruling: Ruling) -> Ruled:
        storable(ruling)
        contents = self.contents
        stored = contents.doubts.get((tenant, ruling.doubt))
        if stored is None:
            raise NotFound("There is no such doubt.", field="doubt_id")
        may_rule(
            ruling.kind,
            stored.status,
            answered=stored.answer is not None,
            ruled_out=self._ruled_out(tenant, ruling.doubt),
        )
        if (tenant, ruling.doubt) not in contents.servings:
            self._adopt(tenant, stored)
        serving = contents.servings[tenant, ruling.doubt]
        asked = serving.asked
        answer = stored.answer
        about = replace(
            ruling,
            question=asked.question if asked else stored.doubt.question,
            key=asked.digest if asked else None,
            subject=stored.doubt.subject,
            topic=(answer.subject if answer else stored.doubt.subject) or "general",
            result=serving.result,
            skills=ruling.skills or (answer.skills if answer else ()),
            models=(answer.model,) if answer and answer.model != TEACHER else (),
        )
        former: Sequence[Ruling] = []
        if asked is not None:
            former = [each for each in _holding(contents, tenant) if fits(each, asked)]
        if ruling.kind is not RulingKind.NOTE:
            about = succeeding(about, standing(former, asked) if asked else None)
        contents.rulings[tenant, about.id] = about
        return self._spread(tenant, about, asked, serving, former)

    def _adopt(self, tenant: Tenant, stored: StoredDoubt) -> None:
        """A refusal that no teacher was told of."""
        refused = AnswerRefused("", needs_teacher=True)
        outcome = refused if stored.answer is None else AnswerReady(stored.answer)
        kept = served(stored.doubt, outcome)
        assert kept is not None
        self.contents.servings[tenant, stored.doubt.id] = KeptServing(
            stored.doubt.id,
            stored.doubt.student,
            kept.asked,
            kept.result,
            kept.answer,
            kept.model,
            kept.style,
            (),
            datetime.now(UTC),
        )

    def _spread(
        self,
        tenant: Tenant,
        ruling: Ruling,
        asked: Asked | None,
        serving: KeptServing,
        former: Sequence[Ruling],
    ) -> Ruled:
        contents, kind, now = self.contents, ruling.kind, datetime.now(UTC)
        doubts, answers = {ruling.doubt}, {serving.answer}
        if kind is not RulingKind.CONFIRMATION:
            for copy in _copies(contents, tenant, ruling, asked):
                doubts.add(copy.doubt)
                answers.add(copy.answer)
            for doubt in doubts:
                contents.ruled[tenant, doubt] = ruling.id
                contents.ruled_at[tenant, doubt] = now
        if kind is not RulingKind.NOTE:
            for each in former:
                contents.replaced[tenant, each.id] = ruling.id
                for (owner, doubt), shows in list(contents.ruled.items()):
                    if owner == tenant and shows == each.id:
                        contents.ruled[tenant, doubt] = ruling.id
                        contents.ruled_at[tenant, doubt] = now
                        doubts.add(doubt)
        if kind is RulingKind.CORRECTION:
            for doubt in doubts:
                stored = contents.doubts[tenant, doubt]
                answered = stored.status in (DoubtStatus.REFUSED, DoubtStatus.ANSWERED)
                contents.doubts[tenant, doubt] = replace(
                    stored,
                    status=DoubtStatus.ANSWERED if answered else stored.status,
                    needs_teacher=False,
                )
        for (owner, _), review in contents.reviews.items():
            if owner == tenant and review.answer in answers and not review.resolution:
                review.resolution, review.ruling, review.note = kind.value, ruling.id, ruling.note
                review.resolved_by, review.resolved_at = ruling.teacher, now
        if kind is not RulingKind.NOTE:
            contents.jobs.append((tenant, "settle_ruling", {"ruling": str(ruling.id)}))
        students = {doubt: contents.doubts[tenant, doubt].doubt.student for doubt in doubts}
        for doubt, student in sorted(students.items()):
            told = {"doubt": str(doubt), "student": str(student), "ruling": str(ruling.id)}
            contents.messages[tenant, new_id()] = (message_of(kind), told, now)
        return Ruled(ruling, sorted(doubts), len(set(students.values())))


def _holding(contents: Contents, tenant: Tenant) -> list[Ruling]:
    return [
        ruling
        for (owner, id_), ruling in contents.rulings.items()
        if owner == tenant
        and ruling.key is not None
        and ruling.kind is not RulingKind.NOTE
        and (tenant, id_) not in contents.replaced
    ]


def _copies(
    contents: Contents, tenant: Tenant, ruling: Ruling, asked: Asked | None
) -> list[KeptServing]:
    if asked is None or ruling.result is None:
        return []
    note = ruling.kind is RulingKind.NOTE
    results = {ruling.result, *(() if note else ruling.barred)}
    models = ruling.models if asked.idea and not note else ()
    found = []
    for (owner, doubt), serving in contents.servings.items():
        if owner != tenant or serving.asked is None or serving.result is None:
            continue
        first = contents.doubts[tenant, doubt].doubt.follows is None
        if (serving.result in results or serving.model in models) and (
            same_question(serving.asked, asked, ruling.topic)
            if first
            else serving.asked.digest == asked.digest and not asked.idea
        ):
            found.append(serving)
    return found


def _cited(contents: Contents, tenant: Tenant, answer: Answer | None) -> tuple[Cited, ...]:
    found: dict[bytes, Cited] = {}
    for citation in answer.citations if answer else ():
        chunk = contents.chunks.get((tenant, citation.chunk))
        document = contents.documents.get((tenant, citation.document))
        if chunk is not None and document is not None:
            key = digest(embedded_text(document.title, chunk))
            found[key] = Cited(key, document.title)
    return tuple(found[key] for key in sorted(found))


def _reasked(contents: Contents, tenant: Tenant, doubt: Doubt, kept: Served) -> UUID | None:
    follows = doubt.follows if not_understood(doubt.question) else None
    read_by = doubt.asked_at - timedelta(seconds=READ_SECONDS)
    for (owner, id_), former in sorted(
        contents.servings.items(), key=lambda one: one[1].at, reverse=True
    ):
        if owner != tenant or former.student != doubt.student or former.result is None:
            continue
        if not former.model or (tenant, id_) in contents.ruled:
            continue
        if not doubt.asked_at - timedelta(days=1) < former.at < read_by:
            continue
        if follows is not None:
            if id_ == follows:
                return id_
        elif kept.asked and former.asked and same_question(kept.asked, former.asked):
            return id_
    return None
