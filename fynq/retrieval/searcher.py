"""Search over a school's collections."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakValueDictionary

import structlog

from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Found, Passage
from fynq.retrieval.index import IndexRefused, OpenIndex, open_generation
from fynq.retrieval.options import RetrievalOptions
from fynq.retrieval.ports import (
    Embedder,
    Generation,
    Generations,
    KnowledgeStore,
    TitledChunk,
    Vectors,
)

log = structlog.get_logger()

FRESH_SECONDS = 0.5
"""How long a replica may go on with what it knew of collections and generations."""
_RETRY_SECONDS = 5.0
_INLINE_ROWS = 20_000
"""A scan of so many vectors takes about a millisecond and needs no thread."""
_OPENING = 0.05
_SPARE = 8
"""Found beyond the limit, to replace chunks that were deleted since the index was built."""


@dataclass(slots=True)
class _Shelf:
    """What is open of one collection. index: None when it has no usable generation."""

    index: OpenIndex | None = None
    refused: str = ""
    refused_at: float = 0.0
    checked: float = float("-inf")


class Searcher:
    """Retriever port. folder: where the indexer writes generations.

    refused: told (tenant, collection) once for every generation whose files cannot be used; the
    caller may have it rebuilt. Until then the collection is searched as if it were empty.
    """

    def __init__(
        self,
        embedder: Embedder,
        store: KnowledgeStore,
        generations: Generations,
        options: RetrievalOptions,
        *,
        folder: Path,
        refused: Callable[[Tenant, str], None] | None = None,
    ) -> None:
        self._embedder = embedder
        self._store = store
        self._generations = generations
        self._options = options
        self._folder = folder
        self._tell_refused = refused
        self._shelves: OrderedDict[tuple[Tenant, str], _Shelf] = OrderedDict()
        self._names: OrderedDict[Tenant, tuple[float, tuple[str, ...]]] = OrderedDict()
        self._opening: WeakValueDictionary[tuple[Tenant, str], asyncio.Lock] = WeakValueDictionary()

    async def search(self, tenant: Tenant, query: str, limit: int) -> Sequence[Passage]:
        """Passes StorageUnavailable through; [] for a school without knowledge."""
        return (await self.look_up(tenant, query, limit)).passages

    async def look_up(self, tenant: Tenant, query: str, limit: int) -> Found:
        """search() together with the query's vector. No vector for a school without knowledge."""
        if limit < 1 or not query.strip():
            return Found([])
        indexes = [
            index
            for collection in await self._collections(tenant)
            if (index := await self._current(tenant, collection)) is not None
        ]
        if not any(len(index.ids) for index in indexes):
            return Found([])
        vector = await self._embedder.embed([query])
        passages = await self._nearest(tenant, indexes, vector, limit)
        return Found(passages, vector[0].astype("<f2").tobytes())

    async def _nearest(
        self, tenant: Tenant, indexes: Sequence[OpenIndex], vector: Vectors, limit: int
    ) -> Sequence[Passage]:
        found = []
        for index in indexes:
            if len(index.ids) > _INLINE_ROWS:
                found += await asyncio.to_thread(index.search, vector, limit + _SPARE)
            else:
                found += index.search(vector, limit + _SPARE)
        near = [pair for pair in found if pair[0] >= self._options.min_score]
        near.sort(key=lambda pair: (-pair[0], pair[1].bytes))
        near = near[: limit + _SPARE]
        if not near:
            return []
        texts = await self._store.titled_chunks(tenant, [chunk for _, chunk in near])
        passages = [_passage(texts[chunk], score) for score, chunk in near if chunk in texts]
        passages.sort(key=_rank, reverse=True)
        return passages[:limit]

    async def _collections(self, tenant: Tenant) -> tuple[str, ...]:
        known = self._names.get(tenant)
        if known is not None and time.monotonic() - known[0] < FRESH_SECONDS:
            return known[1]
        asked = time.monotonic()
        names = tuple(await self._store.collections(tenant))
        self._names[tenant] = (asked, names)
        self._names.move_to_end(tenant)
        while len(self._names) > self._options.hot_collections:
            self._names.popitem(last=False)
        return names

    async def _current(self, tenant: Tenant, collection: str) -> OpenIndex | None:
        key = (tenant, collection)
        shelf = self._shelves.get(key)
        if shelf is None or time.monotonic() - shelf.checked >= FRESH_SECONDS:
            lock = self._opening.setdefault(key, asyncio.Lock())
            async with lock:
                shelf = await self._refresh(key)
        if key in self._shelves:
            self._shelves.move_to_end(key)
        return shelf.index

    async def _refresh(self, key: tuple[Tenant, str]) -> _Shelf:
        """Looks the generation up and swaps to it; whoever waited for the lock shares the result."""
        shelf = self._shelves.setdefault(key, _Shelf())
        asked = time.monotonic()
        if asked - shelf.checked < FRESH_SECONDS:
            return shelf
        generation = await self._generations.current(*key)
        if generation is None:
            shelf.index = None
        elif shelf.index is None or shelf.index.generation.path != generation.path:
            await self._swap(key, shelf, generation)
        shelf.checked = asked
        self._shelves[key] = shelf
        while len(self._shelves) > max(self._options.hot_collections, 1):
            self._shelves.popitem(last=False)
        return shelf

    async def _swap(self, key: tuple[Tenant, str], shelf: _Shelf, generation: Generation) -> None:
        again = shelf.refused == generation.path
        if again and time.monotonic() - shelf.refused_at < _RETRY_SECONDS:
            return
        try:
            shelf.index = await asyncio.to_thread(
                open_generation, self._folder, key[0], generation, self._embedder.name
            )
            shelf.refused = ""
        except IndexRefused as error:
            shelf.index = None
            shelf.refused, shelf.refused_at = generation.path, time.monotonic()
            if not again:
                log.warning("index_refused", collection=key[1], reason=str(error))
                if self._tell_refused is not None:
                    self._tell_refused(*key)


def _rank(passage: Passage) -> float:
    """The cosine, with a little more for the opening of a document: it says what the text is about,
    where a later part often takes that for granted."""
    return passage.score + (_OPENING if passage.start == 0 else 0.0)


def _passage(found: TitledChunk, score: float) -> Passage:
    chunk = found.chunk
    return Passage(
        chunk=chunk.id,
        document=chunk.document,
        revision=chunk.revision,
        title=found.title,
        heading=chunk.heading,
        start=chunk.start,
        end=chunk.end,
        text=chunk.text,
        score=max(-1.0, min(1.0, score)),
    )
