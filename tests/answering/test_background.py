"""The worker over real jobs: what it is told to do is done, and survives what breaks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest

from fynq.answering.background import Background
from fynq.answering.delivery import Delivery, Message
from fynq.answering.knowledge_books import Upload
from fynq.answering.reindex import Reindex
from fynq.answering.taking_in import TakeIn, clear_files, tidy_files
from fynq.domain.doubt import Answer, AnswerReady, Doubt, Verification
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.knowledge import Collection, Document, Search
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
from fynq.storage.blobs import FileBlobs
from fynq.storage.jobs import Jobs
from fynq.storage.options import StorageOptions
from fynq.storage.web.fetch import PublicWeb
from tests.retrieval.house import find
from tests.schools import account

OPTIONS = RetrievalOptions(min_score=0.05)


async def read(tenant, collection, source, raw, media_type):
    return await asyncio.to_thread(parse, tenant, collection, source, raw, media_type)


async def whole(raw: bytes):
    yield raw


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
        self.blobs = FileBlobs(str(folder.parent / "files"))
        self.reindex = Reindex(stores.jobs)
        self.searcher = self.new_searcher(folder)
        self.got: list[tuple[Tenant, Message]] = []
        self.checked: list[tuple[Tenant, UUID]] = []
        self.background = Background(
            jobs=Jobs(database_url, StorageOptions(), poll_seconds=0.2),
            personalizer=NobodyLearns(),
            indexer=self.indexer,
            housekeeping=stores.housekeeping,
            load_starter=LoadStarter(stores.curriculum, self.keep, self.indexer.ensure),
            deliver=Delivery(stores.outbox, (self.note,)),
            take_in=TakeIn(
                stores.uploads,
                self.blobs,
                PublicWeb(self.blobs, most=10_000),
                read,
                self.embedder,
                stores.vectors,
                OPTIONS,
            ),
            check_later=self.note_check,
            clear_files=partial(clear_files, uploads=stores.uploads, blobs=self.blobs),
            tidy_files=partial(tidy_files, uploads=stores.uploads, blobs=self.blobs),
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

    async def note_check(self, tenant: Tenant, doubt: UUID) -> None:
        self.checked.append((tenant, doubt))


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


async def test_an_answer_without_its_check_item_gets_one_later(stores, school, worker):
    id_ = new_id()
    doubt = Doubt(id_, school.student, "q", id_, datetime.now(UTC))
    await stores.doubt_log.open(school.tenant, doubt)
    answer = AnswerReady(Answer("t", "f", Verification.LIKELY, "m", skills=("a",)))
    await stores.doubt_log.close(school.tenant, doubt, answer, ())

    async def looked_at() -> bool:
        return worker.checked == [(school.tenant, id_)]

    await until(looked_at)


async def uploaded(stores, worker: Worker, tenant: Tenant, text: str, source: str) -> Upload:
    """Waits until it is settled."""
    upload = Upload(new_id(), "notes", source, "text/markdown", stored=True)
    await worker.blobs.write(tenant, upload.id, whole(text.encode()))
    await stores.uploads.add_upload(tenant, upload)

    async def settled() -> bool:
        found = await stores.uploads.upload(tenant, upload.id)
        return found.status in ("searchable", "rejected")

    await until(settled)
    return await stores.uploads.upload(tenant, upload.id)


async def test_an_uploaded_file_is_found_and_a_removed_one_is_not(stores, school, worker, tmp_path):
    await stores.collections.add_collection(school.tenant, Collection("notes", "Notes"))
    second = worker.new_searcher(tmp_path / "index")
    searchers = (worker.searcher, second)

    async def texts(query: str) -> list[set[str]]:
        found = [await one.look_up(school.tenant, Search(query, 5)) for one in searchers]
        return [{passage.text for passage in each.passages} for each in found]

    text = "Momentum is mass times velocity."
    first = await uploaded(stores, worker, school.tenant, text, "momentum.md")
    assert first.status == "searchable"
    assert await texts("momentum mass velocity") == [{text}] * 2
    revised = "Momentum is conserved when no force acts on velocity or mass."
    second_ = await uploaded(stores, worker, school.tenant, revised, "momentum.md")
    assert second_.document == first.document
    assert await texts("momentum mass velocity") == [{revised}] * 2
    receipt = await stores.documents.remove_document(school.tenant, first.document, school.owner)
    assert await texts("momentum mass velocity") == [set()] * 2

    async def cleared() -> bool:
        return list(await worker.blobs.names(school.tenant)) == []

    await until(cleared)
    bad = await uploaded(stores, worker, school.tenant, "\0", "bad.md")
    assert (bad.status, bad.code) == ("rejected", "no_text")
    assert (await stores.documents.receipt(school.tenant, receipt.id)).deletion == receipt
