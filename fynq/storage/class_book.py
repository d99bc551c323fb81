"""Classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import asyncpg

from fynq.answering.class_book import (
    MOST_CLASSES,
    MOST_MEMBERS,
    ClassChange,
    ClassMember,
    SchoolClass,
)
from fynq.domain.errors import Conflict, NotFound
from fynq.domain.identifiers import Tenant
from fynq.domain.principal import Role
from fynq.storage.database import Connection, Database
from fynq.storage.statements import statements


@dataclass(frozen=True)
class PostgresClassBook:
    database: Database

    async def add_class(
        self, tenant: Tenant, made: SchoolClass, teacher: UUID | None
    ) -> SchoolClass:
        sql = statements("classes")
        async with self.database.transaction(tenant) as connection:
            try:
                created = await connection.fetchval(
                    sql["add_class"],
                    tenant,
                    made.id,
                    made.name,
                    made.description,
                    made.join_code,
                    MOST_CLASSES,
                )
            except asyncpg.UniqueViolationError:
                raise _code_taken() from None
            if created is None:
                raise Conflict("The school has as many classes as it may have.")
            if teacher is not None:
                await connection.execute(sql["add_members"], tenant, made.id, [teacher], [True])
        return replace(made, created_at=created, teachers=int(teacher is not None))

    async def class_of(self, tenant: Tenant, class_id: UUID) -> SchoolClass | None:
        row = await self.database.row(tenant, statements("classes")["class_of"], tenant, class_id)
        return SchoolClass(*row) if row else None

    async def list_classes(
        self,
        tenant: Tenant,
        member: UUID | None,
        after: UUID | None,
        limit: int,
        *,
        taught: bool = False,
    ) -> Sequence[SchoolClass]:
        rows = await self.database.rows(
            tenant, statements("classes")["list_classes"], tenant, member, after, limit, taught
        )
        return [SchoolClass(*row) for row in rows]

    async def change_class(
        self, tenant: Tenant, class_id: UUID, change: ClassChange
    ) -> SchoolClass | None:
        sql = statements("classes")
        async with self.database.transaction(tenant) as connection:
            try:
                found = await connection.fetchval(
                    sql["change_class"],
                    tenant,
                    class_id,
                    change.name,
                    change.description,
                    change.join_code,
                )
            except asyncpg.UniqueViolationError:
                raise _code_taken() from None
            if found is None:
                return None
            return SchoolClass(*await connection.fetchrow(sql["class_of"], tenant, class_id))

    async def remove_class(self, tenant: Tenant, class_id: UUID) -> bool:
        row = await self.database.write(
            tenant, statements("classes")["remove_class"], tenant, class_id
        )
        return row is not None

    async def members(self, tenant: Tenant, class_id: UUID) -> Sequence[ClassMember]:
        rows = await self.database.rows(tenant, statements("classes")["members"], tenant, class_id)
        return [ClassMember(*row) for row in rows]

    async def teaches(self, tenant: Tenant, class_id: UUID, user: UUID) -> bool | None:
        row = await self.database.row(
            tenant, statements("classes")["membership"], tenant, class_id, user
        )
        return row["teaches"] if row else None

    async def add_members(
        self, tenant: Tenant, class_id: UUID, users: Sequence[UUID], emails: Sequence[str]
    ) -> Sequence[ClassMember]:
        sql = statements("classes")
        addresses = [email.lower() for email in emails]
        async with self.database.transaction(tenant) as connection:
            if await connection.fetchval(sql["hold_class"], tenant, class_id) is None:
                raise NotFound("There is no such class.", field="class_id")
            people = await connection.fetch(sql["people"], tenant, list(users), addresses)
            known = {row["id"] for row in people} | {row["email"] for row in people}
            for name, wanted in (("user_ids", users), ("emails", addresses)):
                for at, each in enumerate(wanted):
                    if each not in known:
                        raise NotFound("There is no such person.", field=f"{name}/{at}")
            await _add(tenant, connection, class_id, people)
            rows = await connection.fetch(sql["members"], tenant, class_id)
        return [ClassMember(*row) for row in rows]

    async def remove_member(self, tenant: Tenant, class_id: UUID, user: UUID) -> bool:
        row = await self.database.write(
            tenant, statements("classes")["remove_member"], tenant, class_id, user
        )
        return row is not None

    async def join(self, tenant: Tenant, code: str, student: UUID) -> SchoolClass | None:
        sql = statements("classes")
        async with self.database.transaction(tenant) as connection:
            class_id = await connection.fetchval(sql["class_by_code"], tenant, code)
            if class_id is None:
                return None
            if await connection.fetchval(sql["hold_class"], tenant, class_id) is None:
                return None
            people = await connection.fetch(sql["people"], tenant, [student], [])
            await _add(tenant, connection, class_id, people)
            return SchoolClass(*await connection.fetchrow(sql["class_of"], tenant, class_id))


async def _add(
    tenant: Tenant, connection: Connection, class_id: UUID, people: Sequence[Any]
) -> None:
    """Of a class that is held."""
    sql = statements("classes")
    await connection.execute(
        sql["add_members"],
        tenant,
        class_id,
        [row["id"] for row in people],
        [row["role"] != Role.STUDENT.value for row in people],
    )
    if await connection.fetchval(sql["count_members"], tenant, class_id) > MOST_MEMBERS:
        raise Conflict(f"A class has {MOST_MEMBERS} members at most.")


def _code_taken() -> Conflict:
    return Conflict("This code opens another class; try again.", field="join_code")
