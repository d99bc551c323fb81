"""A gateway that dies within a request, behind the real HAProxy with fynq's configuration."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from fynq.deployments import edge_proxy
from fynq.deployments.edge_proxy import harden
from tests.ray.haproxy_template import rendered


@dataclass
class DyingGateway:
    """Reads each request whole; closes without an answer while `dying` allows."""

    port: int = 0
    dying: int = 0
    thinking: bool = False
    left: int = 0
    seen: list[str] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                length = next(
                    (
                        int(line.split(":")[1])
                        for line in head.split("\r\n")
                        if line.lower().startswith("content-length:")
                    ),
                    0,
                )
                await reader.readexactly(length)
                if "/-/healthz" not in head:
                    self.seen.append(head.split()[0])
                    if self.dying:
                        self.dying -= 1
                        break
                    if self.thinking:
                        with contextlib.suppress(ConnectionError):
                            await reader.read(1)
                        self.left += 1
                        break
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
                await writer.drain()
        writer.close()


@pytest.fixture
def folder() -> Iterator[Path]:
    """Short, because it holds sockets."""
    with tempfile.TemporaryDirectory(prefix="fynq", dir="/tmp") as name:
        yield Path(name)


@pytest.fixture
async def edge(folder: Path) -> AsyncIterator[tuple[DyingGateway, httpx.AsyncClient]]:
    gateway = DyingGateway()
    server = await asyncio.start_server(gateway.serve, "127.0.0.1", 0)
    gateway.port = server.sockets[0].getsockname()[1]
    ports = [_free_port() for _ in range(3)]
    text = rendered(folder, gateway.port)
    for old, new in zip((18000, 9101, 8404), ports, strict=True):
        text = text.replace(f":{old}", f":{new}")
    edge_proxy.write_problems(folder / "problems")
    config = folder / "hardened.cfg"
    config.write_text(harden(text, folder / "problems", {"FYNQ_EDGE_HOST": "127.0.0.1"}))
    with subprocess.Popen(
        [edge_proxy.real_binary({}), "-db", "-f", str(config)], stderr=subprocess.DEVNULL
    ) as process:
        try:
            async with httpx.AsyncClient(
                base_url=f"http://127.0.0.1:{ports[0]}", trust_env=False, timeout=10
            ) as client:
                async with asyncio.timeout(20):
                    while not await _answers(client):
                        await asyncio.sleep(0.05)
                gateway.seen.clear()
                yield gateway, client
        finally:
            process.kill()
            server.close()


async def _answers(client: httpx.AsyncClient) -> bool:
    with contextlib.suppress(httpx.TransportError):
        return (await client.get("/x")).status_code == 200
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
@pytest.mark.parametrize("size", [10, 300_000])
async def test_a_request_is_sent_once_and_its_failure_is_a_response(
    edge: tuple[DyingGateway, httpx.AsyncClient], method: str, size: int
) -> None:
    gateway, client = edge
    for _ in range(3):
        assert (await client.request(method, "/x", content=b"a" * size)).status_code == 200
        gateway.seen.clear()
        gateway.dying = 1
        reply = await client.request(method, "/x", content=b"a" * size)
        assert reply.status_code == 503
        assert reply.headers["retry-after"] == "2"
        assert reply.headers["content-type"] == "application/problem+json"
        assert json.loads(reply.text)["code"] == "room_unavailable"
        assert gateway.seen == [method]


async def test_a_read_is_repeated_unseen(edge: tuple[DyingGateway, httpx.AsyncClient]) -> None:
    gateway, client = edge
    gateway.dying = 1
    assert (await client.get("/x")).text == "ok"
    assert gateway.seen == ["GET", "GET"]


@pytest.mark.parametrize("size", [0, 10, 300_000])
@pytest.mark.parametrize("pause", [0.0, 0.05])
async def test_a_client_that_leaves_is_gone_for_the_gateway_too(
    edge: tuple[DyingGateway, httpx.AsyncClient], size: int, pause: float
) -> None:
    """pause: between the headers and the body, which many clients send apart."""
    gateway, client = edge
    gateway.thinking = True
    _, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
    writer.write(f"POST /x HTTP/1.1\r\nhost: x\r\ncontent-length: {size}\r\n\r\n".encode())
    await writer.drain()
    await asyncio.sleep(pause)
    writer.write(b"a" * size)
    await writer.drain()
    async with asyncio.timeout(5):
        while not gateway.seen:
            await asyncio.sleep(0.01)
        writer.close()
        while not gateway.left:
            await asyncio.sleep(0.01)
