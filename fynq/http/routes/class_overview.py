"""GET /v1/classes/{class_id}/overview"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from fynq.analytics.stuck import WINDOW, stuck
from fynq.answering.keeping_up import keep_up
from fynq.http.caller import ClassTeacher
from fynq.http.parts import parts_of
from fynq.http.reply import reply
from fynq.http.routes.find_class import taught_class
from fynq.http.schemas.overviews import (
    MOST_CELLS,
    MOST_DOUBTS,
    ClassOverview,
    columns_of,
    show_overview,
)
from fynq.http.schemas.problems import problems

router = APIRouter(tags=["classes"])


class OverviewQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    days: int = Field(
        default=14, ge=WINDOW, le=92, description="UTC days of activity and doubts, today included."
    )
    skills: int = Field(
        default=40,
        ge=1,
        le=200,
        description="Columns of the heat map, at most; fewer in a class of more than a hundred.",
    )


@router.get(
    "/v1/classes/{class_id}/overview",
    summary="See how a class does",
    response_model=ClassOverview,
    responses=problems(401, 403, 404),
)
async def read_overview(
    request: Request,
    teacher: ClassTeacher,
    class_id: UUID,
    query: Annotated[OverviewQuery, Query()],
) -> Response:
    """Each student on each skill, who is stuck and on what, doubts that nobody has helped with, and
    what was done day by day. For those who teach the class, admins and owners."""
    parts = parts_of(request)
    found = await taught_class(request, teacher, class_id)
    members = await parts.classes.members(teacher.tenant, class_id)
    pupils = [each for each in members if not each.teaches]
    ids = [each.user for each in pupils]
    now = datetime.now(UTC)
    since = now.date() - timedelta(days=query.days - 1)
    facts = await parts.analytics.class_facts(teacher.tenant, ids, since, MOST_DOUBTS)
    behind = await parts.rollups.behind(teacher.tenant, ids)
    if facts.waiting or behind:
        await keep_up(
            teacher.tenant, list(facts.waiting), behind, parts.personalizer, parts.rollups
        )
        facts = await parts.analytics.class_facts(teacher.tenant, ids, since, MOST_DOUBTS)
        behind = await parts.rollups.behind(teacher.tenant, ids)
    troubles = stuck(facts.learners, facts.cells, facts.unresolved, now.date())
    columns = columns_of(facts, min(query.skills, MOST_CELLS // max(len(ids), 1)))
    named = {*columns[0], *(each.skill for each in troubles)}
    names = await parts.analytics.skill_names(teacher.tenant, sorted(named))
    return reply(
        show_overview(
            found,
            pupils,
            facts,
            troubles,
            columns,
            names,
            facts.waiting | frozenset(behind),
            since,
            now,
        )
    )
