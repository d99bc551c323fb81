from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fynq.domain.errors import NotFound
from fynq.domain.identifiers import new_id
from fynq.domain.principal import Role
from fynq.identity.api_key import mint_api_key, read_api_key
from fynq.identity.check_key import CheckKey
from fynq.identity.make_key import MakeKey, NewKey
from fynq.identity.ports import ApiKey
from tests.schools import enrol


def key(user, **fields) -> ApiKey:
    return ApiKey(new_id(), user, "bot", bytes(32), datetime.now(UTC), **fields)


async def test_a_key_is_read_with_its_holder(stores, school):
    made = key(
        school.owner,
        models=("a/b", "cheap"),
        delivery="buffered",
        expires_at=datetime.now(UTC) + timedelta(days=1),
    )
    await stores.api_keys.add_key(school.tenant, made)
    found = await stores.api_keys.key_holder(school.tenant, made.id)
    assert found.key == made
    assert (found.role, found.active, found.school) == (Role.OWNER, True, school.school.slug)
    assert await stores.api_keys.key_holder(school.tenant, new_id()) is None


async def test_another_school_does_not_see_it(stores, school):
    other = await enrol(stores)
    made = key(school.owner)
    await stores.api_keys.add_key(school.tenant, made)
    assert await stores.api_keys.key_holder(other.tenant, made.id) is None
    assert await stores.api_keys.list_keys(other.tenant, None, None, 10) == []
    assert not await stores.api_keys.revoke_key(other.tenant, made.id, None)


async def test_no_key_without_a_user(stores, school):
    with pytest.raises(NotFound):
        await stores.api_keys.add_key(school.tenant, key(new_id()))


async def test_keys_are_listed_in_pages_and_by_user(stores, school):
    keys = [key(user) for user in (school.owner, school.student, school.owner)]
    for each in keys:
        await stores.api_keys.add_key(school.tenant, each)
    first, second, third = (each.id for each in keys)

    async def listed(*arguments):
        return [each.id for each in await stores.api_keys.list_keys(school.tenant, *arguments)]

    assert await listed(None, None, 2) == [first, second]
    assert await listed(None, second, 2) == [third]
    assert await listed(school.owner, None, 9) == [first, third]


async def test_the_first_revocation_counts(stores, school):
    made = key(school.owner)
    await stores.api_keys.add_key(school.tenant, made)
    assert not await stores.api_keys.revoke_key(school.tenant, made.id, school.student)
    assert await stores.api_keys.revoke_key(school.tenant, made.id, school.owner)
    first = await stores.api_keys.key_holder(school.tenant, made.id)
    assert await stores.api_keys.revoke_key(school.tenant, made.id, None)
    again = await stores.api_keys.key_holder(school.tenant, made.id)
    assert first.key.revoked_at == again.key.revoked_at is not None


async def test_the_time_of_use_is_coarse(stores, school):
    made = key(school.owner)
    await stores.api_keys.add_key(school.tenant, made)
    for _ in range(2):
        await stores.api_keys.key_used(school.tenant, made.id)
    first = (await stores.api_keys.key_holder(school.tenant, made.id)).key.used_at
    await stores.api_keys.key_used(school.tenant, made.id)
    assert (await stores.api_keys.key_holder(school.tenant, made.id)).key.used_at == first


async def test_a_made_key_is_good_and_its_neighbours_are_not(stores, school):
    _, text = await MakeKey(stores.api_keys)(school.tenant, school.owner, NewKey("bot"))
    check = CheckKey(stores.api_keys)
    held = await check(text)
    assert held.principal.tenant == school.tenant
    assert held.principal.user == school.owner
    given = read_api_key(text)
    other = await enrol(stores)
    for wrong in (
        mint_api_key(given.tenant, given.id),
        mint_api_key(given.tenant, new_id()),
        type(given)(other.tenant, given.id, given.secret),
    ):
        with pytest.raises(Exception) as caught:
            await check(wrong.text)
        assert caught.value.code == "unauthenticated"
