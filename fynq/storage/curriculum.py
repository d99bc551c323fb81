"""The skill graph and the practice items of a school."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import PracticeItem, Skill
from fynq.domain.skill_graph import Edge, without_cycles
from fynq.storage.database import Database
from fynq.storage.practice_rows import item_of, item_values
from fynq.storage.statements import statements


@dataclass(frozen=True)
class PostgresCurriculum:
    database: Database

    async def put_skills(self, tenant: Tenant, skills: Sequence[Skill]) -> None:
        """Adds or renews skills with their prerequisites, all or none. What the school has changed
        or removed itself stays as it is, and edges that would close a cycle with it are left out.

        Raises NotFound when a prerequisite is neither among them nor stored.
        """
        sql, graph = statements("curriculum"), statements("skills")
        found = {skill.slug: skill for skill in skills}
        named = {*found, *(slug for skill in skills for slug in skill.prerequisites)}
        async with self.database.transaction(tenant) as connection:
            await connection.fetchval(graph["next_version"], tenant)
            rows = await connection.fetch(graph["edited"], tenant, sorted(named))
            edited = {row[0] for row in rows}
            kept = [skill for slug, skill in found.items() if slug not in edited]
            await connection.execute(
                sql["put_skills"],
                tenant,
                [s.slug for s in kept],
                [s.name for s in kept],
                [s.subject for s in kept],
                [s.level for s in kept],
                [s.description for s in kept],
            )
            await connection.execute(
                sql["drop_prerequisites"], tenant, [skill.slug for skill in kept]
            )
            rows = await connection.fetch(graph["known_skills"], tenant, sorted(edited))
            gone = edited - {row[0] for row in rows}
            needs: dict[str, list[str]] = {}
            for row in await connection.fetch(graph["all_edges"], tenant):
                needs.setdefault(row["skill"], []).append(row["prerequisite"])
            edges, _ = without_cycles(starter_edges(kept, gone), needs)
            await connection.execute(
                sql["add_prerequisites"],
                tenant,
                [edge.skill for edge in edges],
                list(range(len(edges))),
                [edge.prerequisite for edge in edges],
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
    return [skill_of(row) for row in rows]


def starter_edges(skills: Sequence[Skill], gone: Collection[str]) -> list[Edge]:
    """Without those to skills that the school has removed."""
    return [
        Edge(skill.slug, slug)
        for skill in skills
        for slug in dict.fromkeys(skill.prerequisites)
        if slug not in gone
    ]


def skill_of(row: Any) -> Skill:
    return Skill(row[0], row[1], row[2], row[3], tuple(row["prerequisites"]), row["description"])
