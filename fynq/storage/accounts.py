"""The people of a school."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from fynq.domain.errors import Conflict
from fynq.domain.identifiers import Tenant
from fynq.domain.principal import Role
from fynq.identity.ports import Account
from fynq.storage.database import Connection, Database
from fynq.storage.statements import statements


@dataclass(frozen=True)
class PostgresAccounts:
    database: Database

    async def find_account(self, tenant: Tenant, email: str) -> Account | None:
        row = await self.database.row(
            tenant, statements("accounts")["find_account"], tenant, email.lower()
        )
        return _account(row) if row else None

    async def account(self, tenant: Tenant, user: UUID) -> Account | None:
        row = await self.database.row(tenant, statements("accounts")["account"], tenant, user)
        return _account(row) if row else None

    async def add_account(self, tenant: Tenant, account: Account) -> None:
        async with self.database.transaction(tenant) as connection:
            await add_account(tenant, connection, account)

    async def list_accounts(self, tenant: Tenant, after: UUID | None, limit: int) -> list[Account]:
        rows = await self.database.rows(
            tenant, statements("accounts")["list_accounts"], tenant, after, limit
        )
        return [_account(row) for row in rows]


async def add_account(tenant: Tenant, connection: Connection, account: Account) -> None:
    """Raises Conflict(field='email') if the address is taken in this school."""
    try:
        await connection.execute(
            statements("accounts")["add_account"],
            tenant,
            account.id,
            account.email.lower(),
            account.display_name,
            account.role.value,
            account.password_hash,
            account.active,
        )
    except asyncpg.UniqueViolationError:
        raise Conflict("This address is taken.", field="email") from None


def _account(row: Any) -> Account:
    return Account(row[0], row[1], row[2], Role(row[3]), row[4], row[5])
