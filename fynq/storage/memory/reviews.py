"""The teachers' queue, what evidence changed, styles and the worth of passages in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from fynq.answering.desk import Target, Update
from fynq.answering.evidence import (
    PASSAGE_DAYS,
    STYLE_DAYS,
    Evidence,
    EvidenceKind,
    worth,
)
from fynq.answering.reviews import (
    Review,
    ReviewFilter,
    ReviewState,
    TriedStyles,
    refusal_of,
)
from fynq.domain.errors import NotFound
from fynq.domain.identifiers import Tenant
from fynq.personalization.explanation_style import Tried
from fynq.storage.memory.contents import Contents, KeptReview, storable


@dataclass(frozen=True)
class MemoryReviewBook:
    contents: Contents

    async def list_reviews(
        self, tenant: Tenant, wanted: ReviewFilter, after: UUID | None, limit: int
    ) -> Sequence[Review]:
        every = [
            self._shown(tenant, kept)
            for (owner, _), kept in self.contents.reviews.items()
            if owner == tenant
        ]
        every.sort(key=_place)
        last = next((_place(each) for each in every if each.id == after), None)
        now = datetime.now(UTC)
        found = [
            each
            for each in every
            if _matches(each, wanted, now) and (last is None or _place(each) > last)
        ]
        return found[:limit]

    async def review(self, tenant: Tenant, review: UUID) -> Review | None:
        kept = self.contents.reviews.get((tenant, review))
        return None if kept is None else self._shown(tenant, kept)

    async def claim(self, tenant: Tenant, review: UUID, teacher: UUID, seconds: float) -> Review:
        kept = self._free(tenant, review, teacher)
        kept.claimed_by = teacher
        kept.claimed_until = datetime.now(UTC) + timedelta(seconds=seconds)
        return self._shown(tenant, kept)

    async def release(self, tenant: Tenant, review: UUID, teacher: UUID) -> Review:
        kept = self.contents.reviews.get((tenant, review))
        if kept is None:
            raise NotFound("There is no such review.", field="review_id")
        if kept.claimed_by == teacher and not kept.resolution:
            kept.claimed_by = kept.claimed_until = None
        return self._shown(tenant, kept)

    async def dismiss(self, tenant: Tenant, review: UUID, teacher: UUID, note: str) -> Review:
        storable(note)
        kept = self._free(tenant, review, teacher)
        kept.resolution, kept.note = "dismissed", note
        kept.resolved_by, kept.resolved_at = teacher, datetime.now(UTC)
        return self._shown(tenant, kept)

    def _free(self, tenant: Tenant, review: UUID, teacher: UUID) -> KeptReview:
        kept = self.contents.reviews.get((tenant, review))
        if kept is None:
            raise NotFound("There is no such review.", field="review_id")
        now = datetime.now(UTC)
        theirs = kept.claimed_by not in (None, teacher) and (kept.claimed_until or now) > now
        if kept.resolution or theirs:
            raise refusal_of(self._shown(tenant, kept), now)
        return kept

    def _shown(self, tenant: Tenant, kept: KeptReview) -> Review:
        contents = self.contents
        stored = contents.doubts[tenant, kept.doubt]
        got = [
            serving
            for (owner, _), serving in contents.servings.items()
            if owner == tenant and serving.answer == kept.answer
        ]
        rated = [contents.feedback.get((tenant, each.student, each.doubt)) for each in got]
        down = [entry for entry in rated if entry is not None and entry.rating < 0]
        items = [
            each
            for (owner, kind, _), each in contents.evidence.items()
            if owner == tenant
            and kind is EvidenceKind.NEXT_ITEM
            and each.answer == kept.answer
            and each.said.amount > 0.0
        ]
        answer = stored.answer
        return Review(
            id=kept.id,
            doubt=kept.doubt,
            question=stored.doubt.question,
            opened_at=kept.opened_at,
            reasons=tuple(sorted(kept.reasons, key=lambda why: why.band)),
            thumbs=dict(Counter(entry.reason for entry in down)),
            comments=tuple(entry.comment for entry in reversed(down) if entry.comment)[:5],
            students=len({each.student for each in got}),
            next_items=len(items),
            next_right=sum(each.said.value for each in items),
            subject=(answer.subject if answer else stored.doubt.subject) or "general",
            skills=answer.skills if answer else (),
            text=answer.text if answer else "",
            final=answer.final if answer else "",
            model=answer.model if answer else "",
            verification=answer.status.value if answer else "",
            claimed_by=kept.claimed_by,
            claimed_until=kept.claimed_until,
            resolution=kept.resolution,
            note=kept.note,
            ruling=kept.ruling,
            resolved_by=kept.resolved_by,
            resolved_at=kept.resolved_at,
        )


@dataclass(frozen=True)
class MemoryEffectBook:
    contents: Contents

    async def of_doubt(
        self, tenant: Tenant, doubt: UUID
    ) -> tuple[Sequence[Evidence], Sequence[Update]]:
        evidence = [
            each
            for (owner, _, _), each in self.contents.evidence.items()
            if owner == tenant and each.doubt == doubt
        ]
        updates = [
            each
            for (owner, _), each in self.contents.updates.items()
            if owner == tenant and each.doubt == doubt
        ]
        return (
            sorted(evidence, key=lambda each: (each.at, each.id)),
            sorted(updates, key=lambda each: each.id),
        )

    async def of_target(
        self, tenant: Tenant, target: Target, name: str | None, before: UUID | None, limit: int
    ) -> Sequence[Update]:
        own = [
            each
            for (owner, _), each in self.contents.updates.items()
            if owner == tenant
            and each.target is target
            and name in (None, each.name)
            and (before is None or each.id < before)
        ]
        return sorted(own, key=lambda each: each.id, reverse=True)[:limit]


@dataclass(frozen=True)
class MemoryStyles:
    contents: Contents

    async def tried(self, tenant: Tenant, student: UUID) -> TriedStyles:
        own: dict[str, Tried] = {}
        school: dict[str, Tried] = {}
        now = datetime.now(UTC)
        for (owner, whose, style), tally in self.contents.styles.items():
            if owner == tenant and whose in (None, student):
                held = tally.with_(0.0, 0.0, now, STYLE_DAYS)
                (school if whose is None else own)[style] = Tried(held.good, held.bad)
        return TriedStyles(own, school, (tenant, student) in self.contents.stated)

    async def state(self, tenant: Tenant, student: UUID) -> None:
        if (tenant, student) not in self.contents.accounts:
            raise NotFound("Something that this refers to is not there.")
        self.contents.stated.add((tenant, student))


@dataclass(frozen=True)
class MemoryWorths:
    contents: Contents

    async def worths(self, tenant: Tenant) -> Mapping[bytes, float]:
        now = datetime.now(UTC)
        return {
            digest: worth(tally.with_(0.0, 0.0, now, PASSAGE_DAYS))
            for (owner, digest), tally in self.contents.worths.items()
            if owner == tenant and tally.good + tally.bad > 0.0
        }


def _place(review: Review) -> tuple[int, int, UUID]:
    return review.reasons[0].band, -review.students, review.id


def _matches(review: Review, wanted: ReviewFilter, now: datetime) -> bool:
    claimed = review.claimed_until is not None and review.claimed_until > now
    mine = claimed and review.claimed_by == wanted.teacher
    return (
        bool(review.resolution) == (wanted.state is ReviewState.RESOLVED)
        and (wanted.state is not ReviewState.MINE or mine)
        and (wanted.state is not ReviewState.FREE or mine or not claimed)
        and wanted.reason in (None, *review.reasons)
        and wanted.subject in (None, review.subject)
        and wanted.skill in (None, *review.skills)
    )
