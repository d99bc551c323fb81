"""Lookups of students over a Remote that keeps them at hand: never older than what was acknowledged."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import UUID

import pytest

from fynq.deployments import personalizer as module
from fynq.deployments.personalizer import PersonalizerReplica, RemotePersonalizer
from fynq.domain.errors import StorageUnavailable
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.learner import EventKind, LearningEvent
from fynq.personalization.freshness import Freshness
from fynq.personalization.options import PersonalizationOptions
from fynq.personalization.personalizer import Personalizer
from fynq.personalization.ports import Stamp
from fynq.storage.memory.stores import memory_stores
from fynq.storage.stores import Stores
from fynq.wiring import Built
from tests.schools import Enrolled, enrol


class Handle:
    """Serve's handle on one replica, without Serve: messages cross as they are."""

    def __init__(self, replica: PersonalizerReplica) -> None:
        self._replica = replica
        self.messages: list[str] = []

    def options(self, **_: object) -> Handle:
        return self

    def __getattr__(self, method: str) -> SimpleNamespace:
        def remote(questions: list) -> asyncio.Task:
            self.messages.append(method)
            call = asyncio.ensure_future(getattr(self._replica, method)(questions))
            return Response(call)

        return SimpleNamespace(remote=remote)


class Response:
    def __init__(self, call: asyncio.Task) -> None:
        self._call = call

    def __await__(self):
        return self._call.__await__()

    def cancel(self) -> None:
        self._call.cancel()


class Counting:
    """Stamps, counted; down when told to be."""

    def __init__(self, store) -> None:
        self._store = store
        self.down = False

    async def stamps(self, tenant: Tenant, students: Collection[UUID]) -> Mapping[UUID, Stamp]:
        await asyncio.sleep(0)
        if self.down:
            raise StorageUnavailable("gone")
        return await self._store.stamps(tenant, students)


class Replica(PersonalizerReplica):
    """Not one of Serve's, which awaits its end."""

    def __del__(self) -> None:  # type: ignore[override]
        return None


@pytest.fixture
async def stores() -> AsyncIterator[Stores]:
    yield memory_stores()


@pytest.fixture
async def school(stores: Stores) -> Enrolled:
    return await enrol(stores)


@pytest.fixture
def house(stores: Stores, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "LookupCounter", lambda: SimpleNamespace(tell=lambda lookups: None))
    replica = object.__new__(Replica)
    replica._built = Built(Personalizer(stores.learners, PersonalizationOptions()))
    replica._counted = module.LookupCounter()
    handle, stamps = Handle(replica), Counting(stores.learners)
    near = RemotePersonalizer(handle, 2, Freshness(stamps))  # type: ignore[arg-type]
    return SimpleNamespace(
        handle=handle,
        stamps=stamps,
        near=near,
        far=RemotePersonalizer(handle, 2),  # type: ignore[arg-type]
        room=replica.room,
    )


def answered(student: UUID, skill: str = "a") -> LearningEvent:
    now = datetime.now(UTC)
    return LearningEvent(new_id(), student, EventKind.ITEM_ANSWERED, (skill,), 1.0, now)


async def test_what_was_heard_last_serves_until_something_was_written(house, stores, school):
    tenant, student = school.tenant, school.student
    first = await house.near.context(tenant, student, ())
    assert house.handle.messages == ["recalls"]
    for _ in range(5):
        assert await house.near.context(tenant, student, ()) == first
    assert (house.near.lookups.near, house.handle.messages) == (5, ["recalls"])
    await stores.students.change_profile(tenant, student, lambda p: replace(p, grade=2))
    assert (await house.near.context(tenant, student, ())).level == "primary"
    assert house.handle.messages == ["recalls"] * 2
    await house.near.context(tenant, student, ())
    assert house.near.lookups.near == 6


async def test_after_an_observe_the_student_is_at_hand_and_new(house, stores, school):
    tenant, student = school.tenant, school.student
    await house.near.context(tenant, student, ())
    for _ in range(4):
        await stores.learning.record(tenant, [answered(student)])
        await house.near.observe(tenant, student)
        sent = len(house.handle.messages)
        context = await house.near.context(tenant, student, ())
        learner, waiting = await stores.learners.learner(tenant, student)
        assert not waiting
        assert context.abilities == {"a": learner.whole("a").ability}
        assert len(house.handle.messages) == sent, "no message"


async def test_what_others_wrote_is_seen_though_the_replica_and_the_gateway_remember(
    house, stores, school
):
    tenant, student = school.tenant, school.student
    other = Personalizer(stores.learners, PersonalizationOptions())
    for skills in ((), ("a",), ()):
        await house.near.context(tenant, student, skills)
        await stores.learning.record(tenant, [answered(student)])
        if skills:
            await other.observe(tenant, student)
        found = await house.near.context(tenant, student, ("a",))
        learner, _ = await stores.learners.learner(tenant, student)
        assert found.abilities["a"] == learner.whole("a").ability
    assert house.room.lookups.changed >= 2


async def test_readers_never_fall_behind_writers(house, stores, school):
    tenant, students = school.tenant, (school.student, school.other)
    done = False
    known = dict.fromkeys(students, 0.0)

    async def read(student: UUID, skills: tuple[str, ...]) -> None:
        while not done:
            least = known[student]
            context = await house.near.context(tenant, student, skills)
            assert context.abilities.get("a", 0.0) >= least
            await asyncio.sleep(0)

    readers = [
        asyncio.create_task(read(student, skills))
        for student in students
        for skills in ((), ("a",), ())
    ]
    for at in range(60):
        student = students[at % 2]
        await stores.learning.record(tenant, [answered(student)])
        await (house.near if at % 3 else house.far).observe(tenant, student)
        known[student] = (await stores.learners.learner(tenant, student))[0].whole("a").ability
        await asyncio.sleep(0)
    done = True
    await asyncio.gather(*readers)
    assert all(ability > 0 for ability in known.values())


async def test_an_outage_of_storage_is_told_and_over_when_it_is_over(house, school):
    tenant, student = school.tenant, school.student
    await house.near.context(tenant, student, ())
    house.stamps.down = True
    for skills in ((), ("a",)):
        with pytest.raises(StorageUnavailable):
            await house.near.context(tenant, student, skills)
    house.stamps.down = False
    assert await house.near.context(tenant, student, ())


async def test_schools_are_apart_and_what_is_kept_is_bounded(house, stores, school, monkeypatch):
    monkeypatch.setattr(module, "_NEAR", 3)
    other = await enrol(stores)
    await stores.students.change_profile(
        school.tenant, school.student, lambda p: replace(p, grade=2)
    )
    assert (await house.near.context(school.tenant, school.student, ())).grade == 2
    assert (await house.near.context(other.tenant, school.student, ())).grade is None
    for at in range(10):
        await house.near.context(school.tenant, UUID(int=at), ())
    assert len(house.near._near) == 3


async def test_gaps_cross_too(house, school):
    assert await house.near.gap(school.tenant, school.student, ("a",)) is None
    await house.near.aclose()
