"""Rollups that are behind, spoiled, or made while folds go on, on PostgreSQL."""

from __future__ import annotations

import asyncio
from functools import partial

import psycopg
import pytest

from fynq.analytics.gathering import RULES
from fynq.analytics.rollup import rollup
from fynq.domain.errors import NotFound
from fynq.domain.identifiers import new_id
from fynq.personalization.learner_model import apply
from fynq.personalization.options import PersonalizationOptions
from tests.load.learners import START, made_up, plain
from tests.schools import enrol

model = partial(apply, PersonalizationOptions())


@pytest.fixture
def admin(admin_url):
    with psycopg.connect(admin_url, autocommit=True) as connection:
        yield connection


def slips(count, students, seed):
    """Events without corrections, each of which leaves its student behind."""
    return plain(made_up(2 * count, students, seed))[:count]


async def fold(stores, school, events):
    await stores.learning.record(school.tenant, events)
    for student in {event.student for event in events}:
        await stores.learners.apply_pending(school.tenant, student, model)


async def kept(stores, school, student):
    return await stores.analytics.history(school.tenant, student, START.date())


async def test_a_log_from_before_is_gathered_and_goes_on(stores, school, admin):
    events = slips(120, [school.student], seed=1)
    await fold(stores, school, events[:60])
    online = await kept(stores, school, school.student)
    for table in ("rollups", "activity", "mastery_days"):
        admin.execute(f"delete from fynq.{table} where tenant = %s", (school.tenant,))
    await fold(stores, school, events[60:90])
    assert (await kept(stores, school, school.student)).cells == {}, "no half of a log is shown"
    assert await stores.rollups.behind(school.tenant, [school.student]) == [school.student]
    found = await stores.rollups.catch_up(school.tenant, school.student)
    assert found.events == 90
    assert found.different == found.cells > 0
    assert await stores.rollups.behind(school.tenant, [school.student]) == []
    assert (await kept(stores, school, school.student)).cells == rollup(events[:90])
    assert (
        online.ends.items()
        <= {
            **(await kept(stores, school, school.student)).ends,
            **online.ends,
        }.items()
    )
    await fold(stores, school, events[90:])
    assert (await kept(stores, school, school.student)).cells == rollup(events)
    again = await stores.rollups.catch_up(school.tenant, school.student)
    assert (again.events, again.different) == (120, 0)


async def test_what_is_spoiled_is_found_and_put_right(stores, school, admin):
    events = slips(80, [school.student], seed=2)
    await fold(stores, school, events)
    right = await kept(stores, school, school.student)
    other = await enrol(stores)
    await fold(stores, other, slips(5, [other.student], seed=3))
    theirs = await kept(stores, other, other.student)
    for statement in (
        "update fynq.activity set credit = credit + 1 where tenant = %(t)s and skill = ''",
        "insert into fynq.activity values (%(t)s, %(s)s, '2026-01-01', 'never', 1, 1, 1, 1, 1, 1)",
        "delete from fynq.mastery_days where tenant = %(t)s and day = (select max(day) from"
        " fynq.mastery_days where tenant = %(t)s)",
        "insert into fynq.mastery_days values (%(t)s, %(s)s, 'never', '2026-01-01', 0, 1, 1, true)",
    ):
        admin.execute(statement, {"t": school.tenant, "s": school.student})
    looked = await stores.rollups.catch_up(school.tenant, school.student, write=False)
    assert looked.different > 3
    assert await kept(stores, school, school.student) != right
    put = await stores.rollups.catch_up(school.tenant, school.student)
    assert put == looked
    assert await kept(stores, school, school.student) == right
    assert (await stores.rollups.catch_up(school.tenant, school.student)).different == 0
    assert await kept(stores, other, other.student) == theirs


async def test_other_rules_leave_a_student_behind(stores, school, admin):
    await fold(stores, school, slips(10, [school.student], seed=4))
    admin.execute("update fynq.rollups set rules = 0 where tenant = %s", (school.tenant,))
    admin.execute("update fynq.activity set events = 9 where tenant = %s", (school.tenant,))
    assert await stores.rollups.behind(school.tenant, [school.student]) == [school.student]
    await fold(stores, school, slips(3, [school.student], seed=5))
    assert await stores.rollups.behind(school.tenant, [school.student]) == [school.student]
    await stores.rollups.catch_up(school.tenant, school.student)
    rows = admin.execute(
        "select turn, rules from fynq.rollups where tenant = %s", (school.tenant,)
    ).fetchall()
    assert rows == [(13, RULES)]


async def test_folds_and_catching_up_at_once(stores, school, admin):
    events = slips(150, [school.student], seed=6)
    await fold(stores, school, events[:40])
    admin.execute("delete from fynq.rollups where tenant = %s", (school.tenant,))

    async def writer(share):
        for at in range(0, len(share), 5):
            await fold(stores, school, share[at : at + 5])

    await asyncio.gather(
        writer(events[40:95]),
        writer(events[95:]),
        *(stores.rollups.catch_up(school.tenant, school.student) for _ in range(4)),
    )
    assert (await kept(stores, school, school.student)).cells == rollup(events)
    again = await stores.rollups.catch_up(school.tenant, school.student, write=False)
    assert (again.events, again.different) == (150, 0)


async def test_who_is_not_there(stores, school):
    nobody = new_id()
    assert await stores.rollups.behind(school.tenant, [nobody]) == []
    assert (await stores.rollups.catch_up(school.tenant, nobody, write=False)).cells == 0
    with pytest.raises(NotFound):
        await stores.rollups.catch_up(school.tenant, nobody)
    other = await enrol(stores)
    await fold(stores, school, slips(5, [school.student], seed=7))
    assert (await stores.rollups.catch_up(other.tenant, school.student, write=False)).events == 0


async def test_ranges_hold_every_student_once(stores, school, admin):
    await fold(stores, school, slips(40, [school.student, school.other, school.owner], seed=8))
    rollups = stores.rollups
    for size in (1, 2, 3, 7):
        firsts = await rollups.ranges(school.tenant, size, all_=True)
        found = []
        for first, after in zip(firsts, [*firsts[1:], None], strict=True):
            part = await rollups.students_in(school.tenant, first, after, all_=True)
            assert len(part) <= size
            found.extend(part)
        assert found == sorted([school.student, school.other, school.owner])
    assert await rollups.ranges(school.tenant, 2, all_=False) == []
    admin.execute("update fynq.rollups set turn = turn - 1 where student = %s", (school.other,))
    assert await rollups.ranges(school.tenant, 2, all_=False) == [school.other]
