"""POST /v1/feedback"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from fynq.answering.books import FeedbackEntry
from fynq.domain.doubt import DoubtStatus
from fynq.domain.errors import Conflict
from fynq.domain.identifiers import new_id
from fynq.http.caller import Rater
from fynq.http.parts import parts_of
from fynq.http.reply import reply
from fynq.http.routes.find_doubt import own_doubt
from fynq.http.schemas.learners import FeedbackBody, FeedbackOut
from fynq.http.schemas.problems import problems

router = APIRouter(tags=["feedback"])


@router.post(
    "/v1/feedback",
    summary="Rate an answer",
    status_code=201,
    response_model=FeedbackOut,
    responses=problems(401, 403, 404, 409, bodied=True),
)
async def give_feedback(request: Request, rater: Rater, body: FeedbackBody) -> Response:
    """Thumbs for one of one's own doubts, with a reason. A second rating replaces the first."""
    stored = await own_doubt(request, rater, body.doubt_id)
    if stored.status is DoubtStatus.OPEN:
        raise Conflict("The doubt is still being answered.", field="doubt_id", retry_after=2.0)
    entry = FeedbackEntry(
        new_id(), rater.user, body.doubt_id, body.rating, body.reason, body.comment
    )
    await parts_of(request).feedback.record_feedback(rater.tenant, entry)
    return reply(
        FeedbackOut(
            id=entry.id,
            doubt_id=entry.doubt,
            rating=entry.rating,
            reason=entry.reason,
            comment=entry.comment,
        ),
        201,
    )
