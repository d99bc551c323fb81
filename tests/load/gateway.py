"""fynq as a gateway: an upstream without latency, directly and through fynq, in the same run.

Closed loops, one request in flight per connection: what a gateway adds is the difference at one
connection, and what it carries is the rate at the best number of connections. Upstream, load
generator and fynq share the machine.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.load.arrivals import Sample, Shot, fire
from tests.load.client import Client

CONNECTIONS = (1, 4, 16, 64)
MODELS = """
providers:
  - name: bench
    base_url: {url}
    models: [ok]
"""
BODY = {"messages": [{"role": "user", "content": "What is 2 + 2?"}]}


async def gateway_report(config: str, seconds: float) -> dict[str, Any]:
    """One dict for whole answers and one for streams: by connections, direct and through fynq."""
    async with upstream() as port:
        with tempfile.TemporaryDirectory(prefix="fynq-bench-") as folder:
            rows = Path(folder) / "models.yaml"
            rows.write_text(MODELS.format(url=f"http://127.0.0.1:{port}/v1"))
            with instance(config, Path(folder) / "data", rows) as (url, key):
                address = urlsplit(url)
                return {
                    name: await compared(
                        Client("127.0.0.1", port),
                        Client(address.hostname or "127.0.0.1", address.port or 80),
                        key,
                        seconds,
                        streamed=streamed,
                    )
                    for name, streamed in (("whole", False), ("streamed", True))
                }


async def compared(
    direct: Client, through: Client, key: str, seconds: float, *, streamed: bool
) -> dict[str, Any]:
    ways = {
        "direct": (direct, {**BODY, "model": "ok", "stream": streamed}, "none"),
        "fynq": (through, {**BODY, "model": "bench/ok", "stream": streamed}, key),
    }
    found: dict[str, Any] = {}
    for connections in CONNECTIONS:
        found[str(connections)] = {}
        for name, (client, body, token) in ways.items():
            encoded = client.encode(
                "POST", "/v1/chat/completions", json.dumps(body).encode(), token=token
            )
            shot = partial(client.request, encoded)
            await closed_loops(shot, connections, 0.5)
            found[str(connections)][name] = (
                await closed_loops(shot, connections, seconds)
            ).figures()
    direct.close()
    through.close()
    alone = found["1"]
    return {
        "added_p50_ms": round(alone["fynq"]["p50_ms"] - alone["direct"]["p50_ms"], 2),
        "most_requests_per_second": max(f["fynq"]["requests_per_second"] for f in found.values()),
        "by_connections": found,
    }


async def closed_loops(shot: Shot, connections: int, seconds: float) -> Sample:
    sample = Sample()
    begin = time.monotonic()

    async def loop() -> None:
        while time.monotonic() < begin + seconds:
            await fire(shot, time.monotonic(), sample)

    await asyncio.gather(*(loop() for _ in range(connections)))
    sample.seconds = time.monotonic() - begin
    return sample


@asynccontextmanager
async def upstream() -> AsyncIterator[int]:
    """Yields the port of a fault server without faults, in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.wire.fault_server", "--port", "0", "--forget"),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        yield int(json.loads(await process.stdout.readline())["port"])
    finally:
        process.terminate()
        await process.wait()


class instance:  # noqa: N801
    """A running fynq with these models. Gives its URL and an API key of the demo school."""

    def __init__(self, config: str, data: Path, rows: Path) -> None:
        self._config = config
        self._data = data
        self._rows = rows

    def _fynq(self, *arguments: str) -> dict[str, Any]:
        done = subprocess.run(
            [sys.executable, "-m", "fynq.cli", *arguments, "--data-dir", str(self._data)],
            env={**os.environ, "FYNQ_ROUTING__FILE": str(self._rows)},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        lines = done.stdout.strip().splitlines()
        found: dict[str, Any] = json.loads(lines[-1]) if lines else {}
        return found

    def __enter__(self) -> tuple[str, str]:
        ready = self._fynq("up", "--detach", "--json", "--port", "0", "--config", self._config)
        key = self._fynq("keys", "create", "--school", "demo", "--name", "bench", "--json")
        return ready["url"], key["key"]

    def __exit__(self, *_: object) -> None:
        self._fynq("down", "--json")
