"""POST /v1/classes/{class_id}/members and DELETE /v1/classes/{class_id}/members/{user_id}"""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from fynq.domain.errors import InvalidInput, NotFound
from fynq.http.caller import ClassTeacher
from fynq.http.parts import parts_of
from fynq.http.reply import reply
from fynq.http.routes.find_class import taught_class
from fynq.http.schemas.classes import MemberList, NewMembers, show_member
from fynq.http.schemas.problems import problems
from fynq.identity.credentials import normal_email

router = APIRouter(tags=["classes"])


@router.post(
    "/v1/classes/{class_id}/members",
    summary="Add members to a class",
    response_model=MemberList,
    responses=problems(401, 403, 404, 409, bodied=True),
)
async def add_members(
    request: Request, teacher: ClassTeacher, class_id: UUID, body: NewMembers
) -> Response:
    """People of the school, all or none; a 404 names the first who is not. Students are added as
    students, all others as teachers; who is in already stays."""
    if not body.user_ids and not body.emails:
        raise InvalidInput("Name somebody.", field="user_ids")
    emails = [normal_email(each, field=f"emails/{at}") for at, each in enumerate(body.emails)]
    await taught_class(request, teacher, class_id)
    members = await parts_of(request).classes.add_members(
        teacher.tenant, class_id, body.user_ids, emails
    )
    return reply(MemberList(members=[show_member(each) for each in members]))


@router.delete(
    "/v1/classes/{class_id}/members/{user_id}",
    summary="Take a member out of a class",
    status_code=204,
    responses=problems(401, 403, 404),
)
async def remove_member(
    request: Request, teacher: ClassTeacher, class_id: UUID, user_id: UUID
) -> Response:
    """A student or a teacher, oneself too."""
    await taught_class(request, teacher, class_id)
    if not await parts_of(request).classes.remove_member(teacher.tenant, class_id, user_id):
        raise NotFound("There is no such member.", field="user_id")
    return Response(status_code=204)
