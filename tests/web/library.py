"""The real API over memory, with the worker that takes files in, the indexer and a searcher."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from fynq.answering.knowledge_books import Upload
from fynq.answering.taking_in import TakeIn
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Document
from fynq.http.drawing import Draw
from fynq.retrieval.generations.shelf import Folder
from fynq.retrieval.hashing_embedder import HashingEmbedder
from fynq.retrieval.indexer import Indexer
from fynq.retrieval.options import RetrievalOptions
from fynq.retrieval.parse import parse
from fynq.retrieval.ports import Vectors
from fynq.retrieval.searcher import Searcher
from fynq.storage.memory.contents import Contents
from fynq.storage.memory.deltas import MemoryDeltas, MemoryReplicas
from fynq.storage.memory.knowledge import (
    MemoryGenerations,
    MemoryKnowledgeStore,
    MemoryVectorStore,
)
from fynq.storage.memory.uploads import MemoryUploadBook
from fynq.web.pages import load_pages
from fynq.web.passage import passage_to_html
from fynq.web.render import final_to_html, line_html, to_html
from tests.http.house import House
from tests.web.stand_in import Served

PASSWORD = "a long password"
SCHOOL = "valley"
OPTIONS = RetrievalOptions(min_score=0.05, chunk_chars=300)


@dataclass
class Gates:
    """Stages of the way in that wait while their name is in `shut`: 'begin', 'read', 'embed'."""

    shut: set[str] = field(default_factory=set)

    async def passing(self, stage: str) -> None:
        while stage in self.shut:
            await asyncio.sleep(0.01)


class GatedEmbedder(HashingEmbedder):
    """Files wait at the gate; questions do not."""

    def __init__(self, gates: Gates) -> None:
        super().__init__()
        self.gates = gates

    async def embed(self, texts: Sequence[str]) -> Vectors:
        if len(texts) > 1:
            await self.gates.passing("embed")
        return await super().embed(texts)


@dataclass(frozen=True)
class WorkedUploadBook(MemoryUploadBook):
    """Begins the work at once."""

    workers: list[Any] = field(default_factory=list)
    running: set[asyncio.Task[None]] = field(default_factory=set)

    async def add_upload(self, tenant: Tenant, upload: Upload) -> bool:
        added = await super().add_upload(tenant, upload)
        if added:
            task = asyncio.create_task(self.workers[0](tenant, upload))
            self.running.add(task)
            task.add_done_callback(self.running.discard)
        return added


class Library:
    """A school with an owner, a teacher and a student, on a port."""

    def __init__(self, folder: Path) -> None:
        self.gates = Gates()
        self.house = House()
        contents: Contents = self.house.contents
        embedder = GatedEmbedder(self.gates)
        stores = MemoryKnowledgeStore(contents), MemoryGenerations(contents)
        vectors = MemoryVectorStore(contents)
        deltas = MemoryDeltas(contents)
        uploads = WorkedUploadBook(contents)
        self.searcher = Searcher(
            embedder, *stores, deltas, MemoryReplicas(contents), OPTIONS, shelf=Folder(folder)
        )
        self.indexer = Indexer(embedder, deltas, vectors, stores[1], shelf=Folder(folder))
        self.take_in = TakeIn(
            uploads, self.house.blobs, self.house.parts.web, self._read, embedder, vectors, OPTIONS
        )
        uploads.workers.append(self._work)
        parts: dict[str, Any] = {
            "uploads": uploads,
            "search": self.searcher.look_up,
            "pages": load_pages(),
            "draw": Draw(to_html, line_html, final_to_html, passage_to_html),
        }
        self.house.parts = replace(self.house.parts, **parts)
        self._served = Served(self.house.app)
        self.url = self._served.url
        self.owner = self._enrol()

    async def _work(self, tenant: Tenant, upload: Upload) -> None:
        await self.gates.passing("begin")
        await self.take_in(tenant, upload.id)
        await self.indexer.rebuild(tenant, upload.collection)

    async def _read(
        self, tenant: Tenant, collection: str, source: str, raw: bytes, media_type: str
    ) -> Document:
        await self.gates.passing("read")
        return await asyncio.to_thread(parse, tenant, collection, source, raw, media_type)

    def _enrol(self) -> httpx.Client:
        body = {
            "new_school": {"name": "Valley", "slug": SCHOOL, "starter_knowledge": False},
            **{"username": "owner@valley.example", "password": PASSWORD, "display_name": "Olga"},
        }
        made = httpx.post(f"{self.url}/v1/auth/register", json=body, timeout=30)
        assert made.status_code == 201, made.text
        headers = {"Authorization": f"Bearer {made.json()['access_token']}"}
        owner = httpx.Client(base_url=self.url, headers=headers, timeout=30)
        for role in ("teacher", "student"):
            person = {
                **{"email": f"{role}@valley.example", "password": PASSWORD},
                **{"display_name": role.title(), "role": role},
            }
            added = owner.post("/v1/users", json=person)
            assert added.status_code == 201, added.text
        contents, people = self.house.contents, self.house.people
        school = people.schools[SCHOOL]
        contents.schools[school.tenant] = school
        for account in people.accounts[school.tenant].values():
            contents.accounts[school.tenant, account.id] = account
        return owner

    def put(self, collection: str, source: str, text: str, **more: Any) -> UUID:
        """A document that is searchable when this returns."""
        body = {"source": source, "text": text, **more}
        sent = self.owner.post(f"/v1/knowledge/collections/{collection}/documents", json=body)
        assert sent.status_code == 202, sent.text
        while True:
            seen = self.owner.get(sent.headers["location"]).json()
            assert seen["status"] != "rejected", seen
            if seen["status"] == "searchable":
                return UUID(seen["document_id"])
            time.sleep(0.05)

    def make(self, name: str, **more: Any) -> None:
        made = self.owner.post("/v1/knowledge/collections", json={"name": name, **more})
        assert made.status_code == 201, made.text

    def stop(self) -> None:
        self.gates.shut.clear()
        self.owner.close()
        self._served.stop()
