"""Uploaded files on their way into a collection."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from fynq.answering.knowledge_books import Upload, UploadFilter, Wishes
from fynq.domain.errors import InvalidInput
from fynq.domain.identifiers import new_id
from fynq.domain.knowledge import Chunk, Collection, Document
from tests.schools import enrol

WISHES = Wishes("https://example.org/a.pdf", "A", "staff", ("sums",))


@pytest.fixture
async def notes(stores, school):
    await stores.collections.add_collection(school.tenant, Collection("notes", "Notes"))
    return school.tenant


def new(source: str = "a.md", **changes) -> Upload:
    return replace(Upload(new_id(), "notes", source, "text/markdown", 5, True), **changes)


def read(source: str = "a.md", text: str = "Ice floats.") -> tuple[Document, list[Chunk]]:
    document = Document(new_id(), "notes", source, "Ice", text)
    return document, [Chunk(new_id(), document.id, 1, 0, 0, len(text), text)]


async def test_an_upload_is_stored_with_what_was_wished(stores, school, notes):
    upload = new(wishes=WISHES, requested_by=school.owner)
    assert await stores.uploads.add_upload(notes, upload)
    stored = await stores.uploads.upload(notes, upload.id)
    assert replace(stored, created_at=None, updated_at=None) == upload
    assert stored.created_at is not None
    assert not await stores.uploads.add_upload(notes, new(collection="none"))
    other = await enrol(stores)
    assert await stores.uploads.upload(other.tenant, upload.id) is None
    with pytest.raises(InvalidInput):
        await stores.uploads.add_upload(notes, new("\0"))


async def test_an_upload_becomes_a_document(stores, notes):
    upload = new()
    await stores.uploads.add_upload(notes, upload)
    begun = await stores.uploads.begin_upload(notes, upload.id)
    assert (begun.status, begun.attempts) == ("reading", 1)
    await stores.uploads.note_progress(notes, upload.id, 9, 4)
    stored = await stores.uploads.upload(notes, upload.id)
    assert (stored.status, stored.chunks, stored.embedded) == ("embedding", 9, 4)
    document, chunks = read()
    done = await stores.uploads.finish_upload(notes, upload.id, document, chunks)
    assert (done.status, done.code, done.document) == ("searchable", "", document.id)
    assert (done.chunks, done.embedded) == (1, 1)
    assert list(await stores.knowledge.collection_chunks(notes, "notes")) == chunks
    assert await stores.uploads.begin_upload(notes, upload.id) is None
    assert await stores.uploads.finish_upload(notes, upload.id, *read()) is None
    assert len(await stores.knowledge.log_after(notes, "notes", 0, 10)) == 1


async def test_the_same_file_again_changes_nothing(stores, notes):
    document, chunks = read()
    outcomes = []
    for _ in range(2):
        upload = new()
        await stores.uploads.add_upload(notes, upload)
        done = await stores.uploads.finish_upload(notes, upload.id, document, chunks)
        outcomes.append((done.status, done.code, done.document))
    assert outcomes == [("searchable", "", document.id), ("searchable", "unchanged", document.id)]
    assert len(await stores.knowledge.log_after(notes, "notes", 0, 10)) == 1


async def test_the_later_upload_of_a_source_wins(stores, notes):
    first, second = new(), new()
    for upload in (first, second):
        await stores.uploads.add_upload(notes, upload)
    document, chunks = read(text="Second.")
    await stores.uploads.finish_upload(notes, second.id, document, chunks)
    late = await stores.uploads.finish_upload(notes, first.id, *read(text="First."))
    assert (late.status, late.code) == ("rejected", "superseded")
    stored = await stores.library.document(notes, document.id)
    assert (stored.text, stored.revision) == ("Second.", 1)


async def test_a_removal_takes_what_waits_with_it(stores, notes):
    document, chunks = read()
    await stores.knowledge.put_document(notes, document, chunks)
    revised, elsewhere = new(), new("b.md")
    for upload in (revised, elsewhere):
        await stores.uploads.add_upload(notes, upload)
    await stores.documents.remove_document(notes, document.id)
    gone = await stores.uploads.upload(notes, revised.id)
    assert (gone.status, gone.code) == ("rejected", "removed")
    assert await stores.uploads.finish_upload(notes, revised.id, document, chunks) is None
    assert (await stores.uploads.upload(notes, elsewhere.id)).status == "queued"
    assert await stores.library.document(notes, document.id) is None


async def test_a_rejected_upload_stays_so(stores, notes):
    upload = new()
    await stores.uploads.add_upload(notes, upload)
    await stores.uploads.reject_upload(notes, upload.id, "broken", "It is broken.")
    await stores.uploads.reject_upload(notes, upload.id, "other", "Something else.")
    stored = await stores.uploads.upload(notes, upload.id)
    assert (stored.status, stored.code, stored.reason) == ("rejected", "broken", "It is broken.")
    assert await stores.uploads.begin_upload(notes, upload.id) is None


async def test_a_try_that_is_put_off_may_count_or_not(stores, notes):
    upload = new()
    await stores.uploads.add_upload(notes, upload)
    for counts, attempts in ((True, 1), (False, 1), (True, 2)):
        await stores.uploads.begin_upload(notes, upload.id)
        await stores.uploads.postpone_upload(notes, upload.id, 60.0, counts)
        stored = await stores.uploads.upload(notes, upload.id)
        assert (stored.status, stored.attempts) == ("queued", attempts)


async def test_uploads_are_listed_newest_first(stores, notes):
    made = [new(f"{n}.md") for n in range(4)]
    for upload in made:
        await stores.uploads.add_upload(notes, upload)
    await stores.uploads.reject_upload(notes, made[1].id, "broken", "It is broken.")
    every = UploadFilter("notes")
    listed = await stores.uploads.list_uploads(notes, every, None, 3)
    assert [one.id for one in listed] == [one.id for one in made[:0:-1]]
    listed = await stores.uploads.list_uploads(notes, every, listed[-1].id, 3)
    assert [one.id for one in listed] == [made[0].id]
    wanted = UploadFilter("notes", ("rejected",))
    listed = await stores.uploads.list_uploads(notes, wanted, None, 9)
    assert [one.id for one in listed] == [made[1].id]
    assert list(await stores.uploads.list_uploads(notes, UploadFilter("x"), None, 9)) == []
    assert len(await stores.uploads.list_uploads(notes, UploadFilter(), None, 9)) == 4


async def test_files_that_nobody_needs_are_told(stores, notes):
    kept, revised, rejected, queued = new(), new(), new(), new()
    document, chunks = read()
    for upload in (revised, kept, rejected, queued):
        await stores.uploads.add_upload(notes, upload)
    later = new("b.md", stored=False)
    await stores.uploads.add_upload(notes, later)
    await stores.uploads.note_file(notes, later.id, "text/html", 7)
    first, second = sorted((kept.id, revised.id))
    await stores.uploads.finish_upload(notes, first, document, chunks)
    await stores.uploads.finish_upload(notes, second, document, chunks)
    await stores.uploads.reject_upload(notes, rejected.id, "broken", "It is broken.")
    assert set(await stores.uploads.idle_files(notes, 10)) == {first, rejected.id}
    await stores.uploads.forget_files(notes, [first, rejected.id])
    assert list(await stores.uploads.idle_files(notes, 10)) == []
    stored = await stores.uploads.upload(notes, later.id)
    assert (stored.stored, stored.media_type, stored.bytes) == (True, "text/html", 7)
    await stores.documents.remove_document(notes, document.id)
    assert set(await stores.uploads.idle_files(notes, 10)) == {second, queued.id}
    asked = [first, second, new_id()]
    assert list(await stores.uploads.kept_files(notes, asked)) == [second]


async def test_one_upload_is_finished_once(stores, notes):
    upload = new()
    await stores.uploads.add_upload(notes, upload)
    document, chunks = read()
    outcomes = await asyncio.gather(
        *(stores.uploads.finish_upload(notes, upload.id, document, chunks) for _ in range(4))
    )
    assert sum(one is not None for one in outcomes) == 1
    assert len(await stores.knowledge.log_after(notes, "notes", 0, 10)) == 1
