"""The worker over real jobs: what it is told to do is done, and survives what breaks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fynq.answering.background import Background
from fynq.answering.delivery import Delivery, Message
from fynq.answering.reindex import Reindex
from fynq.domain.doubt import Answer, AnswerReady, Doubt, Verification
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.knowledge import Document
from fynq.domain.principal import Role
from fynq.identity.ports import School
from fynq.operations.seed import COLLECTION, LoadStarter
from fynq.retrieval.generations.shelf import Folder
from fynq.retrieval.hashing_embedder import HashingEmbedder
from fynq.retrieval.indexer import Indexer
from fynq.retrieval.ingest import ingest
from fynq.retrieval.options import RetrievalOptions
from fynq.retrieval.parse import parse
from fynq.retrieval.searcher import Searcher
from fynq.storage.jobs import Jobs
from fynq.storage.options import StorageOptions
from tests.retrieval.house import find
from tests.schools import account

OPTIONS = RetrievalOptions(min_score=0.05)


class NobodyLearns:
    async def context(self, tenant, student, skills): ...

    async def observe(self, tenant, student): ...


class Worker:
    def __init__(self, stores, database_url: str, folder: Path) -> None:
        self.stores = stores
        self.embedder = HashingEmbedder()
        self.indexer = Indexer(
            self.embedder,
            stores.deltas,
            stores.vectors,
            stores.generations,
            shelf=Folder(folder),
        )
        self.reindex = Reindex(stores.jobs)
        self.searcher = self.new_searcher(folder)
        self.got: list[tuple[Tenant, Message]] = []
        self.background = Background(
            jobs=Jobs(database_url, StorageOptions(), poll_seconds=0.2),
            personalizer=NobodyLearns(),
            indexer=self.indexer,
            housekeeping=stores.housekeeping,
            load_starter=LoadStarter(stores.curriculum, self.keep, self.indexer.ensure),
            deliver=Delivery(stores.outbox, (self.note,)),
        )

    def new_searcher(self, folder: Path) -> Searcher:
        return Searcher(
            self.embedder,
            self.stores.knowledge,
            self.stores.generations,
            self.stores.deltas,
            self.stores.replicas,
            OPTIONS,
            shelf=Folder(folder),
            ask=self.reindex,
        )

    async def keep(self, tenant: Tenant, document: Document) -> object:
        return await ingest(tenant, self.stores.knowledge, document, OPTIONS)

    async def note(self, tenant: Tenant, message: Message) -> None:
        self.got.append((tenant, message))


@pytest.fixture
async def worker(stores, database_url, tmp_path) -> AsyncIterator[Worker]:
    made = Worker(stores, database_url, tmp_path / "index")
    running = asyncio.create_task(made.background.run())
    yield made
    made.background.stop.set()
    async with asyncio.timeout(30):
        await running
    await made.reindex.aclose()


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(60):
        while not await condition():
            await asyncio.sleep(0.05)


async def found(stores, *, starter: bool) -> Tenant:
    tenant = Tenant(new_id())
    school = School(tenant, f"school-{tenant.hex}", "A school", "code", "")
    await stores.schools.found_school(school, account(role=Role.OWNER), starter=starter)
    return tenant


async def test_a_new_school_gets_starter_knowledge_of_its_own(stores, worker):
    north, south = await found(stores, starter=True), await found(stores, starter=True)
    empty = await found(stores, starter=False)

    async def searchable() -> bool:
        return all(
            [
                await stores.generations.current(tenant, COLLECTION)
                and await find(worker.searcher, tenant, "quadratic formula", 3)
                for tenant in (north, south)
            ]
        )

    await until(searchable)
    documents = {}
    for tenant in (north, south):
        passages = await find(worker.searcher, tenant, "the quadratic formula", 5)
        chunks = await stores.knowledge.collection_chunks(tenant, COLLECTION)
        documents[tenant] = {chunk.document for chunk in chunks}
        assert {passage.document for passage in passages} <= documents[tenant]
        assert await stores.curriculum.items(tenant)
    assert len(documents[north]) == len(documents[south]) > 100
    assert not documents[north] & documents[south]
    for foreign in list(documents[south])[:5]:
        assert await stores.library.document(north, foreign) is None
    assert await find(worker.searcher, empty, "the quadratic formula", 5) == []
    assert await stores.curriculum.skills(empty) == []
    generations = [await stores.generations.current(each, COLLECTION) for each in (north, south)]
    assert generations[0].path != generations[1].path
    before = await stores.generations.fingerprint(north)
    await worker.background.load_starter(north)
    assert await stores.generations.fingerprint(north) == before


async def test_a_corrupted_index_heals_by_itself(stores, school, worker, tmp_path):
    text = "Momentum is mass times velocity."
    await worker.keep(school.tenant, parse(school.tenant, "notes", "momentum.md", text))
    broken = await worker.indexer.ensure(school.tenant, "notes")
    for file in (tmp_path / "index" / broken.path).iterdir():
        file.chmod(0o600)
        file.write_bytes(b"\xff" * file.stat().st_size)

    async def healed() -> bool:
        passages = await find(worker.searcher, school.tenant, "momentum", 3)
        assert [passage.text for passage in passages] == [text]
        return passages[0].generation > broken.number

    await until(healed)
    present = await stores.generations.current(school.tenant, "notes")
    assert present.number > broken.number


async def test_what_happened_is_delivered_and_forgotten_in_time(stores, school, worker):
    id_ = new_id()
    doubt = Doubt(id_, school.student, "q", id_, datetime.now(UTC))
    await stores.doubt_log.open(school.tenant, doubt)
    answer = AnswerReady(Answer("t", "f", Verification.LIKELY, "m"))
    await stores.doubt_log.close(school.tenant, doubt, answer, ())
    await stores.jobs.add(school.tenant, "tidy", {})

    async def arrived() -> bool:
        return bool(worker.got) and not await stores.outbox.waiting(school.tenant, 10)

    await until(arrived)
    assert {(tenant, m.kind, m.payload["doubt"]) for tenant, m in worker.got} == {
        (school.tenant, "doubt.closed", str(id_))
    }
