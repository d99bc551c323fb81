"""GET /v1/doubts"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from fynq.answering.books import DoubtFilter
from fynq.domain.doubt import DoubtStatus
from fynq.domain.errors import NotFound
from fynq.domain.principal import Principal
from fynq.http.caller import Reader
from fynq.http.cursor import Cursors
from fynq.http.parts import parts_of
from fynq.http.reply import reply
from fynq.http.schemas.doubts import DoubtPage, show_doubt
from fynq.http.schemas.problems import problems
from fynq.identity.permissions import Permission, allowed

router = APIRouter(tags=["doubts"])


class DoubtQuery(BaseModel):
    model_config = ConfigDict(extra="forbid")

    cursor: str | None = Field(default=None, max_length=64, description="From `next_cursor`.")
    limit: int = Field(default=20, ge=1, le=100)
    status: DoubtStatus | None = None
    subject: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9_-]{0,39}$")
    skill: str | None = Field(
        default=None, pattern=r"^[a-z0-9][a-z0-9._-]{0,79}$", description="A skill's slug."
    )
    needs_teacher: bool | None = Field(
        default=None, description="Those that a teacher should look at, or those that none need."
    )
    corrected: bool | None = Field(
        default=None, description="Those that a teacher ruled on, or those that none did."
    )
    student_id: UUID | None = Field(
        default=None,
        description="Teachers and above: only this student's. Left out: one's own for students, "
        "the whole school's for teachers and above.",
    )


@router.get(
    "/v1/doubts",
    summary="List doubts",
    response_model=DoubtPage,
    responses=problems(401, 403, 404),
)
async def list_doubts(
    request: Request, reader: Reader, query: Annotated[DoubtQuery, Query()]
) -> Response:
    """Newest first, filtered by status, subject, skill and whether a teacher should look at them."""
    parts = parts_of(request)
    cursors = Cursors(parts.server_secret, "doubts")
    before = cursors.read(reader.tenant, query.cursor)
    wanted = DoubtFilter(
        _whose(reader, query.student_id),
        query.status,
        query.subject,
        query.skill,
        query.needs_teacher,
        query.corrected,
    )
    found = await parts.doubts.list_doubts(reader.tenant, wanted, before, query.limit + 1)
    items = found[: query.limit]
    more = len(found) > query.limit
    return reply(
        DoubtPage(
            items=[show_doubt(each, None) for each in items],
            next_cursor=cursors.write(reader.tenant, items[-1].doubt.id) if more else None,
        )
    )


def _whose(reader: Principal, student: UUID | None) -> UUID | None:
    if allowed(reader, Permission.READ_SCHOOL):
        return student
    if student not in (None, reader.user):
        raise NotFound("There is no such student.", field="student_id")
    return reader.user
