from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fynq.domain.chat import Payer, Usage
from fynq.domain.identifiers import new_id
from fynq.domain.principal import Role
from fynq.routing.ports import Attempt, Estimate, Outcome

LINE = {
    "requests": 1,
    "attempts": 1,
    "input_tokens": 10,
    "output_tokens": 5,
    "cached_tokens": 4,
    "reasoning_tokens": 3,
    "cost_micros": 70,
    "estimated": False,
}


async def use(house, school, user: str = "ada", model: str = "small") -> None:
    purse = house.purses([])
    held = await purse.reserve(Payer(school.tenant, user, "k"), Estimate(1, 1))
    usage = Usage(10, 5, 4, 3, 70)
    await purse.settle(held, [Attempt(new_id(), "openai", model, Outcome.ANSWERED, usage)])


async def test_an_admin_reads_what_the_school_used(house, client):
    await use(house, house.demo)
    await use(house, house.school("other"))
    for role in (Role.ADMIN, Role.OWNER):
        headers = house.person(house.demo, role)[1]
        for by, name in (
            ("model", "openai/small"),
            ("user", "ada"),
            ("key", "k"),
            ("day", datetime.now(UTC).date().isoformat()),
        ):
            reply = await client.get(f"/v1/usage?by={by}", headers=headers)
            assert reply.status_code == 200
            body = reply.json()
            assert body["by"] == by
            assert body["total"] == LINE
            assert body["items"] == [{**LINE, "name": name}]


async def test_students_and_teachers_may_not(house, client):
    for role in (Role.STUDENT, Role.TEACHER):
        reply = await client.get("/v1/usage", headers=house.person(house.demo, role)[1])
        assert (reply.status_code, reply.json()["code"]) == (403, "forbidden")
    assert (await client.get("/v1/usage")).status_code == 401


async def test_times_may_be_dates_and_zones_count(house, client):
    headers = house.person(house.demo, Role.OWNER)[1]
    reply = await client.get(
        "/v1/usage",
        params={"since": "2026-01-01", "until": "2026-01-02T01:00:00+02:00"},
        headers=headers,
    )
    assert reply.json()["since"] == "2026-01-01T00:00:00.000Z"
    assert reply.json()["until"] == "2026-01-01T23:00:00.000Z"
    assert reply.json()["items"] == []
    assert reply.json()["total"] == {**dict.fromkeys(LINE, 0), "estimated": False}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"since": "soon"}, "since"),
        ({"until": "9999-12-31T23:59:59-12:00"}, "until"),
        ({"since": "0001-01-01T00:00:00+14:00"}, "since"),
        ({"since": "1e400"}, "since"),
        ({"since": "2026-01-02", "until": "2026-01-02"}, "until"),
        ({"since": "2024-01-01", "until": "2026-01-01"}, "since"),
        ({"since": "2199-01-01"}, "since"),
        ({"by": "weather"}, "by"),
        ({"from": "2026-01-01"}, "from"),
    ],
)
async def test_a_value_that_cannot_be_used_is_named_and_not_repeated(house, client, query, field):
    headers = house.person(house.demo, Role.OWNER)[1]
    reply = await client.get("/v1/usage", params=query, headers=headers)
    assert (reply.status_code, reply.json()["field"]) == (422, field)
    if field not in {"from", "by"}:
        assert not any(value in reply.text for value in query.values())
