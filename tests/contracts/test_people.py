from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fynq.domain.errors import Conflict, InvalidInput, NotFound
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.learner import LearnerProfile
from fynq.domain.principal import Role
from fynq.identity.ports import Account, School, Session


def person(email: str = "") -> Account:
    user = new_id()
    return Account(user, email or f"{user.hex}@example.org", "Ada", Role.STUDENT, "hash")


async def test_a_school_is_found_by_its_slug(stores, school):
    assert await stores.schools.find_school(school.school.slug) == school.school
    assert await stores.schools.find_school("nobody-has-this") is None


async def test_a_school_is_found_by_its_tenant(stores, school):
    assert await stores.schools.school(school.tenant) == school.school
    assert await stores.schools.school(Tenant(new_id())) is None


async def test_a_slug_is_taken_once_and_the_loser_leaves_no_trace(stores, school):
    tenant = Tenant(new_id())
    again = School(tenant, school.school.slug, "Another", "closed", "")
    owner = person()
    with pytest.raises(Conflict) as caught:
        await stores.schools.found_school(again, owner)
    assert caught.value.field == "slug"
    assert await stores.accounts.find_account(tenant, owner.email) is None


async def test_accounts_are_found_by_address_in_any_case_and_by_id(stores, school):
    someone = person("ada@example.org")
    await stores.accounts.add_account(school.tenant, someone)
    assert await stores.accounts.find_account(school.tenant, "ADA@example.org") == someone
    assert await stores.accounts.account(school.tenant, someone.id) == someone
    assert await stores.accounts.find_account(school.tenant, "eve@example.org") is None
    assert await stores.accounts.account(school.tenant, new_id()) is None


async def test_an_address_is_taken_once_per_school(stores, school):
    await stores.accounts.add_account(school.tenant, person("twice@example.org"))
    with pytest.raises(Conflict) as caught:
        await stores.accounts.add_account(school.tenant, person("Twice@example.org"))
    assert caught.value.field == "email"


async def test_no_account_without_a_school(stores):
    with pytest.raises(NotFound):
        await stores.accounts.add_account(Tenant(new_id()), person())


async def test_accounts_are_listed_in_pages(stores, school):
    everyone = [school.owner, school.student, school.other]
    first = await stores.accounts.list_accounts(school.tenant, None, 2)
    rest = await stores.accounts.list_accounts(school.tenant, first[-1].id, 2)
    assert [a.id for a in [*first, *rest]] == sorted(everyone)


@pytest.mark.parametrize("text", ["nul\0", "\ud800"])
async def test_text_that_cannot_be_stored_is_invalid_input_and_not_echoed(stores, school, text):
    for attempt in (
        stores.accounts.add_account(school.tenant, person(text)),
        stores.accounts.find_account(school.tenant, text),
        stores.schools.find_school(text),
        stores.students.save_profile(school.tenant, school.student, LearnerProfile(text)),
    ):
        with pytest.raises(InvalidInput) as caught:
            await attempt
        assert text not in str(caught.value)
        assert caught.value.__cause__ is None


async def test_profiles_are_saved(stores, school):
    assert await stores.students.profile(school.tenant, new_id()) is None
    saved = LearnerProfile("Ada 🌍", 7, "de", "short")
    await stores.students.save_profile(school.tenant, school.student, saved)
    assert await stores.students.profile(school.tenant, school.student) == saved
    assert await stores.learners.profile(school.tenant, school.student) == saved
    found = await stores.accounts.account(school.tenant, school.student)
    assert found.display_name == "Ada 🌍"
    with pytest.raises(NotFound):
        await stores.students.save_profile(school.tenant, new_id(), saved)


def session(user, seconds: float = 60.0) -> Session:
    return Session(new_id(), user, b"one", datetime.now(UTC) + timedelta(seconds=seconds))


async def test_a_refresh_token_rotates(stores, school):
    opened = session(school.student)
    await stores.sessions.open_session(school.tenant, opened)
    for old, new in ((b"one", b"two"), (b"two", b"three")):
        user = await stores.sessions.rotate_session(
            school.tenant, opened.id, old, new, opened.expires_at
        )
        assert user == school.student


async def test_a_refresh_token_used_twice_ends_the_session(stores, school):
    opened = session(school.student)
    await stores.sessions.open_session(school.tenant, opened)
    rotate = stores.sessions.rotate_session
    assert await rotate(school.tenant, opened.id, b"one", b"two", opened.expires_at)
    assert await rotate(school.tenant, opened.id, b"one", b"x", opened.expires_at) is None
    assert await rotate(school.tenant, opened.id, b"two", b"x", opened.expires_at) is None


async def test_ended_expired_and_unknown_sessions_do_not_rotate(stores, school):
    ended, expired = session(school.student), session(school.student, -1.0)
    until = datetime.now(UTC) + timedelta(hours=1)
    for opened in (ended, expired):
        await stores.sessions.open_session(school.tenant, opened)
    await stores.sessions.end_session(school.tenant, ended.id)
    await stores.sessions.end_session(school.tenant, new_id())
    for id_ in (ended.id, expired.id, new_id()):
        rotated = await stores.sessions.rotate_session(school.tenant, id_, b"one", b"two", until)
        assert rotated is None
