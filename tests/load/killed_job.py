"""A folder is taken in by the job, which is killed at random again and again and run once more.

    python -m tests.load.killed_job FOLDER [--kills 5] [--seed 1]

Then every chunk that the database has is compared with what the plain functions make of the files,
and every text with the vectors that are kept. Prints JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from fynq.domain.identifiers import Tenant
from fynq.retrieval.formats.sniff import SUFFIXES
from fynq.retrieval.ingest import prepare
from fynq.retrieval.options import RetrievalOptions
from fynq.retrieval.parse import parse
from tests.load.retrieval_live import Place, place
from tests.load.retrieval_scale import say
from tests.schools import enrol

JOB = Path(__file__).parents[2] / "jobs" / "embed_documents.py"
LONGEST = 8.0
"""Seconds between the vector that was drawn for a kill and the kill."""


def start(url: str, data: Path, *arguments: str) -> subprocess.Popen[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("FYNQ_", "RAY_"))}
    return subprocess.Popen(
        [sys.executable, str(JOB), *arguments],
        env={
            **kept,
            "PYTHONPATH": str(JOB.parents[1]),
            "FYNQ_DATA_DIR": str(data),
            "FYNQ_DATABASE_URL": url,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


async def measure(folder: Path, kills: int, seed: int) -> dict[str, Any]:
    choice = random.Random(seed)
    async with place() as at:
        school = await enrol(at.stores)
        arguments = ("--tenant", school.school.slug, "--collection", "books", "--path", str(folder))
        data = at.folder.parent
        wanted = expected(school.tenant, folder)
        killed: list[dict[str, Any]] = []
        begin = time.monotonic()
        for after in sorted(choice.random() * wanted.total() for _ in range(kills)):
            job = start(at.url, data, *arguments)
            while job.poll() is None and await kept(at, school.tenant) < after:
                await asyncio.sleep(0.3)
            await asyncio.sleep(choice.uniform(0.0, LONGEST))
            if job.poll() is not None:
                raise SystemExit(f"ended by itself: {job.communicate()[1][-2000:]}")
            os.killpg(job.pid, signal.SIGKILL)
            job.communicate()
            stored = await at.stores.knowledge.collection_chunks(school.tenant, "books")
            killed.append({"vectors": await kept(at, school.tenant), "chunks": len(stored)})
            say(json.dumps(killed[-1]))
        last = await asyncio.to_thread(start(at.url, data, *arguments).communicate)
        told = json.loads(last[0])
        stored = await at.stores.knowledge.collection_chunks(school.tenant, "books")
        have = Counter((c.document, c.start, c.end, c.text) for c in stored)
        generation = await at.stores.generations.current(school.tenant, "books")
        return {
            "killed": killed,
            "job": told,
            "chunks_expected": wanted.total(),
            "chunks_stored": len(stored),
            "lost": (wanted - have).total(),
            "doubled_or_foreign": (have - wanted).total(),
            "distinct_ids": len({chunk.id for chunk in stored}),
            "in_the_published_index": generation.manifest["count"] if generation else 0,
            "seconds": round(time.monotonic() - begin, 1),
        }


async def kept(at: Place, tenant: Tenant) -> int:
    rows = await at.stores.database.rows(  # type: ignore[union-attr]
        tenant, "select count(*) as kept from fynq.vectors"
    )
    number: int = rows[0]["kept"]
    return number


def expected(tenant: Tenant, folder: Path) -> Counter[Any]:
    """By the plain functions that the API's worker uses."""
    options = RetrievalOptions()
    return Counter(
        (chunk.document, chunk.start, chunk.end, chunk.text)
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.suffix.lower() in SUFFIXES
        for chunk in prepare(
            parse(tenant, "books", file.relative_to(folder).as_posix(), file.read_bytes()), options
        ).chunks
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(json.dumps(asyncio.run(measure(options.folder, options.kills, options.seed)), indent=2))


if __name__ == "__main__":
    main()
