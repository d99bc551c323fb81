"""A school's knowledge in memory, with an indexer and searchers over it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np

from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Passage, Search
from fynq.retrieval.generations.files import Contents as Made
from fynq.retrieval.generations.rows import RowTable
from fynq.retrieval.generations.shelf import Folder, Shelf
from fynq.retrieval.hashing_embedder import HashingEmbedder
from fynq.retrieval.indexer import Indexer
from fynq.retrieval.ingest import ingest
from fynq.retrieval.options import RetrievalOptions
from fynq.retrieval.parse import parse
from fynq.retrieval.ports import LiveRow, Vectors
from fynq.retrieval.searcher import Judge, Searcher
from fynq.retrieval.vectors import digest, embedded_text_of
from fynq.retrieval.view import lexical_of
from fynq.storage.memory.contents import Contents
from fynq.storage.memory.deltas import MemoryDeltas, MemoryReplicas
from fynq.storage.memory.knowledge import (
    MemoryGenerations,
    MemoryKnowledgeStore,
    MemoryVectorStore,
)

ONE, TWO = Tenant(UUID(int=1)), Tenant(UUID(int=2))
OPTIONS = RetrievalOptions(min_score=0.05)


class CountingEmbedder(HashingEmbedder):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    async def embed(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        await asyncio.sleep(0)
        return await super().embed(texts)


@dataclass
class House:
    folder: Path
    contents: Contents = field(default_factory=Contents)
    embedder: CountingEmbedder = field(default_factory=CountingEmbedder)
    asked: list[tuple[Tenant, str]] = field(default_factory=list)
    shelf: Shelf | None = None

    def __post_init__(self) -> None:
        self.shelf = self.shelf or Folder(self.folder)
        self.store = MemoryKnowledgeStore(self.contents)
        self.generations = MemoryGenerations(self.contents)
        self.deltas = MemoryDeltas(self.contents)
        self.vectors = MemoryVectorStore(self.contents)
        self.replicas = MemoryReplicas(self.contents)
        self.indexer = self.new_indexer()
        self.searcher = self.new_searcher()

    def new_indexer(self, **more: Any) -> Indexer:
        return Indexer(
            self.embedder, self.deltas, self.vectors, self.generations, shelf=self.shelf, **more
        )

    def new_searcher(self, judge: Judge | None = None, **options: Any) -> Searcher:
        return Searcher(
            self.embedder,
            self.store,
            self.generations,
            self.deltas,
            self.replicas,
            RetrievalOptions(**{"min_score": 0.05, **options}),
            shelf=self.shelf,
            ask=lambda tenant, name: self.asked.append((tenant, name)),
            judge=judge,
        )

    async def write(
        self, tenant: Tenant, source: str, text: str, collection: str = "notes"
    ) -> None:
        await ingest(tenant, self.store, parse(tenant, collection, source, text), OPTIONS)

    async def delete(self, tenant: Tenant, source: str) -> None:
        for (owner, id_), document in list(self.contents.documents.items()):
            if (owner, document.source) == (tenant, source):
                await self.store.remove_document(tenant, id_)

    async def publish(self, tenant: Tenant, source: str, text: str) -> None:
        await self.write(tenant, source, text)
        await self.indexer.rebuild(tenant, "notes")

    async def find(self, tenant: Tenant, query: str, limit: int, **more: Any) -> list[Passage]:
        return await find(self.searcher, tenant, query, limit, **more)

    async def texts(self, tenant: Tenant, query: str, limit: int = 9, **more: Any) -> list[str]:
        return [passage.text for passage in await self.find(tenant, query, limit, **more)]


async def find(
    searcher: Searcher, tenant: Tenant, query: str, limit: int, **more: Any
) -> list[Passage]:
    return list((await searcher.look_up(tenant, Search(query, limit, **more))).passages)


def made_of(rows: Sequence[LiveRow], vectors: Vectors, position: int = 1, **told: Any) -> Made:
    table = RowTable.of(rows, [digest(embedded_text_of(row)) for row in rows])
    return Made(table, vectors, lexical_of(rows), position, "fingerprint", told)


def rows_of(count: int, per_document: int = 2, **more: Any) -> list[LiveRow]:
    return [
        LiveRow(
            UUID(int=at),
            UUID(int=1000 + at // per_document),
            at % per_document,
            more.get("kind", "text"),
            more.get("audience", "everyone"),
            "Title",
            "Heading",
            f"text number {at}",
            more.get("skills", ()),
        )
        for at in range(count)
    ]


def vectors_of(count: int, dimension: int = 8) -> Vectors:
    rng = np.random.default_rng(count)
    rows = rng.normal(size=(count, dimension)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)
