"""API keys over the app."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from fynq.domain.principal import Role
from fynq.identity import check_key
from tests.http.test_openai_chat import CHAT, body


@pytest.fixture
async def teacher(house):
    return house.person(house.demo, Role.TEACHER)[1]


async def test_a_key_is_shown_once_and_works(house, client, teacher):
    made = await client.post("/v1/keys", json={"name": "bot"}, headers=teacher)
    assert made.status_code == 201
    text = made.json()["key"]
    assert text.startswith("fynq-")
    assert len(text) == 91
    assert made.headers["location"] == f"/v1/keys/{made.json()['id']}"
    stored = next(iter(house.people.keys.values()))
    assert text not in repr(stored)
    listed = await client.get("/v1/keys", headers=teacher)
    assert text not in listed.text
    assert [each["name"] for each in listed.json()["items"]] == ["bot"]
    headers = {"Authorization": f"Bearer {text}"}
    assert (await client.post(CHAT, json=body(), headers=headers)).status_code == 200
    assert (await client.get("/v1/keys", headers=teacher)).json()["items"][0]["used_at"]


async def test_students_have_no_keys(client, student):
    for method, path in (
        ("POST", "/v1/keys"),
        ("GET", "/v1/keys"),
        ("DELETE", "/v1/keys/0199f3b4-0000-7000-8000-000000000000"),
    ):
        reply = await client.request(
            method, path, json={"name": "x"} if method == "POST" else None, headers=student
        )
        assert reply.status_code == 403


async def test_a_key_opens_nothing_but_the_openai_compatible_routes(house, client):
    _, headers = await house.key(house.demo, Role.OWNER)
    for path in ("/v1/keys", "/v1/users", "/v1/students/me", "/v1/doubts"):
        assert (await client.get(path, headers=headers)).status_code == 401


async def test_a_revoked_key_stops_within_five_seconds(house, client, teacher):
    made = (await client.post("/v1/keys", json={"name": "bot"}, headers=teacher)).json()
    headers = {"Authorization": f"Bearer {made['key']}"}
    now = [0.0]
    object.__setattr__(house.front_door.check_key, "clock", lambda: now[0])
    assert (await client.get("/v1/models", headers=headers)).status_code == 200
    for _ in range(2):
        gone = await client.delete(f"/v1/keys/{made['id']}", headers=teacher)
        assert gone.status_code == 204
    now[0] = 5.0
    assert (await client.get("/v1/models", headers=headers)).status_code == 401


async def test_a_known_key_costs_no_look_at_the_database(house, client):
    _, headers = await house.key(house.demo)
    for _ in range(5):
        assert (await client.get("/v1/models", headers=headers)).status_code == 200
    assert house.people.looks == 1


async def test_a_known_key_outlives_a_short_outage_of_the_database(house, client):
    _, known = await house.key(house.demo)
    _, unknown = await house.key(house.demo)
    now = [0.0]
    object.__setattr__(house.front_door.check_key, "clock", lambda: now[0])
    await client.get("/v1/models", headers=known)
    house.people.away = True
    now[0] = 30.0
    assert (await client.get("/v1/models", headers=known)).status_code == 200
    away = await client.get("/v1/models", headers=unknown)
    assert away.status_code == 503
    assert away.json()["error"]["code"] == "storage_unavailable"
    now[0] = 60.0
    assert (await client.get("/v1/models", headers=known)).status_code == 503


async def test_an_expired_key_is_refused_though_it_is_remembered(house, client, monkeypatch):
    later = datetime.now(UTC) + timedelta(hours=1)
    _, headers = await house.key(house.demo, expires_at=later)
    assert (await client.get("/v1/models", headers=headers)).status_code == 200

    class Afterwards(datetime):
        @classmethod
        def now(cls, tz=None):
            return later

    monkeypatch.setattr(check_key, "datetime", Afterwards)
    assert (await client.get("/v1/models", headers=headers)).status_code == 401
    assert house.people.looks == 1


async def test_a_key_ends_with_its_account(house, client):
    from dataclasses import replace

    _, headers = await house.key(house.demo)
    accounts = house.people.accounts[house.demo.tenant]
    user = next(iter(accounts))
    accounts[user] = replace(accounts[user], active=False)
    assert (await client.get("/v1/models", headers=headers)).status_code == 401


async def test_teachers_see_their_own_keys_and_owners_all(house, client, teacher):
    owner = house.person(house.demo, Role.OWNER)[1]
    other = house.person(house.demo, Role.TEACHER)[1]
    made = (await client.post("/v1/keys", json={"name": "a"}, headers=teacher)).json()
    await client.post("/v1/keys", json={"name": "b"}, headers=other)
    names = [
        [each["name"] for each in (await client.get("/v1/keys", headers=who)).json()["items"]]
        for who in (teacher, other, owner)
    ]
    assert names == [["a"], ["b"], ["a", "b"]]
    path = f"/v1/keys/{made['id']}"
    assert (await client.delete(path, headers=other)).status_code == 404
    elsewhere = house.person(house.school("theirs"), Role.OWNER)[1]
    assert (await client.delete(path, headers=elsewhere)).status_code == 404
    assert (await client.delete(path, headers=owner)).status_code == 204


async def test_pages_of_keys(client, teacher):
    for number in range(3):
        await client.post("/v1/keys", json={"name": f"k{number}"}, headers=teacher)
    first = (await client.get("/v1/keys?limit=2", headers=teacher)).json()
    rest = (
        await client.get(f"/v1/keys?limit=2&cursor={first['next_cursor']}", headers=teacher)
    ).json()
    assert [each["name"] for each in first["items"] + rest["items"]] == ["k0", "k1", "k2"]
    assert rest["next_cursor"] is None


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": "x", "models": "all"}, "models"),
        ({"name": "x", "models": ["a b"]}, "models"),
        ({"name": "x", "models": ["m"] * 65}, "models"),
        ({"name": "x", "delivery": "restart"}, "delivery"),
        ({"name": "x", "expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
        ({"name": "x", "expires_at": "2030-01-01T00:00:00"}, "expires_at"),
        ({"name": "x", "role": "owner"}, "role"),
    ],
)
async def test_a_field_of_a_new_key_at_fault_is_named(client, teacher, asked, field):
    reply = await client.post("/v1/keys", json=asked, headers=teacher)
    assert reply.status_code == 422, reply.text
    assert reply.json()["field"] == field
