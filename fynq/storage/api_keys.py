"""API keys and who holds them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fynq.domain.identifiers import Tenant
from fynq.domain.principal import Role
from fynq.identity.ports import ApiKey, KeyHolder
from fynq.storage.database import Database
from fynq.storage.statements import statements


@dataclass(frozen=True)
class PostgresApiKeys:
    database: Database

    async def add_key(self, tenant: Tenant, key: ApiKey) -> None:
        await self.database.write(
            tenant,
            statements("api_keys")["add_key"],
            tenant,
            key.id,
            key.user,
            key.name,
            key.hash,
            list(key.models),
            key.delivery,
            key.created_at,
            key.expires_at,
        )

    async def list_keys(
        self, tenant: Tenant, user: UUID | None, after: UUID | None, limit: int
    ) -> list[ApiKey]:
        rows = await self.database.rows(
            tenant, statements("api_keys")["list_keys"], tenant, user, after, limit
        )
        return [_key(row) for row in rows]

    async def revoke_key(self, tenant: Tenant, key: UUID, user: UUID | None) -> bool:
        row = await self.database.write(
            tenant, statements("api_keys")["revoke_key"], tenant, key, user
        )
        return row is not None

    async def key_holder(self, tenant: Tenant, key: UUID) -> KeyHolder | None:
        row = await self.database.row(tenant, statements("api_keys")["key_holder"], tenant, key)
        return KeyHolder(_key(row), Role(row[10]), row[11], row[12]) if row else None

    async def key_used(self, tenant: Tenant, key: UUID) -> None:
        await self.database.write(tenant, statements("api_keys")["key_used"], tenant, key)


def _key(row: Any) -> ApiKey:
    return ApiKey(
        id=row[0],
        user=row[1],
        name=row[2],
        hash=row[3],
        created_at=row[4],
        models=tuple(row[5]),
        delivery=row[6],
        expires_at=row[7],
        used_at=row[8],
        revoked_at=row[9],
    )
