"""The skill graph and the practice items of a school."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import PracticeItem, Skill
from fynq.storage.database import Database
from fynq.storage.practice_rows import item_of, item_values
from fynq.storage.statements import statements


@dataclass(frozen=True)
class PostgresCurriculum:
    database: Database

    async def put_skills(self, tenant: Tenant, skills: Sequence[Skill]) -> None:
        """Adds or renews skills with their prerequisites, all or none.

        Raises NotFound when a prerequisite is neither among them nor stored.
        """
        sql = statements("curriculum")
        found = {skill.slug: skill for skill in skills}
        kept = list(found.values())
        edges = [
            (skill.slug, ordinal, prerequisite)
            for skill in kept
            for ordinal, prerequisite in enumerate(dict.fromkeys(skill.prerequisites))
        ]
        async with self.database.transaction(tenant) as connection:
            await connection.execute(
                sql["put_skills"],
                tenant,
                [s.slug for s in kept],
                [s.name for s in kept],
                [s.subject for s in kept],
                [s.level for s in kept],
                [s.description for s in kept],
            )
            await connection.execute(sql["drop_prerequisites"], tenant, list(found))
            await connection.execute(
                sql["add_prerequisites"],
                tenant,
                [edge[0] for edge in edges],
                [edge[1] for edge in edges],
                [edge[2] for edge in edges],
            )

    async def put_items(self, tenant: Tenant, items: Sequence[PracticeItem]) -> None:
        """Adds or renews fynq's own practice items by slug, all or none; a slug keeps the id it had
        first. Those that the school rewrote stay as they are."""
        async with self.database.transaction(tenant) as connection:
            await connection.executemany(
                statements("curriculum")["put_item"],
                [(tenant, *item_values(item)) for item in items],
            )
            await connection.execute(statements("practice")["change_bank"], tenant)

    async def skills(self, tenant: Tenant) -> Sequence[Skill]:
        """By slug."""
        return await skills_of(tenant, self.database)

    async def items(self, tenant: Tenant, skill: str | None = None) -> Sequence[PracticeItem]:
        """By slug; all, or those that practise `skill`."""
        rows = await self.database.rows(tenant, statements("curriculum")["items"], tenant, skill)
        return [item_of(row) for row in rows]


async def skills_of(tenant: Tenant, database: Database) -> Sequence[Skill]:
    rows = await database.rows(tenant, statements("curriculum")["skills"], tenant)
    return [
        Skill(r[0], r[1], r[2], r[3], tuple(r["prerequisites"]), r["description"]) for r in rows
    ]
