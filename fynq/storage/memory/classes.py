"""Classes in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from fynq.answering.class_book import (
    MOST_CLASSES,
    MOST_MEMBERS,
    ClassChange,
    ClassMember,
    SchoolClass,
)
from fynq.domain.errors import Conflict, NotFound
from fynq.domain.identifiers import Tenant
from fynq.domain.principal import Role
from fynq.identity.ports import Account
from fynq.storage.memory.contents import Contents, storable


@dataclass(frozen=True)
class MemoryClassBook:
    contents: Contents

    async def add_class(
        self, tenant: Tenant, made: SchoolClass, teacher: UUID | None
    ) -> SchoolClass:
        storable(made)
        if sum(owner == tenant for owner, _ in self.contents.classes) >= MOST_CLASSES:
            raise Conflict("The school has as many classes as it may have.")
        self._free(tenant, made.id, made.join_code)
        self.contents.classes[tenant, made.id] = replace(made, created_at=datetime.now(UTC))
        if teacher is not None:
            self._add(tenant, made.id, [self.contents.accounts[tenant, teacher]])
        return self._counted(tenant, self.contents.classes[tenant, made.id])

    async def class_of(self, tenant: Tenant, class_id: UUID) -> SchoolClass | None:
        found = self.contents.classes.get((tenant, class_id))
        return self._counted(tenant, found) if found else None

    async def list_classes(
        self,
        tenant: Tenant,
        member: UUID | None,
        after: UUID | None,
        limit: int,
        *,
        taught: bool = False,
    ) -> Sequence[SchoolClass]:
        found = []
        for (owner, class_id), each in sorted(self.contents.classes.items(), key=lambda e: e[0][1]):
            if owner != tenant or (after is not None and class_id <= after):
                continue
            if member is not None:
                teaches = await self.teaches(tenant, class_id, member)
                if teaches is None or (taught and not teaches):
                    continue
            found.append(self._counted(tenant, each))
        return found[:limit]

    async def change_class(
        self, tenant: Tenant, class_id: UUID, change: ClassChange
    ) -> SchoolClass | None:
        storable(change)
        former = self.contents.classes.get((tenant, class_id))
        if former is None:
            return None
        self._free(tenant, class_id, change.join_code or "")
        self.contents.classes[tenant, class_id] = replace(
            former,
            name=former.name if change.name is None else change.name,
            description=former.description if change.description is None else change.description,
            join_code=former.join_code if change.join_code is None else change.join_code,
        )
        return await self.class_of(tenant, class_id)

    async def remove_class(self, tenant: Tenant, class_id: UUID) -> bool:
        for key in [k for k in self.contents.class_members if k[:2] == (tenant, class_id)]:
            del self.contents.class_members[key]
        return self.contents.classes.pop((tenant, class_id), None) is not None

    async def members(self, tenant: Tenant, class_id: UUID) -> Sequence[ClassMember]:
        own = [m for k, m in self.contents.class_members.items() if k[:2] == (tenant, class_id)]
        return sorted(own, key=lambda m: (not m.teaches, m.display_name.lower(), m.user))

    async def teaches(self, tenant: Tenant, class_id: UUID, user: UUID) -> bool | None:
        found = self.contents.class_members.get((tenant, class_id, user))
        return found.teaches if found else None

    async def add_members(
        self, tenant: Tenant, class_id: UUID, users: Sequence[UUID], emails: Sequence[str]
    ) -> Sequence[ClassMember]:
        storable(list(emails))
        if (tenant, class_id) not in self.contents.classes:
            raise NotFound("There is no such class.", field="class_id")
        own = [a for (t, _), a in self.contents.accounts.items() if t == tenant and a.active]
        people = []
        for name, wanted in (("user_ids", users), ("emails", [e.lower() for e in emails])):
            for at, each in enumerate(wanted):
                person = next((a for a in own if each in {a.id, a.email}), None)
                if person is None:
                    raise NotFound("There is no such person.", field=f"{name}/{at}")
                people.append(person)
        self._add(tenant, class_id, people)
        return await self.members(tenant, class_id)

    async def remove_member(self, tenant: Tenant, class_id: UUID, user: UUID) -> bool:
        return self.contents.class_members.pop((tenant, class_id, user), None) is not None

    async def join(self, tenant: Tenant, code: str, student: UUID) -> SchoolClass | None:
        storable(code)
        found = next(
            (
                each
                for (owner, _), each in self.contents.classes.items()
                if owner == tenant and code and each.join_code == code
            ),
            None,
        )
        if found is None:
            return None
        self._add(tenant, found.id, [self.contents.accounts[tenant, student]])
        return self._counted(tenant, found)

    def _add(self, tenant: Tenant, class_id: UUID, people: Sequence[Account]) -> None:
        members = self.contents.class_members
        new = {p.id: p for p in people if (tenant, class_id, p.id) not in members}
        if sum(key[:2] == (tenant, class_id) for key in members) + len(new) > MOST_MEMBERS:
            raise Conflict(f"A class has {MOST_MEMBERS} members at most.")
        for person in new.values():
            members[tenant, class_id, person.id] = ClassMember(
                person.id,
                person.display_name,
                person.email,
                person.role is not Role.STUDENT,
                datetime.now(UTC),
            )

    def _free(self, tenant: Tenant, class_id: UUID, code: str) -> None:
        for (owner, other), each in self.contents.classes.items():
            if code and owner == tenant and other != class_id and each.join_code == code:
                raise Conflict("This code opens another class; try again.", field="join_code")

    def _counted(self, tenant: Tenant, found: SchoolClass) -> SchoolClass:
        own = [m for k, m in self.contents.class_members.items() if k[:2] == (tenant, found.id)]
        teachers = sum(m.teaches for m in own)
        return replace(found, students=len(own) - teachers, teachers=teachers)
