"""What searchers read, and what replicas confirm."""

from __future__ import annotations

from dataclasses import replace

from fynq.domain.identifiers import new_id
from fynq.domain.knowledge import Document
from fynq.retrieval.chunking import chunk
from fynq.retrieval.ports import Generation, Standing
from fynq.retrieval.vectors import digest, embedded_text

MODEL = "model@1"


def document(source: str = "ice.md", **changes) -> Document:
    text = "Ice floats.\n\n# Why\n\nDensity."
    return replace(Document(new_id(), "notes", source, "Ice", text, 1, ("density",)), **changes)


async def put(stores, tenant, made: Document):
    chunks = chunk(made, 20)
    await stores.knowledge.put_document(tenant, made, chunks)
    return chunks


async def test_standings_tell_position_access_and_generation(stores, school):
    assert list(await stores.deltas.standings(school.tenant)) == []
    await put(stores, school.tenant, document())
    await put(stores, school.tenant, document("b.md", collection="books"))
    books = Standing("books", 1, "everyone", False, 0, "")
    notes = Standing("notes", 1, "everyone", False, 0, "")
    assert list(await stores.deltas.standings(school.tenant)) == [books, notes]
    epoch = await stores.generations.claim_writer()
    await stores.generations.publish(school.tenant, epoch, Generation("notes", 4, "x/y/4-1", {}))
    await put(stores, school.tenant, document("c.md"))
    now = replace(notes, position=2, number=4, path="x/y/4-1")
    assert list(await stores.deltas.standings(school.tenant)) == [books, now]


async def test_rows_of_documents_carry_vectors_and_the_stricter_audience(stores, school):
    tenant = school.tenant
    shown, kept = document(), document("key.md", audience="staff", title="Key")
    chunks = await put(stores, tenant, shown)
    await put(stores, tenant, kept)
    key = digest(embedded_text(shown.title, chunks[0]))
    await stores.vectors.keep_vectors(tenant, MODEL, {key: b"\x00<" * 4})
    wanted = [shown.id, kept.id, new_id()]
    rows = await stores.deltas.rows_of(tenant, MODEL, "notes", wanted)
    assert len(rows) == 4
    assert [row.document for row in rows] == sorted(row.document for row in rows)
    first = next(row for row in rows if row.chunk == chunks[0].id)
    assert (first.title, first.text, first.skills) == ("Ice", "Ice floats.", ("density",))
    assert (first.vector, first.audience, first.kind) == (b"\x00<" * 4, "everyone", "text")
    assert {row.audience for row in rows if row.document == kept.id} == {"staff"}
    assert {row.vector for row in rows if row.chunk != chunks[0].id} == {b""}
    other = await stores.deltas.rows_of(tenant, "model@2", "notes", wanted)
    assert {row.vector for row in other} == {b""}
    assert list(await stores.deltas.rows_of(tenant, MODEL, "books", wanted)) == []
    await stores.knowledge.remove_document(tenant, shown.id)
    rows = await stores.deltas.rows_of(tenant, MODEL, "notes", wanted)
    assert {row.document for row in rows} == {kept.id}


async def test_pages_hold_every_row_once(stores, school):
    for at in range(5):
        await put(stores, school.tenant, document(f"{at}.md"))
    await put(stores, school.tenant, document("else.md", collection="books"))
    rows, after = [], None
    while page := await stores.deltas.page(school.tenant, MODEL, "notes", after, 3):
        rows += page
        after = page[-1]
    places = [(row.document, row.ordinal) for row in rows]
    assert len(rows) == len({row.chunk for row in rows}) == 10
    assert places == sorted(places)


async def test_replicas_confirm(stores, school):
    replica = new_id()
    await stores.replicas.seen(replica, "retriever")
    await stores.replicas.seen(replica, "retriever")
    await stores.replicas.applied(school.tenant, replica, {"notes": 3, "books": 1})
    await stores.replicas.applied(school.tenant, replica, {"notes": 2})
    await stores.replicas.released(school.tenant, replica, {"books"})
    await stores.replicas.gone(replica)
    await stores.replicas.gone(replica)
