"""What happened in a school, out of the contents as they are: nothing is added up beforehand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from fynq.analytics.gathering import Gathering
from fynq.analytics.mastery import DayEnd
from fynq.analytics.rollup import WHOLE_DAY, Cell, Tally, day_of
from fynq.analytics.school import SchoolDay, SchoolFigures
from fynq.analytics.streaks import QUARTER_HOUR
from fynq.analytics.stuck import OpenDoubt, Unresolved
from fynq.answering.analytics_books import CaughtUp, ClassFacts, StudentHistory
from fynq.answering.books import FeedbackEntry, StoredDoubt
from fynq.domain.doubt import DoubtStatus, Verification
from fynq.domain.identifiers import Tenant
from fynq.domain.learner import EventKind, Learner, LearningEvent
from fynq.domain.ruling import Ruling, RulingKind
from fynq.personalization.claims import voids
from fynq.personalization.replay import steps
from fynq.storage.memory.contents import Contents
from fynq.storage.memory.learners import MemoryCalibrations, MemoryLearnerStore, MemoryLearningLog


@dataclass(frozen=True)
class MemoryRollups:
    """Never behind, because they are made when they are read."""

    contents: Contents

    async def behind(self, tenant: Tenant, students: Sequence[UUID]) -> Sequence[UUID]:
        return ()

    async def catch_up(self, tenant: Tenant, student: UUID, *, write: bool = True) -> CaughtUp:
        found = await self.gathered(tenant, student)
        history = await MemoryLearningLog(self.contents).history(tenant, student)
        return CaughtUp(len(history), len(found.cells) + len(found.ends), 0)

    async def gathered(self, tenant: Tenant, student: UUID) -> Gathering:
        gathering = Gathering()
        editions = await MemoryCalibrations(self.contents).editions(tenant)
        history = await MemoryLearningLog(self.contents).history(tenant, student)
        void = voids([event for event, _ in history if event.kind is EventKind.CORRECTED])
        for event, before, after in steps(history, editions, void):
            gathering.see(event, before, after, counts=event.id not in void)
        return gathering


@dataclass(frozen=True)
class MemoryAnalyticsBook:
    contents: Contents

    async def history(self, tenant: Tenant, student: UUID, since: date) -> StudentHistory:
        found = await MemoryRollups(self.contents).gathered(tenant, student)
        earlier: dict[str, date] = {}
        for skill, day in found.ends:
            if day < since:
                earlier[skill] = max(day, earlier.get(skill, day))
        ends: dict[tuple[str, date], DayEnd] = {
            (skill, day): end
            for (skill, day), end in found.ends.items()
            if day >= earlier.get(skill, since)
        }
        cells = {cell: tally for cell, tally in found.cells.items() if cell.day >= since}
        return StudentHistory(cells, ends, dict(self._asked(tenant, student, since)))

    async def active_moments(
        self, tenant: Tenant, student: UUID, since: datetime
    ) -> Sequence[datetime]:
        moments = [at for at in self._moments(tenant, student) if at >= since]
        quarters = {int(at.timestamp()) // QUARTER_HOUR * QUARTER_HOUR for at in moments}
        return [datetime.fromtimestamp(quarter, UTC) for quarter in sorted(quarters)]

    async def class_facts(
        self, tenant: Tenant, students: Sequence[UUID], since: date, most_doubts: int
    ) -> ClassFacts:
        store = MemoryLearnerStore(self.contents)
        learners: dict[UUID, Learner] = {}
        cells: dict[Cell, Tally] = {}
        asked: dict[tuple[UUID, date], int] = {}
        active: dict[UUID, datetime] = {}
        waiting = set()
        for student in students:
            learner, waits = await store.learner(tenant, student)
            if learner.turn:
                learners[student] = learner
            if waits:
                waiting.add(student)
            history = await self.history(tenant, student, since)
            cells.update(history.cells)
            asked.update({(student, day): count for day, count in history.asked.items()})
            moments = list(self._moments(tenant, student))
            if moments:
                active[student] = max(moments)
        open_ = sorted(
            self._unresolved(tenant, set(students), since),
            key=lambda doubt: (doubt.asked_at, doubt.id),
            reverse=True,
        )
        return ClassFacts(learners, cells, asked, active, frozenset(waiting), open_[:most_doubts])

    async def skill_names(self, tenant: Tenant, skills: Sequence[str]) -> Mapping[str, str]:
        found = {slug: self.contents.skills.get((tenant, slug)) for slug in skills}
        return {slug: skill.name for slug, skill in found.items() if skill}

    async def active_students(self, tenant: Tenant, since: date, until: date) -> int:
        return len(set().union(*(await self._active(tenant, since, until)).values()))

    async def _active(self, tenant: Tenant, since: date, until: date) -> dict[date, set[UUID]]:
        """Students by day. Of events those that are applied."""
        seen: dict[date, set[UUID]] = {}
        for stored in self._doubts(tenant):
            seen.setdefault(day_of(stored.doubt.asked_at), set()).add(stored.doubt.student)
        for key in self.contents.met:
            event = self.contents.events[key]
            if key[0] == tenant and event.kind is not EventKind.CORRECTED:
                seen.setdefault(day_of(event.at), set()).add(event.student)
        return {day: students for day, students in seen.items() if since <= day < until}

    async def school_days(self, tenant: Tenant, since: date, until: date) -> Sequence[SchoolDay]:
        days = [since + timedelta(days=at) for at in range((until - since).days)]
        counts: dict[date, Counter[str]] = {day: Counter() for day in days}
        seen = await self._active(tenant, since, until)
        for stored in self._doubts(tenant):
            day = day_of(stored.doubt.asked_at)
            if day in counts:
                counts[day].update(_outcome(stored))
        for entry in self._ratings(tenant):
            day = day_of(self.contents.events[tenant, entry.id].at)
            if day in counts:
                counts[day].update(["liked" if entry.rating > 0 else "disliked"])
        for student in {e.student for (t, _), e in self.contents.events.items() if t == tenant}:
            gathered = await MemoryRollups(self.contents).gathered(tenant, student)
            for cell, tally in gathered.cells.items():
                if cell.skill == WHOLE_DAY and cell.day in counts:
                    counts[cell.day].update(exercises=tally.answered, correct=tally.correct)
        for event in self._first_tries(tenant):
            if day_of(event.at) in counts:
                right = (
                    (event.outcome or 0.0) >= 0.5 and not event.hints and not event.solution_seen
                )
                counts[day_of(event.at)].update(checked=1, check_right=int(right))
        for day in days:
            rows = [
                row
                for (owner, _), row in self.contents.ledger.items()
                if owner == tenant and day_of(row.at) == day
            ]
            counts[day].update(
                requests=len({row.reservation for row in rows}),
                cost_micros=sum(row.cost_micros for row in rows),
            )
        return [
            SchoolDay(day, len(seen.get(day, ())), SchoolFigures(**counts[day])) for day in days
        ]

    def _doubts(self, tenant: Tenant) -> Iterator[StoredDoubt]:
        return (stored for (owner, _), stored in self.contents.doubts.items() if owner == tenant)

    def _ratings(self, tenant: Tenant) -> Iterator[FeedbackEntry]:
        return (entry for key, entry in self.contents.feedback.items() if key[0] == tenant)

    def _asked(self, tenant: Tenant, student: UUID, since: date) -> Counter[date]:
        days = (
            day_of(s.doubt.asked_at) for s in self._doubts(tenant) if s.doubt.student == student
        )
        return Counter(day for day in days if day >= since)

    def _moments(self, tenant: Tenant, student: UUID) -> Iterator[datetime]:
        for (owner, _), event in self.contents.events.items():
            own = owner == tenant and event.student == student
            if own and event.kind is not EventKind.CORRECTED:
                yield event.at
        for stored in self._doubts(tenant):
            if stored.doubt.student == student:
                yield stored.doubt.asked_at

    def _first_tries(self, tenant: Tenant) -> Iterator[LearningEvent]:
        first: dict[UUID, LearningEvent] = {}
        for (owner, _), event in self.contents.events.items():
            if owner != tenant or event.kind is not EventKind.ITEM_ANSWERED or not event.doubt:
                continue
            former = first.get(event.doubt)
            if event.outcome is not None and (
                former is None or (event.at, event.id) < (former.at, former.id)
            ):
                first[event.doubt] = event
        return iter(first.values())

    def _unresolved(self, tenant: Tenant, students: set[UUID], since: date) -> Iterator[OpenDoubt]:
        own = list(self._doubts(tenant))
        for stored in own:
            doubt = stored.doubt
            rating = self.contents.feedback.get((tenant, doubt.student, doubt.id))
            ruling = self.contents.rulings.get(
                (tenant, self.contents.ruled.get((tenant, doubt.id), doubt.id))
            )
            why = _why(stored, rating, ruling)
            followed = any(
                later.doubt.thread == doubt.thread
                and later.doubt.id > doubt.id
                and later.status is not DoubtStatus.CANCELLED
                for later in own
            )
            if (
                why
                and doubt.student in students
                and day_of(doubt.asked_at) >= since
                and not followed
            ):
                skills = stored.answer.skills if stored.answer else ()
                reason = rating.reason if rating else ""
                yield OpenDoubt(
                    doubt.id, doubt.student, doubt.question, doubt.asked_at, skills, why, reason
                )


def _why(
    stored: StoredDoubt, rating: FeedbackEntry | None, ruling: Ruling | None
) -> Unresolved | None:
    if ruling is not None and ruling.kind is not RulingKind.RECALL:
        return None
    if stored.needs_teacher:
        return Unresolved.NEEDS_TEACHER
    if stored.status is DoubtStatus.REFUSED:
        return Unresolved.REFUSED
    if stored.status is DoubtStatus.FAILED:
        return Unresolved.FAILED
    if ruling is not None:
        return Unresolved.RECALLED
    return Unresolved.DISLIKED if rating is not None and rating.rating < 0 else None


def _outcome(stored: StoredDoubt) -> Counter[str]:
    found = Counter({"asked": 1})
    if stored.status is not DoubtStatus.OPEN:
        found[stored.status.value] += 1
    found["needs_teacher"] += int(stored.needs_teacher)
    if stored.answer is not None:
        verified = stored.answer.status
        found[verified.value if isinstance(verified, Verification) else str(verified)] += 1
        found["hints"] += int(stored.answer.hint is not None)
    return found


@dataclass(frozen=True)
class MemorySharing:
    """Nothing is calibrated in memory, so nothing is laid open."""

    contents: Contents

    async def shares(self, tenant: Tenant) -> bool:
        return self.contents.sharing.get(tenant, False)

    async def set_shares(self, tenant: Tenant, shares: bool) -> None:
        self.contents.sharing[tenant] = shares

    async def counts(self, tenant: Tenant) -> tuple[int, int]:
        return 0, 0
