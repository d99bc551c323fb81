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
import structlog

from fynq.domain.errors import Conflict, NotFound
from fynq.domain.identifiers import Tenant
from fynq.retrieval.duplicates import near_text
from fynq.retrieval.examining import examined, regressed
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
from fynq.retrieval.parts import PARTS, Parts, packed, split, unpacked, whole
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

log = structlog.get_logger()

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
        self._regressed: dict[tuple[Tenant, str], int] = {}

    async def rebuild(self, tenant: Tenant, collection: str) -> Generation:
        """Publishes the collection as it is now. Vectors of unchanged texts are not made again.

        A generation that examines worse than the served one does not take its place: the served one
        is returned. Raises NotFound when there is no such collection, and Conflict when another writer has
        claimed since. A cancelled call has published a whole generation or nothing.
        """
        async with self._one:
            return await self._build(tenant, await self._standing(tenant, collection))

    async def ensure(self, tenant: Tenant, collection: str) -> Generation:
        """The current generation if it is readable, of this embedder and up to date, or if one made
        at the collection's present state was worse; else a new one.

        Raises NotFound when there is no such collection; what files it had are removed.
        """
        async with self._one:
            try:
                standing = await self._standing(tenant, collection)
            except NotFound:
                await asyncio.to_thread(self._clear, tenant, collection, ())
                raise
            current = await self._generations.current(tenant, collection)
            opened = await self._open(tenant, current)
            refused_at = self._regressed.get((tenant, collection))
            if opened and standing.position in (opened.position, refused_at):
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
        passages = await self._passages(tenant, collected, former, known or {})
        contents = await self._contents(tenant, collected, passages, former)
        if current and former and regressed(current.manifest, contents.told):
            log.warning(
                "generation_regressed",
                collection=standing.collection,
                served=current.number,
                ndcg=current.manifest.get("ndcg"),
                refused_ndcg=contents.told["ndcg"],
            )
            self._regressed[tenant, standing.collection] = standing.position
            return current
        commit = asyncio.ensure_future(self._commit(tenant, standing.collection, contents, current))
        try:
            return await asyncio.shield(commit)
        except asyncio.CancelledError:
            with suppress(Exception):
                await commit
            raise

    async def _contents(
        self,
        tenant: Tenant,
        collected: Collected,
        passages: tuple[Vectors, Parts | None],
        former: Base | None,
    ) -> Contents:
        """With the collection's self-examination."""
        groups = await asyncio.to_thread(near_text, collected.rows)
        table = RowTable.of(collected.rows, collected.digests, groups)
        lexical = await asyncio.to_thread(lexical_of, collected.rows)
        embed = partial(self._embedded, tenant)
        vectors, parts = passages
        told = await examined(collected.rows, table, lexical, vectors, parts, former, embed)
        source = collected.fingerprint
        return Contents(table, vectors, lexical, collected.position, source, told, parts)

    async def _commit(
        self,
        tenant: Tenant,
        collection: str,
        contents: Contents,
        current: Generation | None,
    ) -> Generation:
        def write() -> Generation:
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
        await asyncio.to_thread(
            self._clear, tenant, generation.collection, (generation.path, *keep)
        )
        self._step("cleared")
        return generation

    def _clear(self, tenant: Tenant, collection: str, keep: Sequence[str]) -> None:
        for path in self._shelf.names(folder_of(tenant, collection)):
            if path not in keep:
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

    async def _passages(
        self,
        tenant: Tenant,
        collected: Collected,
        former: Base | None,
        known: Mapping[Digest, Vectors],
    ) -> tuple[Vectors, Parts | None]:
        """The vectors of the rows and their parts, as they are stored; None where there are no
        parts, or so many rows that their parts would be most of the index. `known` comes before what is
        stored; what is neither is the former generation's, or as in _embedded()."""
        dimension = self._embedder.dimension
        vectors = np.zeros((len(collected.rows), dimension), np.float32)
        count = len(collected.rows) if len(collected.rows) < self._shape.quantize_rows else 0
        parts = np.zeros((count, PARTS, dimension), np.int8)
        missing = []
        for at, row in enumerate(collected.rows):
            stored = unpacked(row.vector, dimension)
            if stored is not None and collected.digests[at] not in known:
                vectors[at : at + 1], pieces = split(stored[None], dimension)
                if count:
                    parts[at] = pieces[0]
            else:
                missing.append(at)
        keys = collected.digests
        for start in range(0, len(missing), _PAGE):
            some = missing[start : start + _PAGE]
            given = {keys[at]: known[keys[at]] for at in some if keys[at] in known}
            if former is not None:
                given |= _of_former(former, {keys[at] for at in some} - given.keys())
            texts = [embedded_text_of(collected.rows[at]) for at in some]
            made = await self._embedded(tenant, texts, given)
            vectors[some], pieces = split(made, dimension)
            if count:
                parts[some] = pieces
        return vectors, parts if parts.any() else None

    async def _embedded(
        self, tenant: Tenant, texts: Sequence[str], given: Mapping[Digest, Vectors] | None = None
    ) -> Vectors:
        """Embedded passages. Sources in turn: `given`, what is stored, the files of
        precomputed vectors, the embedder. What was not stored is stored."""
        model, dimension = self._embedder.name, self._embedder.dimension
        keys = [digest(text) for text in texts]
        stored = await self._stored(tenant, keys)
        found: dict[Digest, Vectors] = {**stored, **(given or {})}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        if missing and self._precomputed:
            made = await asyncio.to_thread(load_vectors, self._precomputed, model, dimension)
            found |= {key: made[key] for key in missing if key in made}
        left = sorted((key for key in missing if key not in found), key=lambda k: len(missing[k]))
        for start in range(0, len(left), _EMBED):
            part = left[start : start + _EMBED]
            passages = await self._embedder.embed_passages([missing[key] for key in part])
            found.update(zip(part, passages, strict=True))
        new = [key for key in dict.fromkeys(keys) if key not in stored]
        for start in range(0, len(new), _KEPT):
            part = new[start : start + _KEPT]
            rows = packed(np.stack([found[key] for key in part]), dimension)
            await self._known.keep_vectors(tenant, model, dict(zip(part, rows, strict=True)))
        result = np.zeros((len(texts), (1 + PARTS) * dimension), np.float32)
        for at, key in enumerate(keys):
            result[at] = found[key]
        return result

    async def _stored(self, tenant: Tenant, keys: Sequence[Digest]) -> dict[Digest, Vectors]:
        found: dict[Digest, Vectors] = {}
        for start in range(0, len(keys), _KEPT):
            part = await self._known.known_vectors(
                tenant, self._embedder.name, list(dict.fromkeys(keys[start : start + _KEPT]))
            )
            for key, kept in part.items():
                row = unpacked(kept, self._embedder.dimension)
                if row is not None:
                    found[key] = row
        return found


def _of_former(former: Base, wanted: set[Digest]) -> dict[Digest, Vectors]:
    """Embedded passages of the former generation by the digest of their text."""
    digests = former.rows.digests
    rows = [at for at in range(len(digests)) if digests[at].tobytes() in wanted]
    passages = whole(former.dense.take(np.array(rows, np.int64)))
    if former.parts is not None:
        dimension = passages.shape[1] // (1 + PARTS)
        passages[:, dimension:] = former.parts[rows].reshape(len(rows), PARTS * dimension)
    return {digests[at].tobytes(): passage for at, passage in zip(rows, passages, strict=True)}
