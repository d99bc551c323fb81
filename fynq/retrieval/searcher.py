"""Search over a school's collections."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

import numpy as np
import structlog

from fynq.domain.errors import RoomUnavailable
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import SOLUTIONS, Found, Passage, Search, Sufficiency
from fynq.retrieval.candidates import Candidate, Shelved, candidates
from fynq.retrieval.confirmations import Confirmations
from fynq.retrieval.generations.files import open_generation
from fynq.retrieval.generations.manifest import IndexRefused
from fynq.retrieval.generations.shelf import Shelf
from fynq.retrieval.holdings import Held, Holdings, Key
from fynq.retrieval.options import RetrievalOptions
from fynq.retrieval.ports import (
    Deltas,
    Embedder,
    Generations,
    KnowledgeStore,
    LiveRow,
    Replicas,
    Standing,
    TitledChunk,
    Vectors,
    Worths,
)
from fynq.retrieval.ranking.query import clean
from fynq.retrieval.ranking.rerank import CrossEncoder, rerank
from fynq.retrieval.shared_reads import SharedReads
from fynq.retrieval.view import EMPTY, View, applied, misses, opened
from fynq.retrieval.worth import RememberedWorth

Judge = Callable[[str, Sequence[Passage]], Sufficiency]
"""Whether passages, best first, answer a query."""

log = structlog.get_logger()

_RETRY_SECONDS = 5.0
_ASK_SECONDS = 30.0
"""The indexer is not asked again for the same collection before so long."""
_INLINE_ROWS = 10_000
"""A search of so many rows takes about two milliseconds and needs no thread."""
_ENTRIES = 1_000
_DOCUMENTS = 200
"""Documents whose rows are read at once."""
_SPARE = 8
"""Found beyond the limit, to replace chunks that go between the search and the reading."""
_WORDED = 0.6
"""The share of a question's weight in words at which a passage needs no near meaning."""


class Searcher:
    """Retriever port.

    Every search reads first, while its question is embedded, how far the school's collections are,
    and applies what this process has not seen: what was removed before the search began is not
    found, what was put is. A new generation is opened beside the one in use and takes its place by
    one assignment. ask: told (tenant, collection) when the indexer should make a new generation,
    because files cannot be used or much has changed. judge: of what was found; it belongs to one
    embedder, whose cosines it weighs. worths: of passages, which decides near ties.
    """

    def __init__(
        self,
        embedder: Embedder,
        store: KnowledgeStore,
        generations: Generations,
        deltas: Deltas,
        replicas: Replicas,
        options: RetrievalOptions,
        *,
        shelf: Shelf,
        ask: Callable[[Tenant, str], None] | None = None,
        encoder: CrossEncoder | None = None,
        judge: Judge | None = None,
        worths: Worths | None = None,
    ) -> None:
        self._embedder = embedder
        self._store = store
        self._generations = generations
        self._deltas = deltas
        self._standings = SharedReads(self._read)
        self._options = options
        self._shelf = shelf
        self._ask = ask
        self._encoder = encoder
        self._judge = judge
        self._worth = RememberedWorth(worths) if worths is not None else None
        self._holdings = Holdings(options.memory_bytes, options.open_collections, self._cooled)
        self.confirmations = Confirmations(replicas, self._hot_schools, self._refresh)

    def start(self) -> None:
        """Begins to confirm, in the background, what this process has applied."""
        self.confirmations.start()

    async def aclose(self) -> None:
        await self.confirmations.aclose()
        if self._worth is not None:
            await self._worth.aclose()
        warming = [held.warming for _, held in self._holdings if held.warming is not None]
        for task in warming:
            task.cancel()
        await asyncio.gather(*warming, return_exceptions=True)

    async def look_up(self, tenant: Tenant, search: Search) -> Found:
        """Passes StorageUnavailable through. No passages, and no vector, for a school without
        knowledge. While the embedder is not available, passages are found by their words alone,
        and there is no vector either."""
        if search.limit < 1 or not search.query.strip():
            return Found()
        embedding: asyncio.Task[Vectors] | None = None
        if any(key[0] == tenant for key, _ in self._holdings):
            embedding = asyncio.ensure_future(self._embedder.embed([clean(search.query)]))
        try:
            shelved = await self._shelved(tenant, search)
            if not any(one.view.count for one in shelved):
                return Found(sufficiency=self._judged(search, ()))
            vector = await self._meaning(embedding or self._embedder.embed([clean(search.query)]))
        finally:
            if embedding is not None and not embedding.done():
                embedding.cancel()
        passages = await self._passages(tenant, search, shelved, vector)
        judged = self._judged(search, passages)
        return Found(passages, b"" if vector is None else vector[0].astype("<f2").tobytes(), judged)

    async def _meaning(self, embedding: Awaitable[Vectors]) -> Vectors | None:
        """None when the embedder failed on this question. A configuration that makes it fail on all
        of them is raised."""
        try:
            return await embedding
        except RoomUnavailable as error:
            log.warning("search_by_words_alone", reason=str(error))
            return None

    def _judged(self, search: Search, passages: Sequence[Passage]) -> Sufficiency | None:
        """None also where a passage's vector is not made yet: its nearness is not known."""
        if self._judge is None or not all(passage.score for passage in passages):
            return None
        return self._judge(search.query, passages)

    async def _passages(
        self, tenant: Tenant, search: Search, shelved: Sequence[Shelved], vector: Vectors | None
    ) -> Sequence[Passage]:
        limit = search.limit + _SPARE
        worth = self._worth.of(tenant) if self._worth is not None else None
        if sum(one.view.count for one in shelved) > _INLINE_ROWS:
            found = await asyncio.to_thread(candidates, shelved, search, vector, limit, worth)
        else:
            found = candidates(shelved, search, vector, limit, worth)
        near = [one for one in found if self._near(one)]
        if not near:
            return []
        texts = await self._store.titled_chunks(tenant, [one.chunk for one in near])
        hiding = {one.standing.collection for one in shelved if one.standing.hide_solutions}
        passages = [
            _passage(texts[one.chunk], one)
            for one in near
            if one.chunk in texts
            and may_see(search, texts[one.chunk], hides=one.collection in hiding)
        ]
        ordered = (await self._read_again(search, passages))[: search.limit]
        return await self._with_surroundings(tenant, search, ordered)

    async def _read_again(self, search: Search, passages: list[Passage]) -> list[Passage]:
        """In the order of a cross-encoder, where there is one and it is in time."""
        if self._encoder is None or len(passages) < 2:
            return passages
        # Their order is worth more than their scores, which it does not follow everywhere.
        given = np.linspace(1.0, 0.5, len(passages), dtype=np.float32)
        scores = await rerank(
            self._encoder,
            clean(search.query),
            [passage.text for passage in passages],
            given,
            self._options.rerank_seconds,
        )
        return [passages[at] for at in np.argsort(-scores, kind="stable")]

    async def _with_surroundings(
        self, tenant: Tenant, search: Search, passages: list[Passage]
    ) -> list[Passage]:
        """A passage whose document was revised since it was read is left alone."""
        if not search.around or not passages:
            return passages
        found = await self._store.surroundings(
            tenant, [passage.chunk for passage in passages], search.staff
        )
        return [
            replace(passage, around=around)
            if (around := found.get(passage.chunk)) and around.revision == passage.revision
            else passage
            for passage in passages
        ]

    def _near(self, one: Candidate) -> bool:
        return one.score >= self._options.min_score or one.worded >= _WORDED

    async def _shelved(self, tenant: Tenant, search: Search) -> list[Shelved]:
        standings = await self._standings(tenant)
        wanted = [
            standing
            for standing in standings
            if (search.staff or standing.audience == "everyone")
            and (not search.collections or standing.collection in search.collections)
        ]
        views = await asyncio.gather(*(self._view(tenant, standing) for standing in wanted))
        self._holdings.trim()
        return [Shelved(view, standing) for view, standing in zip(views, wanted, strict=True)]

    async def _view(self, tenant: Tenant, standing: Standing) -> View:
        """What is searched of a collection, at its standing's position or later."""
        key = (tenant, standing.collection)
        held = self._holdings.get(key)
        if held.view is None:
            async with held.lock:
                if held.view is None:
                    held.view = await self._open(key, held, standing)
        elif standing.number != held.view.number:
            self._warm(key, held, standing)
        if held.view.position < standing.position:
            async with held.lock:
                held.view = await self._caught_up(tenant, held.view, standing)
        view = held.view
        self.confirmations.note(*key, view.position)
        self._propose(key, held, view)
        return view

    async def _open(self, key: Key, held: Held, standing: Standing) -> View:
        """The generation alone, or nothing where it cannot be used: then the log tells all."""
        generation = await self._generations.current(*key) if standing.number else None
        if generation is None:
            return EMPTY
        if held.refused == generation.path and time.monotonic() - held.refused_at < _RETRY_SECONDS:
            return held.view or EMPTY
        try:
            base = await asyncio.to_thread(
                open_generation, self._shelf, key[0], generation, self._embedder.name
            )
            if base.position < standing.cut:
                raise IndexRefused(f"{generation.path}: the log does not reach back to it")
        except IndexRefused as error:
            if held.refused != generation.path:
                log.warning("index_refused", collection=key[1], reason=str(error))
                self._ask_indexer(key, held)
            held.refused, held.refused_at = generation.path, time.monotonic()
            return held.view or EMPTY
        held.refused = ""
        return opened(base)

    def _warm(self, key: Key, held: Held, standing: Standing) -> None:
        """Opens the collection's generation beside the one in use."""
        if held.warming is None or held.warming.done():
            held.warming = asyncio.get_running_loop().create_task(
                self._swap(key, held, standing), name="warm_generation"
            )

    async def _swap(self, key: Key, held: Held, standing: Standing) -> None:
        view = await self._open(key, held, standing)
        present = held.view
        if present is None or view.number == present.number:
            return
        if view.count:
            await asyncio.to_thread(_touch, view)
        view = await self._caught_up(key[0], view, standing)
        async with held.lock:
            present = held.view
            if present is None or self._holdings.peek(key) is not held:
                return
            if view.position < present.position:
                view = await self._caught_up(
                    key[0], view, replace(standing, position=present.position)
                )
            held.view = view
        log.info("generation_swapped", collection=key[1], number=view.number)

    async def _caught_up(self, tenant: Tenant, view: View, standing: Standing) -> View:
        """The view with the collection's log applied, up to the standing's position at least."""
        while view.position < standing.position:
            entries = await self._store.log_after(
                tenant, standing.collection, view.position, _ENTRIES
            )
            if misses(view, entries.cut):
                log.info("log_was_cut", collection=standing.collection, position=view.position)
                view = replace(EMPTY, cut=entries.cut)
                continue
            last: dict[object, str] = {entry.document: entry.act for entry in entries}
            touched = {entry.document for entry in entries}
            put = sorted(document for document in touched if last[document] == "put")
            rows: list[LiveRow] = []
            for start in range(0, len(put), _DOCUMENTS):
                rows += await self._deltas.rows_of(
                    tenant,
                    self._embedder.name,
                    standing.collection,
                    put[start : start + _DOCUMENTS],
                )
            position = entries[-1].position if entries else standing.position
            dimension = self._embedder.dimension
            if len(rows) > 64:
                view = await asyncio.to_thread(applied, view, touched, rows, position, dimension)
            else:
                view = applied(view, touched, rows, position, dimension)
        return view

    def _propose(self, key: Key, held: Held, view: View) -> None:
        """Asks for a new generation when much has come or gone since the present one."""
        rows = len(view.base.rows) if view.base else 0
        many = max(self._options.compact_rows, int(rows * self._options.compact_share))
        if view.added > many:
            self._ask_indexer(key, held)

    def _ask_indexer(self, key: Key, held: Held) -> None:
        now = time.monotonic()
        if self._ask is not None and now - held.asked_at >= _ASK_SECONDS:
            held.asked_at = now
            self._ask(*key)

    async def _read(self, tenant: Tenant) -> Sequence[Standing]:
        return await self._deltas.standings(tenant)

    def _hot_schools(self) -> list[Tenant]:
        return [key[0] for key, held in self._holdings if held.view is not None]

    async def _refresh(self, tenant: Tenant) -> None:
        """Applies what happened to the collections that are open, without a search."""
        standings = {one.collection: one for one in await self._deltas.standings(tenant)}
        for key, held in self._holdings:
            if key[0] != tenant or held.view is None:
                continue
            standing = standings.get(key[1])
            if standing is None:
                self._holdings.drop(key)
                continue
            if standing.number != held.view.number:
                self._warm(key, held, standing)
            if held.view.position < standing.position:
                async with held.lock:
                    held.view = await self._caught_up(tenant, held.view, standing)
            self.confirmations.note(*key, held.view.position)

    def _cooled(self, key: Key) -> None:
        self.confirmations.release(*key)


def may_see(search: Search, found: TitledChunk, *, hides: bool) -> bool:
    """Once more at the reading: a chunk may have been withdrawn from students since the search."""
    if search.staff:
        return True
    return found.chunk.audience == "everyone" and not (hides and found.chunk.kind in SOLUTIONS)


def _touch(view: View) -> None:
    """Walks through the pages that every search needs."""
    segment = view.segments[0]
    question = segment.dense.take(np.zeros(1, np.int64))
    segment.dense.nearest(question, 1, None)


def _passage(found: TitledChunk, one: Candidate) -> Passage:
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
        score=max(-1.0, min(1.0, one.score)),
        kind=chunk.kind,
        collection=one.collection,
        generation=one.generation,
        parent_start=chunk.parent_start,
        parent_end=chunk.parent_end,
        why=one.why,
        marks=found.marks,
    )
