"""From a document to its stored chunks."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Audience, Document
from fynq.retrieval.chunking import chunk
from fynq.retrieval.confined.reader import DocumentReader
from fynq.retrieval.options import RetrievalOptions
from fynq.retrieval.parse import parse
from fynq.retrieval.ports import KnowledgeStore


@dataclass(frozen=True, slots=True)
class Ingested:
    """changed: False when this very text was stored already. chunks: how many it has."""

    changed: bool
    chunks: int


async def ingest(
    tenant: Tenant, store: KnowledgeStore, document: Document, options: RetrievalOptions
) -> Ingested:
    """Stores the document and its chunks together; the caller has the collection rebuilt."""
    chunks = chunk(document, options.chunk_chars)
    changed = await store.put_document(tenant, document, chunks)
    return Ingested(changed=changed, chunks=len(chunks))


async def ingest_bytes(
    tenant: Tenant,
    store: KnowledgeStore,
    collection: str,
    source: str,
    raw: bytes,
    options: RetrievalOptions,
    *,
    media_type: str | None = None,
    audience: Audience = "everyone",
    reader: DocumentReader | None = None,
) -> tuple[Document, Ingested]:
    """Reads an uploaded file and stores it. Raises what `parse` and the store raise."""
    document = await asyncio.to_thread(
        parse, tenant, collection, source, raw, media_type, audience=audience, reader=reader
    )
    return document, await ingest(tenant, store, document, options)
