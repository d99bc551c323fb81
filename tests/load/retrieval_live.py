"""Search while knowledge changes: processes that search over one PostgreSQL and one index folder.

    python -m tests.load.retrieval_live latency swaps deletes tenants

latency   one user and sixteen, query embedding included, at 10,000 chunks, beside the bare embedder
swaps     50 generations take each other's place under constant load
deletes   1,000 deletions under load, each looked for on three replicas after its acknowledgement
tenants   2,000 verbatim sentences of another school's documents

Prints JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.knowledge import Chunk, Document, Search
from fynq.operations.data_folder import lock_data_folder
from fynq.operations.embedded_postgres import EmbeddedPostgres
from fynq.operations.embedded_redis import EmbeddedRedis
from fynq.retrieval.generations.shelf import Folder
from fynq.retrieval.indexer import Indexer
from fynq.retrieval.vectors import digest, embedded_text
from fynq.storage.migrate import migrate
from fynq.storage.stores import Stores, connect_stores
from tests.load.searching import embedder_of, searcher_of
from tests.load.synthetic import Synthetic
from tests.schools import enrol

QUESTIONS = (
    "Why does ice float on water?",
    "How do plants make sugar from light?",
    "What is the derivative of a product?",
    "When is a force conservative?",
    "How does a cell copy its DNA?",
)


@dataclass
class Place:
    """Servers, a folder for the index, and stores of this process."""

    url: str
    redis: str
    folder: Path
    stores: Stores

    def indexer(self, embedder: Any) -> Indexer:
        return Indexer(
            embedder,
            self.stores.deltas,
            self.stores.vectors,
            self.stores.generations,
            shelf=Folder(self.folder),
        )


@asynccontextmanager
async def place() -> AsyncIterator[Place]:
    with tempfile.TemporaryDirectory(prefix="fynq-live-") as folder:
        data = lock_data_folder(Path(folder) / "data")
        postgres, redis = EmbeddedPostgres(data), EmbeddedRedis(data)
        await postgres.start()
        await redis.start()
        url = await migrate(postgres.url, b"bench")
        stores = connect_stores(url, redis.url)
        try:
            yield Place(url, redis.url, Path(folder) / "index", stores)
        finally:
            await stores.close()
            await redis.stop()
            await postgres.stop()
            data.release()


class Replica:
    """A process of tests.load.searching."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._turn = asyncio.Lock()

    @classmethod
    async def start(cls, at: Place, kind: str) -> Replica:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.load.searching", at.url, at.redis, str(at.folder), kind),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=1 << 24,
        )
        return cls(process)

    async def tell(self, do: str, **more: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        async with self._turn:
            self._process.stdin.write(json.dumps({"do": do, **more}).encode() + b"\n")
            return json.loads(await self._process.stdout.readline())

    async def end(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()


async def put(
    at: Place, embedder: Any, tenant: Tenant, source: str, texts: Sequence[str]
) -> Document:
    """A document of these chunks, embedded before it is stored, as an upload is."""
    made = Document(new_id(), "notes", source, f"Title {source}", "\n".join(texts))
    chunks, start = [], 0
    for ordinal, text in enumerate(texts):
        chunks.append(Chunk(new_id(), made.id, 1, ordinal, start, start + len(text), text))
        start += len(text) + 1
    await keep(at, embedder.name, tenant, made, chunks, await embedder.embed(
        [embedded_text(made.title, chunk) for chunk in chunks]
    ))  # fmt: skip
    return made


async def keep(
    at: Place, model: str, tenant: Tenant, made: Document, chunks: Sequence[Chunk], vectors: Any
) -> None:
    kept = {
        digest(embedded_text(made.title, chunk)): vector.astype("<f2").tobytes()
        for chunk, vector in zip(chunks, vectors, strict=True)
    }
    await at.stores.vectors.keep_vectors(tenant, model, kept)
    await at.stores.knowledge.put_document(tenant, made, chunks)


async def filled(at: Place, model: str, rows: int, *, indexed: Indexer | None) -> Tenant:
    """A school with `rows` synthetic chunks, a hundred to a document."""
    tenant = (await enrol(at.stores)).tenant
    data = Synthetic(rows)
    vectors = data.vectors(at.folder.parent / "drawn.npy")
    texts = list(data.texts())
    for first in range(0, rows, 100):
        made = Document(new_id(), "notes", f"{first}", "", "\n".join(texts[first : first + 100]))
        chunks, start = [], 0
        for ordinal, text in enumerate(texts[first : first + 100]):
            chunks.append(Chunk(new_id(), made.id, 1, ordinal, start, start + len(text), text))
            start += len(text) + 1
        await keep(at, model, tenant, made, chunks, vectors[first : first + 100])
    if indexed is not None:
        await indexed.rebuild(tenant, "notes")
    return tenant


async def latency() -> dict[str, Any]:
    embedder = embedder_of("minilm")
    async with place() as at:
        tenant = await filled(at, embedder.name, 10_000, indexed=at.indexer(embedder))
        searcher = searcher_of(at.stores, embedder, at.folder)
        searcher.start()
        words = list(Synthetic(200).texts())

        async def look(number: int) -> None:
            query = f"{QUESTIONS[number % 5]} {words[number % 200].split()[5]}"
            found = await searcher.look_up(tenant, Search(query))
            assert found.passages

        async def embed(number: int) -> None:
            await embedder.embed([f"{QUESTIONS[number % 5]} {words[number % 200].split()[5]}"])

        for number in range(20):
            await look(number)
        bare, whole = [], []
        for number in range(300):
            bare.append(await timed(embed(number)))
            whole.append(await timed(look(number)))
        report = {
            "chunks": 10_000,
            "embedder_alone_ms": spread(bare),
            "search_with_embedding_ms": spread(whole),
            "ratio_of_p50": round(float(np.median(whole) / np.median(bare)), 3),
        }
        batches = [
            32 / await timed(embedder.embed([f"{QUESTIONS[at % 5]} {at}" for at in range(32)]))
            for _ in range(20)
        ]
        done = 0
        end = time.perf_counter() + 10

        async def user(number: int) -> None:
            nonlocal done
            while time.perf_counter() < end:
                await look(number + done)
                done += 1

        begin = time.perf_counter()
        await asyncio.gather(*(user(number) for number in range(16)))
        rate = done / (time.perf_counter() - begin)
        report["users_16_per_second"] = round(rate, 1)
        report["embedder_in_batches_of_32_per_second"] = round(float(np.median(batches)), 1)
        report["ratio_to_batches"] = round(rate / float(np.median(batches)), 3)
        await searcher.aclose()
        await embedder.close()
    return report


async def swaps(count: int = 50, rate: float = 20.0) -> dict[str, Any]:
    """Each swap serves the generation before the present one again, so that the writer costs little
    and what is measured is the swap: checking, opening, warming, replacing."""
    embedder = embedder_of("hashing")
    async with place() as at:
        indexer = at.indexer(embedder)
        tenant = await filled(at, embedder.name, 10_000, indexed=indexer)
        await indexer.rebuild(tenant, "notes")
        replica = await Replica.start(at, "hashing")
        queries = [text for text, _ in zip(Synthetic(10_000).texts(), range(200), strict=False)]
        asked = {"tenant": str(tenant), "queries": queries, "rate": rate}
        await replica.tell("ask", tenant=str(tenant), query=queries[0])
        report: dict[str, Any] = {"rate": rate, "swaps": count}
        for name, change in (("quiet", False), ("swapping", True), ("quiet again", False)):
            await replica.tell("load", **asked)
            for _ in range(count):
                if change:
                    await indexer.roll_back(tenant, "notes")
                await asyncio.sleep(0.6)
            report[name] = await replica.tell("stop")
        quiet = max(report["quiet"]["p99_ms"], report["quiet again"]["p99_ms"])
        report["p99_ratio"] = round(report["swapping"]["p99_ms"] / quiet, 2)
        await replica.end()
    return report


async def deletes(count: int = 1_000) -> dict[str, Any]:
    embedder = embedder_of("hashing")
    async with place() as at:
        tenant = (await enrol(at.stores)).tenant
        documents = []
        for number in range(count + 100):
            text = f"Sentence {number} speaks of {_name(number)} and of nothing else."
            documents.append((await put(at, embedder, tenant, f"{number}", [text]), text))
        indexer = at.indexer(embedder)
        await indexer.rebuild(tenant, "notes")
        replicas = [await Replica.start(at, "hashing") for _ in range(3)]
        asked = {"tenant": str(tenant), "queries": [text for _, text in documents], "rate": 5.0}
        for replica in replicas:
            await replica.tell("load", **asked)
        there = found_again = 0
        building: set[asyncio.Task[Any]] = set()
        times = []
        for number in range(count):
            document, text = documents[number]
            if number % 10 == 0:
                there += str(document.id) in await ids(replicas[number % 3], tenant, text)
            times.append(await timed(at.stores.knowledge.remove_document(tenant, document.id)))
            answers = await asyncio.gather(*(ids(each, tenant, text) for each in replicas))
            found_again += sum(str(document.id) in answer for answer in answers)
            if number % 250 == 249:
                building.add(asyncio.create_task(indexer.ensure(tenant, "notes")))
        await asyncio.gather(*building)
        loads = [await replica.tell("stop") for replica in replicas]
        deletion = (await at.stores.database.rows(  # type: ignore[union-attr]
            tenant, "select id from fynq.deletions order by position desc limit 1"
        ))[0]["id"]  # fmt: skip
        begin, confirmed = time.perf_counter(), False
        while not confirmed and time.perf_counter() - begin < 30:
            receipt = await at.stores.documents.receipt(tenant, deletion)
            confirmed = receipt is not None and all(
                each.at is not None for each in receipt.confirmations
            )
            await asyncio.sleep(0.05)
        waited = time.perf_counter() - begin
        for replica in replicas:
            await replica.end()
    return {
        "deletions": count,
        "replicas": 3,
        "found_before": f"{there} of {count // 10} looked for",
        "found_after_acknowledgement": found_again,
        "looked_for": 3 * count,
        "acknowledgement_ms": spread(times),
        "receipt": {
            "replicas": len(receipt.confirmations) if receipt else 0,
            "confirmed": confirmed,
            "seconds_after_the_last": round(waited, 2),
        },
        "load": loads,
    }


async def tenants(count: int = 2_000) -> dict[str, Any]:
    """A sentence of one school is asked in the other; then it is given to a third of the
    documents' school again, and the other's answers must not move by a digit."""
    embedder = embedder_of("hashing")
    choice = random.Random(11)
    async with place() as at:
        schools = [(await enrol(at.stores)).tenant for _ in range(2)]
        texts: list[list[str]] = [[], []]
        own: list[set[str]] = [set(), set()]
        for side, tenant in enumerate(schools):
            for number in range(count // 4):
                text = (
                    f"In school {side} the lesson of {_name(number * 2 + side)} is number {number}."
                )
                texts[side].append(text)
                own[side].add(str((await put(at, embedder, tenant, f"{number}", [text])).id))
            if side == 0:
                await at.indexer(embedder).rebuild(tenant, "notes")
        replica = await Replica.start(at, "hashing")
        foreign = verbatim = 0
        for _ in range(count):
            side = choice.randrange(2)
            text = choice.choice(texts[1 - side])
            answer = await replica.tell("ask", tenant=str(schools[side]), query=text)
            foreign += sum(each["document"] not in own[side] for each in answer)
            verbatim += any(each["text"] == text for each in answer)
        moved = 0
        probes = [choice.choice(texts[1]) for _ in range(200)]
        before = [await replica.tell("ask", tenant=str(schools[0]), query=q) for q in probes]
        for number, text in enumerate(dict.fromkeys(probes)):
            await put(at, embedder, schools[1], f"again {number}", [text, f"{text} Again."])
        await at.indexer(embedder).rebuild(schools[1], "notes")
        after = [await replica.tell("ask", tenant=str(schools[0]), query=q) for q in probes]
        moved = sum(one != two for one, two in zip(before, after, strict=True))
        await replica.end()
    return {
        "questions": count,
        "foreign_documents_found": foreign,
        "verbatim_found": verbatim,
        "answers_that_moved": f"{moved} of {len(probes)}",
    }


async def ids(replica: Replica, tenant: Tenant, query: str) -> set[str]:
    answer = await replica.tell("ask", tenant=str(tenant), query=query)
    return {each["document"] for each in answer}


async def timed(work: Any) -> float:
    begin = time.perf_counter()
    await work
    return time.perf_counter() - begin


def spread(seconds: Sequence[float]) -> dict[str, float]:
    ms = np.array(seconds) * 1000
    return {f"p{at}": round(float(np.percentile(ms, at)), 2) for at in (50, 95)}


def _name(number: int) -> str:
    syllables = ("ba", "ke", "li", "mo", "nu", "pa", "re", "si", "to", "vu")
    return "".join(syllables[int(digit)] for digit in f"{number:05d}")


SCENARIOS = {"latency": latency, "swaps": swaps, "deletes": deletes, "tenants": tenants}


async def reports(names: Sequence[str]) -> dict[str, Any]:
    found = {}
    for name in names:
        print(f"{name} …", file=sys.stderr, flush=True)
        found[name] = await SCENARIOS[name]()
        print(json.dumps({name: found[name]}), file=sys.stderr, flush=True)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenarios", nargs="*", choices=[*SCENARIOS], default=[*SCENARIOS])
    options = parser.parse_args()
    print(json.dumps(asyncio.run(reports(options.scenarios)), indent=2))


if __name__ == "__main__":
    main()
