"""A school's own books: uploaded, found, quoted, removed, over HTTP and the whole graph."""

from __future__ import annotations

import time
from uuid import uuid4

import httpx
import pytest

from tests.graph.instance import Instance, User

pytestmark = pytest.mark.graph

TEXT = """# Mitochondria

The mitochondrion is the powerhouse of the cell.

## Exercise

What does a mitochondrion make?

## Solution

It makes ATP, zyzzyva forty-two.
"""
HOME = "/v1/knowledge/collections"


@pytest.fixture(scope="module")
def owner(graph: Instance) -> User:
    return graph.found_school(f"books-{uuid4().hex[:8]}")


def settled(client: httpx.Client, reply: httpx.Response) -> dict:
    assert reply.status_code == 202, reply.text
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        upload = client.get(reply.headers["location"]).json()
        if upload["status"] in ("searchable", "rejected"):
            return upload
        time.sleep(0.2)
    raise AssertionError(upload)


def found(client: httpx.Client, query: str) -> list[str]:
    reply = client.post("/v1/knowledge/search", json={"query": query, "collections": ["cells"]})
    assert reply.status_code == 200, reply.text
    return [passage["text"] for passage in reply.json()["items"]]


def test_a_book_is_uploaded_found_quoted_and_removed(owner: User) -> None:
    with owner.client() as client:
        assert client.post(HOME, json={"name": "cells"}).status_code == 201
        sent = client.post(f"{HOME}/cells/documents", files={"file": ("m.md", TEXT.encode())})
        upload = settled(client, sent)
        assert (upload["status"], upload["embedded"]) == ("searchable", upload["chunks"])
        place = f"/v1/documents/{upload['document_id']}"
        assert client.get(place).json()["text"] == TEXT
        assert any("powerhouse" in text for text in found(client, "powerhouse of the cell"))
        assert any("zyzzyva" in text for text in found(client, "zyzzyva forty-two"))

        asked = {"question": "What is the powerhouse of the cell?"}
        once = {"Idempotency-Key": uuid4().hex}
        first = client.post("/v1/doubts", json=asked, headers=once)
        assert client.post("/v1/doubts", json=asked, headers=once).content == first.content
        doubt = first.json()
        assert doubt["answer"]["citations"][0]["source"] == "current"
        assert "powerhouse of the cell" in doubt["answer"]["text"]

        gone = client.delete(f"/v1/knowledge/documents/{upload['document_id']}")
        assert gone.status_code == 200
        assert found(client, "powerhouse of the cell") == []
        assert client.get(place).status_code == 404
        again = client.get(f"/v1/doubts/{doubt['id']}").json()["answer"]
        assert (again["citations"][0]["source"], again["citations"][0]["quote"]) == ("removed", "")
        assert "powerhouse" not in again["text"] + again["final"]
        replayed = client.post("/v1/doubts", json=asked, headers=once)
        assert replayed.headers["idempotent-replayed"] == "true"
        assert replayed.json()["id"] == doubt["id"]
        assert "powerhouse" not in replayed.text.replace(asked["question"], "")
        anew = owner.ask("What is the powerhouse of the cell?")
        assert all(c["document_id"] != upload["document_id"] for c in anew["citations"])
        assert anew["answer"] is None or "is the powerhouse" not in anew["answer"]["text"]
        assert client.get(f"/v1/knowledge/deletions/{gone.json()['id']}").status_code == 200


def test_what_cannot_be_taken_in_says_why(owner: User) -> None:
    with owner.client() as client:
        client.post(HOME, json={"name": "bad"})
        files = {"file": ("x.pdf", b"%PDF-1.7 nothing", "application/pdf")}
        upload = settled(client, client.post(f"{HOME}/bad/documents", files=files))
        assert upload["rejected"]["code"] == "broken"
        body = {"url": "http://localhost/secret"}
        upload = settled(client, client.post(f"{HOME}/bad/documents", json=body))
        assert upload["rejected"]["code"] == "url"
        listed = client.get("/v1/knowledge/uploads?status=rejected&collection=bad").json()
        assert len(listed["items"]) == 2


def test_one_short_note_is_enough(graph: Instance) -> None:
    teacher = graph.found_school(f"note-{uuid4().hex[:8]}")
    with teacher.client() as client:
        client.post(HOME, json={"name": "rules"})
        note = b"In the lab we always wear goggles and a coat."
        sent = client.post(f"{HOME}/rules/documents", files={"file": ("note.md", note)})
        assert settled(client, sent)["status"] == "searchable"
        answer = teacher.ask("What do we wear in the lab?")["answer"]
        assert answer is not None and answer["status"] == "verified"
        assert "goggles and a coat" in answer["text"]
        assert teacher.ask("What do we wear in the gym?")["answer"] is None
