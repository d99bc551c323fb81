from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from fynq.domain.errors import Conflict, InvalidInput
from fynq.domain.identifiers import new_id
from fynq.domain.knowledge import Chunk, Document
from fynq.retrieval.ports import Generation, LogEntry, TitledChunk
from tests.schools import enrol


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


async def test_pages_of_a_document_and_of_its_chunks(stores, school):
    ice = document(marks=((0, "page 1"), (1, "page 2"), (9, "page 3")))
    chunks = chunks_of(ice)
    assert await stores.knowledge.put_document(school.tenant, ice, chunks)
    assert not await stores.knowledge.put_document(school.tenant, ice, chunks)
    assert await stores.library.document(school.tenant, ice.id) == ice
    opened = await stores.documents.open_document(school.tenant, ice.id, False)
    assert opened.document.marks == ice.marks
    found = await stores.knowledge.titled_chunks(school.tenant, [chunk.id for chunk in chunks])
    marks = [found[chunk.id].marks for chunk in chunks]
    assert marks == [((0, "page 1"),), ((1, "page 2"),)]
    moved = replace(ice, marks=((0, "page 7"),))
    assert await stores.knowledge.put_document(school.tenant, moved, chunks)
    found = await stores.knowledge.titled_chunks(school.tenant, [chunks[1].id])
    assert found[chunks[1].id].marks == moved.marks
    assert (await stores.library.document(school.tenant, ice.id)).revision == ice.revision


async def test_what_is_stored_already_is_not_written_again(stores, school):
    ice = document()
    chunks = chunks_of(ice)
    assert await stores.knowledge.put_document(school.tenant, ice, chunks)
    again = replace(ice, id=new_id())
    assert not await stores.knowledge.put_document(school.tenant, again, chunks)
    assert len(await stores.knowledge.log_after(school.tenant, "notes", 0, 10)) == 1
    assert await stores.library.document(school.tenant, ice.id) == ice


async def test_a_new_title_or_new_chunks_of_the_same_text_are_no_new_revision(stores, school):
    ice = document(stripped={"zero_width": 2}, audience="staff", media_type="text/html")
    chunks = chunks_of(ice)
    await stores.knowledge.put_document(school.tenant, ice, chunks)
    named = replace(ice, title="Why ice floats", stripped={})
    assert await stores.knowledge.put_document(school.tenant, named, chunks)
    assert await stores.library.document(school.tenant, ice.id) == named
    assert list(await stores.knowledge.collection_chunks(school.tenant, "notes")) == chunks
    told = [replace(chunks[0], kind="example", parent_end=5), *chunks[1:]]
    assert await stores.knowledge.put_document(school.tenant, named, told)
    assert list(await stores.knowledge.collection_chunks(school.tenant, "notes")) == told


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


async def test_a_removed_document_is_gone_and_leaves_a_receipt(stores, school):
    ice, fire = document(), document("Fire burns.", "fire.md")
    kept = chunks_of(fire)
    await stores.knowledge.put_document(school.tenant, ice, chunks_of(ice))
    await stores.knowledge.put_document(school.tenant, fire, kept)
    receipt = await stores.knowledge.remove_document(school.tenant, ice.id, school.owner)
    assert (receipt.document, receipt.collection, receipt.source) == (ice.id, "notes", "ice.md")
    assert (receipt.position, receipt.requested_by) == (3, school.owner)
    assert await stores.library.document(school.tenant, ice.id) is None
    assert list(await stores.knowledge.collection_chunks(school.tenant, "notes")) == kept
    assert await stores.knowledge.remove_document(school.tenant, ice.id) is None
    other = await enrol(stores)
    assert await stores.knowledge.remove_document(other.tenant, fire.id) is None


async def test_every_write_is_the_next_entry_of_the_collections_log(stores, school):
    ice = document()
    revised = replace(ice, text="Ice floats on water.")
    await stores.knowledge.put_document(school.tenant, ice, chunks_of(ice))
    await stores.knowledge.put_document(school.tenant, revised, chunks_of(revised))
    await stores.knowledge.remove_document(school.tenant, ice.id)
    await stores.knowledge.put_document(school.tenant, ice, chunks_of(ice))
    expected = [
        LogEntry(1, "put", ice.id, 1),
        LogEntry(2, "put", ice.id, 2),
        LogEntry(3, "remove", ice.id, 2),
        LogEntry(4, "put", ice.id, 3),
    ]
    assert list(await stores.knowledge.log_after(school.tenant, "notes", 0, 10)) == expected
    assert list(await stores.knowledge.log_after(school.tenant, "notes", 1, 2)) == expected[1:3]
    other = await enrol(stores)
    assert list(await stores.knowledge.log_after(other.tenant, "notes", 0, 10)) == []


async def test_vectors_are_kept_by_model_and_text(stores, school):
    one, two, three = b"1" * 32, b"2" * 32, b"3" * 32
    await stores.vectors.keep_vectors(school.tenant, "m", {one: b"ab", two: b"cd"})
    await stores.vectors.keep_vectors(school.tenant, "m", {one: b"xx", three: b"ef"})
    known = await stores.vectors.known_vectors(school.tenant, "m", [one, three, b"4" * 32])
    assert known == {one: b"ab", three: b"ef"}
    assert await stores.vectors.known_vectors(school.tenant, "n", [one]) == {}
    other = await enrol(stores)
    assert await stores.vectors.known_vectors(other.tenant, "m", [one]) == {}


async def test_text_that_cannot_be_stored(stores, school):
    bad = document("\0")
    with pytest.raises(InvalidInput):
        await stores.knowledge.put_document(school.tenant, bad, [])
    assert list(await stores.knowledge.collections(school.tenant)) == []


async def test_generations_grow(stores, school):
    await stores.knowledge.put_document(school.tenant, ice := document(), chunks_of(ice))
    epoch = await stores.generations.claim_writer()
    assert await stores.generations.current(school.tenant, "notes") is None
    assert list(await stores.generations.history(school.tenant, "notes")) == []
    before = await stores.generations.fingerprint(school.tenant)
    one = Generation("notes", 1, "a/1", {"dimension": 384, "rows": [1, 2.5, None, "x"]})
    await stores.generations.publish(school.tenant, epoch, one)
    assert await stores.generations.current(school.tenant, "notes") == one
    with pytest.raises(Conflict):
        await stores.generations.publish(school.tenant, epoch, one)
    two = replace(one, number=2)
    await stores.generations.publish(school.tenant, epoch, two)
    assert await stores.generations.current(school.tenant, "notes") == two
    assert list(await stores.generations.history(school.tenant, "notes")) == [two, one]
    published = await stores.generations.fingerprint(school.tenant)
    assert published != before
    await stores.knowledge.remove_document(school.tenant, ice.id)
    assert await stores.generations.fingerprint(school.tenant) != published


async def test_a_later_writer_shuts_the_former_out(stores, school):
    former = await stores.generations.claim_writer()
    later = await stores.generations.claim_writer()
    assert later > former
    one = Generation("notes", 1, "a/1", {})
    with pytest.raises(Conflict):
        await stores.generations.publish(school.tenant, former, one)
    await stores.generations.publish(school.tenant, later, one)
