"""Who is asking."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from fynq.domain.identifiers import Tenant


class Role(StrEnum):
    STUDENT = "student"
    TEACHER = "teacher"
    ADMIN = "admin"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller of a request, resolved by `identity` before a handler runs."""

    tenant: Tenant
    user: UUID
    role: Role
    scopes: frozenset[str] = frozenset()
