"""Headers, request ids, logs, pages, health, streams over time."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
import structlog

from fynq.domain.chat import Usage
from fynq.domain.doubt import (
    Answer,
    AnswerFailed,
    AnswerReady,
    Doubt,
    Progress,
    Verification,
)
from fynq.domain.errors import CacheUnavailable, StorageUnavailable
from fynq.domain.identifiers import new_id
from fynq.http.accept import wants_events
from fynq.http.edge.visit import begin_visit
from fynq.http.event_stream import EventStream
from fynq.http.options import HttpOptions
from fynq.http.pages import read_pages
from fynq.http.routes import answering
from fynq.http.watch import Watch
from tests.http.house import House

MARK = "zq7secret"


async def test_every_answer_is_dressed(client, student):
    for reply in (
        await client.get("/v1/health/live"),
        await client.get("/nothing"),
        await client.post("/v1/doubts", json={"question": "x"}, headers=student),
        await client.post("/v1/doubts", content=b"{", headers=student),
        await client.get("/docs"),
        await client.options("/v1/doubts"),
    ):
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in reply.headers["content-security-policy"]
        assert "unsafe" not in reply.headers["content-security-policy"]
        assert reply.headers["referrer-policy"] == "no-referrer"
        assert UUID(reply.headers["x-request-id"]).version == 7


async def test_the_clients_request_id_is_not_believed(client):
    reply = await client.get("/v1/health/live", headers={"X-Request-Id": MARK})
    assert MARK not in str(reply.headers)


async def test_one_line_is_logged_and_nothing_of_the_input(client, student):
    with structlog.testing.capture_logs() as lines:
        await client.post(
            f"/v1/{MARK}?{MARK}={MARK}",
            content=b'{"a": NaN}',
            headers=student | {"content-type": "application/json", "user-agent": MARK},
        )
        await client.request(MARK.upper(), "/v1/doubts", headers=student)
    assert [line["event"] for line in lines] == ["request", "request"]
    assert MARK not in repr(lines).lower()
    assert [line["route"] for line in lines] == ["none", "/v1/doubts"]


async def test_a_bug_is_a_500_without_detail_and_logged_once(house, client, student, monkeypatch):
    async def broken(tenant, doubt):
        raise RuntimeError(MARK)

    monkeypatch.setattr(house.doubts, "doubt", broken)
    with structlog.testing.capture_logs() as lines:
        reply = await client.get(f"/v1/doubts/{new_id()}", headers=student)
    assert reply.status_code == 500
    assert reply.headers["content-type"] == "application/problem+json"
    assert MARK not in reply.text
    assert [line["event"] for line in lines] == ["request_broke", "request"]


async def test_an_outage_is_a_503_with_retry_after(house, client, student, monkeypatch):
    async def down(*arguments):
        raise StorageUnavailable()

    monkeypatch.setattr(house.doubts, "doubt", down)
    reply = await client.get(f"/v1/doubts/{new_id()}", headers=student)
    assert reply.status_code == 503
    assert reply.headers["retry-after"] == "1"
    assert reply.json()["retryable"] is True


async def test_without_the_cache_limits_let_pass(house, client, student, monkeypatch):
    async def down(*arguments):
        raise CacheUnavailable()

    monkeypatch.setattr(house.limits, "allow", down)
    monkeypatch.setattr(house.cancellations, "announce", down)
    reply = await client.post("/v1/doubts", json={"question": "x"}, headers=student)
    assert reply.status_code == 201
    login = {"username": "a@b.example", "password": "x" * 10}
    assert (await client.post("/v1/auth/login", json=login)).status_code == 401


class Hanging:
    """Does not even yield to its cancellation until it is released."""

    name = "cache"

    def __init__(self):
        self.released = asyncio.Event()

    async def check(self):
        try:
            await self.released.wait()
        except asyncio.CancelledError:
            await self.released.wait()


class Down:
    def __init__(self, error):
        self.name = "other"
        self.error = error

    async def check(self):
        raise self.error


@pytest.mark.parametrize(
    ("extra", "status", "overall"),
    [
        ({}, 200, "ok"),
        ({"optional_probes": (Down(CacheUnavailable(MARK)),)}, 200, "degraded"),
        ({"probes": (Down(StorageUnavailable(MARK)),)}, 503, "down"),
        ({"probes": (Down(RuntimeError(MARK)),)}, 503, "down"),
    ],
)
async def test_readiness(extra, status, overall):
    house = House(extra=extra)
    async with house.client() as client:
        reply = await client.get("/v1/health/ready")
        assert reply.status_code == status
        assert reply.json()["status"] == overall
        assert MARK not in reply.text
        assert all("latency_ms" in each for each in reply.json()["dependencies"].values())
        assert (await client.get("/v1/health/live")).json() == {"status": "ok"}


async def test_readiness_does_not_wait_for_what_hangs():
    stubborn = Hanging()
    house = House(extra={"probes": (stubborn,)})
    async with house.client() as client:
        reply = await asyncio.wait_for(client.get("/v1/health/ready"), 10)
        stubborn.released.set()
    assert reply.status_code == 503
    assert reply.json()["dependencies"]["cache"]["code"] == "probe_timeout"


async def test_pages(tmp_path):
    (tmp_path / "index.html").write_text("<h1>fynq</h1>")
    (tmp_path / "app.js").write_text("1")
    (tmp_path / "secret.key").write_text(MARK)
    house = House(extra={"pages": read_pages(tmp_path)})
    async with house.client() as client:
        page = await client.get("/")
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        script = await client.get("/assets/app.js")
        assert script.headers["content-type"] == "text/javascript; charset=utf-8"
        etag = script.headers["etag"]
        again = await client.get("/assets/app.js", headers={"If-None-Match": f'W/{etag}, "x"'})
        assert again.status_code == 304 and again.content == b""
        head = await client.head("/")
        assert head.content == b"" and head.headers["content-length"] == str(len(page.content))
        for path in ("/assets/secret.key", "/assets/../index.html", "/assets", "/assets/%2e%2e/x"):
            assert (await client.get(path)).status_code == 404, path
        assert (await client.post("/")).status_code == 405


async def test_cross_origin_requests_are_allowed_by_name_only():
    house = House(HttpOptions(cors_origins=("https://school.example",)))
    ask = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "idempotency-key",
    }
    async with house.client() as client:
        good = await client.options(
            "/v1/doubts", headers={"Origin": "https://school.example"} | ask
        )
        assert good.headers["access-control-allow-origin"] == "https://school.example"
        bad = await client.options("/v1/doubts", headers={"Origin": "https://evil.example"} | ask)
        assert "access-control-allow-origin" not in bad.headers


def a_doubt():
    number = new_id()
    return Doubt(number, new_id(), "x", number, datetime.now(UTC))


async def streamed(house, answer, heartbeat):
    """The chunks of a stream whose room yields as the test lets it."""
    parts = replace(house.parts, answer=answer)
    doubt = a_doubt()
    watch = Watch(parts, house.demo.tenant, doubt)
    first = await watch.next()
    stream = EventStream(doubt, watch, first, seconds=30, draw=None, heartbeat_seconds=heartbeat)
    chunks = []
    never = asyncio.Event()

    async def receive():
        await never.wait()

    async def send(message):
        chunks.append(message)

    scope = {"type": "http", "headers": []}
    begin_visit(scope, "r-1")
    await stream(scope, receive, send)
    return chunks


async def test_silence_is_filled_with_heartbeats(house):
    quiet = asyncio.Event()

    async def answer(tenant, doubt):
        yield Progress("solving")
        await quiet.wait()
        yield AnswerReady(Answer("t", "f", Verification.LIKELY, "m", usage=Usage()))

    asyncio.get_running_loop().call_later(0.1, quiet.set)
    chunks = await streamed(house, answer, 0.01)
    bodies = [chunk["body"] for chunk in chunks[1:]]
    assert b": still here\n\n" in bodies
    assert b"event: answer" in bodies[-1] and chunks[-1]["more_body"] is False


async def test_an_outage_at_the_end_is_a_failed_event(house):
    async def answer(tenant, doubt):
        yield Progress("solving")
        raise StorageUnavailable("The database is gone.")

    chunks = await streamed(house, answer, 10)
    assert b'"code":"storage_unavailable"' in chunks[-1]["body"]
    assert b"event: failed" in chunks[-1]["body"]


async def test_a_stream_without_an_end_is_a_failed_event(house):
    async def answer(tenant, doubt):
        yield Progress("solving")

    chunks = await asyncio.wait_for(streamed(house, answer, 10), 10)
    assert b"event: failed" in chunks[-1]["body"]


async def test_learning_goes_on_after_the_client_has_its_answer(house):
    learned = asyncio.Event()

    async def answer(tenant, doubt):
        yield AnswerFailed("x", "y", False)
        await asyncio.sleep(0)
        learned.set()

    await streamed(house, answer, 10)
    await asyncio.wait_for(learned.wait(), 10)


async def test_a_room_that_never_answers_is_given_up(monkeypatch):
    monkeypatch.setattr(answering, "_GRACE_SECONDS", 0.05)
    ended = []

    async def answer(tenant, doubt):
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(doubt.id)
        yield

    house = House(HttpOptions(doubt_seconds=0.0), extra={"answer": answer})
    _, student = house.person(house.demo)
    async with house.client() as client:
        for accept in ("application/json", "text/event-stream"):
            reply = await client.post(
                "/v1/doubts", json={"question": "x"}, headers=student | {"Accept": accept}
            )
            assert reply.status_code == 503
            assert reply.json()["code"] == "deadline_exceeded"
    assert len(ended) == 2


@pytest.mark.parametrize(
    ("accept", "events"),
    [
        (b"text/event-stream", True),
        (b"application/json, text/event-stream", True),
        (b"text/event-stream;q=0.5, application/json", False),
        (b"text/event-stream;q=0", False),
        (b"text/event-stream;q=nan", False),
        (b"text/event-stream;q=x", False),
        (b"TEXT/Event-Stream", True),
        (b"*/*", False),
        (b"", False),
        (b"text/event-stream;;;=,,;q=", True),
    ],
)
def test_what_accept_means(accept, events):
    assert wants_events({"headers": [(b"accept", accept)]}) is events


async def test_a_replay_sealed_under_another_secret_is_a_conflict(house, client, student):
    ask = {"question": "x"}
    key = student | {"Idempotency-Key": "k"}
    assert (await client.post("/v1/doubts", json=ask, headers=key)).status_code == 201
    house.parts = replace(house.parts, server_secret=b"t" * 32)
    assert (await client.post("/v1/doubts", json=ask, headers=key)).status_code == 409


async def test_profile_changes_only_what_is_present(client, student):
    change = {"grade": 9, "language": "de-AT", "detail": "brief"}
    first = await client.patch("/v1/students/me", json=change, headers=student)
    assert first.json() == first.json() | change
    second = await client.patch("/v1/students/me", json={"grade": None}, headers=student)
    assert second.json() == first.json() | {"grade": None}
    for field in ("display_name", "language", "detail"):
        reply = await client.patch("/v1/students/me", json={field: None}, headers=student)
        assert (reply.status_code, reply.json()["field"]) == (422, field)
