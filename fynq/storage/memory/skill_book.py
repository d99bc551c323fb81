"""The skill graph, as teachers change it, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fynq.answering.skill_book import MOST_SKILLS, EdgeEntry, EdgeFilter, SkillEntry
from fynq.domain.errors import Conflict, NotFound
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Skill
from fynq.domain.skill_graph import EdgeSource
from fynq.storage.memory.contents import Contents, storable
from fynq.storage.skill_book import (
    Edges,
    bridged,
    changed_graph,
    refuse_in_use,
    refuse_unknown,
)


@dataclass(frozen=True)
class MemorySkillBook:
    contents: Contents

    async def skill(self, tenant: Tenant, slug: str) -> SkillEntry | None:
        storable(slug)
        found = self.contents.skills.get((tenant, slug))
        if found is None:
            return None
        needed_by = sorted(each for each, needs in self._graph(tenant).items() if slug in needs)
        return SkillEntry(found, tuple(needed_by), len(self._items(tenant, slug)))

    async def put(
        self,
        tenant: Tenant,
        skills: Sequence[Skill],
        source: EdgeSource = EdgeSource.STATED,
    ) -> int:
        storable(skills)
        contents = self.contents
        if tenant not in contents.schools:
            raise NotFound("Something that this refers to is not there.")
        known = {slug for owner, slug in contents.skills if owner == tenant}
        refuse_unknown(skills, known)
        new = {skill.slug for skill in skills} - known
        if len(known) + len(new) > MOST_SKILLS:
            raise Conflict("The school would have too many skills.", field="skills")
        changed = changed_graph(self._graph(tenant), skills, source)
        for skill in skills:
            if source is EdgeSource.STATED or skill.slug in new:
                contents.skills[tenant, skill.slug] = skill
        self._keep(tenant, {skill.slug: changed[skill.slug] for skill in skills})
        contents.edited_skills.update((tenant, skill.slug) for skill in skills)
        return len(new)

    async def remove(self, tenant: Tenant, slug: str, *, detach: bool) -> None:
        contents = self.contents
        entry = await self.skill(tenant, slug)
        if entry is None:
            raise NotFound("There is no such skill.", field="slug")
        items = self._items(tenant, slug)
        alone = sum(contents.items[tenant, each].item.skills == (slug,) for each in items)
        refuse_in_use(len(entry.needed_by), entry.items, alone, detach=detach)
        for each in items:
            held = contents.items[tenant, each]
            left = tuple(skill for skill in held.item.skills if skill != slug)
            contents.items[tenant, each] = replace(held, item=replace(held.item, skills=left))
        self._keep(tenant, bridged(self._graph(tenant), slug))
        del contents.skills[tenant, slug]
        contents.edited_skills.add((tenant, slug))

    async def edges(
        self, tenant: Tenant, wanted: EdgeFilter, after: tuple[str, str] | None, limit: int
    ) -> Sequence[EdgeEntry]:
        storable(wanted.skill)
        found = []
        for skill, needs in sorted(self._graph(tenant).items()):
            for prerequisite, source in sorted(needs.items()):
                check = self.contents.edge_checks.get((tenant, skill, prerequisite))
                verdict = check.verdict if check else "unchecked"
                if wanted.verdict not in (None, verdict):
                    continue
                if wanted.skill not in (None, skill, prerequisite):
                    continue
                if after is None or (skill, prerequisite) > after:
                    names = (self._name(tenant, skill), self._name(tenant, prerequisite))
                    found.append(EdgeEntry(skill, names[0], prerequisite, names[1], source, check))
        return found[:limit]

    def _name(self, tenant: Tenant, slug: str) -> str:
        return self.contents.skills[tenant, slug].name

    def _items(self, tenant: Tenant, slug: str) -> list[str]:
        return [
            name
            for (owner, name), held in self.contents.items.items()
            if owner == tenant and slug in held.item.skills
        ]

    def _graph(self, tenant: Tenant) -> dict[str, dict[str, EdgeSource]]:
        sources = self.contents.edge_sources
        return {
            slug: {
                need: sources.get((tenant, slug, need), EdgeSource.STATED)
                for need in skill.prerequisites
            }
            for (owner, slug), skill in self.contents.skills.items()
            if owner == tenant
        }

    def _keep(self, tenant: Tenant, graph: Edges) -> None:
        contents = self.contents
        for slug, needs in graph.items():
            former = contents.skills[tenant, slug]
            contents.skills[tenant, slug] = replace(former, prerequisites=tuple(needs))
            for need, source in needs.items():
                contents.edge_sources[tenant, slug, need] = source
        contents.graph_versions[tenant] = contents.graph_versions.get(tenant, 0) + 1
