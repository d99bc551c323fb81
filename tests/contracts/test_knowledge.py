from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from fynq.domain.errors import Conflict, InvalidInput
from fynq.domain.identifiers import new_id
from fynq.domain.knowledge import Chunk, Document
from fynq.retrieval.ports import Generation, TitledChunk


def document(text: str = "Ice floats.", source: str = "ice.md", **changes) -> Document:
    made = Document(new_id(), "notes", source, "Ice", text, 1, ("density",))
    return replace(made, **changes)


def chunks_of(document: Document, count: int = 2) -> list[Chunk]:
    ids = sorted(new_id() for _ in range(count))
    return [
        Chunk(ids[n], document.id, document.revision, n, n, n + 1, document.text[n : n + 1], "h")
        for n in range(count)
    ]


async def test_a_document_and_its_chunks(stores, school):
    ice = document()
    chunks = chunks_of(ice)
    assert await stores.knowledge.put_document(school.tenant, ice, chunks)
    assert await stores.library.document(school.tenant, ice.id) == ice
    assert await stores.library.document(school.tenant, new_id()) is None
    assert list(await stores.knowledge.collection_chunks(school.tenant, "notes")) == chunks
    assert list(await stores.knowledge.collections(school.tenant)) == ["notes"]
    wanted = [chunks[1].id, new_id()]
    found = await stores.knowledge.titled_chunks(school.tenant, wanted)
    assert found == {chunks[1].id: TitledChunk(chunks[1], "Ice")}


async def test_the_same_text_is_not_written_again(stores, school):
    ice = document()
    chunks = chunks_of(ice)
    await stores.knowledge.put_document(school.tenant, ice, chunks)
    again = document(title="Why ice floats")
    assert not await stores.knowledge.put_document(school.tenant, again, chunks_of(again))
    assert list(await stores.knowledge.collection_chunks(school.tenant, "notes")) == chunks
    stored = await stores.library.document(school.tenant, ice.id)
    assert stored == replace(ice, title="Why ice floats")


async def test_a_revision_replaces_text_and_chunks(stores, school):
    ice = document()
    former = chunks_of(ice)
    await stores.knowledge.put_document(school.tenant, ice, former)
    revised = document("Ice floats on water.")
    chunks = chunks_of(revised, 3)
    assert await stores.knowledge.put_document(school.tenant, revised, chunks)
    stored = await stores.library.document(school.tenant, ice.id)
    assert stored == replace(revised, id=ice.id, revision=2)
    kept = [replace(chunk, document=ice.id, revision=2) for chunk in chunks]
    assert list(await stores.knowledge.collection_chunks(school.tenant, "notes")) == kept
    assert await stores.knowledge.titled_chunks(school.tenant, [c.id for c in former]) == {}


async def test_writers_of_one_source_take_turns(stores, school):
    texts = [document(f"text {n}") for n in range(5)]
    writes = [stores.knowledge.put_document(school.tenant, d, chunks_of(d)) for d in texts]
    assert all(await asyncio.gather(*writes))
    chunks = await stores.knowledge.collection_chunks(school.tenant, "notes")
    assert {chunk.revision for chunk in chunks} == {5}
    assert len(chunks) == 2


async def test_text_that_cannot_be_stored(stores, school):
    bad = document("\0")
    with pytest.raises(InvalidInput):
        await stores.knowledge.put_document(school.tenant, bad, [])
    assert list(await stores.knowledge.collections(school.tenant)) == []


async def test_generations_grow(stores, school):
    epoch = await stores.generations.claim_writer()
    assert await stores.generations.current(school.tenant, "notes") is None
    before = await stores.generations.fingerprint(school.tenant)
    one = Generation("notes", 1, "a/1", {"dimension": 384, "rows": [1, 2.5, None, "x"]})
    await stores.generations.publish(school.tenant, epoch, one)
    assert await stores.generations.current(school.tenant, "notes") == one
    with pytest.raises(Conflict):
        await stores.generations.publish(school.tenant, epoch, one)
    two = replace(one, number=2)
    await stores.generations.publish(school.tenant, epoch, two)
    assert await stores.generations.current(school.tenant, "notes") == two
    assert await stores.generations.fingerprint(school.tenant) != before


async def test_a_later_writer_shuts_the_former_out(stores, school):
    former = await stores.generations.claim_writer()
    later = await stores.generations.claim_writer()
    assert later > former
    one = Generation("notes", 1, "a/1", {})
    with pytest.raises(Conflict):
        await stores.generations.publish(school.tenant, former, one)
    await stores.generations.publish(school.tenant, later, one)
