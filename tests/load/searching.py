"""A process that searches, as the retriever's replicas do: commands in, answers out, JSON lines.

python -m tests.load.searching DATABASE_URL REDIS_URL INDEX_FOLDER hashing|minilm
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import structlog

from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Search
from fynq.retrieval.generations.shelf import Folder
from fynq.retrieval.options import RetrievalOptions
from fynq.retrieval.ports import Embedder
from fynq.retrieval.searcher import Searcher
from fynq.storage.stores import Stores, connect_stores


def embedder_of(kind: str) -> Any:
    if kind == "hashing":
        from fynq.retrieval.hashing_embedder import HashingEmbedder

        return HashingEmbedder()
    from fynq.retrieval.embedder import MiniLM

    return MiniLM(RetrievalOptions())


def searcher_of(stores: Stores, embedder: Embedder, folder: Path) -> Searcher:
    return Searcher(
        embedder,
        stores.knowledge,
        stores.generations,
        stores.deltas,
        stores.replicas,
        RetrievalOptions(min_score=-1.0),
        shelf=Folder(folder),
    )


@dataclass
class Load:
    """Questions at a fixed rate (open model, Poisson); latency counts from the scheduled time."""

    searcher: Searcher
    tenant: Tenant
    queries: list[str]
    rate: float
    times: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    mixed: int = 0
    empty: int = 0
    generations: set[int] = field(default_factory=set)
    late: list[float] = field(default_factory=list)
    stop: bool = False

    async def run(self) -> None:
        choice = random.Random(3)
        tasks: set[asyncio.Task[None]] = set()
        due = time.perf_counter()
        while not self.stop:
            due += choice.expovariate(self.rate)
            await asyncio.sleep(max(due - time.perf_counter(), 0))
            task = asyncio.create_task(self._one(choice.choice(self.queries), due))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        await asyncio.gather(*tasks)

    async def _one(self, query: str, due: float) -> None:
        try:
            found = await self.searcher.look_up(self.tenant, Search(query, 8))
        except Exception as error:  # noqa: BLE001 - the report counts it
            self.failed.append(type(error).__name__)
            return
        self.times.append(time.perf_counter() - due)
        seen = {passage.generation for passage in found.passages}
        self.mixed += len(seen) > 1
        self.empty += not seen
        self.generations |= seen

    def report(self) -> dict[str, Any]:
        ms = np.array(self.times or [0.0]) * 1000
        return {
            "searches": len(self.times),
            "failed": len(self.failed),
            "mixed": self.mixed,
            "empty": self.empty,
            "generations": len(self.generations),
            **{f"p{at}_ms": round(float(np.percentile(ms, at)), 2) for at in (50, 95, 99)},
        }


async def main() -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    url, redis, folder, kind = sys.argv[1:5]
    stores = connect_stores(url, redis)
    embedder = embedder_of(kind)
    await embedder.embed(["warm"])
    searcher = searcher_of(stores, embedder, Path(folder))
    searcher.start()
    load: Load | None = None
    running: asyncio.Task[None] | None = None
    while line := await asyncio.to_thread(sys.stdin.readline):  # to the end of the one who asks
        told = json.loads(line)
        answer: Any = {}
        if told["do"] == "ask":
            search = Search(told["query"], told.get("limit", 8))
            found = await searcher.look_up(Tenant(UUID(told["tenant"])), search)
            answer = [
                {"text": p.text, "document": str(p.document), "score": round(p.score, 5)}
                for p in found.passages
            ]
        elif told["do"] == "load":
            tenant = Tenant(UUID(told["tenant"]))
            load = Load(searcher, tenant, told["queries"], told["rate"])
            running = asyncio.create_task(load.run())
        elif told["do"] == "stop" and load and running:
            load.stop = True
            await running
            answer = load.report()
        print(json.dumps(answer), flush=True)
    await searcher.aclose()
    await stores.close()


if __name__ == "__main__":
    asyncio.run(main())
