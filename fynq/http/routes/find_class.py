"""Finds a class that the caller may see. What they may not see does not exist."""

from __future__ import annotations

from uuid import UUID

from starlette.requests import Request

from fynq.answering.class_book import SchoolClass
from fynq.domain.errors import NotFound
from fynq.domain.principal import Principal
from fynq.http.parts import parts_of
from fynq.identity.permissions import Permission, allowed


async def taught_class(request: Request, caller: Principal, class_id: UUID) -> SchoolClass:
    """One that the caller teaches, or any for admins and owners. Raises NotFound."""
    book = parts_of(request).classes
    found = await book.class_of(caller.tenant, class_id)
    if found is None:
        raise unknown_class()
    if not allowed(caller, Permission.ALL_CLASSES) and not await book.teaches(
        caller.tenant, class_id, caller.user
    ):
        raise unknown_class()
    return found


def unknown_class() -> NotFound:
    return NotFound("There is no such class.", field="class_id")
