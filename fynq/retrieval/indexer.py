"""The single writer of index generations."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from fynq.domain.errors import Conflict
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Chunk
from fynq.retrieval.index import (
    IndexRefused,
    OpenIndex,
    open_generation,
    remove_generation,
    remove_others,
    write_generation,
)
from fynq.retrieval.ports import Embedder, Generation, Generations, KnowledgeStore, Vectors
from fynq.retrieval.vectors import Digest, digest, embedded_text, load_vectors

_TITLES = 500
"""Chunks whose titles are read at once."""
_EMBED = 256
"""Texts embedded at once: what a cancelled rebuild throws away at most."""


@dataclass(frozen=True)
class Content:
    """What a generation is made of: chunks in order of id, and the text that stands for each."""

    chunks: Sequence[Chunk]
    texts: Sequence[str]
    digests: Sequence[Digest]

    @property
    def fingerprint(self) -> str:
        """SHA-256 over chunk ids and texts: the state of the collection."""
        total = hashlib.sha256()
        for chunk, key in zip(self.chunks, self.digests, strict=True):
            total.update(chunk.id.bytes + key)
        return total.hexdigest()


class Indexer:
    """Builds and publishes generations below `folder`. precomputed: files of save_vectors.

    One writer at a time: when another has claimed since, the call in hand raises Conflict and
    leaves nothing behind, and the next call claims anew. So a job may take over while a service
    runs, and the service goes on after it.
    """

    def __init__(
        self,
        embedder: Embedder,
        store: KnowledgeStore,
        generations: Generations,
        *,
        folder: Path,
        precomputed: Sequence[Path] = (),
    ) -> None:
        self._embedder = embedder
        self._store = store
        self._generations = generations
        self._folder = folder
        self._precomputed = precomputed
        self._epoch: int | None = None
        self._one = asyncio.Lock()

    async def rebuild(self, tenant: Tenant, collection: str) -> Generation:
        """Publishes the collection as it is now. Vectors of unchanged texts are not made again.

        Raises Conflict when another writer has claimed since. A cancelled call has published a
        whole generation or nothing.
        """
        async with self._one:
            return await self._build(tenant, collection, await self._content(tenant, collection))

    async def ensure(self, tenant: Tenant, collection: str) -> Generation:
        """The current generation if it is readable, of this embedder and up to date; else a new
        one."""
        async with self._one:
            content = await self._content(tenant, collection)
            current = await self._generations.current(tenant, collection)
            opened = await self._open(tenant, current)
            if opened and opened.generation.manifest["source"] == content.fingerprint:
                return opened.generation
            return await self._build(tenant, collection, content)

    async def ensure_all(self, tenant: Tenant) -> list[Generation]:
        return [await self.ensure(tenant, name) for name in await self._store.collections(tenant)]

    async def publish_vectors(
        self, tenant: Tenant, collection: str, known: dict[Digest, Vectors]
    ) -> Generation:
        """rebuild() with vectors that somebody else made; what they lack is embedded here."""
        async with self._one:
            content = await self._content(tenant, collection)
            return await self._build(tenant, collection, content, known)

    async def _content(self, tenant: Tenant, collection: str) -> Content:
        listed = await self._store.collection_chunks(tenant, collection)
        chunks = sorted(listed, key=lambda chunk: chunk.id)
        kept: list[Chunk] = []
        texts: list[str] = []
        for start in range(0, len(chunks), _TITLES):
            part = [chunk.id for chunk in chunks[start : start + _TITLES]]
            titled = await self._store.titled_chunks(tenant, part)
            for chunk_id in part:
                if chunk_id in titled:
                    found = titled[chunk_id]
                    kept.append(found.chunk)
                    texts.append(embedded_text(found.title, found.chunk))
        return Content(kept, texts, [digest(text) for text in texts])

    async def _build(
        self,
        tenant: Tenant,
        collection: str,
        content: Content,
        known: dict[Digest, Vectors] | None = None,
    ) -> Generation:
        if self._epoch is None:
            self._epoch = await self._generations.claim_writer()
        current = await self._generations.current(tenant, collection)
        vectors = await self._vectors(content, await self._open(tenant, current), known or {})
        commit = asyncio.ensure_future(self._commit(tenant, collection, content, vectors, current))
        try:
            return await asyncio.shield(commit)
        except asyncio.CancelledError:
            with suppress(Exception):
                await commit
            raise

    async def _commit(
        self,
        tenant: Tenant,
        collection: str,
        content: Content,
        vectors: Vectors,
        current: Generation | None,
    ) -> Generation:
        try:
            generation = await self._write(tenant, collection, content, vectors, current)
            await self._publish(tenant, generation)
        except Conflict:
            self._epoch = None
            raise
        keep = [generation.path, *([current.path] if current else [])]
        await asyncio.to_thread(remove_others, self._folder, tenant, collection, keep)
        return generation

    async def _write(
        self,
        tenant: Tenant,
        collection: str,
        content: Content,
        vectors: Vectors,
        current: Generation | None,
    ) -> Generation:
        write = partial(
            write_generation,
            self._folder,
            tenant,
            collection,
            number=current.number + 1 if current else 1,
            epoch=self._epoch or 0,
            model=self._embedder.name,
            source=content.fingerprint,
            ids=[chunk.id for chunk in content.chunks],
            digests=content.digests,
            vectors=vectors,
        )
        try:
            return await asyncio.to_thread(write)
        except FileNotFoundError:
            raise Conflict(
                "Another writer of index generations cleared this one's draft."
            ) from None

    async def _publish(self, tenant: Tenant, generation: Generation) -> None:
        try:
            await self._generations.publish(tenant, self._epoch or 0, generation)
        except Conflict:
            await asyncio.to_thread(remove_generation, self._folder, generation)
            raise

    async def _open(self, tenant: Tenant, generation: Generation | None) -> OpenIndex | None:
        if generation is None:
            return None
        try:
            return await asyncio.to_thread(
                open_generation, self._folder, tenant, generation, self._embedder.name
            )
        except IndexRefused:
            return None

    async def _vectors(
        self, content: Content, former: OpenIndex | None, known: dict[Digest, Vectors]
    ) -> Vectors:
        """Shape (chunks, dimension). Sources in turn: `known`, the former generation, the files
        of precomputed vectors, the embedder."""
        dimension = self._embedder.dimension
        rows = np.zeros((len(content.chunks), dimension), np.float32)
        missing = _fill(rows, content.digests, range(len(rows)), known)
        if missing and former is not None:
            keys = {former.digests[row].tobytes(): row for row in range(len(former.digests))}
            kept = {
                content.digests[at]: former.vectors[keys[content.digests[at]]]
                for at in missing
                if content.digests[at] in keys
            }
            missing = _fill(rows, content.digests, missing, kept)
        if missing and self._precomputed:
            made = await asyncio.to_thread(
                load_vectors, self._precomputed, self._embedder.name, dimension
            )
            missing = _fill(rows, content.digests, missing, made)
        missing = sorted(missing, key=lambda at: len(content.texts[at]))
        for start in range(0, len(missing), _EMBED):
            part = missing[start : start + _EMBED]
            rows[part] = await self._embedder.embed([content.texts[at] for at in part])
        return rows


def _fill(
    rows: Vectors, keys: Sequence[Digest], wanted: Sequence[int], known: dict[Digest, Vectors]
) -> list[int]:
    """Copies what is known into its rows; returns the rows that are still missing."""
    missing = []
    for at in wanted:
        vector = known.get(keys[at])
        if vector is None:
            missing.append(at)
        else:
            rows[at] = vector
    return missing
