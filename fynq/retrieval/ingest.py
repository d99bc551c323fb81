"""From a document to its stored chunks."""

from __future__ import annotations

from dataclasses import dataclass

from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Document
from fynq.retrieval.chunking import chunk
from fynq.retrieval.options import RetrievalOptions
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
