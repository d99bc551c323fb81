"""DELETE /v1/doubts/{doubt_id}"""

from __future__ import annotations

from functools import partial
from uuid import UUID

import structlog
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from fynq.domain.doubt import DoubtStatus
from fynq.domain.errors import Unavailable
from fynq.http.caller import Asker
from fynq.http.drawing import drawn
from fynq.http.parts import parts_of
from fynq.http.reply import reply
from fynq.http.routes.find_doubt import own_doubt
from fynq.http.schemas.doubts import DoubtOut, chars_to_draw, show_doubt
from fynq.http.schemas.problems import problems

log = structlog.get_logger()
router = APIRouter(tags=["doubts"])


@router.delete(
    "/v1/doubts/{doubt_id}",
    summary="Cancel a doubt",
    response_model=DoubtOut,
    responses=problems(401, 403, 404),
)
async def cancel_doubt(request: Request, asker: Asker, doubt_id: UUID) -> Response:
    """Stops the work on one's own doubt, wherever it runs. A doubt that is already finished stays
    as it is; the reply shows how it stands."""
    parts = parts_of(request)
    stored = await own_doubt(request, asker, doubt_id)
    if stored.status is DoubtStatus.OPEN:
        await parts.doubt_log.cancel(asker.tenant, doubt_id)
        parts.running.stop(asker.tenant, doubt_id)
        try:
            await parts.cancellations.announce(asker.tenant, doubt_id)
        except Unavailable as error:
            # The doubt is cancelled in the books: its late outcome will not be kept.
            log.warning("cancellation_not_announced", code=error.code)
        stored = await own_doubt(request, asker, doubt_id)
    show = partial(show_doubt, stored, parts.draw)
    return reply(await drawn(chars_to_draw(stored.doubt, stored.answer), show))
