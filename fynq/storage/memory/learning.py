"""The skill graph and the outbox in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from fynq.answering.delivery import Message
from fynq.answering.practice_books import BankItem
from fynq.domain.errors import NotFound
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Document, PracticeItem, Skill
from fynq.domain.skill_graph import EdgeSource, without_cycles
from fynq.personalization.edge_check import Verdict
from fynq.storage.curriculum import starter_edges
from fynq.storage.memory.contents import Contents, storable


@dataclass(frozen=True)
class MemoryCurriculum:
    contents: Contents

    async def put_skills(self, tenant: Tenant, skills: Sequence[Skill]) -> None:
        storable(skills)
        contents = self.contents
        known = {slug for owner, slug in contents.skills if owner == tenant}
        edited = {slug for owner, slug in contents.edited_skills if owner == tenant}
        gone = edited - known
        known |= {skill.slug for skill in skills} | gone
        if any(not known.issuperset(skill.prerequisites) for skill in skills):
            raise NotFound("Something that this refers to is not there.")
        kept = [skill for skill in skills if skill.slug not in edited]
        for skill in kept:
            contents.skills[tenant, skill.slug] = replace(skill, prerequisites=())
        needs = {
            slug: list(skill.prerequisites)
            for (owner, slug), skill in contents.skills.items()
            if owner == tenant
        }
        edges, _ = without_cycles(starter_edges(kept, gone), needs)
        for edge in edges:
            former = contents.skills[tenant, edge.skill]
            grown = (*former.prerequisites, edge.prerequisite)
            contents.skills[tenant, edge.skill] = replace(former, prerequisites=grown)
            contents.edge_sources.pop((tenant, edge.skill, edge.prerequisite), None)
        contents.graph_versions[tenant] = contents.graph_versions.get(tenant, 0) + 1

    async def put_items(self, tenant: Tenant, items: Sequence[PracticeItem]) -> None:
        storable(items)
        for item in items:
            former = self.contents.items.get((tenant, item.slug))
            if former is None:
                put = BankItem(item, own=False, updated_at=datetime.now(UTC))
            elif not former.own:
                put = replace(former, item=replace(item, id=former.item.id))
            else:
                continue
            self.contents.items[tenant, item.slug] = put
        change_bank(self.contents, tenant)

    async def skills(self, tenant: Tenant) -> Sequence[Skill]:
        own = [s for (owner, _), s in self.contents.skills.items() if owner == tenant]
        return sorted(own, key=lambda skill: skill.slug)

    async def items(self, tenant: Tenant, skill: str | None = None) -> Sequence[PracticeItem]:
        own = [
            held.item
            for (owner, _), held in self.contents.items.items()
            if owner == tenant
            and held.retired_at is None
            and (skill is None or skill in held.item.skills)
        ]
        return sorted(own, key=lambda item: item.slug)


def change_bank(contents: Contents, tenant: Tenant) -> None:
    contents.bank_versions[tenant] = contents.bank_versions.get(tenant, 0) + 1


def usable(tenant: Tenant, contents: Contents, skill: Skill) -> Skill:
    """Without edges that only a course's order spoke for and that the answers speak against."""

    def counts(slug: str) -> bool:
        edge = (tenant, skill.slug, slug)
        check = contents.edge_checks.get(edge)
        against = check is not None and check.verdict in (Verdict.DOUBTFUL, Verdict.REVERSED)
        return not (against and contents.edge_sources.get(edge) is EdgeSource.COURSE_ORDER)

    return replace(skill, prerequisites=tuple(filter(counts, skill.prerequisites)))


@dataclass(frozen=True)
class MemoryLibrary:
    contents: Contents

    async def document(self, tenant: Tenant, document: UUID) -> Document | None:
        return self.contents.documents.get((tenant, document))

    async def skills(self, tenant: Tenant) -> Sequence[Skill]:
        return await MemoryCurriculum(self.contents).skills(tenant)


@dataclass(frozen=True)
class MemoryOutbox:
    contents: Contents

    async def waiting(self, tenant: Tenant, limit: int) -> Sequence[Message]:
        own = [
            Message(id_, kind, payload, at)
            for (owner, id_), (kind, payload, at) in self.contents.messages.items()
            if owner == tenant
        ]
        return sorted(own, key=lambda message: message.id)[:limit]

    async def delivered(self, tenant: Tenant, messages: Sequence[UUID]) -> None:
        for id_ in messages:
            self.contents.messages.pop((tenant, id_), None)
