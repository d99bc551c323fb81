"""The skill graph as teachers see and change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import Skill
from fynq.domain.skill_graph import EdgeSource
from fynq.personalization.edge_check import EdgeCheck, Verdict

MOST_SKILLS = 10_000
"""Of one school."""


@dataclass(frozen=True, slots=True)
class SkillEntry:
    """needed_by: slugs of the skills that need it; items: how many practise it."""

    skill: Skill
    needed_by: tuple[str, ...] = ()
    items: int = 0


@dataclass(frozen=True, slots=True)
class EdgeEntry:
    """An edge with names. check: what the students' answers say of it; None before the first check."""

    skill: str
    skill_name: str
    prerequisite: str
    prerequisite_name: str
    source: EdgeSource
    check: EdgeCheck | None = None


@dataclass(frozen=True, slots=True)
class EdgeFilter:
    """verdict 'unchecked': those without a check. skill: at either end."""

    verdict: Verdict | str | None = None
    skill: str | None = None


class SkillBook(Protocol):
    async def skill(self, tenant: Tenant, slug: str) -> SkillEntry | None: ...

    async def put(
        self,
        tenant: Tenant,
        skills: Sequence[Skill],
        source: EdgeSource = EdgeSource.STATED,
    ) -> int:
        """Adds or renews skills with their prerequisites, all or none; how many are new.

        An edge that was there keeps its source. From a course's order skills and edges are only
        added: what is there already stays as it is, and edges that would close a cycle are left out.
        Raises InvalidInput with the field 'skills/N/prerequisites' of the first that needs a skill
        that is nowhere, or itself in the end; Conflict when there are too many.
        """
        ...

    async def remove(self, tenant: Tenant, slug: str, *, detach: bool) -> None:
        """Raises NotFound, and Conflict while other skills need it or items practise it. detach:
        skills that need it come to need what it needs, and items that practise others too no longer
        practise it; items that practise it alone are in the way in any case."""
        ...

    async def edges(
        self, tenant: Tenant, wanted: EdgeFilter, after: tuple[str, str] | None, limit: int
    ) -> Sequence[EdgeEntry]:
        """By skill and prerequisite, after those two."""
        ...
