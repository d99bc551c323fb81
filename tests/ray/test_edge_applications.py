"""A second Serve application, of language models without keys or limits, behind fynq's edge."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from fynq.deployments import edge_proxy
from fynq.deployments.edge_proxy import harden
from tests.ray.haproxy_template import rendered

PATHS = [
    "/llm",
    "/llm/",
    "/llm/v1/models",
    "/llm/v1/chat/completions",
    "/%6c%6c%6d/v1/models",
    "/llm%2fv1/models",
    "//llm/v1/models",
    "/./llm/v1/models",
    "/x/../llm/v1/models",
    "/LLM/v1/models",
]


@pytest.fixture
def folder() -> Iterator[Path]:
    """Short, because it holds sockets."""
    with tempfile.TemporaryDirectory(prefix="fynq", dir="/tmp") as name:
        yield Path(name)


async def replica(name: str) -> asyncio.Server:
    """Answers every request with its name."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                await reader.readuntil(b"\r\n\r\n")
                head = f"HTTP/1.1 200 OK\r\ncontent-length: {len(name)}\r\n\r\n{name}"
                writer.write(head.encode())
                await writer.drain()
        writer.close()

    return await asyncio.start_server(serve, "127.0.0.1", 0)


@contextlib.asynccontextmanager
async def edge(folder: Path, environment: dict[str, str]) -> AsyncIterator[int]:
    """The port of a real HAProxy in front of a replica of `fynq` and one of `llm`."""
    servers = [await replica("fynq"), await replica("llm")]
    ours, models = (server.sockets[0].getsockname()[1] for server in servers)
    text = rendered(folder, ours, "with models", models)
    ports = [free_port() for _ in range(3)]
    for old, new in zip((18000, 9101, 8404), ports, strict=True):
        text = text.replace(f":{old}", f":{new}")
    edge_proxy.write_problems(folder / "problems")
    config = folder / "hardened.cfg"
    given = {"FYNQ_EDGE_HOST": "127.0.0.1", **environment}
    config.write_text(harden(text, folder / "problems", given))
    with subprocess.Popen(
        [edge_proxy.real_binary({}), "-db", "-f", str(config)], stderr=subprocess.DEVNULL
    ) as process:
        try:
            async with asyncio.timeout(20):
                while await answered(ports[0], "GET", "/") != "fynq":
                    await asyncio.sleep(0.05)
                if "llm" in environment.get("FYNQ_EDGE_APPLICATIONS", ""):
                    while await answered(ports[0], "GET", "/llm") != "llm":
                        await asyncio.sleep(0.05)
            yield ports[0]
        finally:
            process.kill()
            for server in servers:
                server.close()


async def answered(port: int, method: str, path: str) -> str:
    """The body; by hand, because clients tidy paths."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return ""
    writer.write(
        f"{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".encode()
    )
    try:
        return (await reader.read()).decode().partition("\r\n\r\n")[2]
    finally:
        writer.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_the_public_reaches_fynq_only(folder: Path) -> None:
    async with edge(folder, {}) as port:
        for path in PATHS:
            for method in ("GET", "POST"):
                assert await answered(port, method, path) == "fynq", (method, path)


async def test_an_application_that_is_named_is_reached(folder: Path) -> None:
    async with edge(folder, {"FYNQ_EDGE_APPLICATIONS": "fynq, llm"}) as port:
        assert await answered(port, "GET", "/llm/v1/models") == "llm"
        assert await answered(port, "POST", "/llm/v1/chat/completions") == "llm"
        assert await answered(port, "POST", "/v1/doubts") == "fynq"
