"""/v1/reviews: the teachers' queue"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from fynq.answering.desk import Complaint
from fynq.answering.reviews import CLAIM_SECONDS, Review, ReviewFilter, ReviewState
from fynq.domain.errors import InvalidInput, NotFound
from fynq.domain.principal import Principal
from fynq.domain.ruling import RulingKind
from fynq.http.caller import Reviewer
from fynq.http.cursor import Cursors
from fynq.http.drawing import drawn
from fynq.http.parts import parts_of
from fynq.http.reply import reply
from fynq.http.routes.correct_doubt import correction_of, judged, judgement_of
from fynq.http.schemas.problems import problems
from fynq.http.schemas.reviews import (
    ClaimIn,
    CorrectionIn,
    RecallIn,
    ReleaseIn,
    ResolutionIn,
    ReviewOut,
    ReviewPage,
    RulingOut,
    chars_to_draw,
    show_review,
)

router = APIRouter(tags=["reviews"])
_POSTED = problems(401, 403, 404, 409, bodied=True)


class ReviewQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    cursor: str | None = Field(default=None, max_length=64, description="From `next_cursor`.")
    limit: int = Field(default=20, ge=1, le=100)
    state: ReviewState = Field(
        default=ReviewState.WAITING,
        description="waiting: all that is not resolved; free: what no other teacher looks at; mine; "
        "resolved.",
    )
    reason: Complaint | None = None
    subject: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9_-]{0,39}$")
    skill: str | None = Field(
        default=None, pattern=r"^[a-z0-9][a-z0-9._-]{0,79}$", description="A skill's slug."
    )


@router.get(
    "/v1/reviews",
    summary="List answers to look at",
    response_model=ReviewPage,
    responses=problems(401, 403),
)
async def list_reviews(
    request: Request, reviewer: Reviewer, query: Annotated[ReviewQuery, Query()]
) -> Response:
    """Answers that students called wrong or unclear, after which students failed, and doubts that fynq
    could not answer; the most urgent first. For teachers, admins and owners."""
    parts = parts_of(request)
    cursors = Cursors(parts.server_secret, "reviews")
    after = cursors.read(reviewer.tenant, query.cursor)
    wanted = ReviewFilter(reviewer.user, query.state, query.reason, query.subject, query.skill)
    found = await parts.reviews.list_reviews(reviewer.tenant, wanted, after, query.limit + 1)
    items, more = found[: query.limit], len(found) > query.limit
    now = datetime.now(UTC)
    return reply(
        ReviewPage(
            items=[show_review(each, now, None) for each in items],
            next_cursor=cursors.write(reviewer.tenant, items[-1].id) if more else None,
        )
    )


@router.get(
    "/v1/reviews/{review_id}",
    summary="Read a review",
    response_model=ReviewOut,
    responses=problems(401, 403, 404),
)
async def read_review(request: Request, reviewer: Reviewer, review_id: UUID) -> Response:
    """One answer to look at. For teachers, admins and owners."""
    return await _shown(request, await _review(request, reviewer, review_id))


@router.post(
    "/v1/reviews/{review_id}/claim",
    summary="Claim a review",
    response_model=ReviewOut,
    responses=_POSTED,
)
async def claim_review(
    request: Request, reviewer: Reviewer, review_id: UUID, body: ClaimIn
) -> Response:
    """Keeps other teachers from resolving it meanwhile; claiming again prolongs. 409 while another
    teacher has it."""
    books = parts_of(request).reviews
    seconds = body.minutes * 60.0
    return await _shown(
        request, await books.claim(reviewer.tenant, review_id, reviewer.user, seconds)
    )


@router.post(
    "/v1/reviews/{review_id}/release",
    summary="Release a review",
    response_model=ReviewOut,
    responses=_POSTED,
)
async def release_review(
    request: Request, reviewer: Reviewer, review_id: UUID, body: ReleaseIn
) -> Response:
    """Gives one's own claim back; another teacher's stays."""
    books = parts_of(request).reviews
    return await _shown(request, await books.release(reviewer.tenant, review_id, reviewer.user))


@router.post(
    "/v1/reviews/{review_id}/correction",
    summary="Resolve a review by a correction",
    status_code=201,
    response_model=RulingOut,
    responses=_POSTED,
)
async def correct_review(
    request: Request, reviewer: Reviewer, review_id: UUID, body: CorrectionIn
) -> Response:
    """As `POST /v1/doubts/{doubt_id}/correction`; 409 while another teacher has claimed it."""
    review = await _claimed(request, reviewer, review_id)
    judgement = await correction_of(request, reviewer, body)
    return await judged(request, reviewer, review.doubt, judgement)


@router.post(
    "/v1/reviews/{review_id}/recall",
    summary="Resolve a review by withdrawing the answer",
    status_code=201,
    response_model=RulingOut,
    responses=_POSTED,
)
async def recall_review(
    request: Request, reviewer: Reviewer, review_id: UUID, body: RecallIn
) -> Response:
    """As `POST /v1/doubts/{doubt_id}/recall`; 409 while another teacher has claimed it."""
    review = await _claimed(request, reviewer, review_id)
    judgement = await judgement_of(request, reviewer, RulingKind.RECALL, body.note)
    return await judged(request, reviewer, review.doubt, judgement)


@router.post(
    "/v1/reviews/{review_id}/resolve",
    summary="Resolve a review",
    response_model=ReviewOut,
    responses=_POSTED,
)
async def resolve_review(
    request: Request, reviewer: Reviewer, review_id: UUID, body: ResolutionIn
) -> Response:
    """Lets the answer stand; 409 while another teacher has claimed it. It comes back when three other
    students complain."""
    parts = parts_of(request)
    if body.resolution == "note" and not body.note.strip():
        raise InvalidInput("A note must hold something.", field="note")
    review = await _claimed(request, reviewer, review_id)
    if body.resolution == "dismiss":
        dismissed = await parts.reviews.dismiss(
            reviewer.tenant, review_id, reviewer.user, body.note
        )
        return await _shown(request, dismissed)
    kind = RulingKind.NOTE if body.resolution == "note" else RulingKind.CONFIRMATION
    judgement = await judgement_of(request, reviewer, kind, body.note)
    await parts.judge(reviewer.tenant, review.doubt, judgement)
    return await _shown(request, await _review(request, reviewer, review_id))


async def _claimed(request: Request, reviewer: Principal, review: UUID) -> Review:
    """Raises Conflict while another teacher has it."""
    books = parts_of(request).reviews
    return await books.claim(reviewer.tenant, review, reviewer.user, CLAIM_SECONDS)


async def _review(request: Request, reviewer: Principal, review: UUID) -> Review:
    found = await parts_of(request).reviews.review(reviewer.tenant, review)
    if found is None:
        raise NotFound("There is no such review.", field="review_id")
    return found


async def _shown(request: Request, review: Review) -> Response:
    show = partial(show_review, review, datetime.now(UTC), parts_of(request).draw)
    return reply(await drawn(chars_to_draw(review), show))
