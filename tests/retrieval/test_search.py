"""Indexer and Searcher together, over in-memory storage."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest

from fynq.domain.errors import Conflict, StorageUnavailable
from fynq.domain.identifiers import Tenant
from fynq.retrieval import searcher as searcher_module
from fynq.retrieval.hashing_embedder import HashingEmbedder
from fynq.retrieval.index import write_generation
from fynq.retrieval.indexer import Indexer
from fynq.retrieval.ingest import ingest
from fynq.retrieval.options import RetrievalOptions
from fynq.retrieval.parse import parse
from fynq.retrieval.ports import Vectors
from fynq.retrieval.precompute import precompute
from fynq.retrieval.searcher import Searcher
from fynq.storage.memory.contents import Contents
from fynq.storage.memory.knowledge import MemoryGenerations, MemoryKnowledgeStore

ONE, TWO = Tenant(UUID(int=1)), Tenant(UUID(int=2))
OPTIONS = RetrievalOptions(min_score=0.05)


class CountingEmbedder(HashingEmbedder):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    async def embed(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        await asyncio.sleep(0)
        return await super().embed(texts)


@dataclass
class School:
    folder: Path
    contents: Contents = field(default_factory=Contents)
    embedder: CountingEmbedder = field(default_factory=CountingEmbedder)
    refused: list[tuple[Tenant, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = MemoryKnowledgeStore(self.contents)
        self.generations = MemoryGenerations(self.contents)
        self.indexer = self.new_indexer()
        self.searcher = self.new_searcher()

    def new_indexer(self, precomputed: Sequence[Path] = ()) -> Indexer:
        return Indexer(
            self.embedder, self.store, self.generations, folder=self.folder, precomputed=precomputed
        )

    def new_searcher(self) -> Searcher:
        return Searcher(
            self.embedder,
            self.store,
            self.generations,
            OPTIONS,
            folder=self.folder,
            refused=lambda tenant, name: self.refused.append((tenant, name)),
        )

    async def write(
        self, tenant: Tenant, source: str, text: str, collection: str = "notes"
    ) -> None:
        await ingest(tenant, self.store, parse(tenant, collection, source, text), OPTIONS)

    def delete(self, tenant: Tenant, source: str) -> None:
        for key, document in list(self.contents.documents.items()):
            if (key[0], document.source) == (tenant, source):
                del self.contents.documents[key]
                for name, chunk in list(self.contents.chunks.items()):
                    if chunk.document == document.id:
                        del self.contents.chunks[name]

    async def publish(self, tenant: Tenant, source: str, text: str) -> None:
        await self.write(tenant, source, text)
        await self.indexer.rebuild(tenant, "notes")


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> School:
    monkeypatch.setattr(searcher_module, "FRESH_SECONDS", 0.0)
    return School(tmp_path / "index")


async def test_the_nearest_passage_comes_first_with_its_place(school: School) -> None:
    await school.write(
        ONE, "ice.md", "# Ice\n\nIce floats on water.\n\n## Why\n\nDensity of ice is low."
    )
    await school.publish(ONE, "sun.md", "# Sun\n\nThe sun is a star.")
    found = await school.searcher.search(ONE, "why does ice float on water: density of ice", 2)
    assert found[0].title == "Ice"
    assert found[0].score >= found[1].score
    document = parse(
        ONE, "notes", "ice.md", "# Ice\n\nIce floats on water.\n\n## Why\n\nDensity of ice is low."
    )
    assert found[0].document == document.id
    assert document.text[found[0].start : found[0].end] == found[0].text


@pytest.mark.parametrize(
    ("query", "limit"), [("", 5), ("  \n", 5), ("ice", 0), ("ice", -1), ("zzz", 5)]
)
async def test_nothing_is_near(school: School, query: str, limit: int) -> None:
    await school.publish(ONE, "ice.md", "Ice floats")
    assert await school.searcher.search(ONE, query, limit) == []


async def test_a_school_without_knowledge_finds_nothing_and_embeds_nothing(school: School) -> None:
    await school.publish(ONE, "ice.md", "Ice floats")
    school.embedder.texts.clear()
    assert await school.searcher.search(TWO, "ice floats", 5) == []
    assert school.embedder.texts == []


async def test_schools_do_not_see_each_other(school: School) -> None:
    for tenant, secret in ((ONE, "alpha"), (TWO, "omega")):
        await school.publish(tenant, "s.md", f"the secret word is {secret}")
    queries = [school.searcher.search(t, "the secret word", 9) for t in (ONE, TWO) * 200]
    for at, found in enumerate(await asyncio.gather(*queries)):
        assert [p.text for p in found] == [f"the secret word is {('alpha', 'omega')[at % 2]}"]


async def test_all_collections_are_searched(school: School) -> None:
    for name in ("a", "b", "C d"):
        await school.write(ONE, "x.md", f"water in {name}", name)
    await school.indexer.ensure_all(ONE)
    assert len(await school.searcher.search(ONE, "water", 9)) == 3
    assert len(await school.searcher.search(ONE, "water", 2)) == 2


async def test_a_deleted_document_is_not_found_before_the_next_generation(school: School) -> None:
    await school.write(ONE, "a.md", "water one")
    await school.publish(ONE, "b.md", "water two")
    school.delete(ONE, "a.md")
    assert [p.text for p in await school.searcher.search(ONE, "water", 9)] == ["water two"]


async def test_unchanged_texts_are_not_embedded_again(school: School) -> None:
    await school.write(ONE, "a.md", "# A\n\nice")
    await school.publish(ONE, "b.md", "# B\n\nsteam")
    first = list(school.embedder.texts)
    school.embedder.texts.clear()
    await school.publish(ONE, "b.md", "# B\n\nvapour")
    assert len(first) == 2
    assert [text for text in school.embedder.texts if "vapour" in text] == school.embedder.texts
    school.embedder.texts.clear()
    again = await school.new_indexer().ensure(ONE, "notes")
    assert (school.embedder.texts, again.number) == ([], 2)


async def test_only_the_last_two_generations_stay_on_disk(school: School) -> None:
    for at in range(5):
        await school.publish(ONE, "a.md", f"ice number {at}")
    home = school.folder / str(ONE) / "notes"
    assert sorted(path.name for path in home.iterdir()) == ["4-1", "5-1"]


async def test_a_refused_generation_is_reported_once_and_rebuilt(school: School) -> None:
    await school.publish(ONE, "a.md", "ice floats")
    shutil.rmtree(school.folder)
    for _ in range(3):
        assert await school.searcher.search(ONE, "ice", 5) == []
    assert school.refused == [(ONE, "notes")]
    await school.indexer.ensure(*school.refused[0])
    assert len(await school.searcher.search(ONE, "ice", 5)) == 1


async def test_ensure_rebuilds_what_is_stale_or_of_another_model(school: School) -> None:
    first = await school.indexer.ensure(ONE, "notes")
    assert first.manifest["count"] == 0
    await school.write(ONE, "a.md", "ice")
    assert (await school.indexer.ensure(ONE, "notes")).number == 2
    assert (await school.indexer.ensure(ONE, "notes")).number == 2
    school.embedder.name = "another"
    assert (await school.indexer.ensure(ONE, "notes")).number == 3
    assert len(await school.searcher.search(ONE, "ice", 5)) == 1


async def test_a_fenced_out_writer_conflicts_and_leaves_nothing(school: School) -> None:
    await school.publish(ONE, "a.md", "ice")
    successor = school.new_indexer()
    await successor.rebuild(ONE, "notes")
    with pytest.raises(Conflict):
        await school.indexer.rebuild(ONE, "notes")
    home = school.folder / str(ONE) / "notes"
    assert sorted(path.name for path in home.iterdir()) == ["1-1", "2-2"]
    assert len(await school.searcher.search(ONE, "ice", 5)) == 1
    await school.indexer.rebuild(ONE, "notes")
    with pytest.raises(Conflict):
        await successor.rebuild(ONE, "notes")
    assert sorted(path.name for path in home.iterdir()) == ["2-2", "3-3"]


async def test_a_cancelled_rebuild_leaves_the_old_generation_or_a_whole_new_one(
    school: School,
) -> None:
    await school.publish(ONE, "a.md", "ice")
    for steps in range(40):
        await school.write(ONE, "a.md", f"ice {steps}")
        task = asyncio.create_task(school.indexer.rebuild(ONE, "notes"))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})
        home = school.folder / str(ONE) / "notes"
        assert not [path for path in home.iterdir() if path.name.startswith(".draft")]
        current = await school.generations.current(ONE, "notes")
        assert current is not None
        assert (school.folder / current.path / "manifest.json").exists()
    await school.indexer.rebuild(ONE, "notes")
    assert (await school.searcher.search(ONE, "ice", 1))[0].text == "ice 39"


async def test_an_outage_of_storage_passes_through(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    await school.publish(ONE, "a.md", "ice")

    async def down(*_: object) -> None:
        raise StorageUnavailable("gone")

    for name in ("collections", "titled_chunks"):
        with monkeypatch.context() as patch:
            patch.setattr(MemoryKnowledgeStore, name, down)
            with pytest.raises(StorageUnavailable):
                await school.searcher.search(ONE, "ice", 5)
    with monkeypatch.context() as patch:
        patch.setattr(MemoryGenerations, "current", down)
        with pytest.raises(StorageUnavailable):
            await school.searcher.search(ONE, "ice", 5)
    assert len(await school.searcher.search(ONE, "ice", 5)) == 1


async def test_a_failed_publication_keeps_the_former_generation(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    await school.publish(ONE, "a.md", "ice")

    async def down(*_: object) -> None:
        raise StorageUnavailable("gone")

    with monkeypatch.context() as patch:
        patch.setattr(MemoryGenerations, "publish", down)
        with pytest.raises(StorageUnavailable):
            await school.indexer.rebuild(ONE, "notes")
    assert len(await school.searcher.search(ONE, "ice", 5)) == 1
    await school.indexer.rebuild(ONE, "notes")
    assert len(list((school.folder / str(ONE) / "notes").iterdir())) == 2


async def test_a_thousand_swaps_under_search(school: School) -> None:
    """Every answer comes from one generation: the even ones hold two chunks, the odd ones three."""
    for at in range(3):
        await school.write(ONE, f"{at}.md", f"ice water {at}")
    chunks = await school.store.collection_chunks(ONE, "notes")
    made = []
    for number in range(10):
        held = chunks[: 2 + number % 2]
        made.append(
            write_generation(
                school.folder,
                ONE,
                "notes",
                number=number,
                epoch=1,
                model=school.embedder.name,
                source="",
                ids=[chunk.id for chunk in held],
                digests=[bytes(32)] * len(held),
                vectors=await school.embedder.embed([chunk.text for chunk in held]),
            )
        )
    school.contents.generations[ONE, "notes"] = made[0]
    answers: list[int] = []
    done = False
    answered = asyncio.Event()

    async def ask() -> None:
        while not done:
            answers.append(len(await school.searcher.search(ONE, "ice water", 9)))
            answered.set()

    askers = [asyncio.create_task(ask()) for _ in range(3)]
    for at in range(1000):
        school.contents.generations[ONE, "notes"] = made[at % 10]
        answered.clear()
        await answered.wait()
    done = True
    await asyncio.gather(*askers)
    assert set(answers) == {2, 3}
    assert school.refused == []


async def test_few_collections_stay_open(school: School) -> None:
    small = Searcher(
        school.embedder,
        school.store,
        school.generations,
        RetrievalOptions(min_score=0.05, hot_collections=2),
        folder=school.folder,
    )
    tenants = [Tenant(UUID(int=at)) for at in range(10, 20)]
    for tenant in tenants:
        await school.publish(tenant, "a.md", f"ice of {tenant.int}")
    for tenant in tenants * 2:
        found = await small.search(tenant, "ice", 5)
        assert [p.text for p in found] == [f"ice of {tenant.int}"]
    assert len(small._shelves) <= 2
    await asyncio.gather(*(small.search(tenant, "ice", 5) for tenant in tenants * 20))


async def test_precomputed_vectors_spare_the_embedder_and_stale_ones_are_not_used(
    school: School, tmp_path: Path
) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "ice.md").write_text("---\ntitle: Ice\n---\nIce floats.\n\n## Why\n\nDensity.")
    (notes / "sun.md").write_text("# Sun\n\nA star.")
    file = tmp_path / "vectors.npz"
    assert await precompute(notes, file, school.embedder, OPTIONS) == (3, 3)
    assert await precompute(notes, file, school.embedder, OPTIONS) == (3, 0)
    (notes / "sun.md").write_text("# Sun\n\nA hot star.")
    for path in notes.iterdir():
        await school.write(ONE, path.name, path.read_text())
    school.embedder.texts.clear()
    await school.new_indexer([file]).rebuild(ONE, "notes")
    assert [text.split()[-2:] for text in school.embedder.texts] == [["hot", "star."]]
    assert (await school.searcher.search(ONE, "density of ice", 1))[0].title == "Ice"
    assert await precompute(notes, file, school.embedder, OPTIONS) == (3, 1)


async def test_vectors_made_elsewhere_are_published_by_the_same_path(school: School) -> None:
    await school.write(ONE, "a.md", "ice")
    generation = await school.indexer.publish_vectors(
        ONE, "notes", {b"x" * 32: np.ones(384, np.float32)}
    )
    assert generation.manifest["count"] == 1
    assert len(await school.searcher.search(ONE, "ice", 5)) == 1
