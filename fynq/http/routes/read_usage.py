"""GET /v1/usage"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from fynq.answering.books import UsageBy
from fynq.domain.errors import InvalidInput
from fynq.http.caller import UsageReader
from fynq.http.parts import parts_of
from fynq.http.reply import reply
from fynq.http.schemas.problems import problems
from fynq.http.schemas.usage import UsageOut, WhenIn, show_usage

router = APIRouter(tags=["usage"])

_LONGEST = timedelta(days=366)
_USUAL = timedelta(days=30)


class UsageQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    since: WhenIn | None = Field(
        default=None, description="RFC 3339 or a date, UTC if not said. 30 days before `until`."
    )
    until: WhenIn | None = Field(
        default=None, description="Not included; now if left out. At most 366 days after `since`."
    )
    by: UsageBy = UsageBy.MODEL


@router.get(
    "/v1/usage",
    summary="Read what the school used",
    response_model=UsageOut,
    responses=problems(401, 403),
)
async def read_usage(
    request: Request, caller: UsageReader, query: Annotated[UsageQuery, Query()]
) -> Response:
    """Tokens and money by model, user, API key or day, for admins and owners."""
    until = query.until or datetime.now(UTC)
    since = query.since or until - _USUAL
    if since >= until:
        raise InvalidInput("This must be after `since`.", field="until" if query.until else "since")
    if until - since > _LONGEST:
        raise InvalidInput("This is more than 366 days before `until`.", field="since")
    report = await parts_of(request).usage.usage_of(caller.tenant, since, until, query.by)
    return reply(show_usage(since, until, query.by, report))
