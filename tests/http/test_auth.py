"""Registration, log-in, refresh, log-out, people."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from fynq.domain.principal import Role
from fynq.http.options import HttpOptions
from fynq.identity.options import IdentityOptions
from tests.http.house import PASSWORD, House

ADA = {"email": "Ada@Example.org", "password": PASSWORD, "display_name": "Ada"}


async def registered(client, **more):
    reply = await client.post("/v1/auth/register", json=ADA | {"school": "demo"} | more)
    assert reply.status_code == 201, reply.text
    return reply.json()


def bearer(tokens):
    return {"Authorization": f"Bearer {tokens['access_token']}"}


async def test_register_logs_in(client):
    tokens = await registered(client)
    assert tokens["token_type"] == "bearer"
    assert tokens["user"]["email"] == "ada@example.org"
    assert tokens["user"]["role"] == "student"
    assert tokens["school"] == {
        "slug": "demo",
        "name": "Demo",
        "registration": None,
        "join_code": None,
    }
    me = await client.get("/v1/students/me", headers=bearer(tokens))
    assert me.json()["display_name"] == "Ada"


async def test_an_address_is_taken_once_per_school(house, client):
    await registered(client)
    reply = await client.post("/v1/auth/register", json=ADA | {"school": "demo"})
    assert reply.status_code == 409
    assert reply.json()["field"] == "email"
    house.school("other")
    await registered(client, school="other")


@pytest.mark.parametrize(
    ("registration", "code", "status"),
    [
        ("open", None, 201),
        ("code", "letmein", 201),
        ("code", "wrong", 403),
        ("code", None, 403),
        ("code", "é\u2028", 403),
        ("closed", "letmein", 403),
    ],
)
async def test_a_school_decides_who_joins(house, client, registration, code, status):
    house.school("picky", registration)
    body = ADA | {"school": "picky"} | ({"join_code": code} if code else {})
    assert (await client.post("/v1/auth/register", json=body)).status_code == status


async def test_founding_a_school(client):
    body = ADA | {"new_school": {"name": "Lovelace", "slug": "lovelace"}}
    reply = await client.post("/v1/auth/register", json=body)
    assert reply.status_code == 201
    assert reply.json()["user"]["role"] == "owner"
    code = reply.json()["school"]["join_code"]
    assert code
    again = await client.post("/v1/auth/register", json=body)
    assert again.status_code == 409 and again.json()["field"] == "new_school/slug"
    joined = ADA | {"email": "b@example.org", "school": "lovelace", "join_code": code}
    assert (await client.post("/v1/auth/register", json=joined)).json()["user"]["role"] == "student"


@pytest.mark.parametrize(("wanted", "loaded"), [({}, True), ({"starter_knowledge": False}, False)])
async def test_a_new_school_begins_with_the_starter_unless_it_declines(
    house, client, wanted, loaded
):
    body = ADA | {"new_school": {"name": "Lovelace", "slug": "lovelace"} | wanted}
    assert (await client.post("/v1/auth/register", json=body)).status_code == 201
    assert house.people.starters == (["lovelace"] if loaded else [])


async def test_starter_knowledge_is_true_or_false(client):
    body = ADA | {"new_school": {"name": "L", "slug": "lovelace", "starter_knowledge": "maybe"}}
    assert (await client.post("/v1/auth/register", json=body)).status_code == 422


async def test_founding_can_be_closed():
    house = House(
        identity_options=IdentityOptions(
            argon2_time=1, argon2_memory=64, argon2_lanes=1, school_signup=False
        )
    )
    async with house.client() as client:
        body = ADA | {"new_school": {"name": "Lovelace", "slug": "lovelace"}}
        assert (await client.post("/v1/auth/register", json=body)).status_code == 403


@pytest.mark.parametrize(
    "fields",
    [
        {"school": "demo", "username": "ada@example.org"},
        {"school": "demo", "username": "ADA@EXAMPLE.ORG "},
        {"username": "ada@example.org"},
        {"username": "demo/ada@example.org"},
        {"client_id": "demo", "username": "ada@example.org"},
    ],
)
@pytest.mark.parametrize("kind", ["json", "data"])
async def test_the_ways_to_log_in(client, fields, kind):
    await registered(client)
    if kind == "data":
        fields = fields | {"grant_type": "password", "scope": ""}
    reply = await client.post("/v1/auth/login", **{kind: fields | {"password": PASSWORD}})
    assert reply.status_code == 200, reply.text
    assert reply.json()["expires_in"] == 900
    assert reply.headers["cache-control"] == "no-store"
    assert (await client.get("/v1/doubts", headers=bearer(reply.json()))).status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("password", "wrong horse battery"),
        ("password", "x"),
        ("username", "nobody@example.org"),
        ("username", "not an address"),
        ("school", "nowhere"),
        ("school", "Not A Slug"),
    ],
)
async def test_a_wrong_log_in_says_nothing(client, field, value):
    await registered(client)
    body = {"school": "demo", "username": "ada@example.org", "password": PASSWORD}
    replies = [
        await client.post("/v1/auth/login", json=body | {field: value}),
        await client.post("/v1/auth/login", json=body | {"password": "something else"}),
    ]
    assert [reply.status_code for reply in replies] == [401, 401]
    first, second = (reply.json() | {"request_id": ""} for reply in replies)
    assert first == second


async def test_log_in_is_limited_per_account():
    house = House(HttpOptions(login_attempts_per_minute=3))
    async with house.client() as client:
        body = {"username": "ada@example.org", "password": "wrong horse battery"}
        replies = [await client.post("/v1/auth/login", json=body) for _ in range(4)]
        assert [reply.status_code for reply in replies] == [401, 401, 401, 429]
        assert int(replies[-1].headers["retry-after"]) >= 1
        assert replies[-1].json()["retryable"] is True
        other = await client.post("/v1/auth/login", json=body | {"username": "b@example.org"})
        assert other.status_code == 401


async def test_doubts_are_limited_per_user():
    house = House(HttpOptions(doubts_per_minute=2))
    _, one = house.person(house.demo)
    _, two = house.person(house.demo)
    async with house.client() as client:
        statuses = [
            (await client.post("/v1/doubts", json={"question": "x"}, headers=who)).status_code
            for who in (one, one, one, two)
        ]
    assert statuses == [201, 201, 429, 201]


async def test_refresh_rotates_and_reuse_ends_the_session(client):
    tokens = await registered(client)
    first = tokens["refresh_token"]
    renewed = await client.post("/v1/auth/refresh", json={"refresh_token": first})
    assert renewed.status_code == 200
    second = renewed.json()["refresh_token"]
    assert second != first
    assert renewed.json()["school"] == tokens["school"]
    assert (await client.get("/v1/doubts", headers=bearer(renewed.json()))).status_code == 200
    form = {"grant_type": "refresh_token", "refresh_token": second}
    third = (await client.post("/v1/auth/refresh", data=form)).json()["refresh_token"]
    assert (await client.post("/v1/auth/refresh", json={"refresh_token": first})).status_code == 401
    assert (await client.post("/v1/auth/refresh", json={"refresh_token": third})).status_code == 401


async def test_of_concurrent_refreshes_one_wins(client):
    token = {"refresh_token": (await registered(client))["refresh_token"]}
    replies = await asyncio.gather(*(client.post("/v1/auth/refresh", json=token) for _ in range(8)))
    assert sorted(reply.status_code for reply in replies) == [200] + [401] * 7


async def test_a_lost_refresh_can_be_fetched_again(client):
    token = {"refresh_token": (await registered(client))["refresh_token"]}
    key = {"Idempotency-Key": "r1"}
    first = await client.post("/v1/auth/refresh", json=token, headers=key)
    again = await client.post("/v1/auth/refresh", json=token, headers=key)
    assert again.json() == first.json()
    assert again.headers["idempotent-replayed"] == "true"
    after = {"refresh_token": again.json()["refresh_token"]}
    assert (await client.post("/v1/auth/refresh", json=after)).status_code == 200


async def test_log_out_ends_the_session_and_can_be_repeated(client):
    token = {"refresh_token": (await registered(client))["refresh_token"]}
    for _ in range(2):
        assert (await client.post("/v1/auth/logout", json=token)).status_code == 204
    assert (await client.post("/v1/auth/refresh", json=token)).status_code == 401
    assert (await client.post("/v1/auth/logout", json={"refresh_token": "?"})).status_code == 204


async def test_a_closed_account_cannot_refresh(house, client):
    tokens = await registered(client)
    accounts = house.people.accounts[house.demo.tenant]
    (user,) = accounts
    accounts[user] = replace(accounts[user], active=False)
    token = {"refresh_token": tokens["refresh_token"]}
    assert (await client.post("/v1/auth/refresh", json=token)).status_code == 401
    login = {"username": "ada@example.org", "password": PASSWORD}
    assert (await client.post("/v1/auth/login", json=login)).status_code == 401


@pytest.mark.parametrize(
    ("giver", "role", "status"),
    [
        (Role.STUDENT, "student", 403),
        (Role.TEACHER, "student", 403),
        (Role.ADMIN, "student", 201),
        (Role.ADMIN, "teacher", 201),
        (Role.ADMIN, "admin", 201),
        (Role.ADMIN, "owner", 403),
        (Role.OWNER, "owner", 201),
    ],
)
async def test_who_may_add_whom(house, client, giver, role, status):
    _, headers = house.person(house.demo, giver)
    reply = await client.post("/v1/users", json=ADA | {"role": role}, headers=headers)
    assert reply.status_code == status
    if status == 201:
        login = {"username": "ada@example.org", "password": PASSWORD}
        tokens = (await client.post("/v1/auth/login", json=login)).json()
        assert tokens["user"]["role"] == role


async def test_people_are_listed_in_pages(house, client):
    _, admin = house.person(house.demo, Role.ADMIN)
    for _ in range(4):
        house.person(house.demo)
    house.person(house.school("other"))
    seen, cursor = [], None
    while True:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = (await client.get("/v1/users", params=query, headers=admin)).json()
        seen += [each["id"] for each in page["items"]]
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 5


async def test_the_demo_student(client):
    reply = await client.get("/v1/demo")
    assert set(reply.json()) == {"school", "username", "password"}
