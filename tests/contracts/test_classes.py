from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from fynq.answering.class_book import MOST_MEMBERS, ClassChange, SchoolClass
from fynq.domain.errors import Conflict, InvalidInput, NotFound
from fynq.domain.identifiers import new_id
from fynq.domain.principal import Role
from tests.schools import account, enrol


def made(**changes) -> SchoolClass:
    return replace(SchoolClass(new_id(), "7b", "", "", datetime.now(UTC)), **changes)


@pytest.fixture
async def teacher(stores, school):
    teacher = account(role=Role.TEACHER)
    await stores.accounts.add_account(school.tenant, teacher)
    return teacher


async def test_a_class_from_first_to_last(stores, school, teacher):
    book = stores.classes
    one = await book.add_class(school.tenant, made(description="maths"), teacher.id)
    assert (one.students, one.teachers) == (0, 1)
    student = await stores.accounts.account(school.tenant, school.student)
    members = await book.add_members(
        school.tenant, one.id, [school.student, school.owner], [student.email.upper()]
    )
    assert {m.user: m.teaches for m in members} == {
        teacher.id: True,
        school.owner: True,
        school.student: False,
    }
    assert not members[-1].teaches
    assert await book.teaches(school.tenant, one.id, school.student) is False
    assert await book.teaches(school.tenant, one.id, school.other) is None
    found = await book.class_of(school.tenant, one.id)
    assert (found.name, found.students, found.teachers) == ("7b", 1, 2)
    changed = await book.change_class(school.tenant, one.id, ClassChange(name="8b"))
    assert (changed.name, changed.description, changed.students) == ("8b", "maths", 1)
    assert await book.remove_member(school.tenant, one.id, school.student)
    assert not await book.remove_member(school.tenant, one.id, school.student)
    assert await book.remove_class(school.tenant, one.id)
    assert not await book.remove_class(school.tenant, one.id)
    assert await book.class_of(school.tenant, one.id) is None
    assert await book.members(school.tenant, one.id) == []
    assert await book.change_class(school.tenant, one.id, ClassChange(name="x")) is None


async def test_whose_classes(stores, school, teacher):
    book = stores.classes
    mine = await book.add_class(school.tenant, made(), teacher.id)
    nobodys = await book.add_class(school.tenant, made(), None)
    await book.add_members(school.tenant, nobodys.id, [school.student], [])
    listed = await book.list_classes(school.tenant, None, None, 10)
    assert [each.id for each in listed] == sorted([mine.id, nobodys.id])
    assert [c.id for c in await book.list_classes(school.tenant, None, mine.id, 10)] == [nobodys.id]
    assert [c.id for c in await book.list_classes(school.tenant, teacher.id, None, 10)] == [mine.id]
    student = school.student
    assert [c.id for c in await book.list_classes(school.tenant, student, None, 10)] == [nobodys.id]
    assert await book.list_classes(school.tenant, student, None, 10, taught=True) == []
    assert len(await book.list_classes(school.tenant, None, None, 1)) == 1


async def test_who_is_not_of_the_school_cannot_be_in_a_class(stores, school, teacher):
    book = stores.classes
    one = await book.add_class(school.tenant, made(), teacher.id)
    other = await enrol(stores)
    for users, emails, field in (
        ([school.student, other.student], [], "user_ids/1"),
        ([], [f"{other.student.hex}@example.org"], "emails/0"),
        ([new_id()], [], "user_ids/0"),
    ):
        with pytest.raises(NotFound) as raised:
            await book.add_members(school.tenant, one.id, users, emails)
        assert raised.value.field == field
    assert len(await book.members(school.tenant, one.id)) == 1
    with pytest.raises(NotFound) as raised:
        await book.add_members(other.tenant, one.id, [other.student], [])
    assert raised.value.field == "class_id"
    assert await book.class_of(other.tenant, one.id) is None
    assert await book.members(other.tenant, one.id) == []
    assert not await book.remove_class(other.tenant, one.id)
    assert await book.list_classes(other.tenant, None, None, 10) == []


async def test_joining_by_code(stores, school, teacher):
    book = stores.classes
    one = await book.add_class(school.tenant, made(join_code="ABCDEFGH"), teacher.id)
    await book.add_class(school.tenant, made(), None)
    assert await book.join(school.tenant, "", school.student) is None
    assert await book.join(school.tenant, "WRONG", school.student) is None
    for _ in range(2):
        joined = await book.join(school.tenant, "ABCDEFGH", school.student)
        assert (joined.id, joined.students) == (one.id, 1)
    other = await enrol(stores)
    assert await book.join(other.tenant, "ABCDEFGH", other.student) is None
    with pytest.raises(Conflict):
        await book.add_class(school.tenant, made(join_code="ABCDEFGH"), None)
    await book.add_class(other.tenant, made(join_code="ABCDEFGH"), None)
    await book.change_class(school.tenant, one.id, ClassChange(join_code=""))
    assert await book.join(school.tenant, "ABCDEFGH", school.other) is None


async def test_a_class_has_an_end(stores, school, teacher):
    book = stores.classes
    one = await book.add_class(school.tenant, made(join_code="ABCDEFGH"), teacher.id)
    people = [account() for _ in range(MOST_MEMBERS)]
    for person in people:
        await stores.accounts.add_account(school.tenant, person)
    ids = [person.id for person in people]
    with pytest.raises(Conflict):
        await book.add_members(school.tenant, one.id, ids, [])
    await book.add_members(school.tenant, one.id, ids[:-2], [])
    tries = [book.join(school.tenant, "ABCDEFGH", each) for each in ids[-2:]]
    done = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["Conflict", "SchoolClass"]
    assert len(await book.members(school.tenant, one.id)) == MOST_MEMBERS


async def test_what_cannot_be_stored_is_refused(stores, school):
    with pytest.raises(InvalidInput):
        await stores.classes.add_class(school.tenant, made(name="a\0b"), None)
