"""POST /v1/auth/register"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from fynq.http.parts import parts_of
from fynq.http.rate import limit_client
from fynq.http.reply import created
from fynq.http.schemas.people import RegisterBody, TokensOut, show_tokens
from fynq.http.schemas.problems import problems
from fynq.identity.register import Newcomer

router = APIRouter(tags=["auth"])


@router.post(
    "/v1/auth/register",
    summary="Register",
    status_code=201,
    response_model=TokensOut,
    responses=problems(403, 404, 409, 429, bodied=True),
)
async def register(request: Request, body: RegisterBody) -> Response:
    """Joins a school as a student, or founds one and becomes its owner; logs in at once."""
    await limit_client(request)
    parts = parts_of(request)
    email = body.email or body.username or ""
    newcomer = Newcomer(
        email,
        body.password,
        body.display_name if body.display_name is not None else email.partition("@")[0],
    )
    if body.new_school is not None:
        granted = await parts.identity.register.found(
            body.new_school.slug,
            body.new_school.name,
            newcomer,
            starter=body.new_school.starter_knowledge,
        )
    else:
        school = parts.default_school if body.school is None else body.school
        granted = await parts.identity.register.join(school, newcomer, body.join_code)
    return created(show_tokens(granted), "/v1/students/me")
