"""Known questions of one partition, nearest first, from a copy that follows the shelf."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from fynq.domain.identifiers import Tenant
from fynq.reasoning.same_question import Asked, asked
from fynq.storage.answer_shelf import KEPT, AnswerShelf

Vector = NDArray[np.float32]

_NAME = 32
_COPIES = 32
_BEHIND = 16
"""Fetched beyond what a copy lacks, for entries that are added meanwhile."""


@dataclass(slots=True)
class _Copy:
    """A ring of the newest KEPT entries. count: the row's own when it was read."""

    count: int = 0
    next: int = 0
    vectors: Vector = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    entries: list[tuple[str, Asked]] = field(default_factory=list)

    def add(self, name: str, question: Asked, vector: Vector) -> None:
        if len(self.entries) < KEPT:
            if len(self.entries) >= len(self.vectors):
                room = np.zeros((max(16, 2 * len(self.vectors)), len(vector)), np.float32)
                if self.entries:
                    room[: len(self.vectors)] = self.vectors
                self.vectors = room
            self.entries.append((name, question))
            self.vectors[len(self.entries) - 1] = vector
            return
        self.entries[self.next] = (name, question)
        self.vectors[self.next] = vector
        self.next = (self.next + 1) % KEPT


@dataclass(frozen=True)
class Alike:
    """shelf: the truth, shared by every replica; the copies of the partitions used last are bounded."""

    shelf: AnswerShelf
    _copies: OrderedDict[tuple[Tenant, str], _Copy] = field(default_factory=OrderedDict)

    async def add(
        self, tenant: Tenant, row: str, name: str, question: str, vector: bytes, seconds: int
    ) -> None:
        """name: SHA-256 in hexadecimal."""
        size = len(vector).to_bytes(2, "little")
        entry = bytes.fromhex(name) + size + vector + question.encode()
        await self.shelf.add(tenant, row, entry, seconds)

    async def nearest(
        self, tenant: Tenant, row: str, vector: bytes, least: float, most: int
    ) -> list[tuple[str, Asked]]:
        """Names with what their questions ask; cosine at least `least`, best first."""
        copy = await self._current(tenant, row)
        wanted = np.frombuffer(vector, "<f2").astype(np.float32)
        if not copy.entries or copy.vectors.shape[1] != len(wanted):
            return []
        # Without threads: they would fight for the cores that answer requests.
        scores = np.einsum("ij,j->i", copy.vectors[: len(copy.entries)], wanted)
        best = np.argsort(-scores, kind="stable")[:most]
        return [copy.entries[at] for at in best if scores[at] >= least]

    async def _current(self, tenant: Tenant, row: str) -> _Copy:
        copy = self._copies.get((tenant, row)) or _Copy()
        count = await self.shelf.count(tenant, row)
        if count != copy.count:
            lacks = count - copy.count
            follows = 0 < lacks <= KEPT and copy.count > 0
            count, entries = await self.shelf.newest(
                tenant, row, lacks + _BEHIND if follows else KEPT
            )
            now = self._copies.get((tenant, row)) or copy
            lacks = count - now.count
            if now.count == 0 or not 0 <= lacks <= len(entries):
                now, lacks = _Copy(), len(entries)
            for entry in entries[len(entries) - lacks :]:
                _read(now, entry)
            now.count = count
            copy = now
        if copy.count:
            self._copies[tenant, row] = copy
            self._copies.move_to_end((tenant, row))
            while len(self._copies) > _COPIES:
                self._copies.popitem(last=False)
        return copy


def _read(copy: _Copy, entry: bytes) -> None:
    """Passes over an entry of another embedder, and one that cannot be read."""
    size = int.from_bytes(entry[_NAME : _NAME + 2], "little")
    start = _NAME + 2
    vector, question = entry[start : start + size], entry[start + size :]
    if len(vector) != size or size % 2 or not size:
        return
    row = np.frombuffer(vector, "<f2").astype(np.float32)
    if copy.entries and copy.vectors.shape[1] != len(row):
        return
    copy.add(entry[:_NAME].hex(), asked(question.decode("utf-8", "replace")), row)
