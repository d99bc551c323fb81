"""GET and PATCH /v1/students/{student_id}"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from fynq.domain.errors import NotFound
from fynq.domain.learner import LearnerProfile
from fynq.domain.principal import Principal
from fynq.http.caller import Registrar
from fynq.http.parts import parts_of
from fynq.http.reply import reply
from fynq.http.routes.syllabuses import syllabus_of
from fynq.http.schemas.problems import problems
from fynq.http.schemas.profiles import ProfileOut, SchoolsWord, show_profile
from fynq.identity.ports import Account

router = APIRouter(tags=["students"])


@router.get(
    "/v1/students/{student_id}",
    summary="Read a student's profile",
    response_model=ProfileOut,
    responses=problems(401, 403, 404),
)
async def read_student(request: Request, registrar: Registrar, student_id: UUID) -> Response:
    """For teachers, admins and owners."""
    account = await _account(request, registrar, student_id)
    profile = await parts_of(request).students.profile(registrar.tenant, student_id)
    return _shown(account, profile or LearnerProfile(display_name=account.display_name))


@router.patch(
    "/v1/students/{student_id}",
    summary="Say what the school knows of a student",
    response_model=ProfileOut,
    responses=problems(401, 403, 404, bodied=True),
)
async def change_student(
    request: Request, registrar: Registrar, student_id: UUID, body: SchoolsWord
) -> Response:
    """Sets the grade, the syllabus or the next exam of a student: from then on the student cannot
    change it, so that what the policy allows by grade holds. Null takes it back. For teachers, admins
    and owners."""
    account = await _account(request, registrar, student_id)
    said: dict[str, Any] = {name: getattr(body, name) for name in body.model_fields_set}
    taken_back = {name for name, value in said.items() if value is None}
    if said.get("syllabus") is not None:
        said["syllabus"] = await syllabus_of(request, registrar, said["syllabus"])
    if "syllabus" in taken_back:
        said["syllabus"] = ""

    def change(profile: LearnerProfile) -> LearnerProfile:
        by_school = dict.fromkeys((*profile.by_school, *sorted(said)))
        kept = tuple(name for name in by_school if name not in taken_back)
        return replace(profile, **said, by_school=kept)

    changed = await parts_of(request).students.change_profile(registrar.tenant, student_id, change)
    return _shown(account, changed)


async def _account(request: Request, registrar: Principal, student: UUID) -> Account:
    """Raises NotFound."""
    account = await parts_of(request).identity.accounts.account(registrar.tenant, student)
    if account is None:
        raise NotFound("There is no such student.", field="student_id")
    return account


def _shown(account: Account, profile: LearnerProfile) -> Response:
    return reply(show_profile(account.id, account.role, profile, datetime.now(UTC)))
