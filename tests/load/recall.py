"""A recall under load, over HTTP and the whole graph: is the wrong answer served after the reply?

    python -m tests.load.recall --copies 200 --askers 16

Starts an instance of its own with a school whose notes are wrong. Its students get the answer that
quotes them `--copies` times; then `--askers` go on asking, in several wordings, while a teacher
corrects it. Counts, by when replies arrived here: wrong ones to doubts that were sent after the
teacher's reply had come, wrong ones that came after it to doubts that were sent before, and doubts
that show no correction although they got the wrong answer. Prints JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from tests.graph.instance import Instance, User
from tests.graph.test_recall import QUESTION, RIGHT, School

WORDS = (QUESTION, "Can you tell me what a florb is?", "please explain what a florb is")
CONFIGS = Path(__file__).parents[2] / "serve_configs"


class Load:
    def __init__(self, url: str) -> None:
        self.url = url
        self.got: list[tuple[float, float, str, str]] = []
        """When it was sent and when it came, the doubt, its text."""
        self.others = 0

    async def ask(self, client: httpx.AsyncClient, number: int) -> None:
        sent = time.monotonic()
        body = {"question": WORDS[number % len(WORDS)]}
        reply = await client.post("/v1/doubts", json=body)
        came = time.monotonic()
        doubt: dict[str, Any] = reply.json() if reply.status_code == 201 else {}
        if doubt.get("answer"):
            self.got.append((sent, came, doubt["id"], doubt["answer"]["text"]))
        else:
            self.others += 1

    async def until(self, count: int) -> None:
        while len(self.got) + self.others < count:
            await asyncio.sleep(0.01)

    async def asking(self, user: User, until: asyncio.Event) -> None:
        async with user.async_client() as client:
            number = 0
            while not until.is_set():
                await self.ask(client, number)
                number += 1


async def measured(school: School, copies: int, askers: int) -> dict[str, Any]:
    teacher = school.person("teacher")
    students = [school.person("student") for _ in range(4)]
    load = Load(school.graph.url)
    first = students[0].ask(QUESTION)
    async with students[1].async_client() as client:
        for at in range(0, copies, 8):
            await asyncio.gather(*(load.ask(client, n) for n in range(at, min(at + 8, copies))))
    over = asyncio.Event()
    tasks = [asyncio.create_task(load.asking(students[n % 4], over)) for n in range(askers)]
    await load.until(copies + 4 * askers)
    async with teacher.async_client() as client:
        began = time.monotonic()
        reply = await client.post(f"/v1/doubts/{first['id']}/correction", json={"text": RIGHT})
        acknowledged = time.monotonic()
    await load.until(len(load.got) + 8 * askers)
    over.set()
    await asyncio.gather(*tasks)
    wrong = [each for each in load.got if each[3] != RIGHT]
    uncorrected = 0
    async with teacher.async_client() as client:
        for _, _, doubt, _ in wrong:
            shown = (await client.get(f"/v1/doubts/{doubt}")).json()
            uncorrected += shown["correction"] is None or shown["answer"]["text"] != RIGHT
    return {
        "copies": len(wrong) + 1,
        "told": reply.json()["doubts"],
        "asked_in_all": len(load.got) + 1,
        "wrong_under_load": len(wrong) - copies,
        "right_after": sum(each[1] > acknowledged and each[3] == RIGHT for each in load.got),
        "wrong_sent_after": sum(each[0] > acknowledged for each in wrong),
        "wrong_came_after": sum(each[0] <= acknowledged < each[1] for each in wrong),
        "uncorrected": uncorrected,
        "failed": load.others,
        "ruling_ms": round(1000 * (acknowledged - began), 1),
        "median_ms": round(1000 * median(each[1] - each[0] for each in load.got), 1),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, default=200)
    parser.add_argument("--askers", type=int, default=16)
    parser.add_argument("--config", default="local")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        instance = Instance(Path(folder) / "data")
        instance.up("--config", str(CONFIGS / f"{given.config}.yaml"), "--port", "0")
        try:
            school = School(instance)
            school.teach()
            told = asyncio.run(measured(school, given.copies, given.askers))
        finally:
            instance.down()
    sys.stdout.write(json.dumps(told, indent=2) + "\n")
    return 1 if told["wrong_sent_after"] or told["uncorrected"] else 0


if __name__ == "__main__":
    sys.exit(main())
