"""POST, GET /v1/keys and DELETE /v1/keys/{key_id}"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from fynq.domain.errors import NotFound
from fynq.domain.principal import Principal, Role
from fynq.http.caller import KeyMaker
from fynq.http.cursor import Cursors
from fynq.http.parts import parts_of
from fynq.http.reply import created, reply
from fynq.http.schemas.keys import ApiKeyPage, MadeApiKey, NewApiKey, show_key, show_made
from fynq.http.schemas.problems import problems
from fynq.identity.make_key import NewKey

router = APIRouter(tags=["keys"])


class KeyQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    cursor: str | None = Field(default=None, max_length=256)
    limit: int = Field(default=50, ge=1, le=100)


@router.post(
    "/v1/keys",
    summary="Make an API key",
    status_code=201,
    response_model=MadeApiKey,
    responses=problems(401, 403, 404, 409, bodied=True),
)
async def make_key(request: Request, maker: KeyMaker, body: NewApiKey) -> Response:
    """One's own, for the OpenAI-compatible routes: it may do what one's role may do there. The key
    is shown this once. For teachers, admins and owners."""
    wanted = NewKey(body.name, body.models, body.delivery or "", body.expires_at)
    make = parts_of(request).identity.make_key
    key, text = await make(maker.tenant, maker.user, wanted)
    return created(show_made(key, text), f"/v1/keys/{key.id}")


@router.get(
    "/v1/keys",
    summary="List API keys",
    response_model=ApiKeyPage,
    responses=problems(401, 403),
)
async def list_keys(
    request: Request, maker: KeyMaker, query: Annotated[KeyQuery, Query()]
) -> Response:
    """Oldest first: a teacher's own, for admins and owners those of the school. Keys that ended
    stay listed for 90 days."""
    parts = parts_of(request)
    cursors = Cursors(parts.server_secret, "keys")
    after = cursors.read(maker.tenant, query.cursor)
    found = await parts.identity.keys.list_keys(maker.tenant, _whose(maker), after, query.limit + 1)
    items = found[: query.limit]
    more = len(found) > query.limit
    return reply(
        ApiKeyPage(
            items=[show_key(each) for each in items],
            next_cursor=cursors.write(maker.tenant, items[-1].id) if more else None,
        )
    )


@router.delete(
    "/v1/keys/{key_id}",
    summary="Revoke an API key",
    status_code=204,
    responses=problems(401, 403, 404),
)
async def revoke_key(request: Request, maker: KeyMaker, key_id: UUID) -> Response:
    """Every gateway stops taking it within five seconds. Revoking it again changes nothing."""
    keys = parts_of(request).identity.keys
    if not await keys.revoke_key(maker.tenant, key_id, _whose(maker)):
        raise NotFound("There is no such key.", field="key_id")
    return Response(status_code=204)


def _whose(maker: Principal) -> UUID | None:
    """Whose keys the caller sees; None for all of the school."""
    return None if maker.role in (Role.ADMIN, Role.OWNER) else maker.user
