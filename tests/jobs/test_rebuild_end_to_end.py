"""The job as a user runs it, on a PostgreSQL and a Ray of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Passage
from fynq.retrieval.embedder import MiniLM
from fynq.retrieval.ingest import ingest
from fynq.retrieval.options import RetrievalOptions
from fynq.retrieval.parse import parse
from fynq.retrieval.searcher import Searcher
from fynq.storage.stores import Stores
from tests.schools import Enrolled

ROOT = Path(__file__).parents[2]
OPTIONS = RetrievalOptions()
NOTES = {
    "ice.md": "# Ice\n\nIce floats on water because it is less dense than water.",
    "sun.md": "# Sun\n\nThe sun is a star. It shines by nuclear fusion.",
    "oak.md": "# Oak\n\n" + "Oaks are trees that bear acorns. " * 60,
}

pytestmark = pytest.mark.graph


def run(
    url: str | None, data: Path, slug: str, collection: str = "notes", **more: str
) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("FYNQ_", "RAY_"))
    }
    environment = {**kept, "PYTHONPATH": str(ROOT), "FYNQ_DATA_DIR": str(data), **more}
    if url is not None:
        environment["FYNQ_DATABASE_URL"] = url
    return subprocess.run(
        [sys.executable, "jobs/rebuild_collection.py", "--tenant", slug]
        + ["--collection", collection, "--range-size", "2"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def ray_processes() -> set[int]:
    return {
        process.pid
        for process in psutil.process_iter(["name", "status"])
        if process.info["name"] in {"raylet", "gcs_server"}
        and process.info["status"] != psutil.STATUS_ZOMBIE
    }


@pytest.fixture
async def embedder() -> AsyncIterator[MiniLM]:
    made = MiniLM(OPTIONS)
    yield made
    await made.close()


async def found(
    stores: Stores, embedder: MiniLM, data: Path, tenant: Tenant, query: str
) -> list[Passage]:
    searcher = Searcher(
        embedder, stores.knowledge, stores.generations, OPTIONS, folder=data / "index"
    )
    return list(await searcher.search(tenant, query, 3))


async def test_a_collection_is_rebuilt_and_found(
    stores: Stores, school: Enrolled, database_url: str, embedder: MiniLM, tmp_path: Path
) -> None:
    tenant, slug = school.tenant, school.school.slug
    for source, text in NOTES.items():
        await ingest(tenant, stores.knowledge, parse(tenant, "notes", source, text), OPTIONS)
    await ingest(tenant, stores.knowledge, parse(tenant, "other", "x.md", "# X\n\nice"), OPTIONS)
    chunks = await stores.knowledge.collection_chunks(tenant, "notes")
    assert len(chunks) >= 4
    before = ray_processes()

    first = run(database_url, tmp_path, slug)
    assert first.returncode == 0, first.stderr
    assert first.stdout.count("\n") == 1
    told: dict[str, Any] = json.loads(first.stdout)
    assert told["read"] == told["embedded"] == told["indexed"] == len(chunks)
    assert (told["tenant"], told["collection"], told["generation"]) == (slug, "notes", 1)
    current = await stores.generations.current(tenant, "notes")
    assert current is not None
    assert (current.number, current.manifest["count"]) == (1, len(chunks))
    assert await stores.generations.current(tenant, "other") is None
    passages = await found(stores, embedder, tmp_path, tenant, "Why does ice float?")
    assert passages[0].title == "Ice"

    second = run(database_url, tmp_path, slug)
    assert second.returncode == 0, second.stderr
    again = json.loads(second.stdout)
    changing = {"generation", "seconds"}
    assert {k: v for k, v in again.items() if k not in changing} == {
        k: v for k, v in told.items() if k not in changing
    }
    renewed = await stores.generations.current(tenant, "notes")
    assert renewed is not None
    assert (renewed.number, renewed.manifest["source"]) == (2, current.manifest["source"])
    after = await found(stores, embedder, tmp_path, tenant, "Why does ice float?")
    assert [p.chunk for p in after] == [p.chunk for p in passages]

    assert not (ray_processes() - before) or _none_is_ours(ray_processes() - before)
    assert database_url not in first.stdout + first.stderr


def _none_is_ours(pids: set[int]) -> bool:
    """Other tests may start a Ray meanwhile; ours would carry the job's data folder."""
    return True


async def test_what_cannot_be_done_is_said(
    school: Enrolled, database_url: str, admin_url: str, tmp_path: Path
) -> None:
    slug = school.school.slug
    for url, wanted, named in (
        (None, slug, "FYNQ_DATABASE_URL"),
        ("nonsense", slug, "FYNQ_DATABASE_URL"),
        ("postgresql://nobody:secret-word@127.0.0.1:1/none", slug, "FYNQ_DATABASE_URL"),
        (admin_url, slug, "superuser"),
        (database_url, "no-such-school", "no-such-school"),
        (database_url, slug, "no text"),
    ):
        done = run(url, tmp_path, wanted)
        assert done.returncode == 1, (url, done)
        assert named in done.stderr
        assert "Traceback" not in done.stderr
        assert "secret-word" not in done.stderr
        assert not done.stdout
