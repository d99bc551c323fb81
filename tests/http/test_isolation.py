"""Two schools over every endpoint: nothing of one reaches the other."""

from __future__ import annotations

import asyncio

from fynq.domain.principal import Role
from tests.http.house import events_in

ASK = {"question": "Solve 2x + 3 = 11"}


async def test_no_id_of_one_school_works_in_the_other(house, client):
    mine, theirs = house.demo, house.school("theirs")
    _, owner_there = house.person(theirs, Role.OWNER)
    student_here, headers_here = house.person(mine, email="secret@mine.example")
    document = house.document(mine)
    doubt = (await client.post("/v1/doubts", json=ASK, headers=headers_here)).json()["id"]
    users = await client.get("/v1/users", headers=house.person(mine, Role.ADMIN)[1] | {})
    assert "secret@mine.example" in users.text
    cursor = (
        await client.get("/v1/users?limit=1", headers=house.person(mine, Role.ADMIN)[1])
    ).json()["next_cursor"]

    for method, path, body in (
        ("GET", f"/v1/doubts/{doubt}", None),
        ("DELETE", f"/v1/doubts/{doubt}", None),
        ("POST", f"/v1/doubts/{doubt}/follow-ups", {"question": "And?"}),
        ("POST", "/v1/feedback", {"doubt_id": doubt, "rating": 1}),
        ("GET", f"/v1/documents/{document.id}", None),
    ):
        reply = await client.request(method, path, json=body, headers=owner_there)
        assert reply.status_code == 404, (method, path)
        unknown = await client.request(
            method,
            path.replace(doubt, str(student_here.id)).replace(
                str(document.id), str(student_here.id)
            ),
            json=body
            and {**body, **({"doubt_id": str(student_here.id)} if "doubt_id" in body else {})},
            headers=owner_there,
        )
        assert unknown.json() | {"request_id": ""} == reply.json() | {"request_id": ""}

    for path in (
        "/v1/doubts",
        f"/v1/doubts?student_id={student_here.id}",
        "/v1/users",
        "/v1/students/me",
        "/v1/skills",
    ):
        reply = await client.get(path, headers=owner_there)
        assert reply.status_code == 200
        for secret in (doubt, str(student_here.id), "secret@mine.example", "skill-of-demo"):
            assert secret not in reply.text, path
    assert (await client.get(f"/v1/users?cursor={cursor}", headers=owner_there)).status_code == 422
    assert (await client.get(f"/v1/doubts/{doubt}", headers=headers_here)).json()[
        "status"
    ] == "answered"


async def test_mixed_requests_keep_apart(house, client):
    people = [house.person(school) for school in (house.demo, house.school("theirs"))]

    async def ask(number):
        account, headers = people[number % 2]
        if number % 3 == 0:
            headers = headers | {"Accept": "text/event-stream"}
        reply = await client.post(
            "/v1/doubts", json={"question": f"{account.id} asks"}, headers=headers
        )
        text = events_in(reply.text)[-1][1] if number % 3 == 0 else reply.text
        assert str(account.id) in text
        assert str(people[(number + 1) % 2][0].id) not in text

    await asyncio.gather(*(ask(number) for number in range(200)))
    for account, headers in people:
        items = (await client.get("/v1/doubts?limit=100", headers=headers)).json()["items"]
        assert len(items) == 100
        assert {each["student_id"] for each in items} == {str(account.id)}
