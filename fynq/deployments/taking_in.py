"""The stages of the job that takes documents in: what one actor of each pool does.

Each has the shape that Ray Data wants, batches of columns in and out, and connects to the database
by its own environment: no secret travels in a task.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any, TypeVar
from uuid import UUID

import numpy as np

from fynq.domain.errors import InvalidInput, RejectedDocument
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Audience, Document
from fynq.retrieval.parts import packed
from fynq.settings import Settings, load_settings
from fynq.storage.database import Database

T = TypeVar("T")
Batch = dict[str, np.ndarray[Any, Any]]
NO_TEXT = "The file holds no text that could be found."


@dataclass(frozen=True, slots=True)
class Plan:
    """path: what was named, a folder or a URL that fsspec knows."""

    tenant: Tenant
    collection: str
    path: str
    audience: Audience = "everyone"


@dataclass(frozen=True, slots=True)
class File:
    """source: the path relative to the folder, by which a later run revises it."""

    source: str
    path: str
    bytes: int


def listed(path: str) -> list[File]:
    """The files below `path` that could be documents, in order. A file that is named itself is
    taken whatever its ending. Raises InvalidInput when there is no way to the path."""
    from fynq.retrieval.object_store import as_os_error, opened
    from fynq.retrieval.parse import may_be_document

    try:
        system, root = opened(path)
        with as_os_error():
            if system.isfile(root):
                return [File(PurePosixPath(root).name, root, int(system.size(root)))]
            found: Mapping[str, Any] = system.find(root, detail=True)
    except (ImportError, ValueError, OSError) as error:
        raise InvalidInput(
            f"{path} cannot be listed ({type(error).__name__}).", field="path"
        ) from None
    return [
        File(name[len(root) + 1 :], name, int(facts.get("size") or 0))
        for name, facts in sorted(found.items())
        if may_be_document(name)
    ]


class _Stage:
    """An actor's own loop and database."""

    def __init__(self, plan: Plan) -> None:
        from fynq.deployments.batch import application_url

        self.plan = plan
        self.settings: Settings = load_settings()
        self._loop = asyncio.new_event_loop()
        self.database = Database(application_url(self.settings), self.settings.storage)

    def done(self, work: Coroutine[Any, Any, T]) -> T:
        return self._loop.run_until_complete(work)


class Read(_Stage):
    """Files to documents, with the texts that have no vector yet.

    Columns in: source, path, bytes. Out: source, bytes, document (JSON, empty when rejected),
    missing (JSON), code, reason.
    """

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        from fynq.retrieval.embedder import MiniLM
        from fynq.retrieval.object_store import opened
        from fynq.storage.vector_store import PostgresVectorStore

        self._system, _ = opened(plan.path)
        self._vectors = PostgresVectorStore(self.database)
        self._model = MiniLM.name

    def __call__(self, batch: Batch) -> Batch:
        rows = [
            self._row(str(source), str(path), int(size))
            for source, path, size in zip(
                batch["source"], batch["path"], batch["bytes"], strict=True
            )
        ]
        return _columns(rows)

    def _row(self, source: str, path: str, size: int) -> dict[str, Any]:
        row = {"source": source, "bytes": size, "document": "", "missing": "[]"}
        row |= {"code": "", "reason": ""}
        try:
            document = self._read(source, path)
        except InvalidInput as error:
            code = error.why.value if isinstance(error, RejectedDocument) else error.code
            return {**row, "code": code, "reason": error.detail}
        except OSError as error:
            reason = f"The file cannot be read ({type(error).__name__})."
            return {**row, "code": "unreadable", "reason": reason}
        texts = self._texts(document)
        if not texts:
            return {**row, "code": "no_text", "reason": NO_TEXT}
        known = self.done(self._vectors.known_vectors(self.plan.tenant, self._model, list(texts)))
        missing = [
            {"digest": key.hex(), "text": text} for key, text in texts.items() if key not in known
        ]
        return {**row, "document": _written(document), "missing": json.dumps(missing)}

    def _read(self, source: str, path: str) -> Document:
        from fynq.retrieval.ingest import described
        from fynq.retrieval.object_store import as_os_error
        from fynq.retrieval.parse import parse

        with as_os_error():
            raw: bytes = self._system.cat_file(path)
        found = parse(self.plan.tenant, self.plan.collection, source, raw)
        return described(found, "", self.plan.audience, None)

    def _texts(self, document: Document) -> Mapping[bytes, str]:
        from fynq.retrieval.ingest import prepare

        return prepare(document, self.settings.retrieval).texts


class Embed(_Stage):
    """Texts to stored vectors. Columns in: digest, text. Out: embedded, a count.

    What a killed job has embedded stays: each batch is kept at once.
    """

    def __init__(self, plan: Plan, device: str = "cpu") -> None:
        super().__init__(plan)
        from fynq.retrieval.embedder import MiniLM
        from fynq.storage.vector_store import PostgresVectorStore

        self._model, self._dimension = MiniLM.name, MiniLM.dimension
        self._encode = MiniLM(self.settings.retrieval).encoder(device)
        self._vectors = PostgresVectorStore(self.database)

    def __call__(self, batch: Batch) -> Batch:
        texts = {
            bytes.fromhex(str(d)): str(t)
            for d, t in zip(batch["digest"], batch["text"], strict=True)
        }
        rows = packed(self._encode(list(texts.values())), self._dimension)
        kept = dict(zip(texts, rows, strict=True))
        self.done(self._vectors.keep_vectors(self.plan.tenant, self._model, kept))
        return {"embedded": np.array([len(kept)])}


class Store(_Stage):
    """Documents into the collection, each in one transaction; rejected files into the list of
    uploads with their reasons. Columns out are counts: chunks of the documents that were read,
    stored chunks that the database has of them."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        from fynq.storage.upload_book import PostgresUploadBook

        self._book = PostgresUploadBook(self.database)

    def __call__(self, batch: Batch) -> Batch:
        names = ("source", "bytes", "document", "code", "reason")
        rows = zip(*(batch[name] for name in names), strict=True)
        return _columns([self._row(*row) for row in rows])

    def _row(self, source: Any, size: Any, written: Any, code: Any, reason: Any) -> dict[str, Any]:
        from fynq.retrieval.ingest import prepare
        from fynq.storage.upload_book import Outcome

        document = _document(str(written)) if written else None
        media_type = document.media_type if document else "application/octet-stream"
        outcome = Outcome(
            self.plan.collection, str(source), media_type, int(size), str(code), str(reason)
        )
        chunks = prepare(document, self.settings.retrieval).chunks if document else []
        changed = self.done(self._book.record_outcome(self.plan.tenant, outcome, document, chunks))
        stored = self.done(self._stored(document)) if document else 0
        return {
            "documents": int(document is not None),
            "rejected": int(document is None),
            "changed": int(changed and document is not None),
            "chunks": len(chunks),
            "stored": stored,
        }

    async def _stored(self, document: Document) -> int:
        from fynq.storage.statements import statements

        row = await self.database.row(
            self.plan.tenant,
            statements("knowledge")["count_chunks"],
            self.plan.tenant,
            document.collection,
            document.source,
        )
        return int(row[0]) if row else 0


async def publish(plan: Plan) -> int:
    """The number of the collection's generation, made where it is not up to date."""
    from fynq.deployments.batch import application_url, indexing

    settings = load_settings()
    async with indexing(settings, application_url(settings)) as indexer:
        return (await indexer.ensure(plan.tenant, plan.collection)).number


def prune(plan: Plan, settings: Settings, url: str, sources: set[str]) -> int:
    """Removes the documents of the collection that the path no longer has; how many."""

    async def remove() -> int:
        from fynq.storage.knowledge_store import PostgresKnowledgeStore
        from fynq.storage.statements import statements

        database = Database(url, settings.storage)
        try:
            rows = await database.rows(
                plan.tenant, statements("knowledge")["sources"], plan.tenant, plan.collection
            )
            gone: Sequence[UUID] = [row["id"] for row in rows if row["source"] not in sources]
            store = PostgresKnowledgeStore(database)
            for document in gone:
                await store.remove_document(plan.tenant, document)
            return len(gone)
        finally:
            await database.close()

    return asyncio.run(remove())


def _written(document: Document) -> str:
    return json.dumps({**asdict(document), "id": str(document.id)})


def _document(written: str) -> Document:
    fields = json.loads(written)
    skills, marks = tuple(fields["skills"]), tuple(map(tuple, fields["marks"]))
    return Document(**{**fields, "id": UUID(fields["id"]), "skills": skills, "marks": marks})


def _columns(rows: Sequence[Mapping[str, Any]]) -> Batch:
    """Texts as objects: an array of fixed width would have room for the longest in each row."""
    return {
        name: np.array(
            [row[name] for row in rows], object if isinstance(rows[0][name], str) else None
        )
        for name in rows[0]
    }
