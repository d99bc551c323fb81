"""Classes: students with those who teach them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from fynq.domain.identifiers import Tenant

MOST_MEMBERS = 500
MOST_CLASSES = 5_000
"""Of a school."""


@dataclass(frozen=True, slots=True)
class SchoolClass:
    """join_code: with it a student of the school may join; '' while nobody may. students, teachers:
    how many."""

    id: UUID
    name: str
    description: str
    join_code: str
    created_at: datetime
    students: int = 0
    teachers: int = 0


@dataclass(frozen=True, slots=True)
class ClassMember:
    user: UUID
    display_name: str
    email: str
    teaches: bool
    added_at: datetime


@dataclass(frozen=True, slots=True)
class ClassChange:
    """None leaves as it is."""

    name: str | None = None
    description: str | None = None
    join_code: str | None = None


class ClassBook(Protocol):
    async def add_class(
        self, tenant: Tenant, made: SchoolClass, teacher: UUID | None
    ) -> SchoolClass:
        """With its teacher, if there is one. Raises Conflict when the school has MOST_CLASSES, or the
        code opens another class."""
        ...

    async def class_of(self, tenant: Tenant, class_id: UUID) -> SchoolClass | None: ...

    async def list_classes(
        self,
        tenant: Tenant,
        member: UUID | None,
        after: UUID | None,
        limit: int,
        *,
        taught: bool = False,
    ) -> Sequence[SchoolClass]:
        """Oldest first, ids beyond `after`; all, or those that `member` is in, or teaches."""
        ...

    async def change_class(
        self, tenant: Tenant, class_id: UUID, change: ClassChange
    ) -> SchoolClass | None:
        """Raises Conflict when the code opens another class."""
        ...

    async def remove_class(self, tenant: Tenant, class_id: UUID) -> bool: ...

    async def members(self, tenant: Tenant, class_id: UUID) -> Sequence[ClassMember]:
        """Teachers first, then by name."""
        ...

    async def teaches(self, tenant: Tenant, class_id: UUID, user: UUID) -> bool | None:
        """None for who is not in the class."""
        ...

    async def add_members(
        self, tenant: Tenant, class_id: UUID, users: Sequence[UUID], emails: Sequence[str]
    ) -> Sequence[ClassMember]:
        """All or none; those who are in already stay. Students as students, all others as teachers.
        Returns all members. Raises NotFound(field='class_id'), NotFound(field='user_ids/2' or
        'emails/0') for who is not of the school, and Conflict beyond MOST_MEMBERS."""
        ...

    async def remove_member(self, tenant: Tenant, class_id: UUID, user: UUID) -> bool: ...

    async def join(self, tenant: Tenant, code: str, student: UUID) -> SchoolClass | None:
        """None where the code opens nothing. Raises Conflict beyond MOST_MEMBERS."""
        ...
