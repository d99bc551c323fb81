"""The practice items of a school, as teachers write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fynq.answering.practice_books import BankItem, ItemFilter, Renewed
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import PracticeItem
from fynq.storage.database import Database
from fynq.storage.practice_rows import item_of, item_values
from fynq.storage.statements import statements


@dataclass(frozen=True)
class PostgresItemBook:
    database: Database

    async def item(self, tenant: Tenant, slug: str) -> BankItem | None:
        row = await self.database.row(tenant, statements("practice")["item"], tenant, slug)
        return _bank_item(row) if row is not None else None

    async def list_items(
        self, tenant: Tenant, wanted: ItemFilter, after: UUID | None, limit: int
    ) -> Sequence[BankItem]:
        rows = await self.database.rows(
            tenant,
            statements("practice")["list_items"],
            tenant,
            wanted.skill,
            wanted.kind,
            wanted.retired,
            after,
            limit,
        )
        return [_bank_item(row) for row in rows]

    async def renew_items(self, tenant: Tenant, items: Sequence[PracticeItem]) -> Renewed:
        # In one order, so that two who renew the same items do not wait for each other.
        last = {item.slug: item for item in items}
        async with self.database.transaction(tenant) as connection:
            added = [
                await connection.fetchval(
                    statements("practice")["renew_item"], tenant, *item_values(last[slug])
                )
                for slug in sorted(last)
            ]
            await connection.execute(statements("practice")["change_bank"], tenant)
        return Renewed(sum(added), len(added) - sum(added))

    async def retire_item(self, tenant: Tenant, slug: str) -> bool:
        sql = statements("practice")
        async with self.database.transaction(tenant) as connection:
            row = await connection.fetchrow(sql["retire_item"], tenant, slug)
            if row is not None:
                await connection.execute(sql["change_bank"], tenant)
        return row is not None


def _bank_item(row: Any) -> BankItem:
    return BankItem(item_of(row), row["own"], row["updated_at"], row["retired_at"])
