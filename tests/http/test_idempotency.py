"""Idempotency-Key on every POST."""

from __future__ import annotations

import asyncio

from fynq.domain.errors import StorageUnavailable
from fynq.domain.principal import Role
from tests.http.house import PASSWORD, events_in

KEY = {"Idempotency-Key": "01-key"}
EVENTS = {"Accept": "text/event-stream"}
ASK = {"question": "Solve 2x + 3 = 11"}


async def test_the_second_request_gets_the_first_answer(house, client, student):
    first = await client.post("/v1/doubts", json=ASK, headers=student | KEY)
    again = await client.post("/v1/doubts", json=ASK, headers=student | KEY)
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert again.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["x-request-id"] != first.headers["x-request-id"]
    assert house.reasoner.count == 1


async def test_a_stream_replays_its_outcome(house, client, student):
    first = await client.post("/v1/doubts", json=ASK, headers=student | KEY | EVENTS)
    again = await client.post("/v1/doubts", json=ASK, headers=student | KEY | EVENTS)
    assert again.headers["content-type"].startswith("text/event-stream")
    assert again.headers["idempotent-replayed"] == "true"
    assert events_in(again.text) == events_in(first.text)
    assert house.reasoner.count == 1


async def test_another_body_is_a_conflict(client, student):
    await client.post("/v1/doubts", json=ASK, headers=student | KEY)
    other = await client.post("/v1/doubts", json={"question": "Why?"}, headers=student | KEY)
    assert other.status_code == 409
    assert other.json()["field"] == "Idempotency-Key"


async def test_of_concurrent_requests_one_works(house, client, student):
    asking = [
        asyncio.create_task(
            client.post("/v1/doubts", json={"question": "hang"}, headers=student | KEY)
        )
        for _ in range(8)
    ]
    done, _ = await asyncio.wait(asking, return_when=asyncio.FIRST_COMPLETED)
    early = next(iter(done)).result()
    assert early.status_code == 409
    assert int(early.headers["retry-after"]) >= 1
    await asyncio.wait_for(house.reasoner.hanging.wait(), 10)
    house.reasoner.release.set()
    statuses = sorted(reply.status_code for reply in await asyncio.gather(*asking))
    assert statuses == [201] + [409] * 7
    assert house.reasoner.count == 1


async def test_a_failed_request_frees_its_key(client, student):
    bad = await client.post("/v1/doubts", json={"question": ""}, headers=student | KEY)
    assert bad.status_code == 422
    good = await client.post("/v1/doubts", json=ASK, headers=student | KEY)
    assert good.status_code == 201


async def test_an_outage_frees_its_key(house, client, student, monkeypatch):
    async def down(tenant, doubt):
        raise StorageUnavailable("down")

    with monkeypatch.context() as patched:
        patched.setattr(house.doubts, "open", down)
        reply = await client.post("/v1/doubts", json=ASK, headers=student | KEY)
        assert reply.status_code == 503 and "retry-after" in reply.headers
        stream = await client.post("/v1/doubts", json=ASK, headers=student | KEY | EVENTS)
        assert stream.status_code == 503
        assert stream.headers["content-type"] == "application/problem+json"
    assert (await client.post("/v1/doubts", json=ASK, headers=student | KEY)).status_code == 201


async def test_keys_of_two_people_do_not_meet(house, client, student):
    _, other = house.person(house.school("other"))
    _, mate = house.person(house.demo)
    ids = {
        (await client.post("/v1/doubts", json=ASK, headers=who | KEY)).json()["id"]
        for who in (student, other, mate)
    }
    assert len(ids) == 3
    house.school("third")
    for school in ("demo", "other", "third"):
        body = {"school": school, "email": "a@b.example", "password": PASSWORD}
        reply = await client.post("/v1/auth/register", json=body, headers=KEY)
        assert reply.status_code == 201
        assert "idempotent-replayed" not in reply.headers


async def test_what_is_stored_reveals_nothing(house, client):
    body = {"school": "demo", "email": "a@b.example", "password": PASSWORD}
    reply = await client.post("/v1/auth/register", json=body, headers=KEY)
    stored = repr(house.idempotency.rows)
    assert reply.json()["access_token"] not in stored
    assert "a@b.example" not in stored and "01-key" not in stored


async def test_every_post_honours_it(house, client):
    _, admin = house.person(house.demo, Role.ADMIN)
    doubt = (await client.post("/v1/doubts", json=ASK, headers=admin)).json()["id"]
    person = {"email": "t@b.example", "password": PASSWORD, "display_name": "T"}
    tokens = (await client.post("/v1/auth/register", json=person)).json()
    for path, body in (
        ("/v1/auth/login", {"username": "t@b.example", "password": PASSWORD}),
        ("/v1/auth/refresh", {"refresh_token": tokens["refresh_token"]}),
        (f"/v1/doubts/{doubt}/follow-ups", {"question": "And?"}),
        ("/v1/feedback", {"doubt_id": doubt, "rating": 1}),
        ("/v1/users", person | {"email": "u@b.example"}),
        ("/v1/auth/logout", {"refresh_token": "gone"}),
    ):
        first = await client.post(path, json=body, headers=admin | KEY)
        again = await client.post(path, json=body, headers=admin | KEY)
        assert first.is_success, (path, first.text)
        assert again.content == first.content, path
        assert again.headers["idempotent-replayed"] == "true", path


async def test_nobody_fills_the_book(house, client):
    for path, headers in (
        ("/v1/doubts", {}),
        ("/v1/doubts", {"Authorization": "Bearer x"}),
        ("/v1/nothing", {}),
    ):
        reply = await client.post(path, json=ASK, headers=headers | KEY)
        assert reply.status_code in (401, 404)
    assert house.idempotency.rows == {}
