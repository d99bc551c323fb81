"""GET /v1/school/analytics"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from fynq.domain.errors import InvalidInput
from fynq.http.caller import SchoolAnalyst
from fynq.http.parts import parts_of
from fynq.http.reply import reply
from fynq.http.schemas.problems import problems
from fynq.http.schemas.school_figures import SchoolAnalytics, show_school

router = APIRouter(tags=["school"])

_LONGEST = timedelta(days=366)
_USUAL = timedelta(days=30)
_FIRST, _LAST = date(2000, 1, 1), date(2200, 1, 1)


class AnalyticsQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    since: date | None = Field(
        default=None, description="The first UTC day. 30 days before `until`, if left out."
    )
    until: date | None = Field(
        default=None,
        description="Not included; tomorrow if left out. At most 366 days after `since`.",
    )


@router.get(
    "/v1/school/analytics",
    summary="See how the school uses fynq",
    response_model=SchoolAnalytics,
    responses=problems(401, 403),
)
async def read_analytics(
    request: Request, analyst: SchoolAnalyst, query: Annotated[AnalyticsQuery, Query()]
) -> Response:
    """Usage, quality and cost by day, for admins and owners."""
    for field in ("since", "until"):
        day = getattr(query, field)
        if day is not None and not _FIRST <= day <= _LAST:
            raise InvalidInput("This must be a day from 2000 to 2200.", field=field)
    until = query.until or datetime.now(UTC).date() + timedelta(days=1)
    since = query.since or until - _USUAL
    if since >= until:
        raise InvalidInput("This must be after `since`.", field="until" if query.until else "since")
    if until - since > _LONGEST:
        raise InvalidInput("This is more than 366 days before `until`.", field="since")
    parts = parts_of(request)
    days = await parts.analytics.school_days(analyst.tenant, since, until)
    active = await parts.analytics.active_students(analyst.tenant, since, until)
    return reply(show_school(since, until, active, days))
