"""The single writer of index generations."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from fynq.domain.errors import Conflict, NotFound
from fynq.domain.identifiers import Tenant
from fynq.retrieval.generations.files import (
    Base,
    Contents,
    Shape,
    Step,
    copy_generation,
    no_step,
    open_generation,
    write_generation,
)
from fynq.retrieval.generations.manifest import IndexRefused, folder_of
from fynq.retrieval.generations.rows import RowTable
from fynq.retrieval.generations.shelf import Shelf
from fynq.retrieval.ports import (
    Deltas,
    Embedder,
    Generation,
    Generations,
    LiveRow,
    Standing,
    Vectors,
    VectorStore,
)
from fynq.retrieval.vectors import Digest, digest, embedded_text_of, load_vectors
from fynq.retrieval.view import lexical_of

_PAGE = 1_000
_EMBED = 256
"""Texts embedded at once: what a cancelled rebuild throws away at most."""
_KEPT = 500
"""Vectors stored at once."""


@dataclass(frozen=True)
class Collected:
    """A collection as it was read: rows in order of document and place, the digest of the text that
    stands for each, and the position of the log that they are at, or past."""

    rows: Sequence[LiveRow]
    digests: Sequence[Digest]
    position: int

    @property
    def fingerprint(self) -> str:
        """SHA-256 over chunks and texts: the state of the collection."""
        total = hashlib.sha256()
        for row, key in zip(self.rows, self.digests, strict=True):
            total.update(row.chunk.bytes + key)
        return total.hexdigest()


class Indexer:
    """Builds and publishes generations. precomputed: files of save_vectors.

    One writer at a time: when another has claimed since, the call in hand raises Conflict and
    leaves nothing behind, and the next call claims anew. So a job may take over while a service
    runs, and the service goes on after it. step: told each step of publishing.
    """

    def __init__(
        self,
        embedder: Embedder,
        deltas: Deltas,
        vectors: VectorStore,
        generations: Generations,
        *,
        shelf: Shelf,
        precomputed: Sequence[Path] = (),
        shape: Shape | None = None,
        step: Step = no_step,
    ) -> None:
        self._embedder = embedder
        self._deltas = deltas
        self._known = vectors
        self._generations = generations
        self._shelf = shelf
        self._precomputed = precomputed
        self._shape = shape or Shape()
        self._step = step
        self._epoch: int | None = None
        self._one = asyncio.Lock()

    async def rebuild(self, tenant: Tenant, collection: str) -> Generation:
        """Publishes the collection as it is now. Vectors of unchanged texts are not made again.

        Raises NotFound when there is no such collection, and Conflict when another writer has
        claimed since. A cancelled call has published a whole generation or nothing.
        """
        async with self._one:
            return await self._build(tenant, await self._standing(tenant, collection))

    async def ensure(self, tenant: Tenant, collection: str) -> Generation:
        """The current generation if it is readable, of this embedder and up to date; else a new
        one."""
        async with self._one:
            standing = await self._standing(tenant, collection)
            current = await self._generations.current(tenant, collection)
            opened = await self._open(tenant, current)
            if opened and opened.position == standing.position:
                return opened.generation
            return await self._build(tenant, standing)

    async def ensure_all(self, tenant: Tenant) -> list[Generation]:
        standings = await self._deltas.standings(tenant)
        return [await self.ensure(tenant, standing.collection) for standing in standings]

    async def publish_vectors(
        self, tenant: Tenant, collection: str, known: Mapping[Digest, Vectors]
    ) -> Generation:
        """rebuild() with vectors that somebody else made; what they lack is embedded here."""
        async with self._one:
            return await self._build(tenant, await self._standing(tenant, collection), known)

    async def roll_back(
        self, tenant: Tenant, collection: str, number: int | None = None
    ) -> Generation:
        """Serves an earlier generation again, the one before the present where none is named.

        It is published under a new number with the same files; what happened to the collection
        since it was made is applied to it like any delta. Raises NotFound when it is not there any
        more.
        """
        async with self._one:
            history = await self._generations.history(tenant, collection)
            earlier = next((g for g in history[1:] if number is None or g.number == number), None)
            if earlier is None:
                raise NotFound("There is no such earlier generation.")
            epoch = await self._claimed()
            copy = partial(
                copy_generation,
                self._shelf,
                tenant,
                earlier,
                number=history[0].number + 1,
                epoch=epoch,
                step=self._step,
            )
            try:
                generation = await asyncio.to_thread(copy)
            except (OSError, IndexRefused):
                raise NotFound("The files of that generation are not there any more.") from None
            return await self._publish(tenant, generation, [history[0].path, earlier.path])

    async def _standing(self, tenant: Tenant, collection: str) -> Standing:
        """Read before the rows, so that what changes meanwhile is in the log above it."""
        for standing in await self._deltas.standings(tenant):
            if standing.collection == collection:
                return standing
        raise NotFound("There is no such collection.")

    async def _collected(self, tenant: Tenant, standing: Standing) -> Collected:
        rows: list[LiveRow] = []
        while True:
            page = await self._deltas.page(
                tenant,
                self._embedder.name,
                standing.collection,
                rows[-1] if rows else None,
                _PAGE,
            )
            rows += page
            if len(page) < _PAGE:
                break
        digests = [digest(embedded_text_of(row)) for row in rows]
        return Collected(rows, digests, standing.position)

    async def _claimed(self) -> int:
        if self._epoch is None:
            self._epoch = await self._generations.claim_writer()
        return self._epoch

    async def _build(
        self,
        tenant: Tenant,
        standing: Standing,
        known: Mapping[Digest, Vectors] | None = None,
    ) -> Generation:
        await self._claimed()
        collected = await self._collected(tenant, standing)
        current = await self._generations.current(tenant, standing.collection)
        former = await self._open(tenant, current)
        vectors = await self._vectors(tenant, collected, former, known or {})
        commit = asyncio.ensure_future(
            self._commit(tenant, standing.collection, collected, vectors, current)
        )
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
        collected: Collected,
        vectors: Vectors,
        current: Generation | None,
    ) -> Generation:
        def write() -> Generation:
            contents = Contents(
                RowTable.of(collected.rows, collected.digests),
                vectors,
                lexical_of(collected.rows),
                collected.position,
                collected.fingerprint,
            )
            return write_generation(
                self._shelf,
                tenant,
                collection,
                contents,
                number=current.number + 1 if current else 1,
                epoch=self._epoch or 0,
                model=self._embedder.name,
                shape=self._shape,
                step=self._step,
            )

        try:
            generation = await asyncio.to_thread(write)
        except FileNotFoundError:
            self._epoch = None
            raise Conflict(
                "Another writer of index generations cleared this one's draft."
            ) from None
        return await self._publish(tenant, generation, [current.path] if current else [])

    async def _publish(
        self, tenant: Tenant, generation: Generation, keep: Sequence[str]
    ) -> Generation:
        """Makes it the one that is served, and clears what former generations and crashed writers
        left. keep: paths that stay."""
        try:
            await self._generations.publish(tenant, self._epoch or 0, generation)
        except Conflict:
            self._epoch = None
            await asyncio.to_thread(self._shelf.remove, generation.path)
            raise
        self._step("published")
        await asyncio.to_thread(self._clear, tenant, generation, keep)
        self._step("cleared")
        return generation

    def _clear(self, tenant: Tenant, generation: Generation, keep: Sequence[str]) -> None:
        for path in self._shelf.names(folder_of(tenant, generation.collection)):
            if path != generation.path and path not in keep:
                self._shelf.remove(path)

    async def _open(self, tenant: Tenant, generation: Generation | None) -> Base | None:
        if generation is None:
            return None
        try:
            return await asyncio.to_thread(
                open_generation, self._shelf, tenant, generation, self._embedder.name
            )
        except IndexRefused:
            return None

    async def _vectors(
        self,
        tenant: Tenant,
        collected: Collected,
        former: Base | None,
        known: Mapping[Digest, Vectors],
    ) -> Vectors:
        """Shape (rows, dimension), in half precision as they are stored. Sources in turn: the
        stored vectors, `known`, the former generation, the files of precomputed vectors, the
        embedder. What was not stored is stored."""
        dimension = self._embedder.dimension
        rows = np.zeros((len(collected.rows), dimension), np.float32)
        missing = []
        for at, row in enumerate(collected.rows):
            if len(row.vector) == 2 * dimension:
                rows[at] = np.frombuffer(row.vector, "<f2")
            else:
                missing.append(at)
        unstored = missing
        keys = collected.digests
        missing = _fill(rows, keys, missing, known)
        if missing and former is not None:
            missing = _fill(rows, keys, missing, _of_former(former, {keys[at] for at in missing}))
        if missing and self._precomputed:
            made = await asyncio.to_thread(
                load_vectors, self._precomputed, self._embedder.name, dimension
            )
            missing = _fill(rows, keys, missing, made)
        missing = sorted(missing, key=lambda at: len(collected.rows[at].text))
        for start in range(0, len(missing), _EMBED):
            part = missing[start : start + _EMBED]
            texts = [embedded_text_of(collected.rows[at]) for at in part]
            rows[part] = (await self._embedder.embed(texts)).astype(np.float16)
        for start in range(0, len(unstored), _KEPT):
            kept = {
                keys[at]: rows[at].astype("<f2").tobytes() for at in unstored[start : start + _KEPT]
            }
            await self._known.keep_vectors(tenant, self._embedder.name, kept)
        return rows


def _of_former(former: Base, wanted: set[Digest]) -> dict[Digest, Vectors]:
    """Vectors of the former generation by the digest of their text."""
    digests = former.rows.digests
    rows = [at for at in range(len(digests)) if digests[at].tobytes() in wanted]
    taken = former.dense.take(np.array(rows, np.int64))
    return {digests[at].tobytes(): vector for at, vector in zip(rows, taken, strict=True)}


def _fill(
    rows: Vectors,
    keys: Sequence[Digest],
    wanted: Sequence[int],
    known: Mapping[Digest, Vectors],
) -> list[int]:
    """Copies what is known into its rows, in half precision; returns the rows still missing."""
    missing = []
    for at in wanted:
        vector = known.get(keys[at])
        if vector is None:
            missing.append(at)
        else:
            rows[at] = vector.astype(np.float16)
    return missing
