"""API keys in memory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from fynq.domain.errors import Conflict, NotFound
from fynq.domain.identifiers import Tenant
from fynq.identity.ports import ApiKey, KeyHolder
from fynq.storage.memory.contents import Contents, storable


@dataclass(frozen=True)
class MemoryApiKeys:
    contents: Contents

    async def add_key(self, tenant: Tenant, key: ApiKey) -> None:
        storable(key)
        if (tenant, key.user) not in self.contents.accounts:
            raise NotFound("Something that this refers to is not there.")
        if (tenant, key.id) in self.contents.api_keys:
            raise Conflict("This is already there.")
        self.contents.api_keys[tenant, key.id] = key

    async def list_keys(
        self, tenant: Tenant, user: UUID | None, after: UUID | None, limit: int
    ) -> list[ApiKey]:
        own = [
            key
            for (owner, _), key in self.contents.api_keys.items()
            if owner == tenant
            and (user is None or key.user == user)
            and (after is None or key.id > after)
        ]
        return sorted(own, key=lambda key: key.id)[:limit]

    async def revoke_key(self, tenant: Tenant, key: UUID, user: UUID | None) -> bool:
        found = self.contents.api_keys.get((tenant, key))
        if found is None or user not in (None, found.user):
            return False
        self.contents.api_keys[tenant, key] = replace(
            found, revoked_at=found.revoked_at or datetime.now(UTC)
        )
        return True

    async def key_holder(self, tenant: Tenant, key: UUID) -> KeyHolder | None:
        found = self.contents.api_keys.get((tenant, key))
        if found is None:
            return None
        account = self.contents.accounts[tenant, found.user]
        school = self.contents.schools[tenant]
        return KeyHolder(found, account.role, account.active, school.slug)

    async def key_used(self, tenant: Tenant, key: UUID) -> None:
        found = self.contents.api_keys.get((tenant, key))
        now = datetime.now(UTC)
        if found and (found.used_at is None or found.used_at < now - timedelta(minutes=5)):
            self.contents.api_keys[tenant, key] = replace(found, used_at=now)
