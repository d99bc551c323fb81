"""The job as a user runs it, on a PostgreSQL and a Ray of its own."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from psycopg import sql

from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Passage
from fynq.retrieval.embedder import MiniLM
from fynq.retrieval.generations.shelf import Folder
from fynq.retrieval.ingest import ingest
from fynq.retrieval.options import RetrievalOptions
from fynq.retrieval.parse import parse
from fynq.retrieval.searcher import Searcher
from fynq.storage.address import Address
from fynq.storage.stores import Stores
from tests.conftest import on_database
from tests.retrieval.house import find
from tests.schools import Enrolled

ROOT = Path(__file__).parents[2]
OPTIONS = RetrievalOptions()
NOTES = {
    "ice.md": "# Ice\n\nIce floats on water because it is less dense than water.",
    "sun.md": "# Sun\n\nThe sun is a star. It shines by nuclear fusion.",
    "oak.md": "# Oak\n\n" + "Oaks are trees that bear acorns. " * 60,
}

pytestmark = pytest.mark.graph


def start(
    url: str | None, data: Path, slug: str, collection: str = "notes"
) -> subprocess.Popen[str]:
    """In an environment without another Ray or fynq; the data folder marks its processes."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("FYNQ_", "RAY_"))}
    environment = {**kept, "PYTHONPATH": str(ROOT), "FYNQ_DATA_DIR": str(data)}
    if url is not None:
        environment["FYNQ_DATABASE_URL"] = url
    return subprocess.Popen(
        [
            *(sys.executable, "jobs/rebuild_collection.py", "--range-size", "2"),
            *("--tenant", slug, "--collection", collection),
        ],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(*arguments: Any) -> tuple[int, str, str]:
    job = start(*arguments)
    output, errors = job.communicate(timeout=300)
    return job.returncode, output, errors


def processes_of(data: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if process.environ().get("FYNQ_DATA_DIR") == str(data):
                found.append(process)
    return found


async def until(truth: Callable[[], object]) -> None:
    async with asyncio.timeout(60):
        while not truth():
            await asyncio.sleep(0.05)


@pytest.fixture
async def embedder() -> AsyncIterator[MiniLM]:
    made = MiniLM(OPTIONS)
    yield made
    await made.close()


async def found(
    stores: Stores, embedder: MiniLM, data: Path, tenant: Tenant, query: str
) -> list[Passage]:
    searcher = Searcher(
        embedder,
        stores.knowledge,
        stores.generations,
        stores.deltas,
        stores.replicas,
        OPTIONS,
        shelf=Folder(data / "index"),
    )
    return await find(searcher, tenant, query, 3)


async def test_a_collection_is_rebuilt_and_found(
    stores: Stores, school: Enrolled, database_url: str, embedder: MiniLM, tmp_path: Path
) -> None:
    tenant, slug = school.tenant, school.school.slug
    for source, text in NOTES.items():
        await ingest(tenant, stores.knowledge, parse(tenant, "notes", source, text), OPTIONS)
    await ingest(tenant, stores.knowledge, parse(tenant, "other", "x.md", "# X\n\nice"), OPTIONS)
    chunks = await stores.knowledge.collection_chunks(tenant, "notes")
    assert len(chunks) >= 4

    code, output, errors = run(database_url, tmp_path, slug)
    assert code == 0, errors
    assert output.count("\n") == 1
    assert database_url not in output + errors
    await until(lambda: not processes_of(tmp_path))
    told: dict[str, Any] = json.loads(output)
    assert told["read"] == told["embedded"] == told["indexed"] == len(chunks)
    assert (told["tenant"], told["collection"], told["generation"]) == (slug, "notes", 1)
    current = await stores.generations.current(tenant, "notes")
    assert current is not None
    assert (current.number, current.manifest["count"]) == (1, len(chunks))
    assert await stores.generations.current(tenant, "other") is None
    passages = await found(stores, embedder, tmp_path, tenant, "Why does ice float?")
    assert passages[0].title == "Ice"

    code, output, errors = run(database_url, tmp_path, slug)
    assert code == 0, errors
    again = json.loads(output)
    changing = {"generation", "seconds"}
    assert {k: v for k, v in again.items() if k not in changing} == {
        k: v for k, v in told.items() if k not in changing
    }
    renewed = await stores.generations.current(tenant, "notes")
    assert renewed is not None
    assert (renewed.number, renewed.manifest["source"]) == (2, current.manifest["source"])
    after = await found(stores, embedder, tmp_path, tenant, "Why does ice float?")
    assert [p.chunk for p in after] == [p.chunk for p in passages]


@pytest.mark.parametrize("end", ["database", "job"])
async def test_a_loss_in_the_middle_leaves_nothing_behind(
    stores: Stores,
    school: Enrolled,
    database_url: str,
    admin_url: str,
    tmp_path: Path,
    end: str,
) -> None:
    """The database goes, or the job is killed, between listing the chunks and reading them."""
    tenant, slug = school.tenant, school.school.slug
    await ingest(tenant, stores.knowledge, parse(tenant, "notes", "a.md", "# A\n\nice"), OPTIONS)
    job = start(database_url, tmp_path, slug)
    await until(lambda: any(p.name() == "raylet" for p in processes_of(tmp_path)))
    if end == "job":
        job.kill()
        job.communicate()
    else:
        name = Address.parse(database_url).database
        server = on_database(admin_url, "postgres")
        with psycopg.connect(server, autocommit=True) as connection:
            allow = sql.SQL("alter database {} allow_connections {}")
            connection.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
            try:
                _, errors = job.communicate(timeout=300)
            finally:
                connection.execute(allow.format(sql.Identifier(name), sql.SQL("true")))
        assert job.returncode == 1
        assert "FYNQ_DATABASE_URL: the database cannot be used" in errors
        assert "Traceback" not in errors
    await until(lambda: not processes_of(tmp_path))
    assert await stores.generations.current(tenant, "notes") is None
    assert not (tmp_path / "index").exists()


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
        code, output, errors = run(url, tmp_path, wanted)
        assert code == 1, (url, output, errors)
        assert named in errors
        assert "Traceback" not in errors
        assert "secret-word" not in errors
        assert not output
