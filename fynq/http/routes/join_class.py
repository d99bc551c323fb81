"""POST /v1/classes/join"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from fynq.domain.errors import NotFound
from fynq.http.caller import Learner
from fynq.http.parts import parts_of
from fynq.http.rate import limit_joins
from fynq.http.reply import reply
from fynq.http.schemas.classes import ClassOut, JoinBody, show_class
from fynq.http.schemas.problems import problems
from fynq.identity.join_code import spelled
from fynq.identity.permissions import Permission, allowed

router = APIRouter(tags=["classes"])


@router.post(
    "/v1/classes/join",
    summary="Join a class",
    response_model=ClassOut,
    responses=problems(401, 403, 404, 409, 429, bodied=True),
)
async def join_class(request: Request, caller: Learner, body: JoinBody) -> Response:
    """By the code that the teacher shows. Joining again changes nothing."""
    await limit_joins(request, caller)
    book = parts_of(request).classes
    found = await book.join(caller.tenant, spelled(body.code), caller.user)
    if found is None:
        raise NotFound("No class has this code.", field="code")
    return reply(show_class(found, whole=allowed(caller, Permission.CLASSES)))
