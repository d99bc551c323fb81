"""A school for a test."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from fynq.domain.identifiers import Tenant, new_id
from fynq.domain.principal import Role
from fynq.identity.ports import Account, School
from fynq.storage.stores import Stores


@dataclass(frozen=True)
class Enrolled:
    """A school with its owner and two students."""

    tenant: Tenant
    school: School
    owner: UUID
    student: UUID
    other: UUID


async def enrol(stores: Stores) -> Enrolled:
    tenant = Tenant(new_id())
    founded = School(tenant, f"school-{tenant.hex}", "A school", "open", "")
    owner = account(role=Role.OWNER)
    await stores.schools.found_school(founded, owner)
    students = [account(), account()]
    for student in students:
        await stores.accounts.add_account(tenant, student)
    return Enrolled(tenant, founded, owner.id, students[0].id, students[1].id)


def account(user: UUID | None = None, role: Role = Role.STUDENT) -> Account:
    user = user or new_id()
    return Account(user, f"{user.hex}@example.org", "Someone", role, "hash")
