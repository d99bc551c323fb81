"""GET /v1/students/me/beliefs/{belief} and /v1/students/{student_id}/beliefs/{belief}"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from fynq.domain.doubt import WorkLine
from fynq.domain.principal import Principal
from fynq.http.caller import Learner, SchoolReader
from fynq.http.cursor import Cursors
from fynq.http.parts import parts_of
from fynq.http.rate import limit_beliefs
from fynq.http.reply import reply
from fynq.http.routes.reading_beliefs import (
    BeliefId,
    fitted_to,
    known_student,
    known_subject,
    own_base,
    reader_of,
    setting_of,
    students_base,
)
from fynq.http.schemas.belief_shown import show_belief, show_check, show_evidence, show_setting
from fynq.http.schemas.beliefs import BeliefDetail
from fynq.http.schemas.problems import problems
from fynq.personalization.evidence import Effect, Subject

router = APIRouter(tags=["beliefs"])


class EvidenceQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    cursor: str | None = Field(default=None, max_length=64, description="From `next_cursor`.")
    limit: int = Field(default=20, ge=1, le=100)


@router.get(
    "/v1/students/me/beliefs/{belief}",
    summary="Read why something is believed of oneself",
    response_model=BeliefDetail,
    responses=problems(401, 403, 404, 429),
)
async def read_own_belief(
    request: Request,
    learner: Learner,
    belief: BeliefId,
    query: Annotated[EvidenceQuery, Query()],
) -> Response:
    """One belief and the events that moved it, newest first: what each was, what help was used, what
    was believed before it and after it, and whether it still counts. Corrections are among them, with who
    made them."""
    return await _explained(request, learner, learner.user, own_base(), belief, query)


@router.get(
    "/v1/students/{student_id}/beliefs/{belief}",
    summary="Read why something is believed of a student",
    response_model=BeliefDetail,
    responses=problems(401, 403, 404, 429),
)
async def read_students_belief(
    request: Request,
    reader: SchoolReader,
    student_id: UUID,
    belief: BeliefId,
    query: Annotated[EvidenceQuery, Query()],
) -> Response:
    """The same of a student of the school, without the student's private notes. For teachers, admins
    and owners."""
    await known_student(request, reader, student_id)
    base = students_base(student_id)
    return await _explained(request, reader, student_id, base, belief, query)


async def _explained(
    request: Request,
    principal: Principal,
    student: UUID,
    base: str,
    belief: str,
    query: EvidenceQuery,
) -> Response:
    await limit_beliefs(request, principal)
    parts = parts_of(request)
    cursors = Cursors(parts.server_secret, f"evidence:{student}:{belief}")
    before = cursors.read(principal.tenant, query.cursor)
    setting = setting_of(belief)
    if setting is not None:
        reader = await reader_of(request, principal, base)
        fitted = await fitted_to(request, principal, student)
        shown = show_setting(setting, fitted, reader)
        return reply(
            BeliefDetail(
                student_id=student,
                up_to_date=True,
                belief=shown,
                verify_with=None,
                evidence=[],
                next_cursor=None,
            )
        )
    subject = known_subject(belief)
    explained = await parts.open_model.belief(principal.tenant, student, subject)
    newest = list(reversed(explained.effects))
    if before is not None:
        at = next((at for at, each in enumerate(newest) if each.event.id == before), len(newest))
        newest = newest[at + 1 :]
    page = newest[: query.limit]
    more = len(newest) > query.limit
    reader = await reader_of(request, principal, base, (each.event for each in page))
    lines = await _lines(request, principal, subject, page)
    return reply(
        BeliefDetail(
            student_id=student,
            up_to_date=explained.believed.up_to_date,
            belief=show_belief(explained.believed, subject, reader),
            verify_with=show_check(explained.check, explained),
            evidence=[show_evidence(each, reader, lines.get(each.event.id)) for each in page],
            next_cursor=cursors.write(principal.tenant, page[-1].event.id) if more else None,
        )
    )


async def _lines(
    request: Request, principal: Principal, subject: Subject, page: Sequence[Effect]
) -> Mapping[UUID, WorkLine]:
    """Where a misconception showed, by the event."""
    found: dict[UUID, WorkLine] = {}
    if subject.kind != "misconception":
        return found
    for effect in page:
        event = effect.event
        if event.doubt is None or subject.slug not in event.misconceptions:
            continue
        stored = await parts_of(request).doubts.doubt(principal.tenant, event.doubt)
        work = stored.answer.work if stored and stored.answer else None
        if work is None or work.misconception != subject.slug:
            continue
        for line in work.lines:
            if line.number == work.first_wrong:
                found[event.id] = line
    return found
