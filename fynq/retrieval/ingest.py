"""From a document to what is stored of it. The API's worker and the job take the same steps, so
that the same file gives the same chunks, whichever way it came in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Audience, Chunk, Document
from fynq.retrieval.chunking import chunk
from fynq.retrieval.options import RetrievalOptions
from fynq.retrieval.parts import packed
from fynq.retrieval.ports import Embedder, KnowledgeStore, VectorStore
from fynq.retrieval.vectors import Digest, digest, embedded_text

EMBED_BATCH = 256
"""Texts embedded between two looks at what is done."""

Progress = Callable[[int, int], Awaitable[None]]
"""Told (chunks, how many of them are embedded)."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document with its chunks. texts: what stands for them in vector space, by its digest."""

    document: Document
    chunks: Sequence[Chunk]
    texts: Mapping[Digest, str]


@dataclass(frozen=True, slots=True)
class Ingested:
    """changed: False when this very text was stored already. chunks: how many it has."""

    changed: bool
    chunks: int


def described(
    document: Document, title: str, audience: Audience, skills: Sequence[str] | None
) -> Document:
    """The document with what its uploader said of it; '' and None leave the file's own."""
    return replace(
        document,
        title=title or document.title,
        audience=audience,
        skills=document.skills if skills is None else tuple(skills),
    )


def prepare(document: Document, options: RetrievalOptions) -> Prepared:
    """Its chunks, which are for the same audience as the document."""
    chunks = [
        replace(part, audience=document.audience) if part.audience != document.audience else part
        for part in chunk(document, options.chunk_chars)
    ]
    texts = [embedded_text(document.title, part) for part in chunks]
    return Prepared(document, chunks, {digest(text): text for text in texts})


async def embed_missing(
    tenant: Tenant,
    prepared: Prepared,
    embedder: Embedder,
    store: VectorStore,
    progress: Progress,
) -> None:
    """Embeds what this model has not embedded yet, shortest first, and keeps each batch at once:
    whoever is killed in between goes on from there."""
    digests = list(prepared.texts)
    known = await store.known_vectors(tenant, embedder.name, digests)
    missing = sorted(
        (key for key in digests if key not in known), key=lambda key: len(prepared.texts[key])
    )
    total = len(prepared.chunks)
    await progress(total, total - len(missing))
    for start in range(0, len(missing), EMBED_BATCH):
        part = missing[start : start + EMBED_BATCH]
        passages = await embedder.embed_passages([prepared.texts[key] for key in part])
        rows = packed(passages, embedder.dimension)
        await store.keep_vectors(tenant, embedder.name, dict(zip(part, rows, strict=True)))
        await progress(total, total - len(missing) + start + len(part))


async def ingest(
    tenant: Tenant, store: KnowledgeStore, document: Document, options: RetrievalOptions
) -> Ingested:
    """Stores the document and its chunks together; the caller has the collection rebuilt."""
    prepared = prepare(document, options)
    changed = await store.put_document(tenant, document, prepared.chunks)
    return Ingested(changed=changed, chunks=len(prepared.chunks))
