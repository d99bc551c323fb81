"""The edge of the running graph: what HAProxy lets through, and what happens when it dies."""

from __future__ import annotations

import asyncio
import json
import socket
from urllib.parse import urlsplit

import httpx
import pytest

from tests.graph.instance import Instance

pytestmark = pytest.mark.graph
PROBLEM = "application/problem+json"


@pytest.mark.parametrize(
    "path", ["/-/routes", "/-/healthz", "/%2D/routes", "/%2d/healthz", "/-/", "/-/../x"]
)
def test_rays_own_pages_are_not_there(graph: Instance, path: str) -> None:
    head, body = raw(
        urlsplit(graph.url).port or 0,
        f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    )
    assert head.startswith("HTTP/1.1 404 ")
    assert PROBLEM in head
    assert json.loads(body)["code"] == "not_found"


@pytest.mark.parametrize(
    ("request_text", "status"),
    [
        (f"GET /{'a' * 9000} HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (f"GET / HTTP/1.1\r\nHost: x\r\nX: {'a' * 20_000}\r\n\r\n", 431),
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n", 413),
    ],
    ids=["address", "headers", "body"],
)
def test_sizes_are_limited(graph: Instance, request_text: str, status: int) -> None:
    head, body = raw(urlsplit(graph.url).port or 0, request_text)
    assert head.startswith(f"HTTP/1.1 {status} ")
    assert PROBLEM in head
    assert json.loads(body)["status"] == status


def test_the_edge_listens_on_loopback_only(graph: Instance) -> None:
    (edge,) = (each for each in graph.processes() if each.name() == "haproxy")
    listening = [each for each in edge.net_connections("tcp") if each.status == "LISTEN"]
    assert urlsplit(graph.url).port in {each.laddr.port for each in listening}
    assert {each.laddr.ip for each in listening} == {"127.0.0.1"}


async def test_a_killed_haproxy_comes_back(graph: Instance) -> None:
    for process in graph.processes():
        if process.name() == "haproxy":
            process.kill()
    async with httpx.AsyncClient(base_url=graph.url, trust_env=False, timeout=30) as client:
        async with asyncio.timeout(60):
            while True:
                try:
                    if (await client.get("/v1/health/live")).status_code == 200:
                        return
                except httpx.TransportError:
                    pass
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
