"""Finds a doubt that the caller may see. What they may not see does not exist."""

from __future__ import annotations

from uuid import UUID

from starlette.requests import Request

from fynq.answering.books import StoredDoubt
from fynq.domain.errors import NotFound
from fynq.domain.principal import Principal
from fynq.http.parts import parts_of
from fynq.identity.permissions import Permission, allowed


async def visible_doubt(request: Request, caller: Principal, doubt_id: UUID) -> StoredDoubt:
    """One's own, or the school's for those who may read them. Raises NotFound."""
    stored = await parts_of(request).doubts.doubt(caller.tenant, doubt_id)
    if stored is None or not (
        stored.doubt.student == caller.user or allowed(caller, Permission.READ_SCHOOL)
    ):
        raise _unknown()
    return stored


async def own_doubt(request: Request, caller: Principal, doubt_id: UUID) -> StoredDoubt:
    """Raises NotFound, also for a doubt that the caller may only read."""
    stored = await visible_doubt(request, caller, doubt_id)
    if stored.doubt.student != caller.user:
        raise _unknown()
    return stored


def _unknown() -> NotFound:
    return NotFound("There is no such doubt.", field="doubt_id")
