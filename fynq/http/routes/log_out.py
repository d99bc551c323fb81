"""POST /v1/auth/logout"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from fynq.http.parts import parts_of
from fynq.http.routes.credentials_in import json_or_form, read_body
from fynq.http.schemas.people import TokenBody
from fynq.http.schemas.problems import problems

router = APIRouter(tags=["auth"])


@router.post(
    "/v1/auth/logout",
    summary="Log out",
    status_code=204,
    response_class=Response,
    responses=problems(409, bodied=True),
    openapi_extra=json_or_form("TokenBody"),
)
async def log_out(request: Request) -> Response:
    """Ends the session of a refresh token. Says the same whether there was one or not. Access
    tokens that were issued live on until they expire."""
    body = read_body(request, TokenBody)
    await parts_of(request).identity.log_out(body.refresh_token)
    return Response(status_code=204)
