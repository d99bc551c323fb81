"""A school's own practice items come in: each is looked at before any is stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

from fynq.answering.ports import Policies
from fynq.answering.practice_books import Desk, ItemBook, Renewed
from fynq.domain.errors import InvalidInput
from fynq.domain.identifiers import Tenant
from fynq.domain.knowledge import PracticeItem, Skill
from fynq.domain.policy import SchoolPolicy
from fynq.domain.practice import Fault
from fynq.reasoning.school_notation import is_own, read_in


class Skills(Protocol):
    async def skills(self, tenant: Tenant) -> Sequence[Skill]: ...


@dataclass(frozen=True)
class TakeItems:
    items: ItemBook
    skills: Skills
    desk: Desk
    policies: Policies

    async def __call__(
        self,
        tenant: Tenant,
        who: UUID,
        items: Sequence[PracticeItem],
        place: Callable[[int, str], str] = lambda row, field: f"items/{row}/{field}",
    ) -> Renewed:
        """All or none. Raises InvalidInput for the first that is at fault; place: what its field is
        called."""
        own = await self.in_notation(tenant, items)
        for fault in await self.faults(tenant, who, own):
            detail = fault.detail[:1].upper() + fault.detail[1:]
            raise InvalidInput(f"{detail}.", field=place(fault.row, fault.field))
        return await self.items.renew_items(tenant, own)

    async def faults(
        self, tenant: Tenant, who: UUID, items: Sequence[PracticeItem]
    ) -> Sequence[Fault]:
        """What can be told without grading comes first and alone."""
        told = await self._plain_faults(tenant, items)
        return told or await self.desk.faults(tenant, who, items)

    async def every_fault(
        self, tenant: Tenant, who: UUID, items: Sequence[PracticeItem]
    ) -> Sequence[Fault]:
        """One at most of each item, in their order."""
        graded = await self.desk.faults(tenant, who, items)
        plain = await self._plain_faults(tenant, items)
        first = {fault.row: fault for fault in (*graded, *plain)}
        return [first[row] for row in sorted(first)]

    async def _plain_faults(self, tenant: Tenant, items: Sequence[PracticeItem]) -> list[Fault]:
        """What stands twice, and skills that the school does not have."""
        known = {skill.slug for skill in await self.skills.skills(tenant)}
        found: list[Fault] = []
        seen: set[str] = set()
        for row, item in enumerate(items):
            if item.slug in seen:
                found.append(Fault(row, "slug", "another item here has the same slug"))
            elif not known.issuperset(item.skills):
                found.append(Fault(row, "skills", "the school has no such skill"))
            seen.add(item.slug)
        return found

    async def in_notation(
        self, tenant: Tenant, items: Sequence[PracticeItem]
    ) -> Sequence[PracticeItem]:
        """As fynq writes, out of how the school does."""
        policy = await self.policies.policy(tenant)
        return items if is_own(policy) else [_read(item, policy) for item in items]


def _read(item: PracticeItem, policy: SchoolPolicy) -> PracticeItem:
    return replace(
        item,
        question=read_in(item.question, policy),
        answer=read_in(item.answer, policy),
        choices=tuple(read_in(choice, policy) for choice in item.choices),
        hints=tuple(read_in(hint, policy) for hint in item.hints),
        solution=read_in(item.solution, policy),
    )
