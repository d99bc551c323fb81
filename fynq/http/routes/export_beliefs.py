"""GET /v1/students/me/beliefs/export"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from fynq.answering.open_model import Believed
from fynq.http.caller import Learner
from fynq.http.parts import parts_of
from fynq.http.rate import limit_beliefs
from fynq.http.routes.reading_beliefs import fitted_to, own_base, reader_of
from fynq.http.schemas.belief_shown import (
    SETTINGS,
    BeliefReader,
    Fitted,
    show_belief,
    show_exported,
    show_setting,
)
from fynq.http.schemas.beliefs import BeliefExport
from fynq.http.schemas.problems import problems
from fynq.personalization.evidence import Happened

router = APIRouter(tags=["beliefs"])
_HEADERS = {"content-disposition": 'attachment; filename="beliefs.json"'}


@router.get(
    "/v1/students/me/beliefs/export",
    summary="Export all that is believed of oneself",
    response_model=BeliefExport,
    responses=problems(401, 403, 429),
)
async def export_beliefs(request: Request, learner: Learner) -> Response:
    """Every belief, and every event with what it did to each, oldest first."""
    await limit_beliefs(request, learner)
    believed, told = await parts_of(request).open_model.everything(learner.tenant, learner.user)
    fitted = await fitted_to(request, learner, learner.user)
    reader = await reader_of(request, learner, own_base(), (each.event for each in told))
    # The file of some years is large: written beside the event loop.
    content = await asyncio.to_thread(_written, believed, told, fitted, reader)
    return Response(content, 200, _HEADERS, "application/json")


def _written(
    believed: Believed, told: Sequence[Happened], fitted: Fitted, reader: BeliefReader
) -> bytes:
    settings = [show_setting(name, fitted, reader) for name in SETTINGS]
    subjects = believed.traced.subjects
    beliefs = [show_belief(believed, subject, reader) for subject in subjects]
    export = BeliefExport(
        student_id=believed.student,
        exported_at=reader.now,
        up_to_date=believed.up_to_date,
        beliefs=[beliefs[0], *settings, *beliefs[1:]],
        events=[show_exported(each, reader) for each in told],
    )
    return export.model_dump_json().encode()
