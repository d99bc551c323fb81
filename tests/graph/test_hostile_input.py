"""Bad input at the real edge: HAProxy, Serve and the gateway together."""

import asyncio
import json
import socket
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest

from tests.graph.instance import Instance, User

pytestmark = pytest.mark.graph

SECRET = "zq9-do-not-echo"

BODIES = {
    "not json": b"{" + SECRET.encode(),
    "not an object": b'["' + SECRET.encode() + b'"]',
    "wrong type": b'{"question": 12345678987}',
    "null": b'{"question": null}',
    "empty": b"",
    "blank": b'{"question": "   "}',
    "nul": b'{"question": "a\\u0000b"}',
    "lone surrogate": b'{"question": "\\ud800 x"}',
    "bad utf-8": b'{"question": "\xff\xfe"}',
    "nan": b'{"question": NaN}',
    "unknown field": b'{"question": "1+1", "surprise": "' + SECRET.encode() + b'"}',
    "duplicate key": b'{"question": "1+1", "question": "2+2"}',
    "deep": b'{"question": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a megabyte": json.dumps({"question": SECRET * 70_000}).encode(),
    "too long": json.dumps({"question": "x" * 9_000}).encode(),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_clear_4xx_without_an_echo(student: User, name: str) -> None:
    with student.client() as client:
        reply = client.post(
            "/v1/doubts", content=BODIES[name], headers={"Content-Type": "application/json"}
        )
    assert 400 <= reply.status_code < 500, reply.text
    assert reply.headers["content-type"] == "application/problem+json"
    problem = reply.json()
    assert problem["status"] == reply.status_code
    assert problem["code"]
    assert SECRET not in reply.text


def test_wrong_content_type(student: User) -> None:
    with student.client() as client:
        reply = client.post("/v1/doubts", content=b"question=1", headers={"Content-Type": "text/x"})
    assert reply.status_code == 415


def test_serves_headers_do_not_reach_serve(student: User) -> None:
    headers = {
        "x-request-timeout-seconds": "0.000001",
        "x-request-disconnect-disabled": "?1",
        "x-request-id": SECRET,
        "serve_multiplexed_model_id": "x",
    }
    with student.client() as client:
        reply = client.post("/v1/doubts", json={"question": "What is 2 + 2?"}, headers=headers)
    assert reply.status_code == 201
    assert SECRET not in str(reply.headers)


@pytest.mark.parametrize("path", ["/-/routes", "/-/healthz", "/nowhere", "/v1/doubts/not-an-id"])
def test_unknown_and_inner_paths_are_problems(graph: Instance, student: User, path: str) -> None:
    reply = httpx.get(graph.url + path, headers=student.headers, timeout=10)
    assert 400 <= reply.status_code < 500
    assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "raw",
    [
        b"GARBAGE\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 70_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /v1/doubts HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /v1/doubts HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_broken_http_gets_a_4xx(graph: Instance, raw: bytes) -> None:
    address = urlsplit(graph.url)
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=10) as peer:
        peer.sendall(raw)
        reply = peer.recv(4096)
    assert reply[:10] == b"HTTP/1.1 4" or reply[:10] == b"HTTP/1.0 4", reply[:200]


ODD = {
    "unknown method": (b"FOO /v1/doubts HTTP/1.1\r\nHost: x\r\n\r\n", 405),
    "lower-case method": (b"get /v1/doubts HTTP/1.1\r\nHost: x\r\n\r\n", 405),
    "connect": (b"CONNECT x:80 HTTP/1.1\r\nHost: x:80\r\n\r\n", 405),
    "star": (b"GET * HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "no slash": (b"GET v1/doubts HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "DEL in a header": (b"GET / HTTP/1.1\r\nHost: x\r\nX: \x7f\r\n\r\n", 400),
    "many headers": (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 200 + b"\r\n", 431),
    "long header": (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 20_000 + b"\r\n\r\n", 431),
    "declared 20 MB": (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n", 413),
    "web socket": (
        b"GET /v1/doubts HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
        401,
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_requests_get_a_problem_of_the_apis_form(graph: Instance, name: str) -> None:
    raw, status = ODD[name]
    address = urlsplit(graph.url)
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=10) as peer:
        peer.sendall(raw)
        reply = b""
        while b"}" not in reply:
            piece = peer.recv(65536)
            assert piece, reply
            reply += piece
    head, _, body = reply.partition(b"\r\n\r\n")
    assert head.split()[1] == str(status).encode()
    assert b"content-type: application/problem+json" in head
    problem = json.loads(body)
    assert {"type", "title", "status", "detail", "code", "request_id", "retryable"} <= set(problem)


async def test_one_students_bombs_do_not_hold_up_another(graph: Instance, student: User) -> None:
    calm = graph.found_school(f"calm-{uuid4().hex[:8]}")
    async with student.async_client() as bomber, calm.async_client() as other:
        bombs = [
            asyncio.create_task(
                bomber.post("/v1/doubts", json={"question": f"expand (x+y+z+w)^{200 + n}"})
            )
            for n in range(12)
        ]
        # Twelve of them would take the two solvers for most of a minute.
        for n in range(3):
            reply = await other.post("/v1/doubts", json={"question": f"Solve 3x = {3 * n}"})
            assert reply.json()["status"] == "answered"
        assert not all(bomb.done() for bomb in bombs)
        for bomb in bombs:
            bomb.cancel()
        await asyncio.gather(*bombs, return_exceptions=True)


def test_what_was_refused_is_in_the_journal_and_what_was_sent_is_not(
    graph: Instance, student: User
) -> None:
    with student.client() as client:
        reply = client.post("/v1/doubts", json={SECRET: SECRET})
    request_id = reply.json()["request_id"]
    [gateway] = graph.titled("ServeReplica:fynq:gateway")
    journal = Path(f"/proc/{gateway.pid}/fd/1").resolve().read_text()
    assert [line for line in journal.splitlines() if request_id in line]
    assert SECRET not in journal
    assert "request_broke" not in journal
