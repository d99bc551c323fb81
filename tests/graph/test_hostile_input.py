"""Bad input at the real edge: HAProxy, Serve and the gateway together."""

import json
import socket
from urllib.parse import urlsplit

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
