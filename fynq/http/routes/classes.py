"""GET, POST /v1/classes and GET, PATCH, DELETE /v1/classes/{class_id}"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from fynq.answering.class_book import ClassChange as Change
from fynq.answering.class_book import SchoolClass
from fynq.domain.errors import InvalidInput
from fynq.domain.identifiers import new_id
from fynq.http.caller import ClassTeacher, Learner
from fynq.http.cursor import Cursors
from fynq.http.parts import parts_of
from fynq.http.reply import created, reply
from fynq.http.routes.find_class import taught_class, unknown_class
from fynq.http.schemas.classes import (
    ClassChange,
    ClassOut,
    ClassPage,
    ClassWithMembers,
    NewClass,
    show_class,
    show_class_with_members,
)
from fynq.http.schemas.problems import problems
from fynq.identity.credentials import normal_name
from fynq.identity.join_code import new_join_code
from fynq.identity.permissions import Permission, allowed

router = APIRouter(tags=["classes"])


class ClassQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    cursor: str | None = Field(default=None, max_length=64, description="From `next_cursor`.")
    limit: int = Field(default=50, ge=1, le=100)


@router.get(
    "/v1/classes",
    summary="List classes",
    response_model=ClassPage,
    responses=problems(401, 403),
)
async def list_classes(
    request: Request, caller: Learner, query: Annotated[ClassQuery, Query()]
) -> Response:
    """Oldest first: for admins and owners all of the school, for teachers those that they teach, for
    students the names of those that they are in."""
    parts = parts_of(request)
    cursors = Cursors(parts.server_secret, "classes")
    after = cursors.read(caller.tenant, query.cursor)
    every = allowed(caller, Permission.ALL_CLASSES)
    teacher = allowed(caller, Permission.CLASSES)
    found = await parts.classes.list_classes(
        caller.tenant,
        None if every else caller.user,
        after,
        query.limit + 1,
        taught=teacher and not every,
    )
    items = found[: query.limit]
    more = len(found) > query.limit
    return reply(
        ClassPage(
            items=[show_class(each, whole=teacher) for each in items],
            next_cursor=cursors.write(caller.tenant, items[-1].id) if more else None,
        )
    )


@router.post(
    "/v1/classes",
    summary="Make a class",
    status_code=201,
    response_model=ClassOut,
    responses=problems(401, 403, 409, bodied=True),
)
async def add_class(request: Request, teacher: ClassTeacher, body: NewClass) -> Response:
    """For teachers, who then teach in it, admins and owners."""
    made = SchoolClass(
        new_id(),
        normal_name(body.name, field="name"),
        body.description,
        new_join_code() if body.joinable else "",
        datetime.now(UTC),
    )
    own = None if allowed(teacher, Permission.ALL_CLASSES) else teacher.user
    found = await parts_of(request).classes.add_class(teacher.tenant, made, own)
    return created(show_class(found, whole=True), f"/v1/classes/{found.id}")


@router.get(
    "/v1/classes/{class_id}",
    summary="Read a class",
    response_model=ClassWithMembers,
    responses=problems(401, 403, 404),
)
async def read_class(request: Request, caller: Learner, class_id: UUID) -> Response:
    """With its members, for those who teach it, admins and owners; its students see its name."""
    book = parts_of(request).classes
    if not allowed(caller, Permission.CLASSES):
        found = await book.class_of(caller.tenant, class_id)
        if found is None or await book.teaches(caller.tenant, class_id, caller.user) is None:
            raise unknown_class()
        return reply(show_class_with_members(found, None))
    found = await taught_class(request, caller, class_id)
    members = await book.members(caller.tenant, class_id)
    return reply(show_class_with_members(found, list(members)))


@router.patch(
    "/v1/classes/{class_id}",
    summary="Change a class",
    response_model=ClassOut,
    responses=problems(401, 403, 404, 409, bodied=True),
)
async def change_class(
    request: Request, teacher: ClassTeacher, class_id: UUID, body: ClassChange
) -> Response:
    """Changes the fields that are present. For those who teach it, admins and owners."""
    for field in body.model_fields_set:
        if getattr(body, field) is None:
            raise InvalidInput("This field cannot be null.", field=field)
    await taught_class(request, teacher, class_id)
    code = None if body.joinable is None else (new_join_code() if body.joinable else "")
    name = None if body.name is None else normal_name(body.name, field="name")
    change = Change(name, body.description, code)
    found = await parts_of(request).classes.change_class(teacher.tenant, class_id, change)
    if found is None:
        raise unknown_class()
    return reply(show_class(found, whole=True))


@router.delete(
    "/v1/classes/{class_id}",
    summary="Remove a class",
    status_code=204,
    responses=problems(401, 403, 404),
)
async def remove_class(request: Request, teacher: ClassTeacher, class_id: UUID) -> Response:
    """What its students did stays. For those who teach it, admins and owners."""
    await taught_class(request, teacher, class_id)
    if not await parts_of(request).classes.remove_class(teacher.tenant, class_id):
        raise unknown_class()
    return Response(status_code=204)
