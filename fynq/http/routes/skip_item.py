"""POST /v1/practice/attempts/{attempt_id}/skip"""

from __future__ import annotations

from functools import partial
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from fynq.http.caller import Practiser
from fynq.http.drawing import drawn
from fynq.http.parts import parts_of
from fynq.http.reply import reply
from fynq.http.schemas.practice import AttemptOut, chars_of, show_attempt
from fynq.http.schemas.problems import problems

router = APIRouter(tags=["practice"])


@router.post(
    "/v1/practice/attempts/{attempt_id}/skip",
    summary="Skip an item",
    response_model=AttemptOut,
    responses=problems(401, 403, 404, 409, bodied=True),
)
async def skip_item(request: Request, practiser: Practiser, attempt_id: UUID) -> Response:
    """Sets an open attempt aside; one that is over stays as it is. A skip says nothing of the
    student."""
    parts = parts_of(request)
    skipped = await parts.practice.skip(practiser.tenant, practiser.user, attempt_id)
    return reply(await drawn(chars_of(skipped), partial(show_attempt, skipped, parts.draw)))
