"""POST /v1/auth/login"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from fynq.http.parts import parts_of
from fynq.http.rate import limit_log_in
from fynq.http.reply import reply
from fynq.http.routes.credentials_in import json_or_form, read_body
from fynq.http.schemas.people import LogInBody, TokensOut, show_tokens
from fynq.http.schemas.problems import problems

router = APIRouter(tags=["auth"])


@router.post(
    "/v1/auth/login",
    summary="Log in",
    response_model=TokensOut,
    responses=problems(401, 409, 429, bodied=True),
    openapi_extra=json_or_form("LogInBody"),
)
async def log_in(request: Request) -> Response:
    """Gives an access token (15 minutes) and a refresh token for a school, an e-mail address and
    a password, as JSON or as OAuth2's password form (RFC 6749, 4.3)."""
    body = read_body(request, LogInBody)
    parts = parts_of(request)
    slug, email = _who(body, parts.default_school)
    await limit_log_in(request, slug, email)
    return reply(show_tokens(await parts.identity.log_in(slug, email, body.password)))


def _who(body: LogInBody, default_school: str) -> tuple[str, str]:
    named, _, email = (body.username or body.email or "").rpartition("/")
    if named and not body.school and "@" not in named:
        return named, email
    school = body.school or body.client_id or default_school
    return school, body.username or body.email or ""
