"""An uploaded file on its way: whatever breaks, nothing is lost, doubled or stuck."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fynq.answering.knowledge_books import Fetched, Upload, UploadFilter, Wishes
from fynq.answering.taking_in import TakeIn, clear_files, tidy_files
from fynq.domain.errors import BodyTooLarge, InvalidInput, RoomUnavailable, Unavailable
from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.knowledge import Collection
from fynq.retrieval import ingest
from fynq.retrieval.hashing_embedder import HashingEmbedder
from fynq.retrieval.options import RetrievalOptions
from fynq.retrieval.parse import parse
from fynq.retrieval.parts import unpacked
from fynq.storage.memory.stores import memory_stores
from fynq.storage.memory.uploads import MemoryBlobs

TENANT = Tenant(new_id())
TEXT = "# Ice\n\n" + "\n\n".join(f"## Part {n}\n\nIce floats, reason {n}." for n in range(9))


class Embedder(HashingEmbedder):
    """Counts what it embeds; fails while `away` is above zero."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.away = 0

    async def embed(self, texts):
        if self.away:
            self.away -= 1
            raise RoomUnavailable("The retriever restarts.")
        self.texts += texts
        return await super().embed(texts)


class Web:
    def __init__(self, blobs) -> None:
        self.blobs = blobs
        self.answers = []

    async def fetch(self, tenant, url, blob):
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer

        async def parts():
            yield answer

        return Fetched("text/html", await self.blobs.write(tenant, blob, parts()))


class Desk:
    def __init__(self) -> None:
        self.stores = memory_stores()
        self.blobs = MemoryBlobs()
        self.embedder = Embedder()
        self.web = Web(self.blobs)
        self.parse = parse
        self.take_in = TakeIn(
            self.stores.uploads,
            self.blobs,
            self.web,
            self.read,
            self.embedder,
            self.stores.vectors,
            RetrievalOptions(chunk_chars=40),
            attempts=4,
        )

    async def read(self, tenant, collection, source, raw, media_type):
        return self.parse(tenant, collection, source, raw)

    async def upload(self, text: str | bytes = TEXT, source: str = "ice.md", **changes) -> Upload:
        raw = text.encode() if isinstance(text, str) else text
        upload = replace(
            Upload(new_id(), "notes", source, "text/markdown", len(raw), True), **changes
        )
        if upload.stored:
            self.blobs.kept[TENANT, upload.id] = raw
        await self.stores.uploads.add_upload(TENANT, upload)
        return upload

    async def done(self, upload: Upload) -> Upload:
        """Runs jobs until the upload is settled or waits."""
        await self.take_in(TENANT, upload.id)
        return await self.stores.uploads.upload(TENANT, upload.id)

    async def chunks(self):
        return await self.stores.knowledge.collection_chunks(TENANT, "notes")


@pytest.fixture
async def desk():
    made = Desk()
    await made.stores.collections.add_collection(TENANT, Collection("notes"))
    return made


async def test_a_file_becomes_searchable(desk):
    upload = await desk.upload(wishes=Wishes("", "Why ice floats", "staff", ("density",)))
    done = await desk.done(upload)
    assert (done.status, done.code, done.attempts) == ("searchable", "", 1)
    chunks = await desk.chunks()
    assert done.chunks == done.embedded == len(chunks) > 5
    assert {chunk.audience for chunk in chunks} == {"staff"}
    document = await desk.stores.library.document(TENANT, done.document)
    assert (document.title, document.skills) == ("Why ice floats", ("density",))
    held = await desk.stores.vectors.known_vectors(
        TENANT, desk.embedder.name, [key for _, _, key in desk.stores.library.contents.vectors]
    )
    assert len(held) == len(set(desk.embedder.texts))
    assert all(unpacked(kept, desk.embedder.dimension) is not None for kept in held.values())
    await desk.take_in(TENANT, upload.id)
    assert len(await desk.stores.knowledge.log_after(TENANT, "notes", 0, 9)) == 1


async def test_what_was_embedded_once_is_not_embedded_again(desk):
    await desk.done(await desk.upload())
    first = len(desk.embedder.texts)
    again = await desk.done(await desk.upload())
    assert (again.status, again.code) == ("searchable", "unchanged")
    revised = await desk.done(await desk.upload(TEXT.replace("reason 3", "reason three")))
    assert revised.status == "searchable"
    assert len(desk.embedder.texts) == first + 1
    chunks = await desk.chunks()
    assert {chunk.revision for chunk in chunks} == {2}
    assert len(chunks) == again.chunks


async def test_a_file_that_was_killed_half_way_goes_on(desk, monkeypatch):
    """Killed after every step in turn: cancellation stands for the death of the process."""
    monkeypatch.setattr(ingest, "EMBED_BATCH", 2)
    upload = await desk.upload()
    steps = [
        *((desk.stores.uploads, "note_progress"), (desk.stores.uploads, "finish_upload")),
        *((desk.stores.vectors, "known_vectors"), (desk.stores.vectors, "keep_vectors")),
    ]
    for store, name in steps:
        for before in (True, False):
            real = getattr(type(store), name)

            async def dies(self, *arguments, before=before, real=real, **named):
                if not before:
                    await real(self, *arguments, **named)
                raise asyncio.CancelledError

            with monkeypatch.context() as patch:
                patch.setattr(type(store), name, dies)
                task = asyncio.ensure_future(replace_attempts(desk).take_in(TENANT, upload.id))
                with pytest.raises(asyncio.CancelledError):
                    await task
            if (await desk.stores.uploads.upload(TENANT, upload.id)).status == "searchable":
                upload = await desk.upload(TEXT + f"\n\n## {name} {before}\n\nMore.")
    done = await replace_attempts(desk).done(upload)
    assert done.status == "searchable"
    chunks = await desk.chunks()
    assert len(chunks) == done.chunks == len({chunk.id for chunk in chunks})
    assert len(desk.embedder.texts) - len(set(desk.embedder.texts)) <= 2 * 2


def replace_attempts(desk: Desk) -> Desk:
    desk.take_in = replace(desk.take_in, attempts=100)
    return desk


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"\xff\xfe\xfa", "unsupported"),
        ("", "no_text"),
        (" \n\n ", "no_text"),
        (b"%PDF-1.7\nbroken", "broken"),
    ],
)
async def test_a_file_that_cannot_be_read_is_rejected_with_the_reason(desk, text, code):
    done = await desk.done(await desk.upload(text))
    assert (done.status, done.code, done.attempts) == ("rejected", code, 1)
    assert done.reason.endswith(".")
    assert list(await desk.chunks()) == []


async def test_a_file_that_breaks_its_reader_is_poison_in_the_end(desk):
    def broken(*_):
        raise RuntimeError("a bug")

    desk.parse = broken
    upload = await desk.upload()
    for attempt in range(1, 4):
        waiting = await desk.done(upload)
        assert (waiting.status, waiting.attempts) == ("queued", attempt)
    done = await desk.done(upload)
    assert (done.status, done.code) == ("rejected", "gave_up")


async def test_a_file_that_kills_its_process_is_poison_in_the_end(desk):
    upload = await desk.upload()
    for _ in range(4):
        await desk.stores.uploads.begin_upload(TENANT, upload.id)
    done = await desk.done(upload)
    assert (done.status, done.code) == ("rejected", "gave_up")


async def test_a_part_of_fynq_that_is_away_is_waited_for(desk):
    upload = await desk.upload()
    desk.embedder.away = 9
    for _ in range(9):
        waiting = await desk.done(upload)
        assert (waiting.status, waiting.attempts) == ("queued", 0)
    assert (await desk.done(upload)).status == "searchable"
    late = await desk.upload("Another text.", source="late.md")
    desk.embedder.away = 1
    old = replace(
        await desk.stores.uploads.upload(TENANT, late.id),
        created_at=datetime.now(UTC) - timedelta(days=2),
    )
    desk.stores.library.contents.uploads[TENANT, late.id] = old
    done = await desk.done(late)
    assert (done.status, done.code) == ("rejected", "gave_up")


async def test_a_document_of_the_web_is_fetched_once(desk):
    wishes = Wishes("https://example.org/ice.md")
    upload = await desk.upload(source="https://example.org/ice.md", stored=False, wishes=wishes)
    desk.web.answers = [Unavailable("The server answers 503."), TEXT.encode()]
    assert (await desk.done(upload)).status == "queued"
    desk.embedder.away = 1
    waiting = await desk.done(upload)
    assert (waiting.status, waiting.stored, waiting.bytes) == ("queued", True, len(TEXT))
    done = await desk.done(upload)
    assert (done.status, done.media_type) == ("searchable", "text/html")


@pytest.mark.parametrize(
    ("answers", "code", "tries"),
    [
        ([InvalidInput("No.", field="url")], "url", 1),
        ([BodyTooLarge("Too large.", field="url")], "url", 1),
        ([Unavailable("The server cannot be reached.")] * 4, "url", 4),
    ],
)
async def test_a_document_that_cannot_be_fetched_is_rejected(desk, answers, code, tries):
    upload = await desk.upload(stored=False, wishes=Wishes("https://example.org/ice.md"))
    desk.web.answers = list(answers)
    for _ in range(tries):
        done = await desk.done(upload)
    assert (done.status, done.code) == ("rejected", code)
    assert done.reason == answers[-1].detail


async def test_what_was_removed_meanwhile_does_not_come_back(desk):
    first = await desk.done(await desk.upload())
    second = await desk.upload(TEXT + "\n\nMore.")
    await desk.stores.documents.remove_document(TENANT, first.document)
    assert (await desk.done(second)).code == "removed"
    assert list(await desk.chunks()) == []
    third = await desk.upload()
    await desk.stores.collections.remove_collection(TENANT, "notes", new_id())
    assert (await desk.done(third)).code == "removed"
    assert list(await desk.stores.knowledge.collections(TENANT)) == []


async def test_the_bytes_of_files_go_when_nobody_needs_them(desk):
    kept = await desk.done(await desk.upload(source="kept.md"))
    gone = await desk.done(await desk.upload(source="gone.md"))
    bad = await desk.upload(b"", source="bad.md")
    await desk.done(bad)
    await desk.stores.documents.remove_document(TENANT, gone.document)
    orphan, young = (datetime.now(UTC) - timedelta(days=3)), new_id()
    old = type(young)(int=(int(orphan.timestamp() * 1000) << 80) | (young.int & ((1 << 80) - 1)))
    desk.blobs.kept.update({(TENANT, old): b"x", (TENANT, young): b"x"})
    await clear_files(TENANT, desk.stores.uploads, desk.blobs)
    assert {name for _, name in desk.blobs.kept} == {kept.id, old, young}
    await tidy_files(TENANT, desk.stores.uploads, desk.blobs)
    assert {name for _, name in desk.blobs.kept} == {kept.id, young}
    listed = await desk.stores.uploads.list_uploads(TENANT, UploadFilter("notes"), None, 9)
    assert [one.stored for one in listed] == [False, False, True]
