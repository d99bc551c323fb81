"""What happened since a generation is seen by the next search, on every replica."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from fynq.domain.errors import NotFound
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Chunk, Collection, Document, Search
from fynq.retrieval.generations.files import Shape
from fynq.retrieval.parts import PARTS, packed
from fynq.retrieval.searcher import Searcher
from fynq.retrieval.vectors import digest, embedded_text
from tests.retrieval.house import ONE, TWO, House, find


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "index")


async def put(house: House, source: str, *texts: tuple[str, str], **more: object) -> Document:
    """A document of chunks (kind, text), embedded first, as an upload is."""
    whole = "\n".join(text for _, text in texts)
    id_ = UUID(int=random.Random(source).getrandbits(128))
    made = Document(id_, str(more.pop("collection", "notes")), source, "T", whole, **more)  # type: ignore[arg-type]
    chunks, at = [], 0
    for ordinal, (kind, text) in enumerate(texts):
        name = UUID(int=random.Random(f"{source}{ordinal}{text}").getrandbits(128))
        chunks.append(
            Chunk(name, id_, 1, ordinal, at, at + len(text), text, kind=kind)  # type: ignore[arg-type]
        )
        at += len(text) + 1
    embedded = [embedded_text("T", chunk) for chunk in chunks]
    rows = packed(await house.embedder.embed_passages(embedded), house.embedder.dimension)
    kept = dict(zip(map(digest, embedded), rows, strict=True))
    await house.vectors.keep_vectors(ONE, house.embedder.name, kept)
    await house.store.put_document(ONE, made, chunks)
    return made


async def test_every_replica_sees_a_write_at_its_next_search(house: House) -> None:
    await house.publish(ONE, "a.md", "water and ice")
    replicas = [house.new_searcher() for _ in range(3)]
    for searcher in replicas:
        assert len(await find(searcher, ONE, "water", 9)) == 1
    await put(house, "b", ("text", "water and steam"))
    for searcher in replicas:
        assert {p.text for p in await find(searcher, ONE, "water", 9)} == {
            "water and ice",
            "water and steam",
        }
    await house.delete(ONE, "a.md")
    await put(house, "b", ("text", "water and vapour"))
    for searcher in replicas:
        assert [p.text for p in await find(searcher, ONE, "water", 9)] == ["water and vapour"]


async def test_a_delta_answers_like_a_generation(house: House) -> None:
    """The same collection as base and delta, as delta alone, and as a generation alone."""
    choice = random.Random(5)
    words = ["ice", "water", "steam", "sun", "star", "oak", "root", "leaf", "law", "force"]
    await house.publish(ONE, "first.md", "ice and water")
    for at in range(60):
        source = f"{choice.randrange(25)}"
        if choice.random() < 0.3:
            await house.delete(ONE, source)
        else:
            text = " ".join(choice.choices(words, k=6)) + f" {at}"
            await put(house, source, ("text", text), ("example", f"{text} again"))
        if at % 9 == 0:
            await house.texts(ONE, "ice")
        if at == 30:
            await house.indexer.rebuild(ONE, "notes")
    for query in ("ice water", "force law", "oak leaf root"):
        followed = set(await house.texts(ONE, query, 100))
        delta = House(house.folder / "none", house.contents, house.embedder)
        house.contents.generations.clear()
        told = set(await delta.texts(ONE, query, 100))
        await house.indexer.rebuild(ONE, "notes")
        fresh = {p.text for p in await find(house.new_searcher(), ONE, query, 100)}
        assert followed == told == fresh
        live = {c.text for c in house.contents.chunks.values()}
        assert fresh <= live


async def test_parts_and_neighbours_count_alike_in_a_delta_and_in_a_generation(
    house: House,
) -> None:
    choice = random.Random(7)
    words = ["ice", "water", "steam", "sun", "star", "oak", "root", "leaf", "law", "force"]

    def text(at: int) -> str:
        sentences = (" ".join(choice.choices(words, k=7)) for _ in range(choice.randrange(1, 9)))
        return f"{at}. " + ". ".join(sentences) + "."

    for at in range(12):
        await put(house, f"{at}", *(("text", text(at)) for _ in range(4)))
    query = Search("ice and the law of force", limit=30)

    async def seen(searcher: Searcher) -> list[tuple[UUID, float, float]]:
        found = (await searcher.look_up(ONE, query)).passages
        return [(p.chunk, round(p.score, 5), round(p.why.dense, 5)) for p in found if p.why]

    told = await seen(house.new_searcher())
    generation = await house.indexer.rebuild(ONE, "notes")
    assert generation.manifest["parts"] == PARTS
    assert sorted(told) == sorted(await seen(house.new_searcher()))
    house.vectors.contents.vectors.clear()
    again = await house.indexer.rebuild(ONE, "notes")
    assert sorted(told) == sorted(await seen(house.new_searcher()))
    assert again.manifest["files"]["parts.npy"] == generation.manifest["files"]["parts.npy"]


async def test_of_a_very_large_collection_no_parts_are_kept(house: House) -> None:
    def text(stuff: str) -> str:
        return f"The {stuff} is cold in winter storms. " * 3 + "Oak roots hold the soil of hills. "

    await put(house, "a", ("text", text("granite quarry")), ("text", text("copper mine")))
    indexer = house.new_indexer(shape=Shape(quantize_rows=2))
    assert (await indexer.rebuild(ONE, "notes")).manifest["parts"] == 0
    searcher = house.new_searcher()
    await find(searcher, ONE, "oak", 9)
    await put(house, "b", ("text", text("violin workshop")))
    found = (await searcher.look_up(ONE, Search("oak roots hold soil", limit=9))).passages
    assert len(found) == 3
    shares = [p.why.dense for p in found if p.why]
    assert max(shares) - min(shares) < 0.15, "a row of the delta has no advantage"


async def test_a_revision_leaves_no_old_chunk_and_loses_no_new_one(house: House) -> None:
    await put(house, "a", *(("text", f"ice {at} old") for at in range(5)))
    await house.indexer.rebuild(ONE, "notes")
    await house.texts(ONE, "ice")
    await put(house, "a", ("text", "ice 0 old"), ("text", "ice new"), ("text", "ice newer"))
    expected = {"ice 0 old", "ice new", "ice newer"}
    assert set(await house.texts(ONE, "ice", 20)) == expected
    await house.indexer.rebuild(ONE, "notes")
    assert {p.text for p in await find(house.new_searcher(), ONE, "ice", 20)} == expected


async def test_filters_never_starve(house: House) -> None:
    """The wanted rows are far behind others; still as many as asked come back."""
    for at in range(60):
        await put(house, f"near{at}", ("text", "ice ice ice water"), skills=("other",))
    wanted = [
        await put(house, f"far{at}", ("example", f"ice {at} among much else about oak and sun"),
                  skills=("density",))
        for at in range(6)
    ]  # fmt: skip
    for _ in range(2):
        for narrow in (
            {"skills": ("density",)},
            {"kinds": ("example", "no such kind")},
            {"documents": tuple(document.id for document in wanted)},
        ):
            found = await house.find(ONE, "ice water", 6, **narrow)
            assert {p.document for p in found} == {document.id for document in wanted}
        assert await house.find(ONE, "ice", 6, kinds=("nothing",)) == []
        assert await house.find(ONE, "ice", 6, collections=("elsewhere",)) == []
        assert len(await house.find(ONE, "ice", 6, collections=("notes",))) == 6
        await house.indexer.rebuild(ONE, "notes")
        house.searcher = house.new_searcher()


async def test_students_never_see_what_is_kept_from_them(house: House) -> None:
    await put(house, "book", ("text", "ice text"), ("solution", "ice solved"),
              ("answer_key", "ice key"))  # fmt: skip
    await put(house, "plans", ("text", "ice for teachers"), audience="staff")
    await put(house, "secret", ("text", "ice of the staff room"), collection="staff")
    for name, hides, audience in (("notes", True, "everyone"), ("staff", False, "staff")):
        present = house.contents.collections[ONE, name]
        house.contents.collections[ONE, name] = replace(
            present, hide_solutions=hides, audience=audience  # type: ignore[arg-type]
        )  # fmt: skip
    for _ in range(2):
        assert await house.texts(ONE, "ice") == ["ice text"]
        assert await house.texts(ONE, "ice", kinds=("solution",)) == []
        assert await house.texts(ONE, "ice", collections=("staff",)) == []
        assert len(await house.texts(ONE, "ice", staff=True)) == 5
        assert await house.texts(ONE, "ice", staff=True, kinds=("solution",)) == ["ice solved"]
        await house.indexer.ensure_all(ONE)
        house.searcher = house.new_searcher()
    shown = house.contents.collections[ONE, "notes"]
    house.contents.collections[ONE, "notes"] = replace(shown, hide_solutions=False)
    assert len(await house.texts(ONE, "ice")) == 3


async def test_what_is_withdrawn_during_a_search_is_not_read(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await put(house, "a", ("text", "ice"))
    read = type(house.store).titled_chunks

    async def withdrawn(store: object, tenant: Tenant, chunks: list[UUID]) -> object:
        found = await read(house.store, tenant, chunks)
        return {
            key: replace(each, chunk=replace(each.chunk, audience="staff"))
            for key, each in found.items()
        }

    assert len(await house.texts(ONE, "ice")) == 1
    monkeypatch.setattr(type(house.store), "titled_chunks", withdrawn)
    assert await house.texts(ONE, "ice") == []
    assert len(await house.texts(ONE, "ice", staff=True)) == 1
    monkeypatch.undo()
    await house.store.remove_document(ONE, made.id)
    assert await house.texts(ONE, "ice") == []


async def test_an_earlier_generation_is_served_again(house: House) -> None:
    await house.publish(ONE, "a.md", "ice one")
    await house.publish(ONE, "b.md", "ice two")
    await house.delete(ONE, "a.md")
    restored = await house.indexer.roll_back(ONE, "notes")
    assert (restored.number, restored.manifest["restores"]) == (3, 1)
    assert restored.manifest["position"] == 1
    found = await find(house.new_searcher(), ONE, "ice", 9)
    assert [(p.text, p.generation) for p in found] == [("ice two", 3)]
    assert (await house.indexer.roll_back(ONE, "notes", 2)).manifest["restores"] == 2
    assert await house.texts(ONE, "ice") == ["ice two"]
    assert (await house.indexer.ensure(ONE, "notes")).manifest["count"] == 1


async def test_much_change_asks_for_a_new_generation_once(house: House) -> None:
    searcher = house.new_searcher(compact_rows=5)
    await house.publish(ONE, "a.md", "ice")
    for at in range(5):
        await put(house, f"{at}", ("text", f"ice {at}"))
    await find(searcher, ONE, "ice", 3)
    assert house.asked == []
    await house.delete(ONE, "a.md")
    for _ in range(3):
        await find(searcher, ONE, "ice", 3)
    assert house.asked == [(ONE, "notes")]
    generation = await house.indexer.ensure(ONE, "notes")
    assert (generation.manifest["count"], generation.manifest["documents"]) == (5, 5)


async def test_memory_stays_within_its_budget(house: House) -> None:
    tenants = [Tenant(UUID(int=at)) for at in range(10, 22)]
    for tenant in tenants:
        await house.publish(tenant, "a.md", f"ice of {tenant.int}")
        await house.write(tenant, "b.md", f"ice again of {tenant.int}")
    roomy = house.new_searcher()
    for tenant in tenants:
        await find(roomy, tenant, "ice", 5)
    assert len(roomy._holdings) == len(tenants)
    mapped = sum(held.view.mapped_bytes for _, held in roomy._holdings if held.view)
    whole = roomy._holdings.nbytes
    for budget, least in ((mapped + (whole - mapped) // 2, len(tenants)), (mapped // 3, 1), (1, 1)):
        tight = house.new_searcher(memory_bytes=budget)
        for tenant in tenants * 2:
            found = await find(tight, tenant, "ice", 5)
            assert {p.text for p in found} == {f"ice of {tenant.int}", f"ice again of {tenant.int}"}
            assert tight._holdings.nbytes <= max(budget, whole // len(tenants) * 2)
        assert least <= len(tight._holdings) <= len(tenants)
        hot = [key for key, held in tight._holdings if held.hot]
        assert tenants[-1] in {key[0] for key in hot}
        assert len(hot) < len(tenants)
    together = [find(tight, tenant, "ice", 5) for tenant in tenants * 5]
    assert all(len(found) == 2 for found in await asyncio.gather(*together))


async def test_positions_are_confirmed_in_the_background(house: House) -> None:
    searcher = house.new_searcher(open_collections=1)
    replica = searcher.confirmations.replica
    confirmed = house.contents.replica_positions
    await searcher.confirmations.round()
    assert (house.contents.replicas, confirmed) == ({replica: "retriever"}, {})
    await put(house, "a", ("text", "ice"))
    await find(searcher, ONE, "ice", 5)
    await searcher.confirmations.round()
    assert confirmed == {(ONE, "notes", replica): 1}
    await house.delete(ONE, "a")
    await searcher.confirmations.round()
    assert confirmed == {(ONE, "notes", replica): 2}
    await house.write(TWO, "b.md", "ice")
    await find(searcher, TWO, "ice", 5)
    await searcher.confirmations.round()
    assert confirmed == {(TWO, "notes", replica): 1}
    searcher.start()
    await asyncio.sleep(0)
    await searcher.aclose()
    assert house.contents.replicas == {}


async def test_a_collection_that_is_deleted_is_let_go(house: House) -> None:
    await house.publish(ONE, "a.md", "ice")
    await house.texts(ONE, "ice")
    await house.delete(ONE, "a.md")
    del house.contents.collections[ONE, "notes"]
    assert (await house.searcher.look_up(ONE, Search("ice"))).passages == ()
    await house.searcher.confirmations.round()
    assert len(house.searcher._holdings) == 0
    with pytest.raises(NotFound):
        await house.indexer.ensure(ONE, "notes")
    assert list((house.folder / str(ONE) / "notes").iterdir()) == []
    house.contents.collections[ONE, "notes"] = Collection("notes", position=2)
    await put(house, "b", ("text", "ice anew"))
    assert await house.texts(ONE, "ice") == ["ice anew"]
