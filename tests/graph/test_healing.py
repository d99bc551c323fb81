"""kill -9, one part after another, while students keep asking."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import psutil
import pytest

from tests.graph.instance import Instance, User

pytestmark = pytest.mark.graph

REPLICAS = ("gateway", "personalizer", "retriever", "reasoner", "router", "indexer", "worker")
HEALED_WITHIN = 30.0


@dataclass
class Crowd:
    """Asks again and again; keeps what was acknowledged and whatever went wrong."""

    user: User
    acknowledged: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    refused: int = 0
    number: int = 0

    async def ask_until(self, stop: asyncio.Event) -> None:
        async with self.user.async_client() as client:
            while not stop.is_set():
                await self._one(client)
                await asyncio.sleep(0.1)

    async def _one(self, client: httpx.AsyncClient) -> None:
        self.number += 1
        body = {"question": f"Solve {self.number % 7 + 2}x = {self.number * 3}"}
        try:
            reply = await client.post("/v1/doubts", json=body)
        except httpx.TransportError as error:
            self.wrong.append(f"{type(error).__name__}: {error}")
            return
        if reply.status_code == 201:
            self.acknowledged.append(reply.json()["id"])
        elif reply.status_code == 503 and "retry-after" in reply.headers:
            assert reply.headers["content-type"] == "application/problem+json"
            self.refused += 1
        else:
            self.wrong.append(f"{reply.status_code}: {reply.text[:200]}")


async def healthy(user: User, number: int) -> bool:
    try:
        async with httpx.AsyncClient(base_url=user.url, headers=user.headers, timeout=5) as client:
            ready = await client.get("/v1/health/ready")
            question = {"question": f"Why does ice float on water, case {number}?"}
            reply = await client.post("/v1/doubts", json=question)
            known = reply.status_code == 201 and reply.json()["status"] == "answered"
            return ready.status_code == 200 and known
    except httpx.TransportError:
        return False


async def until(check: Callable[[], Awaitable[bool]], seconds: float) -> float:
    begin = time.monotonic()
    while time.monotonic() < begin + seconds:
        if await check():
            return time.monotonic() - begin
        await asyncio.sleep(0.3)
    pytest.fail(f"not healed within {seconds} s")


def victims(graph: Instance, part: str) -> list[psutil.Process]:
    if part == "postgres":
        return [p for p in graph.titled("postgres") if "-D" in p.cmdline()]
    if part == "redis":
        return graph.titled("redis-server")
    return graph.titled(f"ServeReplica:fynq:{part}")


async def test_each_part_is_killed_and_comes_back(graph: Instance, student: User) -> None:
    crowd = Crowd(student)
    stop = asyncio.Event()
    load = [asyncio.create_task(crowd.ask_until(stop)) for _ in range(2)]
    healed: dict[str, Any] = {}
    try:
        for number, part in enumerate(("postgres", "redis", *REPLICAS)):
            found = victims(graph, part)
            assert found, f"no process of {part}"
            for process in found:
                process.kill()
            gone = {p.pid for p in found}

            async def back(part: str = part, gone: set[int] = gone, number: int = number) -> bool:
                now = {p.pid for p in victims(graph, part)}
                return bool(now - gone) and await healthy(student, number)

            healed[part] = round(await until(back, HEALED_WITHIN), 1)
    finally:
        stop.set()
        await asyncio.gather(*load)
    print({"healed_seconds": healed, "asked": crowd.number, "refused": crowd.refused})
    assert not crowd.wrong
    assert crowd.acknowledged
    async with student.async_client() as client:
        for doubt in crowd.acknowledged:
            reply = await client.get(f"/v1/doubts/{doubt}")
            assert reply.status_code == 200, doubt
