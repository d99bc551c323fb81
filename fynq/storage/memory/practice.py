"""Practice items and attempts in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from fynq.answering.practice_books import BankItem, ItemFilter, Renewed
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import PracticeItem
from fynq.domain.learner import EventKind
from fynq.domain.practice import (
    Attempt,
    AttemptStatus,
    CheckOutcomes,
    Graded,
    PlacementEnd,
    PlacementSoFar,
    Purpose,
    SkillOutcomes,
)
from fynq.personalization.bank import MOST_ASKED_ABOUT, MOST_MINUTES, Bank, History
from fynq.personalization.ports import Edition
from fynq.personalization.suggestion import Lately, Seen
from fynq.storage.attempt_book import unknown
from fynq.storage.memory.contents import Contents, storable
from fynq.storage.memory.learning import change_bank
from fynq.storage.practice_store import LATELY, credit_of


@dataclass(frozen=True)
class MemoryItemBook:
    contents: Contents

    async def item(self, tenant: Tenant, slug: str) -> BankItem | None:
        return self.contents.items.get((tenant, slug))

    async def list_items(
        self, tenant: Tenant, wanted: ItemFilter, after: UUID | None, limit: int
    ) -> Sequence[BankItem]:
        own = [held for (owner, _), held in self.contents.items.items() if owner == tenant]
        own.sort(key=lambda held: held.item.slug)
        if after is not None:
            last = next((held.item.slug for held in own if held.item.id == after), None)
            own = [held for held in own if last is not None and held.item.slug > last]
        found = [
            held
            for held in own
            if wanted.skill in (None, *held.item.skills)
            and wanted.kind in (None, held.item.kind)
            and (held.retired_at is not None) is wanted.retired
        ]
        return found[:limit]

    async def renew_items(self, tenant: Tenant, items: Sequence[PracticeItem]) -> Renewed:
        storable(items)
        last = {item.slug: item for item in items}
        added = 0
        for item in last.values():
            former = self.contents.items.get((tenant, item.slug))
            added += former is None
            kept = replace(item, id=former.item.id if former else item.id)
            put = BankItem(kept, own=True, updated_at=datetime.now(UTC))
            self.contents.items[tenant, item.slug] = put
        change_bank(self.contents, tenant)
        return Renewed(added, len(last) - added)

    async def retire_item(self, tenant: Tenant, slug: str) -> bool:
        held = self.contents.items.get((tenant, slug))
        if held is None:
            return False
        now = datetime.now(UTC)
        retired = replace(held, retired_at=held.retired_at or now, updated_at=now)
        self.contents.items[tenant, slug] = retired
        change_bank(self.contents, tenant)
        return True


@dataclass(frozen=True)
class MemoryAttemptBook:
    contents: Contents

    async def open(self, tenant: Tenant, attempt: Attempt) -> Attempt | None:
        current = await self.current(tenant, attempt.student)
        if current is not None:
            return current
        held = self.contents.items.get((tenant, attempt.item.slug))
        if held is None or held.retired_at is not None:
            return None
        posed = replace(attempt, item=held.item)
        self.contents.attempts[tenant, posed.id] = posed
        return posed

    async def add_check(self, tenant: Tenant, attempt: Attempt) -> bool:
        return add_check(self.contents, tenant, attempt)

    async def current(self, tenant: Tenant, student: UUID) -> Attempt | None:
        return next(
            (
                attempt
                for attempt in self._own(tenant, student)
                if attempt.status is AttemptStatus.OPEN and attempt.purpose is not Purpose.CHECK
            ),
            None,
        )

    async def attempt(self, tenant: Tenant, student: UUID, attempt: UUID) -> Attempt | None:
        found = self.contents.attempts.get((tenant, attempt))
        return found if found is not None and found.student == student else None

    async def list_attempts(
        self, tenant: Tenant, student: UUID, before: UUID | None, limit: int
    ) -> Sequence[Attempt]:
        own = [a for a in self._own(tenant, student) if before is None or a.id < before]
        return sorted(own, key=lambda attempt: attempt.id, reverse=True)[:limit]

    async def settle(
        self, tenant: Tenant, student: UUID, attempt: UUID, said: str, graded: Graded, at: datetime
    ) -> Attempt:
        before = await self._one(tenant, student, attempt)
        after = before.after(said, graded, at)
        self.contents.attempts[tenant, attempt] = after
        if before.outcome is None and after.outcome is not None:
            self.contents.events.setdefault((tenant, attempt), after.event(graded))
        return after

    async def help_given(
        self, tenant: Tenant, student: UUID, attempt: UUID, hints: int, *, solution: bool = False
    ) -> Attempt:
        before = await self._one(tenant, student, attempt)
        seen = before.solution_seen or solution
        after = replace(before, hints=max(before.hints, hints), solution_seen=seen)
        self.contents.attempts[tenant, attempt] = after
        return after

    async def skip(self, tenant: Tenant, student: UUID, attempt: UUID) -> Attempt:
        before = await self._one(tenant, student, attempt)
        if before.status is AttemptStatus.OPEN:
            before = replace(before, status=AttemptStatus.SKIPPED)
        self.contents.attempts[tenant, attempt] = before
        return before

    async def placement(self, tenant: Tenant, student: UUID) -> PlacementSoFar:
        return placement_of(self.contents, tenant, student)

    async def end_placement(self, tenant: Tenant, student: UUID, how: PlacementEnd) -> None:
        self.contents.placements.setdefault((tenant, student), how)
        for attempt in self._own(tenant, student):
            if attempt.purpose is Purpose.PLACEMENT:
                await self.skip(tenant, student, attempt.id)

    async def check_outcomes(
        self, tenant: Tenant, since: datetime, until: datetime
    ) -> CheckOutcomes:
        offered: Counter[str] = Counter()
        answered: Counter[str] = Counter()
        right: Counter[str] = Counter()
        for (owner, _), attempt in self.contents.attempts.items():
            within = since <= attempt.opened_at < until
            if owner != tenant or attempt.purpose is not Purpose.CHECK or not within:
                continue
            for skill in ("", *attempt.item.skills):
                offered[skill] += 1
                answered[skill] += attempt.outcome is not None
                right[skill] += attempt.outcome == 1.0 and attempt.unaided is True
        found = [SkillOutcomes(s, offered[s], answered[s], right[s]) for s in offered]
        found.sort(key=lambda each: (-each.answered, -each.offered, each.skill))
        total = next((each for each in found if not each.skill), SkillOutcomes("", 0, 0, 0))
        return CheckOutcomes(total, tuple(each for each in found if each.skill))

    def _own(self, tenant: Tenant, student: UUID) -> list[Attempt]:
        return _own(self.contents, tenant, student)

    async def _one(self, tenant: Tenant, student: UUID, attempt: UUID) -> Attempt:
        found = await self.attempt(tenant, student, attempt)
        if found is None:
            raise unknown()
        return found


@dataclass(frozen=True)
class MemoryPracticeStore:
    contents: Contents

    async def bank(self, tenant: Tenant) -> Bank:
        held = [
            held.item
            for (owner, _), held in self.contents.items.items()
            if owner == tenant and held.retired_at is None
        ]
        now = {
            thing: replace(standing.now)
            for (owner, thing), standing in self.contents.standings.items()
            if owner == tenant
        }
        return Bank(
            version=self.contents.bank_versions.get(tenant, 0),
            items=[
                replace(item, question="", answer="", hints=(), solution="", tolerance=0.0)
                for item in sorted(held, key=lambda item: item.slug)
            ],
            difficulties={name: value for (kind, name), value in now.items() if kind == "item"},
            general={name: value for (kind, name), value in now.items() if kind == "skill"},
            edition=self.contents.editions.get(tenant, [Edition()])[-1],
        )

    async def history(
        self, tenant: Tenant, student: UUID, today: datetime | None = None
    ) -> History:
        seen: dict[str, Seen] = {}
        events = [
            event
            for (owner, _), event in self.contents.events.items()
            if owner == tenant
            and event.student == student
            and event.kind is EventKind.ITEM_ANSWERED
        ]
        for event in sorted(events, key=lambda event: (event.at, event.id)):
            if event.item is None or event.outcome is None:
                continue
            times = seen[event.item].times + 1 if event.item in seen else 1
            credit = credit_of(event.outcome, event.hints, solution_seen=event.solution_seen)
            seen[event.item] = Seen(credit, event.at, times)
        posed = [a for a in _own(self.contents, tenant, student) if not a.made]
        posed.sort(key=lambda attempt: attempt.id, reverse=True)
        return History(
            seen=seen,
            lately=[Lately(a.item.slug, a.item.skills) for a in posed[:LATELY]],
            placement=placement_of(self.contents, tenant, student),
            version=self.contents.bank_versions.get(tenant, 0),
            minutes=_minutes(self.contents, tenant, student, today) if today else 0.0,
            asked=_asked_about(self.contents, tenant, student, today) if today else (),
        )


def _minutes(contents: Contents, tenant: Tenant, student: UUID, today: datetime) -> float:
    spent = [
        (attempt.answered_at - attempt.opened_at).total_seconds() / 60.0
        for attempt in _own(contents, tenant, student)
        if attempt.answered_at is not None and attempt.opened_at >= today
    ]
    return sum(min(max(minutes, 0.0), MOST_MINUTES) for minutes in spent)


def _asked_about(
    contents: Contents, tenant: Tenant, student: UUID, today: datetime
) -> tuple[str, ...]:
    doubts = [
        event
        for (owner, _), event in contents.events.items()
        if owner == tenant and event.student == student and event.at >= today
        and event.kind is EventKind.DOUBT_ASKED
    ]  # fmt: skip
    doubts.sort(key=lambda event: event.at, reverse=True)
    skills = dict.fromkeys(skill for event in doubts for skill in event.skills)
    return tuple(skills)[:MOST_ASKED_ABOUT]


def add_check(contents: Contents, tenant: Tenant, attempt: Attempt) -> bool:
    taken = any(
        owner == tenant and other.doubt == attempt.doubt
        for (owner, _), other in contents.attempts.items()
    )
    if not taken:
        contents.attempts[tenant, attempt.id] = replace(attempt, shown=None)
    return not taken


def check_of(contents: Contents, tenant: Tenant, doubt: UUID) -> Attempt | None:
    return next(
        (a for (owner, _), a in contents.attempts.items() if owner == tenant and a.doubt == doubt),
        None,
    )


def placement_of(contents: Contents, tenant: Tenant, student: UUID) -> PlacementSoFar:
    asked = [
        attempt
        for attempt in sorted(_own(contents, tenant, student), key=lambda attempt: attempt.id)
        if attempt.purpose is Purpose.PLACEMENT
    ]
    return PlacementSoFar(
        contents.placements.get((tenant, student)),
        tuple(attempt.item.slug for attempt in asked),
        sum(attempt.outcome is not None for attempt in asked),
    )


def _own(contents: Contents, tenant: Tenant, student: UUID) -> list[Attempt]:
    return [
        attempt
        for (owner, _), attempt in contents.attempts.items()
        if owner == tenant and attempt.student == student
    ]
