"""The exercise that would settle what somebody said of a belief."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import PracticeItem
from fynq.personalization.evidence import Effect, Subject, Traced
from fynq.personalization.probes import probes
from fynq.reasoning.misconceptions.chances import probed_by_question

_LOOKED_AT = 60
"""Items that are read for a place where a misconception could show."""
_MIDDLE = 2
"""The usual difficulty of an item."""


class Items(Protocol):
    async def items(self, tenant: Tenant, skill: str | None = None) -> Sequence[PracticeItem]: ...


@dataclass(frozen=True, slots=True)
class CheckWith:
    """skill: to practise. item: one that fits; None where the school has none."""

    skill: str
    item: PracticeItem | None


async def check_with(
    tenant: Tenant, exercises: Items, traced: Traced, subject: Subject, found: Sequence[Effect]
) -> CheckWith | None:
    """An item that was not answered among the evidence, of the skill alone if there is one; for a
    misconception one in which it could show. None for the student overall."""
    if subject.kind == "overall":
        return None
    skills = [subject.slug]
    if subject.kind == "misconception":
        state = traced.learner.misconceptions.get(subject.slug)
        skills = list(probes(state) if state else probes(subject.slug))
    answered = {each.event.item for each in found}
    for skill in skills:
        items = sorted(
            await exercises.items(tenant, skill),
            key=lambda item: (
                item.slug in answered,
                len(item.skills),
                abs(item.difficulty - _MIDDLE),
                item.slug,
            ),
        )
        if subject.kind == "misconception":
            items = await asyncio.to_thread(_probing, items, subject.slug)
        if items:
            return CheckWith(skill, items[0])
    return CheckWith(skills[0], None) if skills else None


def _probing(items: Sequence[PracticeItem], slug: str) -> list[PracticeItem]:
    among = frozenset({slug})
    for item in items[:_LOOKED_AT]:
        if probed_by_question(item.question, among):
            return [item]
    return []
