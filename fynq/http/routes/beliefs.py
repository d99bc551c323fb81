"""GET /v1/students/me/beliefs and /v1/students/{student_id}/beliefs"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from fynq.answering.open_model import Believed
from fynq.domain.principal import Principal
from fynq.http.caller import Learner, SchoolReader
from fynq.http.parts import parts_of
from fynq.http.rate import limit_beliefs
from fynq.http.reply import reply
from fynq.http.routes.reading_beliefs import (
    fitted_to,
    known_student,
    known_subject,
    own_base,
    reader_of,
    setting_of,
    students_base,
)
from fynq.http.schemas.belief_shown import (
    SETTINGS,
    BeliefReader,
    Fitted,
    id_of,
    show_belief,
    show_setting,
)
from fynq.http.schemas.beliefs import BeliefOut, BeliefPage, Kind
from fynq.http.schemas.problems import problems
from fynq.http.text_cursor import MOST_CURSOR, TextCursors

router = APIRouter(tags=["beliefs"])


class BeliefQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    cursor: str | None = Field(
        default=None, max_length=MOST_CURSOR, description="From `next_cursor`."
    )
    limit: int = Field(default=50, ge=1, le=200)
    kind: Kind | None = Field(default=None, description="Only these.")


@router.get(
    "/v1/students/me/beliefs",
    summary="Read what is believed of oneself",
    response_model=BeliefPage,
    responses=problems(401, 403, 429),
)
async def read_own_beliefs(
    request: Request, learner: Learner, query: Annotated[BeliefQuery, Query()]
) -> Response:
    """Everything that fynq believes of the student, in plain words and in numbers, with how sure it
    is and on how many events it rests."""
    return await _listed(request, learner, learner.user, own_base(), query)


@router.get(
    "/v1/students/{student_id}/beliefs",
    summary="Read what is believed of a student",
    response_model=BeliefPage,
    responses=problems(401, 403, 404, 429),
)
async def read_students_beliefs(
    request: Request,
    reader: SchoolReader,
    student_id: UUID,
    query: Annotated[BeliefQuery, Query()],
) -> Response:
    """The same of a student of the school. For teachers, admins and owners."""
    await known_student(request, reader, student_id)
    return await _listed(request, reader, student_id, students_base(student_id), query)


async def _listed(
    request: Request, principal: Principal, student: UUID, base: str, query: BeliefQuery
) -> Response:
    await limit_beliefs(request, principal)
    parts = parts_of(request)
    cursors = TextCursors(parts.server_secret, "beliefs", student)
    after = cursors.read(principal.tenant, query.cursor)
    believed = await parts.open_model.beliefs(principal.tenant, student)
    reader = await reader_of(request, principal, base)
    fitted = await fitted_to(request, principal, student)
    ids = [f"student:{name}" for name in SETTINGS]
    ids += [id_of(subject) for subject in believed.traced.subjects]
    last = _place(after) if after is not None else None
    listed = sorted(
        (each for each in ids if query.kind in (None, _KINDS[_place(each)[0]])), key=_place
    )
    listed = [each for each in listed if last is None or _place(each) > last]
    items = listed[: query.limit]
    more = len(listed) > query.limit
    return reply(
        BeliefPage(
            student_id=student,
            up_to_date=believed.up_to_date,
            items=[_shown(each, believed, fitted, reader) for each in items],
            next_cursor=cursors.write(principal.tenant, items[-1]) if more else None,
        )
    )


_KINDS: tuple[Kind, ...] = ("overall", "setting", "skill", "misconception")


def _place(belief: str) -> tuple[int, str]:
    """By it a page goes on where the last one ended, also when a belief has gone meanwhile."""
    if setting_of(belief):
        return 1, belief
    subject = known_subject(belief)
    return _KINDS.index(subject.kind), subject.slug


def _shown(belief: str, believed: Believed, fitted: Fitted, reader: BeliefReader) -> BeliefOut:
    setting = setting_of(belief)
    if setting is not None:
        return show_setting(setting, fitted, reader)
    return show_belief(believed, known_subject(belief), reader)
