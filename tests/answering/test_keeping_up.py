"""What students did last comes in before somebody looks, and nobody waits for it long."""

from __future__ import annotations

import asyncio

from fynq.answering.keeping_up import keep_up
from fynq.domain.errors import StorageUnavailable
from fynq.domain.identifiers import Tenant, new_id

TENANT = Tenant(new_id())


class Room:
    """Both ports. slow: students whose work never ends; away: whose storage is."""

    def __init__(self, slow=(), away=()):
        self.slow, self.away = slow, away
        self.done, self.cancelled, self.most, self.now = [], [], 0, 0

    async def context(self, tenant, student, skills):
        raise NotImplementedError

    async def observe(self, tenant, student):
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await asyncio.sleep(0)
            if student in self.away:
                raise StorageUnavailable("away")
            if student in self.slow:
                await asyncio.sleep(60)
            self.done.append(student)
        except asyncio.CancelledError:
            self.cancelled.append(student)
            raise
        finally:
            self.now -= 1

    async def behind(self, tenant, students):
        return ()

    async def catch_up(self, tenant, student, *, write=True):
        await self.observe(tenant, student)


async def test_all_come_in_a_few_at_once():
    students = [new_id() for _ in range(50)]
    room = Room()
    await keep_up(TENANT, students[:30], students[30:], room, room)
    assert sorted(room.done) == sorted(students)
    assert room.most <= 8


async def test_one_that_fails_or_takes_long_keeps_no_other_out():
    slow, away, good = (new_id() for _ in range(3))
    room = Room((slow,), (away,))
    await keep_up(TENANT, [slow, away], [good], room, room, seconds=0.05)
    assert (room.done, room.cancelled) == ([good], [slow])


async def test_who_leaves_takes_the_work_along():
    slow = new_id()
    room = Room((slow,))
    task = asyncio.ensure_future(keep_up(TENANT, [slow], (), room, room))
    await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert room.cancelled == [slow]
    await keep_up(TENANT, (), (), room, room)
