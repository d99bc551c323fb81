"""GET /v1/practice/outcomes"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from fynq.domain.errors import InvalidInput
from fynq.http.caller import SchoolReader
from fynq.http.parts import parts_of
from fynq.http.reply import reply
from fynq.http.schemas.outcomes import OutcomesOut, show_outcomes
from fynq.http.schemas.problems import problems
from fynq.http.schemas.usage import WhenIn

router = APIRouter(tags=["practice"])

_LONGEST = timedelta(days=366)
_USUAL = timedelta(days=30)


class OutcomesQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    since: WhenIn | None = Field(
        default=None, description="RFC 3339 or a date, UTC if not said. 30 days before `until`."
    )
    until: WhenIn | None = Field(
        default=None, description="Not included; now if left out. At most 366 days after `since`."
    )


@router.get(
    "/v1/practice/outcomes",
    summary="Read next-item correctness",
    response_model=OutcomesOut,
    responses=problems(401, 403),
)
async def read_outcomes(
    request: Request, reader: SchoolReader, query: Annotated[OutcomesQuery, Query()]
) -> Response:
    """Of the items that ended resolved doubts: how many were answered, and how many right at the
    first try without help. For teachers, admins and owners."""
    until = query.until or datetime.now(UTC)
    since = query.since or until - _USUAL
    if since >= until:
        raise InvalidInput("This must be after `since`.", field="until" if query.until else "since")
    if until - since > _LONGEST:
        raise InvalidInput("This is more than 366 days before `until`.", field="since")
    found = await parts_of(request).practice.check_outcomes(reader.tenant, since, until)
    return reply(show_outcomes(since, until, found))
