"""The skill graph of a school, as teachers change it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from fynq.answering.skill_book import MOST_SKILLS, EdgeEntry, EdgeFilter, SkillEntry
from fynq.domain.errors import Conflict, InvalidInput, NotFound
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Skill
from fynq.domain.skill_graph import Edge, EdgeSource, knots, without_cycles
from fynq.personalization.edge_check import EdgeCheck, Verdict
from fynq.storage.curriculum import skill_of
from fynq.storage.database import Connection, Database
from fynq.storage.statements import statements

Edges = Mapping[str, Mapping[str, EdgeSource]]
"""The prerequisites of each skill, in order, with where each edge comes from."""


@dataclass(frozen=True)
class PostgresSkillBook:
    """Changes of one school's graph take turns, so that no two of them close a cycle together."""

    database: Database

    async def skill(self, tenant: Tenant, slug: str) -> SkillEntry | None:
        row = await self.database.row(tenant, statements("skills")["skill_entry"], tenant, slug)
        return SkillEntry(skill_of(row), tuple(row["needed_by"]), row["items"]) if row else None

    async def put(
        self,
        tenant: Tenant,
        skills: Sequence[Skill],
        source: EdgeSource = EdgeSource.STATED,
    ) -> int:
        sql = statements("skills")
        slugs = [skill.slug for skill in skills]
        needed = {slug for skill in skills for slug in skill.prerequisites}
        async with self.database.transaction(tenant) as connection:
            await connection.fetchval(sql["next_version"], tenant)
            known = {
                row[0]
                for row in await connection.fetch(
                    sql["known_skills"], tenant, sorted({*slugs, *needed})
                )
            }
            refuse_unknown(skills, known)
            new = set(slugs) - known
            if await connection.fetchval(sql["count_skills"], tenant) + len(new) > MOST_SKILLS:
                raise Conflict("The school would have too many skills.", field="skills")
            changed = changed_graph(await _edges(tenant, connection), skills, source)
            if source is EdgeSource.COURSE_ORDER:
                skills = [skill for skill in skills if skill.slug in new]
            await _put_rows(tenant, connection, skills)
            await _set_edges(tenant, connection, {slug: changed[slug] for slug in set(slugs)})
            await connection.execute(sql["note_edits"], tenant, sorted(set(slugs)))
        return len(new)

    async def remove(self, tenant: Tenant, slug: str, *, detach: bool) -> None:
        sql = statements("skills")
        async with self.database.transaction(tenant) as connection:
            await connection.fetchval(sql["next_version"], tenant)
            row = await connection.fetchrow(sql["skill_entry"], tenant, slug)
            if row is None:
                raise NotFound("There is no such skill.", field="slug")
            alone = await connection.fetchval(sql["items_of_this_alone"], tenant, slug)
            refuse_in_use(len(row["needed_by"]), row["items"], alone, detach=detach)
            graph = await _edges(tenant, connection)
            changed = bridged(graph, slug)
            await connection.execute(sql["untag_items"], tenant, slug)
            await _set_edges(tenant, connection, changed)
            await connection.execute(sql["drop_edges_of"], tenant, slug)
            await connection.execute(sql["drop_skill"], tenant, slug)
            await connection.execute(sql["note_edits"], tenant, [slug])

    async def edges(
        self, tenant: Tenant, wanted: EdgeFilter, after: tuple[str, str] | None, limit: int
    ) -> Sequence[EdgeEntry]:
        rows = await self.database.rows(
            tenant,
            statements("skills")["edges"],
            tenant,
            str(wanted.verdict) if wanted.verdict else None,
            wanted.skill,
            *(after or (None, None)),
            limit,
        )
        return [
            EdgeEntry(
                row["skill"],
                row["skill_name"],
                row["prerequisite"],
                row["prerequisite_name"],
                EdgeSource(row["source"]),
                _check(row) if row["verdict"] else None,
            )
            for row in rows
        ]


def refuse_unknown(skills: Sequence[Skill], known: Iterable[str]) -> None:
    """Raises InvalidInput for the first skill that needs one that is neither known nor among them."""
    there = {*known, *(skill.slug for skill in skills)}
    for at, skill in enumerate(skills):
        if not there.issuperset(skill.prerequisites):
            raise InvalidInput("This needs a skill that does not exist.", field=_field(at))


def refuse_in_use(needed_by: int, items: int, alone: int, *, detach: bool) -> None:
    """Raises Conflict."""
    if detach and alone:
        raise Conflict(
            f"{_count(alone, 'practice item')} practise this skill alone; change or remove them first.",
            field="slug",
        )
    if not detach and (needed_by or items):
        raise Conflict(
            f"{_count(needed_by, 'skill')} need it and {_count(items, 'practice item')} practise it."
            " Change them first, or ask with detach=true.",
            field="slug",
        )


def changed_graph(graph: Edges, skills: Sequence[Skill], source: EdgeSource) -> Edges:
    """The graph with these skills. Raises InvalidInput for a cycle."""
    changed: dict[str, dict[str, EdgeSource]] = {k: dict(v) for k, v in graph.items()}
    if source is EdgeSource.COURSE_ORDER:
        for skill in skills:
            changed.setdefault(skill.slug, {})
        wanted = [
            Edge(skill.slug, slug, source)
            for skill in skills
            for slug in skill.prerequisites
            if slug not in changed[skill.slug]
        ]
        kept, _ = without_cycles(wanted, {slug: list(needs) for slug, needs in changed.items()})
        for edge in kept:
            changed[edge.skill][edge.prerequisite] = source
        return changed
    for skill in skills:
        former = graph.get(skill.slug, {})
        changed[skill.slug] = {
            slug: former.get(slug, source) for slug in dict.fromkeys(skill.prerequisites)
        }
    tied = knots({slug: list(needs) for slug, needs in changed.items()})
    for at, skill in enumerate(skills):
        for knot in tied:
            if skill.slug in knot:
                raise InvalidInput(_circular(len(knot)), field=_field(at))
    return changed


def bridged(graph: Edges, slug: str) -> Edges:
    """Of the skills that need `slug`: what they need when it is taken out."""
    below = graph.get(slug, {})
    changed = {}
    for skill, needs in graph.items():
        if slug not in needs:
            continue
        others: dict[str, EdgeSource] = {}
        for each, source in needs.items():
            if each == slug:
                for inherited, its in below.items():
                    both = source is its is EdgeSource.STATED
                    others.setdefault(
                        inherited, EdgeSource.STATED if both else EdgeSource.COURSE_ORDER
                    )
            else:
                others[each] = source
        changed[skill] = others
    return changed


async def _edges(tenant: Tenant, connection: Connection) -> dict[str, dict[str, EdgeSource]]:
    found: dict[str, dict[str, EdgeSource]] = {}
    for row in await connection.fetch(statements("skills")["all_edges"], tenant):
        found.setdefault(row["skill"], {})[row["prerequisite"]] = EdgeSource(row["source"])
    return found


async def _put_rows(tenant: Tenant, connection: Connection, skills: Sequence[Skill]) -> None:
    kept = list({skill.slug: skill for skill in skills}.values())
    await connection.execute(
        statements("curriculum")["put_skills"],
        tenant,
        [skill.slug for skill in kept],
        [skill.name for skill in kept],
        [skill.subject for skill in kept],
        [skill.level for skill in kept],
        [skill.description for skill in kept],
    )


async def _set_edges(tenant: Tenant, connection: Connection, graph: Edges) -> None:
    """In the place of all that these skills need."""
    if not graph:
        return
    await connection.execute(statements("curriculum")["drop_prerequisites"], tenant, list(graph))
    rows = [
        (skill, ordinal, slug, source.value)
        for skill, needs in graph.items()
        for ordinal, (slug, source) in enumerate(needs.items())
    ]
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        await connection.execute(statements("skills")["set_edges"], tenant, *columns)


def _check(row: Any) -> EdgeCheck:
    check = EdgeCheck(**{**json.loads(row["content"]), "verdict": Verdict(row["verdict"])})
    return replace(check, at=row["at"])


def _field(at: int) -> str:
    return f"skills/{at}/prerequisites"


def _circular(length: int) -> str:
    if length == 1:
        return "A skill cannot need itself."
    return f"This closes a cycle of {length} skills that would need each other."


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
