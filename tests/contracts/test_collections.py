"""Collections, their documents as readers see them, and receipts."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from fynq.answering.knowledge_books import Examined, Upload
from fynq.domain.errors import Conflict
from fynq.domain.identifiers import new_id
from fynq.domain.knowledge import Chunk, Collection, Document
from fynq.retrieval.ports import Generation
from tests.schools import enrol

NOTES = Collection("notes", "Notes")
TEXT = "What is 2 + 2?\n\nSolution. It is 4.\n\nThe end."


def exercise(**changes) -> tuple[Document, list[Chunk]]:
    document = replace(Document(new_id(), "notes", "sum.md", "Sums", TEXT), **changes)
    cuts = [(0, 14, "exercise"), (16, 34, "solution"), (36, 44, "text")]
    chunks = [
        Chunk(new_id(), document.id, 1, n, start, end, TEXT[start:end], "", kind)
        for n, (start, end, kind) in enumerate(cuts)
    ]
    return document, chunks


async def test_a_collection_is_made_once_and_changed(stores, school):
    await stores.collections.add_collection(school.tenant, NOTES)
    with pytest.raises(Conflict) as refused:
        await stores.collections.add_collection(school.tenant, NOTES)
    assert refused.value.field == "name"
    sheet = await stores.collections.collection(school.tenant, "notes", staff=False)
    assert sheet.collection == NOTES
    assert (sheet.documents, sheet.chunks, sheet.bytes, sheet.generation) == (0, 0, 0, 0)
    changes = {"title": "Our notes", "hide_solutions": True}
    assert await stores.collections.change_collection(school.tenant, "notes", changes)
    sheet = await stores.collections.collection(school.tenant, "notes", staff=True)
    assert sheet.collection == Collection("notes", "Our notes", "everyone", True)
    assert not await stores.collections.change_collection(school.tenant, "other", changes)
    other = await enrol(stores)
    assert await stores.collections.collection(other.tenant, "notes", staff=True) is None
    assert list(await stores.collections.all_collections(other.tenant, staff=True)) == []


async def test_what_is_for_staff_is_not_there_for_students(stores, school):
    await stores.collections.add_collection(school.tenant, NOTES)
    await stores.collections.add_collection(
        school.tenant, Collection("keys", "Keys", audience="staff")
    )
    open_, key_ = exercise()[0], exercise(collection="keys", source="key.md")[0]
    kept = exercise(source="kept.md", audience="staff")[0]
    for document in (open_, key_, kept):
        await stores.knowledge.put_document(school.tenant, document, [])
    books = stores.documents
    for staff, names, documents in ((False, ["notes"], [open_]), (True, ["keys", "notes"], None)):
        sheets = await stores.collections.all_collections(school.tenant, staff=staff)
        assert [sheet.collection.name for sheet in sheets] == names
        assert sheets[-1].documents == (1 if documents else 2)
        for document in (key_, kept):
            seen = await books.open_document(school.tenant, document.id, staff=staff)
            assert (seen is not None) == staff
            seen = await books.document_sheet(school.tenant, document.id, staff=staff)
            assert (seen is not None) == staff
    listed = await books.list_documents(school.tenant, "notes", False, None, 10)
    assert [sheet.id for sheet in listed] == [open_.id]
    assert await stores.collections.collection(school.tenant, "keys", staff=False) is None


async def test_solutions_are_blanked_where_the_collection_hides_them(stores, school):
    await stores.collections.add_collection(school.tenant, replace(NOTES, hide_solutions=True))
    document, chunks = exercise()
    await stores.knowledge.put_document(school.tenant, document, chunks)
    seen = await stores.documents.open_document(school.tenant, document.id, staff=False)
    assert seen.withheld == ((16, 34),)
    assert seen.document.text == "What is 2 + 2?\n\n[withheld]        \n\nThe end."
    sheet = await stores.documents.document_sheet(school.tenant, document.id, staff=False)
    assert (sheet.chunks, sheet.bytes, sheet.revision) == (2, len(TEXT), 1)
    seen = await stores.documents.open_document(school.tenant, document.id, staff=True)
    assert (seen.document, seen.withheld) == (document, ())
    await stores.collections.change_collection(school.tenant, "notes", {"hide_solutions": False})
    seen = await stores.documents.open_document(school.tenant, document.id, staff=False)
    assert (seen.document, seen.withheld) == (document, ())


async def test_documents_are_listed_in_pages(stores, school):
    await stores.collections.add_collection(school.tenant, NOTES)
    made = [exercise(source=f"{n}.md")[0] for n in range(5)]
    for document in made:
        await stores.knowledge.put_document(school.tenant, document, [])
    ids = sorted(document.id for document in made)
    first = await stores.documents.list_documents(school.tenant, "notes", True, None, 3)
    rest = await stores.documents.list_documents(school.tenant, "notes", True, first[-1].id, 3)
    assert [sheet.id for sheet in (*first, *rest)] == ids


async def test_a_receipt_can_be_read_again(stores, school):
    document, chunks = exercise()
    await stores.knowledge.put_document(school.tenant, document, chunks)
    deletion = await stores.documents.remove_document(school.tenant, document.id, school.owner)
    receipt = await stores.documents.receipt(school.tenant, deletion.id)
    assert (receipt.deletion, receipt.confirmations) == (deletion, ())
    assert await stores.documents.receipt(school.tenant, new_id()) is None
    other = await enrol(stores)
    assert await stores.documents.receipt(other.tenant, deletion.id) is None
    assert await stores.documents.open_document(school.tenant, document.id, staff=True) is None


async def test_a_receipt_tells_who_has_applied_it(stores, school):
    document, chunks = exercise()
    await stores.knowledge.put_document(school.tenant, document, chunks)
    one, two, three, gone = (new_id() for _ in range(4))
    for replica in (one, two, three, gone):
        await stores.replicas.seen(replica, "retriever")
    for replica in (one, two, gone):
        await stores.replicas.applied(school.tenant, replica, {"notes": 1})
    await stores.replicas.gone(gone)
    deletion = await stores.documents.remove_document(school.tenant, document.id)

    async def confirmed() -> dict:
        receipt = await stores.documents.receipt(school.tenant, deletion.id)
        assert all(each.room == "retriever" for each in receipt.confirmations)
        return {each.replica: each.at is not None for each in receipt.confirmations}

    assert await confirmed() == {one: False, two: False}
    await stores.replicas.applied(school.tenant, two, {"notes": 2})
    assert await confirmed() == {one: False, two: True}
    await stores.collections.remove_collection(school.tenant, "notes", school.owner)
    assert await confirmed() == {}


async def test_a_collection_goes_with_all_that_is_in_it(stores, school):
    await stores.collections.add_collection(school.tenant, NOTES)
    made = [exercise(source=f"{n}.md") for n in range(3)]
    for document, chunks in made:
        await stores.knowledge.put_document(school.tenant, document, chunks)
    waiting = Upload(new_id(), "notes", "late.md")
    await stores.uploads.add_upload(school.tenant, waiting)
    gone = await stores.collections.remove_collection(school.tenant, "notes", school.owner)
    assert {one.document for one in gone} == {document.id for document, _ in made}
    assert [one.position for one in gone] == [4, 5, 6]
    log = await stores.knowledge.log_after(school.tenant, "notes", 3, 10)
    assert [(e.position, e.act, e.document) for e in log] == [
        (one.position, "remove", one.document) for one in gone
    ]
    assert list(await stores.knowledge.collection_chunks(school.tenant, "notes")) == []
    assert list(await stores.collections.all_collections(school.tenant, staff=True)) == []
    upload = await stores.uploads.upload(school.tenant, waiting.id)
    assert (upload.status, upload.code) == ("rejected", "removed")
    assert not await stores.uploads.add_upload(school.tenant, Upload(new_id(), "notes", "x.md"))
    again = stores.collections.remove_collection(school.tenant, "notes", school.owner)
    assert await again is None


async def test_a_collection_of_an_old_name_goes_on_where_its_log_ends(stores, school):
    document, chunks = exercise()
    await stores.knowledge.put_document(school.tenant, document, chunks)
    await stores.collections.remove_collection(school.tenant, "notes", school.owner)
    await stores.collections.add_collection(school.tenant, NOTES)
    sheet = await stores.collections.collection(school.tenant, "notes", staff=True)
    assert (sheet.collection.position, sheet.documents, sheet.rejected) == (2, 0, 0)
    await stores.knowledge.put_document(school.tenant, document, chunks)
    (entry,) = await stores.knowledge.log_after(school.tenant, "notes", 2, 10)
    assert (entry.position, entry.act, entry.revision) == (3, "put", 2)


async def test_what_a_generation_says_of_itself(stores, school):
    document, chunks = exercise()
    await stores.knowledge.put_document(school.tenant, document, chunks)
    epoch = await stores.generations.claim_writer()
    told = {"weight": 0.4, "ndcg": 0.9, "ndcg_lexical": 0.8, "ndcg_dense": 0.7, "questions": 12}
    made = Generation("notes", 7, "a/7", {**told, "count": 3})
    await stores.generations.publish(school.tenant, epoch, made)
    sheet = await stores.collections.collection(school.tenant, "notes", staff=False)
    assert (sheet.generation, sheet.chunks) == (7, 3)
    assert sheet.examination == Examined(**told)


async def test_writers_and_removers_of_one_collection_leave_one_order(stores, school):
    await stores.collections.add_collection(school.tenant, NOTES)
    made = [exercise(source=f"{n}.md") for n in range(8)]
    puts = [stores.knowledge.put_document(school.tenant, *one) for one in made]
    await asyncio.gather(*puts)
    removals = [
        stores.documents.remove_document(school.tenant, one.id, school.owner) for one, _ in made
    ]
    await asyncio.gather(
        *removals,
        *(
            stores.knowledge.put_document(school.tenant, replace(one, text="New."), [])
            for one, _ in made
        ),
    )
    log = await stores.knowledge.log_after(school.tenant, "notes", 0, 100)
    assert [entry.position for entry in log] == list(range(1, len(log) + 1))
    for one, _ in made:
        acts = [(entry.act, entry.revision) for entry in log if entry.document == one.id]
        last = await stores.library.document(school.tenant, one.id)
        assert (acts[-1][0] == "put") == (last is not None)
        assert sorted(revision for act, revision in acts if act == "put") == [1, 2]
