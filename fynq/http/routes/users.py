"""GET and POST /v1/users"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from fynq.http.caller import UserAdder, UserLister
from fynq.http.cursor import Cursors
from fynq.http.parts import parts_of
from fynq.http.reply import created, reply
from fynq.http.schemas.people import NewUser, UserOut, UserPage, show_user
from fynq.http.schemas.problems import problems
from fynq.identity.register import Newcomer

router = APIRouter(tags=["users"])


class UserQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    cursor: str | None = Field(default=None, max_length=64, description="From `next_cursor`.")
    limit: int = Field(default=50, ge=1, le=100)


@router.get(
    "/v1/users",
    summary="List the people of the school",
    response_model=UserPage,
    responses=problems(401, 403),
)
async def list_users(
    request: Request, caller: UserLister, query: Annotated[UserQuery, Query()]
) -> Response:
    """Oldest first, for admins and owners."""
    parts = parts_of(request)
    cursors = Cursors(parts.server_secret, "users")
    after = cursors.read(caller.tenant, query.cursor)
    found = await parts.identity.accounts.list_accounts(caller.tenant, after, query.limit + 1)
    items = found[: query.limit]
    more = len(found) > query.limit
    return reply(
        UserPage(
            items=[show_user(each) for each in items],
            next_cursor=cursors.write(caller.tenant, items[-1].id) if more else None,
        )
    )


@router.post(
    "/v1/users",
    summary="Add a person to the school",
    status_code=201,
    response_model=UserOut,
    responses=problems(401, 403, 409, bodied=True),
)
async def add_user(request: Request, caller: UserAdder, body: NewUser) -> Response:
    """With a role not above one's own, for admins and owners."""
    newcomer = Newcomer(body.email, body.password, body.display_name)
    account = await parts_of(request).identity.add_user(caller, newcomer, body.role)
    return created(show_user(account), "/v1/users")
