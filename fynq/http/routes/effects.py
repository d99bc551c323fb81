"""GET /v1/doubts/{doubt_id}/effects and GET /v1/effects"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from fynq.answering.desk import Target
from fynq.http.caller import EffectReader, Reader
from fynq.http.cursor import Cursors
from fynq.http.parts import parts_of
from fynq.http.reply import reply
from fynq.http.routes.find_doubt import visible_doubt
from fynq.http.schemas.effects import DoubtEffects, UpdatePage, show_evidence, show_update
from fynq.http.schemas.problems import problems

router = APIRouter(tags=["reviews"])


class EffectQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    target: Target
    name: str | None = Field(
        default=None,
        pattern=r"^[!-~]{1,300}$",
        description="Only this model, passage (digest), style or student.",
    )
    cursor: str | None = Field(default=None, max_length=64, description="From `next_cursor`.")
    limit: int = Field(default=50, ge=1, le=100)


@router.get(
    "/v1/doubts/{doubt_id}/effects",
    summary="Read what was learned from a doubt",
    response_model=DoubtEffects,
    responses=problems(401, 403, 404),
)
async def read_effects(request: Request, reader: Reader, doubt_id: UUID) -> Response:
    """What became of the doubt's answer (ratings, the next item, the same asked again, a teacher's
    ruling), and what each of these changed: the student, the model's rating, the worth of the cited
    passages, the style of explanations. Students see their own; teachers and above their school's."""
    await visible_doubt(request, reader, doubt_id)
    evidence, updates = await parts_of(request).effects.of_doubt(reader.tenant, doubt_id)
    return reply(
        DoubtEffects(
            evidence=[show_evidence(each) for each in evidence],
            updates=[show_update(each) for each in updates],
        )
    )


@router.get(
    "/v1/effects",
    summary="List what was learned of models, passages or styles",
    response_model=UpdatePage,
    responses=problems(401, 403),
)
async def list_effects(
    request: Request, reader: EffectReader, query: Annotated[EffectQuery, Query()]
) -> Response:
    """Newest first, each with the evidence that it came from. For admins and owners."""
    parts = parts_of(request)
    cursors = Cursors(parts.server_secret, f"effects:{query.target.value}:{query.name or ''}")
    before = cursors.read(reader.tenant, query.cursor)
    found = await parts.effects.of_target(
        reader.tenant, query.target, query.name, before, query.limit + 1
    )
    items, more = found[: query.limit], len(found) > query.limit
    return reply(
        UpdatePage(
            items=[show_update(each) for each in items],
            next_cursor=cursors.write(reader.tenant, items[-1].id) if more else None,
        )
    )
