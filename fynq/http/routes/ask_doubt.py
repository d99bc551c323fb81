"""POST /v1/doubts"""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from fynq.domain.doubt import Doubt
from fynq.domain.identifiers import new_id
from fynq.http.caller import Asker
from fynq.http.rate import limit_doubts
from fynq.http.routes.answering import answered, sound_question
from fynq.http.schemas.doubts import Ask, DoubtOut
from fynq.http.schemas.problems import problems
from fynq.http.schemas.streams import as_events

router = APIRouter(tags=["doubts"])


@router.post(
    "/v1/doubts",
    summary="Ask a doubt",
    status_code=201,
    response_model=DoubtOut,
    responses={**problems(401, 403, 409, 429, bodied=True), **as_events()},
)
async def ask_doubt(request: Request, asker: Asker, body: Ask) -> Response:
    """Solves, verifies and explains a doubt. With `Accept: text/event-stream` the steps arrive as
    they are found; otherwise the reply is the finished doubt. Leaving cancels it."""
    question = sound_question(request, body.question)
    await limit_doubts(request, asker)
    identity = new_id()
    doubt = Doubt(
        id=identity,
        student=asker.user,
        question=question,
        thread=identity,
        asked_at=datetime.now(UTC),
        subject=body.subject,
        wanted=body.help,
    )
    return await answered(request, asker, doubt)
