"""GET /v1/students/me/progress"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from fynq.domain.errors import Unavailable
from fynq.http.caller import Learner
from fynq.http.parts import parts_of
from fynq.http.reply import reply
from fynq.http.schemas.learners import ProgressReport, show_progress
from fynq.http.schemas.problems import problems

router = APIRouter(tags=["students"])


@router.get(
    "/v1/students/me/progress",
    summary="Read one's progress",
    response_model=ProgressReport,
    responses=problems(401, 403),
)
async def read_progress(request: Request, learner: Learner) -> Response:
    """How many doubts were asked and answered, and what fynq believes the student can do.

    `up_to_date` is false while something that the student did is not in it yet."""
    parts = parts_of(request)
    progress = await parts.students.progress(learner.tenant, learner.user)
    if progress.waiting:
        with suppress(Unavailable):
            await parts.personalizer.observe(learner.tenant, learner.user)
            progress = await parts.students.progress(learner.tenant, learner.user)
    return reply(show_progress(progress, datetime.now(UTC)))
