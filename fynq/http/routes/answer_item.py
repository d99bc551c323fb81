"""POST /v1/practice/attempts/{attempt_id}/answer"""

from __future__ import annotations

from functools import partial
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from fynq.http.caller import Practiser
from fynq.http.drawing import drawn
from fynq.http.parts import parts_of
from fynq.http.rate import limit_practice
from fynq.http.reply import reply
from fynq.http.schemas.practice import AnswerBody, GradedOut, chars_of, show_graded
from fynq.http.schemas.problems import problems

router = APIRouter(tags=["practice"])


@router.post(
    "/v1/practice/attempts/{attempt_id}/answer",
    summary="Answer an item",
    response_model=GradedOut,
    responses=problems(401, 403, 404, 409, 429, bodied=True),
)
async def answer_item(
    request: Request, practiser: Practiser, attempt_id: UUID, body: AnswerBody
) -> Response:
    """Grades it: what is equal to the answer, in any form, is right. The first answer that counts is
    what the student's progress learns of; the same answer again is no further try. 409 when the
    attempt is over."""
    await limit_practice(request, practiser)
    parts = parts_of(request)
    answered = await parts.practice.answer(
        practiser.tenant, practiser.user, attempt_id, body.answer
    )
    chars = chars_of(answered.attempt)
    return reply(await drawn(chars, partial(show_graded, answered, parts.draw)))
