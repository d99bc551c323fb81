"""POST /v1/doubts/{doubt_id}/follow-ups"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from fynq.domain.doubt import Doubt, DoubtStatus
from fynq.domain.errors import Conflict
from fynq.domain.identifiers import new_id
from fynq.http.caller import Asker
from fynq.http.parts import parts_of
from fynq.http.rate import limit_doubts
from fynq.http.routes.answering import answered, sound_question
from fynq.http.routes.find_doubt import own_doubt
from fynq.http.schemas.doubts import DoubtOut, FollowUp
from fynq.http.schemas.problems import problems
from fynq.http.schemas.streams import as_events

router = APIRouter(tags=["doubts"])

_TURNS = 10


@router.post(
    "/v1/doubts/{doubt_id}/follow-ups",
    summary="Follow up on a doubt",
    status_code=201,
    response_model=DoubtOut,
    responses={**problems(401, 403, 404, 409, 429, bodied=True), **as_events()},
)
async def follow_up(request: Request, asker: Asker, doubt_id: UUID, body: FollowUp) -> Response:
    """Asks further in the same thread; answered like a new doubt, as JSON or as events."""
    question = sound_question(request, body.question)
    parent = await own_doubt(request, asker, doubt_id)
    if parent.status is DoubtStatus.OPEN:
        raise Conflict("The doubt is still being answered.", field="doubt_id", retry_after=2.0)
    await limit_doubts(request, asker)
    doubt = Doubt(
        id=new_id(),
        student=asker.user,
        question=question,
        thread=parent.doubt.thread,
        asked_at=datetime.now(UTC),
        follows=parent.doubt.id,
        subject=parent.doubt.subject,
        wanted=body.help,
        turns=tuple(await parts_of(request).doubts.turns(asker.tenant, doubt_id, _TURNS)),
    )
    return await answered(request, asker, doubt)
