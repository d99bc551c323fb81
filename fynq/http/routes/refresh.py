"""POST /v1/auth/refresh"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from fynq.http.parts import parts_of
from fynq.http.reply import reply
from fynq.http.routes.credentials_in import json_or_form, read_body
from fynq.http.schemas.people import TokenBody, TokensOut, show_tokens
from fynq.http.schemas.problems import problems

router = APIRouter(tags=["auth"])


@router.post(
    "/v1/auth/refresh",
    summary="Renew the tokens",
    response_model=TokensOut,
    responses=problems(401, 409, bodied=True),
    openapi_extra=json_or_form("TokenBody"),
)
async def refresh(request: Request) -> Response:
    """Trades a refresh token for a new pair. A refresh token works once; using one again ends its
    session. Send an `Idempotency-Key` so that a lost reply can be fetched again."""
    body = read_body(request, TokenBody)
    return reply(show_tokens(await parts_of(request).identity.refresh(body.refresh_token)))
