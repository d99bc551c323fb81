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
        """Of all of them, in their order: what stands twice, skills that the school does not have,
        answers that cannot be graded."""
        known = {skill.slug for skill in await self.skills.skills(tenant)}
        found: dict[int, Fault] = {}
        seen: set[str] = set()
        for row, item in enumerate(items):
            if item.slug in seen:
                found[row] = Fault(row, "slug", "another item here has the same slug")
            elif not known.issuperset(item.skills):
                found[row] = Fault(row, "skills", "the school has no such skill")
            seen.add(item.slug)
        if not found:
            found = {fault.row: fault for fault in await self.desk.faults(tenant, who, items)}
        return [found[row] for row in sorted(found)]

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
