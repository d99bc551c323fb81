"""GET /v1/students/{student_id}/progress and GET /v1/students/{student_id}/progress/history"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from fynq.domain.errors import NotFound
from fynq.domain.principal import Principal
from fynq.http.caller import ClassTeacher
from fynq.http.parts import parts_of
from fynq.http.reply import reply
from fynq.http.routes.my_progress import ProgressQuery
from fynq.http.routes.progress_history import HistoryQuery, history_of
from fynq.http.routes.up_to_date import progress_of
from fynq.http.schemas.histories import HistoryOut
from fynq.http.schemas.learners import ProgressReport
from fynq.http.schemas.people import UserOut, show_user
from fynq.http.schemas.problems import problems
from fynq.identity.ports import Account

router = APIRouter(tags=["students"])


class StudentReport(ProgressReport):
    """The progress of a student of the school."""

    student: UserOut


@router.get(
    "/v1/students/{student_id}/progress",
    summary="Read a student's progress",
    response_model=StudentReport,
    responses=problems(401, 403, 404),
)
async def read_student_progress(
    request: Request,
    teacher: ClassTeacher,
    student_id: UUID,
    query: Annotated[ProgressQuery, Query()],
) -> Response:
    """As the student sees it. For teachers, admins and owners."""
    student = await _student(request, teacher, student_id)
    report = await progress_of(parts_of(request), teacher.tenant, student.id, query.timezone)
    return reply(StudentReport(student=show_user(student), **dict(report)))


@router.get(
    "/v1/students/{student_id}/progress/history",
    summary="Read a student's progress over time",
    response_model=HistoryOut,
    responses=problems(401, 403, 404),
)
async def read_student_history(
    request: Request,
    teacher: ClassTeacher,
    student_id: UUID,
    query: Annotated[HistoryQuery, Query()],
) -> Response:
    """As the student sees it. For teachers, admins and owners."""
    student = await _student(request, teacher, student_id)
    return reply(await history_of(parts_of(request), teacher.tenant, student.id, query.days))


async def _student(request: Request, teacher: Principal, student: UUID) -> Account:
    found = await parts_of(request).identity.accounts.account(teacher.tenant, student)
    if found is None:
        raise NotFound("There is no such student.", field="student_id")
    return found
