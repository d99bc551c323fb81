"""The items that may be suggested, and what a student did with them: as storage tells it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Protocol
from uuid import UUID

from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import PracticeItem
from fynq.domain.practice import PlacementSoFar
from fynq.personalization.beliefs import Difficulty
from fynq.personalization.ports import Edition
from fynq.personalization.suggestion import Candidate, Lately, Seen

MOST_MINUTES = 10.0
"""That one item counts for: who answers later was away."""
MOST_ASKED_ABOUT = 8
"""Skills of today's doubts."""


@dataclass(frozen=True)
class Bank:
    """items: without their texts, which only who is posed one needs. difficulties: of items by slug,
    general: of skills, as far as answers told. version: grows with every change of the items."""

    version: int = 0
    items: Sequence[PracticeItem] = ()
    difficulties: Mapping[str, Difficulty] = field(default_factory=dict)
    general: Mapping[str, Difficulty] = field(default_factory=dict)
    edition: Edition = field(default_factory=Edition)

    @cached_property
    def by_skill(self) -> Mapping[str, Sequence[PracticeItem]]:
        found: dict[str, list[PracticeItem]] = {}
        for item in self.items:
            for skill in item.skills:
                found.setdefault(skill, []).append(item)
        return found

    def of(self, skills: Iterable[str]) -> Sequence[PracticeItem]:
        """Those that practise any of the skills, each once."""
        found = {item.slug: item for skill in skills for item in self.by_skill.get(skill, ())}
        return tuple(found.values())

    def candidates(
        self, items: Iterable[PracticeItem], history: History, kind: str | None = None
    ) -> Sequence[Candidate]:
        return [
            Candidate(item, history.seen.get(item.slug), self.difficulties.get(item.slug))
            for item in items
            if kind in (None, item.kind)
        ]


@dataclass(frozen=True)
class History:
    """Of one student. lately: posed last, newest first. version: of the bank at that moment. minutes:
    spent on items today, asked: skills of today's doubts, the newest first."""

    seen: Mapping[str, Seen] = field(default_factory=dict)
    lately: Sequence[Lately] = ()
    placement: PlacementSoFar = PlacementSoFar()
    version: int = 0
    minutes: float = 0.0
    asked: Sequence[str] = ()


class PracticeStore(Protocol):
    async def bank(self, tenant: Tenant) -> Bank: ...

    async def history(
        self, tenant: Tenant, student: UUID, today: datetime | None = None
    ) -> History:
        """today: when the student's day began; None for nothing of today. An item counts for the time
        to its first answer that counted, MOST_MINUTES at most."""
        ...
