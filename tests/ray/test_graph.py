"""The running graph: what crosses actors, what the edge lets through, and how it heals."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
from typing import Any

import httpx
import pytest

from fynq.operations.running import left_behind

pytestmark = pytest.mark.graph
PROBLEM = "application/problem+json"


@pytest.fixture
def client(graph: Any) -> Any:
    with httpx.Client(base_url=graph.url, trust_env=False, timeout=30) as made:
        yield made


def test_every_room_answers_from_its_own_process(graph: Any, client: httpx.Client) -> None:
    personalizer = int(client.get("/context?n=1").json()["pid"])
    retriever = {int(pid) for pid in client.get("/search?n=3").json()["pids"]}
    assert [personalizer] == graph.pids("personalizer")
    assert list(retriever) == graph.pids("retriever")
    assert client.get("/embed?n=150").json()["shape"] == [150, 4]


def test_a_stream_through_two_actors_is_whole(client: httpx.Client) -> None:
    with client.stream("GET", "/reason?n=300") as response:
        lines = [line for line in response.iter_lines() if line]
    assert lines == ["data: Progress", *["data: AnswerText"] * 300, "data: AnswerReady"]


@pytest.mark.parametrize(
    "path", ["/-/routes", "/-/healthz", "/%2D/routes", "/%2d/healthz", "/-/", "/-/../x"]
)
def test_rays_own_pages_are_not_there(graph: Any, path: str) -> None:
    head, body = raw(graph.port, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert head.startswith("HTTP/1.1 404 ")
    assert PROBLEM in head
    assert json.loads(body)["code"] == "not_found"


def test_headers_that_serve_would_trust_do_not_arrive(client: httpx.Client) -> None:
    sent = {
        "x-request-id": "mine",
        "x-request-timeout-seconds": "0",
        "x-request-disconnect-disabled": "?1",
        "x-session-id": "mine",
        "serve_multiplexed_model_id": "mine",
        "x-serve-router-x": "mine",
        "x-forwarded-for": "10.0.0.1",
        "forwarded": "for=10.0.0.1",
    }
    arrived = client.get("/headers", headers=sent).json()
    assert set(sent) & set(arrived) == {"x-request-id", "x-forwarded-for"}
    assert arrived["x-request-id"] != "mine"
    assert arrived["x-forwarded-for"] == "127.0.0.1"


@pytest.mark.parametrize(
    ("request_text", "status"),
    [
        (f"GET /{'a' * 9000} HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (f"GET / HTTP/1.1\r\nHost: x\r\nX: {'a' * 20_000}\r\n\r\n", 431),
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n", 413),
    ],
    ids=["address", "headers", "body"],
)
def test_sizes_are_limited(graph: Any, request_text: str, status: int) -> None:
    head, body = raw(graph.port, request_text)
    assert head.startswith(f"HTTP/1.1 {status} ")
    assert PROBLEM in head
    assert json.loads(body)["status"] == status


def test_the_edge_listens_on_loopback_only(graph: Any) -> None:
    (edge,) = (each for each in left_behind(graph.folder) if each.name() == "haproxy")
    listening = [each for each in edge.net_connections("tcp") if each.status == "LISTEN"]
    assert graph.port in {each.laddr.port for each in listening}
    assert {each.laddr.ip for each in listening} == {"127.0.0.1"}


@pytest.mark.parametrize(
    ("deployment", "path"),
    [("personalizer", "/context?n=1"), ("retriever", "/search"), ("reasoner", "/reason?n=3")],
)
async def test_a_killed_replica_heals(graph: Any, deployment: str, path: str) -> None:
    (before,) = graph.pids(deployment)
    os.kill(before, signal.SIGKILL)
    await healed(graph, deployment, before, path)


async def test_a_killed_gateway_heals_and_meanwhile_503_is_a_problem(graph: Any) -> None:
    (before,) = graph.pids("gateway")
    os.kill(before, signal.SIGKILL)
    answers = await healed(graph, "gateway", before, "/headers")
    refused = [answer for answer in answers if answer.status_code != 200]
    assert refused
    for answer in refused:
        assert answer.status_code == 503
        assert answer.headers["content-type"] == PROBLEM
        assert int(answer.headers["retry-after"]) >= 1
        assert answer.json()["retryable"] is True


async def test_a_killed_haproxy_comes_back(graph: Any) -> None:
    for process in left_behind(graph.folder):
        if process.name() == "haproxy":
            process.kill()
    async with httpx.AsyncClient(base_url=graph.url, trust_env=False, timeout=30) as client:
        async with asyncio.timeout(60):
            while True:
                try:
                    if (await client.get("/headers")).status_code == 200:
                        return
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.1)


async def healed(graph: Any, deployment: str, before: int, path: str) -> list[httpx.Response]:
    """Every answer until a new replica is there and the path works again."""
    answers: list[httpx.Response] = []
    async with asyncio.timeout(60):
        while True:
            async with httpx.AsyncClient(base_url=graph.url, trust_env=False, timeout=30) as client:
                answers.append(await client.get(path))
            now = graph.pids(deployment)
            if now and before not in now and answers[-1].status_code == 200:
                return answers
            await asyncio.sleep(0.1)


def raw(port: int, request: str) -> tuple[str, str]:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request.encode())
        received = b""
        while True:
            part = connection.recv(65_536)
            received += part
            head, _, body = received.partition(b"\r\n\r\n")
            length = next(
                (
                    int(line.split(b":")[1])
                    for line in head.split(b"\r\n")
                    if line.lower().startswith(b"content-length:")
                ),
                None,
            )
            if not part or (length is not None and len(body) >= length):
                return head.decode(), body.decode()
