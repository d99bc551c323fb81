"""A writer that ends at any step: the last good generation is served, the next start finishes."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fynq.domain.errors import Conflict
from fynq.domain.identifiers import Tenant
from fynq.retrieval.generations.shelf import Folder
from fynq.retrieval.hashing_embedder import HashingEmbedder
from fynq.retrieval.indexer import Indexer
from fynq.retrieval.ingest import ingest
from fynq.retrieval.options import RetrievalOptions
from fynq.retrieval.parse import parse
from fynq.retrieval.searcher import Searcher
from fynq.storage.stores import Stores
from tests.retrieval.house import ONE, OPTIONS, House, find
from tests.schools import Enrolled

STEPS = ["drafted", "rows", "lexical", "vectors", "manifest", "shelved", "published", "cleared"]
ROOT = Path(__file__).parents[2]


class Crash(BaseException):
    """As nothing in the indexer expects."""


@pytest.mark.parametrize("last", STEPS)
async def test_a_crash_at_any_step(tmp_path: Path, last: str) -> None:
    house = House(tmp_path / "index")
    await house.publish(ONE, "a.md", "ice one")
    seen: list[str] = []

    def step(name: str) -> None:
        seen.append(name)
        if name == last:
            raise Crash

    await house.write(ONE, "b.md", "ice two")
    with pytest.raises(Crash):
        await house.new_indexer(step=step).rebuild(ONE, "notes")
    assert seen == STEPS[: STEPS.index(last) + 1]
    done = last in {"published", "cleared"}
    served = 2 if done else 1
    for searcher in (house.searcher, house.new_searcher()):
        found = await find(searcher, ONE, "ice", 9)
        assert {p.text for p in found} == {"ice one", "ice two"}
    assert {p.generation for p in found} == {served}
    assert house.asked == []
    finished = await house.new_indexer().ensure(ONE, "notes")
    assert (finished.number, finished.manifest["count"]) == (2, 2)
    await house.new_indexer().rebuild(ONE, "notes")
    home = house.folder / str(ONE) / "notes"
    assert len(list(home.iterdir())) == 2
    assert not [entry for entry in home.iterdir() if entry.name.startswith(".draft")]


@pytest.mark.parametrize("last", ["drafted", "files", "manifest", "shelved", "published"])
async def test_a_crash_while_an_earlier_generation_is_restored(tmp_path: Path, last: str) -> None:
    house = House(tmp_path / "index")
    await house.publish(ONE, "a.md", "ice one")
    await house.publish(ONE, "a.md", "ice two")

    def step(name: str) -> None:
        if name == last:
            raise Crash

    with pytest.raises(Crash):
        await house.new_indexer(step=step).roll_back(ONE, "notes")
    assert await house.texts(ONE, "ice") == ["ice two"]
    restored = await house.new_indexer().roll_back(ONE, "notes", 1)
    assert restored.manifest["restores"] == 1
    found = await find(house.new_searcher(), ONE, "ice", 9)
    assert [(p.text, p.generation) for p in found] == [("ice two", restored.number)]


def indexer(stores: Stores, folder: Path, step: object = None) -> Indexer:
    more = {"step": step} if step else {}
    return Indexer(
        HashingEmbedder(),
        stores.deltas,
        stores.vectors,
        stores.generations,
        shelf=Folder(folder),
        **more,  # type: ignore[arg-type]
    )


def searcher(stores: Stores, folder: Path) -> Searcher:
    return Searcher(
        HashingEmbedder(),
        stores.knowledge,
        stores.generations,
        stores.deltas,
        stores.replicas,
        RetrievalOptions(min_score=0.05),
        shelf=Folder(folder),
    )


async def write_and_die(url: str, redis: str, tenant: str, folder: str, last: str) -> None:
    """Runs in a process of its own, which kills itself at the step."""
    from fynq.storage.stores import connect_stores

    def step(name: str) -> None:
        if name == last:
            os.kill(os.getpid(), signal.SIGKILL)

    stores = connect_stores(url, redis)
    await indexer(stores, Path(folder), step).rebuild(Tenant(tenant), "notes")


@pytest.mark.parametrize("last", ["rows", "manifest", "shelved", "published"])
async def test_a_killed_writer(
    stores: Stores,
    school: Enrolled,
    database_url: str,
    redis_url: str,
    tmp_path: Path,
    last: str,
) -> None:
    tenant = school.tenant
    await ingest(tenant, stores.knowledge, parse(tenant, "notes", "a.md", "ice one"), OPTIONS)
    first = await indexer(stores, tmp_path).rebuild(tenant, "notes")
    running = searcher(stores, tmp_path)
    assert len(await find(running, tenant, "ice", 9)) == 1
    await ingest(tenant, stores.knowledge, parse(tenant, "notes", "b.md", "ice two"), OPTIONS)
    script = (
        "import asyncio, sys; from tests.retrieval.test_crashes import write_and_die;"
        "from uuid import UUID; a = sys.argv[1:]; a[2] = UUID(a[2]); asyncio.run(write_and_die(*a))"
    )
    process = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", script, database_url, redis_url, str(tenant), str(tmp_path), last],
        cwd=ROOT,
        check=False,
    )
    assert process.returncode == -signal.SIGKILL
    current = await stores.generations.current(tenant, "notes")
    assert current is not None
    assert current.number == first.number + (last == "published")
    for each in (running, searcher(stores, tmp_path)):
        assert {p.text for p in await find(each, tenant, "ice", 9)} == {"ice one", "ice two"}
    finished = await indexer(stores, tmp_path).ensure(tenant, "notes")
    assert (finished.number, finished.manifest["count"]) == (first.number + 1, 2)
    again = await indexer(stores, tmp_path).rebuild(tenant, "notes")
    names = {path.name for path in (tmp_path / again.path).parent.iterdir()}
    assert names == {Path(finished.path).name, Path(again.path).name}


async def test_of_two_writers_one_publishes(
    stores: Stores, school: Enrolled, tmp_path: Path
) -> None:
    tenant = school.tenant
    await ingest(tenant, stores.knowledge, parse(tenant, "notes", "a.md", "ice"), OPTIONS)
    writers = [indexer(stores, tmp_path) for _ in range(2)]
    for _ in range(5):
        done = await asyncio.gather(
            *(writer.rebuild(tenant, "notes") for writer in writers), return_exceptions=True
        )
        assert all(isinstance(each, Conflict) or each.number for each in done)
        current = await stores.generations.current(tenant, "notes")
        if current is not None:
            assert [p.text for p in await find(searcher(stores, tmp_path), tenant, "ice", 3)] == [
                "ice"
            ]
    finished = await writers[0].rebuild(tenant, "notes")
    assert (await stores.generations.current(tenant, "notes")) == finished
