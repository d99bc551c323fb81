from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from fynq.domain.errors import StorageUnavailable
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.knowledge import Skill
from fynq.domain.learner import (
    EventKind,
    Learner,
    LearnerContext,
    LearnerProfile,
    LearningEvent,
)
from fynq.personalization.options import PersonalizationOptions
from fynq.personalization.personalizer import Personalizer
from fynq.personalization.ports import Stamp, StudentRecord, Update
from fynq.personalization.prerequisites import ancestors
from fynq.personalization.resolve import level_of
from fynq.storage.memory.contents import Contents
from fynq.storage.memory.learners import MemoryLearnerStore

ONE, TWO = Tenant(UUID(int=1)), Tenant(UUID(int=2))
STUDENT = UUID(int=9)
START = datetime(2026, 1, 1, tzinfo=UTC)


def skill(slug: str, *prerequisites: str) -> Skill:
    return Skill(slug, slug, "mathematics", 1, prerequisites)


SKILLS = (
    skill("numbers"),
    skill("fractions", "numbers"),
    skill("linear", "fractions"),
    skill("quadratic", "linear", "roots"),
    skill("roots", "numbers"),
)


def answered(
    *skills: str, outcome: float = 1.0, student: UUID = STUDENT, minute: int = 0
) -> LearningEvent:
    at = START + timedelta(minutes=minute)
    return LearningEvent(new_id(), student, EventKind.ITEM_ANSWERED, skills, outcome, at)


class SlowLearners:
    """Yields to other tasks inside each call, counts calls, and fails when told to."""

    def __init__(self, skills: Sequence[Skill] = ()) -> None:
        self.contents = Contents()
        self.contents.skills = {(ONE, skill.slug): skill for skill in skills}
        self._store = MemoryLearnerStore(self.contents)
        self.reads = self.checks = self.graphs = 0
        self.inside = 0
        self.down = False

    def record(self, tenant: Tenant, event: LearningEvent) -> bool:
        """False when the event was recorded before."""
        new = (tenant, event.id) not in self.contents.events
        self.contents.events.setdefault((tenant, event.id), event)
        return new

    def enroll(self, tenant: Tenant, student: UUID, profile: LearnerProfile) -> None:
        self.contents.profiles[tenant, student] = profile

    async def student(self, tenant: Tenant, student: UUID) -> StudentRecord:
        self.reads += 1
        found = await self._store.student(tenant, student)
        await self._pause()
        return found

    async def stamps(self, tenant: Tenant, students: Collection[UUID]) -> Mapping[UUID, Stamp]:
        self.checks += 1
        found = await self._store.stamps(tenant, students)
        await self._pause()
        return found

    async def graph(self, tenant: Tenant) -> tuple[int, Sequence[Skill]]:
        self.graphs += 1
        found = await self._store.graph(tenant)
        await self._pause()
        return found

    async def learner(self, tenant: Tenant, student: UUID) -> tuple[Learner, bool]:
        return await self._store.learner(tenant, student)

    async def apply_pending(self, tenant: Tenant, student: UUID, update: Update) -> Learner:
        assert self.inside == 0
        self.inside += 1
        try:
            await self._pause()
            found = await self._store.apply_pending(tenant, student, update)
            await self._pause()
            return found
        finally:
            self.inside -= 1

    async def profile(self, tenant: Tenant, student: UUID) -> LearnerProfile | None:
        return await self._store.profile(tenant, student)

    async def skills(self, tenant: Tenant) -> Sequence[Skill]:
        return await self._store.skills(tenant)

    async def ability(self, skill: str) -> float:
        return (await self.learner(ONE, STUDENT))[0].whole(skill).ability

    async def attempts(self, skill: str) -> int:
        return (await self.learner(ONE, STUDENT))[0].skills[skill].attempts

    async def _pause(self) -> None:
        for _ in range(3):
            await asyncio.sleep(0)
        if self.down:
            raise StorageUnavailable("gone")


@pytest.fixture
def learners() -> SlowLearners:
    return SlowLearners(SKILLS)


@pytest.fixture
def personalizer(learners: SlowLearners) -> Personalizer:
    return Personalizer(learners, PersonalizationOptions())


async def test_a_stranger_gets_the_default_context(personalizer: Personalizer) -> None:
    assert await personalizer.context(ONE, STUDENT, ()) == LearnerContext()
    assert await personalizer.context(ONE, STUDENT, ("quadratic", "unknown")) == LearnerContext()


async def test_the_profile_shows_at_once(
    personalizer: Personalizer, learners: SlowLearners
) -> None:
    learners.enroll(ONE, STUDENT, LearnerProfile(grade=4, language="de", detail="brief"))
    found = await personalizer.context(ONE, STUDENT, ())
    assert (found.level, found.language, found.detail) == ("primary", "de", "brief")
    learners.enroll(ONE, STUDENT, LearnerProfile(grade=13))
    assert (await personalizer.context(ONE, STUDENT, ())).level == "college"


@pytest.mark.parametrize(
    ("grade", "level"),
    [
        (None, "high"),
        (-3, "primary"),
        (1, "primary"),
        (5, "primary"),
        (6, "middle"),
        (8, "middle"),
        (9, "high"),
        (12, "high"),
        (13, "college"),
    ],
)
def test_levels(grade: int | None, level: str) -> None:
    assert level_of(grade) == level


async def test_weak_prerequisites_weakest_first(
    personalizer: Personalizer, learners: SlowLearners
) -> None:
    for at in range(3):
        learners.record(ONE, answered("fractions", outcome=0, minute=at))
        learners.record(ONE, answered("numbers", minute=at))
    learners.record(ONE, answered("roots", outcome=0, minute=10))
    learners.record(ONE, answered("quadratic", outcome=0, minute=20))
    await personalizer.observe(ONE, STUDENT)
    found = await personalizer.context(ONE, STUDENT, ("quadratic",))
    assert found.weak_prerequisites == ("fractions", "roots")
    assert found.abilities.keys() == {"quadratic", "fractions", "roots", "numbers"}
    recent = await personalizer.context(ONE, STUDENT, ())
    assert "fractions" in recent.weak_prerequisites
    assert "quadratic" in recent.abilities


async def test_each_event_counts_once(personalizer: Personalizer, learners: SlowLearners) -> None:
    happened = answered("linear")
    assert learners.record(ONE, happened)
    assert not learners.record(ONE, happened)
    await asyncio.gather(*(personalizer.observe(ONE, STUDENT) for _ in range(5)))
    assert await learners.attempts("linear") == 1


async def test_events_that_a_crash_left_waiting_are_folded_when_the_student_is_looked_at(
    personalizer: Personalizer, learners: SlowLearners
) -> None:
    learners.record(ONE, answered("linear"))
    assert (await personalizer.context(ONE, STUDENT, ("linear",))).abilities["linear"] > 0
    assert await learners.attempts("linear") == 1


async def test_mastered_skills_and_due_reviews(
    personalizer: Personalizer, learners: SlowLearners
) -> None:
    for at in range(6):
        learners.record(ONE, answered("linear", minute=at))
        learners.record(ONE, answered("roots", outcome=at % 2, minute=at))
    found = await personalizer.context(ONE, STUDENT, ("linear", "roots"))
    assert found.mastered == ("linear",)
    assert found.due == ("linear",), "the answers were given months ago"


async def test_hot_states_spare_the_database(
    personalizer: Personalizer, learners: SlowLearners
) -> None:
    for _ in range(5):
        await personalizer.context(ONE, STUDENT, ())
    await asyncio.gather(*(personalizer.context(ONE, UUID(int=3), ()) for _ in range(20)))
    assert learners.reads == 3, "who comes while a read runs may not rely on it"
    assert learners.checks == 4
    assert learners.graphs == 1
    assert (personalizer.lookups.warm, personalizer.lookups.changed) == (4, 0)
    assert personalizer.lookups.warm_share == 4 / 25


async def test_those_who_ask_together_are_looked_after_together(
    personalizer: Personalizer, learners: SlowLearners
) -> None:
    crowd = [UUID(int=at) for at in range(1, 21)]
    for student in crowd:
        await personalizer.context(ONE, student, ())
    before = learners.checks
    learners.enroll(ONE, crowd[3], LearnerProfile(grade=2))
    found = await asyncio.gather(*(personalizer.context(ONE, each, ()) for each in crowd))
    assert learners.checks == before + 1
    assert [context.level for context in found].count("primary") == 1
    assert found[3].level == "primary"


async def test_a_state_older_than_the_last_observe_is_never_served(
    personalizer: Personalizer, learners: SlowLearners
) -> None:
    """Readers run all the time; whoever starts after an observe() sees at least its state."""
    observed = 0.0
    done = False

    async def read() -> None:
        while not done:
            least = observed
            found = await personalizer.context(ONE, STUDENT, ("linear",))
            assert found.abilities.get("linear", 0.0) >= least
            await asyncio.sleep(0)

    readers = [asyncio.create_task(read()) for _ in range(5)]
    for at in range(100):
        learners.record(ONE, answered("linear", minute=at))
        await personalizer.observe(ONE, STUDENT)
        observed = await learners.ability("linear")
    done = True
    await asyncio.gather(*readers)
    assert observed > 0


async def test_an_outage_is_unavailable_and_afterwards_the_truth_is_read(
    personalizer: Personalizer, learners: SlowLearners
) -> None:
    learners.record(ONE, answered("linear"))
    await personalizer.observe(ONE, STUDENT)
    learners.record(ONE, answered("linear", minute=1))
    learners.down = True
    with pytest.raises(StorageUnavailable):
        await personalizer.observe(ONE, STUDENT)
    with pytest.raises(StorageUnavailable):
        await personalizer.context(ONE, STUDENT, ("linear",))
    learners.down = False
    found = await personalizer.context(ONE, STUDENT, ("linear",))
    assert found.abilities["linear"] == await learners.ability("linear")
    assert await learners.attempts("linear") == 2


async def test_a_cancelled_observe_lets_the_next_one_in(
    personalizer: Personalizer, learners: SlowLearners
) -> None:
    for steps in range(12):
        learners.record(ONE, answered("linear", minute=steps))
        task = asyncio.create_task(personalizer.observe(ONE, STUDENT))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})
        await personalizer.observe(ONE, STUDENT)
        assert await learners.attempts("linear") == steps + 1
        found = await personalizer.context(ONE, STUDENT, ("linear",))
        assert found.abilities["linear"] == await learners.ability("linear")


async def test_schools_and_students_are_apart(
    personalizer: Personalizer, learners: SlowLearners
) -> None:
    learners.record(ONE, answered("linear"))
    for tenant in (ONE, TWO):
        await personalizer.observe(tenant, STUDENT)
    assert (await personalizer.context(ONE, STUDENT, ("linear",))).abilities
    assert not (await personalizer.context(TWO, STUDENT, ("linear",))).abilities
    assert not (await personalizer.context(ONE, UUID(int=8), ("linear",))).abilities


async def test_memory_is_bounded(learners: SlowLearners) -> None:
    small = Personalizer(learners, PersonalizationOptions(hot_students=3))
    for at in range(20):
        await small.context(ONE, UUID(int=at), ())
        await small.observe(Tenant(UUID(int=at)), STUDENT)
    assert len(small._hot) == 3
    assert len(small._locks) == 0


async def test_another_replica_is_heard_at_once(
    personalizer: Personalizer, learners: SlowLearners
) -> None:
    other = Personalizer(learners, PersonalizationOptions())
    for at in range(5):
        await personalizer.context(ONE, STUDENT, ())
        learners.record(ONE, answered("linear", minute=at))
        await other.observe(ONE, STUDENT)
        found = await personalizer.context(ONE, STUDENT, ("linear",))
        assert found.abilities["linear"] == await learners.ability("linear")


def test_ancestors_survive_cycles_and_unknown_skills() -> None:
    graph = {s.slug: s for s in (skill("a", "b"), skill("b", "c", "a"), skill("c", "a", "gone"))}
    assert ancestors(["a"], graph) == ["b", "c", "gone"]
    assert ancestors([], graph) == []
