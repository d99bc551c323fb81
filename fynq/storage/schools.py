"""The directory of tenants."""

from __future__ import annotations

from dataclasses import dataclass

import asyncpg

from fynq.domain.errors import Conflict
from fynq.domain.identifiers import PUBLIC, Tenant
from fynq.identity.ports import Account, School
from fynq.storage.accounts import add_account
from fynq.storage.database import Database
from fynq.storage.jobs import enqueue
from fynq.storage.statements import statements


@dataclass(frozen=True)
class PostgresSchools:
    """The slug is all that is known before a log-in; row-level security shows that one school."""

    database: Database

    async def find_school(self, slug: str) -> School | None:
        sql = statements("schools")
        async with self.database.transaction(PUBLIC) as connection:
            await connection.execute(sql["name_school"], slug)
            row = await connection.fetchrow(sql["find_school"], slug)
        return School(Tenant(row[0]), *row[1:]) if row else None

    async def school(self, tenant: Tenant) -> School | None:
        row = await self.database.row(tenant, statements("schools")["school"], tenant)
        return School(Tenant(row[0]), *row[1:]) if row else None

    async def found_school(self, school: School, owner: Account, *, starter: bool = False) -> None:
        async with self.database.transaction(school.tenant) as connection:
            try:
                await connection.execute(
                    statements("schools")["add_school"],
                    school.tenant,
                    school.slug,
                    school.name,
                    school.registration,
                    school.join_code,
                )
            except asyncpg.UniqueViolationError:
                raise Conflict("This short name is taken.", field="slug") from None
            await add_account(school.tenant, connection, owner)
            if starter:
                await enqueue(school.tenant, connection, "load_starter", {}, dedupe_key="starter")
