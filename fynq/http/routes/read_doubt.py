"""GET /v1/doubts/{doubt_id}"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from fynq.http.caller import Reader
from fynq.http.drawing import drawn
from fynq.http.parts import parts_of
from fynq.http.reply import reply
from fynq.http.routes.find_doubt import visible_doubt
from fynq.http.schemas.doubts import DoubtOut, chars_to_draw, show_doubt
from fynq.http.schemas.problems import problems

router = APIRouter(tags=["doubts"])


@router.get(
    "/v1/doubts/{doubt_id}",
    summary="Read a doubt",
    response_model=DoubtOut,
    responses=problems(401, 403, 404),
)
async def read_doubt(request: Request, reader: Reader, doubt_id: UUID) -> Response:
    """The doubt as it stands, with its whole answer. Students see their own; teachers and above
    see their school's."""
    stored = await visible_doubt(request, reader, doubt_id)
    if stored.check is not None:
        shown = await parts_of(request).practice.shown(reader.tenant, stored.check)
        stored = replace(stored, check=shown)
    show = partial(show_doubt, stored, parts_of(request).draw)
    return reply(await drawn(chars_to_draw(stored.doubt, stored.answer), show))
