"""GET /v1/demo"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from fynq.domain.errors import NotFound
from fynq.http.parts import parts_of
from fynq.http.reply import reply
from fynq.http.schemas.people import DemoOut
from fynq.http.schemas.problems import problems

router = APIRouter(tags=["auth"])


@router.get(
    "/v1/demo",
    summary="Credentials of the demo student",
    response_model=DemoOut,
    responses=problems(404),
)
async def demo(request: Request) -> Response:
    """What to post to `/v1/auth/login` to try fynq; 404 where this server has no demo school."""
    found = parts_of(request).demo
    if found is None:
        raise NotFound("This server has no demo school.")
    return reply(DemoOut(school=found.school, username=found.username, password=found.password))
