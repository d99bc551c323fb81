"""What searchers and the indexer read of a collection, in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Chunk
from fynq.retrieval.ports import LiveRow, Standing
from fynq.retrieval.vectors import digest, embedded_text
from fynq.storage.memory.contents import Contents


@dataclass(frozen=True)
class MemoryDeltas:
    contents: Contents

    async def standings(self, tenant: Tenant) -> Sequence[Standing]:
        found = []
        for (owner, name), collection in sorted(self.contents.collections.items()):
            if owner == tenant:
                served = self.contents.generations.get((tenant, name))
                found.append(
                    Standing(
                        name,
                        collection.position,
                        collection.audience,
                        collection.hide_solutions,
                        served.number if served else 0,
                        served.path if served else "",
                        self.contents.cuts.get((tenant, name), 0),
                    )
                )
        return found

    async def rows_of(
        self, tenant: Tenant, model: str, collection: str, documents: Sequence[UUID]
    ) -> Sequence[LiveRow]:
        wanted = set(documents)
        rows = self._rows(tenant, model, collection)
        return [row for row in rows if row.document in wanted]

    async def page(
        self, tenant: Tenant, model: str, collection: str, after: LiveRow | None, limit: int
    ) -> Sequence[LiveRow]:
        rows = self._rows(tenant, model, collection)
        if after is not None:
            rows = [row for row in rows if _place(row) > _place(after)]
        return rows[:limit]

    def _rows(self, tenant: Tenant, model: str, collection: str) -> list[LiveRow]:
        rows = [
            self._row(tenant, model, chunk)
            for (owner, _), chunk in self.contents.chunks.items()
            if owner == tenant
            and self.contents.documents[tenant, chunk.document].collection == collection
        ]
        return sorted(rows, key=_place)

    def _row(self, tenant: Tenant, model: str, chunk: Chunk) -> LiveRow:
        document = self.contents.documents[tenant, chunk.document]
        key = digest(embedded_text(document.title, chunk))
        return LiveRow(
            chunk.id,
            chunk.document,
            chunk.ordinal,
            chunk.kind,
            "staff" if document.audience == "staff" else chunk.audience,
            document.title,
            chunk.heading,
            chunk.text,
            tuple(document.skills),
            self.contents.vectors.get((tenant, model, key), b""),
        )


def _place(row: LiveRow) -> tuple[UUID, int, UUID]:
    return row.document, row.ordinal, row.chunk


@dataclass(frozen=True)
class MemoryReplicas:
    contents: Contents

    async def seen(self, replica: UUID, room: str) -> None:
        self.contents.replicas[replica] = room

    async def gone(self, replica: UUID) -> None:
        self.contents.replicas.pop(replica, None)

    async def applied(self, tenant: Tenant, replica: UUID, positions: Mapping[str, int]) -> None:
        for collection, position in positions.items():
            key = (tenant, collection, replica)
            held = self.contents.replica_positions
            held[key] = max(held.get(key, 0), position)

    async def released(self, tenant: Tenant, replica: UUID, collections: Collection[str]) -> None:
        for collection in collections:
            self.contents.replica_positions.pop((tenant, collection, replica), None)
