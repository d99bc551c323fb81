"""GET /v1/students/me/progress/history"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from fynq.domain.identifiers import Tenant
from fynq.http.caller import Learner
from fynq.http.parts import HttpParts, parts_of
from fynq.http.reply import reply
from fynq.http.routes.up_to_date import brought_up
from fynq.http.schemas.histories import HistoryOut, show_history, skills_in
from fynq.http.schemas.problems import problems

router = APIRouter(tags=["students"])


class HistoryQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    days: int = Field(default=30, ge=1, le=366, description="UTC days, today included.")


@router.get(
    "/v1/students/me/progress/history",
    summary="Read one's progress over time",
    response_model=HistoryOut,
    responses=problems(401, 403),
)
async def read_my_history(
    request: Request, learner: Learner, query: Annotated[HistoryQuery, Query()]
) -> Response:
    """What was done each day, and how each skill stood at its end."""
    return reply(await history_of(parts_of(request), learner.tenant, learner.user, query.days))


async def history_of(parts: HttpParts, tenant: Tenant, student: UUID, days: int) -> HistoryOut:
    up_to_date = await brought_up(parts, tenant, student)
    until = datetime.now(UTC).date()
    since = until - timedelta(days=days - 1)
    history = await parts.analytics.history(tenant, student, since)
    names = await parts.analytics.skill_names(tenant, skills_in(history))
    return show_history(history, names, since, until, up_to_date)
