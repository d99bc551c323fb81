"""GET /v1/students/me/progress"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict
from starlette.requests import Request
from starlette.responses import Response

from fynq.http.caller import Learner
from fynq.http.parts import parts_of
from fynq.http.reply import reply
from fynq.http.routes.up_to_date import progress_of
from fynq.http.schemas.learners import ProgressReport
from fynq.http.schemas.problems import problems
from fynq.http.zones import Timezone

router = APIRouter(tags=["students"])


class ProgressQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    timezone: Timezone = "UTC"


@router.get(
    "/v1/students/me/progress",
    summary="Read one's progress",
    response_model=ProgressReport,
    responses=problems(401, 403),
)
async def read_progress(
    request: Request, learner: Learner, query: Annotated[ProgressQuery, Query()]
) -> Response:
    """How many doubts were asked and answered, on how many days in a row something was done, and what
    fynq believes the student can do.

    `up_to_date` is false while something that the student did is not in it yet."""
    parts = parts_of(request)
    return reply(await progress_of(parts, learner.tenant, learner.user, query.timezone))
