"""What stands around a chunk, as far as its reader may see it."""

from __future__ import annotations

from dataclasses import replace

from fynq.domain.identifiers import new_id
from fynq.domain.knowledge import Collection, Document, Surroundings
from fynq.retrieval.chunking import chunk
from fynq.retrieval.ingest import prepare
from fynq.retrieval.options import RetrievalOptions
from tests.schools import enrol

TEXT = """# Walls

Plants have walls of cellulose — “stiff” ones.

They keep a cell from bursting when it drinks.

**Exercise 1.** Name two kinds of cells that have a wall around them.

**Solution.** Plants and bacteria.

A wall is not a membrane, which every cell has.
"""
OPTIONS = RetrievalOptions(chunk_chars=60)


async def shelved(stores, tenant, text=TEXT, **more):
    document = Document(
        *(new_id(), "notes", f"{new_id()}.md", "Walls", text),
        marks=((0, "page 1"), (60, "page 2"), (150, "page 3")),
        **more,
    )
    await stores.knowledge.put_document(tenant, document, prepare(document, OPTIONS).chunks)
    return document, {part.text: part.id for part in chunk(document, OPTIONS.chunk_chars)}


def starting(chunks, words):
    return next(id_ for text, id_ in chunks.items() if words in text)


async def test_the_section_around_a_chunk(stores, school):
    document, chunks = await shelved(stores, school.tenant)
    wanted = starting(chunks, "They keep")
    found = await stores.knowledge.surroundings(school.tenant, [wanted, new_id()], False)
    around = found[wanted]
    assert isinstance(around, Surroundings) and list(found) == [wanted]
    assert document.text[around.start : around.start + len(around.text)] == around.text
    assert around.text.startswith("# Walls") and "Exercise 1" in around.text
    assert "Plants and bacteria" not in around.text
    assert around.revision == 1
    assert around.marks[0] == (0, "page 1") and (60, "page 2") in around.marks


async def test_around_a_solution_its_readers_see_more(stores, school):
    _, chunks = await shelved(stores, school.tenant)
    solution = starting(chunks, "Plants and bacteria")
    await stores.collections.change_collection(school.tenant, "notes", {"hide_solutions": True})
    assert await stores.knowledge.surroundings(school.tenant, [solution], False) == {}
    found = await stores.knowledge.surroundings(school.tenant, [solution], True)
    assert "Exercise 1" in found[solution].text


async def test_a_parent_with_a_hidden_part_is_cut_there(stores, school):
    """As rows of an earlier version may have it."""
    tenant = school.tenant
    document = Document(new_id(), "notes", "old.md", "Walls", TEXT)
    parts = [replace(part, parent_start=0, parent_end=len(TEXT)) for part in chunk(document, 60)]
    await stores.knowledge.put_document(tenant, document, parts)
    await stores.collections.change_collection(tenant, "notes", {"hide_solutions": True})
    for part in parts:
        for staff in (False, True):
            found = await stores.knowledge.surroundings(tenant, [part.id], staff)
            hidden = part.kind == "solution"
            assert (part.id in found) == (staff or not hidden)
            for around in found.values():
                assert TEXT.startswith(around.text, around.start)
                assert part.text in around.text
                assert ("Plants and bacteria" in around.text) == staff


async def test_staff_texts_and_other_schools(stores, school):
    _, chunks = await shelved(stores, school.tenant, audience="staff")
    wanted = starting(chunks, "They keep")
    assert await stores.knowledge.surroundings(school.tenant, [wanted], False) == {}
    assert wanted in await stores.knowledge.surroundings(school.tenant, [wanted], True)
    other = await enrol(stores)
    assert await stores.knowledge.surroundings(other.tenant, [wanted], True) == {}
    await stores.collections.add_collection(school.tenant, Collection("kept", audience="staff"))
    document = Document(new_id(), "kept", "a.md", "Walls", TEXT)
    await stores.knowledge.put_document(school.tenant, document, chunk(document, 60))
    ids = [part.id for part in chunk(document, 60)]
    assert await stores.knowledge.surroundings(school.tenant, ids, False) == {}
    assert len(await stores.knowledge.surroundings(school.tenant, ids, True)) > 2
