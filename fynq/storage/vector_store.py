"""Vectors by the digest of the text that they stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fynq.domain.identifiers import Tenant
from fynq.storage.database import Database
from fynq.storage.statements import statements


@dataclass(frozen=True)
class PostgresVectorStore:
    database: Database

    async def known_vectors(
        self, tenant: Tenant, model: str, digests: Sequence[bytes]
    ) -> Mapping[bytes, bytes]:
        rows = await self.database.rows(
            tenant, statements("knowledge")["known_vectors"], tenant, model, list(digests)
        )
        return {row["digest"]: row["vector"] for row in rows}

    async def keep_vectors(
        self, tenant: Tenant, model: str, vectors: Mapping[bytes, bytes]
    ) -> None:
        await self.database.write(
            tenant,
            statements("knowledge")["keep_vectors"],
            tenant,
            model,
            list(vectors),
            list(vectors.values()),
        )
