"""Collections, uploads, documents, removal and search over HTTP."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fynq.domain.identifiers import new_id
from fynq.domain.knowledge import Chunk, Document, Found, Passage, Search, Sufficiency, Why
from fynq.domain.principal import Role
from fynq.http.options import HttpOptions
from fynq.storage.memory.knowledge import MemoryKnowledgeStore
from tests.http.house import House

HOME = "/v1/knowledge/collections"
TEXT = "What is 2 + 2?\n\nSolution. It is 4.\n\nThe end."


@pytest.fixture
async def teacher(house):
    return house.person(house.demo, Role.TEACHER)[1]


@pytest.fixture
async def notes(client, teacher):
    made = await client.post(HOME, json={"name": "notes", "title": "Notes"}, headers=teacher)
    assert made.status_code == 201
    assert made.headers["location"] == f"{HOME}/notes"
    return f"{HOME}/notes"


async def put(house, **changes) -> Document:
    document = replace(Document(new_id(), "notes", "sum.md", "Sums", TEXT), **changes)
    cuts = [(0, 14, "exercise"), (16, 34, "solution"), (36, 44, "text")]
    chunks = [
        Chunk(new_id(), document.id, 1, n, start, end, TEXT[start:end], "", kind)
        for n, (start, end, kind) in enumerate(cuts)
    ]
    await MemoryKnowledgeStore(house.contents).put_document(house.demo.tenant, document, chunks)
    return document


def uploaded(house, reply) -> tuple[dict, bytes]:
    """The reply to an upload, and the bytes that were stored."""
    assert reply.status_code == 202, reply.text
    made = reply.json()
    assert reply.headers["location"] == f"/v1/knowledge/uploads/{made['id']}"
    stored = next(
        (raw for (_, blob), raw in house.blobs.kept.items() if str(blob) == made["id"]), b""
    )
    return made, stored


async def test_a_collection_is_made_read_changed_and_removed(client, house, teacher, notes):
    made = (await client.get(notes, headers=teacher)).json()
    assert made.pop("created_at")
    assert made == {
        **{"name": "notes", "title": "Notes", "audience": "everyone", "hide_solutions": False},
        **{"documents": 0, "chunks": 0, "bytes": 0, "pending": 0, "rejected": 0},
        **{"position": 0, "generation": 0, "examination": None},
    }
    again = await client.post(HOME, json={"name": "notes"}, headers=teacher)
    assert (again.status_code, again.json()["field"]) == (409, "name")
    change = {"title": "Our notes", "hide_solutions": True}
    changed = await client.patch(notes, json=change, headers=teacher)
    assert (changed.json()["title"], changed.json()["hide_solutions"]) == ("Our notes", True)
    refused = await client.patch(notes, json={"title": None}, headers=teacher)
    assert (refused.status_code, refused.json()["field"]) == (422, "title")
    await put(house)
    await put(house, source="two.md")
    gone = await client.delete(notes, headers=teacher)
    assert (gone.status_code, gone.json()["documents"]) == (200, 2)
    assert gone.json()["receipt"]["position"] == 4
    assert (await client.get(notes, headers=teacher)).status_code == 404
    assert (await client.delete(notes, headers=teacher)).status_code == 404
    assert (await client.get(HOME, headers=teacher)).json() == {"items": []}


@pytest.mark.parametrize("name", ["", "A", "a b", "-a", "a" * 65, "a/b", "ä", 5, None])
async def test_names_that_a_collection_cannot_have(client, teacher, name):
    refused = await client.post(HOME, json={"name": name}, headers=teacher)
    assert (refused.status_code, refused.json()["field"]) == (422, "name")


async def test_students_read_and_do_not_write(client, house, teacher, student, notes):
    document = await put(house)
    assert (await client.get(notes, headers=student)).status_code == 200
    assert (await client.get(f"{notes}/documents", headers=student)).status_code == 200
    assert (await client.get(f"/v1/documents/{document.id}", headers=student)).status_code == 200
    forbidden = [
        *(("post", HOME), ("patch", notes), ("delete", notes), ("post", f"{notes}/documents")),
        *(("get", "/v1/knowledge/uploads"), ("get", f"/v1/knowledge/uploads/{new_id()}")),
        ("delete", f"/v1/knowledge/documents/{document.id}"),
        ("get", f"/v1/knowledge/deletions/{new_id()}"),
        ("get", f"{notes}/documents?status=rejected"),
    ]
    for method, path in forbidden:
        body = {"json": {"name": "x"}} if method in ("post", "patch") else {}
        refused = await client.request(method, path, headers=student, **body)
        assert refused.status_code == 403, (method, path)
        assert (await client.request(method, path, **body)).status_code == 401
    assert (await client.get(f"/v1/documents/{document.id}", headers=teacher)).status_code == 200


async def test_what_is_for_staff_is_unknown_to_students(client, house, teacher, student, notes):
    kept = await put(house, audience="staff")
    document = await put(house, source="two.md")
    listed = (await client.get(f"{notes}/documents", headers=student)).json()["items"]
    assert [line["id"] for line in listed] == [str(document.id)]
    places = [f"/v1/documents/{kept.id}", f"/v1/knowledge/documents/{kept.id}"]
    for place in places:
        assert (await client.get(place, headers=student)).status_code == 404
        assert (await client.get(place, headers=teacher)).status_code == 200
    assert (await client.get(notes, headers=student)).json()["documents"] == 1
    await client.patch(notes, json={"audience": "staff"}, headers=teacher)
    for place in (notes, f"{notes}/documents", f"/v1/documents/{document.id}"):
        assert (await client.get(place, headers=student)).status_code == 404
        assert (await client.get(place, headers=teacher)).status_code == 200
    assert (await client.get(HOME, headers=student)).json() == {"items": []}


async def test_solutions_are_withheld_from_students(client, house, teacher, student, notes):
    document = await put(house)
    await client.patch(notes, json={"hide_solutions": True}, headers=teacher)
    place = f"/v1/documents/{document.id}"
    seen = (await client.get(place, headers=student)).json()
    assert seen["withheld"] == [[16, 34]]
    assert "4" not in seen["text"] and len(seen["text"]) == len(TEXT)
    assert seen["text"][36:44] == TEXT[36:44]
    seen = (await client.get(place, headers=teacher)).json()
    assert (seen["text"], seen["withheld"]) == (TEXT, [])


async def test_a_document_tells_its_pages(client, house, student, notes):
    document = await put(house, marks=((0, "page 1"), (9, "page 2")))
    seen = (await client.get(f"/v1/documents/{document.id}", headers=student)).json()
    assert seen["places"] == [[0, "page 1"], [9, "page 2"]]


async def test_a_file_comes_in_a_form(client, house, teacher, notes):
    raw = b"%PDF-1.7 " + bytes(range(256)) * 9_000
    reply = await client.post(
        f"{notes}/documents",
        files={"file": ("C:\\books\\Chapter 1.pdf", raw, "application/pdf")},
        data={"title": "Chapter 1", "audience": "staff", "skills": "cells, genes,cells"},
        headers=teacher,
    )
    made, stored = uploaded(house, reply)
    assert stored == raw
    assert (made["status"], made["source"]) == ("queued", "Chapter 1.pdf")
    assert (made["media_type"], made["bytes"]) == ("application/pdf", len(raw))
    upload = next(iter(house.contents.uploads.values()))
    assert (upload.wishes.title, upload.wishes.audience) == ("Chapter 1", "staff")
    assert upload.wishes.skills == ("cells", "genes")
    assert house.contents.jobs[-1] == (house.demo.tenant, "take_in", {"upload": made["id"]})
    watched = await client.get(reply.headers["location"], headers=teacher)
    assert watched.json() == made


async def test_a_file_comes_bare(client, house, teacher, notes):
    async def pieces():
        for _ in range(40):
            yield b"x" * 50_000

    reply = await client.post(
        f"{notes}/documents?source=books/one.txt&title=One",
        content=pieces(),
        headers={**teacher, "Content-Type": "text/plain; charset=utf-8"},
    )
    made, stored = uploaded(house, reply)
    assert len(stored) == made["bytes"] == 2_000_000
    assert (made["source"], made["media_type"]) == ("books/one.txt", "text/plain")


async def test_a_text_or_an_address_comes_as_json(client, house, teacher, notes):
    long = "Ice floats. " * 50_000
    body = {"text": long, "source": "ice.md", "skills": ["density"]}
    made, stored = uploaded(
        house, await client.post(f"{notes}/documents", json=body, headers=teacher)
    )
    assert (stored.decode(), made["media_type"]) == (long, "text/markdown")
    body = {"url": "https://example.org/ice.html"}
    made, stored = uploaded(
        house, await client.post(f"{notes}/documents", json=body, headers=teacher)
    )
    assert (made["source"], made["bytes"], stored) == ("https://example.org/ice.html", 0, b"")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"url": "https://example.org/", "text": "x"}, "url"),
        ({"text": "x"}, "source"),
        ({"text": "", "source": "a"}, "text"),
        ({"text": "x", "source": " "}, "source"),
        ({"text": "x", "source": "a", "colour": "red"}, "colour"),
        ({"text": "x", "source": "a", "audience": "nobody"}, "audience"),
        ({"text": "x", "source": "a", "skills": ["No Slug"]}, "skills/0"),
        ({"url": "http://127.0.0.1/"}, "url"),
        ({"url": "http://169.254.169.254/latest/meta-data/"}, "url"),
        ({"url": "file:///etc/passwd"}, "url"),
        ({"url": "http://user:secret@example.org/"}, "url"),
        ({"url": "http://example.org:6379/"}, "url"),
        ([], "body"),
    ],
)
async def test_json_that_is_refused(client, house, teacher, notes, body, field):
    refused = await client.post(f"{notes}/documents", json=body, headers=teacher)
    assert (refused.status_code, refused.json()["field"]) == (422, field)
    assert house.contents.uploads == {} and house.blobs.kept == {}
    assert "secret" not in refused.text


def form(*parts: bytes, boundary: bytes = b"xx") -> dict:
    body = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
    return {
        "content": body + b"--" + boundary + b"--\r\n",
        "headers": {"Content-Type": f"multipart/form-data; boundary={boundary.decode()}"},
    }


FILE = b'Content-Disposition: form-data; name="file"; filename="a.md"\r\n\r\nIce floats.'


@pytest.mark.parametrize(
    ("sent", "status", "field"),
    [
        (form(), 422, "file"),
        (form(b'Content-Disposition: form-data; name="title"\r\n\r\nx'), 422, "file"),
        (form(FILE, FILE), 422, "file"),
        (form(FILE.replace(b"Ice floats.", b"")), 422, "file"),
        (form(FILE.replace(b'; filename="a.md"', b"")), 422, "source"),
        (form(FILE, b'Content-Disposition: form-data; name="colour"\r\n\r\nred'), 422, "colour"),
        (form(FILE, b'Content-Disposition: form-data; name="title"\r\n\r\n\xff'), 422, "title"),
        (form(FILE, *[b'Content-Disposition: form-data; name="t"\r\n\r\nx'] * 2), 422, "t"),
        (form(FILE, b'Content-Disposition: form-data; name="t"\r\n\r\n' + b"x" * 9_000), 422, "t"),
        (form(FILE, b"\r\n\r\nx"), 422, "body"),
        (form(FILE, b"X: " + b"y" * 9_000 + b"\r\n\r\nx"), 400, "body"),
        ({"content": b"--xx\r\n" + FILE, "headers": form()["headers"]}, 400, "body"),
        ({"content": b"junk", "headers": form()["headers"]}, 400, "body"),
        ({"content": b"x", "headers": {"Content-Type": "multipart/form-data"}}, 400, "Content-Type"),
        ({"content": b"x", "headers": {"Content-Type": "application/x-www-form-urlencoded"}}, 415, "Content-Type"),
        ({"content": b"x", "headers": {}}, 415, "Content-Type"),
        ({"content": b"", "headers": {"Content-Type": "application/pdf"}}, 422, "source"),
        ({"content": b"{", "headers": {"Content-Type": "application/json"}}, 400, "body"),
        ({"content": b"x", "headers": {"Content-Type": "text/plain", "Content-Encoding": "gzip"}}, 415, "Content-Encoding"),
    ],
)  # fmt: skip
async def test_files_that_are_refused(client, house, teacher, notes, sent, status, field):
    headers = {**teacher, **sent["headers"]}
    refused = await client.post(f"{notes}/documents", content=sent["content"], headers=headers)
    assert (refused.status_code, refused.json()["field"]) == (status, field), refused.text
    assert house.contents.uploads == {} and house.blobs.kept == {}


async def test_a_file_has_a_largest_size(house):
    house = House(HttpOptions(max_upload_bytes=100_000))
    teacher = house.person(house.demo, Role.TEACHER)[1]
    async with house.client() as client:
        await client.post(HOME, json={"name": "notes"}, headers=teacher)

        async def pieces():
            for _ in range(9):
                yield b"x" * 50_000

        headers = {**teacher, "Content-Type": "text/plain"}
        for content in (pieces(), b"x" * 100_001):
            place = f"{HOME}/notes/documents?source=a"
            refused = await client.post(place, content=content, headers=headers)
            assert refused.status_code == 413
        assert house.blobs.kept == {}


async def test_nothing_is_read_of_a_file_by_somebody_who_may_not_upload(client, student, notes):
    async def never():
        raise AssertionError("was read")
        yield b""

    headers = {**student, "Content-Type": "text/plain"}
    sent = await client.post(f"{notes}/documents?source=a", content=never(), headers=headers)
    assert sent.status_code == 403
    headers = {"Content-Type": "text/plain"}
    sent = await client.post(f"{notes}/documents?source=a", content=never(), headers=headers)
    assert sent.status_code == 401


async def test_an_upload_with_a_key_is_one_upload(client, house, teacher, notes):
    """Even though every form has a boundary of its own."""
    headers = {**teacher, "Idempotency-Key": "one"}
    replies = [
        await client.post(
            f"{notes}/documents", files={"file": ("a.md", b"Ice floats.")}, headers=headers
        )
        for _ in range(2)
    ]
    assert [reply.status_code for reply in replies] == [202, 202]
    assert replies[0].json() == replies[1].json()
    assert replies[1].headers["idempotent-replayed"] == "true"
    assert len(house.contents.uploads) == 1
    for files in ({"file": ("a.md", b"Ice sinks.")}, {"file": ("b.md", b"Ice floats.")}):
        other = await client.post(f"{notes}/documents", files=files, headers=headers)
        assert (other.status_code, other.json()["field"]) == (409, "Idempotency-Key")


async def test_uploads_and_what_was_rejected_are_listed(client, house, teacher, notes):
    ids = []
    for n in range(3):
        sent = await client.post(
            f"{notes}/documents", files={"file": (f"{n}.md", b"Ice.")}, headers=teacher
        )
        ids.append(sent.json()["id"])
    upload = next(one for one in house.contents.uploads.values() if str(one.id) == ids[0])
    rejected = replace(upload, status="rejected", code="encrypted", reason="It has a password.")
    house.contents.uploads[house.demo.tenant, upload.id] = rejected
    first = (await client.get("/v1/knowledge/uploads?limit=2", headers=teacher)).json()
    assert [one["id"] for one in first["items"]] == ids[:0:-1]
    place = f"/v1/knowledge/uploads?limit=2&cursor={first['next_cursor']}"
    rest = (await client.get(place, headers=teacher)).json()
    assert ([one["id"] for one in rest["items"]], rest["next_cursor"]) == (ids[:1], None)
    place = "/v1/knowledge/uploads?status=rejected&collection=notes"
    (bad,) = (await client.get(place, headers=teacher)).json()["items"]
    assert bad["rejected"] == {
        "code": "encrypted",
        "reason": "It has a password.",
        "remedy": "Remove the password and upload it again.",
    }
    (line,) = (await client.get(f"{notes}/documents?status=rejected", headers=teacher)).json()["items"]  # fmt: skip
    assert (line["id"], line["upload_id"], line["status"]) == (None, ids[0], "rejected")
    assert line["rejected"] == bad["rejected"]
    sheet = (await client.get(notes, headers=teacher)).json()
    assert (sheet["pending"], sheet["rejected"]) == (2, 1)


async def test_documents_are_listed_in_pages(client, house, student, notes):
    made = [await put(house, source=f"{n}.md", stripped={"bidi": 1}) for n in range(5)]
    seen, cursor = [], ""
    while True:
        place = f"{notes}/documents?limit=2{cursor}"
        page = (await client.get(place, headers=student)).json()
        seen += page["items"]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert [line["id"] for line in seen] == sorted(str(document.id) for document in made)
    line = seen[0]
    assert (line["status"], line["chunks"], line["revision"]) == ("searchable", 3, 1)
    assert (line["stripped"], line["bytes"]) == ({"bidi": 1}, len(TEXT))
    alone = await client.get(f"/v1/knowledge/documents/{line['id']}", headers=student)
    assert {**alone.json(), "updated_at": 0} == {**line, "updated_at": 0}
    bad = await client.get(f"/v1/knowledge/uploads?{cursor[1:]}", headers=student)
    assert bad.status_code == 403


async def test_a_removed_document_is_gone_with_a_receipt(client, house, teacher, notes):
    document = await put(house)
    place = f"/v1/knowledge/documents/{document.id}"
    gone = await client.delete(place, headers=teacher)
    receipt = gone.json()
    assert (gone.status_code, receipt["document_id"]) == (200, str(document.id))
    assert (receipt["position"], receipt["source"], receipt["complete"]) == (2, "sum.md", False)
    for lost in (place, f"/v1/documents/{document.id}"):
        assert (await client.get(lost, headers=teacher)).status_code == 404
    assert (await client.delete(place, headers=teacher)).status_code == 404
    read = await client.get(f"/v1/knowledge/deletions/{receipt['id']}", headers=teacher)
    assert read.json() == {**receipt, "complete": True}
    lost = await client.get(f"/v1/knowledge/deletions/{new_id()}", headers=teacher)
    assert lost.status_code == 404


async def test_another_school_sees_nothing_of_it(client, house, notes, teacher):
    document = await put(house)
    sent = await client.post(
        f"{notes}/documents", files={"file": ("a.md", b"Ice.")}, headers=teacher
    )
    stranger = house.person(house.school("other"), Role.OWNER)[1]
    for method, path in (
        *(("get", notes), ("patch", notes), ("delete", notes), ("get", f"{notes}/documents")),
        *(("get", f"/v1/documents/{document.id}"), ("get", sent.headers["location"])),
        ("get", f"/v1/knowledge/documents/{document.id}"),
        ("delete", f"/v1/knowledge/documents/{document.id}"),
        ("post", f"{notes}/documents"),
    ):
        body = {"json": {}} if method in ("patch", "post") else {}
        assert (await client.request(method, path, headers=stranger, **body)).status_code == 404
    assert (await client.get(HOME, headers=stranger)).json() == {"items": []}
    assert (await client.get("/v1/knowledge/uploads", headers=stranger)).json()["items"] == []


async def test_a_search_says_why(client, house, student, teacher):
    why = Why(0.8, 0.6, 0.7, 1, 2, ("ice",))
    document, chunk = new_id(), new_id()
    found = Passage(
        *(chunk, document, 3, "Ice", "Why", 10, 21, "Ice floats.", 0.7),
        **{"kind": "text", "collection": "notes", "generation": 4, "why": why},
        **{"parent_start": 0, "parent_end": 50, "marks": ((0, "page 1"), (15, "page 2"))},
    )
    house.found = Found([found], sufficiency=Sufficiency(0.4, "no passage stands out"))
    body = {"query": "ice", "limit": 3, "collections": ["notes"], "kinds": ["text", "example"]}
    reply = await client.post("/v1/knowledge/search", json=body, headers=student)
    assert reply.json() == {
        "items": [
            {
                **{"document_id": str(document), "chunk_id": str(chunk), "collection": "notes"},
                **{"revision": 3, "generation": 4, "title": "Ice", "heading": "Why"},
                "place": "page 1",
                **{"kind": "text", "start": 10, "end": 21, "parent_start": 0, "parent_end": 50},
                **{"text": "Ice floats.", "text_html": None, "score": 0.7},
                "why": {
                    **{"lexical": 0.8, "dense": 0.6, "fused": 0.7, "lexical_rank": 1},
                    **{"dense_rank": 2, "terms": ["ice"]},
                },
                "url": f"/v1/documents/{document}?start=10&end=21",
            }
        ],
        **{"enough": False, "reason": "no passage stands out"},
    }
    wanted = Search("ice", 3, False, ("notes",), kinds=("text", "example"))
    assert house.searches == [(house.demo.tenant, wanted)]
    await client.post("/v1/knowledge/search", json={"query": "ice"}, headers=teacher)
    assert house.searches[-1] == (house.demo.tenant, Search("ice", staff=True))


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "query"),
        ({"query": " "}, "query"),
        ({"query": "x" * 2_001}, "query"),
        ({"query": "x", "limit": 0}, "limit"),
        ({"query": "x", "limit": 51}, "limit"),
        ({"query": "x", "kinds": ["secret"]}, "kinds/0"),
        ({"query": "x", "documents": ["1"]}, "documents/0"),
        ({"query": "x", "staff": True}, "staff"),
    ],
)
async def test_searches_that_are_refused(client, student, body, field):
    refused = await client.post("/v1/knowledge/search", json=body, headers=student)
    assert (refused.status_code, refused.json()["field"]) == (422, field)


async def test_a_search_that_nobody_judged(client, house, student):
    house.found = Found()
    reply = await client.post("/v1/knowledge/search", json={"query": "ice"}, headers=student)
    assert reply.json() == {"items": [], "enough": None, "reason": ""}


async def test_a_search_is_never_replayed(client, house, student):
    headers = {**student, "Idempotency-Key": "search"}
    for _ in range(2):
        reply = await client.post("/v1/knowledge/search", json={"query": "ice"}, headers=headers)
        assert (reply.status_code, "idempotent-replayed" in reply.headers) == (200, False)
    assert len(house.searches) == 2
