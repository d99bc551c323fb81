"""Asking, reading, listing, following up, cancelling."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

from fynq.domain.doubt import DoubtStatus
from fynq.domain.principal import Role
from tests.http.house import House, events_in
from tests.http.memory import MemoryCancellations, MemoryDoubts

ASK = {"question": "Solve 2x + 3 = 11"}
EVENTS = {"Accept": "text/event-stream"}


async def until(condition):
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.001)


async def test_json_reply_is_the_finished_doubt(client, student):
    reply = await client.post("/v1/doubts", json=ASK, headers=student)
    assert reply.status_code == 201, reply.text
    doubt = reply.json()
    assert doubt["status"] == "answered"
    assert doubt["answer"]["final"] == "x = 4"
    assert doubt["answer"]["status"] == "verified"
    assert doubt["answer"]["citations"][0]["quote"] == "Solve"
    read = await client.get(reply.headers["location"], headers=student)
    assert read.json() == doubt


async def test_stream_opens_with_the_doubt_and_ends_with_the_answer(client, student):
    reply = await client.post("/v1/doubts", json=ASK, headers=student | EVENTS)
    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith("text/event-stream")
    assert reply.headers["cache-control"] == "no-cache"
    assert reply.headers["x-accel-buffering"] == "no"
    events = events_in(reply.text)
    names = [name for name, _ in events]
    assert names[0] == "doubt" and names[-1] == "answer"
    assert {"progress", "step", "text"} <= set(names)
    last = json.loads(events[-1][1])
    assert last["id"] == json.loads(events[0][1])["id"]
    assert (await client.get(f"/v1/doubts/{last['id']}", headers=student)).json() == last
    ids = [line for line in reply.text.split("\n") if line.startswith("id: ")]
    assert ids == [f"id: {n}" for n in range(len(events))]


async def test_own_work_comes_line_by_line_and_is_kept(client, student):
    question = {"question": "check my work: x^2 = 9, x = 3"}
    reply = await client.post("/v1/doubts", json=question, headers=student | EVENTS)
    name, data = events_in(reply.text)[-1]
    work = json.loads(data)["answer"]["work"]
    assert name == "answer"
    assert work["lines"][0] | {"text_html": ""} == {
        "number": 1,
        "text": "$x = 3$",
        "verdict": "wrong",
        "text_html": "",
    }
    assert (work["first_wrong"], work["misconception"]) == (1, "forgotten_minus_root")
    location = f"/v1/doubts/{json.loads(data)['id']}"
    assert (await client.get(location, headers=student)).json()["answer"]["work"] == work


async def test_a_restart_voids_what_was_streamed_before_it(client, student):
    reply = await client.post("/v1/doubts", json={"question": "restart"}, headers=student | EVENTS)
    events = events_in(reply.text)
    names = [name for name, _ in events]
    assert names.count("restart") == 1
    at = names.index("restart")
    assert names[at - 1] == "text" and json.loads(events[at][1]) == {}
    since = "".join(json.loads(data)["text"] for name, data in events[at:] if name == "text")
    assert since == json.loads(events[-1][1])["answer"]["text"]
    whole = await client.post("/v1/doubts", json={"question": "restart"}, headers=student)
    assert whole.json()["answer"]["text"] == since


async def test_a_refusal_is_an_outcome(client, student):
    reply = await client.post("/v1/doubts", json={"question": "refuse"}, headers=student)
    assert reply.status_code == 201
    assert reply.json()["status"] == "refused"
    assert reply.json()["advice"]
    assert reply.json()["citations"][0]["title"] == "Triangles"
    again = await client.get(reply.headers["location"], headers=student)
    assert again.json() == reply.json()
    stream = await client.post("/v1/doubts", json={"question": "refuse"}, headers=student | EVENTS)
    name, data = events_in(stream.text)[-1]
    assert name == "refused" and json.loads(data)["reason"]


async def test_teachers_find_what_needs_them(house, client, student):
    asked = await client.post(
        "/v1/doubts", json={"question": "refuse, ask a teacher"}, headers=student
    )
    assert asked.json()["needs_teacher"] is True
    other = await client.post("/v1/doubts", json={"question": "refuse"}, headers=student)
    assert other.json()["needs_teacher"] is False
    teacher = house.person(house.demo, Role.TEACHER)[1]
    for wanted, found in (("true", asked), ("false", other)):
        page = await client.get(f"/v1/doubts?needs_teacher={wanted}", headers=teacher)
        assert [each["id"] for each in page.json()["items"]] == [found.json()["id"]]
    bad = await client.get("/v1/doubts?needs_teacher=perhaps", headers=teacher)
    assert bad.status_code == 422


async def test_a_bug_in_a_room_is_a_failed_event_and_no_5xx(client, student):
    stream = await client.post("/v1/doubts", json={"question": "break"}, headers=student | EVENTS)
    name, data = events_in(stream.text)[-1]
    assert name == "failed" and json.loads(data)["code"] == "internal_error"
    reply = await client.post("/v1/doubts", json={"question": "break"}, headers=student)
    assert reply.status_code == 201
    assert reply.json()["status"] == "failed"


async def test_delete_cancels_everywhere_and_again(house, client, student):
    asking = asyncio.create_task(
        client.post("/v1/doubts", json={"question": "hang"}, headers=student)
    )
    await asyncio.wait_for(house.reasoner.hanging.wait(), 10)
    (_, doubt) = next(iter(house.doubts.rows))
    for _ in range(2):
        reply = await client.delete(f"/v1/doubts/{doubt}", headers=student)
        assert reply.status_code == 200
        assert reply.json()["status"] == "cancelled"
    asked = await asking
    assert asked.status_code == 201
    assert asked.json()["status"] == "cancelled"
    assert house.reasoner.cancelled == 1


async def test_delete_reaches_the_replica_that_answers():
    shared, doubts = MemoryCancellations(), MemoryDoubts()
    here = House(cancellations=shared, doubts=doubts)
    there = House(cancellations=shared, doubts=doubts)
    there.people = here.people
    _, headers = here.person(here.demo)
    async with here.client() as asker, there.client() as other:
        there.app.state.get_parts = lambda: _with_identity(there.parts, here.parts)
        await until(lambda: len(shared.queues) == 2)
        asking = asyncio.create_task(
            asker.post("/v1/doubts", json={"question": "hang"}, headers=headers | EVENTS)
        )
        await asyncio.wait_for(here.reasoner.hanging.wait(), 10)
        (_, doubt) = next(iter(doubts.rows))
        await other.delete(f"/v1/doubts/{doubt}", headers=headers)
        name, data = events_in((await asking).text)[-1]
        assert name == "failed" and json.loads(data)["status"] == "cancelled"
        assert here.reasoner.cancelled == 1


def _with_identity(parts, other):
    return replace(parts, identity=other.identity)


async def test_follow_up_carries_the_thread(house, client, student):
    first = (await client.post("/v1/doubts", json=ASK, headers=student)).json()
    reply = await client.post(
        f"/v1/doubts/{first['id']}/follow-ups", json={"question": "Why?"}, headers=student
    )
    assert reply.status_code == 201
    assert reply.json()["follows"] == first["id"]
    assert reply.json()["thread"] == first["id"]


async def test_a_doubt_that_runs_cannot_be_followed_or_rated(house, client, student):
    asking = asyncio.create_task(
        client.post("/v1/doubts", json={"question": "hang"}, headers=student)
    )
    await asyncio.wait_for(house.reasoner.hanging.wait(), 10)
    (_, doubt) = next(iter(house.doubts.rows))
    reply = await client.post(
        f"/v1/doubts/{doubt}/follow-ups", json={"question": "And?"}, headers=student
    )
    assert reply.status_code == 409 and "retry-after" in reply.headers
    house.reasoner.release.set()
    assert (await asking).status_code == 201


async def test_list_pages_through_everything_once(client, student):
    asked = [
        (await client.post("/v1/doubts", json=ASK, headers=student)).json()["id"] for _ in "12345"
    ]
    found, cursor = [], None
    while True:
        query = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = (await client.get("/v1/doubts", params=query, headers=student)).json()
        found += [each["id"] for each in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == asked[::-1]


async def test_list_filters(client, student):
    await client.post("/v1/doubts", json=ASK | {"subject": "mathematics"}, headers=student)
    await client.post("/v1/doubts", json={"question": "refuse"}, headers=student)
    for query, count in (
        ({"status": "refused"}, 1),
        ({"subject": "mathematics"}, 1),
        ({"skill": "linear-equations"}, 1),
        ({"skill": "other"}, 0),
        ({}, 2),
    ):
        page = await client.get("/v1/doubts", params=query, headers=student)
        assert len(page.json()["items"]) == count, query


async def test_teachers_read_their_school_and_students_do_not(house, client):
    account, student = house.person(house.demo)
    _, teacher = house.person(house.demo, Role.TEACHER)
    _, other = house.person(house.demo)
    doubt = (await client.post("/v1/doubts", json=ASK, headers=student)).json()["id"]
    query = {"student_id": str(account.id)}
    page = await client.get("/v1/doubts", params=query, headers=teacher)
    assert [each["id"] for each in page.json()["items"]] == [doubt]
    assert (await client.get(f"/v1/doubts/{doubt}", headers=teacher)).status_code == 200
    assert (await client.delete(f"/v1/doubts/{doubt}", headers=teacher)).status_code == 404
    assert (await client.get("/v1/doubts", params=query, headers=other)).status_code == 404
    assert (await client.get(f"/v1/doubts/{doubt}", headers=other)).status_code == 404


async def test_leaving_a_json_request_cancels_the_doubt(house, student):
    await _leave(house, student, b"application/json")


async def test_leaving_a_stream_cancels_the_doubt(house, student):
    await _leave(house, student, b"text/event-stream")


async def _leave(house, headers, accept):
    """Speaks ASGI itself, because httpx's transport never disconnects half-way."""
    left = asyncio.Event()
    body = json.dumps({"question": "hang"}).encode()
    given = False

    async def receive():
        nonlocal given
        if not given:
            given = True
            return {"type": "http.request", "body": body, "more_body": False}
        await left.wait()
        return {"type": "http.disconnect"}

    sent = []

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "path": "/v1/doubts",
        "raw_path": b"/v1/doubts",
        "query_string": b"",
        "root_path": "",
        "scheme": "http",
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2),
        "headers": [
            (b"content-type", b"application/json"),
            (b"accept", accept),
            (b"authorization", headers["Authorization"].encode()),
            (b"idempotency-key", b"k"),
        ],
    }
    request = asyncio.create_task(house.app(scope, receive, send))
    await asyncio.wait_for(house.reasoner.hanging.wait(), 10)
    left.set()
    await asyncio.wait_for(request, 10)
    await until(lambda: house.reasoner.cancelled == 1)
    await until(
        lambda: [row.status for row in house.doubts.rows.values()] == [DoubtStatus.CANCELLED]
    )
    assert not any(message.get("status", 0) >= 500 for message in sent)
    assert house.idempotency.rows == {}
    assert len(house.parts.running) == 0
