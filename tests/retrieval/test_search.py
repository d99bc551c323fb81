"""Indexer and Searcher together, over in-memory storage."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest

from fynq.domain.errors import (
    ConfigurationError,
    Conflict,
    NotFound,
    RoomUnavailable,
    StorageUnavailable,
)
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Passage, Search, Sufficiency
from fynq.retrieval.ingest import ingest
from fynq.retrieval.parse import parse
from fynq.retrieval.parts import whole
from fynq.retrieval.ports import Embedder, Vectors
from fynq.retrieval.precompute import precompute
from fynq.storage.memory.deltas import MemoryDeltas
from fynq.storage.memory.knowledge import MemoryGenerations, MemoryKnowledgeStore
from tests.retrieval.house import ONE, OPTIONS, TWO, House, find


@pytest.fixture
def school(tmp_path: Path) -> House:
    return House(tmp_path / "index")


async def test_the_nearest_passage_comes_first_with_its_place(school: House) -> None:
    await school.write(
        ONE, "ice.md", "# Ice\n\nIce floats on water.\n\n## Why\n\nDensity of ice is low."
    )
    await school.publish(ONE, "sun.md", "# Sun\n\nThe sun is a star.")
    found = await school.find(ONE, "why does ice float on water: density of ice", 2)
    assert found[0].title == "Ice"
    assert [passage.title for passage in found] == ["Ice", "Ice"]
    document = parse(
        ONE, "notes", "ice.md", "# Ice\n\nIce floats on water.\n\n## Why\n\nDensity of ice is low."
    )
    assert found[0].document == document.id
    assert document.text[found[0].start : found[0].end] == found[0].text


async def test_a_passage_tells_its_page(school: House) -> None:
    text = "Ice floats on water.\n\n" + "Steam rises from water. " * 40
    made = replace(parse(ONE, "notes", "a.md", text), marks=((0, "page 1"), (500, "page 2")))
    await ingest(ONE, school.store, made, OPTIONS)
    await school.publish(ONE, "b.md", "Ice is cold and floats on water.")
    found = await school.find(ONE, "ice and steam of water", 9)
    places = {(passage.start, passage.place) for passage in found}
    assert places == {
        (
            passage.start,
            "" if passage.title == "b" else "page 1" if passage.start < 500 else "page 2",
        )
        for passage in found
    }
    assert (0, "page 1") in places and (0, "") in places


@pytest.mark.parametrize(
    ("query", "limit"), [("", 5), ("  \n", 5), ("ice", 0), ("ice", -1), ("zzz", 5)]
)
async def test_nothing_is_near(school: House, query: str, limit: int) -> None:
    await school.publish(ONE, "ice.md", "Ice floats")
    assert await school.find(ONE, query, limit) == []


async def test_a_school_without_knowledge_finds_nothing_and_embeds_nothing(school: House) -> None:
    await school.publish(ONE, "ice.md", "Ice floats")
    school.embedder.texts.clear()
    assert await school.find(TWO, "ice floats", 5) == []
    assert school.embedder.texts == []


async def test_what_was_found_is_judged(school: House) -> None:
    judged: list[tuple[str, int]] = []

    def judge(query: str, passages: Sequence[Passage]) -> Sufficiency:
        judged.append((query, len(passages)))
        return Sufficiency(0.7, "as judged")

    await school.publish(ONE, "ice.md", "Ice floats")
    assert (await school.searcher.look_up(ONE, Search("ice"))).sufficiency is None
    judging = school.new_searcher(judge=judge)
    for tenant in (ONE, TWO):
        found = await judging.look_up(tenant, Search("ice floats"))
        assert found.sufficiency == Sufficiency(0.7, "as judged")
    assert judged == [("ice floats", 1), ("ice floats", 0)]
    await school.write(ONE, "more.md", "Ice floats on water")
    found = await judging.look_up(ONE, Search("ice floats on water"))
    assert (len(found.passages), found.sufficiency) == (2, None)


async def test_schools_do_not_see_each_other(school: House) -> None:
    for tenant, secret in ((ONE, "alpha"), (TWO, "omega")):
        await school.publish(tenant, "s.md", f"the secret word is {secret}")
    queries = [school.find(t, "the secret word", 9) for t in (ONE, TWO) * 200]
    for at, found in enumerate(await asyncio.gather(*queries)):
        assert [p.text for p in found] == [f"the secret word is {('alpha', 'omega')[at % 2]}"]


async def test_all_collections_are_searched(school: House) -> None:
    for name in ("a", "b", "C d"):
        await school.write(ONE, "x.md", f"water in {name}", name)
    await school.indexer.ensure_all(ONE)
    assert len(await school.find(ONE, "water", 9)) == 3
    assert len(await school.find(ONE, "water", 2)) == 2


async def test_a_deleted_document_is_not_found_before_the_next_generation(school: House) -> None:
    await school.write(ONE, "a.md", "water one")
    await school.publish(ONE, "b.md", "water two")
    await school.delete(ONE, "a.md")
    assert [p.text for p in await school.find(ONE, "water", 9)] == ["water two"]


async def test_unchanged_texts_are_not_embedded_again(school: House) -> None:
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


async def test_only_the_last_two_generations_stay_on_disk(school: House) -> None:
    for at in range(5):
        await school.publish(ONE, "a.md", f"ice number {at}")
    home = school.folder / str(ONE) / "notes"
    assert sorted(path.name for path in home.iterdir()) == ["4-1", "5-1"]


async def test_a_refused_generation_is_reported_once_and_rebuilt(school: House) -> None:
    await school.publish(ONE, "a.md", "ice floats")
    shutil.rmtree(school.folder)
    for _ in range(3):
        assert [p.generation for p in await school.find(ONE, "ice", 5)] == [0]
    assert school.asked == [(ONE, "notes")]
    rebuilt = await school.indexer.ensure(*school.asked[0])
    assert await swapped(school, rebuilt.number) == ["ice floats"]


async def test_ensure_rebuilds_what_is_stale_or_of_another_model(school: House) -> None:
    with pytest.raises(NotFound):
        await school.indexer.ensure(ONE, "notes")
    await school.write(ONE, "a.md", "ice")
    assert (await school.indexer.ensure(ONE, "notes")).number == 1
    await school.write(ONE, "b.md", "steam")
    assert (await school.indexer.ensure(ONE, "notes")).number == 2
    assert (await school.indexer.ensure(ONE, "notes")).number == 2
    school.embedder.name = "another"
    assert (await school.indexer.ensure(ONE, "notes")).number == 3
    assert len(await school.find(ONE, "ice", 5)) == 1


async def test_a_fenced_out_writer_conflicts_and_leaves_nothing(school: House) -> None:
    await school.publish(ONE, "a.md", "ice")
    successor = school.new_indexer()
    await successor.rebuild(ONE, "notes")
    with pytest.raises(Conflict):
        await school.indexer.rebuild(ONE, "notes")
    home = school.folder / str(ONE) / "notes"
    assert sorted(path.name for path in home.iterdir()) == ["1-1", "2-2"]
    assert len(await school.find(ONE, "ice", 5)) == 1
    await school.indexer.rebuild(ONE, "notes")
    with pytest.raises(Conflict):
        await successor.rebuild(ONE, "notes")
    assert sorted(path.name for path in home.iterdir()) == ["2-2", "3-3"]


async def test_a_cancelled_rebuild_leaves_the_old_generation_or_a_whole_new_one(
    school: House,
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
    assert (await school.find(ONE, "ice", 1))[0].text == "ice 39"


async def test_an_outage_of_storage_passes_through(
    school: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await school.publish(ONE, "a.md", "ice")

    async def down(*_: object) -> None:
        raise StorageUnavailable("gone")

    for store, name in (
        (MemoryDeltas, "standings"),
        (MemoryGenerations, "current"),
        (MemoryKnowledgeStore, "titled_chunks"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(store, name, down)
            with pytest.raises(StorageUnavailable):
                await school.find(ONE, "ice", 5)
    await school.write(ONE, "b.md", "ice again")
    with monkeypatch.context() as patch:
        patch.setattr(MemoryKnowledgeStore, "log_after", down)
        with pytest.raises(StorageUnavailable):
            await school.find(ONE, "ice", 5)
    assert len(await school.find(ONE, "ice", 5)) == 2


async def test_a_failed_publication_keeps_the_former_generation(
    school: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await school.publish(ONE, "a.md", "ice")

    async def down(*_: object) -> None:
        raise StorageUnavailable("gone")

    with monkeypatch.context() as patch:
        patch.setattr(MemoryGenerations, "publish", down)
        with pytest.raises(StorageUnavailable):
            await school.indexer.rebuild(ONE, "notes")
    assert len(await school.find(ONE, "ice", 5)) == 1
    await school.indexer.rebuild(ONE, "notes")
    assert len(list((school.folder / str(ONE) / "notes").iterdir())) == 2


async def test_fifty_swaps_under_search(school: House) -> None:
    """Every answer comes from one generation, whole: nothing is lost or doubled by a swap."""
    for at in range(3):
        await school.write(ONE, f"{at}.md", f"ice water {at}")
    made = []
    for _ in range(10):
        made.append(await school.indexer.rebuild(ONE, "notes"))
        for kept in made[:-1]:
            (school.folder / kept.path).mkdir(exist_ok=True)
    made = made[-2:]
    answers: list[tuple[int, int]] = []
    done = False
    answered = asyncio.Event()

    async def ask() -> None:
        while not done:
            found = await school.find(ONE, "ice water", 9)
            assert len({passage.generation for passage in found}) == 1
            answers.append((found[0].generation, len(found)))
            answered.set()
            await asyncio.sleep(0)

    askers = [asyncio.create_task(ask()) for _ in range(3)]
    for at in range(50):
        served = made[at % 2]
        school.contents.generations[ONE, "notes"] = served
        async with asyncio.timeout(30):
            while not answers or answers[-1][0] != served.number:
                answered.clear()
                await answered.wait()
    done = True
    await asyncio.gather(*askers)
    await school.searcher.aclose()
    assert {count for _, count in answers} == {3}
    assert {number for number, _ in answers} == {9, 10}
    assert school.asked == []


async def test_few_collections_stay_open(school: House) -> None:
    small = school.new_searcher(open_collections=2)
    tenants = [Tenant(UUID(int=at)) for at in range(10, 20)]
    for tenant in tenants:
        await school.publish(tenant, "a.md", f"ice of {tenant.int}")
    for tenant in tenants * 2:
        found = await find(small, tenant, "ice", 5)
        assert [p.text for p in found] == [f"ice of {tenant.int}"]
    assert len(small._holdings) <= 2
    await asyncio.gather(*(find(small, tenant, "ice", 5) for tenant in tenants * 20))


async def test_precomputed_vectors_spare_the_embedder_and_stale_ones_are_not_used(
    school: House, tmp_path: Path
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
    await school.new_indexer(precomputed=[file]).rebuild(ONE, "notes")
    assert [text.split()[-2:] for text in school.embedder.texts] == [["hot", "star."]]
    assert (await school.find(ONE, "density of ice", 1))[0].title == "Ice"
    assert await precompute(notes, file, school.embedder, OPTIONS) == (3, 1)


async def test_vectors_made_elsewhere_are_published_by_the_same_path(school: House) -> None:
    await school.write(ONE, "a.md", "ice")
    generation = await school.indexer.publish_vectors(
        ONE, "notes", {b"x" * 32: whole(np.ones((1, 384), np.float32))[0]}
    )
    assert generation.manifest["count"] == 1
    assert len(await school.find(ONE, "ice", 5)) == 1


async def swapped(school: House, number: int) -> list[str]:
    """The texts that are found once the searcher serves that generation."""
    async with asyncio.timeout(10):
        while True:
            found = await school.find(ONE, "ice", 9)
            if {passage.generation for passage in found} == {number}:
                return [passage.text for passage in found]
            await asyncio.sleep(0.01)


class Reader:
    """A cross-encoder that prefers what is told last."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds

    async def score(self, query: str, passages: Sequence[str]) -> np.ndarray:
        await asyncio.sleep(self.seconds)
        return np.array([float("last" in passage) for passage in passages], np.float32)


async def test_a_second_reading_orders_the_best_unless_it_is_late(school: House) -> None:
    await school.write(ONE, "a.md", "ice ice")
    await school.publish(ONE, "b.md", "ice comes last")
    searcher = school.new_searcher(rerank_seconds=0.05)
    first = [p.text for p in await find(searcher, ONE, "ice ice", 5)]
    assert first == ["ice ice", "ice comes last"]
    searcher._encoder = Reader()
    assert [p.text for p in await find(searcher, ONE, "ice ice", 5)] == first[::-1]
    searcher._encoder = Reader(seconds=5.0)
    assert [p.text for p in await find(searcher, ONE, "ice ice", 5)] == first


class _Failing:
    """An embedder that fails on questions, for a while."""

    def __init__(self, embedder: Embedder, error: Exception) -> None:
        self._embedder, self.error = embedder, error
        self.name, self.dimension = embedder.name, embedder.dimension
        self.fails = False

    async def embed(self, texts: Sequence[str]) -> Vectors:
        if self.fails:
            raise self.error
        return await self._embedder.embed(texts)

    async def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return await self._embedder.embed_passages(texts)


async def test_without_an_embedder_words_decide(school: House) -> None:
    await school.write(ONE, "a.md", "Ice floats on water because its density is low.")
    await school.publish(ONE, "b.md", "Steam rises from hot water in the kitchen.")
    await school.write(ONE, "c.md", "Frost covers a window; ice crystals grow at night.")
    failing = _Failing(school.embedder, RoomUnavailable("The embedder is closed."))
    school.embedder = failing  # type: ignore[assignment]
    searcher = school.new_searcher()
    query = Search("Why does ice float on water, is its density low?", limit=3)
    whole = await searcher.look_up(ONE, query)
    failing.fails = True
    found = await searcher.look_up(ONE, query)
    assert found.passages[0].text == whole.passages[0].text
    assert found.vector == b"" and found.sufficiency is None
    why = found.passages[0].why
    assert why is not None and why.lexical_rank == 1 and why.dense_rank == 0
    assert found.passages[0].score == why.dense == 0.0
    nothing = await searcher.look_up(ONE, Search("zyzzyva quagga", limit=3))
    assert not nothing.passages
    failing.fails = False
    assert (await searcher.look_up(ONE, query)).vector
    failing.fails, failing.error = (
        True,
        ConfigurationError("embedder", "other weights", "Reinstall."),
    )
    with pytest.raises(ConfigurationError):
        await searcher.look_up(ONE, query)
    await searcher.aclose()


async def test_what_stands_around_comes_when_it_is_asked_for(school: House) -> None:
    text = "# Ice\n\nIce floats on water.\n\n" + "Steam rises from water. " * 40
    await school.publish(ONE, "ice.md", text)
    bare = await school.find(ONE, "ice floats", 1)
    assert bare[0].around is None
    (found,) = await school.find(ONE, "ice floats", 1, around=True)
    assert found.around is not None
    assert replace(found, around=None) == bare[0]
    assert len(found.around.text) > len(found.text)
    assert text.startswith(found.around.text, found.around.start)
    assert found.around.revision == found.revision


async def test_a_revision_between_two_reads_leaves_a_passage_alone(school: House) -> None:
    text = "Ice floats on water.\n\n" + "Steam rises from water. " * 40
    await school.publish(ONE, "ice.md", text)

    class Late(MemoryKnowledgeStore):
        async def surroundings(self, tenant, chunks, staff):  # type: ignore[no-untyped-def]
            await school.write(ONE, "ice.md", f"Something new.\n\n{text}")
            return await super().surroundings(tenant, chunks, staff)

    school.store = Late(school.contents)
    (found,) = await find(school.new_searcher(), ONE, "ice floats", 1, around=True)
    assert found.around is None
    assert text[found.start : found.end] == found.text
